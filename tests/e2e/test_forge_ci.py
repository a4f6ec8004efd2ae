# SPDX-License-Identifier: MIT
"""redgreen-forge asked for the CI of a branch: runs and their states, required checks, starts.

Every request and answer is held to the forge's description, as those of pull requests are.
"""

import json

import pytest

import fake_gitea
import fake_github
import fake_gitlab
from fake_forge import SHA
from forge_fixtures import ask, run

KINDS = {"github": fake_github.GitHub, "gitlab": fake_gitlab.GitLab, "gitea": fake_gitea.Gitea}


def ask_ci(forge, starts=(), **changes):
    request = ask(forge.gate.host, forge.token, forge=KINDS[forge.kind], **changes)
    del request["pr"]
    request["ci"] = {"base": "main", "branch": "fix/prices", "headOid": SHA,
                     "start": [{"name": name, "inputs": list(inputs)} for name, inputs in starts]}
    return request


@pytest.fixture(params=sorted(KINDS))
def forge(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def call(forge, home):
    def one(*starts, **changes):
        return run(ask_ci(forge, starts, **changes), home, [forge.token])
    return one


RUNS = {
    "github": ([{"name": "Tests", "path": ".github/workflows/tests.yml", "event": "pull_request",
                 "status": "completed", "conclusion": "success"},
                {"name": "Lint", "path": ".github/workflows/lint.yml@refs/heads/x",
                 "event": "push", "status": "in_progress", "conclusion": None},
                {"name": "Gate", "path": ".github/workflows/gate.yml", "event": "pull_request",
                 "status": "completed", "conclusion": "action_required"}],
               [("Tests", "tests.yml", "pull_request", "passed"),
                ("Lint", "lint.yml", "push", "running"),
                ("Gate", "gate.yml", "pull_request", "waiting")]),
    "gitlab": ([{"name": "unit", "status": "failed"}, {"name": "perf", "status": "manual"}],
               [("pipeline 5", "", "merge_request_event", "running"),
                ("unit", "", "merge_request_event", "failed"),
                ("perf", "", "merge_request_event", "waiting")]),
    "gitea": ([{"name": "tests / build (push)", "status": "success"},
               {"name": "lint", "status": "pending"}],
              [("tests / build (push)", "", "", "passed"), ("lint", "", "", "queued")]),
}


def test_the_runs_of_the_pushed_commit_and_what_is_required(forge, call):
    forge.runs, expected = RUNS[forge.kind]
    answer = call()
    assert answer["cause"] == "ok" and answer["message"] == ""
    assert [(one["name"], one["file"], one["event"], one["state"])
            for one in answer["runs"]] == expected
    assert all(one["url"].startswith("http://%s/octo/app/" % forge.gate.host)
               for one in answer["runs"])
    assert answer["required"] == (["pipeline"] if forge.kind == "gitlab" else ["build"])
    assert answer["started"] == [] and forge.started == []
    assert all(method == "GET" for method, *_ in forge.gate.seen)


def test_what_a_forge_does_not_tell_is_not_known(forge, call):
    forge.required = None
    answer = call()
    assert answer["cause"] == "ok"
    assert answer["runs"] == [] and answer["required"] is None


def test_what_is_asked_for_is_started_once(forge, call):
    if forge.kind == "gitlab":
        forge.runs = RUNS["gitlab"][0]
        answer = call(("perf", []))
        assert forge.started == [("octo/app", "perf")]
    else:
        answer = call(("tests.yml", ["arch=n300", "note=a=b"]))
        assert forge.started == [("octo/app", "tests.yml", "fix/prices",
                                  {"arch": "n300", "note": "a=b"})]
    assert answer["cause"] == "ok"
    assert [(one["cause"], one["message"]) for one in answer["started"]] == [("ok", "")]
    assert sum(method == "POST" for method, *_ in forge.gate.seen) == 1


def test_one_that_cannot_be_started_does_not_keep_the_next_from_it(forge, call):
    forge.runs = [] if forge.kind == "github" else RUNS[forge.kind][0]
    second = "perf" if forge.kind == "gitlab" else "plain.yml"
    answer = call(("gone.yml", []), (second, []))
    assert answer["cause"] == "not-found"
    assert [one["cause"] for one in answer["started"]] == ["not-found", "ok"]
    assert "gone.yml" in answer["message"]
    assert [one[1] for one in forge.started] == [second]
    assert isinstance(answer["runs"], list)


def refused(github, call, *start):
    answer = call(*start)
    assert github.started == []
    return answer["cause"], answer["message"]


@pytest.mark.parametrize("forge", ["github"], indirect=True)
@pytest.mark.parametrize("name, inputs, words", [
    ("tests.yml", ["note=x"], "Required input 'arch' not provided"),
    ("plain.yml", ["x=1"], 'Unexpected inputs provided: ["x"]'),
    ("called.yml", [], "Workflow does not have 'workflow_dispatch' trigger"),
])
def test_githubs_own_words_say_why_it_is_not_started(forge, call, name, inputs, words):
    forge.workflows["called.yml"] = None
    assert refused(forge, call, (name, inputs)) == (
        "invalid", '%s does not start the workflow "%s" (422 %s)' % (forge.gate.host, name, words))


@pytest.mark.parametrize("status, cause, words", [
    (403, "auth", "lacks the permission"), (500, "server", "try again later"),
    (401, "auth", "does not accept the token")])
def test_a_refused_start_names_its_cause(forge, call, status, cause, words):
    if forge.kind == "gitlab":
        forge.runs = RUNS["gitlab"][0]
    forge.script = [("POST", "", forge.error(status))]
    answer = call(("perf" if forge.kind == "gitlab" else "plain.yml", []))
    assert answer["cause"] == cause and words in answer["message"]
    assert "text is kept" not in answer["message"]
    assert forge.started == []


def test_a_limit_is_told_with_the_time(forge, call):
    status, headers, body = forge.error(429)
    forge.script = [("GET", "", (status, {**headers, "Retry-After": "30"}, body))]
    answer = call()
    assert answer["cause"] == "rate-limit" and "try again in 30 s" in answer["message"]


def test_without_a_network_nothing_is_said_to_be_started(forge, home):
    request = ask_ci(forge, [("plain.yml", [])], timeoutMs=5000)
    request["host"], request["api"] = "127.0.0.1:9", "http://127.0.0.1:9" + forge.prefix
    answer = run(request, home, [forge.token])
    assert answer["cause"] == "network" and "text is kept" not in answer["message"]
    assert answer["started"][0]["cause"] == "network"


def test_what_is_no_list_of_runs_is_not_taken_for_one(forge, call):
    forge.script = [("GET", "", (200, {"Content-Type": "text/html"}, b"<html>sign in</html>"))]
    answer = call()
    forge.gate.violations.clear()  # it is against the description, and meant to be
    assert answer["cause"] == "other" and "does not answer as" in answer["message"]


def test_a_branch_in_a_fork_is_started_there(forge, call):
    forge.branches[("ada/app", "fix/prices")] = SHA
    forge.runs = [] if forge.kind == "github" else RUNS[forge.kind][0]
    call(("perf" if forge.kind == "gitlab" else "plain.yml", []), headProject="ada/app")
    assert [one[0] for one in forge.started] == ["ada/app"]


def test_the_token_sent_back_goes_no_further(forge, call):
    forge.runs = [{**one, "name": forge.token} for one in RUNS[forge.kind][0]]
    answer = call()
    assert answer["cause"] == "other" and "sent the token back" in answer["message"]
    assert forge.token not in json.dumps(answer)
