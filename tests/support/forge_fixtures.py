# SPDX-License-Identifier: MIT
"""Fixtures for tests that need a forge: the fakes, what checks them, and redgreen-forge."""

import json
import os
import pathlib
import subprocess

import pytest

import fake_forge
import fake_gitea
import fake_github
import fake_gitlab
import github_description
from limits import TIMEOUT

CAUSES = {"ok", "no-account", "auth", "not-found", "invalid", "no-drafts", "rate-limit", "server",
          "network", "stopped", "other"}


@pytest.fixture(scope="session")
def github_session(tmp_path_factory):
    """(fake, gate): started once, ended with the session."""
    fake = fake_github.GitHub()
    prism = github_description.Prism(tmp_path_factory.mktemp("prism"),
                                     "http://127.0.0.1:%d" % fake.port)
    gate = fake_forge.Gate(prism)
    yield fake, gate
    gate.end()
    prism.end()
    fake.end()


def _with_gate(fake):
    gate = fake_forge.Gate(fake, fake.prefix)
    yield fake, gate
    gate.end()
    fake.end()


@pytest.fixture(scope="session")
def gitlab_session():
    yield from _with_gate(fake_gitlab.GitLab())


@pytest.fixture(scope="session")
def gitea_session():
    yield from _with_gate(fake_gitea.Gitea())


def _fresh(session):
    fake, gate = session
    fake.reset()
    gate.reset()
    fake.gate = gate
    yield fake
    assert gate.violations == []


@pytest.fixture
def github(github_session):
    """A GitHub with an empty octo/app; afterwards nothing may be against its description.

    .gate.host is what forge.url names (http), .token what it accepts.
    """
    yield from _fresh(github_session)


@pytest.fixture
def gitlab(gitlab_session):
    """The same as a GitLab, held to its documented fields."""
    yield from _fresh(gitlab_session)


@pytest.fixture
def gitea(gitea_session):
    """The same as a Gitea, held to the models made from its own description."""
    yield from _fresh(gitea_session)


@pytest.fixture
def home(tmp_path):
    """An environment of its own: no token, no git configuration, no gh."""
    folder = tmp_path / "home"
    folder.mkdir()
    (tmp_path / "bin").mkdir()
    env = {name: value for name, value in os.environ.items()
           if name in ("LC_ALL", "ASAN_OPTIONS", "UBSAN_OPTIONS")}
    return {**env, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"),
            "PATH": "%s:/usr/bin:/bin" % (tmp_path / "bin"), "GIT_CONFIG_NOSYSTEM": "1",
            "GH_CONFIG_DIR": str(folder / "gh")}


def forge_program():
    return str(pathlib.Path(os.environ["REDGREEN_BUILD"]) / "bin" / "redgreen-forge")


def ask(host, token=None, scheme="http", forge=fake_github.GitHub, **changes):
    """A request for a draft of fix/prices; changes go into it, or into its "pr"."""
    request = {
        "kind": forge.kind, "host": host, "api": "%s://%s%s" % (scheme, host, forge.prefix),
        "project": "octo/app", "headProject": None, "root": None, "timeoutMs": 60000,
        "pr": {"title": "Keep the sign of prices", "body": "## Summary\n\nIt was lost.\n",
               "base": "main", "branch": "fix/prices", "headOid": fake_forge.SHA, "draft": True,
               "labels": [], "assignees": [], "reviewers": []},
    }
    if token:
        request["token"] = token
    for key, value in changes.items():
        (request["pr"] if key in request["pr"] else request)[key] = value
    return request


class Answer(dict):
    """redgreen-forge's answer; .status is its exit status."""


def run(request, env, secrets=(), cwd=None):
    """Calls redgreen-forge; checks what holds for every answer."""
    text = request if isinstance(request, bytes) else json.dumps(request).encode()
    done = subprocess.run([forge_program()], input=text, env=env, cwd=cwd, timeout=TIMEOUT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.stderr == b"", done.stderr.decode()
    assert done.stdout.endswith(b"\n") and done.stdout.count(b"\n") == 1
    answer = Answer(json.loads(done.stdout))
    answer.status = done.returncode
    assert answer["cause"] in CAUSES
    assert (answer.status == 0) == (answer["cause"] == "ok")
    if answer["cause"] != "ok":
        message = answer["message"]
        assert message and not message.endswith(".") and len(message) < 1000
        assert all(c >= " " for c in message)
    for secret in secrets:
        assert secret.encode() not in done.stdout
    return answer
