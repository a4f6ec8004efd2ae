# SPDX-License-Identifier: MIT
"""A fifo that a test under test opens and hands to its children."""

import os
import threading

from limits import TIMEOUT


class Fifo:
    """Tells when a test began, and when the last process that it left behind is gone."""

    def __init__(self, path):
        os.mkfifo(path)
        self.path = path
        self.has_begun, self.is_over = threading.Event(), threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with open(self.path) as fifo:
            if fifo.readline():
                self.has_begun.set()
            fifo.read()
        self.is_over.set()

    def wait_until_begun(self):
        assert self.has_begun.wait(TIMEOUT), "the test did not begin"

    def wait_until_over(self):
        assert self.is_over.wait(TIMEOUT), "a process of the test is still there"
