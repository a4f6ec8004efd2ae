# SPDX-License-Identifier: MIT
"""Two readings of one run: from the probe's records, and from its text alone. Where both say
something, they say the same (tests/cases/runs has the runs)."""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "cases" / "runs"))
import scenarios  # noqa: E402

PROBE = TESTS.parent / "clients" / "pytest"
BUILD = pathlib.Path(os.environ.get("REDGREEN_BUILD") or TESTS.parent / "build" / "asan")


def groups_of(version):
    """The names of the groups that there are runs of."""
    return sorted({group for group, _, _ in runs_of(version)})


def runs_of(version):
    """(group, flags, style) of this version: each group in three ways, over the groups all."""
    flags = [name for name in scenarios.FLAGS if name != "plain"]
    for n, group in enumerate(scenarios.GROUPS):
        for k, name in enumerate(["plain", flags[(2 * n) % len(flags)],
                                  flags[(2 * n + 1) % len(flags)]]):
            style = scenarios.STYLES[(n + k) % len(scenarios.STYLES)]
            if scenarios.fits(version, group, name, style):
                yield group, name, style


def read(root, cwd, files, log, probe=None):
    argv = [str(BUILD / "bin" / "trace_program"), root, cwd, files, log]
    out = subprocess.run(argv + ([probe] if probe else []), stdout=subprocess.PIPE, check=True)
    return json.loads(out.stdout.decode("utf-8"))


def first_line(text):
    return (text or "").split("\n")[0].strip()


def lines(text):
    text = re.sub("\033\\[[0-9;]*m", "", text or "")
    return [line.rstrip() for line in text.rstrip().splitlines()]


def own(error):
    return [(frame["path"], frame["line"]) for frame in error["frames"] if frame["inWorkspace"]]


