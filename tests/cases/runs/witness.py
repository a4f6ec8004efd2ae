# SPDX-License-Identifier: MIT
"""What a run of pytest should be read as, said by the exceptions themselves: a plug-in that
``make`` loads (``-p witness``). One line of JSON for each failing report, appended to the file
that WITNESS names. Nothing here is shared with the probe or knows what pytest prints.

    test, phase, type, message, frames, chain     as docs/results.md has them; frames of the project
    ends_here     whether the innermost frame of all is one of the project's
    is_recursion  how much of it is shown is pytest's choice
"""

import json
import os

import pytest

ROOT = os.environ.get("WITNESS_ROOT", "")
made = {}


def relative(path):
    path = os.path.join(os.environ["WITNESS_CWD"], str(path))
    own = path.startswith(ROOT + "/") and os.path.isfile(path)
    return path[len(ROOT) + 1:] if own else None


def spelled(cls):
    if cls.__module__ in ("builtins", None):
        return cls.__qualname__
    return "%s.%s" % (cls.__module__, cls.__qualname__)


def described(exc):
    frames, hidden_frames, ends_here, trace = [], [], False, exc.__traceback__
    while trace is not None:
        frame, path = trace.tb_frame, relative(trace.tb_frame.f_code.co_filename)
        hidden = frame.f_locals.get("__tracebackhide__") or "__unittest" in frame.f_globals
        if not hidden and frame.f_globals.get("__name__", "").split(".")[0] != "_pytest":
            ends_here = path is not None
        if path:
            (hidden_frames if hidden else frames).append([path, trace.tb_lineno])
        trace = trace.tb_next
    message = str(exc)
    if isinstance(exc, SyntaxError):
        message = exc.msg
        path = relative(exc.filename) if exc.filename else None
        ends_here = ends_here or path is not None
        if path:
            frames.append([path, exc.lineno])
    for note in getattr(exc, "__notes__", ()):
        message += "\n" + note
    return {"type": spelled(type(exc)), "message": message, "frames": frames,
            "hidden": hidden_frames, "ends_here": ends_here, "is_recursion": isinstance(exc, RecursionError)}


def behind(exc, seen):
    """The exceptions behind it: the members of a group, each with what is behind it, then what was
    there before it. One that is shown already is not shown again, and what was there before comes
    first, as in traceback.py."""
    before, at = [], exc
    while True:
        relation, other = "cause", at.__cause__
        if other is None and not at.__suppress_context__:
            relation, other = "context", at.__context__
        if other is None or id(other) in seen:
            break
        seen.add(id(other))
        before.append((relation, other))
        at = other
    out = members(exc, seen)
    for relation, other in before:
        out += [dict(described(other), relation=relation)] + members(other, seen)
    return out


def members(exc, seen):
    out = []
    for member in getattr(exc, "exceptions", ())[:15]:  # traceback.py shows no more
        if id(member) not in seen:
            seen.add(id(member))
            out += [dict(described(member), relation="group")] + behind(member, seen)
    return out


def entry_of(exc, longrepr):
    kind = type(longrepr).__name__
    if kind == "FixtureLookupErrorRepr":
        functions = [exc.request._pyfuncitem.obj] + [one.func for one in exc.fixturestack]
        codes = [getattr(function, "__func__", function).__code__ for function in functions]
        frames = [[relative(code.co_filename), code.co_firstlineno] for code in codes]
        frames.append([relative(longrepr.filename), longrepr.firstlineno + 1])
        return {"type": None, "message": longrepr.errorstring.strip().split("\n")[0], "chain": [],
                "frames": [frame for frame in frames if frame[0]], "ends_here": True}
    if kind == "ReprFailDoctest":
        place, lines = longrepr.reprlocation_lines[0]
        first = [[relative(place.path), place.lineno]]
        failure = (getattr(exc, "failures", None) or [exc])[0]
        inner = getattr(failure, "exc_info", None)
        if not inner:
            return {"type": "DocTestFailure", "message": None, "frames": first, "chain": [],
                    "ends_here": True}
        entry = dict(described(inner[1]), chain=[])
        entry["frames"] = first + entry["frames"]
        return entry
    entry = described(exc)
    entry["chain"] = behind(exc, {id(exc)})
    entry["is_untraced"] = not getattr(exc, "pytrace", True)
    return entry


def write(entry):
    with open(os.environ["WITNESS"], "a") as out:
        out.write(json.dumps(entry) + "\n")


def own_id(nodeid, config):
    file, colons, rest = nodeid.partition("::")
    root = str(getattr(config, "rootpath", None) or config.rootdir)
    path = relative(os.path.join(root, file))
    return (path if path is not None else file) + colons + rest


class Witness:
    def __init__(self, config):
        self.config = config

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        report = outcome.get_result()
        if report.outcome == "failed" and call.excinfo is not None:
            made[report.nodeid, report.when] = entry_of(call.excinfo.value, report.longrepr)

    def pytest_runtest_logreport(self, report):
        if hasattr(report, "node") or report.outcome != "failed":
            made.pop((report.nodeid, report.when), None)
            return
        entry = made.pop((report.nodeid, report.when), None)
        if entry is None:
            entry = {"type": None, "message": str(report.longrepr), "frames": [], "chain": [],
                     "is_untraced": True}
        context = getattr(report, "context", None)
        write(dict(entry, test=own_id(report.nodeid, self.config), phase=report.when,
                   is_subtest=context is not None))

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_make_collect_report(self, collector):
        outcome = yield
        report = outcome.get_result()
        if not report.failed:
            return
        exc = report.call.excinfo.value
        if type(exc).__name__ == "CollectError" and exc.__cause__ is not None:
            exc = exc.__cause__
        entry = entry_of(exc, None)
        if type(exc).__name__ == "CollectError":
            text = str(exc)
            entry.update(type=None, frames=[], is_untraced=True, message=text, chain=[])
        write(dict(entry, test=own_id(report.nodeid, self.config), phase="collect"))


def pytest_configure(config):
    if os.environ.get("WITNESS"):
        config.pluginmanager.register(Witness(config), "witness-hooks")
