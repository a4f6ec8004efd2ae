import os
import sys


def test_exit():
    sys.stdout.flush()
    os._exit(7)
