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

import json
import linecache
import os
import sys
import time

import pytest

from redgreen_probe_modules import is_installed, provenance
from redgreen_probe_statements import statement_of
from redgreen_probe_values import class_name, cut, value_text

FORMAT = 1
MAX_VALUES = 20
MAX_FRAMES = 200
MAX_CHAIN = 20
MAX_MEMBERS = 15  # of a group, as traceback.py has it
MAX_MESSAGE = 64 * 1024
MAX_RECORD = 512 * 1024
MAX_STDERR = 16 * 1024
MAX_BYTES = 24 * 1024 * 1024  # of details; outcomes are written beyond it
# Of complaints that native code prints (server/trace/last_words.c reads them).
NATIVE_WORDS = ("ssertion", "Sanitizer", "terminat", "runtime error: ", "panicked at ",
                "received signal ", "Check failed: ", "#0 ")


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


# ---- exceptions ---------------------------------------------------------------------------------


class Describer:
    """Turns exceptions into records."""

    def __init__(self, root):
        self.roots = tuple({root.rstrip("/") + "/", os.path.realpath(root).rstrip("/") + "/"})
        self.cwd = os.getcwd()
        self.internal = tuple(
            os.path.dirname(os.path.abspath(module.__file__)) + os.sep
            for module in (sys.modules.get("_pytest"), sys.modules.get("pluggy"))
            if getattr(module, "__file__", None)
        ) + (os.path.abspath(__file__),)

    def is_own(self, path):
        """Whether the file lies below the root, and not in an environment there."""
        for root in self.roots:
            if path.startswith(root):
                return not is_installed(path[len(root) - 1:])
        return False

    def _is_hidden(self, frame, path):
        return (
            path.startswith(self.internal)
            or path.startswith("<frozen importlib")
            or frame.f_locals.get("__tracebackhide__") is True
            or bool(frame.f_globals.get("__unittest"))  # as unittest and pytest do
        )

    def _path(self, code):
        path = code.co_filename
        if not path.startswith(("/", "<")):
            absolute = os.path.join(self.cwd, path)
            if os.path.exists(absolute):
                return absolute
        return path

    def frames(self, trace, first_path=None):
        """(frames, number of frames left out of the middle). first_path: what stands before the
        first frame in this file called it and is left out, as pytest does."""
        hidden, shown = [], []
        while trace is not None:
            path = self._path(trace.tb_frame.f_code)
            try:
                is_hidden = self._is_hidden(trace.tb_frame, path)
            except Exception:
                is_hidden = False
            (hidden if is_hidden else shown).append((trace, path))
            trace = trace.tb_next
        paths = [path for _, path in shown]
        if first_path in paths:
            shown = shown[paths.index(first_path):]
        omitted = max(0, len(shown) - MAX_FRAMES)
        if omitted:
            half = MAX_FRAMES // 2
            shown = shown[:half] + shown[len(shown) - half:]
        return [self._frame(trace, path) for trace, path in shown], omitted

    def _frame(self, trace, path):
        frame, code = trace.tb_frame, trace.tb_frame.f_code
        line = trace.tb_lineno or code.co_firstlineno
        record = {"path": path, "line": line, "function": code.co_name}
        try:
            record["source"] = cut(linecache.getline(path, line).strip(), 400) or None
        except Exception:
            pass
        record["qualname"] = _qualname(frame)
        if self.is_own(path):
            try:
                _add_statement(record, code.co_firstlineno)
            except Exception:
                pass
            record["values"] = _values(frame) or None
        return record

    def one(self, exc, first_path=None):
        cls = type(exc)
        module, name = cls.__module__, cls.__qualname__
        record = {"name": cls.__name__, "message": _message(exc)}
        is_bare = module in ("builtins", "__builtin__") or not isinstance(module, str)
        record["type"] = name if is_bare else "%s.%s" % (module, name)
        record["frames"], omitted = self.frames(exc.__traceback__, first_path)
        record["omitted"] = omitted or None
        if isinstance(exc, SyntaxError) and exc.filename and exc.lineno:
            place = {"path": exc.filename, "line": exc.lineno}
            if isinstance(exc.text, str):
                place["source"] = cut(exc.text.strip(), 400)
            if not record["frames"] or record["frames"][-1]["path"] != exc.filename:
                record["frames"].append(place)
        return record

    def whole(self, exc, first_path=None):
        record = self.one(exc, first_path)
        chain = self._behind(exc, {id(exc)})[:MAX_CHAIN]
        if chain:
            record["chain"] = chain
        return record

    def _behind(self, exc, seen):
        """What is behind it: the members of a group, each with what is behind it, then what was
        there before it. What was there already is left out, as in traceback.py: what was there
        before counts as seen first, and of members no more than it shows."""
        before, at = [], exc
        while len(before) < MAX_CHAIN:
            if at.__cause__ is not None:
                relation, at = "cause", at.__cause__
            elif at.__context__ is not None and not at.__suppress_context__:
                relation, at = "context", at.__context__
            else:
                break
            if id(at) in seen:
                break
            seen.add(id(at))
            before.append((relation, at))
        out = self._members(exc, seen)
        for relation, at in before:
            out.append(dict(self.one(at), relation=relation))
            out += self._members(at, seen)
        return out

    def _members(self, exc, seen):
        out = []
        if not any(base.__name__ == "BaseExceptionGroup" for base in type(exc).__mro__):
            return out
        for member in exc.exceptions[:MAX_MEMBERS]:
            if id(member) not in seen and len(seen) < 4 * MAX_CHAIN:
                seen.add(id(member))
                out.append(dict(self.one(member), relation="group"))
                out += self._behind(member, seen)
        return out


