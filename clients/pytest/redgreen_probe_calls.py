# SPDX-License-Identifier: MIT
"""Which functions of the tree each test called, set-up included.

``REDGREEN_PROBE_CALLS`` says how much that may cost:

``free``
    Python 3.12 and later only: sys.monitoring, where a function that was seen once in a test costs
    nothing more until the next test begins
``full``
    a run of its own that is no evidence. Before Python 3.12 sys.setprofile, which makes pure
    Python code three times slower. The tests of ``REDGREEN_PROBE_FIRST`` (node ids, a line each,
    relative to the root) are run before the others, and the order of their last calls is exact.
    For ``REDGREEN_PROBE_WARM`` seconds tests that come right before them stay there: what is called
    once in a process, by whoever comes first, is then not taken for theirs. When they have run and
    ``REDGREEN_PROBE_ENOUGH`` tests have passed, pytest is asked to stop (0: it is not).

One record for each test that passed, failed or was interrupted:

``calls``
    nodeid, outcome ("passed" | "failed"; missing: interrupted),
    files: [path]: those that no record of this process had before,
    functions: [[index of the file, qualified name, line]]: likewise; the line is that of the first
    decorator, where there is one, and before Python 3.11 the name is bare,
    bare: true, then,
    first: the index of the first of these functions,
    calls: [index | [first index, last index]] into all functions of this process so far. Of a test
    that failed or was interrupted by time of the last call, latest first; else in no order,
    last: true when that order is exact. Otherwise a function's place is that of its first call.

Nobody else's is taken: without a free tool id, or when somebody profiles already, nothing is
watched. What is called while a fixture is torn down counts only when that fails.
"""

import os
import sys
import threading
import time

import pytest

from redgreen_probe_modules import is_installed
from redgreen_probe_wanted import Wanted

MAX_CALLS = 5000  # of one test; the latest stay
MAX_FUNCTIONS = 50000
MAX_BYTES = 8 * 1024 * 1024
MAX_WARM = 20  # tests
MAX_EXACT = 10000  # calls of one function in one test, as long as their order is followed


class Tree:
    """Which files are the tree's. Asked in the middle of the test, so with str's methods alone:
    everything else may have been replaced by it."""

    def __init__(self, roots, cwd):
        self._roots = tuple(roots)
        self._cwd = cwd.rstrip("/") + "/"
        self._known = {}

    def has(self, name):
        known = self._known.get(name)
        if known is None:
            if name[:1] == "<":
                return False
            path = self.path(name)
            known = path.startswith(self._roots) and not is_installed(path)
            self._known[name] = known
        return known

    def path(self, name):
        return name if name[:1] == "/" else self._cwd + name


class Monitor:
    """sys.monitoring, Python 3.12 and later. seen: id(code) -> code, in the order of calls."""

    def __init__(self, tree):
        self.seen = {}
        self._counts = {}
        self._monitoring = sys.monitoring
        self._event = sys.monitoring.events.PY_START
        self._tool = None
        self._first_calls = _first_calls(tree, self.seen)
        self._last_calls = _last_calls(tree, self.seen, self._counts)

    def begin(self, is_exact):
        """False when nothing can be watched. Begins with the first test, so that whoever wants an
        id from the start has it."""
        monitoring = self._monitoring
        self.seen.clear()
        self._counts.clear()
        is_new = self._tool is None
        if is_new:
            free = [tool for tool in (4, 3) if monitoring.get_tool(tool) is None]
            if not free:
                return False
            monitoring.use_tool_id(free[0], "redgreen")
            self._tool = free[0]
        callback = self._last_calls if is_exact else self._first_calls
        monitoring.register_callback(self._tool, self._event, callback)
        if is_new:
            monitoring.set_events(self._tool, self._event)
        monitoring.restart_events()
        return True

    def end(self):
        """A function that is not called again before the next test costs nothing."""

    def close(self):
        if self._tool is None:
            return
        self._monitoring.set_events(self._tool, 0)
        self._monitoring.register_callback(self._tool, self._event, None)
        self._monitoring.free_tool_id(self._tool)

    def is_exact(self, wanted):
        return wanted


def _first_calls(tree, seen):
    disable, has = sys.monitoring.DISABLE, tree.has

    def started(code, _offset):
        if has(code.co_filename):
            seen[id(code)] = code
        return disable

    return started


