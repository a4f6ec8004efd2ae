import logging
import os
import subprocess
import sys
import traceback

import pytest

LOG = logging.getLogger("app.engine")


def show():
    try:
        raise KeyError("only shown")
    except KeyError:
        traceback.print_exc()
        LOG.exception("logged, not raised")


def test_shown():
    show()


def test_shown_and_fails():
    show()
    print("no end of line", end="")
    assert 1 == 2  #! test_shown_and_fails


def test_bytes():
    os.write(1, b"latin \xe4\xf6 and \xff\xfe\n")
    os.write(2, b"\x00 nul, \x80 alone\r\n50%\r100%\n")
    raise ValueError("bytes")  #! test_bytes


INNER = """
============================= test session starts ==============================
platform linux -- Python 3.11.7, pytest-8.0.0, pluggy-1.4.0
collected 1 item

test_inner.py F                                                          [100%]

=================================== FAILURES ===================================
__________________________________ test_inner __________________________________

    def test_inner():
>       assert 0
E       assert 0

test_inner.py:2: AssertionError
=========================== short test summary info ============================
FAILED test_inner.py::test_inner - assert 0
============================== 1 failed in 0.01s ===============================
"""


def test_prints_a_session():
    print(INNER)


def test_prints_a_session_and_fails():
    print(INNER)
    raise LookupError("the outer one")  #! test_prints_a_session_and_fails


def test_prints_titles():
    print("=" * 34 + " FAILURES " + "=" * 35)
    print("_" * 32 + " test_nowhere " + "_" * 32)
    print("-" * 29 + " Captured stdout call " + "-" * 29)
    print("E       assert 0")
    print("tests/test_x.py:3: AssertionError")
    print("FAILED tests/test_x.py::test_nowhere - assert 0")
    print("1 failed, 2 passed in 3.04s")
    raise LookupError("after titles")  #! test_prints_titles


def test_child_fails():
    done = subprocess.run([sys.executable, "-c", "def f():\n    1 / 0\nf()"])
    assert done.returncode == 0  #! test_child_fails


def test_many_lines():
    for i in range(300):
        print("line", i, "ERROR: something at a.py:%d: in b" % i)
    raise LookupError("after many lines")  #! test_many_lines


def test_progress_bar():
    for i in range(0, 101, 20):
        sys.stderr.write("\rloading %3d%% |%s" % (i, "#" * (i // 10)))
    sys.stderr.write("\033[32mdone\033[0m\n")
    raise LookupError("after a bar")  #! test_progress_bar


@pytest.fixture
def noisy():
    print("set up, with a Traceback (most recent call last):")
    yield
    print("torn down")
    LOG.warning("torn down")


def test_noisy(noisy):
    LOG.error("E   assert 3")
    assert "called" == "never"  #! test_noisy
