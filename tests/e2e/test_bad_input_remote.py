# SPDX-License-Identifier: MIT
"""Uncommitted work in the way, bases that cannot be fetched, pushes and forges that say no.

Whatever fails, what was there before is there still, the text is kept, and asking again goes on.
"""

import json
import os
import signal
import socket

import pytest

import lsp_client
from limits import TIMEOUT
from product import Shell
from repositories import FEW_RUNS, FIXED, TEST


def stopped(answer, code, *words):
    assert answer.result is not None, answer.error
    assert (answer.code, answer.status) == (code, 1), answer
    for word in words:
        assert word in answer.text, f"{word!r} is not in {answer.text!r}"


# ---- uncommitted work -----------------------------------------------------------------------

def test_changes_that_a_switch_would_overwrite(product, shop):
    """Refused with the list: edited, staged and untracked files that the base has otherwise."""
    shop.move_base("shop/report.py", shop.read("shop/report.py") + "\n\nNEWS = 1\n")
    shop.move_base("shop/new.py", "THEIRS = 1\n")
    shop.write("shop/report.py", "# mine\n" + shop.read("shop/report.py"))
    shop.write("shop/new.py", "MINE = 1\n")
    product("fix", TEST, name="touch")
    before = shop.see()
    stopped(product("branch", answers=[2, 2]), "would-overwrite", "shop/report.py", "shop/new.py",
            "main", "Commit")
    after = shop.see()
    assert "refs/heads/fix" not in after["refs"]
    after["refs"] = before["refs"]  # the fetch
    assert after == before


@pytest.mark.parametrize("answers", [None, [1], []], ids=["no-terminal", "no", "nothing"])
def test_other_changes_are_asked_about(product, shop, answers):
    """Named before they come along; no answer means that nothing is switched."""
    shop.write("shop/notes.txt", "mine\n")
    shop.write("shop/report.py", shop.read("shop/report.py") + "# mine\n")
    shop.git("add", "shop/report.py")
    product("fix", TEST, name="touch")
    before = shop.see()
    stopped(product("branch", answers=answers), "uncommitted-changes", "shop/notes.txt",
            "shop/report.py")
    assert shop.see() == before
    branched = product("branch", answers=[2])
    assert branched.status == 0 and shop.branch() == "fix/touch"
    assert shop.read("shop/notes.txt") == "mine\n"
    assert shop.read("shop/report.py").endswith("# mine\n")


def test_what_is_nobodys_change_is_no_question(product, shop):
    """The settings, earlier sessions' reports, an environment that venv did not ignore by itself."""
    shop.write(".redgreen.json", json.dumps({"outputs": "reports"}))
    shop.write("reports/2026-11-27_12-00-00_earlier.md", "# A report\n")
    shop.write("env/pyvenv.cfg", "home = /usr/bin\n")
    shop.write("env/lib/module.py", "print('a dependency')\n")
    (shop.root / "env" / "bin").mkdir()
    (shop.root / "env" / "bin" / "python").symlink_to("/bin/sh")
    assert {".redgreen.json", "reports/", "env/"} <= {line[3:] for line in
                                    shop.git("status", "--porcelain").splitlines()}
    product("fix", TEST, name="touch")
    branched = product("branch")
    assert branched.status == 0 and shop.branch() == "fix/touch", branched
    shop.write("shop/ranges.py", FIXED)
    assert not product("check")["findings"]
    assert [file["path"] for file in product("pr")["plan"]["files"]] == ["shop/ranges.py"]


def test_of_many_changes_a_few_are_named(product, shop):
    """A question that names each of a thousand files is one that nobody reads."""
    for number in range(30):
        shop.write(f"notes/{number:02}.txt", "mine\n")
    product("fix", TEST, name="touch")
    asked = product("branch")
    stopped(asked, "uncommitted-changes", "notes/00.txt", "notes/09.txt and 20 more")
    assert "notes/10.txt" not in asked.text


def test_what_cannot_be_asked_is_answered_by_a_flag(product, shop):
    """Without a terminal each question names the flag that answers it, and the status is 4."""
    shop.write("shop/notes.txt", "mine\n")
    shop.origin.rename(str(shop.origin) + "-away")
    product("fix", TEST, name="touch")
    for accepted, code in [("", "base-not-fetched"), ("base-not-fetched", "uncommitted-changes")]:
        asked = product("branch", accept=accepted)
        stopped(asked, code, f"--accept {code}")
        assert asked.is_unanswered == (product.face.name == "shell")
    branched = product("branch", accept="base-not-fetched, uncommitted-changes")
    assert branched.status == 0 and not branched["baseIsFresh"], branched
    assert shop.branch() == "fix/touch" and shop.read("shop/notes.txt") == "mine\n"
    status = product("status")
    assert status.status == 0 and not status.is_unanswered


