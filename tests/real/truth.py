# SPDX-License-Identifier: MIT
"""What is true about a case, found out with git and pytest alone: redgreen has no say here."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree

OFFLINE = ["unshare", "-n", "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$@"', "sh"]


def git(folder, *args):
    return subprocess.run(["git", "-C", str(folder), *args], check=True, capture_output=True).stdout


class Case:
    """One bug, checked out by the cases tool into a folder of its own."""

    def __init__(self, tool, name, folder, options):
        self.tool, self.name, self.options = [str(tool), *options], name, options
        self.tree = folder / name.split("__")[0].split("+")[1]
        self.folder = folder
        facts = json.loads(self.cases("checkout", name, self.tree))
        self.tests, self.test_files = facts["tests"], facts["test_files"] + facts["support_files"]
        cases = pathlib.Path(tool).parent.parent / "cases"
        self.truth_file = json.loads((cases / f"{name}.json").read_text())["truth_files"][0]
        self.python = self.environment(self.tree)

    def cases(self, *words):
        done = subprocess.run([*self.tool, *map(str, words)], capture_output=True)
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace").strip()[-300:])
        return done.stdout

    def environment(self, tree):
        self.cases("venv", self.name, tree)
        return tree.parent / f"{tree.name}.venv/bin/python"

    def shadow(self):
        """Makes the environment import a copy of the sources, as an installed package would be.
        Where the package is imported from then, or None when the tree's own folder still wins."""
        copy = self.tree.parent / f"{self.tree.name}.installed"
        shutil.copytree(self.tree, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        site = next(self.python.parent.parent.glob("lib/python*/site-packages"))
        lines = (site / "case.pth").read_text().splitlines()
        moved = [re.sub(rf"^{re.escape(str(self.tree))}(?=/|$)", str(copy), line) for line in lines]
        (site / "case.pth").write_text("\n".join(moved) + "\n")
        shim = (site / "case_shim.py").read_text()  # knows the tree's generated modules
        shim = shim.replace(f"TREE, OPTIONS = '{self.tree}'", f"TREE, OPTIONS = '{copy}'")
        (site / "case_shim.py").write_text(shim)
        package = self.package()
        place = subprocess.run(
            [self.python, "-c", f"import {package}; print({package}.__file__)"],
            cwd=self.tree,
            env=self.env(),
            check=True,
            capture_output=True,
        )
        place = place.stdout.decode().strip()
        return place if place.startswith(f"{copy}/") else None

    def package(self):
        """The name by which the fixed module is imported, its first part."""
        words = self.truth_file.removesuffix(".py").split("/")
        return (words[1:] if words[0] in ("src", "lib") else words)[0]

    def fix(self):
        self.cases("fix", self.name, self.tree)

    def upstream_diff(self):
        return self.cases("upstream-diff", self.name)

    def env(self):
        """What redgreen and the plain runs get: of the caller only the way to programs."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TMPDIR": str(home),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "COLUMNS": "80",
        }

    def plain(self, commit, what, timeout):
        """The tests in a fresh clone at a commit, with the test side laid over: {outcome: n}."""
        clone = self.folder / what
        git(self.folder, "clone", "-q", "--no-checkout", str(self.tree), str(clone))
        git(clone, "checkout", "-q", "--detach", commit)
        there = git(clone, "ls-tree", "-r", "--name-only", "-z", "origin/dev").decode().split("\0")
        for path in self.test_files:
            if path in there:
                git(clone, "checkout", "-q", "origin/dev", "--", path)
            elif (clone / path).exists():
                (clone / path).unlink()
        python = self.environment(clone)
        tests = [test.replace(str(self.tree), str(clone)) for test in self.tests]
        report = self.folder / f"{what}.xml"
        words = [
            str(python),
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            f"--junitxml={report}",
            *tests,
        ]
        try:
            done = subprocess.run(
                words,
                cwd=clone,
                env=self.env(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout,
            )
        except subprocess.TimeoutExpired:
            return {"timeout": 1}, "time limit reached"
        said = done.stdout.decode(errors="replace")
        counts = {}
        if report.exists():
            for suite in xml.etree.ElementTree.parse(report).iter("testcase"):
                kinds = {child.tag for child in suite} & {"failure", "error", "skipped"}
                word = (
                    "failed" if kinds & {"failure", "error"} else "skipped" if kinds else "passed"
                )
                counts[word] = counts.get(word, 0) + 1
        if done.returncode not in (0, 1) and not counts:
            counts = {"failed": 1}
        shutil.rmtree(clone)
        return counts, said


def is_red(counts):
    return bool(counts.get("failed"))


def is_green(counts):
    return counts.get("passed", 0) > 0 and not counts.get("failed")


def failed_line(case):
    """What pytest's summary said of one of the tests in the newest log of a run, or None."""
    logs = sorted(case.tree.glob(".git/redgreen/sessions/*/test_run_*.txt"), key=os.path.getmtime)
    for line in logs[-1].read_text(errors="replace").splitlines() if logs else ():
        if line.startswith(("FAILED ", "ERROR ")) and any(test in line for test in case.tests):
            return line[:200]
    return None


def passed_line(case):
    """pytest's last line in the newest log of a run in which nothing failed, or None."""
    logs = sorted(case.tree.glob(".git/redgreen/*/**/*.txt"), key=os.path.getmtime)
    lines = logs[-1].read_text(errors="replace").splitlines() if logs else []
    last = [line for line in lines if " passed" in line and " failed" not in line]
    return last[-1].strip("= ") if last else None


def upstream_tree(case, base):
    """The base's tree with `cases upstream-diff` applied, the same in the case's own objects."""
    patch = case.folder / "upstream.patch"
    patch.write_bytes(case.upstream_diff())
    index = dict(os.environ, GIT_INDEX_FILE=str(case.folder / "index"))
    for words in (["read-tree", base], ["apply", "--cached", "--whitespace=nowarn", str(patch)]):
        subprocess.run(["git", "-C", str(case.tree), *words], check=True, env=index)
    written = subprocess.run(
        ["git", "-C", str(case.tree), "write-tree"], check=True, env=index, capture_output=True
    )
    return written.stdout.decode().strip()


def commit_problems(case, commit, branch):
    """What is wrong with the commit; [] for the upstream fix without tests, on the base, pushed."""
    problems = []
    tree, base = case.tree, git(case.tree, "rev-parse", "main").decode().strip()
    parents = git(tree, "log", "-1", "--format=%P", commit).decode().split()
    if parents != [base]:
        problems.append(f"its parents are {parents}, the base is {base}")
    wanted = upstream_tree(case, base)
    if git(tree, "rev-parse", f"{commit}^{{tree}}").decode().strip() != wanted:
        differs = (
            git(tree, "diff", "--name-status", "--no-renames", wanted, commit).decode().split("\n")
        )
        problems.append(f"its tree is not base + upstream fix: {differs[:20]}")
    pushed = (
        git(f"{tree}.origin.git", "rev-parse", "--verify", f"refs/heads/{branch}").decode().strip()
    )
    if pushed != commit:
        problems.append(f"the remote has {pushed}")
    return problems
