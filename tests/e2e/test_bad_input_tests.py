# SPDX-License-Identifier: MIT
"""Reproduction tests that do not reproduce, do not run or do not end: what is said and left."""

import json
import pathlib
import subprocess
import sys

import pytest

from product import Product
from repositories import BUGGY, FEW_RUNS, FIXED, TEST, TEST_FILE, make_repository


def stopped(answer, code, *words):
    assert answer.result is not None, answer.error
    assert (answer.code, answer.status) == (code, 1), answer
    for word in words:
        assert word in answer.text, f"{word!r} is not in {answer.text!r}"


def is_alive(pid):
    """A zombie that nobody has collected yet is not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def small(face, user_env, tmp_path):
    """small(body of the test): a repository where app.py is on main and the test on dev."""
    def make(body, **files):
        files = {f"{name}.py": text for name, text in files.items()}
        place = make_repository(
            tmp_path / "small", {"app.py": "VALUE = 1\n", "conftest.py": "", **files,
                                 "tests/test_it.py": f"import app\n\n\ndef test_it():\n{body}"},
            user_env, reproduction=["tests/test_it.py"])
        return place, Product(face, place.root)

    return make


IT = "tests/test_it.py::test_it"


# ---- what cannot run ------------------------------------------------------------------------

def python_without_pytest(folder):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder / "bin" / "python"


def test_no_pytest(product, shop, tmp_path):
    python = python_without_pytest(tmp_path / "empty")
    shop.write(".redgreen.json", '{"python": "%s"}' % python)
    before = shop.see()
    stopped(product("fix", TEST), "not-runnable", str(python), "pip install pytest")
    assert shop.see() == before
    assert product("status").code == "no-session"
    doctor = product("doctor")
    wrong = [check for check in doctor["checks"] if not check["ok"]]
    assert doctor.status == 1
    assert [check["item"] for check in wrong] == ["pytest"] and "pip install" in wrong[0]["next"]


def test_half_of_pytest(product, shop, tmp_path):
    """A pytest that cannot be imported is no failing test."""
    python = python_without_pytest(tmp_path / "half")
    site = next((tmp_path / "half" / "lib").glob("python*")) / "site-packages"
    (site / "pytest").mkdir()
    (site / "pytest" / "__init__.py").write_text("import _pytest_is_gone\n")
    shop.write(".redgreen.json", '{"python": "%s"}' % python)
    before = shop.see()
    stopped(product("fix", TEST), "not-runnable", "_pytest_is_gone")
    assert shop.see() == before


@pytest.mark.parametrize("plug_in, complaint", [
    ("import a_module_that_is_gone\n", "a_module_that_is_gone"),
    ("def pytest_configure():\n    raise UserWarning('the option is unset')\n",
     "before it came to any test: UserWarning: the option is unset"),
], ids=["loaded", "configured"])
def test_a_plug_in_that_fails_before_the_tests(product, shop, tmp_path, plug_in, complaint):
    """It says nothing about the test, and nothing about a file of the repository."""
    (tmp_path / "broken_plug_in.py").write_text(plug_in)
    shop.write(".redgreen.json", json.dumps({
        "env": {"PYTHONPATH": str(tmp_path)}, "pytestArgs": ["-p", "broken_plug_in"]}))
    before = shop.see()
    stopped(product("fix", TEST), "not-runnable", complaint)
    assert shop.see() == before
    assert product("status").code == "no-session"
    run = product("run", TEST)
    stopped(run, "not-runnable", complaint)
    assert run["candidates"] == []


COVERAGE = """
def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line("FAIL Required test coverage of 90% not reached. "
                                "Total coverage: 30.00%")


def pytest_sessionfinish(session):
    session.exitstatus = max(session.exitstatus, 1)
