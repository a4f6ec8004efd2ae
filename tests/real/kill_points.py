#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""redgreen is killed at every step that can leave a trace, and at random; and its disk fails there.

    tests/real/kill_points.py --server build/bin/redgreen            all points, 500 random kills
    tests/real/kill_points.py --server … --times 50 --points 8       8 points a command, 50 times
    tests/real/kill_points.py --server … --how disk                  no space left from the n-th on
    tests/real/kill_points.py --server … --how nomem --points 200    the n-th allocation fails

Wants the Python that tests/e2e uses (pytest in it) and REDGREEN_NODE_TOOLS as tests/run sets it.
Commands: fix, branch, pr (its plan and its execution), give-up and undo, on a repository with a
remote and a forge, both of this machine. A point is the n-th write, sync, rename, link, unlink,
mkdir or truncation of the process (tests/real/kill_shim.c). What must hold, each time:

  kept        every file of the user's is what it was; HEAD, refs and index are what they were, or
              what the undisturbed command makes of them
  gone        what it had started ends with it, be it a little later
  converged   the next start mends what is half done, and asking again ends where an undisturbed
              command ends: one branch, one commit, one pull request, a report, no lock, no
              temporary folder, nothing that git fsck complains about

Memory (nomem) needs a build without sanitizers. Prints a table; exit status 1 when anything did
not hold.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
import fake_github  # noqa: E402
import product as product_module  # noqa: E402
import repositories  # noqa: E402
from repositories import FIXED, TEST, TEST_FILE  # noqa: E402


class Forge(fake_github.GitHub):
    """Answers without the gate that the tests have in front of it."""

    def respond(self, method, path, query, fields, site):
        return super().respond(method, path.removeprefix("/api/v3"), query, fields, self.host)


