#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""forge_races - retries that race for one branch: does there ever come to be a second pull request?

    tests/real/forge_races.py --build BUILD [--rounds 250] [--at-once 4] [FORGE...]

Each round is a branch of its own, on which redgreen-forge is called several times at once, while
the forge loses answers, is busy, is behind the push, or says nothing. Then it is called once more,
in peace: it must find the one pull request, with the text of that call. Prints a table: rounds,
calls, how they ended, pull requests per branch. Exit status 1 when a branch has not exactly one.
tests/e2e/test_forge_stories.py has the short version.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
import fake_forge  # noqa: E402


def forges():
    import fake_gitea
    import fake_github
    import fake_gitlab
    return {one.kind: one for one in (fake_github.GitHub, fake_gitlab.GitLab, fake_gitea.Gitea)}


class Gate(fake_forge.Gate):
    """Every request may meet a fault; which one is drawn anew for each."""

    def __init__(self, inner, seed):
        self.random, self.quiet = random.Random(seed), False
        super().__init__(inner, inner.prefix)

    def handle(self, request):
        body = request.body()
        with self.lock:
            drawn = 1.0 if self.quiet else self.random.random()
        if drawn < 0.08:  # nothing arrives
            request.close_connection = True
        elif drawn < 0.20:  # it is carried out, and nobody hears of it
            self.pass_on(request, body)
            request.close_connection = True
        elif drawn < 0.26:
            request.answer(503, {"Content-Type": "text/html"}, b"busy")
        elif drawn < 0.30:
            self.pass_on(request, body)
            request.answer(502, {"Content-Type": "text/html"}, b"oops")
        else:
            request.answer(*self.pass_on(request, body))


def call(program, forge, host, branch, title):
    request = {
        "kind": forge.kind, "host": host, "api": "http://%s%s" % (host, forge.prefix),
        "project": "octo/app", "headProject": None, "root": None, "timeoutMs": 60000,
        "token": forge.token, "pr": {
            "title": title, "body": "text of " + title, "base": "main", "branch": branch,
            "headOid": fake_forge.SHA, "draft": True, "labels": [], "assignees": [],
            "reviewers": []}}
    done = subprocess.run([program], input=json.dumps(request).encode(), stdout=subprocess.PIPE,
                          env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}, timeout=300)
    return json.loads(done.stdout)


def play(program, forge, gate, rounds, at_once):
    """(causes of the racing calls, pull requests per branch, last calls that went wrong)."""
    causes, wrong = collections.Counter(), []
    for number in range(rounds):
        branch = "fix/race-%d" % number
        with forge.lock:
            forge.branches[("octo/app", branch)] = fake_forge.SHA
            if number % 5 == 0:
                forge.be_behind()
        gate.quiet = False
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            told = list(pool.map(lambda k: call(program, forge, gate.host, branch, "Try %d" % k),
                                 range(at_once)))
        causes.update(one["cause"] for one in told)
        gate.quiet = True
        with forge.lock:
            forge.script.clear()
        last = call(program, forge, gate.host, branch, "Last")
        here = [pull for pull in forge.pulls if pull["head"] == branch]
        if last["cause"] != "ok" or len(here) != 1 or here[0]["body"] != "text of Last":
            wrong.append((branch, last, len(here)))
    return causes, collections.Counter(
        collections.Counter(pull["head"] for pull in forge.pulls).values()), wrong


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--build", required=True, help="folder with bin/redgreen-forge")
    options.add_argument("--rounds", type=int, default=250)
    options.add_argument("--at-once", type=int, default=4)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("forge", nargs="*", help="github, gitlab, gitea; all when none is named")
    asked = options.parse_args()
    os.environ.setdefault("REDGREEN_TEST_CACHE", os.path.expanduser("~/.cache/redgreen-tests"))
    os.environ.setdefault("REDGREEN_NODE_TOOLS",
                          os.environ["REDGREEN_TEST_CACHE"] + "/node/github")
    program = str(pathlib.Path(asked.build).resolve() / "bin" / "redgreen-forge")
    known, is_good = forges(), True
    print("| forge | branches | racing calls | ended | pull requests per branch | wrong |\n"
          "|---|---|---|---|---|---|")
    for kind in asked.forge or sorted(known):
        forge = known[kind]()
        gate = Gate(forge, asked.seed)
        causes, per_branch, wrong = play(program, forge, gate, asked.rounds, asked.at_once)
        gate.end()
        forge.end()
        is_good = is_good and not wrong and set(per_branch) == {1}
        print("| %s | %d | %d | %s | %s | %d |" % (
            kind, asked.rounds, asked.rounds * asked.at_once,
            ", ".join("%s %d" % one for one in sorted(causes.items())),
            ", ".join("%d: %d" % one for one in sorted(per_branch.items())), len(wrong)),
            flush=True)
        for branch, last, n in wrong[:5]:
            print("  %s: %d pull requests, the last call said %r" % (branch, n, last))
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
