# SPDX-License-Identifier: MIT
"""The wire below the language server: bytes cut anywhere, clients that do not read, garbage."""

import json
import os
import random
import signal

import pytest
from lsp_process import INITIALIZE, Process, frame, request


@pytest.fixture
def process(server):
    made = Process([server, "lsp"])
    yield made
    made.close()


@pytest.mark.parametrize("piece", [1, 2, 7, 100, 1 << 20])
def test_bytes_may_be_cut_anywhere(process, piece):
    process.write(INITIALIZE + request(1) + request("ä\U0001f600") + request(2), piece)
    assert process.read()["result"]["serverInfo"]["name"] == "redgreen"
    assert [process.read()["id"] for _ in range(3)] == [1, "ä\U0001f600", 2]


def test_a_client_that_reads_late_gets_every_answer_once(process):
    n = 40_000  # some megabytes of answers: far more than a pipe holds, less than our queue
    process.write(INITIALIZE)
    process.write(b"".join(request(number) for number in range(1, n)))
    assert [process.read()["id"] for _ in range(n)] == list(range(n))


def test_a_client_that_never_reads_is_given_up_not_waited_for(process):
    process.write(INITIALIZE)
    big = frame({"jsonrpc": "2.0", "id": "x" * 5_000_000, "method": "no/such"})
    try:
        for _ in range(10):
            process.write(big)
    except BrokenPipeError:
        pass
    assert process.status(30) == 1


def test_the_end_of_input_ends_a_server_whose_client_does_not_read(process):
    process.write(INITIALIZE)
    process.write(b"".join(request(number) for number in range(1, 10_000)))
    process.process.stdin.close()
    assert process.status(30) == 1  # goal R6, a second, is measured by tests/real/process_control.py


def test_a_client_that_closes_its_reading_end_is_gone(process):
    process.write(INITIALIZE)
    assert process.read()
    process.process.stdout.close()
    process.process.stdout = open(os.devnull, "rb")
    try:
        for number in range(1, 100):
            process.write(request(number))
    except BrokenPipeError:
        pass
    assert process.status(30) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(process, number):
    process.write(INITIALIZE)
    assert process.read()
    process.process.send_signal(number)
    assert process.status(30) == 1
    assert process.read() is None


# ---- garbage --------------------------------------------------------------------------------

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


def test_twenty_thousand_wrong_messages_do_no_harm(process):
    chance = random.Random(20261124)
    process.write(INITIALIZE)
    assert process.read()
    n_answers = 0
    for batch in range(100):
        data = b""
        for _ in range(200):
            message = mutate(chance, {"jsonrpc": "2.0", **chance.choice(SEEDS)})
            if message.get("method") in ("exit", "shutdown"):
                continue
            body = json.dumps(message, ensure_ascii=False).encode()
            data += frame(corrupt(chance, body) if chance.random() < 0.4 else body)
        process.write(data + request(f"end of batch {batch}"))
        while (message := process.read()).get("id") != f"end of batch {batch}":
            assert message["jsonrpc"] == "2.0"
            n_answers += 1
    assert n_answers > 5_000
    process.write(request("bye", "shutdown"))
    while process.read().get("id") != "bye":
        pass
    process.write(frame({"jsonrpc": "2.0", "method": "exit"}))
    assert process.status(30) == 0
