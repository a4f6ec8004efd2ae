# SPDX-License-Identifier: MIT
"""`redgreen explain` and `redgreen locate` in a shell: logs from anywhere, also through a pipe; a
table for people, the object for programs."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

import result_shapes
from limits import TIMEOUT
from test_logs_in_editor import LOG, MANY, OTHER, PASSED, root  # noqa: F401  (fixture)

SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def redgreen(server, root, tmp_path):
    env = dict(os.environ, HOME=str(tmp_path), GIT_CONFIG_GLOBAL=os.devnull,
               GIT_CONFIG_NOSYSTEM="1")
    env.pop("NO_COLOR", None)

    def run(*words, cwd=root, **more):
        return subprocess.run([server, *words], cwd=cwd, env=env, capture_output=True, text=True,
                              timeout=TIMEOUT, **more)

    run.env, run.server = env, server
    return run


def on_terminal(redgreen, root, columns, *words, **env):
    """What a terminal of so many columns shows on standard output."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([redgreen.server, *words], cwd=root, stdin=subprocess.DEVNULL,
                               stdout=follower, stderr=subprocess.PIPE,
                               env={**redgreen.env, **env})
    os.close(follower)
    shown = b""
    try:
        while piece := os.read(leader, 65536):
            shown += piece
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    process.communicate(timeout=TIMEOUT)
    assert process.returncode == 0
    return shown.decode().replace("\r\n", "\n")


def test_a_log_comes_through_a_pipe(redgreen):
    ran = redgreen("explain", "-", "--json", input=LOG)
    result = json.loads(ran.stdout)
    result_shapes.check_result("explain", result)
    assert ran.returncode == 0
    assert [f["test"] for f in result["failures"]] == [MANY, OTHER]
    located = json.loads(redgreen("locate", "--log", "-", "--json", input=LOG).stdout)
    assert located["candidates"] == result["candidates"]


def test_pytest_is_piped_into_it(redgreen, root):
    pytest_run = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
                                cwd=root, env=redgreen.env, capture_output=True, text=True)
    assert pytest_run.returncode == 1
    ran = redgreen("explain", "-", input=pytest_run.stdout)
    assert ran.returncode == 0
    assert MANY in ran.stdout and "shop/money.py:2 in cents" in ran.stdout
    assert re.search(r"^  1 +\d+\.\d\d  shop/money\.py:\d+ \w+", ran.stdout, re.M), ran.stdout


def test_of_an_endless_pipe_the_ends_are_kept(redgreen):
    noise = "captured output that says nothing at all, again and again and again\n"
    text = PASSED.splitlines(keepends=True)[0] + noise * (70 * 1024 * 1024 // len(noise)) + LOG
    result = json.loads(redgreen("explain", "-", "--json", input=text).stdout)
    assert [f["test"] for f in result["failures"]] == [MANY, OTHER]


def test_nothing_fails_in_what_was_piped(redgreen):
    for text in (PASSED, ""):
        ran = redgreen("explain", "-", input=text)
        assert ran.returncode == 1
        assert "no failing test was found in standard input" in ran.stdout
        assert "Next: " in ran.stdout


def test_a_path_is_relative_to_where_one_stands(redgreen, root):
    (root / "shop" / "ci.log").write_text(LOG)
    for cwd, path in ((root, "shop/ci.log"), (root / "shop", "ci.log"),
                      (root / "tests", "../shop/ci.log")):
        ran = redgreen("explain", path, "--json", cwd=cwd)
        assert [f["test"] for f in json.loads(ran.stdout)["failures"]] == [MANY, OTHER]
    ran = redgreen("explain", "gone.log")
    assert ran.returncode == 2 and "gone.log" in ran.stderr


def test_a_test_that_is_not_here_gets_no_guess(redgreen):
    ran = redgreen("locate", "tests/test_gone.py::test_x")
    assert ran.returncode == 1
    assert "there is no file of the test tests/test_gone.py::test_x" in ran.stdout
    assert "[no-such-test]" in ran.stdout and "Candidates" not in ran.stdout
    assert redgreen("locate", MANY).returncode == 0


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_the_table_fits_the_terminal(redgreen, root, columns):
    (root / "ci.log").write_text(LOG)
    shown = on_terminal(redgreen, root, columns, "locate", "--log", "ci.log")
    assert "\x1b[1mshop/money.py\x1b[0m" in shown
    for line in SGR.sub("", shown).split("\n"):
        assert len(line) <= min(columns, 100), line
    assert "     score  where and why" in SGR.sub("", shown)


def test_colour_is_for_terminals_that_want_it(redgreen, root):
    (root / "ci.log").write_text(LOG)
    assert "\x1b" not in on_terminal(redgreen, root, 100, "locate", "--log", "ci.log",
                                     NO_COLOR="1")
    assert "\x1b" not in redgreen("locate", "--log", "ci.log").stdout


def test_hundred_parameters_that_fail_alike_are_one_failure(redgreen):
    one = LOG[LOG.index("____"):LOG.index("__________________________________ test_other")]
    log = "=================================== FAILURES ===================================\n"
    log += "".join(one.replace("test_total ___", f"test_total[{i}] ___") for i in range(100))
    log += "=========================== short test summary info ============================\n"
    log += "".join(f"FAILED {MANY}[{i}] - ValueError: inv...\n" for i in range(100))
    log += "============================= 100 failed in 0.10s ==============================\n"
    ran = redgreen("explain", "-", input=log)
    assert ran.stdout.startswith("100 failures. ")
    assert f"{MANY}[0], and 99 more in the same way\n" in ran.stdout
    assert ran.stdout.count("ValueError") == 2  # the summary and the failure
    assert len(json.loads(redgreen("explain", "-", "--json", input=log).stdout)["failures"]) == 100
