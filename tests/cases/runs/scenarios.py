# SPDX-License-Identifier: MIT
"""Runs of real pytest versions on a project of failures, and what must be read from each.

A run is a group of tests, a pytest version and flags. `perform` gives its output and what the
witness saw; `shows` says how much of that the flags let through. The project's markers
(``#! test_name``) stand on the line, or right below the line, where that test's innermost frame
of the project must be: the witness is held against them.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "support"))
import venvs  # noqa: E402

# pytest's version, the newest Python that it is run with, and what it cannot have.
VERSIONS = {"6.2.5": (3, 11), "7.2.1": (3, 11), "7.4.4": (3, 11), "8.3.5": (3, 12),
            "8.4.2": (3, 13), "9.1.1": (3, 13)}
PLUGINS = ["pytest-xdist", "pytest-rerunfailures", "pytest-timeout", "hypothesis",
           "pytest-reportlog", "pytest-json-report", "pytest-django",
           "django"]
STYLES = ["auto", "long", "short", "line", "native", "no"]


class Group:
    """Tests that are run together."""

    def __init__(self, *args, crash=None, status=1, flags=(), usage=None,
                 runner=False):
        self.args, self.crash, self.status = list(args), crash, status
        self.flags, self.usage = list(flags), usage
        self.runner = runner  # not pytest's: unittest's or Django's


GROUPS = {
    "kinds": Group("tests/test_kinds.py"),
    "messages": Group("tests/test_messages.py"),
    "recursion": Group("tests/test_recursion.py"),
    "output": Group("tests/test_output.py"),
    "fixtures": Group("tests/test_fixtures.py"),
    "ids": Group("tests/test_ids.py"),
    "groups": Group("tests/test_groups.py"),
    "subtests": Group("tests/test_subtests.py"),
    "properties": Group("tests/test_properties.py"),
    "flaky": Group("tests/test_flaky.py", flags=["--reruns", "1"]),
    "units": Group("suite/test_units.py"),
    "odd-path": Group("tests/mit lücke/test_ümlaut.py"),
    "doctests": Group("--doctest-modules", "src/app/doc.py", "--doctest-glob=*.txt", "docs"),
    "collect": Group("tests/collect", status=2),
    "conftest": Group("tests/conftest_error", status=4, usage="ImportError while loading conftest",
                      crash=[("tests/conftest_error/conftest.py", "collect", "ZeroDivisionError",
                              "division by zero", "conftest.py")]),
    "internal": Group("tests/internal", status=3, usage="internal error of pytest",
                      crash=[("", "collect", "AttributeError",
                              "'Function' object has no attribute 'no_such_attribute'",
                              "INTERNALERROR")]),
    "segv": Group("tests/crash/test_segv.py", status=-11,
                  crash=[("tests/crash/test_segv.py::test_segv", "call", "SIGSEGV",
                          "Fatal Python error: Segmentation fault", "test_segv")]),
    "abort": Group("tests/crash/test_abort.py", status=-6,
                   crash=[("tests/crash/test_abort.py::TestAbort::test_abort", "call", "SIGABRT",
                           "Fatal Python error: Aborted", "TestAbort.test_abort")]),
    "fatal-thread": Group("tests/crash/test_fatal_thread.py", status=-11, crash=[
        ("tests/crash/test_fatal_thread.py::test_fatal_thread", "call", "SIGSEGV",
         "Fatal Python error: Segmentation fault", "test_fatal_thread")]),
    "timeout": Group("tests/slow/test_slow.py", flags=["--timeout=1"]),
    "timeout-thread": Group("tests/slow/test_slow.py",
                            flags=["--timeout=1", "--timeout-method=thread"],
                            crash=[("tests/slow/test_slow.py::test_slow", "call", "Timeout",
                                    "Timeout", "test_slow")]),
    "dump": Group("tests/slow/test_dump.py", flags=["-o", "faulthandler_timeout=1"]),
    "no-such-id": Group("tests/test_kinds.py::test_nowhere", status=4, usage="not found: "),
    "no-such-file": Group("tests/test_nowhere.py", status=4,
                          usage="file or directory not found: tests/test_nowhere.py"),
    "bad-option": Group("--no-such-option", status=4,
                        usage="unrecognized arguments: --no-such-option"),
    "unittest": Group("suite.test_broken", "suite.test_units", runner=True),
    "django": Group("--django", "suite.test_site", "suite.test_units", runner=True),
}
RUNNER_FLAGS = {"plain": [], "v": ["-v", "2"], "buffer": ["-b"], "failfast": ["--failfast"],
                "locals": ["--locals"]}
# Flags beside --tb, and environment; the names are part of the logs' names.
FLAGS = {
    "plain": [], "v": ["-v"], "vv": ["-vv"], "q": ["-q"], "qq": ["-qq"], "s": ["-s"],
    "l": ["-l"], "x": ["-x"], "rA": ["-rA"], "rN": ["-rN"],
    "v-no-summary": ["-v", "--no-summary"], "color": ["--color=yes"],
    "color-v": ["--color=yes", "-v", "-rA"], "full-trace": ["--full-trace"],
    "no-header": ["--no-header", "-p", "no:warnings"], "no-capture": ["--show-capture=no"],
    "tee": ["--capture=tee-sys", "-v"], "durations": ["--durations=3", "-q"],
    "count": ["-o", "console_output_style=count"], "xdist": ["-n2"],
    "xdist-v": ["-n2", "-v", "--dist=loadfile"], "maxfail": ["--maxfail=2"],
    "CI": [], "narrow": [], "wide": [], "in-tests": [], "below": [], "absolute": [],
}
ENVIRONMENTS = {"CI": {"CI": "1"}, "narrow": {"COLUMNS": "50"}, "wide": {"COLUMNS": "230"}}
REPORTS = {  # other ways to write a report down
    "junit": ["--junitxml=REPORT"], "junit1": ["--junitxml=REPORT", "-o", "junit_family=xunit1"],
    "junit-all": ["--junitxml=REPORT", "-o", "junit_logging=all"],
    "reportlog": ["--report-log=REPORT"],
    "json": ["--json-report", "--json-report-file=REPORT"],
}
TERMINALS = {  # plug-ins that print in their own way, each in an environment of its own
    "sugar": ("pytest-sugar", ["--force-sugar"]), "pretty": ("pytest-pretty", []),
    "pretty-v": ("pytest-pretty", ["-v"]), "instafail": ("pytest-instafail", ["--instafail"]),
}
TERMINALS_VERSION = "8.4.2"


def python_of(version, flags=None):
    found = venvs.pythons()
    fitting = [minor for minor in found if minor <= VERSIONS[version]] or [min(found)]
    plugins = PLUGINS + ([] if version.startswith("9") else ["pytest-subtests"])
    name = "logs-pytest%s" % version
    if flags in TERMINALS:
        plugins, name = [TERMINALS[flags][0]], "%s-%s" % (name, flags)
    return venvs.make(name, found[max(fitting)],
                      "pytest==%s" % version, *plugins)


def fits(version, group, flags, style):
    """Whether there is such a run, and it shows anything."""
    if group in ("groups",) and version == "6.2.5":
        return False  # plain text to it
    if GROUPS[group].runner or flags in ("buffer", "failfast", "locals"):
        return style == "auto" and flags in RUNNER_FLAGS and GROUPS[group].runner and not (
            group == "django" and flags == "locals")
    if flags == "rN" and style == "no":
        return False
    if flags in TERMINALS and (version != TERMINALS_VERSION or style in ("line", "no") or
                               group not in ("kinds", "messages", "fixtures", "ids", "collect",
                                             "odd-path")):
        return False
    is_complaint = GROUPS[group].usage is not None
    is_single = is_complaint or group in (
        "segv", "abort", "fatal-thread", "timeout-thread", "internal", "conftest")
    if is_single and flags not in ("plain", "v", "q", "s", "color", "in-tests", "absolute", "xdist",
                                   "wide"):
        return False
    if is_complaint and flags in ("xdist", "in-tests", "absolute", "below"):
        return False
    if flags == "json" and group in ("subtests", "units"):
        return False  # it has no place for subtests
    if (group, flags, style) == ("doctests", "rN", "line"):
        return False  # nothing tells one report from the next
    if group == "subtests" and version < "9" and (
            version == "7.2.1" or (flags in ("xdist", "xdist-v") and version < "8")):
        return False  # the plug-in of that time fails itself
    return not (flags == "below" and group == "doctests")


class Project:
    """A copy of the project in a folder whose path is as long as /tmp/repo."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="", dir="/tmp"))
        short = pathlib.Path("/tmp") / self.root.name[:4]
        if not short.exists():
            self.root.rename(short)
            self.root = short
        self.markers, self.files = {}, []
        source = HERE / "project"
        for path in sorted(source.rglob("*")):
            name = path.relative_to(source)
            if path.is_file() and "__pycache__" not in name.parts:
                self._copy(path, name)
        odd = pathlib.Path("tests/mit lücke/test_ümlaut.py")
        self._copy(source / "tests" / "test_odd_path.py", odd)

    def _copy(self, path, name):
        lines, code = [], 0
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            code = number if line.strip() and not line.strip().startswith("#!") else code
            line, _, names = line.partition("#!")
            for test in names.split():
                self.markers.setdefault(test, []).append([str(name), code])
            lines.append(line.rstrip())
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        self.files.append(target)
        target.write_text("\n".join(lines), encoding="utf-8")

    def remove(self):
        shutil.rmtree(str(self.root))

    def marker_of(self, test):
        """Where the markers say that this test's innermost frame is."""
        file, _, rest = test.partition("::")
        name = re.sub(r"\[.*", "", rest, flags=re.S).replace("::", ".") or os.path.basename(file)
        return self.markers.get(name)


