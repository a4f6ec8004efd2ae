# SPDX-License-Identifier: MIT
"""A user in an editor: a failing test, what is shown where, edits, and runs that are stopped."""

import os
import signal
import subprocess
import sys
import time

import pytest

from fifo import Fifo
from limits import TIMEOUT
from lsp_client import CAPABILITIES, Client, ResponseError

APP = '''\
def compute(text, scale=2):
    """Twice the number."""
    return int(text) * scale
'''
TEST = '''\
import app


def test_fail():
    assert app.compute("many") == 4


def test_slow():
    import os, subprocess, sys
    with open(os.environ["TEST_FIFO"], "w") as fifo:
        holder = [sys.executable, "-c", "import time; time.sleep(600)"]
        if (pid := os.fork()) == 0:  # a daemon: forked twice, own session, no environment
            os.setsid()
            subprocess.Popen(holder, env={}, pass_fds=[fifo.fileno()])
            os._exit(0)
        os.waitpid(pid, 0)
        print("\\x1b[32mworking on it\\x1b[0m")
        fifo.write("running\\n")
        fifo.flush()
        # a grandchild in a session of its own holds the pipe too
        subprocess.run(holder, start_new_session=True, pass_fds=[fifo.fileno()])
'''
FAIL = "tests/test_a.py::test_fail"
SLOW = "tests/test_a.py::test_slow"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "a repo"
    (folder / "tests").mkdir(parents=True)
    (folder / "conftest.py").write_text("")
    (folder / "app.py").write_text(APP)
    (folder / "tests" / "test_a.py").write_text(TEST)
    env = dict(os.environ, HOME=str(tmp_path), GIT_CONFIG_GLOBAL=os.devnull,
               GIT_CONFIG_NOSYSTEM="1")
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-qm", "first"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True, env=env)
    return folder


@pytest.fixture
def fifo(tmp_path):
    return Fifo(tmp_path / "fifo")


@pytest.fixture
def client(server, root, tmp_path):
    env = dict(os.environ, HOME=str(tmp_path), GIT_CONFIG_GLOBAL=os.devnull,
               GIT_CONFIG_NOSYSTEM="1", TEST_FIFO=str(tmp_path / "fifo"))
    with Client([server, "lsp"], root=root, env=env) as made:
        yield made


def start(client, **more):
    return client.initialize(settings={"python": sys.executable}, **more)


def lines(found, severity):
    return [d["range"]["start"]["line"] for d in found if d["severity"] == severity]


def test_a_failure_is_shown_on_every_line_that_it_went_through(client):
    start(client)
    client.open("app.py")
    result = client.execute("runTest", tests=[FAIL])
    assert result["stopped"] is None
    in_app = client.diagnostics("app.py", lambda found: found)
    assert lines(in_app, 1) == [2]
    assert in_app[0]["code"] == "ValueError"
    assert FAIL in in_app[0]["message"]
    related = in_app[0]["relatedInformation"]
    assert [r["location"]["range"]["start"]["line"] for r in related][:2] == [2, 4]
    assert lines(client.diagnostics("tests/test_a.py", lambda found: found), 3) == [4]
    shown = client.hover("app.py", 2)["contents"]["value"]
    assert "ValueError" in shown and FAIL in shown
    assert client.hover("app.py", 0) is None


def test_the_failing_line_offers_to_run_its_test(client):
    start(client)
    client.open("app.py")
    client.execute("runTest", tests=[FAIL])
    found = client.diagnostics("app.py", lambda found: found)
    fixes = client.actions("app.py", 2, [d for d in found if d["severity"] == 1], trigger=2)
    run = next(a for a in fixes if a["title"] == "Run test")
    assert run["kind"] == "quickfix" and run["diagnostics"]
    assert run["command"]["arguments"][0]["tests"] == [FAIL]
    assert client.actions("app.py", 2, trigger=2) == []
    asked = client.actions("app.py", 2)
    assert {a["kind"] for a in asked} >= {"source.redgreen.runTest", "source.redgreen.locate"}
    assert client.actions("app.py", 2, only=["refactor"]) == []


def test_every_lens_is_an_action_too(client):
    start(client)
    client.open("tests/test_a.py")
    lenses = client.lenses("tests/test_a.py")
    assert {lens["range"]["start"]["line"] for lens in lenses} == {3, 7}
    for lens in lenses:
        assert lens["command"] in client.offered("tests/test_a.py",
                                                 lens["range"]["start"]["line"])


