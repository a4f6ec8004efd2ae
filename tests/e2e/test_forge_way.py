# SPDX-License-Identifier: MIT
"""The last steps with a forge: refused in every way, tried again, and one draft in the end."""

import json
import pathlib

import pytest

from repositories import TEST


def prove(product, shop, forge, kind):
    """A fix that is proven; octo/app on the forge has the branches of the shop's remote."""
    forge.bare["octo/app"] = shop.origin
    shop.write(".redgreen.json", json.dumps({"forge": {
        "kind": kind, "url": "http://" + forge.gate.host, "project": "octo/app"}}))
    with open(shop.root / ".git" / "info" / "exclude", "a") as file:
        file.write(".redgreen.json\n")
    product("fix", TEST, name="touch")
    product("branch")
    shop.fix()
    assert product("stability")["passed"] == 5


@pytest.fixture
def proven(product, shop, github, user_env):
    user_env.update(GH_HOST=github.gate.host, GH_ENTERPRISE_TOKEN=github.token)
    prove(product, shop, github, "github")
    return product


def carry_out(product):
    return product("pr", plan=product("pr")["plan"]["hash"])


def silence(_, request, __):
    request.close_connection = True
    return True


def test_every_refusal_keeps_the_text_and_one_draft_is_made_in_the_end(proven, shop, github):
    invalid = github.error(422, "Validation Failed", [{"code": "custom", "message": "No, thanks"}])
    refusals = [
        (github.script, ("POST", "/pulls", github.error(401, "Bad credentials")), "(auth)"),
        (github.script, ("POST", "/pulls", invalid), "No, thanks"),
        (github.script, ("POST", "/pulls", (500, {"Content-Type": "text/html"}, b"x")), "(500)"),
        (github.gate.faults, ("POST", silence), "no answer"),
    ]
    for place, what, words in refusals:
        place.append(what)
        answer = carry_out(proven)
        assert answer.code == "forge-refused" and answer.status == 1
        assert words in answer["stopped"]["message"], answer
        assert github.token not in repr(answer)
        assert answer["pushed"] and answer["stopped"]["next"]
        drafts = list((shop.root / ".git" / "redgreen" / "sessions").glob("*/PULL_REQUEST.md"))
        assert len(drafts) == 1 and "5 of 5" in drafts[0].read_text()
        assert github.pulls == []

    made = carry_out(proven)
    assert made.status == 0 and made.code is None, made
    assert made["pr"] == {"forge": "github", "number": 41, "draft": True,
                          "url": "http://%s/octo/app/pull/41" % github.gate.host}
    pull = github.pulls[0]
    assert (pull["head"], pull["base"], pull["draft"]) == ("fix/touch", "main", True)
    assert "5 of 5" in pull["body"] and "<!--" not in pull["body"]
    assert shop.git("rev-parse", "fix/touch", where=shop.origin) == made["commit"]
    assert len(github.pulls) == 1
    for written in pathlib.Path(shop.root).rglob("*"):
        if written.is_file():
            assert github.token.encode() not in written.read_bytes(), written


@pytest.mark.parametrize("face", ["shell"], indirect=True)
def test_one_draft_on_a_gitlab_and_what_it_did_not_do_is_said(product, shop, user_env, gitlab):
    user_env.update(GITLAB_HOST=gitlab.gate.host, GITLAB_TOKEN=gitlab.token)
    prove(product, shop, gitlab, "gitlab")
    gitlab.on("create", gitlab.refusal("text"))
    assert "Rule violated" in carry_out(product)["stopped"]["message"]
    gitlab.take_no_drafts()
    made = carry_out(product)
    assert (made.status, made["pr"]["forge"], made["pr"]["number"]) == (0, "gitlab", 41), made
    assert made["pr"]["url"].startswith("http://" + gitlab.gate.host)
    assert made["pr"]["draft"] is False and "it is open and no draft" in repr(made)
    assert gitlab.pulls[0]["title"].startswith("Draft: ") and "5 of 5" in gitlab.pulls[0]["body"]
    assert len(gitlab.pulls) == 1
