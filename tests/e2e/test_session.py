# SPDX-License-Identifier: MIT
"""A session that is stopped, killed, or shared by an editor and a shell: nothing is lost."""

import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest

import lsp_client
from limits import TIMEOUT
from product import Editor, Product, Shell
from repositories import FEW_RUNS, FIXED, TEST, TEST_FILE

SLOW = '''\
import os
import pathlib
import subprocess
import sys


def test_slow():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"],
                             start_new_session=True)
    place = pathlib.Path(os.environ["HOME"], "pids")
    place.with_suffix(".new").write_text(f"{os.getpid()} {child.pid}")
    place.with_suffix(".new").rename(place)
    child.wait()
'''
SLOW_ID = "tests/test_slow.py::test_slow"


def is_alive(pid):
    """A zombie that nobody has collected yet is not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(look, what, seconds=TIMEOUT):
    """Polls for an event of another process that sends none to us."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, what
        time.sleep(0.005)
    return found


def pids_of_run(env):
    place = pathlib.Path(env["HOME"], "pids")
    return until(lambda: place.exists() and place.read_text().split(), "the test began")


def assert_gone(pids):
    until(lambda: not any(map(is_alive, pids)), f"{pids} are gone")


# ---- stopping -------------------------------------------------------------------------------

@pytest.fixture
def slow(shop):
    shop.write("tests/test_slow.py", SLOW)
    shop.commit("A slow test")
    return shop


@pytest.mark.parametrize("how", ["stop", "cancel"])
@pytest.mark.parametrize("command", ["runTest", "startFix", "checkStability"])
def test_stopping_a_run_in_the_editor(server, user_env, slow, how, command):
    """The whole tree of processes ends, nothing is recorded, and the session goes on."""
    with lsp_client.Client([server, "lsp"], root=slow.root, env=user_env, cwd="/") as client:
        client.initialize()
        before = slow.see()
        number = client.start_command(command, tests=[SLOW_ID])
        pids = pids_of_run(user_env)
        if how == "stop":
            assert len(client.execute("stop")["ended"]) == 1
        else:
            client.notify("$/cancelRequest", {"id": number})
        with pytest.raises(lsp_client.ResponseError) as error:
            client.finish(number)
        assert error.value.code == -32800
        client.wait("$/progress", lambda params: params["value"]["kind"] == "end")
        assert_gone(pids)
        assert slow.see() == before
        assert client.execute("runTest", tests=[TEST])["run"]["outcome"] == "failed"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
                         ids=["INT", "TERM", "HUP"])
def test_stopping_a_run_in_the_shell(server, user_env, slow, number):
    shell = Shell(server, user_env)
    before = slow.see()
    process = shell.start("run", slow.root, [SLOW_ID])
    pids = pids_of_run(user_env)
    process.send_signal(number)
    out, err = process.communicate(timeout=TIMEOUT)
    if number == signal.SIGHUP:  # the terminal is gone: nobody is there to be told
        assert process.returncode == -number
    else:
        assert process.returncode == 130 and out == "" and "stopped" in err, (out, err)
    assert_gone(pids)
    Product(shell, slow.root)("status")  # the next command removes what a kill left
    assert slow.see() == before


def test_stopping_the_baseline_goes_back(server, user_env, slow):
    """Stopped on the fix branch: the session says where it is, and undo brings everything back."""
    slow.write("tests/test_slow.py", "def test_slow():\n    assert 0\n")
    with lsp_client.Client([server, "lsp"], root=slow.root, env=user_env, cwd="/") as client:
        client.initialize()
        client.execute("startFix", tests=[SLOW_ID], prompt="slow")
        slow.write("tests/test_slow.py", SLOW)
        before = slow.see()
        number = client.start_command("createFixBranch")
        pids = pids_of_run(user_env)
        client.execute("stop")
        with pytest.raises(lsp_client.ResponseError):
            client.finish(number)
        assert_gone(pids)
        assert client.execute("undo")["stopped"] is None
        assert slow.see() == before


def test_stop_with_nothing_to_stop(server, user_env, shop):
    with lsp_client.Client([server, "lsp"], root=shop.root, env=user_env, cwd="/") as client:
        client.initialize()
        assert client.execute("stop")["ended"] == []


