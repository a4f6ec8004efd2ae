# SPDX-License-Identifier: MIT
"""Tokens: where redgreen-forge takes them from, whom it gives them to, and where they never are."""

import json
import os
import pathlib
import re
import ssl
import subprocess
import threading

import pytest

from fake_forge import Gate, Service
from forge_fixtures import ask, forge_program, run
from limits import TIMEOUT

TOKEN = "ghp_" + "t0ken" * 7


@pytest.fixture
def program(tmp_path):
    """Puts a program of that name on PATH; it notes its arguments and environment first."""
    def make(name, script):
        path = tmp_path / "bin" / name
        path.write_text("#!/bin/sh\nprintf '%%s\\n' \"$@\" >%s\nenv >%s\n%s\n" % (
            tmp_path / (name + ".argv"), tmp_path / (name + ".env"), script))
        path.chmod(0o755)
    return make


class Listener(Service):
    """Any server; notes what it gets."""

    def __init__(self, answer, tls=None):
        self.got, self.reply = [], answer
        super().__init__(tls)

    def handle(self, request):
        request.body()
        self.got.append((request.path, dict(request.headers)))
        request.answer(*self.reply)


@pytest.fixture
def listen():
    services = []

    def start(answer=(200, {}, b"[]"), tls=None):
        services.append(Listener(answer, tls))
        return services[-1]
    yield start
    for service in services:
        service.end()


# ---- sources ------------------------------------------------------------------------------------

def test_sources_in_their_order(github, home, program, tmp_path):
    """Editor, environment, gh, git: each is used when those before it have none."""
    host = github.gate.host
    program("gh", "echo from-gh")
    (tmp_path / "home" / ".gitconfig").write_text(
        '[credential "http://%s"]\n'
        '\thelper = "!f() { echo password=from-git; echo username=u; }; f"\n' % host)
    everything = {**home, "GH_HOST": host, "GH_ENTERPRISE_TOKEN": "from-env-1",
                  "GITHUB_ENTERPRISE_TOKEN": "from-env-2"}
    used = []

    def accept_only(expected, env, token=None):
        github.token = expected
        used.append(run(ask(host, token), env, [expected])["cause"])

    accept_only("from-editor", everything, "from-editor")
    accept_only("from-env-1", everything)
    del everything["GH_ENTERPRISE_TOKEN"]
    accept_only("from-env-2", everything)
    del everything["GITHUB_ENTERPRISE_TOKEN"]
    accept_only("from-gh", everything)
    program("gh", "echo not logged in >&2; exit 1")
    accept_only("from-git", everything)
    assert used == ["ok"] * 5
    (tmp_path / "home" / ".gitconfig").unlink()
    answer = run(ask(host), everything)
    assert answer["cause"] == "no-account"
    assert "gh auth login --hostname %s" % host in answer["message"]
    assert (tmp_path / "gh.argv").read_text().split() == ["auth", "token", "--hostname", host]


# Variables, the host that they name, and whether their token is for the forge that is asked.
OTHERS = [
    ("gitlab", {"GITLAB_TOKEN": "{t}", "GITLAB_HOST": "{h}"}, True),
    ("gitlab", {"GITLAB_TOKEN": "{t}", "GITLAB_HOST": "http://{h}/"}, True),
    ("gitlab", {"GITLAB_ACCESS_TOKEN": "{t}", "GITLAB_HOST": "{h}"}, True),
    ("gitlab", {"GITLAB_TOKEN": "{t}"}, False),  # gitlab.com's
    ("gitlab", {"GITLAB_TOKEN": "{t}", "GITLAB_HOST": "other.example"}, False),
    ("gitlab", {"GITLAB_TOKEN": "{t}", "GITLAB_HOST": "https://{h}"}, False),  # not this scheme
    ("gitlab", {"OAUTH_TOKEN": "{t}"}, False),
    ("gitlab", {"GH_TOKEN": "{t}", "GH_ENTERPRISE_TOKEN": "{t}", "GH_HOST": "{h}"}, False),
    ("gitea", {"GITEA_SERVER_TOKEN": "{t}", "GITEA_SERVER_URL": "http://{h}"}, True),
    ("gitea", {"GITEA_TOKEN": "{t}", "GITEA_INSTANCE_URL": "http://{h}/code/"}, True),
    ("gitea", {"GITEA_TOKEN": "{t}", "GITEA_SERVER_TOKEN": "{t}"}, False),
    ("gitea", {"GITEA_TOKEN": "{t}", "GITEA_INSTANCE_URL": "http://{h}.evil.example"}, False),
]