class Comparison:
    """Of one run; `differences` is a list of texts."""

    def __init__(self, level, is_native, text, run):
        self.level, self.is_native, self.differences = level, is_native, []
        rest = list(text["failures"])
        for failure in run["failures"]:
            same = [other for other in rest if self.is_same_test(failure, other)]
            if not same:
                self.say(failure, "is not in the text")
                continue
            best = max(same, key=lambda other: self.likeness(failure, other))
            rest.remove(best)
            self.compare(failure, best)
        for other in rest:
            self.say(other, "is in the text only: %s %s" % (other["type"], first_line(other["message"])))

    def is_same_test(self, run, text):
        """The text may say less: no id at all (--tb=line -rN), no class (a crash), and for an
        ERROR line alone not which phase."""
        a, b = run["test"], text["test"]
        is_error = self.level["message"] == "cut" and {run["phase"], text["phase"]} <= {
            "setup", "teardown"}
        if run["phase"] != text["phase"] and not is_error:
            return False
        is_crash = (run["type"] or "").startswith("SIG")
        return (a == b or (not b and not self.level.get("has_ids", True))
                or (is_crash and (a.split("::")[0], a.split("::")[-1]) == (
                    b.split("::")[0], b.split("::")[-1])))

    def say(self, failure, what, run="", text=""):
        self.differences.append("%s (%s): %s\n    run  %s\n    text %s" % (
            failure["test"], failure["phase"], what, run, text))

    @staticmethod
    def likeness(a, b):
        return ((a["type"] == b["type"]) + (first_line(a["message"]) == first_line(b["message"]))
                + (own(a)[-1:] == own(b)[-1:]))

    def compare(self, run, text):
        self.exceptions(run, run, text)
        if self.level["frames"] == "all" and self.level["message"] == "full":
            # No fingerprint: the run's knows whole statements, so runs are compared with runs.
            for key in ("kind", "operation"):
                if self.is_other(key, run, text):
                    self.say(run, key, run[key], text[key])
        if not self.level["chain"]:
            return
        if len(run["chain"]) != len(text["chain"]):
            self.say(run, "length of the chain", [(e["relation"], e["type"]) for e in run["chain"]],
                     [(e["relation"], e["type"]) for e in text["chain"]])
            return
        for a, b in zip(run["chain"], text["chain"]):
            if a["relation"] != b["relation"]:
                self.say(run, "relation", a["relation"], b["relation"])
            self.exceptions(run, a, b)

    @staticmethod
    def is_other(key, run, text):
        if key == "operation" and run[key] and text[key]:  # the run has names of classes as well
            return run[key] != text[key] and not run[key].endswith("." + text[key])
        return run[key] != text[key]

    def exceptions(self, failure, run, text):
        is_said = self.is_type_said(run, text)
        if is_said and run["type"] != text["type"]:
            self.say(failure, "type", run["type"], text["type"])
        if is_said:
            self.messages(failure, run, text)
        is_whole = self.level["frames"] == "all" and run["type"] != "RecursionError"
        if is_whole and self.are_other(own(run), own(text)):
            self.say(failure, "frames", own(run), own(text))
        elif own(run) and own(text) and own(text)[-1] != own(run)[-1] and not self.is_native:
            self.say(failure, "innermost frame", own(run), own(text))

    def is_type_said(self, run, text):
        """Not by a line that was cut before its end, by that of a group with one member (8.4 and
        later), by a syntax error's place (before 9), by pytest.fail(pytrace=False) before 8."""
        is_cut = self.level["message"] == "cut"
        if is_cut and (not text["type"] or any(e["relation"] == "group" for e in run.get("chain", ()))):
            return False
        if not text["type"] and run["type"] == "Failed":
            return False
        return text["type"] or not first_line(text["message"]).startswith('File "')

    def messages(self, failure, run, text):
        is_cut = self.level["message"] == "cut"
        a, b = run["message"], text["message"]
        if is_cut and first_line(b).endswith("..."):
            a, b = first_line(a)[:len(first_line(b)) - 3], first_line(b)[:-3]
        # Of pytest.fail(pytrace=False) the lines need not look like a message's.
        if self.level["message"] != "full" or run["type"] == "Failed":
            a, b = first_line(a), first_line(b)
        if lines(a) != lines(b) and not (is_cut and not b):
            self.say(failure, "message", a, b)

    def are_other(self, run, text):
        """Whether they differ where both say something; Python's own form has hidden frames, too."""
        if not run or not text or run == text:
            return False
        rest = iter(text)
        return not (self.is_native and all(frame in rest for frame in run))


def differences(python, project, version, group, flags, style):
    """What the two readings of a run do not agree on, and how many failures there were."""
    with tempfile.TemporaryDirectory(prefix="rg-readings-") as folder:
        folder = pathlib.Path(folder)
        done = scenarios.perform(
            python, project, version, group, flags, style, extra_args=["-p", "redgreen_probe"],
            extra_env={"PYTHONPATH": str(PROBE), "REDGREEN_PROBE": str(folder / "probe"),
                       "REDGREEN_PROBE_ROOT": str(project.root)})
        (folder / "log").write_bytes(done.raw)
        if not (folder / "probe").exists():
            (folder / "probe").write_text("")
        (folder / "files").write_text(
            "".join("%s\n" % path.relative_to(project.root) for path in project.files))
        place = [str(project.root), done.cwd, str(folder / "files"), str(folder / "log")]
        text, run = read(*place), read(*place, str(folder / "probe"))
    level = scenarios.shows(version, group, flags, style)
    return Comparison(level, style == "native", text, run).differences, len(run["failures"])


def assert_same(version, group):
    """The runs of a group, two at a time."""
    project, python = scenarios.Project(), scenarios.python_of(version)
    runs = [run for run in runs_of(version) if run[0] == group]
    try:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            found = list(pool.map(
                lambda run: differences(python, project, version, *run), runs))
    finally:
        project.remove()
    for run, (texts, n_failures) in zip(runs, found):
        assert not texts, "%s\n%s" % (" ".join(run), "\n".join(texts))
        assert n_failures or scenarios.GROUPS[group].usage, " ".join(run)
