#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fits the weights of server/locate/*.def on real bugs, and says how good they are.

A linear score, made by comparing each file (function) that a fix changed with others of its
repository (listwise logistic loss). All figures are for repositories that the weights were not
fitted on: one is left out each time. The weights that are printed last are fitted on all of them.
Each table is fitted twice: for answers without a run, and for those that know what the tests
executed (the case's spectrum). Then how sure an answer may be (confidence.c), in the same way.

    fit_weights.py --tool CASES --cases DIR --mirrors DIR --bench BUILD/bin/bench_locate --keep DIR

CASES is the tool that checks cases out (`cases --help`); checkouts and features are kept in DIR.
Needs numpy and scipy. Nothing here knows a repository's name but to leave it out.
"""
import argparse
import ast
import concurrent.futures
import json
import pathlib
import subprocess
import sys

import numpy
from scipy.optimize import minimize

# What a new script that reproduces a bug does not have: a name that says something, a history.
UNKNOWN = ("executed", "cochange", "kinship", "title", "titled")
LOG = ["log", "--no-merges", "--no-renames", "--name-only", "-n", "3000", "--format=C %ct %s"]
def git(folder, *args):
    return subprocess.run(["git", "-C", folder, "-c", "core.quotePath=false", *args],
                          check=True, capture_output=True).stdout


def lessons(args, place):
    """What HEAD's history teaches, as bench_locate reads it."""
    return subprocess.run([args.bench.with_name("bench_lessons"), place],
                          check=True, capture_output=True).stdout


def prepare(args, name):
    """Checks a case out once; its facts."""
    place = args.keep / name
    facts = args.keep / f"{name}.facts"
    if not facts.exists():
        facts.write_bytes(subprocess.run(
            [args.tool, "--cases-dir", args.cases, "--mirrors", args.mirrors, "checkout", name,
             place], check=True, capture_output=True).stdout)
    for suffix, make in ((".files", lambda: git(place, "ls-files")),
                         (".history", lambda: git(place, *LOG)),
                         (".lessons", lambda: lessons(args, place))):
        if not pathlib.Path(f"{place}{suffix}").exists():
            pathlib.Path(f"{place}{suffix}").write_bytes(make())
    return json.loads(facts.read_text())


def spectrum(args, name, case):
    """What the case's tests executed, as bench_locate reads it; no bytes where nobody watched."""
    seen = case.get("spectrum") or {"rows": []}
    rows = [[seen["nfail"], seen["npass"]], *seen["rows"]] if seen["rows"] else []
    path = args.keep / f"{name}.spectrum"
    path.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))
    return path


def table(lines, truth):
    """(names of signals, keys, values, which are truth) of one part of bench_locate's answer."""
    rows = [line.split("\t") for line in lines[1:]]
    keys = [row[0] for row in rows]
    width = len(lines[0].split("\t")) - 1
    values = numpy.array([[float(x) for x in row[1:]] for row in rows]).reshape(len(rows), width)
    return lines[0].split("\t")[1:], keys, values, numpy.array([key in truth for key in keys], bool)


