# SPDX-License-Identifier: MIT
"""server/git's fetch, push and work trees by the git program, against real servers: each way to be
refused has its own cause, nothing asks, nothing of the repository is executed."""

import json
import os
import pathlib
import shlex
import signal
import subprocess

import pytest

import git_servers
import push_refusals
from git_servers import PASSWORD, USER
from limits import TIMEOUT

PROGRAM = pathlib.Path(os.environ["REDGREEN_BUILD"]) / "bin" / "git_program"


class Work:
    """A clone with one commit, a bare repository beside it, and a HOME of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.home = folder / "home"
        self.root = folder / "wörk dir"
        self.bare = folder / "bare" / "repo.git"
        self.branch = "fix/a"
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                            "GIT_CONFIG_NOSYSTEM": "1"}
        self.home.mkdir()
        self.bare.parent.mkdir()
        self.configure("user.name", "Ada Test")
        self.configure("user.email", "ada@example.org")
        self.configure("init.defaultBranch", "main")
        self.git("init", "-q", "--bare", str(self.bare), cwd=folder)
        self.git("init", "-q", str(self.root), cwd=folder)
        self.commit("base")

    def git(self, *args, cwd=None):
        return subprocess.run(["git", *args], cwd=cwd or self.root, env=self.environment, check=True,
                              text=True, stdout=subprocess.PIPE).stdout.strip()

    def configure(self, name, value):
        self.git("config", "--global", name, value, cwd=self.folder)

    def commit(self, name):
        (self.root / "file.txt").write_text(name)
        self.git("add", "-A")
        self.git("commit", "-qm", name)
        return self.git("rev-parse", "HEAD")

    def there(self, branch):
        """What the bare repository has, or ''."""
        return subprocess.run(["git", "rev-parse", "-q", "--verify", f"refs/heads/{branch}"],
                              cwd=self.bare, env=self.environment, text=True,
                              stdout=subprocess.PIPE, check=False).stdout.strip()

    def hook(self, name, script):
        path = self.bare / "hooks" / name
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)

    def run(self, command, *args, options=(), **environment):
        done = subprocess.run([str(PROGRAM), *options, command, str(self.root), *args],
                              env={**self.environment, **environment}, text=True, check=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=TIMEOUT)
        return json.loads(done.stdout)

    def push(self, commit, branch, expected="-", **more):
        return self.run("push", "origin", commit, branch, expected, **more)


@pytest.fixture
def work(tmp_path):
    return Work(tmp_path)


@pytest.fixture(params=["http", "ssh"])
def served(request, work, tmp_path):
    """The bare repository as remote "origin", and all that is needed to get in."""
    kind = git_servers.Http if request.param == "http" else git_servers.Ssh
    with kind(tmp_path / request.param, work.bare.parent) as work.server:
        enter(work)
        yield work


def enter(work):
    work.server.let_in(work.configure)
    work.git("remote", "add", "origin", work.server.url("repo"))


@pytest.fixture
def http(work, tmp_path):
    with git_servers.Http(tmp_path / "http", work.bare.parent) as work.server:
        enter(work)
        yield work


@pytest.fixture
def ssh(work, tmp_path):
    with git_servers.Ssh(tmp_path / "ssh", work.bare.parent) as work.server:
        enter(work)
        yield work


def refused(answer, cause, words):
    assert answer["cause"] == cause, answer
    assert words in answer["message"], answer
    assert "\n" not in answer["message"]
    assert answer["remote"] is None


# ---- the way itself --------------------------------------------------------------------------


def test_a_commit_is_pushed_and_fetched(served):
    commit = served.git("rev-parse", "HEAD")
    before = (served.root / ".git/index").read_bytes()
    answer = served.push(commit, "fix/größe")
    assert (answer["cause"], answer["message"], answer["remote"]) == ("ok", None, commit), answer
    assert served.there("fix/größe") == commit
    answer = served.run("fetch", "origin", "fix/größe")
    assert answer["cause"] == "ok", answer
    assert served.git("rev-parse", "refs/remotes/origin/fix/größe") == commit
    assert not (served.root / ".git/FETCH_HEAD").exists()
    assert (served.root / ".git/index").read_bytes() == before


def test_a_repeated_push_is_a_push(served):
    commit = served.git("rev-parse", "HEAD")
    assert served.push(commit, "fix/a")["cause"] == "ok"
    assert served.push(commit, "fix/a")["cause"] == "ok"
    assert served.push(commit, "fix/a", commit)["cause"] == "ok"


def test_the_expected_value_may_be_replaced_by_any_commit(served):
    first = served.git("rev-parse", "HEAD")
    second = served.commit("second")
    assert served.push(second, "fix/a")["cause"] == "ok"
    answer = served.push(first, "fix/a", second)  # backwards
    assert (answer["cause"], answer["remote"]) == ("ok", first)


def test_commits_of_others_are_not_overwritten(served):
    first = served.git("rev-parse", "HEAD")
    second = served.commit("second")
    assert served.push(second, "fix/a")["cause"] == "ok"
    refused(served.push(first, "fix/a"), "not-fast-forward", "stale info")
    refused(served.push(first, "fix/a", first), "not-fast-forward", "stale info")
    assert served.there("fix/a") == second




def test_each_refusal_has_its_cause_and_ends_with_what_caused_it(served):
    commit, wrong = served.git("rev-parse", "HEAD"), []
    for refusal in push_refusals.REFUSALS:
        if push_refusals.way_of(served.server) not in refusal.ways:
            continue
        with refusal.play(served):
            answer = served.push(commit, served.branch)
        if served.there(served.branch):
            served.git("update-ref", "-d", f"refs/heads/{served.branch}", cwd=served.bare)
        if (answer["cause"], answer["remote"]) != (refusal.cause, None) or \
                refusal.words not in answer["message"] or "\n" in answer["message"]:
            wrong.append(f"{refusal.title}: {answer}")
    assert not wrong, "\n".join(wrong)
    assert served.push(commit, served.branch)["cause"] == "ok"


def test_a_server_that_puts_something_else_there_is_not_believed(served):
    commit = served.git("rev-parse", "HEAD")
    served.hook("post-receive", "git update-ref -d refs/heads/fix/a\n")
    answer = served.push(commit, "fix/a")
    assert answer["cause"] == "other"
    assert "refs/heads/fix/a on the remote is not there" in answer["message"]


def test_a_branch_that_is_not_there(served):
    refused(served.run("fetch", "origin", "none"), "no-such-ref", "refs/heads/none")


def test_a_repository_that_is_not_there(served):
    served.git("remote", "set-url", "origin", served.server.url("none"))
    refused(served.push(served.git("rev-parse", "HEAD"), "fix/a"), "no-repository", "none.git")
    refused(served.run("fetch", "origin", "main"), "no-repository", "none.git")


def test_a_remote_that_has_no_name_here(work):
    refused(work.run("fetch", "nobody", "main"), "no-repository", "nobody")


def test_a_push_url_of_its_own(served):
    commit = served.git("rev-parse", "HEAD")
    served.git("remote", "set-url", "--push", "origin", served.server.url("repo"))
    served.git("remote", "set-url", "origin", str(served.folder / "nowhere"))
    assert served.push(commit, "fix/a")["remote"] == commit


def test_tags_and_other_branches_stay(served):
    first = served.git("rev-parse", "HEAD")
    served.git("tag", "v1")
    served.git("push", "-q", str(served.bare), "v1", "main", "main:other")
    served.git("tag", "-d", "v1")
    served.git("update-ref", "refs/remotes/origin/gone", first)
    served.configure("fetch.prune", "true")
    assert served.run("fetch", "origin", "main")["cause"] == "ok"
    assert served.git("for-each-ref", "--format=%(refname)") == (
        "refs/heads/main\nrefs/remotes/origin/gone\nrefs/remotes/origin/main")


# ---- who may ---------------------------------------------------------------------------------


def test_without_a_password(http):
    http.git("config", "--global", "--unset", "credential.helper")
    refused(http.push(http.git("rev-parse", "HEAD"), "fix/a", GIT_ASKPASS="/bin/echo"), "auth",
            "terminal prompts disabled")


def test_with_a_wrong_password_that_is_never_shown(http):
    http.git("config", "--global", "--unset", "credential.helper")
    http.git("remote", "set-url", "origin", http.server.url("repo", f"{USER}:hunter2"))
    answer = http.push(http.git("rev-parse", "HEAD"), "fix/a")
    refused(answer, "auth", "Authentication failed")
    assert "hunter2" not in json.dumps(answer)


def test_a_cache_of_passwords_lives_on(http):
    """As git-credential-cache does: the helper leaves a process behind that is the user's."""
    helper = http.home / "helper"
    helper.write_text("#!/bin/sh\n"
                      "[ \"$1\" = get ] || exit 0\n"
                      "setsid sh -c 'echo $$ >\"$HOME/daemon\"; exec sleep 60' </dev/null >/dev/null 2>&1 &\n"
                      "while [ ! -s \"$HOME/daemon\" ]; do :; done\n"
                      f"printf 'username={USER}\\npassword={PASSWORD}\\n'\n")
    helper.chmod(0o755)
    http.configure("credential.helper", str(helper))
    assert http.push(http.git("rev-parse", "HEAD"), "fix/a")["cause"] == "ok"
    os.kill(int((http.home / "daemon").read_text()), signal.SIGTERM)  # fails when it is gone






