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
    error: an exception, for outcome "failed" and "rerun"
``collect``   collecting failed: nodeid (of the file or folder), path, error; with xdist each worker
    that collects writes it
``skip``      a whole file was skipped while collecting: nodeid, skipped: reason
``internal``  pytest itself failed: error
``interrupt`` KeyboardInterrupt or pytest.exit: error (its frames show where)
``finish``    pytest has come to its end
    exitstatus, collected (number of tests), seconds,
    foreign: [{"module", "path"}]: modules that the tree has and that came from elsewhere; the
    shortest name of each package only,
    own: number of modules that were loaded from below the root
    (``foreign`` and ``own`` are in each worker's record too)

An exception is an object:
    type      as the last line of a traceback spells it, with its module unless built in
              ("decimal.InvalidOperation"); missing for a fixture that does not exist
    name      the class's bare name ("InvalidOperation")
    message   str() of it, at most 64 KiB; for an assertion what pytest made of it
    frames    innermost last, pytest's own left out, at most 200 (the middle is left out and
              ``omitted`` says how many):
              {"path", "line", "function", "qualname", "source", "values": [[name, text]]}
              ``source`` is the stripped line; ``values`` are arguments, then locals, at most 20,
              of frames below the root only
    chain     the exceptions behind it, nearest first, at most 20: exceptions without ``chain``,
              with relation "cause" | "context" | "group" (a member of the group before it)
    crash     {"path", "line"}: where pytest says that it happened, when there are no frames

Values never run code of the project: no __repr__, no property, no __len__ of a class that is not
Python's own. They are cut at 200 characters; whatever is called TOKEN, SECRET, KEY, PASS, CRED or
AUTH, as a variable, an attribute or a key of a mapping, is withheld.
"""

import itertools
import json
import linecache
import os
import re
import sys
import time

import pytest

FORMAT = 1
MAX_VALUE = 200
MAX_VALUES = 20
MAX_FRAMES = 200
MAX_CHAIN = 20
MAX_MESSAGE = 64 * 1024
MAX_RECORD = 512 * 1024
MAX_BYTES = 24 * 1024 * 1024  # of details; outcomes are written beyond it
MAX_DEPTH = 3
MAX_ITEMS = 8

# "key" only at the end of a word: not monkeypatch, not keyword. "pass" not in passed, bypass.
SECRET_NAME = re.compile(
    r"token|secret|cred|auth(?!or)|passw|passphrase|(?<![a-z])pass(?![a-z])|keys?(?![a-z])", re.I
)
SECRET_TEXT = re.compile(
    r"\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|sk-)[A-Za-z0-9_-]{8,}"
    r"|(?<=://)[^/\s:@]{1,200}:[^/\s@]{1,200}(?=@)|(?<=Bearer )\S{8,200}"
)
WITHHELD = "<withheld>"


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
                    frame.pop("values", None)
                    frame.pop("source", None)
                data = self._encode(record)
        self.n_bytes += len(data)
        fd = self._open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while data:
                data = data[self._write(fd, data):]
        finally:
            self._close(fd)

    @staticmethod
    def _encode(record):
        text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return (text + "\n").encode("utf-8")


# ---- values -------------------------------------------------------------------------------------


def _cut(text, limit=MAX_VALUE):
    if len(text) <= limit:
        return text
    return text[: limit * 2 // 3] + "..." + text[len(text) - (limit - limit * 2 // 3 - 3):]


def _class_name(cls):
    try:
        return type.__getattribute__(cls, "__qualname__")
    except Exception:
        return "object"


def _is_from(cls, *modules):
    module = type.__getattribute__(cls, "__module__")
    return isinstance(module, str) and module.split(".")[0] in modules


# Of the standard library, written in C or without a call to what they hold.
_PLAIN = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"),
    ("datetime", "timedelta"), ("decimal", "Decimal"), ("fractions", "Fraction"),
    ("uuid", "UUID"), ("pathlib", "PosixPath"), ("pathlib", "PurePosixPath"),
    ("pathlib._local", "PosixPath"), ("pathlib._local", "PurePosixPath"),
}


def _items(values, depth, total):
    parts = [_text(value, depth + 1) for value in itertools.islice(values, MAX_ITEMS)]
    if total > MAX_ITEMS:
        parts.append("... %d in all" % total)
    return ", ".join(parts)


def _pairs(pairs, depth, total, are_attributes):
    parts = []
    for key, value in itertools.islice(pairs, MAX_ITEMS):
        is_secret = type(key) is str and SECRET_NAME.search(key)
        text = WITHHELD if is_secret else _text(value, depth + 1)
        if are_attributes:
            parts.append("%s=%s" % (key, text))
        else:
            parts.append("%s: %s" % (_text(key, depth + 1), text))
    if total > MAX_ITEMS:
        parts.append("... %d in all" % total)
    return ", ".join(parts)


def _array(value, cls):
    """Shape and type of an array or a frame; the numbers of a small array of numpy's."""
    dtype = getattr(value, "dtype", None)
    about = "shape=%r" % (tuple(value.shape),)
    if dtype is not None:
        about += " dtype=%s" % (dtype,)
    if _is_from(cls, "numpy") and value.size <= 16 and value.dtype.kind in "biufc":
        return "%s(%r, %s)" % (_class_name(cls), value.tolist(), about)
    return "<%s %s>" % (_class_name(cls), about)


