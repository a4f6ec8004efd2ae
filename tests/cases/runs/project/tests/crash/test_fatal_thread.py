import ctypes
import threading


def work():
    ctypes.string_at(8)  #! test_fatal_thread


def test_fatal_thread():
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
