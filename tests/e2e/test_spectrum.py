# SPDX-License-Identifier: MIT
"""A failing test is run once more with the others of its file, to see which functions they call:
what comes of it, what it costs, and that it leaves nothing behind."""

import json
import os
import subprocess
import time

import pytest

import lsp_client
import product as product_module
import repositories
import venvs
from test_probe_calls import _one_of_each

TEST = "tests/test_calc.py::test_total"
APP = """
def once():
    pass

def parse(text):
    return int(text)

def add(numbers):
    total = 0
    for number in numbers:
        total += number
    return total

def total(text):
    return add(parse(part) for part in text.split(","))

def unused():
    return parse("3")
"""
# RAN is outside of the tree: every test says there that it ran.
TESTS = """
import os, sys, time
import pytest
from app import calc

@pytest.fixture(autouse=True)
def ran(request):
    with open(os.environ["RAN"], "a") as out:
        out.write(request.node.name + "\\n")

def test_add():
    assert calc.add([1, 2]) == 3

def test_parse():
    assert calc.parse("3") == 3

def test_total():
    assert calc.total("1,2") == 4
"""


class Project(repositories.Place):
    def __init__(self, folder, env):
        root = folder / "prjékt ü"
        root.mkdir()
        super().__init__(root, None, env)
        self.ran_file = folder / "ran"
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "A User")
        self.git("config", "user.email", "user@example.invalid")
        repositories.take_bytecode(root)
        self.write("app/__init__.py", "")
        self.write("app/calc.py", APP)
        self.write("tests/test_calc.py", TESTS)
        self.write("conftest.py", "")
        self.commit("The calculator")

    def compile_pytest(self):
        """A run that has to do it may take too long, on a busy machine, to be watched after it."""
        bytecode = self.root / ".git" / "redgreen" / "cache" / "bytecode"
        subprocess.run([f"{self.env['VIRTUAL_ENV']}/bin/python", "-m", "pytest", "-q"],
                       cwd=self.env["HOME"], stdout=subprocess.DEVNULL,
                       env={**self.env, "PYTHONPYCACHEPREFIX": str(bytecode)})

    def ran(self):
        """The tests that ran since it was asked last."""
        names = self.ran_file.read_text().split() if self.ran_file.exists() else []
        self.ran_file.write_text("")
        return names

    def calls(self):
        """{test: (outcome, names of app's functions)}, as they were kept; None: nothing was."""
        found = list((self.root / ".git" / "redgreen" / "cache").glob("calls-*"))
        if not found:
            return None
        assert len(found) == 1
        records = [json.loads(line) for line in found[0].read_bytes()[32:].splitlines()[1:]]
        files, functions = records[0]["files"], records[0]["functions"]
        out = {}
        for record in records:
            indexes = []
            for at in record["calls"]:
                indexes += range(at[0], at[1] + 1) if isinstance(at, list) else [at]
            called = [functions[at][1] for at in indexes if files[functions[at][0]][:4] == "app/"]
            out[record["nodeid"].partition("::")[2]] = (record.get("outcome"), called)
        return out


@pytest.fixture
def project(tmp_path, shop_template, user_env):
    user_env["RAN"] = str(tmp_path / "ran")
    return Project(tmp_path, user_env)


@pytest.fixture
def shell(server, user_env):
    return product_module.Shell(server, user_env)


@pytest.mark.parametrize("row", _one_of_each(), ids=venvs.name)
def test_it_is_seen_once_for_a_tree(project, shell, user_env, row):
    user_env["VIRTUAL_ENV"] = os.path.dirname(os.path.dirname(venvs.python_of(row)))
    project.compile_pytest()
    first = shell("run", project.root, [TEST])
    assert first["run"]["outcome"] == "failed"
    assert sorted(project.ran()) == ["test_add", "test_parse", "test_total", "test_total"]
    calls = project.calls()
    assert [name for name in calls["test_total"][1] if name[-1] != ">"] == [
        "parse", "add", "total"]  # the last to be called stands first
    assert calls["test_add"] == ("passed", ["add"])
    assert calls["test_parse"] == ("passed", ["parse"])
    second = shell("run", project.root, [TEST])
    assert project.ran() == ["test_total"]
    assert second["candidates"] == first["candidates"]
    located = shell("locate", project.root, [])
    assert project.ran() == []
    assert located["candidates"] == first["candidates"]
    project.write("app/calc.py", APP + "\n# edited\n")
    shell("run", project.root, [TEST])
    assert "test_add" in project.ran()
    assert project.git("status", "--porcelain") == "M app/calc.py"


def test_one_run_sees_all_tests_of_a_file(project, shell):
    project.write("tests/test_calc.py", TESTS + "\ndef test_sum():\n    assert not calc.add([1])\n")
    project.commit("Two that fail")
    shell("run", project.root, [TEST])
    project.ran()
    answer = shell("run", project.root, ["tests/test_calc.py::test_sum"])
    assert answer["run"]["outcome"] == "failed"
    assert project.ran() == ["test_sum"]


