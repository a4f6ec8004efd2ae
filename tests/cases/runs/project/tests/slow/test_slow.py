import threading
import time


def sleep(seconds):
    time.sleep(seconds)  #! test_slow


def test_slow():
    other = threading.Thread(target=time.sleep, args=(5,), daemon=True)
    other.start()
    sleep(20)


def test_quick():
    pass
