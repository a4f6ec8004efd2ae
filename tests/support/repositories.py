# SPDX-License-Identifier: MIT
"""Repositories for the end-to-end tests, and what must not have changed in them.

The shop is that of tests/demo: ranges of prices that touch are not merged, three calls below the
report that shows it. `Place.see()` is everything that redgreen could have touched, to be compared.
"""

import json
import os
import pathlib
import shutil
import subprocess

SUPPORT = pathlib.Path(__file__).resolve().parent
TEST_FILE = "tests/test_touching_prices.py"
TEST = f"{TEST_FILE}::test_touching_ranges_are_one"
BUGGY = "current.low <= merged[-1].high:"
FIXED = "current.low <= merged[-1].high + 1:"
# A fix session makes as few runs as can be: for tests of something else.
FEW_RUNS = {"stabilityRuns": 1, "variedRounds": False, "neighbours": False}
# What pytest keeps for itself in the work tree; redgreen leaves that as it is.
NOT_OURS = {".git", ".pytest_cache", "__pycache__"}


# Compiled modules of pytest and the standard library, as a run leaves them in .git/redgreen: each
# repository would compile them anew, which is most of the time of a small test.
bytecode = None


def take_bytecode(root):
    if bytecode:
        shutil.copytree(bytecode, root / ".git" / "redgreen" / "cache" / "bytecode",
                        copy_function=os.link)


def locks_below(folder):
    """Lock files; a folder that goes while it is looked at (a run's own) has none."""
    for place, _, names in os.walk(folder):
        yield from (os.path.join(place, name) for name in names if name.endswith(".lock"))


class Place:
    """A work tree and the bare repository that it pushes to, with git at hand."""

    def __init__(self, root, origin, env):
        self.root, self.origin, self.env = pathlib.Path(root), origin, env

    def git(self, *words, check=True, where=None):
        done = subprocess.run(["git", "-C", str(where or self.root), *map(str, words)],
                              env=self.env, capture_output=True, text=True)
        assert not check or done.returncode == 0, f"git {words}: {done.stderr}"
        return done.stdout.strip()

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def read(self, path):
        return (self.root / path).read_text()

    def commit(self, message, *paths):
        self.git("add", "-A", *paths)
        self.git("commit", "-qm", message)
        return self.git("rev-parse", "HEAD")

    def fix(self, path="shop/ranges.py", before=BUGGY, after=FIXED):
        text = self.read(path)
        assert before in text
        self.write(path, text.replace(before, after))

    def settings(self, **settings):
        """A .redgreen.json that git does not see."""
        exclude = self.root / ".git" / "info" / "exclude"
        exclude.parent.mkdir(exist_ok=True)
        exclude.write_text(".redgreen.json\n")
        self.write(".redgreen.json", json.dumps(settings))

    def branch(self):
        return self.git("branch", "--show-current")

    def remote_refs(self):
        return self.git("for-each-ref", "--format=%(refname) %(objectname)", where=self.origin)

    def move_base(self, path="CHANGES.md", text="news\n", message="Meanwhile"):
        """Somebody else pushes to main."""
        other = self.root.parent / "somebody-else"
        if not other.exists():
            self.git("clone", "-q", "-b", "main", self.origin, other, where=self.root.parent)
            self.git("config", "user.name", "Somebody Else", where=other)
            self.git("config", "user.email", "else@example.invalid", where=other)
        target = other / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        self.git("add", "-A", where=other)
        self.git("commit", "-qm", message, where=other)
        self.git("push", "-q", "origin", "main", where=other)
        return self.git("rev-parse", "HEAD", where=other)

    def files(self):
        found = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name not in NOT_OURS]
            for name in names:
                path = pathlib.Path(folder, name)
                if path.is_symlink():
                    content = os.readlink(path)
                else:
                    content = path.read_bytes() if path.is_file() else None
                found[str(path.relative_to(self.root))] = (path.lstat().st_mode, content)
        found.pop(".git", None)  # of a linked worktree
        return found

    def broken(self):
        """What git finds wrong with the repository: objects that are named and not there."""
        done = subprocess.run(["git", "-C", self.root, "fsck", "--connectivity-only"],
                              env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True)
        return [line for line in done.stdout.splitlines()
                if line.startswith(("error", "fatal", "missing", "broken"))]

    def see(self):
        """HEAD, refs, index, worktrees, files, and the other side; as text and bytes."""
        git_dir = pathlib.Path(self.git("rev-parse", "--git-common-dir"))
        git_dir = git_dir if git_dir.is_absolute() else self.root / git_dir
        cache = git_dir / "redgreen" / "cache"
        worktrees = git_dir / "worktrees"
        return {
            "HEAD": self.git("symbolic-ref", "-q", "HEAD", check=False)
            or self.git("rev-parse", "HEAD", check=False),
            "refs": self.git("for-each-ref", "--format=%(refname) %(objectname)"),
            "index": self.git("ls-files", "-s", "-t", check=False),
            "files": self.files(),
            "worktrees": sorted(os.listdir(worktrees)) if worktrees.is_dir() else [],
            "temporary": sorted(name for name in os.listdir(cache)
                                if name.startswith(("tree-", "run-"))) if cache.is_dir() else [],
            "locks": sorted(locks_below(git_dir)),
            "config": (git_dir / "config").read_bytes(),
            "remote": self.remote_refs() if self.origin else "",
            "broken": self.broken(),
        }


def make_template(folder, env):
    """folder/shop and folder/origin.git, by the script of tests/demo."""
    folder.mkdir()
    script = f'. "{SUPPORT}/demo_repository.sh"; set -e; make_demo_repository "{folder}"'
    subprocess.run(["bash", "-c", script], env=env, check=True, capture_output=True)


def copy_template(template, folder, env):
    """A shop of one's own in folder, on branch dev; much faster than making it anew."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(template / "shop", folder / "shop", symlinks=True)
    shutil.copytree(template / "origin.git", folder / "origin.git")
    place = Place(folder / "shop", folder / "origin.git", env)
    place.git("remote", "set-url", "origin", folder / "origin.git")
    take_bytecode(place.root)
    return place


def make_repository(folder, files, env, reproduction=()):
    """A repository of these files {path: text}: main has all but the reproduction, dev has both."""
    folder.mkdir(parents=True)
    origin = folder / "origin.git"
    place = Place(folder / "work", origin, env)
    place.git("init", "-q", "--bare", "-b", "main", origin, where=folder)
    place.git("init", "-q", "-b", "main", folder / "work", where=folder)
    place.git("config", "user.name", "Demo Developer")
    place.git("config", "user.email", "demo@example.invalid")
    place.git("remote", "add", "origin", origin)
    take_bytecode(place.root)
    for path, text in files.items():
        if path not in reproduction:
            place.write(path, text)
    place.commit("First")
    place.git("push", "-q", "origin", "main")
    place.git("switch", "-qc", "dev")
    for path in reproduction:
        place.write(path, files[path])
    if reproduction:
        place.commit("Add reproduction test")
    return place
