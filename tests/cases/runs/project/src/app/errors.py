class PriceError(Exception):
    pass


class Quiet(ValueError):
    def __str__(self):
        return ""


class Outer:
    class Inner(KeyError):
        pass
