import pytest

from app import engine


def caught(function, *args):
    try:
        function(*args)
    except Exception as error:
        return error


def fail(text):
    raise TypeError(text)


def test_group():
    raise ExceptionGroup("two", [caught(fail, "one"), ValueError("not raised")])  #! test_group


def test_nested_group():
    raise ExceptionGroup(  #! test_nested_group
        "outer",
        [ExceptionGroup("inner", [caught(fail, "deep"), KeyError("k")]), caught(fail, "two")],
    )


def chained():
    try:
        fail("behind")
    except TypeError as error:
        raise RuntimeError("member") from error


def test_member_with_cause():
    raise ExceptionGroup("eg", [caught(chained), ValueError("last")])  #! test_member_with_cause


def test_caused_by_group():
    try:
        raise ExceptionGroup("behind", [caught(fail, "x"), caught(fail, "y")])
    except ExceptionGroup as group:
        raise RuntimeError("because of a group") from group  #! test_caused_by_group


def test_group_with_cause():
    try:
        {}["first"]
    except KeyError as error:
        raise ExceptionGroup("has a cause", [caught(fail, "m")]) from error  #! test_group_with_cause


def test_single():
    raise ExceptionGroup("single", [ValueError("alone")])  #! test_single


def test_lines():
    raise ExceptionGroup("lines\nof the group", [ValueError("a\nb: c\n\n  d")])  #! test_lines


def test_base_group():
    raise BaseExceptionGroup("base", [KeyboardInterrupt(), caught(fail, "x")])  #! test_base_group


def test_many():
    raise ExceptionGroup("many", [caught(fail, str(i)) for i in range(20)])  #! test_many


class Own(ExceptionGroup):
    pass


def test_own_group():
    raise Own("mine", [caught(engine.Engine(3).compute, 1)])  #! test_own_group


@pytest.fixture
def grouped():
    raise ExceptionGroup("in a fixture", [caught(fail, "f")])  #! test_group_in_setup


def test_group_in_setup(grouped):
    pass