def test_unsaved_buffers(server, user_env, shop):
    """Only an editor has them: each command that would not see them says so, and does nothing."""
    with lsp_client.Client([server, "lsp"], root=shop.root, env=user_env, cwd="/") as client:
        client.initialize()
        client.open("shop/ranges.py")
        client.change("shop/ranges.py", 2, (0, 0, 0, 0, "# unsaved\n"))
        before = shop.see()
        for command in ("runTest", "startFix", "checkStability", "createDraftFixPr"):
            result = client.execute(command, tests=[TEST])
            assert result["stopped"]["code"] == "unsaved", result
            assert "shop/ranges.py" in result["stopped"]["message"]
            assert "Save" in result["stopped"]["next"]
        assert shop.see() == before
        client.change("shop/ranges.py", 3, shop.read("shop/ranges.py"))
        client.save("shop/ranges.py")
        assert client.execute("startFix", tests=[TEST])["stopped"] is None
        client.change("shop/ranges.py", 4, (0, 0, 0, 0, "# unsaved\n"))
        before = shop.see()
        assert client.execute("createFixBranch")["stopped"]["code"] == "unsaved"
        assert shop.see() == before


# ---- the base -------------------------------------------------------------------------------

@pytest.mark.parametrize("where, words", [
    ("gone", "origin.git"), ("https://127.0.0.1:9/x.git", "127.0.0.1"),
    ("ssh://nobody@127.0.0.1:9/x.git", "127.0.0.1"),
], ids=["no-repository", "no-server", "no-ssh"])
def test_a_base_that_cannot_be_fetched(product, shop, where, words):
    """Said with git's reason; it goes on with what is here only when the user says so."""
    if where == "gone":
        shop.git("remote", "set-url", "origin", str(shop.origin) + "-gone")
    else:
        shop.git("remote", "set-url", "origin", where)
    product("fix", TEST, name="touch")
    before = shop.see()
    stopped(product("branch"), "base-not-fetched", "main", "origin", words)
    assert shop.see() == before
    branched = product("branch", answers=[2])
    assert branched.status == 0 and not branched["baseIsFresh"], branched
    assert "not fetched" in branched["summary"]


def test_a_fetch_that_hangs_can_be_stopped(server, user_env, shop):
    with lsp_client.Client([server, "lsp"], root=shop.root, env=user_env, cwd="/") as client:
        client.initialize()
        client.execute("startFix", tests=[TEST])
        fetching = shop.root.parent / "fetching"
        shop.git("config", "remote.origin.uploadpack", f"touch '{fetching}'; sleep 600; :")
        before = shop.see()
        number = client.start_command("createFixBranch", token="mine")
        client.wait("$/progress", lambda p: "fetching" in p["value"].get("message", ""))
        client.execute("stop")
        with pytest.raises(lsp_client.ResponseError) as error:
            client.finish(number)
        assert error.value.code == -32800
        assert shop.see() == before
        assert client.execute("showStatus")["phase"] == "analyse"


# ---- the push -------------------------------------------------------------------------------

@pytest.fixture
def ready(product, shop):
    """A session with the fix made: only the pull request is missing."""
    shop.settings(**FEW_RUNS)
    assert product("fix", TEST, name="touch").status == 0
    assert product("branch").status == 0
    shop.fix()
    return product


HOOKS = [
    ("update", "echo 'branches must be named after a ticket' >&2\nexit 1\n",
     "branches must be named after a ticket"),
    ("pre-receive", "echo 'the repository is frozen' >&2\nexit 1\n", "the repository is frozen"),
]


