#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How often a Python test leads to the C or C++ file that its fix changed.

    native_cases.py --bench BUILD/bin/bench_locate --keep DIR [--limit N] [--python] REPOSITORY...

A case is a commit that changed one or two Python test files and one to four sources, C, C++ or
Cython among them. Nothing is built and nothing is run: the tests that the commit added or changed
are put into its parent, and their ids alone are the question. So there is no error and no call
chain to go by, and some of what such commits change no test leads to: the figure is a floor.
Each REPOSITORY is a git directory with its history; a clone that borrows its objects, and what is
measured, are kept in DIR. bench_lessons is built beside bench_locate. With --python the same for
fixes that left the native code alone: what is made for native truth must not cost them anything.
"""
import argparse
import ast
import json
import pathlib
import re
import subprocess
import sys

NATIVE = re.compile(r"\.(c|cc|cpp|cxx|cu|cuh|h|hh|hpp|hxx|inl|pyx|pxd|pxi)(\.(src|in|tp))?$")
PYTHON = re.compile(r"\.pyi?$")
TEST_FILE = re.compile(r"(^|/)(test_[^/]*|[^/]*_test)\.py$")
ASIDE = {"test", "tests", "testing", "unittests", "doc", "docs", "examples", "benchmarks"}
LOG = ["log", "--no-merges", "--no-renames", "--name-only", "-n", "3000", "--format=C %ct %s"]


def git(folder, *args, check=True):
    return subprocess.run(["git", "-C", folder, "-c", "core.quotePath=false", *args],
                          check=check, capture_output=True).stdout


def text(folder, *args, check=True):
    return git(folder, *args, check=check).decode("utf-8", "replace")


def is_test(path):
    return bool(TEST_FILE.search(path)) or bool(ASIDE & set(path.split("/")[:-1]))


def changed_tests(folder, parent, fix, path):
    """Node ids of the tests in path that the commit added or changed."""
    lines = set()
    for match in re.finditer(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@",
                             text(folder, "diff", "-U0", parent, fix, "--", path), re.M):
        first = int(match[1])
        lines.update(range(first, first + max(int(match[2] or 1), 1)))
    try:
        tree = ast.parse(text(folder, "show", f"{fix}:{path}", check=False))
    except (SyntaxError, ValueError):
        return []
    found = []

    def walk(node, names):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                walk(child, [*names, child.name])
            elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                begin = min([child.lineno, *(d.lineno for d in child.decorator_list)])
                if child.name.startswith("test") and any(
                        begin <= line <= child.end_lineno for line in lines):
                    found.append("::".join([path, *names, child.name]))
    walk(tree, [])
    return found


def case_of(folder, head, files, is_native):
    """The case that a commit is, or None. files: (status, path); is_native: what its truth is."""
    match = re.fullmatch(r"C (\w+) (\w+)", head)
    truth = [path for status, path in files if status == "M" and not is_test(path)
             and (NATIVE.search(path) or PYTHON.search(path))]
    tests = [path for status, path in files if status in "MA" and TEST_FILE.search(path)]
    if (not match or any(map(NATIVE.search, truth)) != is_native or not 1 <= len(truth) <= 4
            or not 1 <= len(tests) <= 2):
        return None
    fix, parent = match.groups()
    ids = [name for path in tests for name in changed_tests(folder, parent, fix, path)]
    if not 1 <= len(ids) <= 5:
        return None
    aside = [path for status, path in files if status in "MA" and is_test(path)]
    return {"fix": fix, "parent": parent, "truth": truth, "tests": ids, "aside": aside}


def mine(folder, limit, since, is_native=True):
    """The newest cases of a repository."""
    head, files, cases = "", [], []
    log = text(folder, "log", "--no-merges", "--first-parent", f"--since={since}",
               "--no-renames", "--name-status", "--format=C %H %P")
    for line in [*log.splitlines(), "C "]:
        if line.startswith("C "):
            case = case_of(folder, head, files, is_native)
            if case:
                cases.append(case)
            head, files = line, []
            if len(cases) >= limit:
                break
        elif "\t" in line:
            files.append(tuple(line.split("\t", 1)))
    return cases


def ask(bench, keep, place, case):
    """The candidates' paths, best first."""
    git(place, "checkout", "-q", "-f", "--detach", case["parent"])
    for path in case["aside"]:
        (pathlib.Path(place) / path).parent.mkdir(parents=True, exist_ok=True)
        (pathlib.Path(place) / path).write_bytes(git(place, "show", f"{case['fix']}:{path}"))
    files = sorted({*text(place, "ls-files").splitlines(), *case["aside"]})
    (keep / "files").write_text("\n".join(files) + "\n")
    (keep / "history").write_bytes(git(place, *LOG))
    (keep / "lessons").write_bytes(subprocess.run(
        [pathlib.Path(bench).with_name("bench_lessons"), place], check=True,
        capture_output=True).stdout)
    answer = subprocess.run([bench, place, "/dev/null", keep / "files", keep / "history",
                             f"--lessons={keep / 'lessons'}", *case["tests"]], check=True,
                            capture_output=True).stdout
    git(place, "clean", "-q", "-fd")
    return json.loads(answer)["candidates"]


def rank(candidates, truth):
    return next((n for n, c in enumerate(candidates, 1) if c["path"] in truth), 10 ** 9)


def figures(ranks):
    return "  ".join(f"@{k} {100 * sum(r <= k for r in ranks) / len(ranks):.1f}"
                     for k in (1, 3, 5, 10))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", required=True)
    parser.add_argument("--keep", required=True, type=pathlib.Path)
    parser.add_argument("--limit", type=int, default=60, help="cases of each repository")
    parser.add_argument("--since", default="2021-01-01")
    parser.add_argument("--python", action="store_true",
                        help="fixes in Python alone, in the same repositories")
    parser.add_argument("--misses", action="store_true", help="print them, with what came first")
    parser.add_argument("repositories", nargs="+", metavar="REPOSITORY")
    args = parser.parse_args()
    for number, repository in enumerate(args.repositories):
        keep = args.keep / f"native-{number}"
        place = str(keep / "tree")
        if not (keep / "tree").exists():
            keep.mkdir(parents=True, exist_ok=True)
            subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", repository, place],
                           check=True)
        any_truth, native = [], []
        for case in mine(place, args.limit, args.since, not args.python):
            candidates = ask(args.bench, keep, place, case)
            any_truth.append(rank(candidates, case["truth"]))
            native.append(rank(candidates, [p for p in case["truth"] if NATIVE.search(p)]))
            if args.misses and any_truth[-1] > 5:
                print(case["fix"][:12], case["truth"], case["tests"][:2])
                for c in candidates[:5]:
                    print("   ", c["score"], c["path"],
                          {r["signal"]: r["points"] for r in c["reasons"]})
        if any_truth:
            print(f"{number}: {len(any_truth)} cases  any truth  {figures(any_truth)}",
                  "" if args.python else f"  native truth  {figures(native)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
