#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How often debug code is seen where there is none, and missed where there is.

    MIRRORS=../.mirror tests/real/leftovers.py --server build/bin/redgreen

False alarms: fixes that upstream merged, from the history of each mirror (commits whose subject
says fix, which change a test and one to three source files), and the cases' own (--cases). Each is
checked out over its parent as the base; whatever `redgreen check` finds in it is a false alarm.
Recall: every kind of debug code is planted, one in a file, into real functions; the edit that
redgreen offers is applied, and the file has to be what it was before, or parse at least.
Prints a table for each; exit status 1 where 5 % or more of the fixes have an alarm, or less than
95 % of what was planted is found.
"""
import argparse
import ast
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

SOURCE = re.compile(r"\.(py|pyx|c|cc|cpp|cxx|cu|h|hpp)$")
TEST = re.compile(r"(^|/)(tests?|testing)/|(^|/)test_[^/]*$|_test\.py$|(^|/)conftest\.py$")
# The rule, and what somebody types in a hurry; {} is a name of the function's.
PYTHON = [
    ("debug-print", "print({})"),
    ("debug-print", "print('{}', {})"),
    ("debug-print", "print(f'{{{}=}}')"),
    ("debug-print", "print('>>> here')"),
    ("debug-print", "print(\n    'value',\n    {},\n)"),
    ("debug-print", "import pprint; pprint.pprint({})"),
    ("debug-print", "logging.debug('XXX %r', {})"),
    ("debug-print", "logger.warning('DEBUG: %r', {})"),
    ("debug-print", "traceback.print_stack()"),
    ("breakpoint", "breakpoint()"),
    ("breakpoint", "import pdb; pdb.set_trace()"),
    ("breakpoint", "import ipdb; ipdb.set_trace()"),
    ("breakpoint", "import pudb\npudb.set_trace()"),
    ("breakpoint", "from IPython import embed; import IPython; IPython.embed()"),
    ("debug-sleep", "time.sleep(5)"),
    ("commented-out", "# {} = list({})"),
    ("commented-out", "# return other({}, 1)"),
    ("commented-out", "# for item in {}:\n#     use(item)"),
    ("temporary", "pass  # TODO hack"),
    ("temporary", "# XXX temporary"),
    ("temporary", "# HACK: until the cache is gone"),
    ("constant-condition", "if True:\n    {} = {}"),
    ("constant-condition", "if False:\n    {} = {}"),
    ("home-path", "where = '/home/grace/work/data.json'"),
]
CPP = [
    ("debug-print", 'printf("value %d\\n", 1);'),
    ("debug-print", 'fprintf(stderr, "here\\n");'),
    ("debug-print", 'std::cout << "value " << 1 << std::endl;'),
    ("debug-print", 'std::cerr << "XXX" << std::endl;'),
    ("debug-print", 'DPRINT << "value " << ENDL();'),
    ("breakpoint", "__builtin_trap();"),
    ("debug-sleep", "usleep(1000);"),
    ("commented-out", "// value = compute(other, 1);"),
    ("commented-out", "#if 0\nold(value);\n#endif"),
    ("commented-out", "/* value = compute(other); */"),
    ("temporary", "// TODO: hack"),
    ("constant-condition", "if (false) { old(); }"),
    ("home-path", 'load("/home/grace/work/data.json");'),
]


def git(tree, *words):
    done = subprocess.run(["git", "-C", str(tree), *words], capture_output=True, check=True)
    return done.stdout.decode(errors="replace")


def check(server, tree, base):
    done = subprocess.run(
        [server, "check", "--json", "--base", base], cwd=tree, capture_output=True,
        stdin=subprocess.DEVNULL, timeout=600)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{tree}: {done.stderr.decode(errors='replace')}")
    result = json.loads(done.stdout)
    if result["stopped"]:
        raise SystemExit(f"{tree}: {result['stopped']}")
    return result["findings"]


def mirrors(folder):
    for project in sorted(pathlib.Path(folder).iterdir()):
        for place in [project, *project.glob("*"), *project.glob("*/*")]:
            if (place / "HEAD").is_file() and (place / "objects").is_dir():
                yield project.name, place
                break


def mine(place, limit, known):
    """Commits that fix something, newest first; spread over the history."""
    text = git(place, "log", "--no-merges", "-i", r"--grep=\bfix", "--format=%x00%H %P%x01%s",
               "--name-only", "-n", "6000")
    found = []
    for entry in text.split("\0")[1:]:
        head, _, rest = entry.partition("\x01")
        subject, *paths = rest.split("\n")
        ids = head.split()
        paths = [p for p in paths if p]
        sources = [p for p in paths if SOURCE.search(p) and not TEST.search(p)]
        if (len(ids) == 2 and re.search(r"\bfix", subject, re.I) and ids[0] not in known
                and any(TEST.search(p) for p in paths) and 1 <= len(sources) <= 3):
            found.append((ids[0], ids[1]))
    step = max(1, len(found) // limit) if limit else 1
    return found[::step][:limit]


def alarms(server, work, limit, cases):
    """Yields (project, fix, findings)."""
    own = collections.defaultdict(list)
    for path in pathlib.Path(cases).glob("*.json") if cases else []:
        case = json.loads(path.read_text())
        own[case["repo"].replace("/", "+")].append((case["fix"], case["parent"]))
    for project, place in mirrors(os.environ["MIRRORS"]):
        fixes = own[project]
        fixes += mine(place, limit, {fix for fix, _ in fixes})
        if not fixes:
            continue
        tree = work / project
        subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", place, tree], check=True)
        for fix, parent in fixes:
            try:
                git(tree, "checkout", "-q", "-f", "-B", "fix", fix)
                git(tree, "branch", "-q", "-f", "base", parent)
            except subprocess.CalledProcessError as error:  # a mirror may lack its largest files
                print(f"  left out: {project} {fix[:10]}: {error.stderr.decode()[:80].strip()}")
                continue
            yield project, tree, fix, check(server, tree, "base")


def plant_python(text, what, rng):
    """The text with it in front of a function's first statement, or None."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    places = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.args.args and node.name != "main":
            body = [s for s in node.body if not (isinstance(s, ast.Expr)
                                                 and isinstance(s.value, ast.Constant))]
            if body and body[0].lineno > node.lineno and body[0].col_offset:
                places.append((body[0].lineno, body[0].col_offset, node.args.args[-1].arg))
    if not places:
        return None
    line, indent, name = rng.choice(places)
    lines = text.splitlines(keepends=True)
    added = [" " * indent + part + "\n" for part in what.replace("{}", name)
             .replace("{{", "{").replace("}}", "}").split("\n")]
    return "".join(lines[:line - 1] + added + lines[line - 1:]), line, len(added)


