def pytest_collection_modifyitems(items):
    for item in items:
        item.no_such_attribute.update(1)  #! INTERNALERROR
