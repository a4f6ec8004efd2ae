# SPDX-License-Identifier: MIT
"""A small project in which every test fails, with all the noise that a message can have, for
fingerprint_pairs.py. Each test has other bugs of the same test: texts of the project replaced."""

import subprocess

APP = """
import datetime, json, os, random, subprocess, sys, tempfile, threading, time, uuid, socket


class Odd:
    pass


class Money:
    def __init__(self, amount, currency):
        self.amount, self.currency = amount, currency

    def __repr__(self):
        return "Money(%r, %r)" % (self.amount, self.currency)

    def __eq__(self, other):
        return isinstance(other, Money) and vars(self) == vars(other)


class NotFound(Exception):
    pass


class Broken(RuntimeError):
    pass


def parse(text):
    return int(text)


def total(rows):
    return sum(parse(row) for row in rows)


def check(value, limit):
    if value < 0:
        raise ValueError("value must not be negative")
    if value > limit:
        raise ValueError("value too large: %d of %d" % (value, limit))
    return value


def first(value):
    return check(value, 10)


def second(value):
    return check(value + 0, 10)


def odd_object():
    return Odd()


def write_report(folder, name="report.txt"):
    with open(os.path.join(folder, name)) as file:
        return file.read()


def words():
    return {"alpha", "beta", "gamma", "delta", "epsilon"}


def table():
    return {name: len(name) for name in words()}


def wait():
    start = time.perf_counter()
    sum(range(random.randrange(1000, 90000)))
    return time.perf_counter() - start


def started():
    raise Broken("job %s started at %s failed" % (uuid.uuid4(), datetime.datetime.now().isoformat()))


def child():
    raise Broken("worker with pid %d on port %d went away" % (os.getpid(), random.randrange(20000, 60000)))


def server():
    raise Broken("cannot reach http://127.0.0.1:%d/api/users" % random.randrange(20000, 60000))


def memory():
    raise Broken("Tried to allocate 20.00 MiB; %.2f GiB in use" % random.uniform(1, 9))


def late():
    raise Broken("step took %.3f s, the limit is 0.5 s" % random.uniform(0.6, 9))


def load(text):
    try:
        return json.loads(text)
    except ValueError as error:
        raise Broken("cannot read the settings") from error


def lookup(table, key):
    try:
        return table[key]
    except KeyError:
        raise NotFound("nothing there")


def depth(n):
    return depth(n + 1) + 1


def unit(values):
    return [value / max(values) for value in values]


def noisy():
    return [0.1 + random.random() * 1e-12, 0.7]


def pick(items):
    return next(iter(items))


def status():
    return 404


def text():
    return "the quick brown fox jumps over the lazy dog and runs far away from here"


def rows():
    return [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"id": 3, "name": "c"}]


def greeting(name):
    return "Hello, %s" % name


def thread_name():
    thread = threading.Thread(target=int)
    return "%s %r" % (thread.name, thread)


def config(path):
    return {"path": path, "mode": "fast"}


def state():
    class State:
        ready = False
        done = False
    return State()


def apply(function, *args):
    return function(*args)
"""