def _object(value, cls, depth):
    name = _class_name(cls)
    module = type.__getattribute__(cls, "__module__")
    if (module, name) in _PLAIN:
        return repr(value)
    if name in ("ndarray", "Tensor", "Parameter", "DataFrame", "Series") and _is_from(
            cls, "numpy", "torch", "pandas"):
        return _array(value, cls)
    if name in ("function", "method", "builtin_function_or_method", "module"):
        return "<%s %s>" % (name, getattr(value, "__qualname__", getattr(value, "__name__", "")))
    try:
        fields = object.__getattribute__(value, "__dict__")
    except Exception:
        fields = None
    if issubclass(cls, BaseException):
        return "%s(%s)" % (name, _items(iter(value.args), depth, len(value.args)))
    if type(fields) is dict and fields:
        pairs = [(key, item) for key, item in dict.items(fields) if type(key) is str]
        return "<%s %s>" % (name, _pairs(pairs, depth, len(pairs), True))
    return "<%s>" % name


def _text(value, depth=0):
    """Like repr, without running code of the project."""
    cls = type(value)
    name = "" if cls in (int, list, tuple, dict, set, frozenset) else _class_name(cls)
    if value is None or value is True or value is False or value is Ellipsis:
        return repr(value)
    if issubclass(cls, int):
        n_bits = int.bit_length(value)
        body = int.__repr__(value) if n_bits <= 600 else "<int of %d bits>" % n_bits
        return "%s(%s)" % (name, body) if name else body
    if issubclass(cls, float):
        return float.__repr__(value)
    if issubclass(cls, str):
        n = str.__len__(value)
        body = str.__repr__(str.__getitem__(value, slice(0, MAX_VALUE)))
        return body if n <= MAX_VALUE else "%s... %d characters" % (body, n)
    if issubclass(cls, bytes):
        n = bytes.__len__(value)
        body = repr(bytes.__getitem__(value, slice(0, MAX_VALUE // 2)))
        return body if n <= MAX_VALUE // 2 else "%s... %d bytes" % (body, n)
    if issubclass(cls, type):
        return "<class %s>" % _class_name(value)
    if depth >= MAX_DEPTH:
        return "<%s>" % _class_name(cls)
    if issubclass(cls, list):
        return "%s[%s]" % (name, _items(list.__iter__(value), depth, list.__len__(value)))
    if issubclass(cls, tuple):
        n = tuple.__len__(value)
        names = cls.__dict__.get("_fields")
        if type(names) is tuple and len(names) == n:
            return "%s(%s)" % (name, _pairs(zip(names, tuple.__iter__(value)), depth, n, True))
        return "%s(%s%s)" % (name, _items(tuple.__iter__(value), depth, n), "," * (n == 1))
    if issubclass(cls, dict):
        n = dict.__len__(value)
        return "%s{%s}" % (name, _pairs(dict.items(value), depth, n, False))
    if issubclass(cls, (set, frozenset)):
        base = set if issubclass(cls, set) else frozenset
        return "%s{%s}" % (name or cls.__name__,
                           _items(base.__iter__(value), depth, base.__len__(value)))
    return _object(value, cls, depth)


def value_text(name, value):
    """The text of a variable, bounded; never raises, never runs code of the project."""
    if SECRET_NAME.search(name):
        return WITHHELD
    try:
        text = _text(value)
    except Exception:  # a class that lies about itself
        text = "<%s>" % _class_name(type(value))
    return _cut(SECRET_TEXT.sub(WITHHELD, text))


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
        return path.startswith(self.roots) and not is_installed(path)

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

    def frames(self, trace):
        """(frames, number of frames left out of the middle)"""
        hidden, shown = [], []
        while trace is not None:
            path = self._path(trace.tb_frame.f_code)
            try:
                is_hidden = self._is_hidden(trace.tb_frame, path)
            except Exception:
                is_hidden = False
            (hidden if is_hidden else shown).append((trace, path))
            trace = trace.tb_next
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
            record["source"] = _cut(linecache.getline(path, line).strip(), 400) or None
        except Exception:
            pass
        record["qualname"] = _qualname(frame)
        if self.is_own(path):
            record["values"] = _values(frame) or None
        return record

    def one(self, exc):
        cls = type(exc)
        module, name = cls.__module__, cls.__qualname__
        record = {"name": cls.__name__, "message": _message(exc)}
        is_bare = module in ("builtins", "__builtin__") or not isinstance(module, str)
        record["type"] = name if is_bare else "%s.%s" % (module, name)
        record["frames"], omitted = self.frames(exc.__traceback__)
        record["omitted"] = omitted or None
        if isinstance(exc, SyntaxError) and exc.filename and exc.lineno:
            place = {"path": exc.filename, "line": exc.lineno}
            if isinstance(exc.text, str):
                place["source"] = _cut(exc.text.strip(), 400)
            if not record["frames"] or record["frames"][-1]["path"] != exc.filename:
                record["frames"].append(place)
        return record

    def whole(self, exc):
        record = self.one(exc)
        chain, seen = [], {id(exc)}
        self._behind(exc, chain, seen)
        if chain:
            record["chain"] = chain
        return record

    def _behind(self, exc, chain, seen):
        at = exc
        while len(chain) < MAX_CHAIN:
            self._members(at, chain, seen)
            if at.__cause__ is not None:
                relation, at = "cause", at.__cause__
            elif at.__context__ is not None and not at.__suppress_context__:
                relation, at = "context", at.__context__
            else:
                return
            if id(at) in seen:
                return
            seen.add(id(at))
            chain.append(dict(self.one(at), relation=relation))

    def _members(self, exc, chain, seen):
        if not any(base.__name__ == "BaseExceptionGroup" for base in type(exc).__mro__):
            return
        for member in exc.exceptions:
            if len(chain) >= MAX_CHAIN or id(member) in seen:
                return
            seen.add(id(member))
            chain.append(dict(self.one(member), relation="group"))
            self._behind(member, chain, seen)


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
    return _cut(text, MAX_MESSAGE)


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
                return "%s.%s" % (_class_name(cls), code.co_name)
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


def is_installed(path):
    """Whether the file was put there by an installer or a build, and is nobody's source."""
    return any(part in path for part in ("/site-packages/", "/dist-packages/", "/.tox/", "/.nox/",
                                         "/.eggs/", "/build/lib"))


# ---- where modules came from --------------------------------------------------------------------


def _is_package(folder, name, names):
    if name + ".py" in names:
        return True
    path = os.path.join(folder, name)
    return name in names and os.path.isfile(os.path.join(path, "__init__.py"))


def _list(folder):
    try:
        return set(os.listdir(folder))
    except OSError:
        return set()


def tree_folders(root):
    """The folders from which the tree's packages would be imported: the root, its src, lib and
    python, and the same of each project in it."""
    folders = []
    projects = [root]
    for name in sorted(_list(root))[:500]:
        folder = os.path.join(root, name)
        names = _list(folder) if not name.startswith(".") and os.path.isdir(folder) else set()
        if "pyvenv.cfg" in names or name in ("node_modules", "build", "dist"):
            continue
        if names & {"pyproject.toml", "setup.py", "setup.cfg"}:
            projects.append(folder)
        elif name in names and "__init__.py" not in names:  # foo/foo/__init__.py
            folders.append(folder)
    for project in projects:
        for below in ("", "src", "lib", "python"):
            folder = os.path.join(project, below) if below else project
            if os.path.isdir(folder):
                folders.append(folder)
    return folders


def _module_path(module):
    path = getattr(module, "__file__", None)
    if not path:
        places = getattr(module, "__path__", None)
        path = next(iter(places), None) if places is not None else None
    return os.path.abspath(path) if isinstance(path, str) else None


def provenance(describer, root):
    """(modules that the tree has and that came from elsewhere, number of those from the tree)"""
    import sysconfig

    library = tuple(
        os.path.abspath(path) + os.sep
        for path in {sysconfig.get_paths().get(key) for key in ("stdlib", "platstdlib")} if path
    )
    foreign, own, tops = {}, 0, {}
    for name, module in sorted(list(sys.modules.items()), key=lambda item: str(item[0])):
        if type(name) is not str or name in ("__main__", "redgreen_probe", "conftest"):
            continue
        try:
            path = _module_path(module)
        except Exception:  # a module may be any object
            continue
        if path is None or (path.startswith(library) and not is_installed(path)):
            continue
        if describer.is_own(path):
            own += 1
            continue
        top = name.split(".")[0]
        if top not in foreign:
            tops.setdefault(top, (name, path))
    folders = [(folder, _list(folder)) for folder in tree_folders(root)] if tops else []
    for top, (name, path) in tops.items():
        if any(_is_package(folder, top, names) for folder, names in folders):
            foreign[top] = {"module": name, "path": path}
    return [foreign[top] for top in sorted(foreign)][:100], own


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
            name = getattr(distribution, "project_name", None)
            if name:
                plugins.add("%s %s" % (name, distribution.version))
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
        self._made(call, outcome)

    @_quietly
    def _made(self, call, outcome):
        report = outcome.get_result()
        if report.failed and call.excinfo is not None:
            self.errors[report.nodeid, report.when] = self._error(call.excinfo.value, report)

    def _error(self, exc, report):
        """The error of a report: the exception, or what stands for it."""
        text = report.longrepr
        kind = type(text).__name__
        if kind == "FixtureLookupErrorRepr":
            return {"message": text.errorstring.strip().splitlines()[0], "frames": [
                {"path": str(text.filename), "line": text.firstlineno + 1,
                 "function": report.nodeid.split("::")[-1].split("[")[0]}]}
        if kind == "ReprFailDoctest":
            return self._doctest(exc, text)
        record = self.describer.whole(exc)
        if not record["frames"]:
            record["crash"] = _crash(text)
        return record

    def _doctest(self, exc, text):
        exc = (getattr(exc, "failures", None) or [exc])[0]
        place, lines = text.reprlocation_lines[0]
        info = getattr(exc, "exc_info", None)  # an example that raised
        record = self.describer.one(info[1]) if info else {
            "type": "DocTestFailure", "name": "DocTestFailure",
            "message": _cut("\n".join(lines), MAX_MESSAGE)}
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
            fields["error"] = error or {"message": _cut(str(text or ""), 4000), "frames": [],
                                        "crash": _crash(text)}
            if not error and str(text).startswith("contains ") and "failed subtest" in str(text):
                fields["subtests_failed"] = True
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
        report = outcome.get_result()
        path = str(getattr(collector, "path", None) or getattr(collector, "fspath", "") or "")
        if report.outcome == "skipped":
            text = report.longrepr
            reason = text[2] if isinstance(text, tuple) else text
            self.writer.write("skip", nodeid=report.nodeid, skipped=str(reason)[:400])
        if not report.failed:
            return
        exc = report.call.excinfo.value
        record = self.describer.whole(exc)
        if type(exc).__name__ == "CollectError":
            # pytest's wrapping around a failed import; what failed is the cause.
            if exc.__cause__ is not None:
                record = self.describer.whole(exc.__cause__)
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
            foreign, own = provenance(self.describer, self.root)
        except Exception:
            foreign, own = [], None
        self.writer.write(
            "finish", exitstatus=int(session.exitstatus), collected=session.testscollected,
            seconds=round(self.now() - self.started, 6), foreign=foreign, own=own)


def _crash(text):
    place = getattr(text, "reprcrash", None)
    return {"path": str(place.path), "line": place.lineno} if place is not None else None


def pytest_configure(config):
    path = os.environ.get("REDGREEN_PROBE")
    if path and not config.pluginmanager.has_plugin("redgreen-probe"):
        probe = Probe(config, path)
        config.pluginmanager.register(probe, "redgreen-probe")
        probe.session()
