import asyncio
import contextlib
import functools
import os
import sys
import warnings

import pytest

from app import engine, errors


def test_div():
    eng = engine.Engine(3)
    assert eng.compute(4) == 8


def test_diff():
    assert {"a": 1, "b": [1, 2, 3]} == {"a": 1, "b": [1, 2, 4]}, "custom words"  #! test_diff


def test_long_diff():
    left = list(range(40)) + ["x" * 120]
    right = list(range(1, 41)) + ["x" * 119 + "y"]
    assert left == right  #! test_long_diff


def test_text_diff():
    assert "a\nb\nc  \n" == "a\nb\nd\n"  #! test_text_diff


def test_where():
    assert len([value for value in range(3)]) == sum(  #! test_where
        value for value in range(3)
    ) + 1


def test_plain_assert():
    assert False  #! test_plain_assert


def test_assert_message():
    assert 1 > 2, "first line\nsecond line"  #! test_assert_message


def test_cause():
    try:
        {}["k"]
    except KeyError as error:
        raise RuntimeError("wrapped") from error  #! test_cause


def test_context():
    try:
        engine.Engine(3).compute(1)
    except ZeroDivisionError:
        try:
            int("x")
        except ValueError:
            {}["third"]  #! test_context


def test_suppressed():
    try:
        {}["k"]
    except KeyError:
        raise RuntimeError("alone") from None  #! test_suppressed


def test_raises():
    with pytest.raises(ValueError):  #! test_raises
        pass


def test_raises_match():
    with pytest.raises(ValueError, match="^b$"):  #! test_raises_match
        raise ValueError("a")


def test_warns():
    with pytest.warns(UserWarning):  #! test_warns
        pass


def test_approx():
    assert 0.1 + 0.2 == pytest.approx(0.31)  #! test_approx


def test_fail():
    pytest.fail("on purpose")  #! test_fail


def test_untraced():
    pytest.fail("without a trace", pytrace=False)


def test_own_type():
    raise errors.PriceError("no price")  #! test_own_type


def test_nested_type():
    raise errors.Outer.Inner("nested")  #! test_nested_type


def test_quiet():
    raise errors.Quiet("never shown")  #! test_quiet


def test_local_type():
    class Local(Exception):
        pass

    raise Local(1, "two")  #! test_local_type


def test_no_message():
    raise NotImplementedError  #! test_no_message


def test_os_error():
    open(os.path.join(os.path.dirname(__file__), "no such file"))  #! test_os_error


def test_unicode_error():
    b"\xff\xfe".decode("utf-8")  #! test_unicode_error


def test_system_exit():
    sys.exit(3)  #! test_system_exit


def test_compile():
    compile("def f(:\n    pass\n", "generated.py", "exec")  #! test_compile


def test_import_inside():
    import app.broken_import


def test_import_syntax_inside():
    import app.broken_syntax


def test_property():
    assert engine.Engine(5).ratio == 1


def test_static():
    engine.Engine.parse("12x")


def test_getattr():
    engine.Engine(1).speed


def test_decorated():
    engine.pick([{"a": 1}, {"b": 2}], "a")


def test_generator():
    assert list(engine.numbers(2)) == []


def test_hidden():
    engine.check(1)
    engine.check(-1)  #! test_hidden


def test_lambda():
    assert sorted([3, 1], key=lambda value: value.size)  #! test_lambda


def test_comprehension():
    assert {value: 1 / value for value in (1, 0)}  #! test_comprehension


def test_nested_function():
    def first():
        def second():
            raise ArithmeticError("deep")  #! test_nested_function

        second()

    engine.call(first)


def test_exec():
    code = "def f():\n    return 1 / 0\n\n\nf()\n"
    exec(compile(code, "<generated 7>", "exec"))  #! test_exec


def test_library():
    import json

    json.loads("{")  #! test_library


def test_coroutine():
    async def inner():
        await asyncio.sleep(0)
        raise TimeoutError("slow")  #! test_coroutine

    asyncio.new_event_loop().run_until_complete(inner())


@contextlib.contextmanager
def opened():
    try:
        yield
    finally:
        os.getcwd()


def test_context_manager():
    with opened():
        raise BufferError("inside")  #! test_context_manager


def test_exit_raises():
    with contextlib.ExitStack() as stack:
        stack.callback(lambda: 1 / 0)  #! test_exit_raises
        raise LookupError("first")


def test_multi_line_statement():
    value = dict(
        a=1,
        b=engine.Engine(
            1,
        ).n,
    )
    assert (  #! test_multi_line_statement
        value["a"]
        == 2
        and value["b"]
    )


def test_chdir(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    raise NotADirectoryError("elsewhere")  #! test_chdir


def test_warning_as_error():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.warn("old")  #! test_warning_as_error


def test_warning():
    warnings.warn("only a warning\nTraceback (most recent call last):\n  File \"x.py\", line 3")


@pytest.mark.xfail(strict=True)
def test_unexpected_pass():
    pass


@pytest.mark.xfail
def test_expected():
    assert 0, "expected"


@pytest.mark.xfail(raises=KeyError)
def test_expected_otherwise():
    raise ValueError("not the one")  #! test_expected_otherwise


@pytest.mark.skip(reason="FAILED tests/test_kinds.py::test_skipped - no")
def test_skipped():
    pass


@functools.lru_cache(None)
def cached(n):
    return [][n]  #! test_cached


def test_cached():
    cached(2)


class Plain:
    def __eq__(self, other):
        raise TypeError("cannot compare")  #! TestClass.test_compare

    def __repr__(self):
        return "<Plain>"


class TestClass:
    value = 1

    def test_compare(self):
        assert Plain() == 1

    class TestInner:
        def test_deep(self):
            assert TestClass.value == 2  #! TestClass.TestInner.test_deep


class TestMethods:
    def setup_method(self):
        self.engine = engine.Engine(3)

    def test_method(self):
        self.engine.compute(1)