TESTS = """
import tempfile, unittest
import pytest
from app import core


def test_parse():
    assert core.parse("7") == 8


def test_total():
    assert core.total(["1", ""]) == 1


def test_first():
    core.first(-1)


def test_value_too_large():
    core.first(11)


def test_odd():
    assert core.odd_object() is None


def test_odd_equal():
    assert core.odd_object() == 7


def test_report(tmp_path):
    assert core.write_report(tmp_path) == "x"


def test_report_in_folder():
    folder = tempfile.mkdtemp()
    assert core.write_report(folder) == "x"


def test_words():
    assert core.words() == {"alpha", "beta"}


def test_words_in():
    assert "zeta" in core.words()


def test_table():
    assert core.table() == {"alpha": 5}


def test_wait():
    elapsed = core.wait()
    assert elapsed < 1e-9


def test_started():
    core.started()


def test_child():
    core.child()


def test_server():
    core.server()


def test_memory():
    core.memory()


def test_late():
    core.late()


def test_load():
    core.load("{")


def test_lookup():
    core.lookup({}, "a")


def test_depth():
    core.depth(0)


def test_unit():
    assert core.unit([1, 3]) == [0.5, 1]


def test_noisy():
    assert core.noisy()[0] == 0.3


def test_status():
    assert core.status() == 200


def test_text():
    assert core.text() == "the quick brown fox jumps over the lazy cat and runs far away from here"


def test_rows():
    assert core.rows() == [{"id": 1, "name": "a"}, {"id": 2, "name": "x"}, {"id": 3, "name": "c"}]


def test_greeting():
    assert core.greeting("Ann") == "Hello Ann"


def test_thread():
    assert core.thread_name() == ""


def test_config(tmp_path):
    assert core.config(str(tmp_path / "a.ini")) == {"path": "a.ini", "mode": "fast"}


def test_state():
    state = core.state()
    assert not state.done
    assert state.ready
    assert state.done


def test_money():
    assert core.Money(3, "EUR") == core.Money(4, "EUR")


def test_raises():
    with pytest.raises(ValueError):
        core.parse("3")


def test_raises_match():
    with pytest.raises(ValueError, match="no number"):
        core.parse("x")


def test_message():
    assert core.status() == 200, "the page is not there"


def test_helper():
    expect(core.status(), 200)


def expect(got, wanted):
    assert got == wanted


def test_apply():
    assert core.apply(core.parse, "5") == 6


def test_missing(nofixture):
    pass


@pytest.fixture
def broken():
    return core.first(-4)


def test_setup(broken):
    pass


@pytest.mark.parametrize("text", ["1", "two"])
def test_each(text):
    assert core.parse(text) == 3


class TestUnit(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(core.status(), 200)

    def test_list(self):
        self.assertEqual(core.rows(), [])

    def test_true(self):
        self.assertTrue(core.state().ready)


def test_approx():
    assert core.noisy() == pytest.approx([0.4, 0.7])


def test_attribute():
    core.odd_object().nothing


def test_type():
    core.first("x")


def test_arguments():
    core.Money(1)


def test_index():
    core.rows()[5]["id"]


def test_key():
    core.table()["none"]


def test_lines():
    assert core.greeting("a\\nb\\nc") == "Hello, a\\nb\\nd"
"""

