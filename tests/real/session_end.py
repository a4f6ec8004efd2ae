#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fix sessions of one minute in which something hangs: that they end by their limit, with a report.

    tests/real/session_end.py --server build/bin/redgreen

Each row is a step of a command and what hangs there: the test, with or without an ear for signals,
the remote or the forge, which accept a connection and say nothing, or a command of the git program.
The rows are played at the same time but for what leads to the step, a few at once: on a busy
machine a session of a minute would be over before. All of it takes two to five minutes. What must hold: the command
ends with `time-is-up` at most five seconds after the session's end (the table says when), the
report is there, and so is what the user wrote. Commands that are no wait (the last rows) answer,
and what has a limit of its own (the neighbours, the forge) may end by that before.
Exit status 1 when anything did not hold.
"""
import argparse
import concurrent.futures
import datetime
import os
import pathlib
import shutil
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
import git_servers  # noqa: E402
import product as product_module  # noqa: E402
import repositories  # noqa: E402
from repositories import TEST, TEST_FILE  # noqa: E402

LIMIT, GRACE = 60, 5
PLUGIN = """
import os, signal, time

def pytest_runtest_call(item):
    what = open(os.environ["HANG"]).read()
    if what.startswith("neighbours") == item.nodeid.startswith("%s"):
        return
    if "deaf" in what:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)
    while "test" in what or "neighbours" in what:
        time.sleep(1)
""" % TEST_FILE
GIT = """#!/bin/sh
for hung in $(sed -n 's/^git //p' "$HANG"); do
	case " $* " in *" $hung "*) exec sleep 1000 ;; esac