def test_two_commands_at_once_in_one_editor(server, user_env, slow):
    """The second is refused with the name of the first; what only reads is not."""
    with lsp_client.Client([server, "lsp"], root=slow.root, env=user_env, cwd="/") as client:
        client.initialize()
        number = client.start_command("runTest", tests=[SLOW_ID])
        pids_of_run(user_env)
        with pytest.raises(lsp_client.ResponseError) as error:
            client.execute("startFix", tests=[TEST])
        assert "run test is under way" in error.value.message
        assert client.execute("showStatus")["stopped"]["code"] == "no-session"
        client.execute("stop")
        with pytest.raises(lsp_client.ResponseError):
            client.finish(number)


# ---- an editor and a shell at the same time --------------------------------------------------

def test_the_editor_begins_and_the_shell_goes_on(server, user_env, shop):
    editor, shell = (Product(face(server, user_env), shop.root) for face in (Editor, Shell))
    try:
        assert editor("fix", TEST, name="touch").status == 0
        assert shell("branch").status == 0
        shop.fix()
        assert editor("run", TEST)["run"]["outcome"] == "passed"
        assert shell("stability").status == 0
        plan = editor("pr")
        assert [step["what"] for step in plan["plan"]["steps"]][:2] == [
            "run neighbouring tests", "commit"]
        assert shell("pr", plan=plan["plan"]["hash"]).status == 0
        assert editor("status")["phase"] == "done"
    finally:
        editor.face.end()


def let_pass(root, seconds):
    """The session began so much earlier, on the clock that counts."""
    with sqlite3.connect(root / ".git/redgreen/evidence.db") as store:
        name, value = store.execute("SELECT name, value FROM fact WHERE name LIKE 'clock:%'"
                                    ).fetchone()
        boot, began, elapsed = value.split()
        store.execute("UPDATE fact SET value = ? WHERE name = ?",
                      (f"{boot} {int(began) - seconds} {elapsed}", name))
    store.close()


def clocks(client):
    return [(lens["range"]["start"]["line"], lens["command"]["title"])
            for lens in client.lenses(TEST_FILE)
            if lens["command"]["command"] == "redgreen.showStatus"]


def test_an_editor_shows_the_time_of_a_session_and_warns_once(server, user_env, shop):
    editor, shell = Editor(server, user_env), Shell(server, user_env)
    try:
        client = editor.client(shop.root)
        client.open(TEST_FILE)
        assert clocks(client) == []
        Product(shell, shop.root)("fix", TEST, name="touch")
        Product(shell, shop.root)("status")  # keeps when the session began
        let_pass(shop.root, 610)
        client.save(TEST_FILE)  # the editor hears of the session
        warned = client.wait("window/showMessage")
        assert warned["message"].startswith("two thirds of the session's time are used, ")
        (line, title), = clocks(client)
        assert "def test_touching_ranges_are_one" in pathlib.Path(
            shop.root, TEST_FILE).read_text().split("\n")[line]
        assert title.startswith("Fix session, phase 1 of 6: analyse, ") and title.endswith(" left")
        editor.restart()
        client = editor.client(shop.root)
        client.open(TEST_FILE)
        until(lambda: clocks(client), "the session was looked at")
        assert client.said("window/showMessage") == []
        let_pass(shop.root, 300)
        client.save(TEST_FILE)
        over = client.wait("window/showMessage")["message"]
        assert over.startswith("STOP: the 15 minutes of this session are over")
        report, = (shop.root / "outputs").glob("*.md")
        assert f", and the report is {report}. To go on" in over
        assert clocks(client) == [(line, "Fix session, phase 1 of 6: analyse, time is up")]
        assert report.name not in Product(shell, shop.root)("status")["summary"]  # it was said
    finally:
        editor.end()


def test_both_run_at_the_same_time(server, user_env, shop):
    """Two processes write evidence to one store: both runs are there afterwards."""
    editor, shell = Editor(server, user_env), Shell(server, user_env)
    client = editor.client(shop.root)
    Product(shell, shop.root)("fix", TEST, name="touch")
    Product(shell, shop.root)("branch")
    number = client.start_command("checkStability", tests=[TEST])
    processes = [shell.start("run", shop.root, [TEST]) for _ in range(2)]
    for process in processes:
        out, err = process.communicate(timeout=TIMEOUT)
        assert json.loads(out)["run"]["outcome"] == "failed", err
    assert client.finish(number)["stopped"]["code"] == "still-fails"
    status = client.execute("showStatus")
    assert [a["outcome"] for a in status["attempts"]] == ["failed", "failed"]
    assert [a["number"] for a in status["attempts"]] == [1, 2]
    editor.end()