# Other bugs of one test: (test, file, old text, new text).
OTHERS = [
    ("test_parse", "app", "return int(text)", "return int(text) + 2"),
    ("test_parse", "app", "return int(text)", "return text"),
    ("test_parse", "test", 'core.parse("7") == 8', 'core.parse("7") == 9'),
    ("test_total", "app", "return int(text)", "return float(text)"),
    ("test_total", "app", "sum(parse(row) for row in rows)", "sum(len(row) + 1 for row in rows)"),
    ("test_total", "app", "sum(parse(row) for row in rows)", "parse(rows)"),
    ("test_first", "app", "return check(value, 10)", "return check(value, 10 / 0)"),
    ("test_first", "app", "return check(value, 10)", "return second(value)"),
    (
        "test_first",
        "app",
        "def first(value):",
        'def first(value):\n    if value < 0:\n        raise ValueError("value must not be negative")',
    ),
    ("test_value_too_large", "app", "return check(value, 10)", "return check(value, 9)"),
    ("test_value_too_large", "app", "return check(value, 10)", "return check(value + 5, 10)"),
    ("test_odd", "app", "return Odd()", "return 0"),
    ("test_odd", "app", "return Odd()", "return NotFound()"),
    ("test_odd_equal", "app", "return Odd()", "return 8"),
    ("test_report", "app", 'name="report.txt"', 'name="summary.txt"'),
    ("test_report", "app", "return file.read()", "return file.reading()"),
    ("test_report_in_folder", "app", 'name="report.txt"', 'name="summary.txt"'),
    ("test_report_in_folder", "app", 'name="report.txt"', 'name="."'),
    ("test_words", "app", '"epsilon"}', '"omega"}'),
    ("test_words", "app", '{"alpha", "beta", "gamma", "delta", "epsilon"}', '["alpha", "beta"]'),
    ("test_words_in", "app", '"epsilon"}', '"epsilon", "eta"}'),
    ("test_table", "app", "len(name) for", "len(name) + 1 for"),
    ("test_table", "app", "def table():", "def table():\n    raise KeyError('alpha')"),
    ("test_wait", "app", "return time.perf_counter() - start", "return None"),
    ("test_wait", "app", "return time.perf_counter() - start", "return str(start)"),
    ("test_started", "app", "started at %s failed", "started at %s was lost"),
    ("test_started", "app", 'raise Broken("job', 'raise NotFound("job'),
    ("test_child", "app", "went away", "did not start"),
    ("test_server", "app", "/api/users", "/api/groups"),
    ("test_server", "app", "cannot reach", "was refused by"),
    ("test_memory", "app", "Tried to allocate 20.00 MiB;", "Tried to free 20.00 MiB;"),
    ("test_late", "app", "step took", "stop took"),
    ("test_late", "app", "def late():", "def late():\n    return nothing"),
    ("test_load", "app", "return json.loads(text)", "return json.loads(text + '1')"),
    ("test_load", "app", "return json.loads(text)", "return int(text)"),
    ("test_load", "app", 'cannot read the settings"', 'cannot read the file"'),
    ("test_lookup", "app", "return table[key]", "return table[key + 'b']"),
    ("test_lookup", "app", "return table[key]", "raise KeyError('z')"),
    ("test_lookup", "app", 'raise NotFound("nothing there")', "return table.key"),
    ("test_depth", "app", "return depth(n + 1) + 1", "return depth(n + 1, 2) + 1"),
    ("test_unit", "app", "value / max(values)", "value / min(values)"),
    ("test_unit", "app", "value / max(values)", "value / sum(values)"),
    ("test_unit", "app", "value / max(values)", "value / 0"),
    ("test_noisy", "app", "0.1 + random", "0.2 + random"),
    ("test_noisy", "app", "0.1 + random", "0.11 + random"),
    ("test_status", "app", "return 404", "return 500"),
    ("test_status", "app", "return 404", "return '200'"),
    ("test_status", "test", "assert core.status() == 200\n", "assert core.status() == 201\n"),
    ("test_text", "app", "lazy dog", "lazy dodo"),
    ("test_text", "app", "lazy dog", "lazy Cat"),
    ("test_text", "app", "quick brown", "quick red"),
    ("test_rows", "app", '{"id": 2, "name": "b"}', '{"id": 2, "name": "q"}'),
    ("test_rows", "app", '{"id": 2, "name": "b"}', '{"id": 9, "name": "x"}'),
    ("test_rows", "app", ', {"id": 3, "name": "c"}]', "]"),
    ("test_greeting", "app", '"Hello, %s"', '"Hallo, %s"'),
    ("test_greeting", "app", '"Hello, %s" % name', "name.upper() + 1"),
    ("test_thread", "app", "(thread.name, thread)", "(thread.ident, thread.name)"),
    ("test_config", "app", '"mode": "fast"', '"mode": "slow"'),
    ("test_config", "app", '{"path": path,', '{"file": path,'),
    ("test_state", "app", "done = False", "done = True"),
    ("test_state", "app", "ready = False", "ready = True"),
    (
        "test_state",
        "test",
        "    assert not state.done\n",
        "    assert state.ready\n    assert not state.done\n",
    ),
    (
        "test_money",
        "test",
        'core.Money(3, "EUR") == core.Money(4',
        'core.Money(3, "EUR") == core.Money(5',
    ),
    (
        "test_money",
        "app",
        "self.amount, self.currency = amount, currency",
        "self.amount, self.currency = amount * 2, currency",
    ),
    ("test_raises", "app", "return int(text)", "raise KeyError(text)"),
    ("test_raises_match", "app", "return int(text)", "raise ValueError('nothing')"),
    ("test_raises_match", "app", "return int(text)", "return 1"),
    ("test_message", "app", "return 404", "return 403"),
    ("test_message", "test", "the page is not there", "the page is gone"),
    ("test_helper", "app", "return 404", "return 418"),
    (
        "test_helper",
        "test",
        "expect(core.status(), 200)",
        "expect(core.status(), 404)\n    expect(core.status(), 200 + 0)",
    ),
    ("test_helper", "test", "expect(core.status(), 200)", "expect(core.status(), 202)"),
    ("test_apply", "app", "return function(*args)", "return function(*args)()"),
    ("test_apply", "app", "return int(text)", "return int(text) - 1"),
    ("test_missing", "test", "nofixture", "otherfixture"),
    ("test_setup", "test", "core.first(-4)", "core.first(40)"),
    ("test_setup", "test", "core.first(-4)", "core.frst(-4)"),
    ("test_each", "app", "return int(text)", "return int(text) * 4"),
    ("test_equal", "app", "return 404", "return 400"),
    ("test_list", "app", '{"id": 3, "name": "c"}', '{"id": 4, "name": "c"}'),
    ("test_true", "app", "ready = False", "ready = 0"),
    ("test_approx", "app", "0.7]", "0.8]"),
    ("test_approx", "app", "0.1 + random", "0.3 + random"),
    ("test_attribute", "app", "return Odd()", "return Money(1, 2)"),
    ("test_attribute", "test", "core.odd_object().nothing", "core.odd_object().something"),
    ("test_type", "app", "if value < 0:", "if value - 1 < 0:"),
    ("test_type", "app", "return check(value, 10)", "return check(value)"),
    (
        "test_arguments",
        "app",
        "def __init__(self, amount, currency):",
        "def __init__(self, amount, rate, currency):",
    ),
    ("test_arguments", "test", "core.Money(1)", "core.Money(1, 2, 3)"),
    ("test_index", "test", 'core.rows()[5]["id"]', 'core.rows()["id"]'),
    ("test_index", "app", "return [{", "return 0 and [{"),
    ("test_key", "test", '["none"]', '["nine"]'),
    ("test_key", "app", "return {name: len(name) for name in words()}", "return words()"),
    ("test_lines", "app", '"Hello, %s"', '"Hello,\\n%s"'),
]