def test_the_environments_ssh_command_wins(ssh):
    ssh.configure("core.sshCommand", "false")
    answer = ssh.push(ssh.git("rev-parse", "HEAD"), "fix/a",
                      GIT_SSH_COMMAND=ssh.server.ssh_command())
    assert answer["cause"] == "ok", answer


# ---- the network -----------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/x.git", "ssh://127.0.0.1:{port}/x.git",
                                 "http://name.invalid/x.git", "ssh://name.invalid/x.git"])
def test_nobody_is_there(work, url):
    work.configure("core.sshCommand", "ssh -F /dev/null")
    with git_servers.deaf_port() as port:
        work.git("remote", "add", "origin", url.format(port=port))
        refused(work.run("fetch", "origin", "main"), "network", "")
        refused(work.push(work.git("rev-parse", "HEAD"), "fix/a"), "network", "")


def running(words):
    """Command lines of all processes that have these words in them."""
    lines = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            pass  # it has ended
    return [line for line in lines if words in line]


@pytest.mark.parametrize("option, cause", [("--timeout", "timeout"), ("--stop", "stopped")])
def test_a_server_that_says_nothing(work, option, cause):
    with git_servers.Silent() as silent:
        work.git("remote", "add", "origin", f"http://127.0.0.1:{silent.port}/x.git")
        answer = work.run("fetch", "origin", "main", options=(option, "300"))
        assert answer["cause"] == cause, answer
        assert running(f"127.0.0.1:{silent.port}/x.git") == []


