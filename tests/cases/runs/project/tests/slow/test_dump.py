import time


def test_dump():
    time.sleep(1.5)


def test_other():
    assert time.time() < 0  #! test_other