def _write(tree, app, tests):
    (tree / "app").mkdir(parents=True, exist_ok=True)
    (tree / "tests").mkdir(exist_ok=True)
    (tree / "app/__init__.py").write_text("")
    (tree / "app/core.py").write_text(app)
    (tree / "conftest.py").write_text("")
    (tree / "tests/test_core.py").write_text(tests)


def take(options, pairs, bug_of, runner_of, mutants, other_assertions):
    """One tree, all its tests at once; each test is a bug of its own, with its own half."""
    tree = options.keep / "own" / "project"
    _write(tree, APP, TESTS)
    git = ["git", "-C", str(tree), "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", "init", "-q", str(tree)], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "all of it"], check=True)
    # random tests fail at once in the same way, but for what they say
    runner = runner_of(options.build, tree, options.python[0], ["tests/test_core.py"])
    names = [(str(options.keep), "/w"), ("who", "who")]
    bugs = {}

    class OwnBug(bug_of):
        def pair(self, label, kind, found, base=None):
            for test, failure in (base or self.base).items():
                one = bugs.setdefault(test, test)
                self.name = "own " + one
                bug_of.pair(
                    self, label, kind, {test: found[test]} if test in found else {}, {test: failure}
                )

    bug = OwnBug("own", tree, runner, pairs, names, options)
    bug.same()
    for python in options.python[1:]:
        other = runner_of(options.build, tree, python, ["tests/test_core.py"])
        bug.pair("same", "version", other())
    bug.pair("same", "xdist", runner("-n", "2"))
    bug.pair("same", "again", runner(env={"PYTHONHASHSEED": "random"}))
    for test, where, old, new in OTHERS:
        path = "app/core.py" if where == "app" else "tests/test_core.py"
        text = (tree / path).read_text()
        if old not in text:
            raise RuntimeError("%s: %r is not in %s" % (test, old, path))
        wanted = [name for name in bug.base if name.split("::")[-1].split("[")[0] == test]
        (tree / path).write_text(text.replace(old, new, 1))
        try:
            one = runner_of(options.build, tree, options.python[0], wanted)
            found = one()
            if not found:
                print("  passes with", test, new)
            bug_of_test = {name: bug.base[name] for name in wanted}
            bug.pair("different", "own", found, base=bug_of_test)
        finally:
            bug.restore()
