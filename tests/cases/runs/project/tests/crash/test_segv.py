import ctypes
import sys
import threading
import time


def wait(stop):
    stop.wait(20)


def read(address):
    return ctypes.string_at(address)  #! test_segv


def test_before():
    pass


def test_segv():
    stop = threading.Event()
    for _ in range(2):
        threading.Thread(target=wait, args=(stop,), daemon=True).start()
    time.sleep(0.05)
    read(8)
