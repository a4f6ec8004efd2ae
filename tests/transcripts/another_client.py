# SPDX-License-Identifier: MIT
"""A client that is not ours: pytest-lsp, on pygls and lsprotocol, with the capabilities that real
editors announced. It decodes every message by its own types, and warns of what exceeds them.

tests/run transcripts runs it; REDGREEN names the program.
"""

import asyncio
import os
import subprocess
import sys
import warnings

import pytest
from lsprotocol import types
from pytest_lsp import LspSpecificationWarning, client_capabilities, make_test_lsp_client

CLIENTS = ["visual-studio-code", "emacs"]
APP = "def cents(text):\n    return int(text) * 100\n"
TEST = "from app import cents\n\n\ndef test_cents():\n    assert cents('1,5') == 150\n"
NODE = "test_app.py::test_cents"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "test_app.py").write_text(TEST)
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-qm", "first"]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    return tmp_path


def place(root, name):
    return types.TextDocumentIdentifier(uri=(root / name).as_uri())


async def talk(client, root, capabilities):
    started = await client.initialize_session(types.InitializeParams(
        capabilities=capabilities, root_uri=root.as_uri(), process_id=None,
        workspace_folders=[types.WorkspaceFolder(uri=root.as_uri(), name="root")],
        initialization_options={"trusted": True, "settings": {"python": sys.executable}}))
    assert started.server_info.name == "redgreen"
    for name, text in (("app.py", APP), ("test_app.py", TEST)):
        client.text_document_did_open(types.DidOpenTextDocumentParams(
            text_document=types.TextDocumentItem(uri=(root / name).as_uri(), language_id="python",
                                                 version=1, text=text)))
    test, app = place(root, "test_app.py"), place(root, "app.py")
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(text_document=test))
    run = next(lens.command for lens in lenses if lens.command.title == "Run test")
    assert run.arguments[0]["tests"] == [NODE] and run.command == "redgreen.runTest"
    result = await client.workspace_execute_command_async(types.ExecuteCommandParams(
        command=run.command, arguments=run.arguments))
    assert result["stopped"] is None and result["run"]["outcome"] == "failed"
    red = [d for d in client.diagnostics[app.uri] if d.severity == types.DiagnosticSeverity.Error]
    assert [(d.range.start.line, d.code) for d in red] == [(1, "ValueError")]
    hover = await client.text_document_hover_async(types.HoverParams(
        text_document=app, position=types.Position(line=1, character=4)))
    assert "ValueError" in hover.contents.value
    actions = await client.text_document_code_action_async(types.CodeActionParams(
        text_document=app, range=red[0].range,
        context=types.CodeActionContext(diagnostics=red)))
    assert actions[0].title == "Start fix session"
    return client.log_messages


@pytest.mark.parametrize("name", CLIENTS)
def test_the_first_minutes(root, name):
    async def play():
        client = make_test_lsp_client()
        await client.start_io(os.environ["REDGREEN"], "lsp")
        said = await asyncio.wait_for(talk(client, root, client_capabilities(name)), 300)
        await client.shutdown_session()
        assert client.error is None
        assert any(message.message.startswith("Run test ended") for message in said)
        await client.stop()

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        asyncio.run(play())
    assert [w.message for w in warned if issubclass(w.category, LspSpecificationWarning)] == []
