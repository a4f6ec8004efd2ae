import pytest


def test_no_colon():
    raise ValueError("x")  #! test_no_colon


def test_empty():
    raise ValueError("")  #! test_empty


def test_blank_lines():
    raise ValueError("\n\nafter two blank lines\n\nand one more\n")  #! test_blank_lines


def test_indented():
    raise ValueError("    four blanks\n  two\n        eight")  #! test_indented


def test_looks_like_error_lines():
    raise ValueError("E   KeyError: 1\nE       assert 0\n> x = 1")  #! test_looks_like_error_lines


def test_looks_like_frames():
    raise ValueError(  #! test_looks_like_frames
        "at\ntests/test_kinds.py:3: in other\n    source\nsrc/app/engine.py:7: TypeError"
    )


def test_looks_native():
    raise ValueError(  #! test_looks_native
        'Traceback (most recent call last):\n  File "src/app/engine.py", line 3, in x\n'
        "    y\nKeyError: 1"
    )


def test_looks_like_titles():
    raise ValueError(  #! test_looks_like_titles
        "=" * 34 + " FAILURES " + "=" * 35 + "\n" + "_" * 32 + " test_nowhere " + "_" * 32 + "\n"
        + "1 failed, 2 passed in 3.04s"
    )


def test_long_line():
    raise ValueError("x" * 300 + ": end")  #! test_long_line


def test_many_lines():
    raise ValueError("\n".join("line %d: text" % i for i in range(60)))  #! test_many_lines


def test_unicode():
    raise ValueError("für 3 € – 日本語 \U0001f600 ﬀ")  #! test_unicode


def test_control():
    raise ValueError("tab\there, bell \a, escape \033[31mred\033[0m")  #! test_control


def test_dash():
    raise ValueError("a - b - c")  #! test_dash


def test_type_like():
    raise ValueError("KeyError: 'x'")  #! test_type_like


def test_assert_like():
    raise ValueError("assert 1 == 2")  #! test_assert_like


def test_assertion_of_assert():
    raise AssertionError("assert you saw it")  #! test_assertion_of_assert


def test_brackets():
    raise KeyError("[a] - (b) ::")  #! test_brackets


def test_percent():
    raise Exception("100% {} %s \\n \\")  #! test_percent


def test_location_end():
    raise RuntimeError("see src/app/engine.py:12")  #! test_location_end


def test_native_site():
    raise RuntimeError("THROW @ lib/core.cpp:38: size > 0\ninfo:\nsize is 0")  #! test_native_site


def test_value_like():
    raise RuntimeError("x = 3\ny          = 4")  #! test_value_like


def test_assert_repr_of_lines():
    class Shown:
        def __repr__(self):
            return "<Shown\n  a=1\n>"

    assert Shown() == 1  #! test_assert_repr_of_lines


def test_notes():
    error = ValueError("noted")
    if hasattr(error, "add_note"):
        error.add_note("first note")
        error.add_note("second: note\nof two lines")
    raise error  #! test_notes


def test_untraced_lines():
    pytest.fail("first\nsecond: line\n  third", pytrace=False)


def test_long_argument():
    def inner(text, other):
        raise OverflowError("too long")  #! test_long_argument

    inner("a, b = 1, [" * 60, {"k": ["v"] * 30})
