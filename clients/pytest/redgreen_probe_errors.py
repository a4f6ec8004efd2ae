# SPDX-License-Identifier: MIT
"""Exceptions as the probe writes them (redgreen_probe.py says how they look). The probe reads this
file's bytecode when pytest begins and runs it when the first test has failed."""

import linecache
import os
import sys

from redgreen_probe_modules import is_installed
from redgreen_probe_statements import statement_of
from redgreen_probe_values import class_name, cut, value_text

MAX_VALUES = 20
MAX_FRAMES = 200
MAX_CHAIN = 20
MAX_MEMBERS = 15  # of a group, as traceback.py has it
MAX_MESSAGE = 64 * 1024
MAX_STDERR = 16 * 1024
# Of complaints that native code prints (server/trace/last_words.c reads them).
NATIVE_WORDS = ("ssertion", "Sanitizer", "terminat", "runtime error: ", "panicked at ",
                "received signal ", "Check failed: ", "#0 ")


class Describer:
    """roots: of the workspace, each with a slash behind it. cwd: when pytest began."""

    def __init__(self, roots, cwd):
        self.roots, self.cwd = roots, cwd
        self.internal = tuple(
            os.path.dirname(os.path.abspath(module.__file__)) + os.sep
            for module in (sys.modules.get("_pytest"), sys.modules.get("pluggy"))
            if getattr(module, "__file__", None)
        ) + (os.path.join(os.path.dirname(os.path.abspath(__file__)), "redgreen_probe.py"),)

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

    def of_report(self, exc, report, path):
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
        record = self.whole(exc, path)
        if not record["frames"]:
            record["crash"] = crash(text)
        return record

    def _doctest(self, exc, text):
        exc = (getattr(exc, "failures", None) or [exc])[0]
        place, lines = text.reprlocation_lines[0]
        info = getattr(exc, "exc_info", None)  # an example that raised
        record = self.one(info[1]) if info else {
            "type": "DocTestFailure", "name": "DocTestFailure",
            "message": cut("\n".join(lines), MAX_MESSAGE)}
        frames = [frame for frame in record.get("frames", ()) if frame["path"][:1] != "<"
                  and os.path.basename(frame["path"]) != "doctest.py"]
        record["frames"] = [{"path": str(place.path), "line": place.lineno}] + frames
        return record

    def of_collection(self, exc, path):
        """The error of a file or folder that could not be collected."""
        record = self.whole(exc, path)
        if type(exc).__name__ == "CollectError":
            # pytest's wrapping around a failed import; what failed is the cause.
            if exc.__cause__ is not None:
                record = self.whole(exc.__cause__, path)
            elif not record["frames"]:
                record["frames"] = [{"path": path, "line": 1}] if path else []
        return record


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


def crash(text):
    place = getattr(text, "reprcrash", None)
    return {"path": str(place.path), "line": place.lineno} if place is not None else None


def add_failure(fields, report, error):
    """What a report of a failure says beside its outcome; error: of the exception, or None."""
    text = report.longrepr
    fields["error"] = error or {"message": cut(str(text or ""), 4000), "frames": [],
                                "crash": crash(text)}
    if not error and str(text).startswith("contains ") and "failed subtest" in str(text):
        fields["subtests_failed"] = True
    fields["stderr"] = _last_stderr(report)


def _last_stderr(report):
    """Of the phase that failed; native code complains there before it raises."""
    blocks = [text for title, text in report.sections if title.startswith("Captured stderr")]
    end = blocks[-1][-MAX_STDERR:] if blocks else ""
    return end if any(word in end for word in NATIVE_WORDS) else None


def subtest_of(context):
    params = getattr(context, "kwargs", None) or {}
    return {"message": None if context.msg is None else str(context.msg)[:400],
            "params": {str(key): value if type(value) is str else value_text(str(key), value)
                       for key, value in params.items()}}
