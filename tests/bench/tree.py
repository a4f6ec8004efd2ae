#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A repository of 10,000 source files and 150 MB, with 10,000 commits: tests/bench/run measures on
it, and `tests/bench/tree.py FOLDER` makes one to look at. The same arguments give the same bytes.

What a token index meets in practice is kept: words after Zipf's law, identifiers made of them,
most of which occur in one file alone; a few names that all files share; Python, C, C++ and headers
in folders of some twenty files; sizes with a long tail. Measured on it: 13 million tokens, 450,000
different ones. The history touches few files a commit, a source and its test together
as a rule; only its last commit gives the files the contents that they have, so that it is made in
seconds (git fast-import).
"""
import argparse
import itertools
import os
import pathlib
import random
import subprocess

GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
SYLLABLES = (
    "ac al an ar ba bel ca cer con cor da del der di do du el en er fa fil fo ga gen ge he il im in"
    " ka ker la len li lo ma mer mi mo na ner ni no or pa per po qua ra re ri ro sa sen se so ta ter"
    " ti to tra un va ver vi wa wo xi yo za"
).split()
SPACE = " "  # behind the line number of an outer frame
SEPARATOR = "_ " * 39 + "_"
COMMON = {
    "py": "self len range isinstance str int dict list tuple print super type sorted getattr".split(),
    "c": "NULL sizeof size uint32_t std data begin end value result ctx ptr".split(),
}


class Words:
    """Words after Zipf's law, and names made of them."""

    def __init__(self, rng, n):
        made = {}
        while len(made) < n:
            made["".join(rng.choices(SYLLABLES, k=rng.choice((2, 2, 3))))] = None
        self.words = list(made)
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(n)))
        self.rng = rng

    def some(self, n):
        return self.rng.choices(self.words, cum_weights=self.weights, k=n)

    def name(self):
        return "_".join(self.some(self.rng.choice((1, 2, 2, 3))))

    def type_name(self):
        return "".join(word.capitalize() for word in self.some(self.rng.choice((1, 2, 2))))


class Module:
    """A source file: its path, what it defines, and its size in bytes."""

    def __init__(self, number, words, rng, size):
        kind = rng.choices(("py", "c", "h", "cpp"), (62, 13, 15, 10))[0]
        area = number // 200
        folder = f"src/{words.words[area]}/{words.words[100 + number // 20 % 10]}"
        self.stem = f"{words.words[300 + number % 20 * 7]}_{words.words[500 + number % 97]}"
        self.path = f"{folder}/{self.stem}{number}.{kind}"
        self.kind = kind
        self.functions = [words.name() + f"_{words.words[rng.randrange(2000)]}" for _ in range(9)]
        self.types = [words.type_name() for _ in range(3)]
        self.size = size