done
exec "$REAL_GIT" "$@"
"""

# what hangs, as the plug-in and the git program read it, by the step that it is for
ROWS = [
    ("run", "the test", "test"), ("run", "the test, deaf", "test deaf"),
    ("branch", "the remote, fetching", "remote"), ("branch", "git fetch", "git fetch"),
    ("branch", "the baseline", "test"),
    ("stability", "the test", "test"), ("stability", "the test, deaf", "test deaf"),
    ("measure", "the test", "test"), ("measure", "git worktree", "git worktree"),
    ("pr by hand", "the remote, fetching", "remote"),
    ("pr by hand", "git worktree add", "git add"),
    ("pr by hand", "git worktree remove", "git remove"),
    ("pr by hand", "the test on the base", "test"),
    ("pr", "the test with the fix", "test"), ("pr", "the neighbours", "neighbours"),
    ("pr", "the remote, pushing", "remote"), ("pr", "git push", "git push"),
    ("pr", "git ls-remote", "git ls-remote"), ("pr", "the forge", "forge"),
    ("check", "git, whatever is asked", "git log git blame git show"),
    ("report", "git, whatever is asked", "git log git blame git show"),
    ("give-up", "git, whatever is asked", "git log git blame git show"),
]
ANSWERING = ("check", "report", "give-up")
OWN_LIMIT = ("the neighbours", "the forge")


class Row:
    def __init__(self, folder, server, template, silent, row, at_once):
        self.at_once = at_once
        self.command, self.name, self.what = row
        folder.mkdir()
        env = product_module.environment(folder / "home")
        self.hang = folder / "hang"
        self.hang.write_text("")
        (folder / "bin").mkdir()
        (folder / "bin/git").write_text(GIT)
        (folder / "bin/git").chmod(0o755)
        (folder / "plugin").mkdir()
        (folder / "plugin/hang_where_told.py").write_text(PLUGIN)
        env.update(HANG=str(self.hang), REAL_GIT=shutil.which("git"), GH_ENTERPRISE_TOKEN="x" * 40,
                   PATH=f"{folder}/bin:{env['PATH']}", GH_HOST=f"127.0.0.1:{silent.port}")
        self.place = repositories.copy_template(template, folder / "at", env)
        self.silent = f"http://127.0.0.1:{silent.port}"
        settings = {} if self.what != "forge" else {"forge": {
            "kind": "github", "url": self.silent, "project": "octo/app"}}
        self.place.settings(
            budgetMinutes=LIMIT // 60, stabilityRuns=2, pytestArgs=["-p", "hang_where_told"],
            env={"HANG": str(self.hang), "PYTHONPATH": str(folder / "plugin")}, **settings)
        self.product = product_module.Product(product_module.Shell(server, env), self.place.root)

    def begin(self):
        """What leads to the step."""
        self.asked("fix", TEST, name="touch")
        if self.command in ("run", "branch"):
            return {}
        if self.command not in ("pr by hand", "report"):
            self.asked("branch")
        self.place.fix()
        if self.command == "pr by hand":
            self.place.move_base()  # so that nothing is known of it
        if self.command == "pr" or (self.command == "pr by hand" and self.what != "remote"):
            return {"plan": self.asked("pr")["plan"]["hash"]}
        return {}

    def asked(self, *words, **arguments):
        answer = self.product(*words, **arguments)
        assert answer.status == 0, answer
        return answer

    def play(self):
        """(seconds from the session's start to the answer, what did not hold)"""
        with self.at_once:
            arguments = self.begin()
        before = self.place.files()
        self.hang.write_text(self.what.replace(" git ", "\ngit "))
        if self.what == "remote":
            self.place.git("remote", "set-url", "origin", self.silent + "/x.git")
        answer = self.product(self.command.split()[0], **arguments)
        ended = time.time()
        name = next(iter((self.place.root / ".git/redgreen/sessions").iterdir())).name
        seconds = ended - datetime.datetime.strptime(name[:19], "%Y-%m-%d_%H-%M-%S").timestamp()
        wrong = []
        is_early = self.name in OWN_LIMIT and seconds < LIMIT
        if self.command not in ANSWERING and answer.code != "time-is-up" and not is_early:
            wrong.append(repr(answer)[:300])
        if seconds > LIMIT + GRACE:
            wrong.append("late")
        if self.command != "check" and answer.code != "forge-refused" and len(list(
                (self.place.root / "outputs").glob("*.md"))) != 1:
            wrong.append("no report")
        after = self.place.files()
        wrong += [f"file {path}" for path in before
                  if after.get(path) != before[path] and not path.startswith("outputs/")]
        wrong += [f"lock {path}" for path in self.place.see()["locks"]]
        wrong += self.left()
        return seconds, wrong

    def left(self):
        """Processes of the row that live on; what is leaving is waited for."""
        for _ in range(100):
            found = []
            for process in pathlib.Path("/proc").glob("[0-9]*"):
                try:
                    if f"HANG={self.hang}\0".encode() in (process / "environ").read_bytes():
                        found.append((process / "cmdline").read_text().replace("\0", " "))
                except OSError:
                    pass
            if not found:
                return []
            time.sleep(0.1)
        return [f"left: {line[:100]}" for line in found]


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--server", required=True)
    options.add_argument("--only", default="", help="rows whose step has this word")
    options.add_argument("--at-once", type=int, default=3, help="rows on the way to their step")
    args = options.parse_args()
    server, bad = str(pathlib.Path(args.server).resolve()), 0
    with tempfile.TemporaryDirectory() as work, git_servers.Silent() as silent:
        work = pathlib.Path(work)
        repositories.make_template(work / "template", product_module.environment(work / "home"))
        at_once = threading.Semaphore(args.at_once)
        rows = [Row(work / f"row{i}", server, work / "template", silent, row, at_once)
                for i, row in enumerate(ROWS) if args.only in row[0]]

        def play(row):
            try:
                return row.play()
            except Exception as error:
                return 0, [f"{type(error).__name__}: {str(error)[:300]}"]

        print(f"{'step':12}{'what hangs':28}{'ended at, s':>12}   what did not hold")
        with concurrent.futures.ThreadPoolExecutor(len(rows)) as pool:
            for row, (seconds, wrong) in zip(rows, pool.map(play, rows)):
                print(f"{row.command:12}{row.name:28}{seconds:12.1f}   {'; '.join(wrong)}",
                      flush=True)
                bad += bool(wrong)
    print(f"{len(rows)} sessions, {bad} bad")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
