# SPDX-License-Identifier: MIT
"""Which functions each test called, under real pytest versions: sys.monitoring from Python 3.12 on,
sys.setprofile before. And that it changes nothing: not for tests, not for others who watch."""

import sys

import pytest

import venvs
from test_probe import ROWS, Project, of, project  # noqa: F401 (a fixture)


def _one_of_each():
    """The newest row with sys.monitoring and the newest without, as far as both are there."""
    rows = {}
    for row in sorted(ROWS, key=lambda row: (row[0].split("."), row[1])):
        rows[row[1] >= (3, 12)] = row
    return list(rows.values())


@pytest.fixture(params=ROWS, ids=venvs.name)
def every_python(request):
    return venvs.python_of(request.param), request.param[1]


@pytest.fixture(params=_one_of_each(), ids=venvs.name)
def python(request):
    return venvs.python_of(request.param)


APP = """
import asyncio, functools

def deco(function):
    @functools.wraps(function)
    def inner(*args):
        return function(*args)
    return inner

@deco
@deco
def decorated(x):
    return helper(x)

def helper(x):
    return [y for y in gen(x)]

def gen(n):
    for i in range(n):
        yield i

class A:
    def method(self):
        def nested():
            return 1
        return nested()

    @property
    def prop(self):
        return decorated(3)

async def outer():
    return await inner_coroutine()

async def inner_coroutine():
    return 3

def boom():
    raise ValueError(3)

def deep(n):
    return deep(n - 1) if n else 0

def never():
    pass
"""

TESTS = """
import asyncio, threading
import pytest
from app import m

@pytest.fixture
def fix():
    m.helper(1)
    yield
    m.never()

def test_pass(fix):
    assert m.A().prop == [0, 1, 2]

def test_fail(fix):
    m.A().method()
    m.decorated(2)
    m.A().method()
    m.boom()

def test_thread():
    thread = threading.Thread(target=m.A().method)
    thread.start()
    thread.join()

def test_async():
    loop = asyncio.new_event_loop()
    assert loop.run_until_complete(m.outer()) == 3
    loop.close()

def test_deep():
    with pytest.raises(RecursionError):
        m.deep(10 ** 6)

@pytest.mark.skip
def test_skip():
    m.never()

@pytest.mark.xfail
def test_xfail():
    m.boom()

def test_import():
    import app.late
"""


def write(project):  # noqa: F811
    project.write(app__m=APP, app__late="def f():\n    pass\nf()\n",
                  tests__test_m=TESTS)
    (project.root / "app" / "__init__.py").write_text("")


def watch(project, python, *args, mode="full", **env):  # noqa: F811
    project.records = project.run(python, *args, REDGREEN_PROBE_CALLS=mode, **env)
    return calls(project.records)


def calls(records):
    """{test: [(file, name)], latest first where the test failed}, as a reader puts it together."""
    tables, out = {}, {}
    for record in of(records, "calls"):
        files, functions = tables.setdefault(record.get("worker"), ([], []))
        files += record.get("files", [])
        if "functions" in record:
            assert record["first"] == len(functions)
            functions += record["functions"]
        indexes = []
        for at in record["calls"]:
            indexes += range(at[0], at[1] + 1) if isinstance(at, list) else [at]
        assert len(set(indexes)) == len(indexes)
        name = record["nodeid"].partition("::")[2]
        assert name not in out
        out[name] = [(files[functions[at][0]].rpartition("/")[2], functions[at][1].split(".")[-1])
                     for at in indexes]
    return out


def names(found, file="m.py"):
    return [name for where, name in found if where == file and name[0] != "<"]


def test_what_each_test_called(project, every_python):  # noqa: F811
    python, version = every_python
    write(project)
    found = watch(project, python, "tests")
    assert sorted(found) == ["test_async", "test_deep", "test_fail", "test_import", "test_pass",
                             "test_thread"]
    assert set(names(found["test_pass"])) == {"helper", "gen", "prop", "decorated", "inner"}
    assert set(names(found["test_thread"])) == {"method", "nested"}
    assert set(names(found["test_async"])) == {"outer", "inner_coroutine"}
    assert names(found["test_deep"]) == ["deep"]
    assert set(found["test_import"]) == {("late.py", "<module>"), ("late.py", "f"),
                                         ("test_m.py", "test_import")}
    first = of(project.records, "calls")[0]
    qualified = {name for _, name, _ in first["functions"]}
    assert first.get("bare", False) == (version < (3, 11))
    if version >= (3, 11):
        assert "A.prop" in qualified and "deco.<locals>.inner" in qualified
    lines = {name.split(".")[-1]: line for _, name, line in first["functions"]}
    assert lines["decorated"] == 10 and lines["helper"] == 15  # of the first decorator


def test_the_last_calls_of_a_test_that_comes_first(project, python):  # noqa: F811
    write(project)
    found = watch(project, python, "tests", REDGREEN_PROBE_FIRST="tests/test_m.py::test_fail")
    assert names(found["test_fail"]) == ["boom", "nested", "method", "gen", "helper", "decorated",
                                         "inner"]
    assert of(project.records, "calls", last=True)[0]["nodeid"] == "tests/test_m.py::test_fail"
    assert of(project.records, "start")[0]["nodeid"] == "tests/test_m.py::test_fail"