def test_marks_follow_the_text_and_say_when_their_line_was_edited(client):
    start(client)
    client.open("app.py")
    client.execute("runTest", tests=[FAIL])
    client.diagnostics("app.py", lambda found: lines(found, 1) == [2])
    client.change("app.py", 2, (0, 0, 0, 0, "# new\n"))
    client.diagnostics("app.py", lambda found: lines(found, 1) == [3])
    client.change("app.py", 3, (3, 4, 3, 4, "x = "))
    client.diagnostics("app.py", lambda found: found[0]["message"].startswith("before your edit"))
    assert "Before your edit" in client.hover("app.py", 3)["contents"]["value"]
    client.close("app.py")
    client.diagnostics("app.py", lambda found: lines(found, 1) == [2]
                       and not found[0]["message"].startswith("before"))


def test_an_unsaved_file_is_named_and_nothing_runs(client):
    start(client)
    client.open("app.py")
    client.change("app.py", 2, (2, 11, 2, 14, "len"))
    result = client.execute("runTest", tests=[FAIL])
    assert result["stopped"]["code"] == "unsaved"
    assert "app.py" in result["stopped"]["message"]


def test_what_was_shown_is_withdrawn_when_the_test_passes(client, root):
    start(client)
    client.open("app.py")
    client.execute("runTest", tests=[FAIL])
    client.diagnostics("app.py", lambda found: found)
    (root / "app.py").write_text(APP.replace("int(text)", "len(text)").replace("=2", "=1"))
    client.change("app.py", 2, (root / "app.py").read_text())
    client.save("app.py")
    result = client.execute("runTest", tests=[FAIL])
    assert result["run"]["outcome"] == "passed"
    assert client.diagnostics("app.py", lambda found: not found) == []
    assert client.diagnostics("tests/test_a.py", lambda found: not found) == []


def test_what_others_write_makes_what_runs_showed_old(client, root):
    """A switch of branches in a terminal, another tool's edit: the menus know without a save."""
    def can_draft(status):
        return "redgreen.createDraftFixPr" in status["possible"]

    start(client, options={"status": True})
    client.wait("window/logMessage", lambda p: p["message"].endswith("files are read"))
    client.open("app.py")
    client.execute("runTest", tests=[FAIL])
    client.wait("redgreen/status", lambda s: s["activity"] is None and not can_draft(s))
    (root / "app.py").write_text(APP)  # the same text: an editor that saves what it shows
    (root / "tests" / "test_a.py").write_text(TEST + "\n")
    assert can_draft(client.wait("redgreen/status", can_draft))


# ---- runs that are stopped ------------------------------------------------------------------

def cancel_request(client, number):
    client.notify("$/cancelRequest", {"id": number})


def cancel_progress(client, number):
    client.notify("window/workDoneProgress/cancel", {"token": "mine"})


def stop(client, number):
    stopped = client.execute("stop")
    assert stopped["ended"] and stopped["summary"] == "stopped: run test"


@pytest.mark.parametrize("end", [cancel_request, cancel_progress, stop])
def test_stopping_ends_the_whole_tree_of_processes(client, fifo, end):
    """And whoever runs another test at once has it run, as soon as nothing is left of the first."""
    start(client)
    number = client.start_command("runTest", token="mine", tests=[SLOW])
    fifo.wait_until_begun()
    begun = client.wait("$/progress", lambda p: p["value"]["kind"] == "begin")
    assert begun["token"] == "mine" and begun["value"]["cancellable"]
    assert client.hover("app.py", 0) is None  # the server is not busy
    end(client, number)
    again = client.start_command("runTest", tests=[FAIL])
    with pytest.raises(ResponseError) as error:
        client.finish(number)
    assert error.value.code == -32800
    fifo.wait_until_over()
    client.wait("$/progress", lambda p: p["value"]["kind"] == "end")
    assert client.finish(again)["run"]["outcome"] == "failed"


def test_leaving_ends_what_runs(client, fifo):
    start(client)
    client.start_command("runTest", tests=[SLOW])
    fifo.wait_until_begun()
    client.request("shutdown")
    client.notify("exit")
    assert client.exit_status() == 0
    fifo.wait_until_over()


@pytest.mark.parametrize("how", ["eof", "kill"])
def test_a_client_or_server_that_dies_leaves_no_test_behind(client, fifo, how):
    start(client)
    client.start_command("runTest", tests=[SLOW])
    fifo.wait_until_begun()
    if how == "eof":
        client.process.stdin.close()
        assert client.exit_status() == 1
    else:
        client.process.kill()
        assert client.exit_status() == -signal.SIGKILL
    fifo.wait_until_over()


# ---- consent --------------------------------------------------------------------------------

