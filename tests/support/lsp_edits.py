# SPDX-License-Identifier: MIT
"""didChange against a naive model: a list of characters, and positions counted one by one.

What text the server has is told by a command that wants files saved: with the model's text on disk
it finds nothing unsaved, and with another one it does.
"""

from lsp_client import uri_of
from lsp_process import Process, frame, request

ENCODINGS = {"utf-8": lambda c: len(c.encode()), "utf-16": lambda c: 1 + (ord(c) > 0xffff),
             "utf-32": lambda c: 1}
ALPHABET = ["a", "b", " ", "\n", "\n", "\r\n", "\r", "\u00e4", "\u6f22", "\U0001f600", "e\u0301",
            "\u2028", "\ufeff"]
NAME = "text.py"
MOST = 120  # characters


class Edited:
    """A document in a language server, and what it must be."""

    def __init__(self, server, folder, encoding, chance):
        self.path = folder / NAME
        self.path.write_text("")
        self.chance, self.units = chance, ENCODINGS[encoding]
        self.chars, self.version, self.n_edits, self.n_asked = [], 1, 0, 0
        self.uri = uri_of(self.path)
        self.process = Process([server, "lsp"], cwd="/")
        self.process.write(request(0, "initialize", processId=None, rootUri=uri_of(folder),
                                   capabilities={"general": {"positionEncodings": [encoding]}},
                                   initializationOptions={"trusted": True}))
        assert self.answer(0)["capabilities"]["positionEncoding"] == encoding
        self.notify("didOpen", languageId="python", version=1, text="")

    def notify(self, method, more=None, **document):
        self.process.write(frame({
            "jsonrpc": "2.0", "method": f"textDocument/{method}",
            "params": {"textDocument": {"uri": self.uri, **document}, **(more or {})}}))

    def answer(self, number):
        while (message := self.process.read()).get("id") != number:
            assert message["method"].startswith("window/"), message
        return message["result"]

    def position(self, index):
        """(line, character), or None inside of CR LF, which has no position."""
        line = character = 0
        if 0 < index < len(self.chars) and self.chars[index - 1:index + 1] == ["\r", "\n"]:
            return None
        for at in range(index):
            c, behind = self.chars[at], self.chars[at + 1:at + 2]
            if c == "\n" or (c == "\r" and behind != ["\n"]):
                line, character = line + 1, 0
            elif c != "\r":
                character += self.units(c)
        return {"line": line, "character": character}

    def one(self):
        """A change for the server, applied to the model as well; None where it has no position."""
        chance = self.chance
        with_ = [c for _ in range(chance.randrange(6)) for c in chance.choice(ALPHABET)]
        if chance.random() < 0.01:
            self.chars = with_
            return {"text": "".join(with_)}
        begin = chance.randrange(len(self.chars) + 1)
        most = len(self.chars) - begin if len(self.chars) > MOST else 6
        end = min(len(self.chars), begin + chance.randrange(most + 1))
        places = self.position(begin), self.position(end)
        if None in places:
            return None
        self.chars[begin:end] = with_
        return {"range": {"start": places[0], "end": places[1]}, "text": "".join(with_)}

    def edit(self, n):
        """n edits in notifications of one to three."""
        while n > 0:
            changes = [c for c in (self.one() for _ in range(self.chance.randrange(1, 4)))
                       if c is not None]
            self.version += 1
            self.notify("didChange", {"contentChanges": changes}, version=self.version)
            self.n_edits += len(changes)
            n -= len(changes)

    def divergence(self):
        """How the server's text is not the model's, or None."""
        text = "".join(self.chars)
        for on_disk, is_other in ((text, False), (text + "x", True)):
            self.path.write_bytes(on_disk.encode())
            if (self.stopped() == "unsaved") != is_other:
                return f"the server has another text than {text!r}"
        return None

    def stopped(self):
        self.n_asked += 1
        self.process.write(request(self.n_asked, "workspace/executeCommand",
                                   command="redgreen.undo"))
        return self.answer(self.n_asked)["stopped"]["code"]

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self.process.write(request("bye", "shutdown"))
                self.answer("bye")
                self.process.write(frame({"jsonrpc": "2.0", "method": "exit"}))
                assert self.process.status() == 0
        finally:
            self.process.close()
