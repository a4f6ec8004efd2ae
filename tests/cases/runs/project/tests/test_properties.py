from hypothesis import example, given, settings, strategies

from app import engine

FEW = settings(max_examples=20, database=None, derandomize=True, deadline=None)


@FEW
@given(strategies.integers(), strategies.text())
def test_property_based(number, text):
    assert number < 10, "too big: %d" % number  #! test_property_based


@FEW
@given(strategies.lists(strategies.integers(0, 5), min_size=3))
def test_divides(values):
    engine.inner(1, min(values))


@FEW
@given(strategies.integers())
@example(7)
def test_explicit(number):
    if number == 7:
        raise KeyError("seven")  #! test_explicit


@FEW
@given(strategies.integers(0, 20))
def test_several(number):
    if number > 3:
        raise KeyError("high")
    if number == 2:
        raise ValueError("two")
