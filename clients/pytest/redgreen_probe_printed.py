# SPDX-License-Identifier: MIT
"""What tests print, for a run that measures: without -s pytest keeps it and shows it of failing
tests only.

Loaded by redgreen_probe where ``REDGREEN_PROBE_PRINTED`` is set. One kind of record:

``printed``   behind the call phase of a test, passed or not
    nodeid, text: the lines with digits in them of what pytest captured of it (standard output,
    standard error, logging), each cut at 1,000 characters; the first and the last of too many
"""

MAX_LINE = 1000
MAX_HALF = 16 * 1024  # of a test, first and last lines
MAX_RUN = 1024 * 1024  # of all tests together


def _shown(line):
    """What a progress bar left standing."""
    return line.rstrip().rpartition("\r")[2]


def lines_with_digits(text, max_half=MAX_HALF):
    """The lines that may hold a measurement, from both ends of a long text."""
    first, last = [], []
    lines = text.split("\n")
    n_bytes = at = 0
    for at, line in enumerate(lines):
        line = _shown(line[-8 * MAX_LINE:])[:MAX_LINE]
        if any(char.isdigit() for char in line):
            first.append(line)
            n_bytes += len(line) + 1
        if n_bytes > max_half:
            break
    n_bytes = 0
    for line in reversed(lines[at + 1:]):
        line = _shown(line[-8 * MAX_LINE:])[:MAX_LINE]
        if any(char.isdigit() for char in line):
            last.append(line)
            n_bytes += len(line) + 1
        if n_bytes > max_half:
            break
    return "\n".join(first + last[::-1])


class Printed:
    def __init__(self, probe):
        self.probe = probe
        self.n_left = MAX_RUN

    def pytest_runtest_logreport(self, report):
        try:
            if report.when == "call" and not hasattr(report, "node"):  # a worker writes its own
                self._write(report)
        except Exception:
            pass

    def _write(self, report):
        text = "\n".join(lines_with_digits(content) for title, content in report.sections
                         if title.startswith("Captured ") and title.endswith(" call"))
        text = text[:self.n_left].strip("\n")
        self.n_left -= len(text)
        if text:
            self.probe.writer.write("printed", nodeid=report.nodeid, text=text)


def plugin(probe):
    return Printed(probe)
