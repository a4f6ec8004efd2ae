#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What becomes of wrong messages, random edits and cut streams: goals R1, R3, R5.

    protocol.py --bin BUILD/bin [--messages N] [--edits N] [--seconds N] [FIGURE...]

wrong    R1: N messages that are wrong somewhere, in processes of 20,000: answers, ends
codes    R1: the labelled set of tests/e2e/test_lsp_codes.py: right codes
edits    R3: N random edits by didChange in three encodings against a naive model: divergences
splits   R5: a conversation that arrives in two parts, cut at each of its bytes: answers

Short ones of the same are in tests/run. R4 is what tests/run prints at the end of e2e and of
transcripts; a client that does not read is tests/real/process_control.py. For what sanitizers find,
take a build that has them. --seconds ends a figure's trials earlier; its row says how many there
were.
"""
import argparse
import array
import fcntl
import pathlib
import random
import sys
import tempfile
import termios
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests/support"), str(TOP / "tests/e2e")]
from lsp_edits import ENCODINGS, Edited  # noqa: E402
from lsp_garbage import write_batch  # noqa: E402
from lsp_process import INITIALIZE, Process, frame, request  # noqa: E402

BATCH = 200
PAUSE = 50  # edits between two looks at the server's text: later ones may hide a divergence


def end(process):
    """shutdown and exit; the status."""
    process.write(request("bye", "shutdown"))
    while process.read().get("id") != "bye":
        pass
    process.write(frame({"jsonrpc": "2.0", "method": "exit"}))
    return process.status()


def wrong(options):
    n_messages = n_answers = n_bad_ends = 0
    began = time.monotonic()
    seed = 1
    while n_messages < options.messages and time.monotonic() - began < options.seconds:
        process = Process([options.server, "lsp"], cwd=options.folder)
        chance = random.Random(seed)
        process.write(INITIALIZE)
        process.read()
        for batch in range(20_000 // BATCH):
            n_answers += write_batch(process, chance, BATCH, f"end of batch {batch}")
            n_messages += BATCH
        n_bad_ends += end(process) != 0
        process.close()
        seed += 1
    return n_bad_ends == 0, (f"{n_messages} wrong messages: {n_answers} answers, each an answer; "
                             f"{n_bad_ends} of {seed - 1} processes ended otherwise than with 0")


def codes(options):
    import test_lsp_codes

    for phase in ("new", "running", "shut down"):
        test_lsp_codes.test_every_wrong_message_gets_its_code(
            options.server, phase, pathlib.Path(options.folder))
    n = len(test_lsp_codes.CASES)
    return True, f"{n} of {n} labelled messages get their code"


def edits(options):
    done = {}
    for encoding in ENCODINGS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, Edited(
                options.server, pathlib.Path(folder), encoding, random.Random(7)) as edited:
            while (edited.n_edits < options.edits / len(ENCODINGS)
                   and time.monotonic() - began < options.seconds):
                edited.edit(PAUSE)
                if divergence := edited.divergence():
                    return False, divergence
            done[encoding] = edited.n_edits
    return True, f"{sum(done.values())} random edits ({done}): 0 divergences"


def unread(process):
    """Bytes that the server has not taken from its pipe yet."""
    n = array.array("i", [0])
    fcntl.ioctl(process.process.stdin.fileno(), termios.FIONREAD, n)
    return n[0]


def splits(options):
    talk = (request(1) + request("\u00e4\U0001f600") + b"content-length:2\r\nX: y\r\n\r\n{}"
            + request(2))
    wanted = [1, "\u00e4\U0001f600", None, 2]
    process = Process([options.server, "lsp"], cwd=options.folder)
    process.write(INITIALIZE)
    process.read()
    n_right = 0
    for at in range(len(talk) + 1):
        process.write(talk[:at])
        while unread(process):
            pass
        process.write(talk[at:])
        n_right += [process.read()["id"] for _ in wanted] == wanted
    status = end(process)
    process.close()
    return n_right == len(talk) + 1 and status == 0, (
        f"{n_right} of {len(talk) + 1} places to cut: every answer, once and in order")


FIGURES = {"wrong": wrong, "codes": codes, "edits": edits, "splits": splits}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--edits", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("figures", nargs="*", metavar="FIGURE")
    options = parser.parse_args()
    options.server = str((options.bin / "redgreen").resolve())
    failed = False
    with tempfile.TemporaryDirectory() as options.folder:
        for name in options.figures or FIGURES:
            try:
                is_good, row = FIGURES[name](options)
            except AssertionError as error:
                is_good, row = False, str(error)
            failed |= not is_good
            print(f"{name:8} {'ok' if is_good else 'FAILED':7} {row}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