@pytest.mark.parametrize("kind, variables, is_used", OTHERS)
def test_variables_of_the_others_are_for_the_host_that_they_name(request, home, kind, variables,
                                                                  is_used):
    forge = request.getfixturevalue(kind)
    env = {**home, **{name: value.format(t=forge.token, h=forge.gate.host)
                      for name, value in variables.items()}}
    answer = run(ask(forge.gate.host, forge=forge), env, [forge.token])
    assert answer["cause"] == ("ok" if is_used else "no-account"), answer
    assert is_used or (forge.gate.seen == [] and forge.gate.host in answer["message"])


def test_glab_is_asked_away_from_the_repository_and_without_the_variables(gitlab, home, program,
                                                                          tmp_path):
    program("glab", "pwd >%s; echo %s" % (tmp_path / "where", gitlab.token))
    env = {**home, "GITLAB_TOKEN": TOKEN, "GITLAB_HOST": "other.example"}
    assert run(ask(gitlab.gate.host, forge=gitlab), env, [TOKEN, gitlab.token])["cause"] == "ok"
    assert (tmp_path / "glab.argv").read_text().split() == [
        "config", "get", "token", "--host", gitlab.gate.host]
    assert TOKEN not in (tmp_path / "glab.env").read_text()
    assert (tmp_path / "where").read_text() == "/\n"


def test_git_is_asked_for_the_others_too(gitea, home, tmp_path):
    (tmp_path / "home" / ".gitconfig").write_text(
        '[credential "http://%s"]\n\thelper = "!f() { echo password=%s; echo username=u; }; f"\n'
        % (gitea.gate.host, gitea.token))
    assert run(ask(gitea.gate.host, forge=gitea), home, [gitea.token])["cause"] == "ok"


def test_a_refused_token_is_named_by_its_source(github, home, program):
    program("gh", "echo stale-token")
    answer = run(ask(github.gate.host), home, ["stale-token"])
    assert "the token from gh" in answer["message"]
    assert "gh auth login --hostname " + github.gate.host in answer["message"]


@pytest.mark.parametrize("extra", [{}, {"GH_HOST": "other.example"}, {"GH_HOST": "127.0.0.1"}])
def test_variables_for_another_host_are_not_used(github, home, extra):
    """GH_TOKEN is for github.com; the enterprise ones only for the host that GH_HOST names."""
    env = {**home, **extra, "GH_TOKEN": TOKEN, "GITHUB_TOKEN": TOKEN,
           "GH_ENTERPRISE_TOKEN": TOKEN, "GITHUB_ENTERPRISE_TOKEN": TOKEN}
    github.token = TOKEN
    assert run(ask(github.gate.host), env, [TOKEN])["cause"] == "no-account"
    assert github.gate.seen == []


def test_in_a_workflow_the_token_is_for_its_own_server(home):
    env = {**home, "GITHUB_TOKEN": TOKEN, "GITHUB_SERVER_URL": "https://git.corp.example"}
    request = ask("github.com", api="https://api.github.com")
    assert "there is no token for github.com" in run(request, env, [TOKEN])["message"]


def test_gh_is_asked_without_the_variables(github, home, program, tmp_path):
    """It would hand the enterprise one out for any host."""
    program("gh", "printf '%s' \"$GH_ENTERPRISE_TOKEN$GH_TOKEN\"")
    env = {**home, "GH_TOKEN": TOKEN, "GITHUB_TOKEN": TOKEN, "GH_ENTERPRISE_TOKEN": TOKEN,
           "GITHUB_ENTERPRISE_TOKEN": TOKEN}
    assert run(ask(github.gate.host), env, [TOKEN])["cause"] == "no-account"
    assert TOKEN not in (tmp_path / "gh.env").read_text()