def _last_stderr(report):
    """Of the phase that failed; native code complains there before it raises."""
    blocks = [text for title, text in report.sections if title.startswith("Captured stderr")]
    end = blocks[-1][-MAX_STDERR:] if blocks else ""
    return end if any(word in end for word in NATIVE_WORDS) else None


def _message(exc):
    try:
        text = exc.msg if isinstance(exc, SyntaxError) and exc.msg else str(exc)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # what a __str__ raises must not reach pytest
        return "<str() of it raised %s>" % type(error).__name__
    for note in getattr(exc, "__notes__", None) or ():
        if isinstance(note, str):
            text += "\n" + note
    return cut(text, MAX_MESSAGE)


def _add_statement(record, first_line):
    found = statement_of(record["path"], record["line"], first_line)
    if found:
        record["statement"] = found[0] if "\n" in found[0] else None
        record["repeat"] = found[1] or None


def _qualname(frame):
    code = frame.f_code
    if hasattr(code, "co_qualname"):
        return code.co_qualname
    if code.co_argcount and code.co_varnames:  # before Python 3.11: look for the method
        first = frame.f_locals.get(code.co_varnames[0])
        owner = first if type(first) is type else type(first)
        for cls in type.__getattribute__(owner, "__mro__"):
            method = cls.__dict__.get(code.co_name)
            method = getattr(method, "__func__", getattr(method, "fget", method))
            if getattr(method, "__code__", None) is code:
                return "%s.%s" % (class_name(cls), code.co_name)
    return code.co_name