class Bench:
    """A place where trials are made; one for each worker."""

    def __init__(self, folder, server, template, shim, how, commands):
        self.folder, self.server, self.shim = folder, server, shim
        self.shim_env = {"LD_PRELOAD": " ".join([*sanitizers(server), str(shim)])} | (
            {"RG_SHIM_MEMORY": "1"} if how == "nomem" else {})
        folder.mkdir()
        self.env = product_module.environment(folder / "home")
        self.env["PATH"] += ":/usr/local/bin"
        self.place = repositories.copy_template(template, folder / "at", self.env)
        self.commands = commands
        self.forge = Forge() if "pr" in commands else None
        if self.forge:
            self.env.update(GH_HOST=self.forge.host, GH_ENTERPRISE_TOKEN=self.forge.token)
        self.shell = product_module.Shell(server, self.env)
        self.product = product_module.Product(self.shell, self.place.root)
        # the states before each command get older than a session of 15 minutes
        self.place.settings(stabilityRuns=2, budgetMinutes=240, **{"forge": {
            "kind": "github", "url": "http://" + self.forge.host, "project": "octo/app"}}
            if self.forge else {})
        with open(self.place.root / ".git/info/exclude", "a") as file:
            file.write("notes.txt\n.redgreen.json\n")
        self.place.write("notes.txt", "of the user's, in no commit\n")
        self.ends, self.seen, self.steps, self.plan = {}, {}, {}, None

    # ---- states: what is there before each command ----

    def keep(self, name):
        shutil.copytree(self.folder / "at", self.folder / name, symlinks=True)
        self.seen[name] = self.look()

    def restore(self, name):
        shutil.rmtree(self.folder / "at")
        shutil.copytree(self.folder / name, self.folder / "at", symlinks=True)
        if self.forge:
            self.forge.pulls[:] = []
            self.forge.bare["octo/app"] = self.place.origin

    def look(self):
        seen = self.place.see()
        seen["trees"] = dict(line.split(" ") for line in self.place.git(
            "for-each-ref", "--format=%(refname) %(tree)").splitlines())
        seen["files"] = {path: what for path, what in seen["files"].items()
                         if not path.startswith("outputs/")}
        return seen

    def done(self, answer):
        assert answer.status == 0, answer
        return answer

    def prepare(self):
        """The state before each of the commands, and what undisturbed ones make of it."""
        self.keep("fix")
        self.done(self.product("fix", TEST, name="touch", prompt="Ranges that touch"))
        self.keep("branch")
        if set(self.commands) - {"fix", "branch"}:
            self.done(self.product("branch"))
            self.place.fix()
            self.place.write("new.txt", "added and staged\n")
            self.place.git("add", "new.txt")
            self.keep("give-up")
            self.keep("undo")
        if {"plan", "pr"} & set(self.commands):
            self.done(self.product("stability"))
            self.keep("plan")
            self.plan = self.done(self.product("pr"))["plan"]["hash"]
            self.keep("pr")
        for command in self.commands:
            self.restore(command)
            self.again(command)
            self.ends[command] = self.look()
            self.restore(command)
            count = self.folder / "count"
            self.run(command, {"RG_SHIM_COUNT": str(count)})
            self.steps[command] = int(count.read_text())

    # ---- one command ----

    def words(self, command):
        arguments = {"fix": {"name": "touch", "prompt": "Ranges that touch"},
                     "pr": {"plan": self.plan}, "give-up": {"reason": "no time"}}
        return self.shell.words({"plan": "pr"}.get(command, command), self.place.root,
                                [TEST] if command == "fix" else [], **arguments.get(command, {}))

    def run(self, command, shim, kill_after=None):
        """Exit status; what it said on stderr."""
        env = dict(self.env, **self.shim_env, **shim, RG_TRIAL=str(self.folder))
        process = subprocess.Popen(self.words(command), env=env, stdin=subprocess.DEVNULL, cwd="/",
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        timer = None
        if kill_after is not None:
            timer = threading.Timer(kill_after, process.kill)
            timer.start()
        out, err = process.communicate(timeout=300)
        if timer:
            timer.cancel()
        return process.returncode, out, err.decode(errors="replace")

    def again(self, command):
        """The next start, then the command until it is done."""
        status = self.product("status")
        if command == "fix":
            self.done(self.product("fix", TEST, name="touch", prompt="Ranges that touch"))
        elif command == "branch":
            if self.place.branch() == "dev":
                self.done(self.product("branch"))
        elif command == "plan":
            self.done(self.product("pr"))
        elif command == "pr":
            if status.result and status["phase"] != "done":
                plan = self.done(self.product("pr"))["plan"]["hash"]
                self.done(self.product("pr", plan=plan))
        elif command == "give-up":
            self.product("give-up", reason="no time")
        elif command == "undo":
            answer = self.product("undo")
            assert answer.status == 0 or answer.code in ("nothing-to-undo", "no-session"), answer

    def left(self):
        """Processes that the newest run of a command has started, or these have."""
        mark = f"RG_TRIAL={self.folder}".encode()
        found = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # of somebody else, or gone
                pass
        return found

    # ---- what must hold ----

    def kept(self, command):
        before, after, now = self.seen[command], self.ends[command], self.look()
        wrong = []
        for path, what in before["files"].items():
            if now["files"].get(path) not in (what, after["files"].get(path)):
                wrong.append(f"file {path}")
        for path in now["files"]:
            if path not in before["files"] and path not in after["files"]:
                wrong.append(f"extra file {path}")
        if now["HEAD"] not in (before["HEAD"], after["HEAD"]):
            wrong.append("HEAD")
        allowed = set(names(before)) | set(names(after))
        for name in names(now):
            if name not in allowed:
                wrong.append(f"ref {name}")
        for name, tree in before["trees"].items():  # commit ids vary with the time
            if now["trees"].get(name) not in (tree, after["trees"].get(name)):
                wrong.append(f"ref {name} changed")
        if now["index"] not in (before["index"], after["index"]):
            wrong.append("index")
        if now["broken"]:
            wrong.append(str(now["broken"]))
        return wrong

    def converged(self, command):
        try:
            self.again(command)
        except AssertionError as error:
            return [f"asked again: {error}"]
        after, now = self.ends[command], self.look()
        wrong = [key for key in ("HEAD", "index", "files", "worktrees", "temporary", "broken")
                 if now[key] != after[key]]
        wrong += [f"lock {path}" for path in now["locks"] if path not in after["locks"]]
        if names(now) != names(after):
            wrong.append(f"refs {set(names(now)) ^ set(names(after))}")
        wrong += [f"tree of {name}" for name, tree in after["trees"].items()
                  if not session(name) and now["trees"].get(name) != tree]
        if command == "pr":
            if len(self.forge.pulls) != 1:
                wrong.append(f"{len(self.forge.pulls)} pull requests")
            if self.place.git("rev-list", "--count", "main..fix/touch") != "1":
                wrong.append("commits")
            if now["remote"].count("refs/heads/fix/") != 1:
                wrong.append("remote branches")
        if command in ("pr", "give-up") and len(list(
                (self.place.root / "outputs").glob("*.md"))) != 1:
            wrong.append("reports")
        return wrong

    def gone(self):
        """Only at the end of a trial, so that the next start meets what is about to end."""
        end = time.monotonic() + PATIENCE
        while (left := self.left()) and time.monotonic() < end:
            time.sleep(0.05)
        return left

    def trial(self, command, shim, kill_after=None):
        """(the process ended early or badly, what did not hold)"""
        self.restore(command)
        status, out, err = self.run(command, shim, kill_after)
        wrong = []
        if status not in (0, 1, -signal.SIGKILL):
            lines = err.strip().splitlines()
            if status < 0 or not lines or "redgreen" not in lines[-1]:
                wrong.append(f"ended with {status}: {err[-200:]}")
        wrong += [f"kept: {what}" for what in self.kept(command)]
        wrong += [f"converged: {what}" for what in self.converged(command)]
        wrong += [f"still there: {what[:100]}" for what in self.gone()]
        return status not in (0, 1), wrong


def sanitizers(server):
    """Their libraries, which want to be loaded before all others."""
    return re.findall(r"=> (\S*/lib[at]san\S*)", subprocess.run(
        ["ldd", server], capture_output=True, text=True, check=True).stdout)


def build_shim(folder):
    shim = folder / "shim.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shim,
                    TOP / "tests/real/kill_shim.c", "-ldl"], check=True)
    return shim


