# SPDX-License-Identifier: MIT
"""One table of stories, played by every forge: whatever it answers, the cause is named, the next
step is said, and there is at most one pull request of the branch.

A forge's fake gives the shapes of its wire; requests and answers are held to its own description.
"""

import json
import re
import threading

import pytest

import fake_forge
from forge_fixtures import ask, run

FORGES = ["github", "gitlab", "gitea"]
HTML = {"Content-Type": "text/html"}


@pytest.fixture(params=FORGES)
def forge(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def call(forge, home):
    """Asks for the draft, with a token from the editor."""
    def one(**changes):
        return run(ask(forge.gate.host, forge.token, forge=forge, **changes), home, [forge.token])
    return one


# ---- what is arranged ----------------------------------------------------------------------------

def refuse(status, message=None, times=1, **more):
    """The forge's answer to attempts to create."""
    def arrange(forge):
        _, headers, body = forge.error(status, message)
        for _ in range(times):
            forge.on("create", (status, {**headers, **more}, body))
    return arrange


def say(name):
    return lambda forge: forge.on("create", forge.refusal(name))


def answer(call, status, body, kind="text/html"):
    """What no forge says, but a proxy before it."""
    return lambda forge: forge.on(call, (status, {"Content-Type": kind}, body))


def carried_out_but(status):
    return lambda forge: forge.on("create", lambda _: (status, HTML, b"<html>oops</html>"))


def fault(method, action, times=1):
    return lambda forge: forge.gate.faults.extend([(method, action)] * times)


def silence(_, request, __):
    request.rfile.read(1)  # ends when the other side gives up
    request.close_connection = True
    return True


def cut(_, request, __):
    request.close_connection = True
    return True


def lose(gate, request, body):
    """Carried out, and the answer never arrives."""
    gate.pass_on(request, body)
    return cut(gate, request, body)


def reply(status, headers, body):
    def action(_, request, __):
        request.answer(status, headers, body)
        return True
    return action


def somebody_was_faster(forge):
    """Nothing is found; when it is created, somebody else has just done so."""
    def too_late(first):
        assert first[0] == 201
        return forge.respond("POST", forge.create_path, {}, forge.creation("Ours"),
                             forge.gate.host)
    forge.on("create", too_late)


def nothing(_):
    pass


REDIRECT = reply(307, {"Location": "http://evil.example/api/x"}, b"{}")
LOGIN_PAGE = reply(200, HTML, b"<html>Sign in</html>")
HUGE = reply(200, {}, b'"' + b"x" * (9 << 20) + b'"')
ENDLESS = reply(200, {"X-Long": "x" * 70000}, b"[]")

# Name: (what is arranged, cause, words of the sentence, pull requests in the end). What is not the
# same for all stands in a dictionary.
STORIES = {
    "created": (nothing, "ok", "^$", 1),
    "401": (refuse(401), "auth", "token from the editor .*sign in again in the editor", 0),
    "403": (refuse(403), "auth", {
        "github": '"Pull requests: write" on octo/app', "gitlab": '"api, role Developer"',
        "gitea": '"write:repository" on octo/app'}, 0),
    "403-limit": (refuse(403, "Slow down", **{"Retry-After": "77"}), "rate-limit",
                  r"try again in 77 s, at \d\d:\d\d:\d\d", 0),
    "429": (refuse(429, "Retry later", **{"Retry-After": "5"}), "rate-limit",
            "try again in 5 s", 0),
    "429-of-a-proxy": (answer("create", 429, b"Retry later\n", "text/plain"), "rate-limit",
                       "try again in 60 s", 0),
    "404": (lambda forge: forge.on("list", forge.error(404)), "not-found",
            "shows no project octo/app to the token", 0),
    "404-of-a-write": (refuse(404, times=2), {
        "github": "not-found", "gitlab": "not-found", "gitea": "invalid"}, {
        "github": 'takes none .*"Pull requests: write"',
        "gitlab": 'merge requests of octo/app, but takes none .*"api, role Developer"',
        "gitea": 'does not see the branch "fix/prices"'}, 0),
    "409-somebody-was-faster": (somebody_was_faster, "ok", "^$", 1),
    "422-text": (say("text"), "invalid", r"refuses the \w+ request \(422 Rule violated\); the text "
                 "is kept", 0),
    "422-list": (say("list"), "invalid", "First; second", 0),
    "422-fields": (say("fields"), "invalid", "(?i)title.* (missing|blank|required)", 0),
    "422-base": (lambda forge: [say("no-base")(forge) for _ in range(2)], "invalid", {
        "github": 'no branch "main"', "gitlab": 'no branch "main"', "gitea": '"main" has not'}, 0),
    "422-too-long": (say("too-long"), "invalid", "shorten it", 0),
    "422-no-drafts": (lambda forge: forge.take_no_drafts(), {
        "github": "no-drafts", "gitlab": "ok", "gitea": "ok"}, {
        "github": "open an ordinary pull request", "gitlab": 'no draft: .* "Draft: "',
        "gitea": 'no draft: .* "WIP: "'}, {"github": 0, "gitlab": 1, "gitea": 1}),
    "archived": (say("archived"), "auth", r"octo/app is archived and takes no \w+ request", 0),
    "behind-the-push": (lambda forge: forge.be_behind(), "ok", "^$", 1),
    "500": (refuse(500), "server", r"problem of its own \(500\); the text is kept", 0),
    "500-carried-out": (carried_out_but(500), "ok", "^$", 1),
    "503-when-asked": (answer("list", 503, b"busy"), "ok", "^$", 1),
    "timeout-when-asked": (fault("GET", silence, 2), "network", "the text is kept, try again", 0),
    "timeout-when-created": (fault("POST", silence), "network", "the text is kept, try again", 0),
    "cut-connection": (fault("GET", cut, 2), "network", "no answer from .*try again", 0),
    "cut-once": (fault("GET", cut), "ok", "^$", 1),
    "cut-after-it-was-created": (fault("POST", lose), "ok", "^$", 1),
    "redirect": (fault("GET", REDIRECT), "not-found", r"has moved \(307\)", 0),
    "redirect-of-a-write": (fault("POST", REDIRECT), "not-found", r"has moved \(307\)", 0),
    "html": (fault("GET", LOGIN_PAGE), "other", "does not answer as .* forge.url", 0),
    "html-of-a-write": (fault("POST", LOGIN_PAGE), "other", "does not answer as .* forge.url", 0),
    "no-pull-request": (fault("POST", reply(201, {}, b'{"number": "41", "iid": -1}')), "other",
                        "does not answer as", 0),
    "huge": (fault("GET", HUGE), "network", "more than 8388608 bytes", 0),
    "another-commit": (lambda forge: setattr(
        forge, "on_create", lambda pull: pull.update(head_sha="f" * 40)), "other",
        "request 41 shows another commit than 0123456789", 1),
}
NEVER_READS_ON = {"timeout-when-asked", "timeout-when-created"}


@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_with_its_cause_and_one_pull_request_at_most(forge, call, name):
    arrange, cause, words, n = (
        part[forge.kind] if isinstance(part, dict) else part for part in STORIES[name])
    arrange(forge)
    told = call(**({"timeoutMs": 1500} if name in NEVER_READS_ON else {}))
    assert told["cause"] == cause, told
    assert re.search(words, told["message"]), told
    assert len(forge.pulls) == n
    assert forge.gate.faults == [] or name in NEVER_READS_ON
    if n:  # what was made is named, and asking again makes no second one
        assert told["number"] == 41 and told["url"].startswith("http://" + forge.gate.host)
        forge.on_create = nothing
        forge.pulls[0].pop("head_sha", None)
        again = call(title="Again", body="Another text")
        assert (again["cause"], again["number"], again["wasThere"]) == ("ok", 41, True), again
        assert len(forge.pulls) == 1
        assert forge.pulls[0]["title"].endswith("Again")
        assert forge.pulls[0]["body"] == "Another text"
    else:
        assert "url" not in told


def test_every_request_is_checked_and_authorised(forge, call):
    """Of the fakes: what is against the description is seen on both sides."""
    call(labels=["bug"])
    assert {headers["Authorization"] for *_, headers in forge.gate.seen} == {
        forge.authorization + forge.token}
    assert {headers["User-Agent"].split("/")[0] for *_, headers in forge.gate.seen} == {"redgreen"}
    found = forge.violations("POST", forge.create_path, {}, {**forge.creation("x"), "title": 3},
                             (201, {}, b'{"title": 3}'))
    assert forge.kind == "github" or {one["location"][0] for one in found} == {
        "request", "response"}


def test_a_draft_is_one_and_stays_what_a_person_made_it(forge, call):
    assert call(title="Sign")["draft"] is True
    assert forge.pulls[0]["title"] == {"gitlab": "Draft: Sign", "gitea": "WIP: Sign"}.get(
        forge.kind, "Sign")
    call(title="Sign 2")
    assert forge.pulls[0]["draft"] and forge.pulls[0]["title"].endswith("Sign 2")
    forge.pulls[0].update(draft=False, title="Sign 2")
    ready = call(title="Sign 3")
    assert (ready["draft"], ready["wasThere"]) == (False, True)
    assert forge.pulls[0]["title"] == "Sign 3" and not forge.pulls[0]["draft"]


def test_an_ordinary_one_when_no_draft_is_wanted(forge, call):
    assert call(draft=False, title="Sign")["draft"] is False
    assert forge.pulls[0]["title"] == "Sign"


def test_sends_the_text_as_it_is_for_a_branch_of_any_name(forge, call):
    branch = "fix/a#1 & ü+%2f?x=y"
    forge.branches[("octo/app", branch)] = fake_forge.SHA
    title, body = "Préis: «ä» \U0001f600", "line\r\n\n```\n\"q\" \\ \t\n```\n" + "ü" * 60000
    assert call(branch=branch, title=title, body=body)["wasThere"] is False
    assert call(branch=branch, title=title, body=body)["wasThere"] is True
    assert len(forge.pulls) == 1
    assert forge.pulls[0]["title"].endswith(title) and forge.pulls[0]["body"] == body


def test_from_a_fork_and_from_the_project_are_two(forge, call):
    forge.branches[("ada/app", "fix/prices")] = fake_forge.SHA
    assert call(headProject="ada/app")["wasThere"] is False
    assert (forge.pulls[0]["from"], forge.pulls[0]["repository"]) == ("ada/app", "octo/app")
    assert call(headProject="ada/app")["wasThere"] is True
    assert call()["number"] == 42
    assert call(headProject="ada/app")["number"] == 41


def test_others_are_left_alone_when_a_filter_is_ignored(forge, call):
    forge.branches[("octo/app", "other")] = fake_forge.SHA
    forge.branches[("octo/app", "release")] = "2" * 40
    call(branch="other", title="Theirs")
    call(base="release", title="Of another base")
    forge.on("list", lambda _: (200, {}, json.dumps([
        getattr(forge, "simple", forge.full)(pull) for pull in forge.pulls]).encode()))
    assert call(title="Ours")["number"] == 43
    assert [pull["title"].split(": ")[-1] for pull in forge.pulls] == [
        "Theirs", "Of another base", "Ours"]


def test_labels_and_people_are_best_effort(forge, call):
    told = call(labels=["bug", "no, such"], assignees=["ada", "nobody", "grace"],
                reviewers=["@grace", "nobody"])
    assert told["cause"] == "ok"
    pull = forge.pulls[0]
    assert (pull["labels"], pull["assignees"], pull["reviewers"]) == (
        ["bug"], ["ada", "grace"], ["grace"])
    assert told["message"] == ('labels "no, such" could not be added; '
                               'assignees "nobody" could not be added; '
                               'reviewers "nobody" could not be added')


def test_racing_retries_make_one(forge, call):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(call())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [told["message"] for told in answers] == [""] * 6
    assert {told["number"] for told in answers} == {41}
    assert len(forge.pulls) == 1


def test_a_title_that_is_too_long_is_not_even_sent(forge, call):
    told = call(title="t" * 257)
    assert told["cause"] == "invalid" and "257" in told["message"]
    assert forge.gate.seen == []
