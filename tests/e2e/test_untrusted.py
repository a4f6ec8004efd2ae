# SPDX-License-Identifier: MIT
"""Nothing runs and nothing connects before somebody said that this workspace may: every method and
every command, as VS Code asks in a restricted window and as Neovim asks, whose user does not answer.
"""

import json
import os
import pathlib
import re

import pytest

from lsp_client import Client, ResponseError, uri_of
from product import Shell
from repositories import TEST, TEST_FILE
from strace import Strace

SERVER = pathlib.Path(__file__).resolve().parent.parent.parent / "server"
SOURCES = {re.search(r'\.id = "redgreen\.(\w+)"', text)[1]: text for text in (
    path.read_text() for path in sorted((SERVER / "commands").glob("*.c"))) if '.id = "' in text}
METHODS = re.findall(r'^RG_\w+\("([^"]+)"', (SERVER / "lsp" / "methods.def").read_text(), re.M)
# What would run, if a setting of the repository ran before consent.
EXECUTES = {name: f"./{name}.sh" for name in ("setup", "python")}
EXECUTES.update(wrapper=["./wrapper.sh"], build=["./build.sh"], forge={"kind": "github"})


def lay_traps(shop):
    for name in ("setup", "python", "wrapper", "build"):
        shop.write(f"{name}.sh", f"#!/bin/sh\ntouch '{shop.root}/ran-{name}'\n")
        (shop.root / f"{name}.sh").chmod(0o755)
    shop.write("conftest.py", f"open({str(shop.root / 'ran-conftest')!r}, 'w')\n")
    shop.write(".redgreen.json", json.dumps(EXECUTES))
    shop.write("failure.log", LOG)
    for key, value in [("core.fsmonitor", "touch ran-fsmonitor"), ("core.sshCommand", "touch x"),
                       ("core.hooksPath", "hooks"), ("credential.helper", "!touch ran-helper")]:
        shop.git("config", key, value)


LOG = """\
=================================== FAILURES ===================================
____________________________________ test_x ____________________________________

    def test_x():
>       assert 1 == 2
E       assert 1 == 2

tests/test_touching_prices.py:5: AssertionError
=========================== short test summary info ============================
FAILED tests/test_touching_prices.py::test_x - assert 1 == 2
"""


def ask(client, method, params=None):
    """Any answer will do, an error too."""
    try:
        return client.request(method, params)
    except ResponseError as error:
        return error


def takes(command, argument):
    """Whether it is one of the command's: another one would be an error."""
    return argument == "root" or f"RG_TAKES({argument})" in SOURCES[command]


def do_everything(client, shop):
    """Each method of methods.def at least once, and each command; the ids of what was done."""
    done = {"initialize", "initialized", "shutdown", "exit"}
    document = {"uri": client.uri(TEST_FILE)}
    at = {"textDocument": document, "position": {"line": 4, "character": 6}}
    span = {"start": {"line": 0, "character": 0}, "end": {"line": 30, "character": 0}}
    client.open(TEST_FILE)
    client.open("failure.log", language="log")
    client.open(".redgreen.json", language="json")
    client.change(TEST_FILE, 2, (0, 0, 0, 0, "# x\n"))
    client.change(TEST_FILE, 3, (0, 0, 1, 0, ""))
    client.save(TEST_FILE)
    client.notify("workspace/didChangeConfiguration", {"settings": {"redgreen": {
        "python": str(shop.root / "python.sh"), "setup": "./setup.sh"}}})
    for method, params in [
            ("textDocument/codeLens", {"textDocument": document}),
            ("textDocument/codeAction", {"textDocument": document, "range": span,
                                         "context": {"diagnostics": [], "triggerKind": 1}}),
            ("textDocument/hover", at), ("textDocument/definition", at)]:
        ask(client, method, params)
        ask(client, method, {**params, "textDocument": {"uri": client.uri("failure.log")}})
        done.add(method)
    given = {"root": str(shop.root), "tests": [TEST], "log": str(shop.root / "failure.log"),
             "prompt": "ranges that touch", "reason": "no time", "title": "Fix", "plan": "0" * 16,
             "base": "main", "name": "x", "runs": 2, "kind": "fix"}
    for command in SOURCES:
        known = {name: value for name, value in given.items() if takes(command, name)}
        unplanned = {name: value for name, value in known.items() if name != "plan"}
        for arguments in ({}, known, unplanned):
            ask(client, "workspace/executeCommand", {"command": f"redgreen.{command}",
                                                     "arguments": [arguments]})
    client.notify("window/workDoneProgress/cancel", {"token": "x"})
    client.notify("$/cancelRequest", {"id": 12345})
    nested = {"uri": uri_of(shop.root / "tests"), "name": "tests"}
    client.notify("workspace/didChangeWorkspaceFolders",
                  {"event": {"added": [nested], "removed": []}})
    client.close(TEST_FILE)
    done |= {"workspace/executeCommand", "workspace/didChangeConfiguration",
             "workspace/didChangeWorkspaceFolders", "window/workDoneProgress/cancel",
             "$/cancelRequest", "textDocument/didOpen", "textDocument/didChange",
             "textDocument/didSave", "textDocument/didClose"}
    return done


@pytest.fixture
def shop_with_a_past(shop, server, user_env):
    """With a session from a time when it was trusted; a shallow clone, in which git knows more than
    libgit2."""
    shell = Shell(server, user_env)
    for command, tests in (("fix", [TEST]), ("branch", [])):
        assert shell(command, shop.root, tests).code is None
    shop.git("fetch", "-q", "--depth", "1", "origin", "main")
    assert (shop.root / ".git" / "shallow").exists()
    return shop


# Without a session commands end early, with one they read more; tests/real/safety does all four.
TIMES = [(False, "shop_with_a_past"), (None, "shop")]
if os.environ.get("REDGREEN_LONG"):
    TIMES += [(None, "shop_with_a_past"), (False, "shop")]


@pytest.mark.parametrize("trusted, place", TIMES)
def test_nothing_runs_and_nothing_connects(server, request, user_env, tmp_path, trusted, place):
    shop = request.getfixturevalue(place)
    lay_traps(shop)
    watched = Strace(tmp_path / "calls")
    with Client(watched.command([server, "lsp"]), env=watched.env(user_env), root=shop.root,
                cwd="/") as client:
        client.initialize(trusted=trusted, capabilities={})
        assert do_everything(client, shop) == set(METHODS) and len(SOURCES) >= 15
        questions = client.said("window/showMessageRequest")
        client.inbox = [m for m in client.inbox if m["method"] != "window/showMessageRequest"]
    assert watched.started() == []
    assert watched.connected() == []
    assert [path for path in os.listdir(shop.root) if path.startswith("ran-")] == []
    assert bool(questions) == (trusted is None)  # a restricted window is not asked
