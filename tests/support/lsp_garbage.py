# SPDX-License-Identifier: MIT
"""Messages that are wrong somewhere: honest ones, changed in what they say or in their bytes."""

import json

from lsp_process import frame, request

URI = "file:///tmp/tests/test_a.py"
SEEDS = [
    {"id": 1, "method": "textDocument/hover",
     "params": {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 3}}},
    {"id": 2, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": URI}}},
    {"id": 3, "method": "textDocument/codeAction", "params": {
        "textDocument": {"uri": URI},
        "range": {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}},
        "context": {"diagnostics": [{"source": "redgreen", "message": "m"}],
                    "only": ["quickfix"]}}},
    {"id": 4, "method": "workspace/executeCommand",
     "params": {"command": "redgreen.runTest", "arguments": [{"root": "/nonexistent"}]}},
    {"method": "textDocument/didOpen", "params": {"textDocument": {
        "uri": URI, "languageId": "python", "version": 1,
        "text": "def test_a():\n  '\U0001f600'\n"}}},
    {"method": "textDocument/didChange", "params": {
        "textDocument": {"uri": URI, "version": 2}, "contentChanges": [
            {"range": {"start": {"line": 0, "character": 1}, "end": {"line": 1, "character": 4}},
             "text": "x\r\n"}, {"text": "def test_b(): pass"}]}},
    {"method": "textDocument/didSave", "params": {"textDocument": {"uri": URI}}},
    {"method": "textDocument/didClose", "params": {"textDocument": {"uri": URI}}},
    {"method": "$/cancelRequest", "params": {"id": 3}},
    {"method": "window/workDoneProgress/cancel", "params": {"token": "t"}},
    {"method": "workspace/didChangeConfiguration",
     "params": {"settings": {"redgreen": {"jobs": 2}}}},
    {"method": "workspace/didChangeWatchedFiles", "params": {"changes": [{"uri": URI, "type": 2}]}},
    {"id": 5, "result": None},
]
VALUES = [None, True, 0, -1, 0.5, 1e300, 2**31, 2**53 + 1, "", "x", "ä\U0001f600", "file:///%zz",
          "untitled:a", [], {}, [[]], {"line": 4294967295, "character": 4294967295}, "redgreen"]


def mutate(chance, value, depth=0):
    """A copy in which values, keys and list items were changed here and there."""
    if chance.random() < 0.08 and depth:
        return chance.choice(VALUES)
    if isinstance(value, dict):
        out = {}
        for key, member in value.items():
            roll = chance.random()
            if roll < 0.04:
                continue
            out[key.upper() if roll > 0.98 else key] = mutate(chance, member, depth + 1)
        return out
    if isinstance(value, list):
        return [mutate(chance, item, depth + 1) for item in value
                for _ in range(chance.choice([1, 1, 1, 2]))]
    return value


def corrupt(chance, body):
    """Bytes flipped, cut out or doubled."""
    data = bytearray(body)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(data)) if data else 0
        roll = chance.randrange(3)
        if roll == 0 and data:
            data[at] = chance.randrange(256)
        elif roll == 1:
            del data[at:at + chance.randrange(1, 9)]
        else:
            data[at:at] = data[at:at + 9]
    return bytes(data)


def write_batch(process, chance, n, name):
    """Writes n of them and reads what is answered; gives how many messages came."""
    data = b""
    for _ in range(n):
        message = mutate(chance, {"jsonrpc": "2.0", **chance.choice(SEEDS)})
        if message.get("method") in ("exit", "shutdown"):
            continue
        body = json.dumps(message, ensure_ascii=False).encode()
        data += frame(corrupt(chance, body) if chance.random() < 0.4 else body)
    process.write(data + request(name))
    n_answers = 0
    while (message := process.read()).get("id") != name:
        assert message["jsonrpc"] == "2.0"
        n_answers += 1
    return n_answers
