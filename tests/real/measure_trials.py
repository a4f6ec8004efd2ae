#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How often a measurement claims what is not so, and how often it finds what is so.

    measure_trials.py --bench BUILD/bin/bench_measure [--trials 2000] [--runs 10] [--samples N]
    measure_trials.py --redgreen BUILD/bin/redgreen --real 10

Simulated: times of one test, of many kinds of noise, are dealt to base and fix in the order in
which `redgreen measure` makes its runs, and the server's own comparison judges them. "real" noise
is what this machine did while the script ran one small test N times in fresh processes; a trial
takes neighbouring ones, so that drift and bursts stay what they were. A/A: both sides are the same;
any "faster" or "slower" is false, and at most 5 % may be. Power: the fix takes that much less time.

--real: whole measurements by `redgreen measure` of a tree that is the base.
"""
import argparse
import collections
import json
import math
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

SEED = 20260101  # as server/fix/runs/measured.h has it; each trial has its own as well
TEST = "def test_work():\n    total = 0\n    for i in range({n}):\n        total += i * i\n"


# ---- noise: a function from (random, n runs in order) to factors around 1 ------------------------

def gauss(cv):
    return lambda rnd, n: [max(0.05, rnd.gauss(1, cv)) for _ in range(n)]


def heavy_tail(rnd, n):
    """Log-normal, and one run in ten takes up to three times as long."""
    return [math.exp(rnd.gauss(0, 0.02)) * (1 + (rnd.random() < 0.1) * rnd.paretovariate(2.5) * 0.3)
            for _ in range(n)]


def drift(rnd, n):
    """The machine warms up or cools down by 20 % from the first run to the last."""
    slope = rnd.choice((-0.2, 0.2))
    return [rnd.gauss(1, 0.01) * (1 + slope * i / n) for i in range(n)]


def bimodal(rnd, n):
    """Two modes 10 % apart, each run in one of them (a clock, a memory layout)."""
    return [rnd.gauss(1, 0.01) * rnd.choice((1, 1.1)) for _ in range(n)]


def periodic(rnd, n):
    """Somebody else's job every few runs, 15 % for as long as it takes."""
    period, phase = rnd.uniform(2, 9), rnd.random()
    return [rnd.gauss(1, 0.01) * (1.15 if (i / period + phase) % 1 < 0.4 else 1) for i in range(n)]


def bursts(rnd, n):
    """Neighbouring runs are alike: an autocorrelated load."""
    out, level = [], 0.0
    for _ in range(n):
        level = 0.9 * level + rnd.gauss(0, 0.03)
        out.append(rnd.gauss(1, 0.01) * math.exp(level))
    return out


NOISE = {"gauss, CV 0.5 %": gauss(0.005), "gauss, CV 3 %": gauss(0.03),
         "gauss, CV 15 %": gauss(0.15), "heavy tail": heavy_tail, "drift of 20 %": drift,
         "two modes": bimodal, "periodic load": periodic, "bursts of load": bursts}


def record(n):
    """Seconds of a small test's call, each in a fresh interpreter."""
    code = ("import time\n" + TEST.format(n=400000) + "b = time.perf_counter()\ntest_work()\n"
            "print(time.perf_counter() - b)")
    return [float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                                 check=True).stdout) for _ in range(n)]


def real(samples):
    def noise(rnd, n):
        at = rnd.randrange(len(samples) - n + 1)
        return samples[at:at + n]

    return noise


# ---- trials -------------------------------------------------------------------------------------

