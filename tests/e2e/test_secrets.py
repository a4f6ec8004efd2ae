# SPDX-License-Identifier: MIT
"""Secrets in what leaves the machine: five hundred made ones go, and a log without any stays."""

import base64
import json
import pathlib
import re
import subprocess

import pytest

from limits import TIMEOUT
from rendered import BREAK, ask
from repositories import TEST
from secret_samples import is_gone, made
from strace import Strace

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


def shapes(token):
    """As it is, and as headers and addresses carry it."""
    yield token.encode()
    for before in (b"", b":", b"x:", b"git:", b"oauth2:"):
        whole = base64.b64encode(before + token.encode()).rstrip(b"=")
        yield whole[len(before) * 2:-2]


def test_our_own_token_is_in_no_output_no_file_and_no_argument(server, shop, github, user_env,
                                                               tmp_path):
    """The whole way to a draft on a forge; then every byte that there is is looked at."""
    user_env.update(GH_HOST=github.gate.host, GH_ENTERPRISE_TOKEN=github.token)
    github.bare["octo/app"] = shop.origin
    shop.settings(forge={"kind": "github", "url": "http://" + github.gate.host,
                         "project": "octo/app"})
    with open(shop.root / ".git" / "info" / "exclude", "a") as file:
        file.write("tests/conftest.py\nseen.txt\n")
    shop.write("tests/conftest.py", "import os, subprocess\nprint(dict(os.environ))\n"
                                    "open('seen.txt', 'w').write(repr(os.environ))\n")
    watched, said = Strace(tmp_path / "calls"), []

    def go(command, *words, prefix=()):
        done = subprocess.run([*prefix, server, command, "--root", str(shop.root), "--trust", *words],
                              env=user_env, stdin=subprocess.DEVNULL, capture_output=True,
                              cwd="/", timeout=TIMEOUT)
        said.append(done.stdout + done.stderr)
        return done.returncode

    assert go("fix", TEST, "--name", "touch") == 0 and go("branch") == 0
    shop.fix()
    assert go("stability") == 0
    user_env.update(Strace.env(user_env))
    assert go("pr", "--yes", "--json", prefix=watched.command([])) == 0, said[-1]
    assert go("report") in (0, 1) and go("status", "--json") in (0, 1)
    [pull] = github.pulls
    said.append(json.dumps(pull).encode())
    assert github.gate.seen and (shop.root / "seen.txt").exists()
    assert any("redgreen-forge" in line for line in watched.started())
    files = [path for path in tmp_path.rglob("*")
             if path.is_file() and not path.is_symlink() and path != watched.path]
    said.append("".join(watched.started()).encode())  # arguments; what is sent must have it
    assert len(files) > 50
    for shape in shapes(github.token):
        assert [path for path in files if shape in path.read_bytes()] == []
        assert not any(shape in text for text in said)