@pytest.mark.parametrize("hook, script, words", HOOKS, ids=[case[0] for case in HOOKS])
def test_a_push_that_the_remote_rejects(ready, shop, hook, script, words):
    """git's reason, nothing claimed, the text kept; and when it is mended, going on works."""
    path = shop.origin / "hooks" / hook
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)
    plan = ready("pr")
    with open(plan["plan"]["body"], "a") as file:
        file.write("\nA word of mine.\n")
    remote = shop.remote_refs()
    answer = ready("pr", plan=plan["plan"]["hash"])
    stopped(answer, "push-rejected", words, "redgreen pr", plan["plan"]["body"])
    assert not answer["pushed"] and answer["pr"] is None
    assert shop.remote_refs() == remote
    status = ready("status")
    undone = {item["item"] for item in status["checklist"] if not item["done"]}
    assert "Draft pull request created" in undone
    path.unlink()
    again = ready.carry_out_pr()
    assert again.status == 0 and again["pushed"], again
    assert again["commit"] == answer["commit"]  # one commit, not two
    with open(again["pr"]["file"]) as file:
        assert "A word of mine." in file.read()


def test_somebody_else_pushed_to_the_branch(ready, shop):
    """A branch of the same name with commits of others is not overwritten."""
    shop.move_base()
    other = shop.root.parent / "somebody-else"
    shop.git("push", "-q", "origin", "main:fix/touch", where=other)
    theirs = shop.remote_refs()
    answer = ready.carry_out_pr()
    stopped(answer, "push-rejected", "fix/touch", "git fetch")
    assert shop.remote_refs() == theirs


def test_a_pushed_branch_that_was_deleted_there_is_made_anew(ready, shop):
    """As a merge on the forge does, or the command that undo names: this clone was not told."""
    assert ready.carry_out_pr()["pushed"]
    assert ready("undo").status == 0
    shop.git("branch", "-D", "fix/touch", where=shop.origin)
    again = ready.carry_out_pr(TEST, name="touch")
    assert again["pushed"], again
    assert f"refs/heads/fix/touch {again['commit']}" in shop.remote_refs()


def test_hooks_of_the_repository_are_not_run(ready, shop):
    """docs/security.md: neither for the commit nor for the push, nor when a worktree is made."""
    mark = shop.root.parent / "hook"
    for name in ("pre-push", "pre-commit", "commit-msg", "post-checkout", "reference-transaction"):
        hook = shop.root / ".git" / "hooks" / name
        hook.write_text(f"#!/bin/sh\necho {name} >> '{mark}'\nexit 1\n")
        hook.chmod(0o755)
    assert ready.carry_out_pr()["pushed"]
    assert not mark.exists(), mark.read_text()


def test_a_remote_that_vanished_before_the_push(ready, shop):
    plan = ready("pr")
    shop.origin.rename(str(shop.origin) + "-away")
    answer = ready("pr", plan=plan["plan"]["hash"])
    stopped(answer, "push-rejected", "origin")
    (shop.origin.parent / (shop.origin.name + "-away")).rename(shop.origin)
    assert ready.carry_out_pr().status == 0


def test_the_plan_is_stale(ready, shop):
    """What changed since the plan was shown is not carried out under its name."""
    plan = ready("pr")
    shop.write("shop/report.py", shop.read("shop/report.py") + "# later\n")
    before = shop.see()
    answer = ready("pr", plan=plan["plan"]["hash"])
    stopped(answer, "stale-plan")
    assert answer["plan"]["hash"] != plan["plan"]["hash"]
    assert shop.see() == before
    stopped(ready("pr", plan="0000"), "stale-plan")
    assert shop.see() == before


def test_nothing_to_make_a_pull_request_from(product, shop):
    product("fix", TEST, name="touch")
    product("branch")
    before = shop.see()
    stopped(product("pr"), "no-changes", "main")
    assert shop.see() == before


def test_no_identity(ready, shop):
    shop.git("config", "--unset", "user.name")
    shop.git("config", "--unset", "user.email")
    before = shop.see()
    stopped(ready("pr"), "no-identity", "git config user.name")
    assert shop.see() == before


def test_a_signature_that_fails(ready, shop):
    shop.git("config", "commit.gpgsign", "true")
    shop.git("config", "gpg.program", "/bin/false")
    ready("stability")
    before = shop.see()
    stopped(ready.carry_out_pr(), "cannot-sign")
    assert shop.see() == before


def test_a_fix_that_does_not_fix(product, shop):
    product("fix", TEST, name="touch")
    product("branch")
    shop.fix(after="current.low <= merged[-1].high - 1:")
    before = shop.see()
    stopped(product.carry_out_pr(), "still-fails", "price ranges")
    assert shop.see() == before


