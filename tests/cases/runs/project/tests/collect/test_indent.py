def test_a():
    pass
  def test_b():  #! test_indent.py
    pass
