# SPDX-License-Identifier: MIT
"""Where a failing line can lie that editors and positions make hard: behind line ends and characters
of every kind, in folders behind links, in files that go, in huge ones, in one of several roots, told
of by a log that has no file."""

import subprocess

import pytest
from lsp_client import CAPABILITIES, Client, uri_of
from lsp_edits import ENCODINGS

LINE = '    raise ValueError("e\u0301 \U0001f600\U0001f468\u200d\U0001f469 \u6f22 \u05d0")'
APP = f"# \U0001f600\r\ndef check():\r\n{LINE}\r\n"
LOG = """\
=================================== FAILURES ===================================
__________________________________ test_check __________________________________
tests/test_app.py:{test}: in test_check
    check()
app.py:{line}: in check
    raise ValueError("what")
E   ValueError: what
=========================== short test summary info ============================
FAILED tests/test_app.py::test_check - ValueError: what
============================== 1 failed in 0.10s ===============================
"""


def lay_out(root, app=APP, line=3):
    (root / "tests").mkdir(parents=True)
    (root / "app.py").write_bytes(app.encode())
    (root / "tests" / "test_app.py").write_text("from app import check\n\n\ndef test_check():\n"
                                                "    check()\n")
    (root / "ci.log").write_text(LOG.format(test=5, line=line))
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def red(client, path):
    return client.diagnostics(path, lambda found: found)[0]["range"]


@pytest.fixture
def talk(server, tmp_path):
    """A client at a root, which runs nothing."""
    def start(root, encoding="utf-16", **more):
        client = Client([server, "lsp"], root=root, cwd="/")
        client.root = root  # as it is spelled
        client.initialize(trusted=False, rootUri=uri_of(root), capabilities={
            **CAPABILITIES, "general": {"positionEncodings": [encoding]}}, **{
                "workspaceFolders": [{"uri": uri_of(root), "name": "root"}], **more})
        clients.append(client)
        return client

    clients = []
    yield start
    for client in clients:
        with client:
            pass


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_columns_count_what_was_agreed_on(talk, tmp_path, encoding):
    client = talk(lay_out(tmp_path / "root"), encoding)
    client.open("app.py", APP)
    client.execute("explainLog", log="ci.log")
    end = sum(ENCODINGS[encoding](c) for c in LINE)
    assert red(client, "app.py") == {"start": {"line": 2, "character": 4},
                                     "end": {"line": 2, "character": end}}
    assert "ValueError" in client.hover("app.py", 2, end)["contents"]["value"]
    client.change("app.py", 2, (0, 0, 1, 0, "\U0001f600\r\r\n"))  # two lines for one
    assert client.diagnostics("app.py", lambda found: found[0]["range"]["start"]["line"] == 3)


def test_a_folder_behind_a_link_is_spelled_as_the_client_does(talk, tmp_path):
    lay_out(tmp_path / "real" / "röot")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    client = talk(tmp_path / "link" / "röot")
    client.open("tests/test_app.py")
    client.execute("explainLog", log="ci.log")
    told = client.wait("textDocument/publishDiagnostics",
                       lambda p: p["uri"] == client.uri("app.py") and p["diagnostics"])
    first, *_ = told["diagnostics"][0]["relatedInformation"]
    assert first["location"]["uri"].startswith(client.uri(""))
    assert client.hover("tests/test_app.py", 4)["contents"]["value"].count("/link/r%C3%B6ot/app.py")


def test_a_file_that_is_renamed_or_deleted_takes_its_red_lines_along(talk, tmp_path):
    root = lay_out(tmp_path / "root")
    client = talk(root)
    client.open("app.py", APP)
    client.execute("explainLog", log="ci.log")
    red(client, "app.py")
    (root / "app.py").rename(root / "core.py")
    client.close("app.py")
    client.open("core.py", APP)
    assert client.diagnostics("app.py", lambda found: not found) == []
    assert client.hover("core.py", 2) is None
    (root / "core.py").rename(root / "app.py")
    client.close("core.py")
    client.open("app.py", APP)
    assert red(client, "app.py")["start"]["line"] == 2
    (root / "app.py").unlink()
    client.close("app.py")
    assert client.diagnostics("app.py", lambda found: not found) == []


def test_a_huge_file_has_its_red_line(talk, tmp_path):
    """Above what is parsed for tests and definitions."""
    app = "x = 1  # \u6f22\n" * 200_000 + APP
    client = talk(lay_out(tmp_path / "root", app, line=200_003))
    client.open("app.py", app)
    client.execute("explainLog", log="ci.log")
    assert red(client, "app.py")["start"] == {"line": 200_002, "character": 4}
    client.change("app.py", 2, (0, 0, 0, 0, "\n"))
    assert client.diagnostics("app.py", lambda found: found[0]["range"]["start"]["line"] == 200_003)
    assert client.lenses("app.py") == []


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "vscode-remote://ssh-remote%2Bbox/x/ci.log",
                                 "git:/ci.log?%7B%22ref%22%3A%22HEAD%22%7D"])
def test_a_log_without_a_file_tells_of_files_that_are_here(talk, tmp_path, uri):
    client = talk(lay_out(tmp_path / "root"))
    client.open(uri, LOG.format(test=5, line=3), language="plaintext")
    assert red(client, "app.py")["start"]["line"] == 2
    client.close(uri)
    assert client.diagnostics("app.py", lambda found: not found) == []


def test_each_of_several_roots_has_its_own(talk, tmp_path):
    one, two = lay_out(tmp_path / "one"), lay_out(tmp_path / "two", "\n" + APP, line=4)
    client = talk(one, workspaceFolders=[{"uri": uri_of(root), "name": root.name}
                                         for root in (one, two)])
    for root in (one, two):
        result = client.execute("explainLog", root=str(root), log="ci.log")
        assert result["failures"][0]["test"] == "tests/test_app.py::test_check"
    assert red(client, uri_of(one / "app.py"))["start"]["line"] == 2
    assert red(client, uri_of(two / "app.py"))["start"]["line"] == 3
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {
        "added": [], "removed": [{"uri": uri_of(two), "name": "two"}]}})
    assert client.diagnostics(uri_of(two / "app.py"), lambda found: not found) == []
    assert red(client, uri_of(one / "app.py"))["start"]["line"] == 2
