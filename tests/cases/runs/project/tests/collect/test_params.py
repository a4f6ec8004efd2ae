import pytest


@pytest.mark.parametrize("x", [1])
def test_y(y):
    assert y