def arguments(group, flags):
    """(folder to run in, arguments) of pytest."""
    args, cwd = list(GROUPS[group].args), ""
    if flags == "in-tests":
        cwd, args = "tests", ["../" + arg if not arg.startswith("-") else arg for arg in args]
    elif flags == "below":
        cwd = os.path.dirname(args[-1]) if args[-1].endswith(".py") else args[-1]
        args = [os.path.basename(args[-1])] if args[-1].endswith(".py") else []
    elif flags == "absolute":
        args = ["ROOT/" + arg if not arg.startswith("-") else arg for arg in args]
    return cwd, args


class Done:
    """What a run left."""


def own_flags(flags):
    return TERMINALS[flags][1] if flags in TERMINALS else FLAGS.get(flags) or REPORTS.get(flags, [])


def perform(python, project, version, group, flags, style, extra_env=None, extra_args=()):
    """Runs pytest; gives its text, its report's text, its status, and what the witness saw."""
    cwd, args = arguments(group, flags)
    home = pathlib.Path(tempfile.mkdtemp(prefix="rg-home-"))
    report = home / "report"
    more = [arg.replace("REPORT", str(report)) for arg in own_flags(flags)]
    args = [arg.replace("ROOT", str(project.root)) for arg in args]
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "COLUMNS": "80", "LC_ALL": "C.UTF-8",
           "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "TMPDIR": str(home),
           "PYTHONPATH": str(HERE), "WITNESS": str(home / "witness"), "WITNESS_ROOT": str(project.root),
           "WITNESS_CWD": str(project.root / cwd), "PY_COLORS": "0"}
    if "color" in flags:
        del env["PY_COLORS"]
    env.update(ENVIRONMENTS.get(flags, {}))
    for name, value in (extra_env or {}).items():
        env[name] = value if name != "PYTHONPATH" else env[name] + ":" + value
    if group != "properties":
        more += ["-p", "no:hypothesispytest"]  # its import is most of a run's time
    if GROUPS[group].runner:
        more = RUNNER_FLAGS[flags] if group == "django" else RUNNER_FLAGS[flags][:1]
        argv = [python, "-m", "witness_unittest", *(["--django"] if group == "django" else []),
                *more, *(arg for arg in args if arg != "--django")]
    else:
        argv = [python, "-m", "pytest", "-p", "witness", "--tb=" + style, *GROUPS[group].flags,
                *more, *extra_args, *args]
    done = subprocess.run(argv, cwd=str(project.root / cwd), env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=200)
    out = Done()
    out.status, out.cwd = done.returncode, cwd
    out.raw = done.stdout
    out.text = tidied(done.stdout, project, home, python)
    out.report = tidied(report.read_bytes(), project, home, python) if report.exists() else None
    seen = home / "witness"
    out.expected = [json.loads(line) for line in seen.read_text().splitlines()] if seen.exists() else []
    # xdist's own report of a worker that died
    out.expected = [entry for entry in out.expected if entry["phase"] != "???"]
    for test, phase, kind, message, marker in GROUPS[group].crash or ():
        path, line = project.markers[marker][0]
        out.expected.append({"test": test, "phase": phase, "type": kind, "message": message,
                             "frames": [[path, line]], "ends_here": True, "chain": [],
                             "is_crash": True})
    for entry in out.expected:
        for each in [entry] + entry["chain"]:
            if each["message"]:
                text = each["message"].encode("utf-8", "surrogatepass")
                each["message"] = tidied(text, project, home, python).decode("utf-8", "replace")
            frames = each.pop("frames")
            each["last"] = frames[-1] if frames else None
            each["frames"] = sorted(set(map(tuple, frames)))
    out.expected = said(out.expected, flags, style)
    shutil.rmtree(str(home))
    return out


