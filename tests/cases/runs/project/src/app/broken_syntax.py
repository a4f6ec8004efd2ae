VALUE = 1


def f(:  #! test_imports_broken_syntax.py
    pass
