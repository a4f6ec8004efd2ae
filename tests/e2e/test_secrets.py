# SPDX-License-Identifier: MIT
"""Secrets in what leaves the machine: five hundred made ones go, and a log without any stays."""

import pathlib
import re

import pytest

from rendered import BREAK, ask
from secret_samples import is_gone, made

TESTS = pathlib.Path(__file__).resolve().parent.parent
MARK = "«redacted»"


def unescaped(text):
    return re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", text.replace("&#8203;", "")).replace(BREAK, "")


@pytest.mark.parametrize("op", ["redact", "inline", "code", "fence", "markdown"])
def test_secrets_go_in_every_sink(op):
    samples = made(500)
    assert len(samples) >= 500
    answers = ask([{"op": op, "text": text, "secrets": known, "max": 100000}
                   for _, text, _, known in samples])
    kept = [(kind, got) for (kind, _, secret, _), got in zip(samples, answers)
            if not is_gone(unescaped(got), secret)]
    assert len(kept) <= len(samples) // 100, kept


def test_a_log_without_secrets_stays_as_it_is():
    logs = [path.read_bytes().decode(errors="replace").replace("\0", "")
            for path in sorted((TESTS / "cases" / "trace").rglob("*.in"))]
    answers = ask([{"op": "redact", "text": log} for log in logs])
    n_lines = sum(log.count("\n") for log in logs)
    n_false = sum(line.count(MARK) > 0 for got in answers for line in got.splitlines())
    n_false -= sum(line.count(MARK) > 0 for log in logs for line in log.splitlines())
    assert n_lines > 5000 and n_false * 100 <= n_lines, (n_false, n_lines)
