# SPDX-License-Identifier: MIT
"""What redgreen-forge says when GitHub says no in ways of its own, or nothing that makes sense."""

import re
import time

import pytest

import git_servers
from forge_fixtures import ask, run

JSON = "application/json; charset=utf-8"


@pytest.fixture
def call(github, home):
    def one(**changes):
        return run(ask(github.gate.host, github.token, **changes), home, [github.token])
    return one


def in_five_minutes():
    return {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 300)}


# What GitHub answers to the attempt to create, the cause, and words of the sentence.
NO = [
    pytest.param(403, {"X-Accepted-GitHub-Permissions": "contents=write; pull_requests=write"},
                 "Resource not accessible by integration", None, "auth",
                 '"Contents: write; pull requests: write"', id="403-permission-header"),
    pytest.param(403, {"X-GitHub-SSO": "required; url=https://github.com/orgs/octo/sso?x=1"},
                 "Resource protected by organization SAML enforcement", None, "auth",
                 "authorise it at https://github.com/orgs/octo/sso", id="403-sso"),
    pytest.param(403, in_five_minutes, "API rate limit exceeded for user ID 1.", None,
                 "rate-limit", r"try again in (29\d|300) s, at \d\d:\d\d:\d\d", id="403-limit"),
    pytest.param(403, {}, "was submitted too quickly", None, "rate-limit", "try again in 60 s",
                 id="403-too-quickly"),
    pytest.param(429, {"Retry-After": "soon", "x-ratelimit-reset": "never"}, "Slow down", None,
                 "rate-limit", "try again in 60 s", id="429-odd-headers"),
    pytest.param(422, {}, "Validation Failed",
                 [{"resource": "PullRequest", "field": "base", "code": "custom", "message":
                   "Draft pull requests are not supported in this repository."}],
                 "no-drafts", "open an ordinary pull request", id="422-draft"),
    pytest.param(422, {}, "Draft pull requests are not supported in this repository.", None,
                 "no-drafts", "no drafts", id="422-draft-plain"),
    pytest.param(422, {}, "Validation Failed",
                 [{"resource": "Issue", "field": "body", "code": "custom",
                   "message": "body is too long (maximum is 65536 characters)"}],
                 "invalid", "shorten it", id="422-body"),
    pytest.param(422, {}, "Validation Failed",
                 [{"resource": "X", "field": "y", "code": "missing_field"}, {"code": "custom",
                  "message": "Rule\nviolated"}],
                 "invalid", "y is missing_field; Rule violated", id="422-others-words"),
    pytest.param(410, {}, "Pull requests are disabled", None, "other",
                 "answers 410: Pull requests are disabled", id="410"),
    pytest.param(451, {}, "Repository access blocked", None, "other", "answers 451", id="451"),
]


@pytest.mark.parametrize("status, headers, message, errors, cause, words", NO)
def test_a_refusal_has_its_cause_and_the_next_step(github, call, status, headers, message, errors,
                                                   cause, words):
    headers = headers() if callable(headers) else headers
    code, _, body = github.error(status, message, errors)
    github.script.append(("POST", "/pulls", (code, headers, body)))
    answer = call()
    assert answer["cause"] == cause, answer
    assert re.search(words, answer["message"]), answer
    assert answer.status == 1 and "url" not in answer
    assert github.pulls == []
    # Nothing is tried again that would not get better.
    assert [one for one in github.gate.calls() if one.startswith("POST")] != []
    assert len(github.gate.calls()) == 2


@pytest.mark.parametrize("status, cause", [(401, "auth"), (403, "auth"), (404, "not-found")])
def test_the_same_when_it_is_asked_what_is_there(github, call, status, cause):
    github.script.append(("GET", "/pulls", github.error(status, "No")))
    answer = call()
    assert answer["cause"] == cause
    assert github.gate.calls() == ["GET /repos/octo/app/pulls"]
    assert status != 403 or '"Pull requests: read"' in answer["message"]


def test_and_when_the_text_is_updated(github, call):
    call(title="Before")
    github.script.append(("PATCH", "/pulls/41", github.error(403, "Resource not accessible")))
    answer = call(title="After")
    assert answer["cause"] == "auth" and answer["number"] == 41
    assert github.pulls[0]["title"] == "Before"


def test_a_project_that_does_not_exist(github, call):
    answer = call(project="octo/other")
    assert answer["cause"] == "not-found" and "octo/other" in answer["message"]


def test_a_text_that_is_too_long_is_not_even_sent(github, call):
    answer = call(body="ü" * 65537)
    assert answer["cause"] == "invalid" and "65537" in answer["message"]
    assert call(title="t" * 257)["cause"] == "invalid"
    assert github.gate.calls() == []


# ---- no answer that could be understood ----------------------------------------------------------

def fault(github, method, action):
    github.gate.faults.append((method, action))


def say(status, headers, body):
    def action(_, request, __):
        request.answer(status, headers, body)
        return True
    return action


@pytest.mark.parametrize("body", [b"<html>a login page</html>", b"{}", b"[", b"", b"null", b'"x"',
                                  b'[{"number": 1}', b"\xff\xfe"])
def test_another_server_than_github(github, call, body):
    fault(github, "GET", say(200, {"Content-Type": "text/html"}, body))
    answer = call()
    assert answer["cause"] == "other" and "forge.url" in answer["message"]


@pytest.mark.parametrize("body", [b"{}", b'{"number": "41"}', b'{"number": -1}', b"[]"])
def test_an_answer_without_a_number_is_no_pull_request(github, call, body):
    fault(github, "POST", say(201, {"Content-Type": JSON}, body))
    assert call()["cause"] == "other"


def test_strange_items_of_a_list_are_passed_over(github, call):
    fault(github, "GET", say(200, {"Content-Type": JSON},
                             b'[1, null, {}, {"head": 3}, {"head": {"ref": "fix/prices"}}]'))
    assert call()["wasThere"] is False


def test_endless_headers(github, call):
    def action(_, request, __):
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"x-y: z\r\n" * 60000)
        request.close_connection = True
        return True
    for _ in range(2):
        fault(github, "GET", action)
    assert call()["cause"] in ("network", "other")


def test_no_http_at_all(github, call):
    def action(_, request, __):
        request.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        request.close_connection = True
        return True
    for _ in range(2):
        fault(github, "GET", action)
    assert call()["cause"] in ("network", "other")


def test_nobody_listens(home):
    with git_servers.deaf_port() as port:
        answer = run(ask("127.0.0.1:%d" % port, "t0ken-t0ken"), home)
    assert answer["cause"] == "network" and "no answer from 127.0.0.1" in answer["message"]


# ---- requests that cannot be understood ----------------------------------------------------------

@pytest.mark.parametrize("request_bytes", [
    b"", b"{", b"[]", b"null", b"{} {}", b"\xff", b'{"kind": "github"}', b'{"kind": 3}',
    b'{"a":' * 500, b'{"kind": "github", "kind": "github"}', b"x" * (3 << 20)])
def test_a_bad_request_is_status_2(home, request_bytes):
    assert run(request_bytes, home).status == 2


def test_an_unknown_kind_is_status_2(home):
    answer = run(ask("127.0.0.1:1", "t0ken-t0ken", kind="sourcehut"), home)
    assert answer.status == 2 and '"sourcehut"' in answer["message"]


@pytest.mark.parametrize("key", ["host", "api", "project", "title", "base", "branch"])
def test_what_is_missing_is_named(home, key):
    request = ask("127.0.0.1:1", "t0ken-t0ken")
    (request["pr"] if key in request["pr"] else request)[key] = None
    assert '"%s"' % key in run(request, home)["message"]