def test_a_test_that_runs_shows_its_output_and_for_how_long_it_has_been_running(client, fifo):
    client.initialize(settings={"python": sys.executable, "pytestArgs": ["-s"]})
    client.open("tests/test_a.py")
    line = TEST.split("\n").index("def test_slow():")
    number = client.start_command("runTest", tests=[SLOW])
    fifo.wait_until_begun()
    end, shown = time.monotonic() + TIMEOUT, ""
    while "working on it" not in shown:  # the pipe's bytes come when they come
        assert time.monotonic() < end, shown
        found = client.hover("tests/test_a.py", line)
        shown = found["contents"]["value"] if found else ""
    assert shown.startswith("**Running**, ")
    assert "\x1b" not in shown and "[32m" not in shown
    assert client.hover("tests/test_a.py", line - 4) is None
    titles = {(lens["range"]["start"]["line"], lens["command"]["title"].split(",")[0])
              for lens in client.lenses("tests/test_a.py")
              if lens["command"]["command"] == "redgreen.stop"}
    assert (line, "Running") in titles and (line - 4, "Stop") in titles
    stop(client, number)
    with pytest.raises(ResponseError):
        client.finish(number)
    fifo.wait_until_over()
    assert client.hover("tests/test_a.py", line) is None


def test_a_client_that_cannot_ask_answers_by_code_actions(client):
    """Helix knows no window/showMessageRequest and says so; what waits is a message, and an action for
    each answer, first the one that does nothing."""
    start(client, trusted=None)
    client.open("tests/test_a.py")
    client.answers["window/showMessageRequest"] = None
    assert client.execute("answer", choice="Run")["summary"] == "nothing is asked any more"
    number = client.start_command("runTest", tests=[FAIL])
    asked = client.wait_message("window/showMessageRequest")
    assert [a["title"] for a in asked["params"]["actions"]] == ["Do not run", "Run"]
    client.send({"jsonrpc": "2.0", "id": asked["id"],
                 "error": {"code": -32601, "message": "no such request"}})
    client.wait("window/showMessage", lambda p: p["message"] == asked["params"]["message"])
    client.wait("$/progress", lambda p: p["value"].get("message") == "waiting for your answer")
    answers = client.offered("tests/test_a.py", 0)[:2]
    assert [a["title"] for a in answers] == ["Answer: Do not run", "Answer: Run"]
    assert client.actions("tests/test_a.py", 0, trigger=2) == []
    with pytest.raises(ResponseError) as error:
        client.execute("answer", choice="yes")
    assert error.value.code == -32602
    assert client.run(answers[1])["summary"] == "answered: Run"
    assert client.finish(number)["run"]["outcome"] == "failed"


def test_an_answer_that_comes_late_is_none_to_the_next_question(client):
    start(client, trusted=None)
    client.open("tests/test_a.py")
    client.answers["window/showMessageRequest"] = None
    first = client.start_command("runTest", tests=[FAIL])
    asked = client.wait_message("window/showMessageRequest")
    client.execute("answer", choice="Do not run")
    assert client.finish(first)["stopped"]["code"] == "untrusted"
    second = client.start_command("runTest", tests=[FAIL])
    again = client.wait_message("window/showMessageRequest")
    client.respond(asked, {"title": "Run"})
    client.respond(again, None)
    assert client.finish(second)["stopped"]["code"] == "untrusted"


def test_no_answer_to_the_question_of_trust_means_no(client):
    start(client, trusted=None)
    client.answers["window/showMessageRequest"] = lambda params: None
    result = client.execute("runTest", tests=[SLOW])
    assert result["stopped"]["code"] == "untrusted"
    client.wait("window/showMessageRequest")
    assert len(client.said("window/showMessageRequest")) == 1


def test_an_untrusted_workspace_runs_nothing(client):
    start(client, trusted=False)
    result = client.execute("runTest", tests=[SLOW])
    assert result["stopped"]["code"] == "untrusted"
    assert client.said("window/showMessageRequest") == []


def test_a_client_that_can_do_little_gets_a_sentence(client):
    start(client, capabilities={})
    client.open("tests/test_a.py")
    client.execute("runTest", tests=[FAIL])
    client.wait("window/showMessage")
    assert client.said("$/progress") == []
    assert client.said("window/workDoneProgress/create") == []
    for action in client.actions("tests/test_a.py", 3):
        assert isinstance(action["command"], str)  # plain commands, no literals


def test_clients_that_offer_utf_16_are_answered_in_it(client):
    capabilities = {**CAPABILITIES, "general": {"positionEncodings": ["utf-16"]}}
    result = start(client, capabilities=capabilities)
    assert result["capabilities"]["positionEncoding"] == "utf-16"
    client.open("tests/test_a.py", "def test_\U0001f600(): pass  # \U0001f600\n")
    end = client.lenses("tests/test_a.py")[0]["range"]["end"]
    assert end == {"line": 0, "character": len("def test_xx(): pass  # xx")}