def test_git_is_asked_in_the_work_tree_and_never_prompts(github, home, tmp_path):
    tree = tmp_path / "work tree ü"
    subprocess.run(["git", "init", "-q", str(tree)], env=home, check=True)
    helper = tmp_path / "helper"
    helper.write_text("#!/bin/sh\ncat >%s\necho username=u\necho password=%s\n"
                      % (tmp_path / "asked", github.token))
    helper.chmod(0o755)
    subprocess.run(["git", "-C", str(tree), "config", "credential.helper", str(helper)], env=home,
                   check=True)
    asking = tmp_path / "asking"
    asking.write_text("#!/bin/sh\ntouch %s\necho x\n" % (tmp_path / "was-asked"))
    asking.chmod(0o755)
    env = {**home, "GIT_ASKPASS": str(asking), "SSH_ASKPASS": str(asking), "DISPLAY": ":9"}
    assert run(ask(github.gate.host, root=str(tree)), env)["cause"] == "ok"
    assert "host=%s" % github.gate.host in (tmp_path / "asked").read_text()
    assert run(ask(github.gate.host), env)["cause"] == "no-account"
    assert not (tmp_path / "was-asked").exists()


def test_a_program_in_the_repository_is_not_run(github, home, tmp_path):
    """A relative folder on PATH would be the repository's to fill."""
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("gh", "git"):
        (tree / name).write_text("#!/bin/sh\ntouch %s/ran\necho password=x\n" % tmp_path)
        (tree / name).chmod(0o755)
    env = {**home, "PATH": ".::tree:" + home["PATH"]}
    assert run(ask(github.gate.host, root=str(tree)), env, cwd=tree)["cause"] == "no-account"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("script", ["sleep 600", "cat /dev/zero", "exec >&-; exec sleep 600",
                                    "printf 'a b'", "printf 'a\\r\\nEvil: x'", "printf '\\377'",
                                    "kill -9 $$", ":"])
def test_what_gh_does_wrong_is_no_token(github, home, program, script):
    program("gh", script)
    answer = run(ask(github.gate.host, timeoutMs=1500), home)
    assert answer["cause"] == "no-account"
    assert github.gate.seen == []


@pytest.mark.parametrize("lines", ["host=evil.example\npassword=x", "protocol=ftp\npassword=x",
                                   "password=", "username=u"])
def test_what_git_answers_for_another_host_is_no_token(github, home, program, lines):
    program("git", "cat >/dev/null; printf '%s\\n'" % lines.replace("\n", "\\n"))
    assert run(ask(github.gate.host), home)["cause"] == "no-account"
    assert github.gate.seen == []


@pytest.mark.parametrize("token", ["a b", "a\nX-Evil: 1", "a\r\n", "ü", "x" * 5000, "\t"])
def test_a_token_that_is_none_is_refused(github, home, token):
    answer = run(ask(github.gate.host, token), home)
    assert answer.status == 2 and github.gate.seen == []


# ---- whom it is given to ------------------------------------------------------------------------

@pytest.mark.parametrize("host, api", [
    ("github.com", "http://{other}/api/v3"),
    ("github.com", "https://github.com.evil.example"),
    ("github.com", "https://api.github.com@{other}"),
    ("github.com", "https://api.github.com.evil.example"),
    ("github.com", "https://api.github.com/"),
    ("acme.ghe.com", "https://api.evil.ghe.com"),
    ("git.corp.example", "http://{other}/api/v3"),
    ("git.corp.example", "http://git.corp.example/api/v3"),
    ("git.corp.example", "https://git.corp.example@{other}/api/v3"),
    ("git.corp.example", "https://git.corp.example:444/api/v3"),
    ("git.corp.example", "ftp://git.corp.example/api/v3"),
    ("127.0.0.1.evil.example", "http://127.0.0.1.evil.example/api/v3"),
    ("127.0.0.1:1@{other}", "http://127.0.0.1:1@{other}/api/v3"),
    ("{other}/x", "http://{other}/x/api/v3?"),
])
def test_no_other_host_gets_anything(listen, home, host, api):
    other = listen()
    request = ask(host.format(other=other.host), TOKEN, api=api.format(other=other.host))
    answer = run(request, home, [TOKEN])
    assert answer["cause"] == "other"
    assert re.search("no token goes there|is no address of an API", answer["message"])
    assert other.got == []


