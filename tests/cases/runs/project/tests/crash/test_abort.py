import os


class TestAbort:
    def test_abort(self):
        os.abort()  #! TestAbort.test_abort


def test_behind():
    pass
