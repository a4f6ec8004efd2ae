# SPDX-License-Identifier: MIT
"""didChange against a naive model: a list of characters, and positions counted one by one.

What text the server has is told by a command that wants files saved: with the model's text on disk
it finds nothing unsaved, and with another one it does.
"""

from lsp_client import CAPABILITIES, Client

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
        self.chars, self.version, self.n_edits = [], 1, 0
        self.client = Client([server, "lsp"], root=folder, cwd="/")
        answer = self.client.initialize(
            capabilities={**CAPABILITIES, "general": {"positionEncodings": [encoding]}})
        assert answer["capabilities"]["positionEncoding"] == encoding
        self.client.open(NAME)

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
        return line, character

    def one(self):
        """A change for the client, applied to the model as well; None where it has no position."""
        chance = self.chance
        with_ = [c for _ in range(chance.randrange(6)) for c in chance.choice(ALPHABET)]
        if chance.random() < 0.02:
            self.chars = with_
            return "".join(with_)
        begin = chance.randrange(len(self.chars) + 1)
        most = len(self.chars) - begin if len(self.chars) > MOST else 6
        end = min(len(self.chars), begin + chance.randrange(most + 1))
        places = self.position(begin), self.position(end)
        if None in places:
            return None
        self.chars[begin:end] = with_
        return (*places[0], *places[1], "".join(with_))

    def edit(self, n):
        """n edits in notifications of one to three."""
        while n > 0:
            changes = [c for c in (self.one() for _ in range(self.chance.randrange(1, 4)))
                       if c is not None]
            self.version += 1
            self.client.change(NAME, self.version, *changes)
            self.n_edits += len(changes)
            n -= len(changes)

    def divergence(self):
        """How the server's text is not the model's, or None."""
        del self.client.exchange[:-20], self.client.inbox[:]  # of a million edits
        text = "".join(self.chars)
        for on_disk, wanted in ((text, False), (text + "x", True)):
            self.path.write_bytes(on_disk.encode())
            if (self.stopped() == "unsaved") != wanted:
                return f"the server has another text than {text!r}"
        return None

    def stopped(self):
        return self.client.execute("undo")["stopped"]["code"]

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.client.exchange = self.client.exchange[-20:]
        self.client.__exit__(kind, error, trace)
