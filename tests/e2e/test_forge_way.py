# SPDX-License-Identifier: MIT
"""The last steps with a forge: refused in every way, tried again, and one draft in the end."""

import json
import pathlib

import pytest

import lsp_client
from repositories import FEW_RUNS, TEST


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


@pytest.mark.parametrize("face", ["lsp"], indirect=True)
def test_the_editor_hands_a_token_over_for_one_host_and_it_is_kept_nowhere(product, face, shop,
                                                                           github, user_env):
    face.options = {"tokenFromEditor": True}
    prove(product, shop, github, "github")
    client, asked, has = face.client(shop.root), [], {}
    host, token = github.gate.host, github.token

    def answer(params):
        asked.append(params)
        return has.get(params["mayAsk"])

    client.answers["redgreen/token"] = answer
    quiet, asking = ({"kind": "github", "host": host, "mayAsk": may} for may in (False, True))
    others = [{"host": host + ".example", "token": token}, {"host": host, "token": ""}]
    for has in [{}, *({False: one, True: one} for one in others)]:
        answered = carry_out(product)
        assert answered.code == "forge-refused" and "no-account" in answered.text, answered
        assert asked == [quiet, asking] and github.gate.seen == []
        asked.clear()

    del client.answers["redgreen/token"]  # the command is stopped, and then the answer comes
    number = client.start_command("createDraftFixPr", plan=product("pr")["plan"]["hash"])
    late = client.wait_message("redgreen/token")
    assert client.execute("stop")["summary"]
    with pytest.raises(lsp_client.ResponseError, match="stopped"):
        client.finish(number)
    body = json.dumps({"jsonrpc": "2.0", "id": late["id"],
                       "result": {"host": host, "token": token}}).encode()
    client.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    client.answers["redgreen/token"] = answer
    has = {True: {"host": host, "token": token}}  # the user signs in when asked
    made = carry_out(product)
    assert made["pr"]["number"] == 41 and asked == [quiet, asking], made
    said = [message for way, message in client.exchange if way == "<--"]
    assert token not in json.dumps(said) + "".join(client.errors)
    assert token not in "".join(path.read_bytes().decode("latin-1")
                                for path in shop.root.rglob("*") if path.is_file())
    assert is_in_memory(host.encode(), client.process.pid)  # so that one can look there at all
    assert not is_in_memory(token.encode(), client.process.pid)


def is_in_memory(needle, pid):
    """Whether the bytes are anywhere in memory that the process may write."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            at, end = (int(word, 16) for word in span.split("-"))
            if not rights.startswith("rw") or end - at > 1 << 32:  # the sanitizer's shadow
                continue
            memory.seek(at)
            last = b""
            while at < end and (piece := memory.read(min(end - at, 1 << 24))):
                if needle in last + piece:
                    return True
                last = piece[-len(needle):]
                at += len(piece)
    return False


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


# ---- without a token ----------------------------------------------------------------------------

VIEW = """
View merge request for fix/touch:
  http://{host}/octo/app/-/merge_requests/7
"""
WARNING = """
========================================================================

WARNINGS: Error encountered with push options 'merge_request.create'
'merge_request.target=main' 'merge_request.title=Draft: …': Target branch
octo/app:main does not exist

========================================================================

To create a merge request for fix/touch, visit:
  http://{host}/octo/app/-/merge_requests/new?merge_request%5Bsource_branch%5D=fix%2Ftouch
"""
BY_PUSH = {  # what the server says, or None where it takes no options; part of the refusal
    "made": (VIEW, None), "warned": (WARNING, "Target branch octo/app:main does not exist"),
    "takes-none": (None, "there is no token"),
}


@pytest.mark.parametrize("face", ["shell"], indirect=True)
@pytest.mark.parametrize("case", BY_PUSH)
def test_a_push_that_asks_a_gitlab_for_the_draft(product, shop, user_env, gitlab, case):
    """git-push(1), --push-option, to a real receive-pack; the hook has GitLab's words."""
    words, refusal = BY_PUSH[case]
    host, options = gitlab.gate.host, shop.origin / "options"
    shop.settings(**FEW_RUNS, forge={
        "kind": "gitlab", "url": "http://" + host, "project": "octo/app"})
    shop.git("config", "receive.advertisePushOptions", str(words is not None).lower(),
             where=shop.origin)
    (shop.origin / "words").write_text((words or "").format(host=host))
    hook = shop.origin / "hooks" / "post-receive"
    hook.write_text("#!/bin/sh\nenv | grep ^GIT_PUSH_OPTION_[0-9] | sort >options\ncat words >&2\n")
    hook.chmod(0o755)
    assert product("fix", TEST, name="touch").status == 0
    assert product("branch").status == 0
    shop.fix()
    plan = product("pr", title="Keep the sign")
    made = product("pr", title="Keep the sign", plan=plan["plan"]["hash"])
    assert made["pushed"] and shop.git("rev-parse", "fix/touch", where=shop.origin) == made["commit"]
    assert gitlab.gate.seen == []
    assert options.read_text().splitlines() == ([] if words is None else [
        "GIT_PUSH_OPTION_0=merge_request.create", "GIT_PUSH_OPTION_1=merge_request.target=main",
        "GIT_PUSH_OPTION_2=merge_request.title=Draft: Keep the sign"])
    if refusal:
        assert made.code == "forge-refused" and refusal in made.text and made["pr"] is None, made
        assert "glab auth login" in made.text and plan["plan"]["body"] in made.text
    else:
        assert made["pr"] == {"forge": "gitlab", "number": 7, "draft": True,
                              "url": f"http://{host}/octo/app/-/merge_requests/7"}
        assert "its description is the commit's" in made["summary"]
        assert "PULL_REQUEST.sent.md" in made["summary"]
