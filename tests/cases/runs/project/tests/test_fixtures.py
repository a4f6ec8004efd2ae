import pytest

from app import engine


def test_missing(no_such_fixture):
    pass


@pytest.fixture
def wants(neither_this):
    pass


def test_indirectly_missing(wants):
    pass


@pytest.fixture
def broken():
    return engine.Engine.parse("three")


def test_setup(broken):
    pass


def test_device_fixture(device):
    pass


def test_shared_fixture(shared):
    pass


@pytest.fixture
def leaves():
    yield 1
    assert False, "left behind"  #! test_teardown test_fails_twice


def test_teardown(leaves):
    print("passes")


def test_fails_twice(leaves):
    raise ValueError("first failure")  #! test_fails_twice


@pytest.fixture
def chained():
    try:
        {}["a"]
    except KeyError as error:
        raise RuntimeError("in a fixture") from error  #! test_chained_setup


def test_chained_setup(chained):
    pass


class TestSetUp:
    def setup_method(self, method):
        raise ConnectionError("no server")  #! TestSetUp.test_one TestSetUp.test_two

    def test_one(self):
        pass

    def test_two(self):
        pass


class TestTearDown:
    def teardown_method(self, method):
        [].pop()  #! TestTearDown.test_pops

    def test_pops(self):
        pass


@pytest.fixture(scope="module")
def once():
    raise PermissionError("for the whole module")  #! test_once test_once_more


def test_once(once):
    pass


def test_once_more(once):
    pass


@pytest.fixture(params=["a b", "c - d"])
def parameter(request):
    if request.param == "c - d":
        raise ValueError("bad parameter")  #! test_parameter
    return request.param


def test_parameter(parameter):
    pass


@pytest.fixture
def untraced():
    pytest.fail("the fixture says no", pytrace=False)


def test_untraced_setup(untraced):
    pass


@pytest.fixture
def looped(looped):
    pass


def test_looped(looped):
    pass


@pytest.fixture
def two_yields():
    yield 1
    yield 2


def test_two_yields(two_yields):
    pass
