#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fits the weights of server/locate/*.def on real bugs, and says how good they are.

A linear score, made by comparing each file (function) that a fix changed with others of its
repository (pairwise logistic loss). All figures are for repositories that the weights were not
fitted on: one is left out each time. The weights that are printed last are fitted on all of them.

    fit_weights.py --tool CASES --cases DIR --mirrors DIR --bench BUILD/bin/bench_locate --keep DIR

CASES is the tool that checks cases out (`cases --help`); checkouts and features are kept in DIR.
Needs numpy. Nothing here knows a repository's name but to leave it out.
"""
import argparse
import ast
import concurrent.futures
import json
import pathlib
import subprocess
import sys

import numpy

LOG = ["log", "--no-merges", "--no-renames", "--name-only", "-n", "3000", "--format=C %ct %s"]


def git(folder, *args):
    return subprocess.run(["git", "-C", folder, "-c", "core.quotePath=false", *args],
                          check=True, capture_output=True).stdout


def prepare(args, name):
    """Checks a case out once; its facts."""
    place = args.keep / name
    facts = args.keep / f"{name}.facts"
    if not facts.exists():
        facts.write_bytes(subprocess.run(
            [args.tool, "--mirrors", args.mirrors, "checkout", name, place],
            check=True, capture_output=True).stdout)
    for suffix, command in ((".files", ["ls-files"]), (".history", LOG)):
        if not pathlib.Path(f"{place}{suffix}").exists():
            pathlib.Path(f"{place}{suffix}").write_bytes(git(place, *command))
    return json.loads(facts.read_text())


def table(lines, truth):
    """(names of signals, keys, values, which are truth) of one part of bench_locate's answer."""
    rows = [line.split("\t") for line in lines[1:]]
    keys = [row[0] for row in rows]
    width = len(lines[0].split("\t")) - 1
    values = numpy.array([[float(x) for x in row[1:]] for row in rows]).reshape(len(rows), width)
    return lines[0].split("\t")[1:], keys, values, numpy.array([key in truth for key in keys], bool)


def features(args, path):
    """The repository and two tables: files, and functions (None where no truth is one)."""
    case = json.loads(path.read_text())
    facts = prepare(args, path.stem)
    place = str(args.keep / path.stem)
    lines = subprocess.run([args.bench, place, facts["log"], f"{place}.files", f"{place}.history",
                            "--features", *facts["tests"]],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    middle = next(i for i, line in enumerate(lines) if line.startswith("#functions"))
    truth = {f"{file}::{name}" for file, names in case["truth_functions"].items()
             for name in names if name}
    known = truth & functions_at(place, case["truth_functions"])
    return (case["repo"], table(lines[:middle], case["truth_files"]),
            table(lines[middle:], truth) if known else None)


def functions_at(place, truth):
    """Those of the truth's functions that exist in the checkout."""
    found = set()

    def walk(node, prefix, path):
        for child in ast.iter_child_nodes(node):
            name = prefix
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = f"{prefix}{child.name}."
                if not isinstance(child, ast.ClassDef):
                    found.add(f"{path}::{name[:-1]}")
            walk(child, name, path)
    for path in truth:
        try:
            walk(ast.parse((pathlib.Path(place) / path).read_bytes()), "", path)
        except (OSError, SyntaxError, ValueError):
            pass
    return found


def differences(case, hard=60):
    """Truth minus the others that look best by plain sum, so that large repositories stay small."""
    _, _, values, truth = case
    others = values[~truth]
    others = others[numpy.argsort(-others.sum(axis=1), kind="stable")[:hard]]
    pairs = [good - others for good in values[truth]]
    if not pairs or not len(others):
        return numpy.zeros((0, values.shape[1]))
    return numpy.concatenate(pairs)


def fit(cases, ridge, rounds=800):
    """Non-negative weights that put truth before the rest; each case counts the same."""
    blocks = [b for b in map(differences, cases) if len(b)]
    x = numpy.concatenate(blocks)
    share = numpy.concatenate([numpy.full(len(b), 1 / len(b)) for b in blocks])
    share /= share.sum()
    weights = numpy.ones(x.shape[1])
    step = 2.0
    for _ in range(rounds):
        margin = numpy.clip(x @ weights, -30, 30)
        gradient = -(share / (1 + numpy.exp(margin))) @ x + ridge * weights
        weights = numpy.maximum(0, weights - step * gradient)
    return weights


def rank(case, weights):
    """1-based rank of the best truth; ties by depth, then path, as the server breaks them."""
    _, keys, values, truth = case
    points = numpy.floor(values * weights + 0.5).sum(axis=1)
    order = sorted(range(len(points)), key=lambda i: (-points[i], keys[i].count("/"), keys[i]))
    return next((n for n, i in enumerate(order, 1) if truth[i]), 10 ** 9)


def figures(ranks):
    rate = lambda k: 100 * sum(r <= k for r in ranks) / len(ranks)
    mrr = sum(1 / r for r in ranks) / len(ranks)
    return "  ".join([f"@{k} {rate(k):.1f}" for k in (1, 3, 5, 10)] + [f"MRR {mrr:.3f}"])


def thousandths(weights):
    """Scaled so that the largest is 1000."""
    return numpy.round(1000 * weights / weights.max())


def left_out(cases, ridge):
    """Ranks of all cases, each by weights that its repository had no part in."""
    ranks = []
    for repository in sorted({case[0] for case in cases}):
        weights = thousandths(fit([c[1] for c in cases if c[0] != repository], ridge))
        ranks += [rank(c[1], weights) for c in cases if c[0] == repository]
    return ranks


def without(cases, i):
    return [(c[0], (c[1][0], c[1][1], numpy.delete(c[1][2], i, axis=1), c[1][3])) for c in cases]


def study(cases, macro, ridges=(0.0001, 0.0003, 0.001, 0.003)):
    """cases: (repository, table)."""
    names = cases[0][1][0]
    for i, name in enumerate(names):
        alone = numpy.zeros(len(names))
        alone[i] = 1000
        print(f"{name + ' alone':28} {figures([rank(c[1], alone) for c in cases])}")
    best = None
    for ridge in ridges:
        ranks = left_out(cases, ridge)
        print(f"{f'one left out, ridge {ridge}':28} {figures(ranks)}", flush=True)
        score = sum(1 / r for r in ranks)
        if best is None or score > best[0]:
            best = score, ridge
    for i, name in enumerate(names):
        print(f"{'without ' + name:28} {figures(left_out(without(cases, i), best[1]))}", flush=True)
    weights = thousandths(fit([c[1] for c in cases], best[1]))
    print(f"{'fitted on all':28} {figures([rank(c[1], weights) for c in cases])}")
    for weight, name in sorted(zip(weights, names), reverse=True):
        print(f"{macro}({name}, {weight:.0f})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("--cases", required=True, type=pathlib.Path, help="folder of case files")
    parser.add_argument("--mirrors", required=True)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--keep", required=True, type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    args.keep.mkdir(parents=True, exist_ok=True)
    paths = sorted(args.cases.glob("*.json"))
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        cases = list(pool.map(lambda path: features(args, path), paths))
    study([(c[0], c[1]) for c in cases], "RG_SIGNAL")
    print()
    study([(c[0], c[2]) for c in cases if c[2]], "RG_FUNCTION_SIGNAL")
    return 0


if __name__ == "__main__":
    sys.exit(main())
