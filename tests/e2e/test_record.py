# SPDX-License-Identifier: MIT
"""`redgreen lsp --record FILE`: what an editor and the server said can be played again."""

import json
import shutil
import stat
import subprocess

from limits import TIMEOUT
from lsp_client import Client
from replay import replay

TEST = "tests/test_touching_prices.py::test_touching_ranges_are_one"
FILE = "tests/test_touching_prices.py"


def record(server, shop, user_env, path):
    """A first minute: lenses, a run, hover, actions, the session's status."""
    with Client([server, "lsp", "--record", path], root=shop.root, env=user_env) as client:
        client.initialize()
        client.open(FILE)
        client.lenses(FILE)
        client.execute("runTest", tests=[TEST])
        line = client.diagnostics(FILE, lambda found: found)[0]["range"]["start"]["line"]
        client.hover(FILE, line, 8)
        client.actions(FILE, line)
        client.execute("showStatus")


def test_a_recording_played_again_is_the_same(server, shop, user_env, tmp_path):
    """In another folder, as on somebody else's machine."""
    path, copy = tmp_path / "a recording.lsp", tmp_path / "a cöpy"
    shutil.copytree(shop.root, copy, symlinks=True)
    record(server, shop, user_env, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert replay(server, path, copy, env=user_env) == []


def test_what_differs_is_named(server, shop, user_env, tmp_path):
    path, copy = tmp_path / "recording.lsp", tmp_path / "copy"
    shutil.copytree(shop.root, copy, symlinks=True)
    source = copy / "shop" / "catalog.py"
    source.write_text(source.read_text().replace("raise ValueError", "raise KeyError"))
    record(server, shop, user_env, path)
    found = "\n".join(replay(server, path, copy, env=user_env))
    assert "workspace/executeCommand: result.failures[0].type" in found
    assert '"ValueError" is now "KeyError"' in found


def test_an_older_recording_is_not_overwritten(server, tmp_path):
    path = tmp_path / "recording.lsp"
    path.write_text("of yesterday")
    ended = subprocess.run([server, "lsp", "--record", path], input="", text=True,
                           capture_output=True, timeout=TIMEOUT)
    assert ended.returncode == 2
    assert "--record" in ended.stderr
    assert path.read_text() == "of yesterday"


def test_a_crash_leaves_what_was_said(server, tmp_path):
    path = tmp_path / "recording.lsp"
    with Client([server, "lsp", "--record", path], root=tmp_path) as client:
        client.initialize()
        client.process.kill()
        client.process.wait()
        client.has_ended = True
    said = [line for line in path.read_text().splitlines() if line.startswith("#> ")]
    assert json.loads(said[0][3:])["result"]["serverInfo"]["name"] == "redgreen"