@pytest.mark.parametrize("kind, host, api", [
    ("gitlab", "gitlab.com", "http://{other}/api/v4"),
    ("gitlab", "gitlab.com", "https://gitlab.com/evil/api/v4"),
    ("gitlab", "gitlab.com", "https://gitlab.com.evil.example/api/v4"),
    ("gitlab", "gitlab.com", "https://gitlab.com@{other}/api/v4"),
    ("gitlab", "h.example", "http://h.example/api/v4"),
    ("gitlab", "h.example", "https://h.example/../api/v4"),
    ("gitlab", "h.example", "https://h.example/a%2f..%2fb/api/v4"),
    ("gitlab", "h.example", "https://h.example:444/api/v4"),
    ("gitlab", "h.example", "https://h.example/api/v4?x=/api/v4"),
    ("gitea", "codeberg.org", "https://codeberg.org/x/api/v1"),
    ("forgejo", "codeberg.org", "http://codeberg.org/api/v1"),
    ("gitea", "h.example", "https://h.example//api/v1"),
    ("gitea", "{other}/x", "http://{other}/x/api/v1#/api/v1"),
])
def test_no_other_host_and_no_other_path_gets_anything(listen, home, kind, host, api):
    other = listen()
    request = ask(host.format(other=other.host), TOKEN, kind=kind,
                  api=api.format(other=other.host))
    answer = run(request, home, [TOKEN])
    assert answer["cause"] == "other", answer
    assert re.search("no token goes there|is no address of an API", answer["message"])
    assert other.got == []


def test_a_server_below_a_path_is_asked_there(gitlab, home, listen):
    below = listen((200, {}, b"[]"))
    answer = run(ask(below.host, TOKEN, kind="gitlab", project="g/sub/deep/p",
                     api="http://%s/code/lab/api/v4" % below.host), home, [TOKEN])
    assert answer["cause"] == "other"  # it does not answer as GitLab does
    assert {path.split("?")[0] for path, _ in below.got} == {
        "/code/lab/api/v4/projects/g%2Fsub%2Fdeep%2Fp/merge_requests"}
    assert {headers["Authorization"] for _, headers in below.got} == {"Bearer " + TOKEN}


@pytest.mark.parametrize("method, status", [("GET", 301), ("GET", 302), ("GET", 307),
                                            ("POST", 303), ("POST", 307), ("POST", 308)])
def test_a_redirect_is_not_followed(github, home, listen, method, status):
    other = listen()

    def redirect(_, request, __):
        request.answer(status, {"Location": "http://%s/api/v3/x" % other.host}, b"{}")
        return True
    github.gate.faults.append((method, redirect))
    answer = run(ask(github.gate.host, github.token), home, [github.token])
    assert answer["cause"] == "not-found" and "has moved (%d)" % status in answer["message"]
    assert other.got == [] and github.pulls == []


def test_a_redirect_to_itself_is_not_followed_either(github, home):
    def redirect(gate, request, __):
        request.answer(301, {"Location": "http://%s/api/v3/repositories/1/pulls" % gate.host},
                       b"{}")
        return True
    github.gate.faults.append(("GET", redirect))
    assert run(ask(github.gate.host, github.token), home)["cause"] == "not-found"
    assert len(github.gate.seen) == 1


