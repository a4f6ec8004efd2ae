# SPDX-License-Identifier: MIT
"""What tests print reaches a run that measures, also where pytest shows nothing of it; and it
changes neither what pytest says nor what a run that does not measure writes."""

import pytest

import venvs
from test_probe import ROWS, of, project  # noqa: F401 (a fixture)

TESTS = """
    import logging
    import sys
    import pytest

    def test_prints():
        print("throughput: 1234.5 samples/s")
        print("nothing of interest")
        sys.stderr.write("\\r 10%|#  | 1/9 [00:01<00:09, 3.00it/s]\\r100%|###| 9/9 "
                         "[00:02<00:00, 5.00it/s]\\n")
        logging.getLogger("speed").warning("latency: 7 ms")

    def test_fails():
        print("elapsed: 3 s")
        assert False

    @pytest.fixture
    def noisy():
        print("set-up took 9 s")

    def test_sets_up(noisy):
        pass

    def test_much():
        for i in range(20000):
            print("line", i)

    def test_odd():
        sys.stdout.buffer.write(b"\\xff\\x00 5 ms\\n")
"""


def _first_and_last():
    rows = sorted(ROWS, key=lambda row: (row[0].split("."), row[1]))
    return [rows[0], rows[-1]]


@pytest.fixture(params=_first_and_last(), ids=venvs.name)
def python(request):
    return venvs.python_of(request.param)


def test_lines_with_digits_of_every_test(python, project):  # noqa: F811
    project.write(test_speed=TESTS)
    plain = project.run(python, "-q", "test_speed.py")
    plain_output = project.output
    assert not of(plain, "printed")
    records = project.run(python, "-q", "test_speed.py", REDGREEN_PROBE_PRINTED="1")
    text = {record["nodeid"].split("::")[1]: record["text"] for record in of(records, "printed")}
    lines = text["test_prints"].splitlines()
    assert lines[:2] == ["throughput: 1234.5 samples/s",
                         "100%|###| 9/9 [00:02<00:00, 5.00it/s]"], lines
    assert lines[2].endswith("latency: 7 ms") and len(lines) == 3
    assert text["test_fails"] == "elapsed: 3 s"
    assert "test_sets_up" not in text  # what a fixture did is not the test's
    much = text["test_much"].splitlines()
    assert much[0] == "line 0" and much[-1] == "line 19999" and len(text["test_much"]) < 40000
    assert text["test_odd"].endswith(" 5 ms")
    assert [line for line in project.output.splitlines() if " in " not in line] == [
        line for line in plain_output.splitlines() if " in " not in line]


def test_nothing_is_captured_with_s(python, project):  # noqa: F811
    """Then the log has it."""
    project.write(test_speed=TESTS)
    records = project.run(python, "-s", "-p", "no:logging", "test_speed.py::test_prints",
                          REDGREEN_PROBE_PRINTED="1")
    assert not of(records, "printed") and "throughput: 1234.5 samples/s" in project.output