@pytest.mark.parametrize("trial", range(3))
def test_branches_at_the_same_time(server, user_env, shop, trial):
    """Only one of them makes the branch; the others say so, and nothing is half done."""
    shell = Shell(server, user_env)
    Product(shell, shop.root)("fix", TEST, name="touch")
    processes = [shell.start("branch", shop.root, []) for _ in range(3)]
    ends = [(process.communicate(timeout=TIMEOUT), process.returncode) for process in processes]
    assert sorted(status for _, status in ends)[0] == 0, ends
    assert all("Sanitizer" not in err for (_, err), _ in ends), ends
    assert shop.branch() == "fix/touch"
    assert shop.git("for-each-ref", "--format=%(refname)", "refs/heads/fix") == (
        "refs/heads/fix/touch")
    assert shop.git("status", "--porcelain") == f"?? {TEST_FILE}"
    seen = shop.see()
    assert (seen["locks"], seen["temporary"], seen["broken"]) == ([], [], [])
    assert Product(shell, shop.root)("status").status == 0


# ---- kill -9 --------------------------------------------------------------------------------

def kill_somewhere(shell, shop, command, arguments, rng, longest):
    """Kills the command at a random moment, or right behind a write to the store. True: in time."""
    place = shop.root / ".git" / "redgreen" / "evidence.db"
    process = shell.start(command, shop.root, [], **arguments)
    if rng.random() < 0.6:
        wanted = rng.randrange(1, 7)
        last, n = place.stat().st_mtime_ns, 0
        while n < wanted and process.poll() is None:
            now = place.stat().st_mtime_ns
            n, last = n + (now != last), now
    else:
        end = time.monotonic() + rng.uniform(0, longest)
        while time.monotonic() < end and process.poll() is None:
            time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def converged(shop, before):
    seen = shop.see()
    assert seen["locks"] == [] and seen["temporary"] == [] and seen["worktrees"] == []
    assert seen["files"] == before["files"] or FIXED in shop.read("shop/ranges.py")
    return seen


@pytest.mark.parametrize("seed", range(5))
def test_killed_while_making_the_branch(server, user_env, shop, seed):
    """The next command finishes what was begun; undo still brings everything back."""
    rng, shell = random.Random(seed), Shell(server, user_env)
    product = Product(shell, shop.root)
    product("fix", TEST, name="touch")
    before = shop.see()
    for _ in range(2):
        kill_somewhere(shell, shop, "branch", {}, rng, 1.5)
        status = product("status")
        assert status.status == 0, status
        assert shop.read(TEST_FILE) == before["files"][TEST_FILE][1].decode()
        if shop.branch() == "fix/touch":
            assert shop.git("status", "--porcelain") == f"?? {TEST_FILE}"
        else:
            assert shop.branch() == "dev" and shop.git("status", "--porcelain") == ""
            assert "refs/heads/fix" not in shop.see()["refs"]
    if shop.branch() == "dev":
        assert product("branch").status == 0
    assert shop.see()["locks"] == []
    assert product("undo").status == 0
    after = shop.see()
    assert {key: after[key] for key in ("HEAD", "refs", "index", "files")} == {
        key: before[key] for key in ("HEAD", "refs", "index", "files")}


@pytest.mark.parametrize("seed", range(5))
def test_killed_while_making_the_pull_request(server, user_env, shop, seed):
    """One branch, one commit, one push: asking again ends where an undisturbed one does."""
    shop.settings(**FEW_RUNS)
    rng, shell = random.Random(seed + 100), Shell(server, user_env)
    product = Product(shell, shop.root)
    product("fix", TEST, name="touch")
    assert product("branch").status == 0
    shop.fix()
    assert product("stability").status == 0
    for _ in range(2):
        plan = product("pr", TEST)
        assert plan.status == 0, plan
        kill_somewhere(shell, shop, "pr", {"plan": plan["plan"]["hash"]}, rng, 0.8)
        status = product("status")
        assert status.status == 0
        if status["phase"] == "done":  # it was too late
            break
        assert FIXED in shop.read("shop/ranges.py") and shop.branch() == "fix/touch"
    else:
        made = product.carry_out_pr()
        assert made.status == 0, made
    assert shop.git("rev-list", "--count", "main..fix/touch") == "1"
    assert shop.git("diff", "--name-only", "main", "fix/touch") == "shop/ranges.py"
    assert shop.remote_refs().count("refs/heads/fix/touch") == 1
    assert f"refs/heads/fix/touch {shop.git('rev-parse', 'fix/touch')}" in shop.remote_refs()
    assert shop.git("status", "--porcelain") == f"?? {TEST_FILE}"
    converged(shop, shop.see())