def said(expected, flags, style):
    """What is in the log at all, by the options alone."""
    out, collected = [], set()
    for entry in expected:
        if entry["phase"] == "collect":
            if flags == "v-no-summary":
                continue  # what failed is in the summary's part alone
            if flags.startswith("xdist") and entry["test"] in collected:
                continue  # each worker collects
            if (flags, style) == ("full-trace", "no"):
                entry["message"] = None  # CollectError, cut before it says what
        if flags == "v-no-summary" and entry.get("is_subtest") and entry["test"].count("::") > 1:
            continue  # unittest's own have no line of progress
        collected.add(entry["test"])
        out.append(entry)
    return out


def tidied(text, project, home, python):
    """The same without what differs from machine to machine and from run to run."""
    environment = pathlib.Path(python).parents[1]
    base = pathlib.Path(subprocess_base(python))
    for path, name in ((project.root, b"/tmp/repo"), (home, b"/tmp/home"), (HERE, b"/tests"),
                       (environment, b"/venv"), (base, b"/usr")):
        text = text.replace(str(path).encode(), name)
    text = re.sub(rb"(?<= in )\d\.\d\ds", b"0.12s", text)
    return re.sub(rb"0x[0-9a-f]{12,16}", b"0x7f0123456789", text)


_bases = {}


