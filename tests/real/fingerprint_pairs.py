#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Pairs of failures from real runs, labelled: the same bug, or another one in the same test.

    fingerprint_pairs.py make --tool CASES --build BUILD --keep DIR [--cases NAME...]
        [--own --python PYTHON...]
    fingerprint_pairs.py judge --build BUILD [--half A|B] [--wrong]

`make` writes tests/cases/pairs anew: failures.jsonl (what a fingerprint is made from, one failure a
line, without names of projects or machines) and pairs.txt. A pair is never labelled by looking at a
fingerprint, but by how its two runs came about.

same: the bug is untouched. Lines were put above, other functions' locals renamed, the source laid
    out anew; or the test ran with another hash seed, temporary folder, checkout, working folder,
    option of pytest, version of pytest, or under xdist.
different: the fix was applied, and then something else broken: a mutated statement of the code that
    the test runs, another assertion of the test turned round, another expected value. A mutant
    whose failure is the old one to the letter, but for addresses, is left out and counted: nobody
    could tell them apart.

Half A is for tuning, half B is held out; a bug's pairs are all in one of them.
"""
import argparse
import ast
import collections
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
DATA = TOP / "tests/cases/pairs"
LIMIT = 90  # seconds for a run of pytest
N_MUTANTS = 6


# ---- running ------------------------------------------------------------------------------------


class Runner:
    """Runs tests in a tree and gives {node id: failure} as server/trace reads it."""

    def __init__(self, build, tree, python, tests, probe=True):
        self.build, self.tree, self.python, self.tests = build, tree, python, tests
        self.n = 0

    def __call__(self, *args, env=None, cwd=None, text_only=False, tree=None):
        tree = tree or self.tree
        self.n += 1
        probe, log = tree.parent / "probe.jsonl", tree.parent / "log.txt"
        probe.unlink(missing_ok=True)
        tests = self.tests
        if cwd:
            tests = [os.path.relpath(tree / test.split("::")[0], tree / cwd) + test[len(test.split("::")[0]):]
                     for test in tests]
        full = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", REDGREEN_PROBE=str(probe),
                    REDGREEN_PROBE_ROOT=str(tree), COLUMNS="80", PYTHONHASHSEED="1")
        full.update(env or {})
        full["PYTHONPATH"] = str(TOP / "clients/pytest")
        for key in ("CI", "BUILD_NUMBER"):
            full.pop(key, None)
        command = [str(self.python), "-m", "pytest", "-p", "redgreen_probe", "-p", "no:cacheprovider",
                   "-p", "no:randomly", *args, *tests]
        try:
            done = subprocess.run(command, cwd=tree / (cwd or "."), env=full, timeout=LIMIT,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            return {}
        log.write_bytes(done.stdout)
        return read(self.build, tree, cwd or "", log, None if text_only else probe)


def read(build, tree, cwd, log, probe):
    files = tree.parent / "files.txt"
    listed = subprocess.run(["git", "-C", str(tree), "ls-files", "-co", "--exclude-standard"],
                            check=True, capture_output=True, text=True).stdout
    files.write_text(listed)
    words = [str(build / "bin/trace_program"), str(tree), str(cwd), str(files), str(log)]
    if probe and probe.exists():
        words.append(str(probe))
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-500:])
    out = {}
    for failure in json.loads(done.stdout)["failures"]:
        out.setdefault(failure["test"], failure)
    return out


# ---- edits that have nothing to do with the bug ---------------------------------------------------


def chain_of(failure):
    frames = [f for f in failure["frames"] if f["inWorkspace"] and f["path"]]
    for behind in failure["chain"]:
        frames += [f for f in behind["frames"] if f["inWorkspace"] and f["path"]]
    return {(f["path"], (f["function"] or "").rsplit(".", 1)[-1]) for f in frames}


def lines_above(text):
    """A comment and blank lines before each top-level definition."""
    lines, tree = text.split("\n"), ast.parse(text)
    for node in reversed(tree.body):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            first = min([node.lineno] + [d.lineno for d in node.decorator_list])
            lines[first - 1:first - 1] = ["# Something that was not here before.", "", ""]
    return "\n".join(lines)


def rename_locals(text, but):
    """Locals of functions that are not in `but`, where that is safe to say."""
    lines, tree, edits = text.split("\n"), ast.parse(text), []
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef) or node.name in but:
            continue
        inner = list(ast.walk(node))
        if any(isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef,
                                ast.Global, ast.Nonlocal, ast.ListComp, ast.DictComp, ast.SetComp,
                                ast.GeneratorExp, ast.JoinedStr)) for one in inner[1:]):
            continue
        if any(isinstance(one, ast.Name) and one.id in ("locals", "eval", "exec") for one in inner):
            continue
        arguments = {one.arg for one in inner if isinstance(one, ast.arg)}
        stored = {one.id for one in inner if isinstance(one, ast.Name)
                  and isinstance(one.ctx, ast.Store)} - arguments
        handlers = {one.name for one in inner if isinstance(one, ast.ExceptHandler)}
        for one in inner:
            if isinstance(one, ast.Name) and one.id in stored - handlers:
                edits.append((one.lineno, one.col_offset, one.id))
    for line, column, name in sorted(set(edits), reverse=True):
        raw = lines[line - 1].encode()
        if raw[column:column + len(name)] == name.encode():
            lines[line - 1] = (raw[:column] + name.encode() + b"_x" + raw[column + len(name):]).decode()
    return "\n".join(lines)


def laid_out(text, black, width):
    done = subprocess.run([black, "-q", "-l", str(width), "-"], input=text, capture_output=True,
                          text=True)
    return done.stdout if done.returncode == 0 and done.stdout else text


# ---- edits that are another bug -------------------------------------------------------------------


def replace(text, node, new):
    lines = text.split("\n")
    first, last = node.lineno - 1, node.end_lineno - 1
    head = lines[first].encode()[:node.col_offset].decode()
    tail = lines[last].encode()[node.end_col_offset:].decode()
    lines[first:last + 1] = (head + new + tail).split("\n")
    return "\n".join(lines)


def source(text, node):
    return ast.get_source_segment(text, node)


def mutants(text, functions):
    """[(kind, new text)]: one small change each, inside the named functions (all if None)."""
    out = []
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) or (
                functions is not None and function.name not in functions):
            continue
        body = function.body
        if isinstance(body[0], ast.Expr) and isinstance(getattr(body[0], "value", None), ast.Constant):
            body = body[1:]
        if body and body[0].lineno > function.lineno:
            blank = " " * body[0].col_offset
            lines = text.split("\n")
            first = min([body[0].lineno]
                        + [d.lineno for d in getattr(body[0], "decorator_list", [])])
            for name in ("RuntimeError('out of order')", "ValueError('bad state')"):
                out.append(("raise", "\n".join(lines[:first - 1] + [blank + "raise " + name]
                                               + lines[first - 1:])))
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value is not None:
                out.append(("return", replace(text, node, "return None")))
            elif isinstance(node, ast.Compare) and len(node.ops) == 1:
                flip = {ast.Eq: "!=", ast.NotEq: "==", ast.Lt: ">=", ast.Gt: "<=", ast.Is: "is not",
                        ast.In: "not in", ast.NotIn: "in", ast.IsNot: "is"}.get(type(node.ops[0]))
                if flip:
                    out.append(("compare", replace(text, node, "(%s %s %s)" % (
                        source(text, node.left), flip, source(text, node.comparators[0])))))
            elif isinstance(node, ast.Constant) and type(node.value) is int:
                out.append(("number", replace(text, node, str(node.value + 1))))
            elif isinstance(node, ast.If):
                out.append(("condition", replace(text, node.test,
                                                 "not (%s)" % source(text, node.test))))
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                out.append(("attribute", replace(text, node, source(text, node) + "_gone")))
            elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
                sign = "-" if isinstance(node.op, ast.Add) else "+"
                out.append(("operator", replace(text, node, "(%s) %s (%s)" % (
                    source(text, node.left), sign, source(text, node.right)))))
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                out.append(("call", replace(text, node, "pass")))
    return out


def other_assertions(text, function):
    """The test with another of its assertions turned round, or expecting something else."""
    out = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or node.name != function:
            continue
        for one in ast.walk(node):
            if not isinstance(one, ast.Assert):
                continue
            test = source(text, one.test)
            out.append(("assertion", replace(text, one.test, "not (%s)" % test)))
            if isinstance(one.test, ast.Compare) and isinstance(one.test.ops[0], ast.Eq):
                right = one.test.comparators[0]
                if isinstance(right, ast.Constant) and type(right.value) in (int, str):
                    new = repr(right.value + (7 if type(right.value) is int else "?"))
                    out.append(("expected", replace(text, right, new)))
    return out


# ---- what a failure looks like to a reader --------------------------------------------------------


def symptoms(failure):
    """What anybody sees who looks at the log: only addresses and temporary folders are taken out."""
    def words(error):
        message = re.sub(r"0x[0-9a-f]+|/tmp/\S+", "_", error["message"] or "")
        frames = [(f["path"], f["function"], f["source"]) for f in error["frames"]
                  if f["inWorkspace"]]
        return (error["type"], message, frames)
    return json.dumps([words(failure)] + [words(behind) for behind in failure["chain"]])


class Pairs:
    def __init__(self):
        self.failures, self.pairs, self.known = [], [], {}
        self.left_out = collections.Counter()

    def add_failure(self, failure, names):
        text = json.dumps(bare(failure, names), ensure_ascii=False, separators=(",", ":"))
        if text not in self.known:
            self.known[text] = len(self.failures)
            self.failures.append(text)
        return self.known[text]

    def add(self, label, kind, half, a, b, names):
        pair = (label, kind, half, self.add_failure(a, names), self.add_failure(b, names))
        if pair not in self.pairs and pair[3] != pair[4]:
            self.pairs.append(pair)
        else:
            self.left_out["identical in every byte"] += 1

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "failures.jsonl").write_text("".join(text + "\n" for text in self.failures))
        (folder / "pairs.txt").write_text("".join("%s %s %s %d %d\n" % pair for pair in self.pairs))


def cleaner(names):
    pairs = [(re.compile(re.escape(old), re.I), new) for old, new in names if old]

    def clean(text):
        for pattern, new in pairs:
            text = pattern.sub(new, text)
        return text
    return clean


def bare(failure, names):
    """What a fingerprint is made from."""
    clean = cleaner(names)

    def one(error):
        frames = []
        for frame in error["frames"]:
            if frame["inWorkspace"] and frame["path"]:
                item = {"path": clean(frame["path"]), "function": frame["function"] or ""}
                for key in ("source", "statement", "repeat"):
                    value = frame.get(key)
                    if value:
                        item[key] = clean(value) if isinstance(value, str) else value
                frames.append(item)
        message = clean((error["message"] or "")[:4000])
        return {"type": error["type"] and clean(error["type"]), "message": message, "frames": frames}
    out = one(failure)
    out["chain"] = [one(behind) for behind in failure["chain"]]
    return out


def half_of(name):
    return "AB"[hashlib.sha256(name.encode()).digest()[0] & 1]


# ---- one bug --------------------------------------------------------------------------------------


class Bug:
    """A tree in which tests fail, and what is needed to break it otherwise."""

    def __init__(self, name, tree, runner, pairs, names, options):
        self.name, self.tree, self.run, self.pairs, self.names = name, tree, runner, pairs, names
        self.options, self.random = options, random.Random(name)
        self.base = self.run()

    def pair(self, label, kind, found, base=None):
        for test, failure in (base or self.base).items():
            if test not in found:
                continue
            if label == "different" and symptoms(failure) == symptoms(found[test]):
                self.pairs.left_out["mutant with the symptoms of the old bug"] += 1
                continue
            self.pairs.add(label, kind, half_of(self.name), failure, found[test], self.names)

    def restore(self):
        subprocess.run(["git", "-C", str(self.tree), "checkout", "-q", "--", "."], check=True)

    def edited(self, label, kind, edits, *args, **more):
        """edits: {path: new text}."""
        try:
            for path, text in edits.items():
                (self.tree / path).write_text(text)
            self.pair(label, kind, self.run(*args, **more))
        finally:
            self.restore()

    def texts(self):
        paths = sorted({path for failure in self.base.values() for path, _ in chain_of(failure)})
        out = {}
        for path in paths:
            if path.endswith(".py"):
                try:
                    text = (self.tree / path).read_text()
                    ast.parse(text)
                except (OSError, SyntaxError, UnicodeDecodeError):
                    continue
                out[path] = text
        return out

    def same(self):
        texts = self.texts()
        functions = {name for failure in self.base.values() for _, name in chain_of(failure)}
        self.edited("same", "moved", {path: lines_above(text) for path, text in texts.items()})
        self.edited("same", "renamed", {path: rename_locals(text, functions)
                                        for path, text in texts.items()})
        for width in (50, 200):
            self.edited("same", "laid-out", {path: laid_out(text, self.options.black, width)
                                             for path, text in texts.items()})
        self.pair("same", "seed", self.run(env={"PYTHONHASHSEED": "4242"}))
        folder = self.tree.parent / "other temporary files"
        folder.mkdir(exist_ok=True)
        self.pair("same", "tmp", self.run(env={"TMPDIR": str(folder), "PYTHONHASHSEED": "77"}))
        for option in ("-v", "-vv", "--tb=short", "-l"):
            self.pair("same", "option", self.run(option))
        other = self.tree.parent / "anderswo äöü"
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(self.tree, other / self.tree.name, symlinks=True)
        self.pair("same", "checkout", self.run(tree=other / self.tree.name))
        shutil.rmtree(other)
        sub = next((p.split("/")[0] for p in texts if p.startswith("test") and "/" in p), None)
        if sub:
            self.pair("same", "cwd", self.run("--rootdir", str(self.tree), cwd=sub))
        long = self.run("--tb=long", text_only=True)
        for style in ("short", "native"):
            self.pair("same", "text", self.run("--tb=" + style, text_only=True), base=long)
        self.pair("same", "text", self.run("--tb=long", "-v", text_only=True,
                                           env={"PYTHONHASHSEED": "9"}), base=long)

    def broken(self, edits):
        chosen = self.random.sample(edits, min(N_MUTANTS, len(edits)))
        for kind, path, text in chosen:
            self.edited("different", kind, {path: text})


def break_case(bug, fixed_files, truth, test_names):
    """The fix is in; now other things are broken."""
    edits = []
    for path in fixed_files:
        if path.endswith(".py") and (bug.tree / path).exists():
            text = (bug.tree / path).read_text()
            edits += [(kind, path, new) for kind, new in mutants(text, truth.get(path))]
    asserts = []
    for test in test_names:
        path, function = test.split("::")[0], test.split("::")[-1].split("[")[0]
        text = (bug.tree / path).read_text()
        asserts += [(kind, path, new) for kind, new in other_assertions(text, function)]
    chain = {place for failure in bug.base.values() for place in chain_of(failure)}
    on_way = []
    for path, function in sorted(chain):
        if path.endswith(".py") and path not in {t.split("::")[0] for t in test_names}:
            try:
                text = (bug.tree / path).read_text()
                on_way += [("way-" + kind, path, new) for kind, new in mutants(text, {function})]
            except (OSError, SyntaxError):
                pass
    for group in (edits, asserts, on_way):
        bug.broken(group)


# ---- cases of the tool ----------------------------------------------------------------------------


def take_case(name, options, pairs):
    folder = options.keep / hashlib.sha256(name.encode()).hexdigest()[:8]
    project = name.split("__")[0].split("+")
    tree = folder / project[1]
    words = [str(options.tool)]
    facts = folder / "facts.json"
    if not facts.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        done = subprocess.run([*words, "checkout", name, str(tree)], capture_output=True, check=True)
        subprocess.run([*words, "venv", name, str(tree)], capture_output=True, check=True)
        facts.write_bytes(done.stdout)
    found = json.loads(facts.read_text())
    case = json.loads((options.tool.parent.parent / "cases" / (name + ".json")).read_text())
    tests = found["tests"][:3]
    subprocess.run(["git", "-C", str(tree), "checkout", "-q", "-f", "dev"], check=True)
    python = tree.parent / (tree.name + ".venv/bin/python")
    runner = Runner(options.build, tree, python, tests)
    number = "p" + hashlib.sha256(project[1].encode()).hexdigest()[:4]
    names = [(str(options.keep), "/w"), (str(pathlib.Path.home()), "/home/me"), (project[1], number),
             (project[0], "who"), (folder.name, number)]
    bug = Bug(name, tree, runner, pairs, names, options)
    if not bug.base:
        print("  no failure", flush=True)
        return
    bug.same()
    fixed = subprocess.run([*words, "fix", name, str(tree)], capture_output=True, text=True)
    if fixed.returncode:
        return
    subprocess.run(["git", "-C", str(tree), "-c", "user.name=a", "-c", "user.email=a@b", "commit",
                    "-qam", "fix"], check=True)
    try:
        if not bug.run():
            truth = {path: {f.rsplit(".", 1)[-1] for f in functions}
                     for path, functions in case["truth_functions"].items()}
            break_case(bug, case["truth_files"], truth, tests)
    finally:
        subprocess.run(["git", "-C", str(tree), "reset", "-q", "--hard", "HEAD~1"], check=True)


def make(options):
    pairs = Pairs()
    if options.own:
        import own_bugs
        own_bugs.take(options, pairs, Bug, Runner, mutants, other_assertions)
    for name in options.cases:
        print(name, len(pairs.pairs), flush=True)
        try:
            take_case(name, options, pairs)
        except (subprocess.SubprocessError, OSError, RuntimeError, SyntaxError) as error:
            print("  left out:", str(error)[:200], flush=True)
        pairs.write(options.out)
    pairs.write(options.out)
    count = collections.Counter(pair[:3:2] for pair in pairs.pairs)
    print(dict(count), dict(pairs.left_out))


# ---- judging --------------------------------------------------------------------------------------


def judge(options):
    done = subprocess.run([str(options.build / "bin/unit_trace_pairs"), "print"], check=True,
                          capture_output=True, text=True)
    prints = done.stdout.split()
    lines = [line.split() for line in (DATA / "pairs.txt").read_text().splitlines()]
    table = collections.defaultdict(lambda: [0, 0])
    failures = (DATA / "failures.jsonl").read_text().splitlines() if options.wrong else []
    for label, kind, half, a, b in lines:
        if options.half and half != options.half:
            continue
        is_same = prints[int(a)] == prints[int(b)]
        table[half, label, kind][is_same == (label == "same")] += 1
        if options.wrong and is_same != (label == "same"):
            print(label, kind, a, b)
            for one in (a, b):
                print("   ", failures[int(one)][:options.wrong])
    total = collections.defaultdict(lambda: [0, 0])
    for (half, label, kind), (wrong, right) in sorted(table.items()):
        print("%s %-10s %-12s %4d of %4d" % (half, label, kind, right, wrong + right))
        total[half, label][0] += wrong
        total[half, label][1] += right
    for (half, label), (wrong, right) in sorted(total.items()):
        print("%s %-10s all          %4d of %4d  %.1f %%" % (
            half, label, right, wrong + right, 100.0 * right / (wrong + right)))
    return 1 if any(wrong for (_, label), (wrong, _) in total.items() if label == "different") else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("verb", choices=("make", "judge"))
    parser.add_argument("--tool", type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--black", default="black")
    parser.add_argument("--cases", nargs="*", default=[])
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--python", nargs="+", type=pathlib.Path, default=[],
                        help="for --own: with pytest and xdist; then others with other versions")
    parser.add_argument("--out", type=pathlib.Path, default=DATA)
    parser.add_argument("--half", choices=("A", "B"))
    parser.add_argument("--wrong", type=int, metavar="LETTERS")
    options = parser.parse_args()
    return make(options) if options.verb == "make" else judge(options)


if __name__ == "__main__":
    sys.exit(main())
