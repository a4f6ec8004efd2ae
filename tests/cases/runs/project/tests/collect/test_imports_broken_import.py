def load():
    from app import broken_import

    return broken_import


load()