def order(project):  # noqa: F811
    return "".join(record["nodeid"].rstrip("]")[-1] for record in of(project.records, "start"))


def test_others_run_before_it_for_what_happens_once(project, python):  # noqa: F811
    project.write(app="""
        table = []
        def fill():
            table.append(1)
        def look():
            if not table:
                fill()
            return table
        """, test_t="""
        import app
        def test_a(): assert app.look()
        def test_b(): assert app.look()
        def test_c(): assert not app.look()
        def test_d(): assert app.look()
        """)
    found = watch(project, python, REDGREEN_PROBE_FIRST="test_t.py::test_c",
                  REDGREEN_PROBE_WARM="60")
    assert order(project) == "abcd"
    assert names(found["test_c"], "app.py") == ["look"]
    assert "fill" in names(found["test_a"], "app.py")
    alone = watch(project, python, REDGREEN_PROBE_FIRST="test_t.py::test_c")
    assert order(project) == "cabd"
    assert "fill" in names(alone["test_c"], "app.py")


def test_others_before_it_do_not_take_long(project, python):  # noqa: F811
    project.write(app="", test_t="""
        import pytest
        class TestOne:
            def test_a(self): pass
        @pytest.mark.parametrize("x", "bcdefgh")
        def test_x(x): pass
        class TestTwo:
            @classmethod
            def setup_class(cls): cls.x = 1
            def test_y(self): assert self.x == 2
            def test_z(self): assert self.x == 1
        """)
    watch(project, python, REDGREEN_PROBE_FIRST="test_t.py::TestTwo::test_y",
          REDGREEN_PROBE_WARM="0.000001")
    assert order(project) == "abycdefghz"
    assert " 9 passed" in project.output and "1 failed" in project.output


def test_it_ends_when_enough_was_seen(project, python):  # noqa: F811
    project.write(app="", test_t="""
        def test_a(): assert 0
        def test_b(): pass
        def test_c(): assert 0
        def test_d(): pass
        def test_e(): pass
        """)
    watch(project, python, REDGREEN_PROBE_FIRST="test_t.py::test_c", REDGREEN_PROBE_ENOUGH="2")
    assert order(project) == "cabd"
    watch(project, python, REDGREEN_PROBE_FIRST="test_t.py::test_e", REDGREEN_PROBE_ENOUGH="1",
          REDGREEN_PROBE_WARM="60")
    assert order(project) == "abcde"


def test_free_is_for_monitoring_alone(project, every_python):  # noqa: F811
    python, version = every_python
    write(project)
    found = watch(project, python, "tests", mode="free")
    if version < (3, 12):
        assert found == {}
        return
    assert len(found) == 6
    assert set(names(found["test_fail"])) == {"boom", "nested", "method", "gen", "helper",
                                              "decorated", "inner"}
    assert names(found["test_fail"])[0] == "boom"
    assert not of(project.records, "calls", last=True)


def test_what_fails_in_setup_and_teardown(project, python):  # noqa: F811
    project.write(app="def up(): raise ValueError\ndef down(): raise ValueError\ndef quiet(): pass",
                  test_t="""
        import app, pytest
        @pytest.fixture
        def bad_up(): app.up()
        @pytest.fixture
        def bad_down():
            yield
            app.down()
        @pytest.fixture
        def good():
            yield
            app.quiet()
        def test_up(bad_up): pass
        def test_down(bad_down): pass
        def test_good(good): pass
        """)
    found = watch(project, python)
    assert names(found["test_up"], "app.py") == ["up"]
    assert names(found["test_down"], "app.py") == ["down"]
    assert names(found["test_good"], "app.py") == []


def test_what_pytest_calls_for_its_report_is_not_the_tests(project, python):  # noqa: F811
    project.write(app="""
        class Odd:
            def __repr__(self):
                return describe()
        def describe():
            return "odd"
        def fail(odd):
            raise ValueError(odd)
        """, test_t="""
        import app
        def test_fail():
            odd = app.Odd()
            app.fail(odd)
        """)
    found = watch(project, python, "--showlocals")
    assert "odd = odd" in project.output
    assert names(found["test_fail"], "app.py") == ["fail"]


def test_what_is_interrupted_is_written(project, python):  # noqa: F811
    project.write(app="def f(): raise KeyboardInterrupt", test_t="""
        import app
        def test_stopped(): app.f()
        """)
    found = watch(project, python)
    assert names(found["test_stopped"], "app.py") == ["f"]
    assert "outcome" not in of(project.records, "calls")[0]


def test_unittest_subtests_and_reruns(project, python):  # noqa: F811
    project.write(app="def f(): pass\ndef g(): pass\ntries = []\ndef again(): tries.append(1)",
                  test_t="""
        import app, unittest, pytest
        class TestU(unittest.TestCase):
            def setUp(self): app.f()
            def test_u(self):
                app.g()
                with self.subTest(i=1):
                    self.fail()
        @pytest.mark.flaky(reruns=2)
        def test_again():
            app.again()
            assert len(app.tries) == 2
        """)
    found = watch(project, python)
    assert set(names(found["TestU::test_u"], "app.py")) == {"f", "g"}
    assert names(found["test_again"], "app.py") == ["again"]
    outcomes = {record["nodeid"]: record["outcome"] for record in of(project.records, "calls")}
    assert outcomes["test_t.py::test_again"] == "passed"
    assert outcomes["test_t.py::TestU::test_u"] == "failed"


