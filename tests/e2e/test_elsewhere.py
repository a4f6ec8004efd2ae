# SPDX-License-Identifier: MIT
"""Tests that run on a wrapper's other side, whose processes are none of ours: they end with their
run all the same."""

import json
import os
import shlex
import signal
import sys

import pytest

import git_servers
from container import Container
from fifo import Fifo
from lsp_client import Client, ResponseError
from repositories import make_repository

TEST = '''import os, subprocess, sys

def test_slow():
    assert sys.stdin.read() == ""
    with open({fifo!r}, "w") as fifo:
        holder = [sys.executable, "-c", "import time; time.sleep(600)"]
        if (pid := os.fork()) == 0:  # a daemon: forked twice, own session, no environment
            os.setsid()
            subprocess.Popen(holder, env={{}}, pass_fds=[fifo.fileno()])
            os._exit(0)
        os.waitpid(pid, 0)
        fifo.write("running\\n")
        fifo.flush()
        subprocess.run(holder, start_new_session=True, pass_fds=[fifo.fileno()])

def test_quick():
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    assert {fifo!r} == ""
'''


@pytest.fixture(params=["container", "ssh"])
def wrapper(request, tmp_path):
    if request.param == "container":
        with Container(tmp_path) as container:
            yield container.wrapper
    else:
        with git_servers.Ssh(tmp_path / "sshd", None) as ssh:
            yield [*shlex.split(ssh.ssh_command()), "-p", str(ssh.port), "127.0.0.1"]


@pytest.fixture
def fifo(tmp_path):
    return Fifo(tmp_path / "fifo")


@pytest.fixture
def client(server, user_env, tmp_path, wrapper):
    test = TEST.format(fifo=str(tmp_path / "fifo"))
    place = make_repository(tmp_path / "here", {"app.py": "", "tests/test_it.py": test}, user_env,
                            reproduction=["tests/test_it.py"])
    place.write(".redgreen.json", json.dumps({
        "wrapper": wrapper, "python": sys.executable, "pytestArgs": ["-s"],
        "pathMap": [{"from": str(tmp_path / "there"), "to": "."}]}))
    os.symlink(place.root, tmp_path / "there")
    with Client([server, "lsp"], root=place.root, env=user_env) as made:
        made.initialize()
        yield made


@pytest.mark.parametrize("how", ["cancel", "kill"])
def test_it_ends_with_its_run(client, fifo, how):
    number = client.start_command("runTest", tests=["tests/test_it.py::test_slow"])
    fifo.wait_until_begun()
    if how == "cancel":
        client.notify("$/cancelRequest", {"id": number})
        with pytest.raises(ResponseError):
            client.finish(number)
    else:
        client.process.kill()
        assert client.exit_status() == -signal.SIGKILL
    fifo.wait_until_over()


def test_a_process_that_it_leaves_behind_holds_nothing_up(client):
    """ssh waits for the last holder of the output: ten minutes, here."""
    answer = client.execute("runTest", tests=["tests/test_it.py::test_quick"])
    assert answer["run"]["outcome"] == "failed"
    assert not [word for word in answer["run"]["argv"] if "exec(" in word]  # as one types it