"""


def test_coverage_of_the_whole_suite_is_no_failure_of_one_test(small):
    """pytest-cov ends each run of a single test with status 1 where the suite has a threshold."""
    place, product = small("    assert app.VALUE == 2\n", conftest=COVERAGE)
    place.settings(**FEW_RUNS)
    assert product("fix", IT, name="value")["failures"]
    assert product("branch").status == 0
    place.write("app.py", "VALUE = 2\n")
    assert product("run").status == 0
    assert product("stability")["verdict"] == "stable"
    product("give-up", reason="it was a test")
    assert product("fix", IT).code == "passes-already"


@pytest.mark.parametrize("python", ["/nowhere/bin/python", "missing-folder/python", "README.md"])
def test_a_wrong_python(product, shop, python):
    shop.write("README.md", "no program\n")
    shop.write(".redgreen.json", '{"python": "%s"}' % python)
    before = shop.see()
    answer = product("fix", TEST)
    assert answer.status == 2 and python in answer.error, answer
    assert "setting python" in answer.error and "take the setting away" in answer.error
    assert shop.see() == before
    assert any(not check["ok"] and check["item"] == "python"
               for check in product("doctor")["checks"])


@pytest.mark.parametrize("script, words", [
    ("echo no licence here >&2; exit 3\n", ("setup.sh", "no licence here")),
    ("cd /nowhere/at/all || return 1\n", ("setup.sh", "/nowhere/at/all")),
    ("if then\n", ("setup.sh", "syntax error")),
    (None, ("setup.sh",)),
], ids=["exits", "returns", "syntax", "missing"])
def test_a_setup_script_that_fails(product, shop, script, words):
    if script:
        shop.write("setup.sh", script)
    shop.write(".redgreen.json", '{"setup": "setup.sh"}')
    before = shop.see()
    answer = product("fix", TEST)
    assert answer.result is None and answer.status == (3 if script else 2), answer
    assert all(word in answer.error for word in words), answer
    assert shop.see() == before


@pytest.mark.parametrize("test", [
    "tests/test_touching_prices.py::test_that_is_not_there", "tests/test_nowhere.py::test_x",
    "tests/test_touching_prices.py::TestNo::test_x", "tests/nowhere",
    "tests/test_touching_prices.py::test_touching_ranges_are_one[no-such-parameter]",
])
def test_a_node_id_that_does_not_exist(product, shop, test):
    before = shop.see()
    stopped(product("fix", test), "no-such-test", test, "--collect-only")
    assert shop.see() == before
    assert product("status").code == "no-session"


def test_a_file_without_tests(product, shop):
    shop.write("tests/test_empty.py", "VALUE = 1\n")
    before = shop.see()
    stopped(product("fix", "tests/test_empty.py"), "no-such-test", "--collect-only")
    assert shop.see() == before


@pytest.mark.parametrize("test", ["", "-x", "--collect-only"])
def test_node_ids_that_are_none(product, shop, test):
    before = shop.see()
    answer = product("fix", "--", test) if product.face.name == "shell" else product("fix", test)
    assert answer.status == 2 and "node id" in answer.error, answer
    assert shop.see() == before


def test_one_test_has_one_name(product, shop):
    """Absolute, with dots, twice: evidence and the commit without the test are bound to one id."""
    shop.settings(**FEW_RUNS)
    typed = [f"{shop.root}/{TEST}", f"tests/../{TEST}", f"./{TEST}", TEST]
    started = product("fix", *typed, name="touch")
    assert started["session"]["tests"] == [TEST]
    assert product("branch").status == 0
    shop.fix()
    assert product.carry_out_pr().status == 0
    assert shop.git("diff", "--name-only", "main", "fix/touch") == "shop/ranges.py"


def test_a_test_of_another_place(product, shop, tmp_path):
    (tmp_path / "test_other.py").write_text("def test_x():\n    assert 0\n")
    before = shop.see()
    for test in (str(tmp_path / "test_other.py"), "../test_other.py::test_x"):
        answer = product("fix", test)
        assert answer.status == 2 and f"outside of {shop.root}" in answer.error, answer
    assert shop.see() == before


def test_a_skipped_test_is_no_reproduction(product, shop):
    shop.write(TEST_FILE, "import pytest\n\n\n@pytest.mark.skip(reason='later')\n"
               "def test_touching_ranges_are_one():\n    assert 0\n")
    before = shop.see()
    answer = product("fix", TEST)
    stopped(answer, "no-tests", "skipped, later", "skip mark")
    assert shop.see() == before


# ---- what does not fail, or not as it should -------------------------------------------------

def test_it_passes_already(product, shop):
    shop.fix()
    before = shop.see()
    stopped(product("fix", TEST), "passes-already", "passes here", "the branch")
    assert shop.see() == before
    assert product("status").code == "no-session"


def take_out_report(seen):
    """The one report that this STOP wrote."""
    report, = [path for path in seen["files"] if path.startswith("outputs/")]
    assert b"**Status**: \xe2\x9d\x8c Failed\n" in seen["files"].pop(report)[1]


def test_it_passes_on_the_base(product, shop):
    """The bug is on dev alone: STOP, and the user is back on their branch."""
    shop.move_base("shop/ranges.py", shop.read("shop/ranges.py").replace(BUGGY, FIXED))
    product("fix", TEST, name="touch")
    before = shop.see()
    answer = product("branch")
    stopped(answer, "passes-on-base", "passes on main", "back on dev")
    assert answer["baseline"]["outcome"] == "passed"
    after = shop.see()
    assert "refs/heads/fix" not in after["refs"]
    after["refs"] = before["refs"]  # the fetched base is the only news
    take_out_report(after)
    assert after == before
    report = product("give-up", reason="Passes on main")
    with open(report["path"]) as file:
        text = file.read()
    assert "❌ Failed" in text and "passes on main" in text.lower()


def test_it_passes_on_the_base_with_work_under_way(product, shop):
    """Staged, unstaged and untracked changes are what they were, to the byte and to the index."""
    shop.move_base("shop/ranges.py", shop.read("shop/ranges.py").replace(BUGGY, FIXED))
    shop.write("shop/catalog.py", shop.read("shop/catalog.py") + "# staged\n")
    shop.git("add", "shop/catalog.py")
    shop.write("shop/catalog.py", shop.read("shop/catalog.py") + "# unstaged\n")
    shop.write("notes äö.txt", "mine\n")
    shop.write(TEST_FILE, shop.read(TEST_FILE) + "# edited\n")
    product("fix", TEST, name="touch")
    before = shop.see()
    stopped(product("branch", answers=[2]), "passes-on-base")
    after = shop.see()
    after["refs"] = before["refs"]
    take_out_report(after)
    assert after == before


def test_it_fails_on_the_base_for_another_reason(product, shop):
    shop.move_base("shop/catalog.py", "raise RuntimeError('moved away')\n")
    product("fix", TEST, name="touch")
    before = shop.see()
    answer = product("branch")
    stopped(answer, "other-failure-on-base", "ValueError", "RuntimeError", "back on dev")
    assert not answer["baseline"]["sameReason"]
    assert "ValueError" in answer["baseline"]["difference"]
    assert "RuntimeError" in answer["baseline"]["difference"]
    after = shop.see()
    assert "refs/heads/fix" not in after["refs"]
    after["refs"] = before["refs"]
    assert after == before


def test_the_base_has_no_such_function_yet(product, shop):
    """The test needs something that only dev has: another reason, with both shown."""
    shop.write("shop/report.py", shop.read("shop/report.py").replace("def page", "def sheet"))
    shop.write(TEST_FILE, shop.read(TEST_FILE).replace("page", "sheet"))
    shop.commit("A better name")
    product("fix", TEST, name="touch")
    before = shop.see()
    stopped(product("branch"), "other-failure-on-base", "ValueError", "ImportError", "sheet")
    assert shop.see() == before


def test_a_base_that_is_broken(small):
    """The base's own conftest.py counts: one that the user did not touch is not carried over it."""
    place, product = small("    assert app.VALUE == 2\n")
    place.move_base("conftest.py", "raise SystemError('the base is broken')\n")
    product("fix", IT, name="it")
    before = place.see()
    answer = product("branch")
    assert answer.code in ("other-failure-on-base", "not-runnable"), answer
    assert "the base is broken" in answer.text
    after = place.see()
    after["refs"] = before["refs"]
    assert after == before


