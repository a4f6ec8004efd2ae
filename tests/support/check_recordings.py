#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds recordings of real editors to LSP, and to what those announced:

    check_recordings.py FILE…       files of redgreen lsp --record

Prints how many messages of the server are valid. What an editor says is its own business.
"""

import pathlib
import sys

import lsp_messages
import replay


def check(path):
    """The client's name and the number of valid messages of the server; MessageError for a wrong
    one."""
    checker = lsp_messages.Checker()
    for side, message in replay.read(path):
        if side == "client":
            checker.note(message)
        else:
            checker.take("server", message)
    return checker.client, checker.counts["server"]


def main():
    for name in sys.argv[1:]:
        client, n = check(pathlib.Path(name))
        print(f"{name}: {n} messages to {client}, all valid")


if __name__ == "__main__":
    main()