def refs(seen):
    return dict(line.split(" ") for line in seen["refs"].splitlines())


def names(seen):
    """Refs by name: ids of commits vary with the time."""
    return sorted(name.replace(part, "SESSION") if (part := session(name)) else name
                  for name in refs(seen))


def session(name):
    parts = name.split("/")
    return parts[2] if name.startswith("refs/redgreen/") and len(parts) > 3 else None


PATIENCE = 20  # seconds; a guard has two for its ladder, on a machine that has nothing else to do
COMMANDS = ["fix", "branch", "plan", "pr", "give-up", "undo"]


def wanted_steps(span, n, wanted):
    """Those of the span "A-B", or as many as wanted of 1…n, evenly, or all of them."""
    if span:
        first, last = map(int, span.split("-"))
        return range(first, last + 1)
    if not wanted or wanted >= n:
        return list(range(1, n + 1))
    return [1 + i * (n - 1) // (wanted - 1) for i in range(wanted)]


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--server", required=True)
    options.add_argument("--commands", nargs="*", default=COMMANDS)
    options.add_argument("--points", type=int, default=0, help="of each command; 0: all")
    options.add_argument("--steps", metavar="A-B", help="those alone")
    options.add_argument("--times", type=int, default=1)
    options.add_argument("--random", type=int, default=0, help="kills at random moments")
    options.add_argument("--how", default="kill", choices=["kill", "disk", "interrupt", "short", "nomem"])
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--minutes", type=float, default=600, help="no new trial after that")
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    server = str(pathlib.Path(args.server).resolve())
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        shim = build_shim(work)
        env = product_module.environment(work / "home")
        repositories.make_template(work / "template", env)
        benches = [Bench(work / f"bench{i}", server, work / "template", shim, args.how,
                         args.commands)
                   for i in range(args.jobs)]
        with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
            list(pool.map(Bench.prepare, benches))
        trials = [(command, n) for command in args.commands
                  for n in wanted_steps(args.steps, benches[0].steps[command], args.points)
                  for _ in range(args.times)]
        rng = random.Random(args.seed)
        trials += [(rng.choice(args.commands), None) for _ in range(args.random)]
        rng.shuffle(trials)
        seconds = {}
        for command in args.commands:
            benches[0].restore(command)
            begun = time.monotonic()
            benches[0].run(command, {})
            seconds[command] = time.monotonic() - begun
        table = collections.defaultdict(list)
        lock = threading.Lock()

        def work_off(bench):
            while True:
                with lock:
                    if not trials or time.monotonic() > end:
                        return
                    command, n = trials.pop()
                    after = rng.uniform(0, seconds[command] * 1.1)
                try:
                    result = bench.trial(command, {"RG_SHIM_AT": str(n), "RG_SHIM_HOW": args.how},
                                         None) if n else bench.trial(command, {}, after)
                except Exception as error:
                    result = True, [f"{type(error).__name__}: {str(error)[:300]}"]
                with lock:
                    table[command, "random" if n is None else "points"].append(result[0])
                    for what in result[1]:
                        print(f"  {command} {'at %d' % n if n else 'after %.3f s' % after}: {what}",
                              flush=True)
                    bad[command, "random" if n is None else "points"] += bool(result[1])

        bad = collections.Counter()
        end = time.monotonic() + args.minutes * 60
        with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
            list(pool.map(work_off, benches))
        print(f"{args.how:24} trials   ended by it   steps   not kept or not converged")
        for (command, kind), ended in sorted(table.items()):
            print(f"{command:10}{kind:14}{len(ended):6}{sum(ended):14}"
                  f"{benches[0].steps[command]:8}{bad[command, kind]:14}")
        print(f"{sum(map(len, table.values()))} trials, {sum(bad.values())} bad")
        for bench in benches:
            if bench.forge:
                bench.forge.end()
        sys.exit(bool(bad))


if __name__ == "__main__":
    main()