def _values(frame):
    code, variables = frame.f_code, frame.f_locals
    if code.co_name == "<module>":
        return []
    n_arguments = code.co_argcount + code.co_kwonlyargcount + bin(code.co_flags & 0x0C).count("1")
    names = list(code.co_varnames[:n_arguments])
    names += [name for name in variables if name not in names]
    out = []
    for name in names:
        if name.startswith(("@", "__")) or name not in variables:
            continue
        value = variables[name]
        if type(value).__name__ in ("module", "function", "type"):
            continue
        out.append([name, value_text(name, value)])
        if len(out) == MAX_VALUES:
            break
    return out


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
        self.describer = Describer(self.root)
        self.errors = {}  # (nodeid, when) -> error, between makereport and logreport
        self.started = time.monotonic()
        self.now = time.monotonic

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
            self.errors[report.nodeid, report.when] = self._error(
                call.excinfo.value, report, _path_of(item))

    def _error(self, exc, report, path):
        """The error of a report: the exception, or what stands for it."""
        text = report.longrepr
        kind = type(text).__name__
        if kind == "FixtureLookupErrorRepr":
            return {"message": text.errorstring.strip().splitlines()[0],
                    "frames": _requesters(exc) or [
                        {"path": str(text.filename), "line": text.firstlineno + 1,
                         "function": report.nodeid.split("::")[-1].split("[")[0]}]}
        if kind == "ReprFailDoctest":
            return self._doctest(exc, text)
        record = self.describer.whole(exc, path)
        if not record["frames"]:
            record["crash"] = _crash(text)
        return record

    def _doctest(self, exc, text):
        exc = (getattr(exc, "failures", None) or [exc])[0]
        place, lines = text.reprlocation_lines[0]
        info = getattr(exc, "exc_info", None)  # an example that raised
        record = self.describer.one(info[1]) if info else {
            "type": "DocTestFailure", "name": "DocTestFailure",
            "message": cut("\n".join(lines), MAX_MESSAGE)}
        frames = [frame for frame in record.get("frames", ()) if frame["path"][:1] != "<"
                  and os.path.basename(frame["path"]) != "doctest.py"]
        record["frames"] = [{"path": str(place.path), "line": place.lineno}] + frames
        return record

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
            fields["error"] = error or {"message": cut(str(text or ""), 4000), "frames": [],
                                        "crash": _crash(text)}
            if not error and str(text).startswith("contains ") and "failed subtest" in str(text):
                fields["subtests_failed"] = True
            fields["stderr"] = _last_stderr(report)
        if context is not None:
            params = getattr(context, "kwargs", None) or {}
            fields["subtest"] = {
                "message": None if context.msg is None else str(context.msg)[:400],
                "params": {str(key): value if type(value) is str else value_text(str(key), value)
                           for key, value in params.items()}}
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
        exc = report.call.excinfo.value
        record = self.describer.whole(exc, path)
        if type(exc).__name__ == "CollectError":
            # pytest's wrapping around a failed import; what failed is the cause.
            if exc.__cause__ is not None:
                record = self.describer.whole(exc.__cause__, path)
            elif not record["frames"]:
                record["frames"] = [{"path": path, "line": 1}] if path else []
        self.writer.write("collect", nodeid=report.nodeid, path=path, error=record)

    def pytest_internalerror(self, excinfo):
        self._special("internal", excinfo)

    def pytest_keyboard_interrupt(self, excinfo):
        self._special("interrupt", excinfo)

    @_quietly
    def _special(self, kind, excinfo):
        if type(excinfo.value).__name__ == "Interrupted":
            return  # pytest's own end after errors while collecting
        self.writer.write(kind, error=self.describer.whole(excinfo.value))

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


def _requesters(exc):
    """Who asked for a fixture that does not exist, as FixtureLookupError.formatrepr has it: the
    test, and each fixture on the way to the one that asked."""
    try:
        from _pytest._code import getfslineno

        functions = [exc.request._pyfuncitem.obj] + [one.func for one in exc.fixturestack]
        if exc.msg is not None:
            functions = functions[:-1]
        places = [(function, getfslineno(function)) for function in functions]
        return [{"path": str(path), "line": line + 1, "function": function.__name__}
                for function, (path, line) in places]
    except Exception:
        return None


def _path_of(node):
    """The file of a test or collector; before pytest 7 only fspath has it."""
    return str(getattr(node, "path", None) or getattr(node, "fspath", None) or "")


def _crash(text):
    place = getattr(text, "reprcrash", None)
    return {"path": str(place.path), "line": place.lineno} if place is not None else None


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
