import pytest

TRIES = []


def test_second_time():
    TRIES.append(1)
    assert len(TRIES) > 1, "the first time"


def test_never():
    raise ValueError("each time")  #! test_never


@pytest.fixture
def flaky_fixture():
    raise OSError("set-up, each time")  #! test_flaky_setup


def test_flaky_setup(flaky_fixture):
    pass


def test_fine():
    pass