def test_workers_write_for_themselves(project, python):  # noqa: F811
    write(project)
    found = watch(project, python, "tests", "-n", "2",
                  REDGREEN_PROBE_FIRST="tests/test_m.py::test_fail")
    assert len(found) == 6
    assert {record["worker"] for record in of(project.records, "calls")} == {"gw0", "gw1"}
    assert names(found["test_fail"])[0] == "boom"


def test_what_is_not_the_trees_is_left_out(project, python):  # noqa: F811
    project.write(app="import json\ndef f(): return json.dumps({'a': [1]}, indent=1)",
                  test_t="""
        import app
        namespace = {}
        exec("def made(): return 1", namespace)
        def test_f():
            app.f()
            namespace["made"]()
        """)
    found = watch(project, python)
    assert {file for file, _ in found["test_f"]} == {"app.py", "test_t.py"}


def test_an_awkward_test_sees_nothing_of_it(project, python):  # noqa: F811
    project.write(app="def f(): pass", test_t="""
        import os, sys, app
        from unittest import mock
        def test_replaced(monkeypatch):
            opened = mock.Mock()
            for name in ("getpid", "getcwd", "open", "write"):
                monkeypatch.setattr(os, name, opened)
            monkeypatch.setattr(os.path, "join", opened)
            monkeypatch.setattr(os.path, "realpath", opened)
            app.f()
            assert not opened.called
        def test_forks():
            app.f()
            pid = os.fork()
            if not pid:
                os._exit(0)
            assert os.waitpid(pid, 0)[1] == 0
        """)
    found = watch(project, python)
    assert project.status == 0, project.output
    assert all(names(found[test], "app.py") == ["f"]
               for test in ("test_replaced", "test_forks"))


def test_who_profiles_already_is_left_alone(project):  # noqa: F811
    row = _one_of_each()[0]
    if row[1] >= (3, 12):
        row = next(iter(row for row in ROWS if row[1] < (3, 12)))
    project.write(app="def f(): pass", conftest="""
        import sys
        seen = []
        def mine(frame, event, arg): seen.append(event)
        def pytest_configure(): sys.setprofile(mine)
        def pytest_unconfigure(): assert sys.getprofile() is mine and seen
        """, test_t="import app\ndef test_f(): app.f()")
    assert watch(project, venvs.python_of(row)) == {}
    assert project.status == 0, project.output


@pytest.mark.parametrize("taken", [[4], [3, 4]])
def test_a_tool_id_of_somebody_else_is_left_alone(project, taken):  # noqa: F811
    rows = [row for row in ROWS if row[1] >= (3, 12)]
    if not rows:
        assert sys.version_info < (3, 12)
        return
    project.write(app="def f(): pass", conftest="""
        import sys
        def pytest_configure():
            for tool in %r:
                sys.monitoring.use_tool_id(tool, "theirs")
        def pytest_unconfigure():
            assert all(sys.monitoring.get_tool(tool) == "theirs" for tool in %r)
        """ % (taken, taken), test_t="import app\ndef test_f(): app.f()")
    found = watch(project, venvs.python_of(rows[-1]))
    assert project.status == 0, project.output
    assert found == {} or taken == [4]


def test_coverage_is_the_same(project):  # noqa: F811
    row = _one_of_each()[0]
    python = venvs.make(venvs.name(row) + "-cov", row[2], "pytest==" + row[0], "pytest-cov>=5,<8")
    write(project)
    seen = {}
    for mode in ("", "full"):
        for core in ("ctrace", "sysmon"):
            watch(project, python, "tests", "--cov", "app", "--cov-report", "term-missing",
                  mode=mode, COVERAGE_CORE=core)
            seen[mode, core] = [line for line in project.output.splitlines()
                                if line.startswith(("app/", "TOTAL"))]
    assert seen["", "ctrace"] and len(set(map(tuple, seen.values()))) == 1


def test_outcomes_are_the_same(project, python):  # noqa: F811
    write(project)
    results = set()
    for mode in ("", "free", "full"):
        records = project.run(python, "tests", REDGREEN_PROBE_CALLS=mode)
        results.add(tuple((record["nodeid"], record["when"], record["outcome"],
                           record.get("error", {}).get("type"))
                          for record in of(records, "report")))
    assert len(results) == 1


def test_too_much_is_cut(project, python):  # noqa: F811
    project.write(app="\n".join("def f%d(): pass" % n for n in range(6000)), test_t="""
        import app
        def test_all():
            for n in range(6000):
                getattr(app, "f%d" % n)()
            assert 0
        """)
    found = watch(project, python)["test_all"]
    assert len(found) == 5000
    assert names(found, "app.py")[0] == "f5999"