def _last_calls(tree, seen, counts):
    disable, has = sys.monitoring.DISABLE, tree.has

    def started(code, _offset):
        if not has(code.co_filename):
            return disable
        key = id(code)
        seen.pop(key, None)
        seen[key] = code
        counts[key] = n = counts.get(key, 0) + 1
        return disable if n >= MAX_EXACT else None

    return started


class Profiler:
    """sys.setprofile, before Python 3.12. seen: as in Monitor."""

    def __init__(self, tree):
        self.seen = seen = {}
        has = tree.has

        def called(frame, event, _argument):
            if event == "call":
                code = frame.f_code
                if has(code.co_filename):
                    key = id(code)
                    seen.pop(key, None)
                    seen[key] = code

        self._called = called

    def begin(self, _is_exact):
        self.seen.clear()
        if sys.getprofile() is not None or getattr(threading, "_profile_hook", None) is not None:
            return False
        threading.setprofile(self._called)
        sys.setprofile(self._called)
        return True

    def end(self):
        if sys.getprofile() is self._called:
            sys.setprofile(None)
        if getattr(threading, "_profile_hook", None) is self._called:
            threading.setprofile(None)

    def close(self):
        self.end()

    def is_exact(self, _wanted):
        return True


def _ranges(numbers):
    """Ascending numbers, with [first, last] for three and more in a row."""
    out, at = [], 0
    while at < len(numbers):
        end = at
        while end + 1 < len(numbers) and numbers[end + 1] == numbers[end] + 1:
            end += 1
        if end - at > 1:
            out.append([numbers[at], numbers[end]])
        else:
            out.extend(numbers[at:end + 1])
        at = end + 1
    return out


class Table:
    """The functions of this process that records have named. Their code is kept, so that an id
    stays that of one function."""

    def __init__(self, tree):
        self._tree = tree
        self._files, self._places, self._ids, self._codes = {}, {}, {}, []
        self.new_files, self.new_functions = [], []

    def index(self, code):
        """None when the table is full."""
        index = self._ids.get(id(code))
        if index is None:
            if len(self._codes) >= MAX_FUNCTIONS:
                return None
            name = getattr(code, "co_qualname", code.co_name)
            place = (code.co_filename, code.co_firstlineno, name)
            index = self._places.get(place)
            if index is None:  # else a module that was loaded again
                index = self._places[place] = len(self._places)
                self.new_functions.append([self._file(code.co_filename), name, place[1]])
            self._ids[id(code)] = index
            self._codes.append(code)
        return index

    def _file(self, name):
        index = self._files.get(name)
        if index is None:
            index = self._files[name] = len(self._files)
            self.new_files.append(self._tree.path(name))
        return index

    def take_new(self):
        """The fields of a record that say what is new."""
        fields = {}
        if self.new_functions:
            fields = {"files": self.new_files or None, "functions": self.new_functions,
                      "first": len(self._places) - len(self.new_functions)}
            self.new_files, self.new_functions = [], []
        return fields


def _quietly(function):
    """Nothing of ours may reach pytest; an interrupt is not ours."""

    def wrapped(*args):
        try:
            return function(*args)
        except Exception:
            return None

    return wrapped