def test_a_draft_without_a_title(ready, shop):
    plan = ready("pr")
    with open(plan["plan"]["body"]) as file:
        text = file.read()
    with open(plan["plan"]["body"], "w") as file:
        file.write("\n" + text.split("\n", 1)[1])
    before = shop.see()
    answer = ready("pr", plan=plan["plan"]["hash"])
    assert answer.status == 1 and "title" in answer.text and plan["plan"]["body"] in answer.text
    assert shop.see() == before


# ---- the forge ------------------------------------------------------------------------------

def set_forge(shop, host):
    shop.settings(**FEW_RUNS, forge={
        "kind": "github", "url": f"http://{host}", "project": "octo/app"})


@pytest.fixture
def on_github(ready, shop, github, user_env):
    """The shop is octo/app there, with a token in the user's environment."""
    set_forge(shop, github.gate.host)
    user_env["GH_ENTERPRISE_TOKEN"] = github.token
    user_env["GH_HOST"] = github.gate.host
    ready.face.restart()
    github.bare["octo/app"] = shop.origin
    return ready


def forge_says_no(github, status, message, errors=None):
    code, _, body = github.error(status, message, errors)
    for _ in range(5):
        github.script.append(("POST", "/pulls", (code, {}, body)))


NO = [(401, "Bad credentials", "auth"), (403, "Resource not accessible", "auth"),
      (422, "Validation Failed", "invalid"), (500, "Server Error", "server")]


@pytest.mark.parametrize("status, message, cause", NO, ids=[str(case[0]) for case in NO])
def test_a_forge_that_says_no(on_github, shop, github, status, message, cause):
    """The branch is pushed, nothing else is claimed, the text is kept; asking again goes on."""
    forge_says_no(github, status, message,
                  [{"resource": "PullRequest", "field": "base", "code": "invalid"}])
    plan = on_github("pr")
    with open(plan["plan"]["body"], "a") as file:
        file.write("\nA word of mine.\n")
    answer = on_github("pr", plan=plan["plan"]["hash"])
    stopped(answer, "forge-refused", "redgreen pr", plan["plan"]["body"])
    assert answer["pushed"] and answer["pr"] is None
    assert github.pulls == []
    assert github.token not in json.dumps(answer.result)
    item = {i["item"]: i for i in on_github("status")["checklist"]}["Draft pull request created"]
    assert not item["done"]
    github.script.clear()
    again = on_github.carry_out_pr()
    assert again.status == 0 and again["pr"]["url"].endswith("octo/app/pull/41"), again
    assert again["commit"] == answer["commit"] and again["pr"]["number"] == 41
    assert "A word of mine." in github.pulls[0]["body"] and github.pulls[0]["draft"]
    assert len(github.pulls) == 1


def test_a_forge_that_is_not_there(on_github, shop, github, user_env):
    set_forge(shop, "127.0.0.1:9")
    user_env["GH_HOST"] = "127.0.0.1:9"
    on_github.face.restart()
    answer = on_github.carry_out_pr()
    stopped(answer, "forge-refused", "127.0.0.1", "redgreen pr")
    assert answer["pushed"] and answer["pr"] is None
    set_forge(shop, github.gate.host)
    user_env["GH_HOST"] = github.gate.host
    on_github.face.restart()
    assert on_github.carry_out_pr()["pr"]["number"] == 41


def test_a_forge_that_says_nothing(on_github, shop, github, server, user_env):
    """It can be stopped; what was done is done, and going on opens the draft."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = "127.0.0.1:%d" % silent.getsockname()[1]
        set_forge(shop, host)
        user_env["GH_HOST"] = host
        on_github.face.restart()
        plan = on_github("pr")["plan"]
        process = Shell(server, user_env).start("pr", shop.root, [], plan=plan["hash"])
        silent.accept()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=TIMEOUT)
        assert process.returncode == 130 and "stopped" in err, (out, err)
    assert "refs/heads/fix/touch" in shop.remote_refs() and os.path.exists(plan["body"])
    set_forge(shop, github.gate.host)
    user_env["GH_HOST"] = github.gate.host
    on_github.face.restart()
    assert on_github.carry_out_pr()["pr"]["number"] == 41


def test_no_token(on_github, shop, github, user_env):
    del user_env["GH_ENTERPRISE_TOKEN"]
    on_github.face.restart()
    answer = on_github.carry_out_pr()
    stopped(answer, "forge-refused", "token", "redgreen pr")
    assert github.pulls == [] and answer["pushed"]
