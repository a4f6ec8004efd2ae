# SPDX-License-Identifier: MIT
"""project - the files that tidy looks at, what they hold, and what a finding is.

A check is a generator of findings, registered under the name of its rule:

    @check("header-guard")
    def header_guard(project):
        yield project.finding("server/base/arena.h", 1, "the guard is RG_BASE_ARENA_H")
"""

import os
import pathlib
import re
import subprocess

IGNORED = {".git", "build", "dist", "node_modules", "outputs", "__pycache__", ".venv"}
GENERATED = ("grammars/pytest/src/parser.c", "grammars/pytest/src/tree_sitter/",
             "grammars/pytest/src/grammar.json", "grammars/pytest/src/node-types.json",
             "clients/vscode/package-lock.json", "docs/commands.md", "docs/settings.md",
             "docs/redgreen.schema.json")
CHECKS = {}


def check(rule):
    """Registers the function that follows as the check of a rule."""
    def register(function):
        CHECKS[rule] = function
        return function
    return register


class Finding:
    def __init__(self, path, line, message):
        self.path, self.line, self.message = path, line, message

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


def git_files(top):
    """What git has or would take; None where there is no git to ask."""
    if not (top / ".git").exists():
        return None
    asked = subprocess.run(["git", "-C", str(top), "ls-files", "-z", "-co", "--exclude-standard"],
                           capture_output=True)
    if asked.returncode != 0:
        return None
    return sorted(set(asked.stdout.decode().split("\0")) - {""})


def walked_files(top):
    found = []
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(set(folders) - IGNORED)
        found += [os.path.relpath(os.path.join(folder, name), top) for name in sorted(names)]
    return sorted(found)


class Project:
    def __init__(self, top):
        self.top = pathlib.Path(top).resolve()
        files = git_files(self.top)
        files = walked_files(self.top) if files is None else files
        self.files = [f for f in files if (self.top / f).is_file()]
        self.texts = {}

    def text(self, path):
        """The file's text; "" for a binary one and for one that is not there."""
        if path not in self.texts:
            file = self.top / path
            data = file.read_bytes() if file.is_file() else b""
            self.texts[path] = "" if b"\0" in data else data.decode("utf-8", "replace")
        return self.texts[path]

    def has(self, path):
        return (self.top / path).exists()

    def select(self, under="", ends=(), generated=False):
        """Files below a folder with one of these endings, generated ones only when asked for."""
        ends = (ends,) if isinstance(ends, str) else tuple(ends)
        return [f for f in self.files if f.startswith(under) and (not ends or f.endswith(ends)) and
                (generated or not f.startswith(GENERATED))]

    def scripts(self):
        """Programs without an ending: known by their first line."""
        return [f for f in self.files if "." not in f.rpartition("/")[2] and
                self.text(f).startswith("#!")]

    def search(self, path, pattern):
        """(line, match) of every place in a file."""
        text = self.text(path)
        for match in re.finditer(pattern, text, re.M):
            yield text.count("\n", 0, match.start()) + 1, match

    def finding(self, path, line, message):
        return Finding(path, line, message)


C_TOKENS = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)


def c_code(text):
    """C without comments and with empty strings; every line keeps its number."""
    def blank(match):
        token = match.group()
        return '""' if token[0] == '"' else "0" if token[0] == "'" else "\n" * token.count("\n")
    return C_TOKENS.sub(blank, text)
