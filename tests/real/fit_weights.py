#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fits the weights of server/locate/signals.def on real bugs, and says how good they are.

A linear score, made by comparing each file that a fix changed with the other files of its repository
(pairwise logistic loss). All figures are for repositories that the weights were not fitted on: one
is left out each time. The weights that are printed last are fitted on all of them.

    fit_weights.py --tool CASES --mirrors DIR --bench BUILD/bin/bench_locate --keep DIR

CASES is the tool that checks cases out (`cases --help`); checkouts and features are kept in DIR.
Needs numpy. Nothing here knows a repository's name but to leave it out.
"""
import argparse
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


def features(args, path):
    """(repository, names of signals, file names, values, whether each is truth) of a case."""
    case = json.loads(path.read_text())
    facts = prepare(args, path.stem)
    place = str(args.keep / path.stem)
    lines = subprocess.run([args.bench, place, facts["log"], f"{place}.files", f"{place}.history",
                            "--features", *facts["tests"]],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    files = [row[0] for row in rows]
    return (case["repo"], lines[0].split("\t")[1:], files,
            numpy.array([[float(x) for x in row[1:]] for row in rows]),
            numpy.array([file in case["truth_files"] for file in files]))


def differences(case, hard=40):
    """Truth minus each other file; the others that look best by plain sum, so that size is tamed."""
    values, truth = case[3], case[4]
    others = values[~truth]
    others = others[numpy.argsort(-others.sum(axis=1), kind="stable")[:hard]]
    pairs = [good - others for good in values[truth]]
    return numpy.concatenate(pairs) / 1.0 if pairs and len(others) else numpy.zeros((0, values.shape[1]))


def fit(cases, ridge, rounds=400):
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
    """1-based rank of the best truth file; ties by depth, then path, as the server breaks them."""
    points = numpy.floor(case[3] * weights + 0.5).sum(axis=1)
    order = sorted(range(len(points)), key=lambda i: (-points[i], case[2][i].count("/"), case[2][i]))
    return next((n for n, i in enumerate(order, 1) if case[4][i]), 10 ** 9)


def figures(ranks):
    rate = lambda k: 100 * sum(r <= k for r in ranks) / len(ranks)
    mrr = sum(1 / r for r in ranks) / len(ranks)
    return f"@1 {rate(1):.1f}  @3 {rate(3):.1f}  @5 {rate(5):.1f}  @10 {rate(10):.1f}  MRR {mrr:.3f}"


def thousandths(weights, names):
    """Scaled so that the largest is 1000."""
    return numpy.round(1000 * weights / weights.max())


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
    names = cases[0][1]
    repositories = sorted({case[0] for case in cases})

    def left_out(use, ridge):
        ranks = []
        for repository in repositories:
            weights = fit([c for c in use if c[0] != repository], ridge)
            ranks += [rank(c, thousandths(weights, names)) for c in use if c[0] == repository]
        return ranks

    for i, name in enumerate(names):
        alone = numpy.zeros(len(names))
        alone[i] = 1000
        print(f"{name + ' alone':28} {figures([rank(c, alone) for c in cases])}")
    for ridge in (0.0003, 0.001, 0.003, 0.01):
        print(f"{f'one left out, ridge {ridge}':28} {figures(left_out(cases, ridge))}", flush=True)
    for i, name in enumerate(names):
        without = [(c[0], c[1], c[2], numpy.delete(c[3], i, axis=1), c[4]) for c in cases]
        print(f"{'without ' + name:28} {figures(left_out(without, 0.001))}", flush=True)
    weights = thousandths(fit(cases, 0.001), names)
    print(f"{'fitted on all':28} {figures([rank(c, weights) for c in cases])}")
    for weight, name in sorted(zip(weights, names), reverse=True):
        print(f"RG_SIGNAL({name}, {weight:.0f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