# ---- what does not end ----------------------------------------------------------------------

def test_a_test_that_hangs(small):
    """It is ended at the limit, with all that it started; and that is a failure to fix."""
    place, product = small(
        "    import os, pathlib, subprocess, sys\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'],\n"
        "                             start_new_session=True)\n"
        "    pathlib.Path(os.environ['HOME'], 'pids').write_text(f'{os.getpid()} {child.pid}')\n"
        "    child.wait()\n")
    place.write(".redgreen.json", '{"runTimeoutSeconds": 3}')
    before = place.see()
    answer = product("run", IT)
    assert answer["run"]["outcome"] == "timeout"
    stopped(answer, "timeout", "within", "log")
    for pid in pathlib.Path(place.env["HOME"], "pids").read_text().split():
        assert not is_alive(pid)
    assert place.see() == before
    started = product("fix", IT, name="hang")
    assert started.status == 0 and started["failures"], started
    assert started["failures"][0]["kind"] in ("performance", "resource")


def test_a_test_that_ignores_signals(small):
    place, product = small(
        "    import signal, time\n"
        "    for number in (signal.SIGINT, signal.SIGTERM):\n"
        "        signal.signal(number, signal.SIG_IGN)\n"
        "    while True:\n        time.sleep(0.01)\n")
    place.write(".redgreen.json", '{"runTimeoutSeconds": 1}')
    answer = product("run", IT)
    assert answer.code == "timeout"