class Calls:
    """The plug-in."""

    def __init__(self, probe, first, warm_seconds, n_enough):
        self.writer = probe.writer
        self.first = Wanted(first, probe.root, probe.rootdir)
        self.warm_seconds = warm_seconds
        self.n_warm = self.n_first = 0  # tests: those before the wanted ones, and these
        self.n_enough, self.n_passed, self.n_left = n_enough, 0, 0  # n_left: of the wanted ones
        self.now, self.warm_since = time.monotonic, None
        tree = Tree(probe.roots, os.getcwd())
        self.watcher = (Monitor if hasattr(sys, "monitoring") else Profiler)(tree)
        self.table = Table(tree)
        self.n_bytes = 0
        self.pid = os.getpid()
        self.nodeid = None  # of the test under way, while it is watched
        self.outcome = self.failed_in = self.so_far = None
        self.getpid = os.getpid  # tests replace it

    # ---- the failing tests first

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        self._sort(items)

    @_quietly
    def _sort(self, items):
        wanted = [self.first.has(item.nodeid) for item in items]
        if True not in wanted:
            return
        begin = wanted.index(True)
        warm = items[max(0, begin - MAX_WARM):begin] if self.warm_seconds else []
        early = items[:begin - len(warm)]
        late = sorted(zip(wanted[begin:], items[begin:]), key=lambda pair: not pair[0])
        n_first = sum(wanted)
        late = [item for _, item in late]
        items[:] = warm + late[:n_first] + early + late[n_first:]
        self.n_warm, self.n_first = len(warm), n_first
        self.n_left = n_first

    @_quietly
    def _hurry(self, item):
        """When the others take too long, the wanted ones come after the next test, which pytest
        has prepared for already; it and one more must fit, if they take as long as those before."""
        items = item.session.items
        begin = items.index(item) + 2
        seconds = self.now() - self.warm_since
        if begin >= self.n_warm:
            self.n_warm = 0
        elif seconds + 2 * seconds / (begin - 1) > self.warm_seconds:
            end = self.n_warm + self.n_first
            items[begin:end] = items[self.n_warm:end] + items[begin:self.n_warm]
            self.n_warm = 0

    # ---- a test

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        self._begin(item.nodeid)
        yield
        self._end()
        if self.n_warm and not self.writer.worker:
            self._hurry(item)
        if self.n_enough:
            self._stop_when_enough(item)

    @_quietly
    def _stop_when_enough(self, item):
        self.n_passed += self.outcome == "passed"
        self.n_left -= self.first.has(item.nodeid)
        if self.n_left <= 0 and self.n_passed >= self.n_enough:
            item.session.shouldstop = "enough was seen"

    @_quietly
    def _begin(self, nodeid):
        self.nodeid = None
        if self.warm_since is None:
            self.warm_since = self.now()
        self.outcome = self.failed_in = self.so_far = None
        self.is_exact = self.watcher.is_exact(self.first.has(nodeid))
        if self.n_bytes < MAX_BYTES and self.watcher.begin(self.is_exact):
            self.nodeid = nodeid

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_setup(self):
        yield
        self._so_far()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_call(self):
        yield
        self._so_far()

    def _so_far(self):
        """Before pytest describes a failure, which calls every __repr__ that it comes across."""
        self.so_far = list(self.watcher.seen.values())

    def pytest_runtest_logreport(self, report):
        if hasattr(report, "node") or report.nodeid != self.nodeid:
            return  # a worker's, or a test's own report
        if report.outcome == "failed":
            self.outcome, self.failed_in = "failed", self.failed_in or report.when
        elif self.outcome is None and report.outcome == "skipped":
            self.outcome = "skipped"
        elif self.outcome is None and report.when == "call" and report.outcome == "passed":
            self.outcome = "passed"

    @_quietly
    def _end(self):
        self.watcher.end()
        nodeid, self.nodeid = self.nodeid, None
        if nodeid is None or self.getpid() != self.pid:
            return
        codes = self.so_far
        if codes is None or self.failed_in == "teardown":
            codes = list(self.watcher.seen.values())
        if codes and self.outcome in (None, "failed", "passed"):
            self._write(nodeid, codes)
        self.watcher.seen.clear()

    def _write(self, nodeid, codes):
        calls = []
        for code in reversed(codes[-MAX_CALLS:]):
            index = self.table.index(code)
            if index is not None:
                calls.append(index)
        fields = self.table.take_new()
        if self.outcome == "passed":
            calls = _ranges(sorted(set(calls)))
        if fields and sys.version_info < (3, 11):
            fields["bare"] = True
        self.n_bytes += self.writer.write(
            "calls", nodeid=nodeid, outcome=self.outcome, calls=calls,
            last=True if self.is_exact and self.outcome != "passed" else None, **fields)

    def pytest_unconfigure(self):
        self._close()

    @_quietly
    def _close(self):
        self.watcher.close()


def plugin(probe):
    """The plug-in, or None: not wanted, not for free, or somebody else's place."""
    wanted = os.environ.get("REDGREEN_PROBE_CALLS")
    if wanted == "free" and not hasattr(sys, "monitoring"):
        return None
    if wanted not in ("free", "full"):
        return None
    is_full = wanted == "full"
    try:
        first = os.environ.get("REDGREEN_PROBE_FIRST", "") if is_full else ""
        warm_seconds = float(os.environ.get("REDGREEN_PROBE_WARM", 0)) if is_full else 0
        n_enough = int(os.environ.get("REDGREEN_PROBE_ENOUGH", 0)) if is_full else 0
        return Calls(probe, first, warm_seconds, n_enough)
    except Exception:
        return None