def plant_cpp(text, what, rng):
    lines = text.splitlines(keepends=True)
    places = [i for i in range(1, len(lines) - 1)
              if re.match(r"\s{2,}\S.*\);$", lines[i - 1].rstrip())
              and re.match(r"\s{2,}[a-z_]+ ?[=(].*;$", lines[i].rstrip())
              and len(lines[i]) - len(lines[i].lstrip())
              == len(lines[i - 1]) - len(lines[i - 1].lstrip())]
    if not places:
        return None
    at = rng.choice(places)
    indent = lines[at][:len(lines[at]) - len(lines[at].lstrip())]
    added = [("" if part.startswith("#") else indent) + part + "\n" for part in what.split("\n")]
    return "".join(lines[:at] + added + lines[at:]), at + 1, len(added)


def apply(text, edit):
    lines = text.splitlines(keepends=True)
    lines[edit["firstLine"] - 1:edit["lastLine"]] = [edit["newText"]]
    return "".join(lines)


def planted(server, trees, n_rounds, rng):
    """Rows (language, rule, what, found, edit: None, 'none', 'broken', 'parses', 'as it was')."""
    for tree in trees:
        git(tree, "checkout", "-q", "-f", "base")
        files = [p for p in git(tree, "ls-files").split("\n")
                 if p and SOURCE.search(p) and not TEST.search(p)]
        for _ in range(n_rounds):
            rng.shuffle(files)
            kinds = [("py", *k) for k in PYTHON] + [("cpp", *k) for k in CPP]
            rng.shuffle(kinds)
            places = {}
            for path in files:
                at = next((i for i, k in enumerate(kinds)
                           if (k[0] == "py") == path.endswith(".py")), None)
                if at is None:
                    continue
                try:
                    text = (tree / path).read_bytes().decode()
                except (UnicodeDecodeError, FileNotFoundError):
                    continue
                if len(text) > 500000 or "\r" in text:
                    continue
                plant = plant_python if path.endswith(".py") else plant_cpp
                done = plant(text, kinds[at][2], rng)
                if done:
                    places[path] = (kinds.pop(at), text, *done)
                    (tree / path).write_text(done[0], newline="")
            if not places:
                break
            found = collections.defaultdict(list)
            for finding in check(server, tree, "base"):
                found[finding["path"]].append(finding)
            for path, (kind, text, new, line, n) in places.items():
                hits = [f for f in found[path] if f["rule"] == kind[1]
                        and line <= f["line"] < line + n]
                edit = None
                if hits and hits[0]["fix"]:
                    mended = new
                    for hit in reversed(hits):
                        mended = apply(mended, hit["fix"]["edit"])
                    edit = "as it was" if mended == text else "other"
                    if path.endswith(".py"):
                        try:
                            ast.parse(mended)
                        except SyntaxError:
                            edit = "broken"
                elif hits:
                    edit = "none"
                yield kind[0], kind[1], kind[2], bool(hits), edit, f"{tree.name}/{path}:{line}"
            git(tree, "checkout", "-q", "-f", "base")


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--server", required=True)
    options.add_argument("--cases", help="folder with cases; their fixes are taken, too")
    options.add_argument("--fixes", type=int, default=12, help="of each project's history")
    options.add_argument("--rounds", type=int, default=3, help="of planting, in each project")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--verbose", action="store_true")
    args = options.parse_args()
    server = str(pathlib.Path(args.server).resolve())
    rules, n_fixes, n_alarmed, trees = collections.Counter(), 0, 0, {}
    with tempfile.TemporaryDirectory() as work:
        for project, tree, fix, findings in alarms(server, pathlib.Path(work), args.fixes,
                                                   args.cases):
            trees[project] = tree
            n_fixes += 1
            n_alarmed += bool(findings)
            rules.update({finding["rule"] for finding in findings})
            for finding in findings if args.verbose else []:
                text = (tree / finding["path"]).read_text(errors="replace").split("\n")
                print(f"  {project} {fix[:10]} {finding['path']}:{finding['line']} "
                      f"{finding['rule']}: {text[finding['line'] - 1].strip()[:90]}")
        share = 100 * n_alarmed / max(1, n_fixes)
        print(f"{n_fixes} upstream fixes: {n_alarmed} with an alarm, {share:.1f} %")
        for rule, n in rules.most_common():
            print(f"  {rule:20} {n:4} fixes")
        rows = list(planted(server, trees.values(), args.rounds, random.Random(args.seed)))
    table = collections.defaultdict(list)
    for language, rule, what, hit, edit, place in rows:
        table[language, rule, what.split("\n")[0]].append((hit, edit, place))
    print(f"{'planted':60} found   edit: as it was, other, broken")
    for (language, rule, what), results in sorted(table.items()):
        edits = collections.Counter(edit for _, edit, _ in results)
        print(f"{language:4}{rule:20}{what:36.36} {sum(r[0] for r in results):3}/{len(results):<3}"
              f"  {edits['as it was']:3} {edits['other']:3} {edits['broken']:3}")
        for hit, edit, place in results if args.verbose else []:
            if not hit or edit == "broken":
                print(f"      {'missed' if not hit else 'broken'}: {place}")
    n_hits = sum(row[3] for row in rows)
    print(f"{n_hits} of {len(rows)} planted found, {100 * n_hits / max(1, len(rows)):.1f} %; "
          f"{sum(row[4] == 'broken' for row in rows)} edits broken")
    sys.exit(share >= 5 or n_hits < 0.95 * len(rows) or any(row[4] == "broken" for row in rows))


if __name__ == "__main__":
    main()
