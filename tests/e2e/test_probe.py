# SPDX-License-Identifier: MIT
"""The probe under real pytest versions: what it writes, and that it changes nothing."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap

import pytest

import venvs
from limits import TIMEOUT

PROBE = pathlib.Path(__file__).resolve().parents[2] / "clients" / "pytest"
ROWS = venvs.matrix()


@pytest.fixture(scope="session", params=ROWS, ids=venvs.name)
def python(request):
    return venvs.python_of(request.param)


@pytest.fixture(scope="session")
def newest():
    return venvs.python_of(ROWS[-1])


class Project:
    """A small project; run() gives pytest's result and the probe's records."""

    def __init__(self, root, home):
        self.root = root
        self.probe_file = home / "probe.jsonl"
        self.env = {"PATH": os.environ["PATH"], "HOME": str(home), "COLUMNS": "120",
                    "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}

    def write(self, **files):
        for name, text in files.items():
            path = self.root / (name.replace("__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")

    def run(self, python, *args, with_probe=True, **env):
        if self.probe_file.exists():
            self.probe_file.unlink()
        argv = [python, "-m", "pytest", "-p", "no:cacheprovider"]
        env = dict(self.env, **env)
        if with_probe:
            argv += ["-p", "redgreen_probe"]
            env.update(PYTHONPATH=str(PROBE), REDGREEN_PROBE=str(self.probe_file),
                       REDGREEN_PROBE_ROOT=str(self.root))
        done = subprocess.run([*argv, *args], cwd=str(self.root), env=env, timeout=TIMEOUT,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, encoding="utf-8", errors="replace")
        self.output, self.status = done.stdout, done.returncode
        text = self.probe_file.read_text(encoding="utf-8") if self.probe_file.exists() else ""
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def project(tmp_path):
    root, home = tmp_path / "ä project", tmp_path / "home"
    root.mkdir()
    home.mkdir()
    return Project(root, home)


def of(records, kind, **fields):
    return [record for record in records if record["kind"] == kind
            and all(record.get(key) == value for key, value in fields.items())]


def report_of(records, test, when="call"):
    found = [record for record in of(records, "report", when=when)
             if record["nodeid"].endswith("::" + test) and "error" in record]
    assert len(found) == 1, (test, found)
    return found[0]


def error_of(records, test, when="call"):
    return report_of(records, test, when)["error"]


KINDS = '''
    import os
    import unittest
    import pytest

    class Odd:
        def __init__(self):
            self.size = 1
            self.password = "hunter2"
        def __repr__(self):
            raise LookupError("nobody but pytest may call this")
        __len__ = __eq__ = __hash__ = __str__ = __repr__

    class Engine:
        def run(self, value, api_key="hunter2", *rest, **more):
            odd, many = Odd(), [value] * 100
            mapping = {"token": "hunter2", "plain": 1.5, 3: b"x"}
            url = "postgres://me:hunter2@db/x"
            return value / 0

    def test_chain():
        try:
            Engine().run(3)
        except ZeroDivisionError as error:
            raise RuntimeError("wrapped") from error

    def test_context():
        try:
            {}["k"]
        except KeyError:
            raise ValueError("x")

    def test_assert():
        left = 2
        assert left == 3

    def test_missing(nofixture):
        pass

    @pytest.fixture
    def broken():
        raise OSError(2, "gone")

    def test_setup(broken):
        pass

    @pytest.fixture
    def leaves():
        yield
        raise LookupError("left")

    def test_teardown(leaves):
        pass

    @pytest.mark.xfail(reason="known")
    def test_expected():
        assert 0

    @pytest.mark.skip(reason="not today")
    def test_skipped():
        pass

    def test_passes(tmp_path):
        pass

    def test_native():
        os.write(2, b"a.cu:3: f: block: [0,0,0], thread: [0,0,0] Assertion `x` failed.\\n")
        raise RuntimeError("device")

    def test_talkative():
        os.write(2, b"nothing native\\n")
        assert 0

    def recurse(n):
        return recurse(n + 1)

    def test_recursion():
        recurse(0)

    class Old(unittest.TestCase):
        def test_unit(self):
            self.assertEqual(1, 2)

    def test_untraced():
        pytest.fail("no trace", pytrace=False)

    def test_bytes():
        raise ValueError("nul \\0 and half a pair \\udc80")

    @pytest.mark.parametrize("x", ["a b", "::/["])
    def test_param(x):
        assert x == ""
'''


def test_every_kind_of_failure_is_described(project, python):
    project.write(tests__test_kinds=KINDS)
    records = project.run(python, "tests/test_kinds.py")
    assert project.status == 1, project.output
    session, = of(records, "session")
    assert session["rootdir"] == str(project.root)
    assert session["pytest"] == re.search(r"pytest-([\w.]+)", project.output).group(1)
    assert any(plugin.startswith("pytest-xdist ") for plugin in session["plugins"])
    finish, = of(records, "finish")
    assert (finish["exitstatus"], finish["foreign"]) == (1, [])

    chain = error_of(records, "test_chain")
    assert (chain["type"], chain["message"]) == ("RuntimeError", "wrapped")
    root_cause, = chain["chain"]
    assert (root_cause["relation"], root_cause["type"]) == ("cause", "ZeroDivisionError")
    assert [frame["function"] for frame in root_cause["frames"]] == ["test_chain", "run"]
    innermost = root_cause["frames"][-1]
    assert innermost["path"] == str(project.root / "tests" / "test_kinds.py")
    assert innermost["source"] == "return value / 0"
    assert innermost["qualname"] == "Engine.run"
    values = dict(innermost["values"])
    assert list(values)[:5] == ["self", "value", "api_key", "rest", "more"]
    assert values["value"] == "3"
    assert values["odd"] == "<Odd size=1, password=<withheld>>"
    assert values["many"].endswith("100 in all]")
    assert values["mapping"] == "{'token': <withheld>, 'plain': 1.5, 3: b'x'}"
    assert "hunter2" not in json.dumps(records)
    assert "nobody but pytest" not in json.dumps(records)

    context = error_of(records, "test_context")
    assert [(link["relation"], link["type"]) for link in context["chain"]] == [
        ("context", "KeyError")]
    assertion = error_of(records, "test_assert")
    assert assertion["type"] == "AssertionError"
    assert assertion["message"].startswith("assert 2 == 3")
    missing = error_of(records, "test_missing", when="setup")
    assert "type" not in missing
    assert missing["message"] == "fixture 'nofixture' not found"
    assert missing["frames"][0]["function"] == "test_missing"
    assert error_of(records, "test_setup", when="setup")["type"] == "FileNotFoundError"
    assert error_of(records, "test_teardown", when="teardown")["type"] == "LookupError"
    assert "`x` failed" in report_of(records, "test_native")["stderr"]
    assert "stderr" not in report_of(records, "test_talkative")
    recursion = error_of(records, "test_recursion")
    assert recursion["type"] == "RecursionError"
    assert len(recursion["frames"]) == 200 and recursion["omitted"] > 0
    assert recursion["frames"][0]["function"] == "test_recursion"
    unit = error_of(records, "test_unit")
    assert [frame["function"] for frame in unit["frames"]] == ["test_unit"]
    assert error_of(records, "test_untraced")["type"] == "Failed"
    assert error_of(records, "test_bytes")["message"] == "nul \ufffd and half a pair ?"

    expected, = of(records, "report", nodeid="tests/test_kinds.py::test_expected")
    assert (expected["outcome"], expected["wasxfail"]) == ("skipped", "known")
    skipped, = of(records, "report", nodeid="tests/test_kinds.py::test_skipped")
    assert "not today" in skipped["skipped"]
    passed, = of(records, "report", nodeid="tests/test_kinds.py::test_passes")
    assert (passed["when"], passed["outcome"]) == ("call", "passed")
    assert len(of(records, "report", nodeid="tests/test_kinds.py::test_param[a b]")) == 1
    counts = {word: int(number) for number, word in
              re.findall(r"(\d+) (failed|passed|error)", project.output.splitlines()[-1])}
    reports = of(records, "report")
    assert counts["passed"] == len([r for r in reports if r["outcome"] == "passed"])
    assert counts["failed"] + counts["error"] == len(
        [r for r in reports if r["outcome"] == "failed"])


def test_the_output_is_the_same_without_it(project, python):
    project.write(tests__test_kinds=KINDS, tests__test_bad="import nosuchmodule\n")
    for args in (["-v", "-rA"], ["-q", "--tb=native", "-l"], ["--continue-on-collection-errors"]):
        texts = []
        for with_probe in (True, False):
            project.run(python, *args, with_probe=with_probe)
            text = re.sub(r"in [\d.]+s\b( \([\d:]+\))?", "in TIME", project.output)
            text = re.sub(r"0x[0-9a-f]+", "0x", text)
            texts.append((project.status, re.sub(r"={3,}", "===", text)))
        assert texts[0] == texts[1]


def test_errors_while_collecting_lead_to_their_cause(project, python):
    project.write(app="import nosuchmodule\n", tests__test_import="import app\n",
                  tests__test_syntax="def test_a(:\n    pass\n",
                  tests__test_plain="raise KeyError('k')\n")
    (project.root / "conftest.py").write_text("")
    records = project.run(python, "tests")
    assert project.status == 2, project.output
    found = {record["nodeid"]: record["error"] for record in of(records, "collect")}
    assert sorted(found) == ["tests/test_import.py", "tests/test_plain.py", "tests/test_syntax.py"]
    missing = found["tests/test_import.py"]
    assert missing["type"] == "ModuleNotFoundError"
    assert [pathlib.Path(frame["path"]).name for frame in missing["frames"]] == [
        "test_import.py", "app.py"]
    syntax = found["tests/test_syntax.py"]
    assert syntax["type"] == "SyntaxError"
    assert syntax["frames"][-1]["path"].endswith("tests/test_syntax.py")
    assert syntax["frames"][-1]["line"] == 1
    assert found["tests/test_plain.py"]["type"] == "KeyError"
    assert not of(records, "interrupt")
    assert of(records, "finish")[0]["exitstatus"] == 2


def test_workers_of_xdist_write_each_report_once(project, python):
    project.write(tests__test_kinds=KINDS.replace("\\udc80", ""))
    records = project.run(python, "-n2", "tests/test_kinds.py")
    alone = project.run(python, "tests/test_kinds.py")

    def keys(found):
        return sorted((r["nodeid"], r["when"], r["outcome"]) for r in of(found, "report"))

    assert keys(records) == keys(alone)
    assert {r.get("worker") for r in of(records, "report")} <= {"gw0", "gw1"}
    assert len([r for r in of(records, "finish") if "worker" not in r]) == 1
    assert len([r for r in of(records, "session") if "worker" not in r]) == 1


def test_a_worker_that_dies_is_reported(project, python):
    project.write(tests__test_die="import os\ndef test_die():\n    os._exit(3)\n")
    records = project.run(python, "-n1", "tests")
    crash, = of(records, "report", when="crash")
    assert crash["nodeid"] == "tests/test_die.py::test_die"
    assert crash["outcome"] == "failed"


def test_a_crash_keeps_what_was_written_before_it(project, python):
    project.write(tests__test_die="""
        import os, signal
        def test_first(): pass
        def test_die(): os.kill(os.getpid(), signal.SIGSEGV)
    """)
    records = project.run(python, "tests")
    assert project.status == -11
    assert of(records, "start")[-1]["nodeid"] == "tests/test_die.py::test_die"
    assert [record["nodeid"] for record in of(records, "report")] == [
        "tests/test_die.py::test_first"]
    assert not of(records, "finish")


def test_reruns_are_told_from_failures(project, python):
    project.write(tests__test_flaky="""
        seen = []
        def test_flaky():
            seen.append(1)
            assert len(seen) > 1, "first time"
    """)
    records = project.run(python, "--reruns", "2", "tests")
    assert project.status == 0, project.output
    assert [record["outcome"] for record in of(records, "report", when="call")] == [
        "rerun", "passed"]
    assert "first time" in of(records, "report", outcome="rerun")[0]["error"]["message"]


def test_each_failing_subtest_has_a_report(project, newest):
    project.write(tests__test_sub="""
        import unittest
        class T(unittest.TestCase):
            def test_unit(self):
                for i in range(3):
                    with self.subTest("m", i=i, token="hunter2"):
                        self.assertNotEqual(i, 1)
        def test_native(subtests):
            for i in range(3):
                with subtests.test("n", i=i):
                    assert i != 2
    """)
    records = project.run(newest, "tests")
    failed = of(records, "report", outcome="failed")
    subtests = [record["subtest"] for record in failed if "subtest" in record]
    assert {"message": "n", "params": {"i": "2"}} in subtests
    assert any(record["subtest"]["message"] == "m" and record["subtest"]["params"]["i"] == "1"
               for record in failed if "subtest" in record)
    assert [r["nodeid"] for r in failed if r.get("subtests_failed")] == [
        "tests/test_sub.py::test_native"]


def test_the_members_of_a_group_are_in_the_chain(project, newest):
    project.write(tests__test_group="""
        def fail(kind):
            raise kind("inside")
        def test_group():
            errors = []
            for kind in (ValueError, TypeError):
                try:
                    fail(kind)
                except Exception as error:
                    errors.append(error)
            raise ExceptionGroup("both", errors)
    """)
    error = error_of(project.run(newest, "tests"), "test_group")
    assert error["type"] == "ExceptionGroup"
    assert [(link["relation"], link["type"]) for link in error["chain"]] == [
        ("group", "ValueError"), ("group", "TypeError")]
    assert error["chain"][0]["frames"][-1]["function"] == "fail"


def test_doctests_lead_to_their_example(project, python):
    project.write(app='''
        def f():
            """
            >>> f()
            2
            """
            return 1
        def g():
            """
            >>> g()
            """
            raise KeyError("k")
    ''')
    records = project.run(python, "--doctest-modules", "app.py")
    failed = {record["nodeid"]: record["error"] for record in of(records, "report")
              if record["outcome"] == "failed"}
    plain = failed["app.py::app.f"]
    assert plain["type"] == "DocTestFailure"
    assert plain["frames"][0]["path"].endswith("app.py") and plain["frames"][0]["line"] == 4
    assert failed["app.py::app.g"]["type"] == "KeyError"


SOURCE = "def answer():\n    return 41\n"


@pytest.mark.parametrize("layout, manifest", [
    ("", None), ("src", None), ("backend", "backend/setup.py"), ("tool", None),
    ("packages/a tool/src", "packages/a tool/pyproject.toml")])
def test_a_package_from_elsewhere_is_named(project, newest, tmp_path, layout, manifest):
    folder = project.root / layout
    package = folder / "tool"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(SOURCE)
    if manifest:
        (project.root / manifest).write_text("")
    installed = tmp_path / "lib" / "site-packages" / "tool"
    shutil.copytree(str(package), str(installed))
    project.write(tests__test_tool="import tool\ndef test_a():\n    assert tool.answer() == 41\n",
                  conftest="import sys\nsys.path.insert(0, %r)\n" % str(installed.parent))
    finish, = of(project.run(newest, "tests"), "finish")
    assert project.status == 0, project.output
    assert finish["foreign"] == [{"module": "tool", "path": str(installed / "__init__.py"),
                                  "kind": "installed"}]
    project.write(conftest="import sys\nsys.path.insert(0, %r)\n" % str(folder))
    finish, = of(project.run(newest, "tests"), "finish")
    assert finish["foreign"] == [] and finish["own"] >= 2


def test_packages_that_the_tree_has_not_are_not_foreign(project, newest):
    # Folders that only look like the name of an installed package, and a vendored copy.
    for name in ("docs/pluggy", "tests/json", "third_party/iniconfig/iniconfig"):
        folder = project.root / name
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text("")
    (project.root / "packaging").mkdir()
    (project.root / "packaging" / "Makefile").write_text("")
    project.write(tests__test_x="import json, pluggy, packaging\ndef test_x(): pass\n")
    finish, = of(project.run(newest, "tests/test_x.py"), "finish")
    assert finish["foreign"] == []


def test_an_environment_in_the_tree_is_not_the_tree(project, newest):
    installed = project.root / ".venv" / "lib" / "python3.11" / "site-packages" / "tool"
    for folder in (project.root / "tool", installed):
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(SOURCE)
    project.write(tests__test_tool="import tool\ndef test_a(): pass\n",
                  conftest="import sys\nsys.path.insert(0, %r)\n" % str(installed.parent))
    finish, = of(project.run(newest, "tests"), "finish")
    assert [entry["module"] for entry in finish["foreign"]] == ["tool"]


def test_a_hostile_test_changes_neither_file_nor_run(project, newest):
    project.write(tests__test_hostile="""
        import json, os, sys, time
        def test_closes_everything():
            os.closerange(3, 100)
        def test_patches(monkeypatch):
            for name in ("open", "write", "close"):
                monkeypatch.setattr(os, name, None)
            monkeypatch.setattr(time, "monotonic", None)
            monkeypatch.delenv("REDGREEN_PROBE")
            monkeypatch.chdir("/")
            assert False
        def test_message():
            class Bad(Exception):
                def __str__(self): raise SystemExit(5)
            raise Bad()
        def test_huge():
            raise ValueError("x" * 10_000_000)
        def test_value():
            big, deep = 10 ** 20000, []
            for _ in range(10000): deep = [deep]
            text = "é" * 1_000_000
            assert False
    """)
    records = project.run(newest, "tests", "--tb=no", "--capture=no")
    assert project.status == 1, project.output
    assert len(of(records, "report")) == 5
    assert of(records, "finish")[0]["exitstatus"] == 1
    assert len(error_of(records, "test_huge")["message"]) <= 64 * 1024
    for name, text in error_of(records, "test_value")["frames"][-1]["values"]:
        assert len(text) <= 200, name


def test_without_its_variable_it_does_nothing(project, newest):
    project.write(tests__test_x="def test_x(): pass\n")
    env = dict(PYTHONPATH=str(PROBE))
    project.run(newest, "-p", "redgreen_probe", "tests", with_probe=False, **env)
    assert project.status == 0, project.output
    assert not project.probe_file.exists()


def test_a_file_that_cannot_be_written_is_nobodys_problem(project, newest):
    project.write(tests__test_x="def test_x(): pass\n")
    project.probe_file = pathlib.Path("/nonexistent/probe.jsonl")
    assert project.run(newest, "tests") == []
    assert project.status == 0, project.output
    assert "probe" not in project.output.replace("-p redgreen_probe", "")


@pytest.mark.parametrize("name, is_secret", [
    ("token", True), ("API_TOKEN", True), ("accessToken", True), ("secret_a", True),
    ("key", True), ("apiKey", True), ("private_keys", True), ("passwd", True),
    ("db_pass", True), ("credentials", True), ("authHeader", True),
    ("monkeypatch", False), ("keyword", False), ("passed", False), ("compass", False),
    ("author", False), ("value", False)])
def test_names_of_secrets(name, is_secret):
    script = ("from redgreen_probe_values import SECRET_NAME; "
              "print(bool(SECRET_NAME.search(%r)))" % name)
    out = subprocess.run([sys.executable, "-c", script], cwd=str(PROBE), check=True,
                         env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"),
                         stdout=subprocess.PIPE, universal_newlines=True).stdout
    assert out.strip() == str(is_secret)
