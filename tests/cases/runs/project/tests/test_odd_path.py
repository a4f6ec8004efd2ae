import pytest

from app import engine


def größe(wert):
    return engine.Engine.parse(wert)


def test_länge():
    größe("lang")


@pytest.mark.parametrize("wert", ["süß", "a b"])
def test_wert(wert):
    assert wert == "salzig: ä"  #! test_wert


class TestÄrger:
    def test_ärger(self):
        raise KeyError("ärgerlich")  #! TestÄrger.test_ärger
