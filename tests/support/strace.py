# SPDX-License-Identifier: MIT
"""What a program starts and where it connects: its system calls, written down by strace.

    watched = Strace(tmp_path / "calls")
    with Client(watched.command([server, "lsp"]), env=watched.env(env), root=root) as client: …
    assert watched.started() == [] and watched.connected() == []
"""

import re

CALLS = "execve,execveat,fork,vfork,clone,clone3,socket,connect,sendto"


class Strace:
    def __init__(self, path):
        self.path = path

    def command(self, words):
        return ["strace", "-f", "-qq", "-s", "4096", "-e", f"trace={CALLS}", "-e", "signal=none",
                "-o", str(self.path), *[str(word) for word in words]]

    @staticmethod
    def env(env):
        """The leak check is a tracer itself, and cannot be where another one is."""
        return {**env, "ASAN_OPTIONS": "detect_leaks=0"}

    def _lines(self):
        """Each call once, without the program's own execve."""
        calls = [line.partition(" ")[2].strip() for line in self.path.read_text().splitlines()]
        calls = [line for line in calls if " resumed>" not in line]
        own = next(i for i, line in enumerate(calls) if line.startswith("execve("))
        return calls[:own] + calls[own + 1:]

    def started(self):
        """Processes: programs, and copies of the process; not its threads."""
        return [line for line in self._lines()
                if re.match(r"execve|fork|vfork|clone", line) and "CLONE_THREAD" not in line]

    def connected(self):
        """Connections, and sockets with which some could be made."""
        return [line for line in self._lines()
                if re.match(r"connect\(|sendto\(", line) or
                (line.startswith("socket(") and "AF_UNIX" not in line)]
