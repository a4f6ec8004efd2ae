import functools


class Engine:
    def __init__(self, n):
        self.n = n

    def compute(self, x):
        scale = self.n - 3
        return inner(x, scale)

    @property
    def ratio(self):
        return 1 / (self.n - self.n)  #! test_property

    @staticmethod
    def parse(text):
        return int(text)  #! test_static test_länge test_setup test_without_message

    def __getattr__(self, name):
        raise AttributeError("no %s here" % name)  #! test_getattr


def inner(x, scale):
    tmp = x * 2
    return tmp / scale  #! test_div TestMethods.test_method test_shared_fixture test_deep.py
    #! conftest.py TestUnit.test_unit test_divides test_context


def scale(name, by):
    return inner(len(name), by)


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@logged
@logged
def pick(values, key):
    found = [value
             for value in values
             if value[key]]  #! test_decorated
    return found


def numbers(limit):
    for i in range(limit + 1):
        if i == limit:
            raise StopAsyncIteration("at %d" % i)  #! test_generator
        yield i


def check(value):
    __tracebackhide__ = True
    if value < 0:
        raise ValueError("negative: %d" % value)


def down(n):
    return down(n + 1)  #! test_recursion


def even(n):
    return odd(n - 1)  #! test_mutual_recursion


def odd(n):
    return even(n - 1)  #! test_mutual_recursion


def call(function, *args):
    return function(
        *args,
    )