def test_netrc_and_proxies_have_no_say_about_this_machine(github, home, listen, tmp_path):
    proxy = listen()
    (tmp_path / "home" / ".netrc").write_text("machine 127.0.0.1 login u password p\n")
    env = {**home, **{name: "http://" + proxy.host for name in (
        "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")}}
    assert run(ask(github.gate.host, github.token), env)["cause"] == "ok"
    assert proxy.got == []
    assert {headers["Authorization"] for *_, headers in github.gate.seen} == {
        "Bearer " + github.token}


def test_a_token_that_the_forge_sends_back_goes_no_further(github, home):
    github.script.append(("POST", "/pulls", github.error(422, "no, " + github.token)))
    answer = run(ask(github.gate.host, github.token), home, [github.token])
    assert answer["cause"] == "invalid"


# ---- where it never is --------------------------------------------------------------------------

def test_while_it_runs_the_token_is_in_no_argument_and_no_environment(github, home, tmp_path):
    """Looked at while the server has the request and has not answered yet."""
    arrived, go_on = threading.Event(), threading.Event()

    def wait(_, __, ___):
        arrived.set()
        go_on.wait(TIMEOUT)
        return False
    github.gate.faults.append(("GET", wait))
    child = subprocess.Popen([forge_program()], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, env=home, cwd=tmp_path)
    child.stdin.write(json.dumps(ask(github.gate.host, github.token)).encode())
    child.stdin.close()
    assert arrived.wait(TIMEOUT)
    process = pathlib.Path("/proc/%d" % child.pid)
    shown = [(process / name).read_bytes() for name in ("cmdline", "environ", "comm", "status")]
    limits = (process / "limits").read_text()
    go_on.set()
    out, err = child.stdout.read(), child.stderr.read()
    assert child.wait(TIMEOUT) == 0
    for text in (*shown, out, err):
        assert github.token.encode() not in text
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]
    assert os.listdir(tmp_path / "home") == []


# ---- TLS ----------------------------------------------------------------------------------------

@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A server's side of TLS with a certificate for that name, which nobody has signed."""
    folder = tmp_path_factory.mktemp("tls")

    def make(name):
        key, cert = folder / (name + ".key"), folder / (name + ".crt")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", str(key), "-out", str(cert), "-days", "2", "-subj", "/CN=" + name,
             "-addext", "subjectAltName=DNS:" + name],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        return context, str(cert)
    return make


@pytest.fixture
def secure_gate(github, certificate):
    tls, authority = certificate("localhost")
    gate = Gate(github.gate.inner, tls=tls)
    gate.name, gate.authority = "localhost:%d" % gate.port, authority
    yield gate
    gate.end()


def test_https_with_an_authority_of_ones_own(github, home, secure_gate):
    env = {**home, "SSL_CERT_FILE": secure_gate.authority}
    answer = run(ask(secure_gate.name, github.token, "https"), env, [github.token])
    assert answer["cause"] == "ok"
    assert answer["url"] == "https://%s/octo/app/pull/41" % secure_gate.name


def test_a_certificate_that_nobody_signed(github, home, secure_gate):
    answer = run(ask(secure_gate.name, github.token, "https"), home, [github.token])
    assert answer["cause"] == "network" and "SSL_CERT_FILE" in answer["message"]
    assert secure_gate.seen == []


def test_a_certificate_for_another_name(home, listen, certificate):
    tls, authority = certificate("other.example")
    server = listen(tls=tls)
    answer = run(ask("localhost:%d" % server.port, TOKEN, "https"),
                 {**home, "SSL_CERT_FILE": authority}, [TOKEN])
    assert answer["cause"] == "network" and "not trusted" in answer["message"]
    assert server.got == []


def test_an_authority_file_that_is_not_there(home, secure_gate):
    answer = run(ask(secure_gate.name, TOKEN, "https"),
                 {**home, "SSL_CERT_FILE": "/nonexistent/ca.pem"}, [TOKEN])
    assert answer["cause"] == "network" and secure_gate.seen == []


def test_plain_http_where_tls_is_wanted(github, home):
    answer = run(ask(github.gate.host, github.token, "https"), home, [github.token])
    assert answer["cause"] == "network" and github.gate.seen == []
