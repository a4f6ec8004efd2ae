# SPDX-License-Identifier: MIT
"""The seeded flaky projects of tests/real/flaky_projects and flaky_more, one file each: what makes
the test flaky, `category:` and `test:` (the reproduction test), then the files, each behind
`-- PATH --`.

`LOOPS_100MS` in a file is a number of turns of a small loop that takes this machine so long when it
is idle: whoever wrote such a test had found out what holds on theirs.
"""

import pathlib
import re
import subprocess
import time

REAL = pathlib.Path(__file__).resolve().parents[1] / "real"
FIRST, MORE = REAL / "flaky_projects", REAL / "flaky_more"


def make_repository(root, files, env=None):
    """Writes the files, and commits them in a new repository."""
    for name, text in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    for words in (["init", "-q", "-b", "main"], ["config", "user.name", "Somebody"],
                  ["config", "user.email", "somebody@example.invalid"], ["add", "-A"],
                  ["commit", "-q", "-m", "Begin"]):
        subprocess.run(["git", "-C", root, *words], check=True, env=env)


class Project:
    def __init__(self, path):
        head, *parts = re.split(r"^-- (.+) --\n", path.read_text(), flags=re.MULTILINE)
        self.name = path.stem
        self.category = re.search(r"^category: (.+)$", head, re.MULTILINE)[1]
        self.test = re.search(r"^test: (.+)$", head, re.MULTILINE)[1]
        self.files = dict(zip(parts[::2], parts[1::2]))

    def make(self, root, turns_per_ms, env=None):
        files = {"pytest.ini": "[pytest]\npythonpath = .\n", ".gitignore": "__pycache__/\n",
                 **self.files}
        make_repository(root, {name: re.sub(r"LOOPS_(\d+)MS",
                                            lambda found: str(int(found[1]) * turns_per_ms), text)
                               for name, text in files.items()}, env)


def find(name):
    return Project(FIRST / f"{name}.txt")


def all_projects(folder=FIRST):
    return [Project(path) for path in sorted(folder.glob("*.txt"))]


def turns_per_ms():
    """How often a small loop turns in a millisecond: the best of ten, as an idle machine does it."""
    best = 1.0
    for _ in range(10):
        total, begin = 0, time.perf_counter()
        for i in range(200_000):
            total += i * i
        best = min(best, time.perf_counter() - begin)
    return int(200_000 / best / 1000)
