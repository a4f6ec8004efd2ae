# SPDX-License-Identifier: MIT
"""redgreen-forge against a GitHub: what is its own beside the stories of all forges.

Every request and every answer is checked with GitHub's published description (fixture github).
"""

import json
import urllib.error
import urllib.request

import pytest

from fake_forge import SHA
from forge_fixtures import ask, run
from limits import TIMEOUT


@pytest.fixture
def call(github, home):
    """Asks for the draft, with a token from the editor."""
    def one(**changes):
        return run(ask(github.gate.host, github.token, **changes), home, [github.token])
    return one


PULLS = "GET /repos/octo/app/pulls"
HTML = {"Content-Type": "text/html"}
CREATE = "POST /repos/octo/app/pulls"


def test_requests_and_answers_are_really_checked(github):
    """Of the tests themselves: what is against GitHub's description is seen, on both sides."""
    def violations(fields):
        github.gate.violations.clear()
        request = urllib.request.Request(
            "http://%s/api/v3/repos/octo/app/pulls" % github.gate.host,
            json.dumps(fields).encode(), {"Authorization": "Bearer " + github.token,
                                          "Content-Type": "application/json"})
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(request, timeout=TIMEOUT)
        found = [violation["location"][0] for _, _, violation in github.gate.violations]
        github.gate.violations.clear()
        return found

    github.script = [("POST", "", github.error(422, "no")), ("POST", "", github.error(422, "no")),
                     ("POST", "", (422, {}, b'{"message": 5}'))]
    assert violations({"head": "fix/prices", "base": "main"}) == []
    assert "request" in violations({"head": "fix/prices", "draft": "yes"})
    assert "response" in violations({"head": "fix/prices", "base": "main"})


def test_creates_a_draft_once_and_finds_it_the_second_time(github, call):
    first = call()
    assert first == {"cause": "ok", "message": "", "number": 41, "draft": True, "wasThere": False,
                     "url": "http://%s/octo/app/pull/41" % github.gate.host}
    assert github.gate.calls() == [PULLS, CREATE]

    second = call(title="Another title", body="Another text")
    assert (second["number"], second["wasThere"], second["draft"]) == (41, True, True)
    assert len(github.pulls) == 1
    assert (github.pulls[0]["title"], github.pulls[0]["body"]) == ("Another title", "Another text")
    assert github.gate.calls()[2:] == [PULLS, "PATCH /repos/octo/app/pulls/41"]


def test_says_who_it_is_and_which_version_it_speaks(github, call):
    call()
    for _, _, _, headers in github.gate.seen:
        assert headers["Authorization"] == "Bearer " + github.token
        assert headers["Accept"] == "application/vnd.github+json"
        assert headers["X-GitHub-Api-Version"] == "2022-11-28"
        assert headers["User-Agent"].startswith("redgreen/")


def test_from_a_fork_of_the_same_owner(github, call):
    github.branches[("octo/app-copy", "fix/prices")] = SHA
    assert call(headProject="octo/app-copy")["cause"] == "ok"
    assert github.pulls[0]["from"] == "octo/app-copy"


def test_somebody_was_faster(github, call):
    """Nothing is found, creating says that it exists: then it is found and gets the text."""
    call(title="The other's")
    github.script.append(("GET", "/pulls", (200, {}, b"[]")))
    answer = call(title="Ours")
    assert (answer["number"], answer["wasThere"]) == (41, True)
    assert [pull["title"] for pull in github.pulls] == ["Ours"]


@pytest.mark.parametrize("message", ["Head sha can't be blank",
                                     "No commits between main and fix/prices", None])
def test_a_push_that_github_does_not_see_yet_is_tried_once_more(github, call, message):
    answer = github.invalid(message, "head", "custom" if message else "invalid")
    github.script.append(("POST", "/pulls", answer))
    assert call()["cause"] == "ok"
    assert github.gate.calls() == [PULLS, CREATE, PULLS, CREATE]
    assert len(github.pulls) == 1


def test_a_branch_that_is_not_there_is_said(github, call):
    answer = call(branch="fix/never-pushed")
    assert answer["cause"] == "invalid" and answer.status == 1
    assert 'does not see the branch "fix/never-pushed"' in answer["message"]
    assert github.gate.calls().count(CREATE) == 2
    assert github.pulls == []


@pytest.mark.parametrize("method, path", [("GET", "/pulls"), ("PATCH", "/pulls/41")])
def test_a_busy_server_is_asked_once_more(github, call, method, path):
    call()
    github.script.append((method, path, (503, HTML, b"busy")))
    assert call(title="New")["cause"] == "ok"
    assert github.pulls[0]["title"] == "New"


def test_the_text_is_not_given_to_another_commit(github, call):
    call(title="Before")
    github.branches[("octo/app", "fix/prices")] = "f" * 40
    answer = call(title="Claims about another tree")
    assert answer["cause"] == "other" and answer["number"] == 41
    assert "shows another commit" in answer["message"]
    assert github.pulls[0]["title"] == "Before"


def test_a_pull_request_that_is_behind_the_push_is_looked_at_again(github, call):
    call(title="Before")
    github.pulls[0]["head_sha"] = "f" * 40
    github.script.append(("GET", "/pulls/41$", lambda _: (
        github.pulls[0].pop("head_sha"), github.respond("GET", "/repos/octo/app/pulls/41", {},
                                                        None, None))[1]))
    assert call(title="After")["cause"] == "ok"
    assert github.pulls[0]["title"] == "After"


def test_created_for_another_commit_is_said_with_its_address(github, call):
    github.on_create = lambda pull: pull.update(head_sha="f" * 40)
    answer = call()
    assert answer["cause"] == "other" and answer["number"] == 41
    assert answer["url"].endswith("/octo/app/pull/41")


def test_people_are_not_asked_again_when_it_is_found(github, call):
    call(reviewers=["grace"])
    call(reviewers=["grace"])
    assert github.pulls[0]["reviewers"] == ["grace"]


def test_an_address_on_another_host_is_not_passed_on(github, call):
    github.on_create = lambda pull: pull.update(site="evil.example")
    assert call()["url"] == "http://%s/octo/app/pull/41" % github.gate.host
