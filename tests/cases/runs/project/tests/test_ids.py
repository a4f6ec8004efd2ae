import pytest

IDS = ["plain", "with blank", "a - b", "a::b", "a/b.py", "[", "]", "[x]", "x] - [y", "",
       "ümläut", "日本", "a.b", "per%cent", "q'uote\"s", "back\\slash", "@group", "FAILED x.py::y",
       "(par)", "trailing ", "tests/test_ids.py::test_other - boom", "x" * 150]


@pytest.mark.parametrize("value", IDS, ids=IDS)
def test_id(value):
    assert value == 0  #! test_id


@pytest.mark.parametrize("x, y", [(1, 2), (1.5, None), ("s", b"b"), (True, object)])
def test_two(x, y):
    raise ValueError("%s - %s" % (x, "y"))  #! test_two


@pytest.mark.parametrize("n", range(3))
class TestParam:
    @pytest.mark.parametrize("m", ["a.b::c", "d"])
    def test_both(self, n, m):
        assert n == m  #! TestParam.test_both


def test_same_name():
    raise KeyError("here")  #! test_same_name


class TestA:
    def test_same_name(self):
        raise KeyError("in A")  #! TestA.test_same_name


class TestB:
    def test_same_name(self):
        raise KeyError("in B")  #! TestB.test_same_name


@pytest.mark.parametrize("value", ["set - up", "tear]down"])
def test_errors(value, device):
    pass


class Test_ÄÖ:
    def test_größe(self):
        assert "ä" == "ö"  #! Test_ÄÖ.test_größe