def test_killed_with_locks_held(server, user_env, shop):
    """A step without an outcome and its lock files: the next command removes them and goes on."""
    product = Product(Shell(server, user_env), shop.root)
    product("fix", TEST, name="touch")
    product("branch")
    before = shop.see()
    git = shop.root / ".git"
    with sqlite3.connect(git / "redgreen" / "evidence.db") as store:
        number, intent = store.execute("SELECT id, intent FROM journal ORDER BY id").fetchall()[-1]
        intent = json.loads(intent)
        assert intent["pid"] and intent["ref"] == "refs/heads/fix/touch"
        store.execute("UPDATE journal SET outcome = NULL WHERE id = ?", (number,))
    for lock in ("index.lock", "HEAD.lock", "refs/heads/fix/touch.lock"):
        (git / lock).touch()
    assert product("status").status == 0
    assert shop.see() == before
    shop.git("reflog", "expire", "--all")  # git itself can go on


def test_a_lock_of_somebody_else_is_left_alone(product, shop):
    """Without an interrupted step of ours a lock file is not ours to remove."""
    product("fix", TEST, name="touch")
    lock = shop.root / ".git" / "index.lock"
    lock.touch()
    assert product("branch").status == 3 and lock.exists()


def test_killed_in_the_temporary_worktree(server, user_env, shop):
    """`pr` from anywhere runs red in a worktree of its own; the next command takes that away."""
    shop.settings(**FEW_RUNS)
    shop.fix()
    shop.write(TEST_FILE, shop.read(TEST_FILE).replace(
        "def test_touching_ranges_are_one():\n",
        "def test_touching_ranges_are_one():\n    import os, pathlib, time\n"
        "    mark = pathlib.Path(os.environ['HOME'], 'begun')\n    mark.touch()\n"
        "    time.sleep(600 if mark.with_name('slow').exists() else 0)\n"))
    slow = pathlib.Path(user_env["HOME"], "slow")
    slow.touch()
    shell = Shell(server, user_env)
    product = Product(shell, shop.root)
    plan = product("pr", TEST, name="touch")
    process = shell.start("pr", shop.root, [TEST], plan=plan["plan"]["hash"], name="touch")
    until(lambda: pathlib.Path(user_env["HOME"], "begun").exists() or process.poll() is not None,
          "the run began")
    assert process.poll() is None
    assert shop.see()["worktrees"] and shop.see()["temporary"]
    process.kill()
    process.communicate()
    slow.unlink()
    assert product("status").status in (0, 1)
    seen = shop.see()
    assert (seen["worktrees"], seen["temporary"]) == ([], [])
    made = product.carry_out_pr(TEST, name="touch")
    assert made.status == 0, made


# ---- a store that is not as it should be -----------------------------------------------------

@pytest.mark.parametrize("damage", ["garbage", "truncated", "empty", "newer"])
def test_a_damaged_store_is_set_aside(product, shop, damage):
    """With a word, never fatal: git is the truth about git."""
    product("run", TEST)
    place = shop.root / ".git" / "redgreen" / "evidence.db"
    if damage == "garbage":
        place.write_bytes(os.urandom(4096))
    elif damage == "truncated":
        place.write_bytes(place.read_bytes()[:2000])
    elif damage == "empty":
        place.write_bytes(b"")
    else:
        subprocess.run(["python3", "-c", "import sqlite3, sys\n"
                        "db = sqlite3.connect(sys.argv[1])\n"
                        "db.execute('PRAGMA user_version = 9999')\ndb.commit()", str(place)],
                       check=True)
    started = product("fix", TEST, name="touch")
    assert started.status == 0, started
    assert product("status")["phase"] == "analyse"


def test_a_private_folder_that_cannot_be_written(face, user_env, shop):
    """One clear sentence with the path."""
    place = shop.root / ".git" / "redgreen"
    shutil.rmtree(place)
    place.write_text("not a folder\n")
    answer = Product(face, shop.root)("fix", TEST)
    assert answer.status == 3 and str(place) in answer.error, answer