def test_attempts_are_not_slowed_down(project, shell):
    assert shell("fix", project.root, [TEST])["session"]["phase"] == "analyse"
    assert "test_add" in project.ran()
    project.write("app/calc.py", APP + "\n# an attempt\n")
    assert shell("run", project.root, [])["run"]["outcome"] == "failed"
    assert project.ran() == ["test_total"]


def test_not_where_the_setting_says_no(project, shell):
    project.settings(spectrum=False)
    shell("run", project.root, [TEST])
    assert project.ran() == ["test_total"]
    assert project.calls() is None


def test_damaged_it_is_seen_again(project, shell):
    shell("run", project.root, [TEST])
    kept = next((project.root / ".git" / "redgreen" / "cache").glob("calls-*"))
    kept.write_bytes(kept.read_bytes()[:-7])
    project.ran()
    shell("run", project.root, [TEST])
    assert "test_add" in project.ran()
    assert "test_add" in project.calls()


def test_what_was_seen_until_the_limit_counts(project, shell):
    project.write("tests/test_calc.py", TESTS + "\ndef test_slow():\n    time.sleep(600)\n")
    project.commit("A slow test")
    started = time.monotonic()
    answer = shell("run", project.root, [TEST])
    assert time.monotonic() - started < answer["run"]["seconds"] + 20 + 30
    assert "test_slow" in project.ran()
    calls = project.calls()
    assert {"test_total", "test_add", "test_parse"} <= set(calls)
    assert calls["test_total"][0] is None
    # It was ended in the middle, and may have had no time to say what it called.
    assert calls.get("test_slow", (None, []))[0] is None


def test_the_first_failure_does_not_end_it(project, shell):
    project.write("pytest.ini", "[pytest]\naddopts = -x\n")
    project.write("tests/test_calc.py", TESTS + "\ndef test_last():\n    calc.unused()\n")
    project.commit("Impatient")
    shell("run", project.root, [TEST])
    assert project.calls()["test_last"] == ("passed", ["parse", "unused"])


def test_a_file_with_hardly_a_test_is_held_against_others(project, shell):
    project.write("test_repro.py", TESTS.replace("test_", "no_").replace("no_total", "test_total"))
    project.write("tests/test_broken.py", "from app import calc\n1 / 0\n")
    project.commit("A reproduction")
    shell("run", project.root, ["test_repro.py::test_total"])
    calls = project.calls()
    assert [name for name in calls["test_total"][1] if name[-1] != ">"] == [
        "parse", "add", "total"]
    assert calls["test_add"] == ("passed", ["add"])


def test_what_the_run_itself_left_stays(project, shell):
    project.write("pytest.ini", "[pytest]\naddopts = --junitxml=report.xml\n")
    project.write(".gitignore", "report.xml\n")
    project.commit("Reports")
    shell("run", project.root, [TEST])
    assert 'tests="1"' in project.read("report.xml")


def test_files_that_it_made_are_no_part_of_the_fix(project, shell, user_env, tmp_path):
    project.write("tests/test_calc.py", TESTS + "\ndef test_leaves():\n"
                  "    open(os.path.join(os.path.dirname(__file__), 'left.txt'), 'w').close()\n")
    project.commit("Leaves a file")
    project.git("switch", "-q", "-c", "dev")
    project.git("clone", "-q", "--bare", project.root, tmp_path / "origin.git")
    project.git("remote", "add", "origin", tmp_path / "origin.git")
    project.git("fetch", "-q", "origin")
    assert shell("fix", project.root, [TEST], name="sum").code is None
    assert (project.root / "tests" / "left.txt").exists()
    assert shell("branch", project.root, []).code is None
    project.write("app/calc.py", APP.replace("total = 0", "total = 1"))
    assert shell("run", project.root, [])["run"]["outcome"] == "passed"
    plan = shell("pr", project.root, [])["plan"]
    assert [file["path"] for file in plan["files"]] == ["app/calc.py"]


def test_stopping_ends_it_at_once(project, server, user_env, tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    user_env["FIFO"] = str(fifo)
    project.write("tests/test_calc.py", TESTS + """
def test_slow():
    with open(os.environ["FIFO"], "w") as out:
        out.write(str(os.getpid()))
    time.sleep(600)
""")
    project.commit("A slow test")
    client = lsp_client.Client([server, "lsp"], root=project.root, env=user_env, cwd="/")
    client.initialize(trusted=True)
    with client:
        number = client.start_command("runTest", tests=[TEST])
        pid = int(fifo.read_text())  # waits for the slow test
        stopped = client.execute("stop")
        assert len(stopped["ended"]) == 1
        with pytest.raises(lsp_client.ResponseError):
            client.finish(number)
        assert not os.path.exists(f"/proc/{pid}")
