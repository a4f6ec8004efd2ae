# SPDX-License-Identifier: MIT
"""unittest's and Django's runners with a witness: ``python -m witness_unittest [--django] ARGUMENTS``
prints what they print, and writes down what failed as witness.py does."""

import inspect
import os
import pathlib
import re
import sys
import unittest

import witness


def test_of(test):
    """The node id that pytest would give."""
    case = getattr(test, "test_case", test)
    if type(case).__name__ == "_FailedTest":
        name = case._testMethodName.replace(".", "/") + ".py"
        return next(str(path.relative_to(witness.ROOT))
                    for path in pathlib.Path(witness.ROOT).rglob(name)), "collect"
    if hasattr(case, "_testMethodName"):
        path = witness.relative(inspect.getfile(type(case)))
        return "%s::%s::%s" % (path, type(case).__name__, case._testMethodName), "call"
    # setUpClass (suite.test_units.TestClassSetUp)
    what, dotted = re.match(r"(\w+) \((.*)\)", str(test)).groups()
    module, _, name = dotted.rpartition(".")
    phase = "setup" if what.startswith("setUp") else "teardown"
    return "%s.py::%s" % (module.replace(".", "/"), name), phase


def write(test, err, is_subtest=False):
    name, phase = test_of(test)
    entry = witness.entry_of(err[1], None) if err else {
        "type": None, "message": "unexpected success", "frames": [], "chain": [],
        "is_untraced": True}
    if phase == "collect":  # a traceback as text, in an ImportError of unittest's own
        places = re.findall(r'File "(.*)", line (\d+)', entry["message"])
        entry["type"], _, entry["message"] = entry["message"].strip().split("\n")[-1].partition(": ")
        entry["frames"] = [[witness.relative(path), int(line)] for path, line in places
                           if witness.relative(path)]
    witness.write(dict(entry, test=name, phase=phase, is_subtest=is_subtest))


class WitnessResult(unittest.TextTestResult):
    def addError(self, test, err):
        write(test, err)
        super().addError(test, err)

    def addFailure(self, test, err):
        write(test, err)
        super().addFailure(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            write(test, err, True)
        super().addSubTest(test, subtest, err)

    def addUnexpectedSuccess(self, test):
        write(test, None)
        super().addUnexpectedSuccess(test)


if __name__ == "__main__":
    unittest.TextTestRunner.resultclass = WitnessResult
    if sys.argv[1:2] == ["--django"]:
        import django.test.runner
        from django.core.management import execute_from_command_line

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suite.settings")
        django.test.runner.DiscoverRunner.get_resultclass = lambda self: WitnessResult
        sys.path.insert(0, os.getcwd())
        execute_from_command_line(["manage.py", "test"] + sys.argv[2:])
    else:
        unittest.main(module=None, argv=["python -m unittest"] + sys.argv[1:])
