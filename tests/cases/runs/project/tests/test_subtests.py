import unittest

from app import engine


def test_native(subtests):
    for i in range(4):
        with subtests.test("part", i=i):
            assert i % 2 == 0  #! test_native


def test_without_message(subtests):
    with subtests.test(name="a - b", x=[1, 2]):
        engine.Engine.parse("x")
    with subtests.test():
        raise LookupError("no words")  #! test_without_message


def test_passes_after(subtests):
    with subtests.test("fine"):
        pass


def test_fails_itself(subtests):
    with subtests.test("[odd] (name)"):
        assert "in" == "side"  #! test_fails_itself
    raise ValueError("outside")  #! test_fails_itself


class TestUnit(unittest.TestCase):
    def test_unit(self):
        for i in range(3):
            with self.subTest("unit", i=i):
                self.assertNotEqual(i, 1)  #! TestUnit.test_unit
        with self.subTest(j="x y"):
            engine.Engine(3).compute(1)