def compare(bench, lines):
    done = subprocess.run([bench], input="\n".join(lines) + "\n", capture_output=True, text=True,
                          check=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


def trial(rnd, noise, order, gain):
    times = noise(rnd, len(order))
    before = [t for t, side in zip(times, order) if side == "A"]
    after = [t * (1 - gain) for t, side in zip(times, order) if side == "B"]
    return "less %d %d %s %d %s" % (
        rnd.getrandbits(32), len(before), " ".join(map(repr, before)), len(after),
        " ".join(map(repr, after)))


def verdicts(bench, noise, n_trials, order, gain, seed):
    rnd = random.Random(seed)
    lines = [trial(rnd, noise, order, gain) for _ in range(n_trials)]
    return collections.Counter(answer[0] for answer in compare(bench, lines))


def simulate(options):
    order = compare(options.bench, ["order %d %d" % (SEED, options.runs)])[0][0]
    kinds = dict(NOISE)
    if options.samples:
        samples = record(options.samples)
        cv = statistics.stdev(samples) / statistics.mean(samples)
        kinds["this machine, CV %.1f %%" % (100 * cv)] = real(samples)
    print("%d runs a side, %s…, %d trials each\n" % (options.runs, order[:8], options.trials))
    print("A/A                          faster  slower  false claims")
    worst, n_false = 0.0, 0
    for i, (name, noise) in enumerate(kinds.items()):
        found = verdicts(options.bench, noise, options.trials, order, 0, i)
        false = (found["faster"] + found["slower"]) / options.trials
        n_false += found["faster"] + found["slower"]
        worst = max(worst, false)
        print("%-28s %6d  %6d  %6.2f %%" % (name, found["faster"], found["slower"], 100 * false))
    print("%-28s %6s  %6s  %6.2f %%\n" % ("all", "", "",
                                          100 * n_false / options.trials / len(kinds)))
    gains = (0.02, 0.05, 0.10, 0.20, 0.50)
    print("found as faster              " + "  ".join("%5.0f %%" % (100 * g) for g in gains))
    power = {}
    for i, (name, noise) in enumerate(kinds.items()):
        power[name] = [verdicts(options.bench, noise, options.trials, order, gain, 100 + i)["faster"]
                       / options.trials for gain in gains]
        print("%-28s " % name + "  ".join("%5.1f %%" % (100 * p) for p in power[name]))
    is_good = worst <= 0.05 and power["gauss, CV 3 %"][2] >= 0.8
    print("\nfalse claims at most 5 %% of every kind: %s; a gain of 10 %% at CV 3 %% found in 80 %%: %s"
          % ("yes" if worst <= 0.05 else "NO",
             "yes" if power["gauss, CV 3 %"][2] >= 0.8 else "NO"))
    return 0 if is_good else 1


# ---- whole measurements -------------------------------------------------------------------------

def git(folder, *args):
    subprocess.run(["git", "-C", folder, "-c", "user.name=A", "-c", "user.email=a@b.example", *args],
                   check=True, capture_output=True)


def make_repository(folder):
    """A test that fails by a limit that no machine meets, after work of a few milliseconds."""
    os.makedirs(folder / "tests")
    git(folder, "init", "-qb", "main")
    git(folder, "config", "user.name", "A")
    git(folder, "config", "user.email", "a@b.example")
    (folder / "work.py").write_text("def work():\n    return sum(i * i for i in range(400000))\n")
    (folder / ".gitignore").write_text("outputs/\n__pycache__/\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "work")
    git(folder, "checkout", "-qb", "dev")
    (folder / "tests" / "test_work.py").write_text(
        "import os\nimport sys\nimport time\n\nsys.path.insert(0, os.path.dirname(os.path.dirname("
        "os.path.abspath(__file__))))\nimport work\n\n\ndef test_work():\n"
        "    begin = time.perf_counter()\n    work.work()\n"
        "    assert time.perf_counter() - begin < 1e-9, 'too slow'\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "test")


def call(options, folder, *args):
    done = subprocess.run([options.redgreen, *args, "--json", "--quiet"], cwd=folder,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    try:
        return json.loads(done.stdout)
    except ValueError:
        sys.exit("%s: %s" % (args, done.stderr or done.stdout))


def measure_really(options):
    found = collections.Counter()
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "tree"
        make_repository(folder)
        call(options, folder, "fix", "tests/test_work.py::test_work", "--name", "w", "--kind", "opt",
             "--yes")
        call(options, folder, "branch", "--base", "main", "--yes")
        for i in range(options.real):
            begin = time.monotonic()
            answer = call(options, folder, "measure", "--runs", str(options.runs), "--yes")
            if answer["stopped"]:
                sys.exit(answer["stopped"])
            found[answer["verdict"]] += 1
            print("%2d: %s (%.0f s)" % (i + 1, answer["summary"], time.monotonic() - begin),
                  flush=True)
    false = found["faster"] + found["slower"]
    print("%d of %d real A/A measurements claim a difference" % (false, options.real))
    return 0 if false == 0 else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench")
    parser.add_argument("--redgreen")
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--real", type=int, default=0)
    options = parser.parse_args()
    if options.real:
        return measure_really(options)
    return simulate(options)


if __name__ == "__main__":
    sys.exit(main())