def features(args, path, with_run):
    """The repository and two tables: files, and functions (None where no truth is one)."""
    case = json.loads(path.read_text())
    facts = prepare(args, path.stem)
    place = str(args.keep / path.stem)
    seen = [f"--spectrum={spectrum(args, path.stem, case)}"] if with_run else []
    lines = subprocess.run([args.bench, place, facts["log"], f"{place}.files", f"{place}.history",
                            f"--lessons={place}.lessons", "--features", *seen, *facts["tests"]],
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


def short_list(case, hard=150):
    """The truth and the others that look best by plain sum, so that large repositories stay
    small."""
    _, _, values, truth = case
    best = numpy.argsort(-values.sum(axis=1), kind="stable")[:hard]
    rows = numpy.union1d(best, numpy.flatnonzero(truth))
    return values[rows], truth[rows]


def anonymous(case):
    """The case as a script that nobody has seen before."""
    names, keys, values, truth = case
    values = values * numpy.array([name not in UNKNOWN for name in names])
    return names, keys, values, truth


def fit(cases, ridge):
    """Non-negative weights under which the truth takes most of the sum of exp(score); each case
    counts the same, and as an anonymous script a quarter of that."""
    lists = [short_list(c) for c in cases if c[3].any()]
    lists = lists * 4 + [short_list(anonymous(c)) for c in cases if c[3].any()]
    values = numpy.concatenate([x for x, _ in lists])
    truth = numpy.concatenate([y for _, y in lists])
    sizes = [len(y) for _, y in lists]
    starts = numpy.cumsum([0, *sizes[:-1]])
    owner = numpy.repeat(numpy.arange(len(lists)), sizes)

    def loss(weights):
        scores = values @ weights
        shares = numpy.exp(scores - numpy.maximum.reduceat(scores, starts)[owner])
        true = shares * truth
        all_sum = numpy.add.reduceat(shares, starts)
        true_sum = numpy.add.reduceat(true, starts)
        slope = values.T @ (shares / all_sum[owner] - true / true_sum[owner]) / len(lists)
        return (numpy.log(all_sum / true_sum).mean() + ridge * (weights @ weights) / 2,
                slope + ridge * weights)
    start = numpy.ones(values.shape[1])
    return minimize(loss, start, jac=True, method="L-BFGS-B",
                    bounds=[(0, None)] * len(start)).x


def ranking(case, weights):
    """Points of each signal and the order; ties by depth, then path, as the server breaks them."""
    _, keys, values, _ = case
    points = numpy.floor(values * weights + 0.5)
    total = points.sum(axis=1)
    order = sorted(range(len(total)), key=lambda i: (-total[i], keys[i].count("/"), keys[i]))
    return points, order


def rank(case, weights):
    """1-based rank of the best truth."""
    truth = case[3]
    _, order = ranking(case, weights)
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
    return [(c[0], ([*c[1][0][:i], *c[1][0][i + 1:]], c[1][1], numpy.delete(c[1][2], i, axis=1),
                    c[1][3])) for c in cases]


def study(cases, macro, ablation, ridges=(0.003, 0.01, 0.03)):
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
    for i, name in enumerate(names if ablation else []):
        print(f"{'without ' + name:28} {figures(left_out(without(cases, i), best[1]))}", flush=True)
    weights = thousandths(fit([c[1] for c in cases], best[1]))
    print(f"{'fitted on all':28} {figures([rank(c[1], weights) for c in cases])}")
    for weight, name in sorted(zip(weights, names), reverse=True):
        print(f"{macro}({name}, {weight:.0f})")
    return best[1]


def evidence(case, weights):
    """What confidence.c makes of an answer, and whether the answer was right."""
    points, order = ranking(case, weights)
    total = points.sum(axis=1)
    first = order[0]
    second = total[order[1]] if len(order) > 1 else 0
    votes = sum(p[first] > 0 and p[first] >= p.max() for p in points.T)
    return 1000 * (total[first] - second) / max(total[first], 1) + VOTE * votes, case[3][first]


VOTE = 20  # of a signal that puts the first candidate first, beside a gap of 0 … 1000


def monotone(shares, counts):
    """The nearest non-decreasing values (pool adjacent violators)."""
    pools = []
    for share, count in zip(shares, counts):
        pools.append([share, count, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            b, a = pools.pop(), pools.pop()
            n = a[1] + b[1]
            pools.append([(a[0] * a[1] + b[0] * b[1]) / n, n, a[2] + b[2]])
    return [share for share, _, n in pools for _ in range(n)]


def knots(sample, n=8):
    """(evidence, probability) of n groups of equal size, in order."""
    groups = [g for g in numpy.array_split(numpy.array(sorted(sample), float), n) if len(g)]
    shares = [(g[:, 1].sum() + 0.5) / (len(g) + 1) for g in groups]
    return [g[:, 0].mean() for g in groups], monotone(shares, [len(g) for g in groups])


def confidence(tables, ridges):
    """tables: the cases without a run and with one. Prints the knots, and what they are worth."""
    sample = []
    for cases, ridge in zip(tables, ridges):
        for repository in sorted({c[0] for c in cases}):
            weights = thousandths(fit([c[1] for c in cases if c[0] != repository], ridge))
            for c in cases:
                if c[0] == repository:
                    sample.append((repository, *evidence(c[1], weights)))
                    sample.append((repository, *evidence(anonymous(c[1]), weights)))
    said = []
    for repository in sorted({s[0] for s in sample}):
        x, p = knots([s[1:] for s in sample if s[0] != repository])
        said += [(numpy.interp(s[1], x, p), s[2]) for s in sample if s[0] == repository]
    for low, high in ((0, .5), (.5, .6), (.6, .7), (.7, .8), (.8, .9), (.9, 1.01)):
        here = [right for p, right in said if low <= p < high]
        if here:
            print(f"said {100 * low:.0f} % and more: {len(here)} answers of {len(said)}, "
                  f"{100 * sum(here) / len(here):.1f} % right")
    print("knots:", [(round(x), round(1000 * p)) for x, p in zip(*knots([s[1:] for s in sample]))])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("--cases", required=True, type=pathlib.Path, help="folder of case files")
    parser.add_argument("--mirrors", required=True)
    parser.add_argument("--bench", required=True, type=pathlib.Path,
                        help="bench_locate, and bench_lessons beside it")
    parser.add_argument("--keep", required=True, type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--ablation", action="store_true", help="also without each signal")
    args = parser.parse_args()
    args.keep.mkdir(parents=True, exist_ok=True)
    paths = sorted(args.cases.glob("*.json"))
    tables, ridges = [], []
    for with_run in (False, True):
        with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
            cases = list(pool.map(lambda path, run=with_run: features(args, path, run), paths))
        print("With a run\n" if with_run else "Without a run\n")
        tables.append([(c[0], c[1]) for c in cases])
        ridges.append(study(tables[-1], "RG_SIGNAL", args.ablation))
        print()
        study([(c[0], c[2]) for c in cases if c[2]], "RG_FUNCTION_SIGNAL", args.ablation)
        print()
    confidence(tables, ridges)
    return 0


if __name__ == "__main__":
    sys.exit(main())