# ---- what is not executed --------------------------------------------------------------------


def test_nothing_of_the_repository_is_executed(served):
    ran = served.folder / "ran"
    script = served.root / "evil"
    script.write_text(f"#!/bin/sh\necho \"$0\" >>{shlex.quote(str(ran))}\nexit 1\n")
    script.chmod(0o755)
    for name in ("pre-push", "post-checkout", "reference-transaction", "post-index-change"):
        (served.root / ".git/hooks" / name).write_bytes(script.read_bytes())
        (served.root / ".git/hooks" / name).chmod(0o755)
    served.git("config", "core.fsmonitor", str(script))
    tools = served.root / "bin"
    tools.mkdir()
    for name in ("git", "ssh"):
        (tools / name).write_bytes(script.read_bytes())
        (tools / name).chmod(0o755)
    path = f"{tools}:.:{served.root}:{os.environ['PATH']}"
    commit = served.git("rev-parse", "refs/heads/main")
    ran.unlink(missing_ok=True)
    assert served.push(commit, "main", PATH=path)["cause"] == "ok"
    assert served.run("fetch", "origin", "main", PATH=path)["cause"] == "ok"
    assert served.run("worktree-add", str(served.folder / "linked"), commit, PATH=path)["cause"] == "ok"
    assert not ran.exists(), ran.read_text()


def test_names_are_never_options(work):
    answer = work.run("fetch", "--upload-pack=touch ran", "main")
    assert answer["cause"] in ("no-repository", "other"), answer
    assert not (work.root / "ran").exists()
    work.git("remote", "add", "origin", "ext::sh -c 'touch ran'")
    answer = work.run("fetch", "origin", "main")
    assert answer["cause"] == "other" and "not allowed" in answer["message"], answer
    assert not (work.root / "ran").exists()


# ---- linked work trees -----------------------------------------------------------------------


def test_work_trees_come_and_go(work):
    commit = work.git("rev-parse", "HEAD")
    folder = work.folder / "bäse tree"
    assert work.run("worktree-add", str(folder), commit)["cause"] == "ok"
    assert (folder / "file.txt").read_text() == "base"
    assert work.git("branch", "--show-current", cwd=folder) == ""
    again = work.run("worktree-add", str(folder), commit)
    assert again["cause"] == "other" and "already exists" in again["message"]
    (folder / "file.txt").write_text("changed")
    assert work.run("worktree-remove", str(folder))["cause"] == "ok"
    assert work.run("worktree-remove", str(folder))["cause"] == "ok"
    assert not folder.exists()
    assert len(work.git("worktree", "list").splitlines()) == 1


def test_a_work_tree_whose_folder_is_gone_is_forgotten(work):
    folder = work.folder / "linked"
    work.run("worktree-add", str(folder), work.git("rev-parse", "HEAD"))
    subprocess.check_call(["rm", "-r", str(folder)])
    assert work.run("worktree-remove", str(folder))["cause"] == "ok"
    assert len(work.git("worktree", "list").splitlines()) == 1
