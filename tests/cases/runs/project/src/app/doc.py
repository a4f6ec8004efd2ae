"""Examples that fail.

>>> 1 + 1
3
"""


def double(x):
    """
    >>> double(2)
    4
    >>> double(3)
    7
    """
    return 2 * x


def fail(x):
    """Blank lines and a traceback that is expected.

    >>> fail(0)
    Traceback (most recent call last):
        ...
    ZeroDivisionError: division by zero
    >>> fail("a")
    """
    return 1 / x  #! app.doc.fail


class Box:
    def open(self):
        """
        >>> Box().open()
        'open'
        """
        return "shut"
