# SPDX-License-Identifier: MIT
"""redgreen's probe: a pytest plug-in that writes down what happens, and changes nothing.

Loaded with ``-p redgreen_probe``; Python 3.6 and later, pytest 6.2 and later, standard library
only. Environment:

``REDGREEN_PROBE``
    file to append to; without it the plug-in does nothing
``REDGREEN_PROBE_ROOT``
    the workspace's root; without it pytest's rootdir

The file holds JSON Lines: UTF-8, one object a line, each written by one unbuffered append, so that
xdist's workers share the file and a crash loses nothing that was written before it. A last line
without its end was cut by a crash. A reader ignores keys and kinds that it does not know. Keys
whose value would be null, empty or false may be missing. Line numbers are 1-based, paths are
absolute unless Python gave something else (``<string>``), times are in seconds. Every record has
``kind``, and ``worker`` ("gw0") when a worker of xdist wrote it.

``session``   when pytest has configured itself
    format (1), python ("3.11.7"), implementation, executable, prefix, pytest, rootdir, cwd,
    argv (pytest's arguments), plugins ["pytest-xdist 3.8.0"]
``start``     a test begins: nodeid
``report``    a phase of a test has ended. Passed set-ups and teardowns have none.
    nodeid, when ("setup" | "call" | "teardown"; "crash": a worker of xdist died in it),
    outcome ("passed" | "failed" | "skipped" | "rerun"), seconds,
    path and line of the test itself,
    wasxfail: reason, for an expected failure (outcome "skipped") or an unexpected pass,
    skipped: reason,
    subtest: {"message", "params": {name: text}}, for a subtest's own report,
    subtests_failed: true when the report only says that subtests failed,
    error: an exception, for outcome "failed" and "rerun",
    stderr: the end of what a test that failed wrote to standard error, where pytest captured it
    and native code may be speaking there
``collect``   collecting failed: nodeid (of the file or folder), path, error; with xdist each worker
    that collects writes it
``skip``      a whole file was skipped while collecting: nodeid, skipped: reason
``internal``  pytest itself failed: error
``interrupt`` KeyboardInterrupt or pytest.exit: error (its frames show where)
``finish``    pytest has come to its end
    exitstatus, collected (number of tests), seconds,
    foreign: [{"module", "path", "kind", "via"}]: modules that stand for the tree's and that came
    from elsewhere, the shortest name of each package only; kind: "installed" | "checkout" (also a
    mere folder) | "archive" | "build" (a copy in the tree) | "link" (leads out of the tree) |
    "bytecode" (not of the source that is there); via, where that is known: "editable" |
    "PYTHONPATH" | "sys.path" | "sourceless" | "stale",
    own: number of modules that were loaded from below the root; modules: [[name, path below the
    root]], the first 100 of them,
    native: [{"path", "time"}]: files with native code built from the tree, and when (in ms)
    (all of these are in each worker's record too)
``calls``     which functions of the tree a test called, where that is wanted
    (redgreen_probe_calls.py)
``printed``   what a test printed, for a run that measures (redgreen_probe_printed.py)

An exception is an object:
    type      as the last line of a traceback spells it, with its module unless built in
              ("decimal.InvalidOperation"); missing for a fixture that does not exist
    name      the class's bare name ("InvalidOperation")
    message   str() of it, at most 64 KiB; for an assertion what pytest made of it
    frames    innermost last, pytest's own left out, at most 200 (the middle is left out and
              ``omitted`` says how many):
              {"path", "line", "function", "qualname", "source", "statement", "repeat",
              "values": [[name, text]]}
              ``source`` is the stripped line; ``statement`` the statement that it is of, where
              that has more lines; ``repeat`` how many of the same text stand before it in the
              function; ``values`` are arguments, then locals, at most 20; these three of frames
              below the root only
    chain     the exceptions behind it, nearest first, at most 20: exceptions without ``chain``,
              with relation "cause" | "context" | "group" (a member of the group before it)
    crash     {"path", "line"}: where pytest says that it happened, when there are no frames

Values never run code of the project: no __repr__, no property, no __len__ of a class that is not
Python's own. They are cut at 200 characters; whatever is called TOKEN, SECRET, KEY, PASS, CRED or
AUTH, as a variable, an attribute or a key of a mapping, is withheld.
"""

import importlib.util
import json
import marshal
import os
import sys
import time

import pytest

from redgreen_probe_modules import provenance

FORMAT = 1
MAX_RECORD = 512 * 1024
MAX_BYTES = 24 * 1024 * 1024  # of details; outcomes are written beyond it


# ---- writing ------------------------------------------------------------------------------------


