# SPDX-License-Identifier: MIT
"""A pytest plugin for mine: what became of each test, and which functions of the tree it called.

$MINE_PROBE is the file to write, $MINE_TREE the tree, $MINE_SPECTRUM whether calls are wanted.
"""
import json
import os
import sys
import threading
import time

TREE = os.environ["MINE_TREE"] + os.sep
STRENGTH = ["skipped", "passed", "failed", "error"]
outcomes, called = {}, {}
start = time.monotonic()


class Calls:
    """The functions that are called while a test runs, each at the place of its last call."""

    def __init__(self):
        self.order, self.known = {}, {}

    def key(self, code):
        path = os.path.abspath(code.co_filename)
        if not path.startswith(TREE) or code.co_name in ("<module>", "<genexpr>", "<listcomp>",
                                                         "<dictcomp>", "<setcomp>"):
            return None
        name = getattr(code, "co_qualname", code.co_name).replace(".<locals>", "")
        return path[len(TREE):].replace(os.sep, "/"), name, code.co_firstlineno

    def __call__(self, frame, event, _):
        if event != "call":
            return
        code = frame.f_code
        if code not in self.known:
            self.known[code] = self.key(code)
        key = self.known[code]
        if key:
            self.order.pop(key, None)
            self.order[key] = None


calls = Calls()


def note(nodeid, outcome):
    if STRENGTH.index(outcome) >= STRENGTH.index(outcomes.get(nodeid, "skipped")):
        outcomes[nodeid] = outcome


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        failed = report.outcome == "failed" and report.when != "call"
        note(report.nodeid, "error" if failed else report.outcome)


def pytest_runtest_logstart(nodeid):
    if os.environ["MINE_SPECTRUM"]:
        calls.order = {}
        threading.setprofile(calls)
        sys.setprofile(calls)


def pytest_runtest_logfinish(nodeid):
    if os.environ["MINE_SPECTRUM"]:
        sys.setprofile(None)
        threading.setprofile(None)
        called[nodeid] = list(calls.order)


def pytest_sessionfinish():
    with open(os.environ["MINE_PROBE"], "w") as file:
        json.dump({"outcomes": outcomes, "called": called, "secs": time.monotonic() - start}, file)
