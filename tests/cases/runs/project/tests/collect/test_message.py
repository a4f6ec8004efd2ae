raise ValueError("first line\nsecond: line\n\n  indented tests/test_x.py:3: in f")  #! test_message.py