@pytest.mark.parametrize("body, words", [
    ("    import os, signal\n    os.kill(os.getpid(), signal.SIGSEGV)\n", "SIGSEGV"),
    ("    import os\n    os.abort()\n", "SIGABRT"),
    ("    import os\n    os._exit(7)\n", "7"),
    ("    import os\n    os._exit(0)\n", ""),
    ("    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n", "SIGKILL"),
], ids=["segv", "abort", "exit-7", "exit-0", "kill"])
def test_a_test_that_ends_the_interpreter(small, body, words):
    """A crash is a failure of that test; a process that left early never counts as passed."""
    place, product = small(body)
    before = place.see()
    answer = product("run", IT)
    assert answer["run"]["outcome"] == "crashed" and answer.status == 1, answer
    assert [f["test"] for f in answer["failures"]] == [IT], answer["failures"]
    assert words in answer["summary"] + str(answer["failures"])
    assert place.see() == before


def test_a_crash_can_be_fixed(small):
    place, product = small("    assert app.go() == 1\n", app=(
        "import os, signal\n\n\ndef go():\n    os.kill(os.getpid(), signal.SIGSEGV)\n"
        "    return 1\n"))
    assert product("fix", IT, name="crash").status == 0
    branched = product("branch")
    assert branched.status == 0 and branched["baseline"]["outcome"] == "crashed", branched
    place.fix("app.py", "    os.kill(os.getpid(), signal.SIGSEGV)\n", "")
    made = product.carry_out_pr()
    assert made.status == 0 and made["pushed"], made


def test_a_test_that_changes_files(small):
    """A run on files that it changes itself proves nothing, and says so."""
    place, product = small("    open('app.py', 'a').write('# again\\n')\n    assert 0\n")
    stopped(product("fix", IT), "changed-during-run", "proves nothing")


def test_a_test_that_leaves_files_behind(small):
    """What a run makes is the run's: never in the commit, and the claims hold."""
    place, product = small(
        "    open('made by the test.txt', 'w').write('x')\n    assert app.VALUE == 2\n")
    product("fix", IT, name="made")
    assert product("branch").status == 0
    place.write("app.py", "VALUE = 2\n")
    made = product.carry_out_pr()
    assert made.status == 0, made
    assert place.git("diff", "--name-only", "main", "fix/made") == "app.py"


def test_an_unstable_test(small):
    """It passes and fails in turns after the fix: unstable, and no pull request."""
    place, product = small("    assert app.check()\n", app="def check():\n    return False\n")
    product("fix", IT, name="flaky")
    product("branch")
    counter = place.root.parent / "counter"
    place.write("app.py", f"def check():\n    with open({str(counter)!r}, 'a+') as file:\n"
                "        file.write('x')\n        file.seek(0)\n"
                "        return len(file.read()) != 3\n")
    before = place.see()
    answer = product("stability")
    stopped(answer, "unstable", "run 3")
    assert answer["passed"] == 2
    counter.write_text("")
    made = product.carry_out_pr()
    stopped(made, "unstable")
    assert place.see() == before


def test_foreign_code(small, tmp_path):
    """The test imports another copy: no claim, and one sentence that says why."""
    other = tmp_path / "other"
    (other / "pack").mkdir(parents=True)
    (other / "pack" / "__init__.py").write_text("VALUE = 3\n")
    place, product = small("    import pack\n    assert pack.VALUE == 2\n")
    place.write("pack/__init__.py", "VALUE = 1\n")
    place.write("conftest.py", f"import sys\nsys.path.insert(0, {str(other)!r})\n")
    place.commit("A package")
    before = place.see()
    stopped(product("fix", IT), "foreign-code", "pack", str(other))
    assert place.see() == before