def python_text(module, others, words, rng):
    """Lines of Python with about module.size bytes."""
    used = [name for other in others for name in other.functions[:4]]
    own = [words.name() for _ in range(60)]
    pool = own * 3 + used + COMMON["py"] * 6 + module.functions
    out = [
        f"from {other.path[4:-3].replace('/', '.')} import {other.functions[0]}\n"
        for other in others
        if other.kind == "py"
    ]
    length = sum(map(len, out))
    for number in itertools.count():
        if length >= module.size:
            return "".join(out)
        if number % 12 == 0:
            head = f"\n\nclass {module.types[number // 12 % 3]}{number // 36 or ''}:\n"
        else:
            head = ""
        name = module.functions[number % 9] + (str(number // 9) if number >= 9 else "")
        body = rng.choices(pool, k=66) + words.some(14)
        lines = [
            f"{head}    def {name}(self, {body[0]}, {body[1]}=None):\n",
            f'        """{" ".join(body[66:])}."""\n',
            f"        {body[2]} = {body[3]}({body[4]}, {body[5]})  # {body[6]} {body[7]}\n",
        ]
        for at in range(8, 62, 6):
            a, b, c, d, e, f = body[at : at + 6]
            lines.append(f"        if {a}.{b}({c}) != {d}[{e}]:\n            self.{f} += {a} * 3\n")
        lines.append(f"        return {body[62]}.{body[63]}({body[64]})\n")
        text = "".join(lines)
        out.append(text)
        length += len(text)


def c_text(module, others, words, rng):
    """Lines of C or C++ with about module.size bytes."""
    used = [name for other in others for name in other.functions[:4]]
    own = [words.name() for _ in range(60)]
    pool = own * 3 + used + COMMON["c"] * 6 + module.functions
    out = [f'#include "{other.path}"\n' for other in others if other.kind == "h"]
    length = sum(map(len, out))
    for number in itertools.count():
        if length >= module.size:
            return "".join(out)
        name = module.functions[number % 9] + (str(number // 9) if number >= 9 else "")
        body = rng.choices(pool, k=66) + words.some(14)
        lines = [
            f"/* {' '.join(body[66:])} */\n",
            f"static int {name}(struct {module.types[number % 3]} *{body[0]}, int {body[1]})\n{{\n",
        ]
        for at in range(2, 62, 6):
            a, b, c, d, e, f = body[at : at + 6]
            lines.append(f"\tif ({a}->{b}({c}) != {d}[{e}])\n\t\t{f} += {a} << 3;\n")
        lines.append(f"\treturn {body[62]}({body[63]}, {body[64]});\n}}\n\n")
        text = "".join(lines)
        out.append(text)
        length += len(text)


def test_text(module, words, rng):
    """A test file of three tests for a module."""
    used = module.functions
    out = [f"import pytest\n\nfrom {module.path[4:-3].replace('/', '.')} import {used[0]}, {used[1]}\n"]
    for number in range(3):
        some = words.some(6)
        out.append(
            f"\n\ndef test_{used[number]}():\n    {some[0]} = {used[number % 2]}({some[1]!r}, 3)\n"
            f"    {some[2]} = {some[0]}.{used[3 + number]}()\n"
            f"    assert {some[2]}.{some[3]} == {some[4]!r}  # {some[5]}\n"
        )
    return "".join(out)


def sizes(rng, n, n_bytes):
    """n sizes with a long tail that sum to about n_bytes."""
    raw = [rng.lognormvariate(0, 0.9) for _ in range(n)]
    return [int(value * n_bytes / sum(raw)) + 200 for value in raw]


class Tree:
    """All of it, in memory: paths → bytes, commits as lists of paths, and logs of failing tests."""

    def __init__(self, n_files=10000, n_bytes=150_000_000, n_commits=10000, seed=20240229):
        rng = random.Random(seed)
        words = Words(rng, 6000)
        n_tests = n_files // 10
        lengths = sizes(rng, n_files - n_tests, n_bytes)
        modules = [Module(i, words, rng, size) for i, size in enumerate(lengths)]
        self.files = {}
        for module in modules:
            others = rng.sample(modules, 6)
            make = python_text if module.kind == "py" else c_text
            self.files[module.path] = make(module, others, words, rng).encode()
        tested = [module for module in modules if module.kind == "py"][:n_tests]
        tests = {}
        for module in tested:
            path = f"tests/{module.path.split('/')[1]}/test_{module.stem}_{len(tests)}.py"
            tests[module.path] = path
            self.files[path] = test_text(module, words, rng).encode()
        self.commits = []
        for _ in range(n_commits):
            module = modules[min(int(rng.expovariate(4) * len(modules)), len(modules) - 1)]
            paths = {module.path: None}
            if module.path in tests and rng.random() < 0.6:
                paths[tests[module.path]] = None
            for _ in range(rng.choice((0, 0, 1, 1, 2, 4))):
                paths[modules[rng.randrange(len(modules))].path] = None
            self.commits.append(list(paths))
        self.logs = [
            failure(module, tests[module.path], self.files, rng)
            for module in rng.sample(tested, min(200, len(tested)))
        ]

    def write(self, folder):
        """Makes the repository; the work tree is as its HEAD."""
        folder = pathlib.Path(folder)
        git(folder.parent, "init", "-q", "-b", "main", str(folder))
        git(folder, "config", "user.name", "Bench")
        git(folder, "config", "user.email", "bench@example.invalid")
        stream = subprocess.Popen(
            ["git", "-C", folder, "fast-import", "--quiet"],
            stdin=subprocess.PIPE,
            env={**os.environ, **GIT},
        )
        write = stream.stdin.write
        when = 1_400_000_000
        write(b"commit refs/heads/main\ncommitter B <b@example.invalid> %d +0000\n" % when)
        write(b"data 5\nBegin\n")
        for path in self.files:
            write(b"M 644 inline %s\ndata 2\n0\n\n" % path.encode())
        for number, paths in enumerate(self.commits):
            when += 20_000
            subject = b"Fix a case" if number % 3 == 0 else b"Add a case"
            write(b"commit refs/heads/main\ncommitter B <b@example.invalid> %d +0000\n" % when)
            write(b"data %d\n%s\n" % (len(subject), subject))
            text = b"%d\n" % number
            for path in paths:
                write(b"M 644 inline %s\ndata %d\n%s\n" % (path.encode(), len(text), text))
        write(b"commit refs/heads/main\ncommitter B <b@example.invalid> %d +0000\n" % (when + 1))
        write(b"data 3\nAll\n")
        for path, text in self.files.items():
            write(b"M 644 inline %s\ndata %d\n%s\n" % (path.encode(), len(text), text))
        stream.stdin.close()
        if stream.wait():
            raise SystemExit("tests/bench: git fast-import failed")
        git(folder, "reset", "-q", "--hard", "main")


def failure(module, test, files, rng):
    """What pytest prints when one of a test file's tests fails, with a frame in its module."""
    lines = files[test].decode().splitlines()
    starts = [i for i, text in enumerate(lines) if text.startswith("def ")]
    start = rng.choice(starts)
    name = lines[start][4:-3]
    source = files[module.path].decode().splitlines()
    inner = rng.choice([i for i, text in enumerate(source) if text.startswith("        return ")])
    shown = "\n".join("    " + text for text in lines[start : start + 2])
    return f"""\
=================================== FAILURES ===================================
{f" {name} ".center(80, "_")}

{shown}
>   {lines[start + 2]}

{test}:{start + 3}:{SPACE}
{SEPARATOR}

>   {source[inner]}
E   AttributeError: '{module.types[0]}' object has no attribute '{module.functions[2]}'

{module.path}:{inner + 1}: AttributeError
=========================== short test summary info ============================
FAILED {test}::{name} - AttributeError: '{module.types[0]}' object has no attribute
============================== 1 failed in 0.05s ===============================
"""


def git(folder, *words):
    subprocess.run(
        ["git", "-C", str(folder), *words],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, **GIT},
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--files", type=int, default=10000)
    parser.add_argument("--bytes", type=int, default=150_000_000)
    parser.add_argument("--commits", type=int, default=10000)
    args = parser.parse_args()
    tree = Tree(args.files, args.bytes, args.commits)
    args.folder.mkdir(parents=True)
    tree.write(args.folder / "repository")
    for number, log in enumerate(tree.logs):
        (args.folder / f"failure-{number}.log").write_text(log)


if __name__ == "__main__":
    main()
