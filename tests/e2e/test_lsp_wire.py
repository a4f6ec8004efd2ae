# SPDX-License-Identifier: MIT
"""The wire below the language server: bytes cut anywhere, clients that do not read, garbage."""

import os
import random
import signal

import pytest
from lsp_edits import ENCODINGS, Edited
from lsp_garbage import write_batch
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
    assert process.status() == 1


def test_the_end_of_input_ends_a_server_whose_client_does_not_read(process):
    process.write(INITIALIZE)
    process.write(b"".join(request(number) for number in range(1, 10_000)))
    process.process.stdin.close()
    assert process.status() == 1  # goal R6, a second, is measured by tests/real/process_control.py


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
    assert process.status() == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(process, number):
    process.write(INITIALIZE)
    assert process.read()
    process.process.send_signal(number)
    assert process.status() == 1
    assert process.read() is None


# ---- garbage --------------------------------------------------------------------------------

def test_twenty_thousand_wrong_messages_do_no_harm(process):
    chance = random.Random(20261124)
    process.write(INITIALIZE)
    assert process.read()
    n_answers = sum(write_batch(process, chance, 200, f"end of batch {batch}")
                    for batch in range(100))
    assert n_answers > 5_000
    process.write(request("bye", "shutdown"))
    while process.read().get("id") != "bye":
        pass
    process.write(frame({"jsonrpc": "2.0", "method": "exit"}))
    assert process.status() == 0


# ---- edits ----------------------------------------------------------------------------------

@pytest.mark.parametrize("encoding", ENCODINGS)
def test_random_edits_leave_the_text_that_a_naive_model_has(server, tmp_path, encoding):
    """A million of them: tests/real/protocol.py."""
    with Edited(server, tmp_path, encoding, random.Random(20261127)) as edited:
        for _ in range(20):
            edited.edit(50)
            assert edited.divergence() is None