def _clean(value):
    """The same with text that is UTF-8 and without NUL, which a strict reader refuses."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    return value


class Writer:
    """Appends records. Opens the file each time: a test may close every descriptor it finds, and
    its number would then be somebody else's. The functions are bound here because tests replace
    those of os."""

    _open = staticmethod(os.open)
    _write = staticmethod(os.write)
    _close = staticmethod(os.close)

    def __init__(self, path, worker):
        self.path = path
        self.worker = worker
        self.n_bytes = 0

    def write(self, kind, **fields):
        record = {"kind": kind}
        if self.worker:
            record["worker"] = self.worker
        record.update(fields)
        record = _clean(record)
        data = self._encode(record)
        if len(data) > MAX_RECORD or self.n_bytes + len(data) > MAX_BYTES:
            error = record.get("error")
            if error:
                error.pop("chain", None)
                error["message"] = error.get("message", "")[:4000]
                for frame in error.get("frames", ()):
                    for key in ("values", "source", "statement"):
                        frame.pop(key, None)
                data = self._encode(record)
        self.n_bytes += len(data)
        size = len(data)
        fd = self._open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while data:
                data = data[self._write(fd, data):]
        finally:
            self._close(fd)
        return size

    @staticmethod
    def _encode(record):
        text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return (text + "\n").encode("utf-8")


# ---- what few runs need -------------------------------------------------------------------------


class Later:
    """Modules of ours that failures alone need, each behind those that it imports. Running them
    takes as long as the rest of the probe, so it is left for the first failure; but a test may have
    faked the files by then, so their bytecode is read at once."""

    _loads = staticmethod(marshal.loads)
    _modules = sys.modules

    def __init__(self, *names):
        self._waiting = []  # (module, bytecode)
        for name in names:
            spec = importlib.util.find_spec(name)
            bytecode = self._bytecode_of(spec)
            if bytecode:
                self._last = importlib.util.module_from_spec(spec)
                self._waiting.append((self._last, bytecode))
            else:
                self._last = importlib.import_module(name)

    @staticmethod
    def _bytecode_of(spec):
        """What Python would believe of its cache (PEP 552, by time and size), without its head;
        else None."""
        try:
            with open(spec.cached, "rb") as file:
                data = file.read()
            source = os.stat(spec.origin)
        except (OSError, TypeError):
            return None
        head = importlib.util.MAGIC_NUMBER + b"".join(
            (number & 0xFFFFFFFF).to_bytes(4, "little")
            for number in (0, int(source.st_mtime), source.st_size))
        return data[len(head):] if data.startswith(head) else None

    def get(self):
        """The last of them; the first call runs them all."""
        for module, bytecode in self._waiting:
            self._modules[module.__name__] = module
            exec(self._loads(bytecode), module.__dict__)
        self._waiting = []
        return self._last


# ---- the plug-in --------------------------------------------------------------------------------


def _quietly(function):
    """Nothing of ours may reach pytest; an interrupt is not ours."""

    def wrapped(*args):
        try:
            return function(*args)
        except Exception:
            return None

    return wrapped


class Probe:
    def __init__(self, config, path):
        self.config = config
        self.rootdir = str(getattr(config, "rootpath", "") or config.rootdir)
        self.root = os.environ.get("REDGREEN_PROBE_ROOT") or self.rootdir
        worker = getattr(config, "workerinput", None)
        self.writer = Writer(os.path.abspath(path), worker["workerid"] if worker else None)
        self.roots = tuple({self.root.rstrip("/") + "/",
                            os.path.realpath(self.root).rstrip("/") + "/"})
        self.cwd = os.getcwd()
        self.later = Later("redgreen_probe_values", "redgreen_probe_statements",
                           "redgreen_probe_errors")
        self.describer = None
        self.errors = {}  # (nodeid, when) -> error, between makereport and logreport
        self.started = time.monotonic()
        self.now = time.monotonic

    def _describer(self):
        if not self.describer:
            self.describer = self.later.get().Describer(self.roots, self.cwd)
        return self.describer

    @_quietly
    def session(self):
        plugins = set()
        for _, distribution in self.config.pluginmanager.list_plugin_distinfo():
            plugins.add(_name_and_version(distribution))
        self.writer.write(
            "session", format=FORMAT, python="%d.%d.%d" % sys.version_info[:3],
            implementation=sys.implementation.name, executable=sys.executable, prefix=sys.prefix,
            pytest=pytest.__version__, rootdir=self.rootdir, cwd=os.getcwd(),
            argv=[str(arg) for arg in self.config.invocation_params.args],
            plugins=sorted(plugins))

    def pytest_runtest_logstart(self, nodeid):
        self._start(nodeid)

    @_quietly
    def _start(self, nodeid):
        if not self.config.getoption("numprocesses", None) or self.writer.worker:
            self.writer.write("start", nodeid=nodeid)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        self._made(item, call, outcome)

    @_quietly
    def _made(self, item, call, outcome):
        if outcome.excinfo is not None:
            return  # pytest is about to fail
        report = outcome.get_result()
        if report.failed and call.excinfo is not None:
            self.errors[report.nodeid, report.when] = self._describer().of_report(
                call.excinfo.value, report, _path_of(item))

    def pytest_runtest_logreport(self, report):
        self._report(report)

    @_quietly
    def _report(self, report):
        when = report.when
        is_ours = when in ("setup", "call", "teardown")
        if is_ours and hasattr(report, "node"):
            return  # a worker's, which writes it itself
        error = self.errors.pop((report.nodeid, when), None)
        context = getattr(report, "context", None)
        if report.outcome == "passed" and (when != "call" or context is not None):
            return
        fields = {"nodeid": report.nodeid, "when": when if is_ours else "crash",
                  "outcome": report.outcome, "seconds": round(getattr(report, "duration", 0), 6)}
        path, line = report.location[0], report.location[1]
        fields["path"] = os.path.join(self.rootdir, path)
        fields["line"] = line + 1 if isinstance(line, int) else None
        fields["wasxfail"] = getattr(report, "wasxfail", None)
        text = report.longrepr
        if report.outcome == "skipped" and "wasxfail" not in report.__dict__:
            fields["skipped"] = str(text[2] if isinstance(text, tuple) else text or "")[:400]
        elif report.outcome in ("failed", "rerun"):
            self.later.get().add_failure(fields, report, error)
        if context is not None:
            fields["subtest"] = self.later.get().subtest_of(context)
        self.writer.write("report", **fields)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector):
        outcome = yield
        self._collected(collector, outcome)

    @_quietly
    def _collected(self, collector, outcome):
        if outcome.excinfo is not None:
            return
        report = outcome.get_result()
        path = _path_of(collector)
        if report.outcome == "skipped":
            text = report.longrepr
            reason = text[2] if isinstance(text, tuple) else text
            self.writer.write("skip", nodeid=report.nodeid, skipped=str(reason)[:400])
        if not report.failed:
            return
        error = self._describer().of_collection(report.call.excinfo.value, path)
        self.writer.write("collect", nodeid=report.nodeid, path=path, error=error)

    def pytest_internalerror(self, excinfo):
        self._special("internal", excinfo)

    def pytest_keyboard_interrupt(self, excinfo):
        self._special("interrupt", excinfo)

    @_quietly
    def _special(self, kind, excinfo):
        if type(excinfo.value).__name__ == "Interrupted":
            return  # pytest's own end after errors while collecting
        self.writer.write(kind, error=self._describer().whole(excinfo.value))

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        yield
        self._finish(session)

    @_quietly
    def _finish(self, session):
        try:
            loaded = provenance(self.root)
        except Exception:
            loaded = {"foreign": []}
        self.writer.write(
            "finish", exitstatus=int(session.exitstatus), collected=session.testscollected,
            seconds=round(self.now() - self.started, 6), **loaded)


def _name_and_version(distribution):
    """"pytest-xdist 3.8.0": from the name of its folder, since asking for the version parses the
    package's whole metadata, which takes milliseconds."""
    path = getattr(getattr(distribution, "_dist", None), "_path", None)
    stem, ending = os.path.splitext(os.path.basename(str(path or "")))
    name, _, version = stem.partition("-")
    if name and version and ending == ".dist-info":
        return "%s %s" % (name.replace("_", "-"), version)
    return "%s %s" % (distribution.project_name, distribution.version)


def _path_of(node):
    """The file of a test or collector; before pytest 7 only fspath has it."""
    return str(getattr(node, "path", None) or getattr(node, "fspath", None) or "")


def pytest_configure(config):
    path = os.environ.get("REDGREEN_PROBE")
    if path and not config.pluginmanager.has_plugin("redgreen-probe"):
        probe = Probe(config, path)
        config.pluginmanager.register(probe, "redgreen-probe")
        probe.session()
        watch = os.environ.get("REDGREEN_PROBE_CALLS")
        if watch == "full" or (watch and hasattr(sys, "monitoring")):
            import redgreen_probe_calls

            calls = redgreen_probe_calls.plugin(probe)
            if calls:
                config.pluginmanager.register(calls, "redgreen-probe-calls")
        if os.environ.get("REDGREEN_PROBE_PRINTED"):
            import redgreen_probe_printed

            config.pluginmanager.register(
                redgreen_probe_printed.plugin(probe), "redgreen-probe-printed")
