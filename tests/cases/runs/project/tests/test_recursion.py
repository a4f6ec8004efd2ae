from app import engine


def test_recursion():
    engine.down(0)


def test_mutual_recursion():
    engine.even(0)