def subprocess_base(python):
    if python not in _bases:
        _bases[python] = subprocess.run([python, "-c", "import sys; print(sys.base_prefix)"],
                                        stdout=subprocess.PIPE, check=True,
                                        encoding="utf-8").stdout.strip()
    return _bases[python]


def shows(version, group, flags, style):
    """How much of what happened is in the text: of frames, messages and chains."""
    if (flags, style) == ("reportlog", "no"):
        # where it crashed, and no lines, where a group's members would stand
        return {"frames": "last", "message": "first",
                "chain": None if group in ("groups", "properties") else True}
    if flags in REPORTS or GROUPS[group].runner:
        style = "native"
    if flags == "v-no-summary" or style == "no" or (group, style) == ("doctests", "line"):
        # no reports at all; of a doctest's the first 50 characters; of what a worker does not
        # send as an exception the first words of its text
        is_text = flags.startswith("xdist") and (
            GROUPS[group].crash or group in ("doctests", "collect", "fixtures"))
        return {"frames": "none", "message": "none" if is_text else "cut", "chain": False}
    if style == "line":
        is_new = version[0] >= "9"
        return {"frames": "last", "message": "full" if is_new else "first", "chain": is_new,
                "has_ids": flags != "rN"}
    return {"frames": "all", "message": "full", "chain": True}


def disagreements(project, expected):
    """Where witness and markers differ; "" when they do not."""
    for entry in expected:
        places = project.marker_of(entry["test"])
        if entry.get("is_untraced") or not places:
            continue
        if entry["last"] not in places:
            yield "%s: %s, but the markers say %s" % (entry["test"], entry["last"], places)
