def test_a():
    x = (1,  #! test_syntax.py
    assert x
