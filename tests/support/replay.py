#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plays a conversation of `redgreen lsp --record FILE` once more, and says where it differs:

    tests/support/replay.py --server PATH FILE FOLDER

FOLDER is the repository as it was when the recording began; it takes the recorded one's place in
every message. A message of the client is sent when the server has answered and asked all that it
had at that point. Answers are the same when they are but for what no two runs share: numbers, and
digits and hexadecimal words within texts. Progress and other notifications are not compared, the
last diagnostics of each file are.
"""

import argparse
import json
import pathlib
import re
import sys

from lsp_client import Client, path_of, uri_of


def read(path):
    """The recorded messages: (side, message) in their order. What was no JSON is left out."""
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith("#> "):
            yield "server", json.loads(line[3:])
        elif line.startswith("{"):
            yield "client", json.loads(line)


def recorded_root(messages):
    for side, message in messages:
        if side == "client" and message.get("method") == "initialize":
            folders = message["params"].get("workspaceFolders") or []
            return path_of(folders[0]["uri"] if folders else message["params"]["rootUri"])
    raise SystemExit("the recording has no initialize")


def moved(messages, old, new):
    """The same conversation about another folder."""
    for side, message in messages:
        text = json.dumps(message, ensure_ascii=False)
        text = text.replace(uri_of(old), uri_of(new)).replace(str(old), str(new))
        yield side, json.loads(text)


def plain(value):
    """Without what no two runs share."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return re.sub(r"\d+", "0", re.sub(r"\b(0x[0-9a-f]+|[0-9a-f]{7,})\b", "0", value))
    return 0 if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def differences(want, got, at="result"):
    if isinstance(want, dict) and isinstance(got, dict):
        for key in sorted(want.keys() | got.keys()):
            yield from differences(want.get(key), got.get(key), f"{at}.{key}")
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for i, pair in enumerate(zip(want, got)):
            yield from differences(*pair, f"{at}[{i}]")
    elif want != got:
        yield f"{at}: {json.dumps(want)[:300]} is now {json.dumps(got)[:300]}"


class Replay:
    def __init__(self, command, messages, folder, **more):
        self.client = Client(command, root=folder, **more)
        self.messages = list(messages)
        self.methods = {}  # of the client's requests, by their recorded ids
        self.asked = {}  # the recorded ids of the server's requests → its requests now
        self.found = []

    def server_said(self, message):
        method = message.get("method")
        if method is None and message.get("id") in self.methods:
            self.compare(message)
        elif method and "id" in message:
            self.asked[message["id"]] = self.client.wait_message(method)

    def compare(self, want):
        method = self.methods.pop(want["id"])
        got = self.client._wait(lambda: self.client.responses.pop(want["id"], None), method)
        for member in ("result", "error"):
            self.found += [f"{method}: {text}" for text in differences(
                plain(want.get(member)), plain(got.get(member)), member)]

    def client_said(self, message):
        if "method" not in message:
            message = {**message, "id": self.asked.pop(message["id"])["id"]}
        elif "id" in message:
            self.methods[message["id"]] = message["method"]
            self.client.pending[message["id"]] = message["method"]
        self.client.send(message)

    def compare_diagnostics(self):
        def last(messages):
            return {message["params"]["uri"]: message["params"]["diagnostics"]
                    for message in messages
                    if message.get("method") == "textDocument/publishDiagnostics"}

        want = last(m for side, m in self.messages if side == "server")
        got = last(m for way, m in self.client.exchange if way == "<--")
        self.found += differences(plain(want), plain(got), "diagnostics")

    def run(self):
        """What differs, a line each."""
        self.client.answers.clear()
        try:
            for side, message in self.messages:
                self.server_said(message) if side == "server" else self.client_said(message)
            self.compare_diagnostics()
        finally:
            self.client.process.stdin.close()
            self.client.process.wait(self.client.timeout)
        return self.found


def replay(server, recording, folder, **more):
    folder = pathlib.Path(folder).resolve()
    messages = list(read(recording))
    return Replay([server, "lsp"], moved(messages, recorded_root(messages), folder), folder,
                  **more).run()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True)
    parser.add_argument("recording")
    parser.add_argument("folder")
    options = parser.parse_args()
    found = replay(options.server, options.recording, options.folder)
    print("\n".join(found) or "the same")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
