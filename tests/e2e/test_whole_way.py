# SPDX-License-Identifier: MIT
"""From a failing pytest to a draft pull request, in the shell and in the editor alike."""

from repositories import FEW_RUNS, TEST, TEST_FILE


def fill_in_note(answer):
    with open(answer["note"]) as file:
        text = file.read()
    text = text.replace("**Why it happens**:", "**Why it happens**: ends are included,", 1)
    with open(answer["note"], "w") as file:
        file.write(text)


def commit_of(shop, branch="fix/touch"):
    return shop.git("rev-parse", branch)


def test_the_whole_way(product, shop):
    started = product("fix", TEST, prompt="Touching prices are not merged", name="touch")
    assert started.status == 0 and started.code is None
    assert started["session"]["tests"] == [TEST]
    assert started["session"]["phase"] == "analyse"
    assert 0 < started["session"]["remainingSeconds"] <= 900
    assert started["failures"][0]["type"] == "ValueError"
    assert started["failures"][0]["test"] == TEST
    assert started["failures"][0]["frames"][-1]["path"] == "shop/catalog.py"
    assert "shop/ranges.py" in [c["path"] for c in started["candidates"][:3]]
    fill_in_note(started)

    branched = product("branch")
    assert branched.status == 0
    assert branched["branch"] == "fix/touch" and shop.branch() == "fix/touch"
    assert branched["base"] == "main" and branched["baseIsFresh"]
    assert branched["baseline"]["outcome"] == "failed" and branched["baseline"]["sameReason"]
    assert shop.git("status", "--porcelain") == f"?? {TEST_FILE}"

    red = product("run", TEST)
    assert red.status == 1 and red["run"]["outcome"] == "failed"
    shop.fix()
    green = product("run", TEST)
    assert green.status == 0 and green["run"]["outcome"] == "passed"
    assert green["failures"] == [] and green["run"]["tree"] != red["run"]["tree"]

    stable = product("stability")
    assert stable.status == 0 and (stable["passed"], stable["runs"]) == (5, 5)
    assert stable["failureRateBelow"] == 0.45072 and stable["confidence"] == 0.95

    checked = product("check")
    assert checked.status == 0 and checked["findings"] == []

    plan = product("pr")
    assert plan.status == 0
    assert [step["what"] for step in plan["plan"]["steps"]][:3] == [
        "run neighbouring tests", "commit", "push"]
    assert plan["plan"]["files"] == [{"path": "shop/ranges.py", "change": "modified"}]
    assert commit_of(shop) == branched["baseCommit"]  # nothing was done yet
    made = product("pr", plan=plan["plan"]["hash"])
    assert made.status == 0 and made["pushed"] and made["branch"] == "fix/touch"
    assert made["pr"]["forge"] == "local" and made["pr"]["draft"]
    assert shop.git("show", "--name-only", "--format=%s", "fix/touch").split() == [
        *shop.git("log", "-1", "--format=%s", "fix/touch").split(), "shop/ranges.py"]
    assert shop.git("rev-parse", "fix/touch^") == branched["baseCommit"]
    assert shop.git("rev-parse", "fix/touch^{tree}") == made["tree"]
    assert f"refs/heads/fix/touch {made['commit']}" in shop.remote_refs()
    with open(made["pr"]["file"]) as file:
        text = file.read()
    assert "5 of 5" in text and TEST_FILE in text and "ends are included" in text
    with open(made["report"]) as file:
        report = file.read()
    assert "✅ Success" in report and "fix/touch" in report

    status = product("status")
    assert status["phase"] == "done"
    assert all(item["done"] for item in status["checklist"]), status["checklist"]
    assert [a["outcome"] for a in status["attempts"]] == ["failed", "passed"]

    undone = product("undo")
    assert undone.status == 0 and shop.branch() == "dev"
    assert "fix/touch" not in shop.git("branch", "--list")
    assert shop.git("status", "--porcelain") == "M shop/ranges.py"  # the edit came along
    assert "git push origin --delete fix/touch" in " ".join(undone["restored"])


def test_giving_up_is_a_command(product, shop):
    product("fix", TEST, name="touch")
    product("branch")
    product("run", TEST)
    gone = product("give-up", reason="The ranges come from elsewhere")
    assert gone.status == 0 and gone["status"] == "failed"
    assert "❌ Failed - Could not fix" in gone["summary"]
    with open(gone["path"]) as file:
        report = file.read()
    assert "The ranges come from elsewhere" in report and "What Was Tried" in report
    assert product("give-up").code == "no-session"


def test_reading_needs_no_session(product, shop, tmp_path):
    log = tmp_path / "a log.txt"
    done = product("run", TEST)
    with open(done["run"]["log"]) as file:
        log.write_text(file.read())
    explained = product("explain", log=log)
    assert explained.status == 0
    assert [f["test"] for f in explained["failures"]] == [TEST]
    located = product("locate", log=log)
    assert located["candidates"][0]["path"].startswith("shop/")
    checks = product("doctor")
    assert checks["checks"] and all(check["ok"] for check in checks["checks"]), checks


def test_nothing_to_report_yet(product):
    for command in ("report", "branch", "status", "give-up"):
        answer = product(command)
        assert (answer.code, answer.status) == ("no-session", 1), command
        assert "redgreen fix" in answer["stopped"]["next"]


def test_a_check_that_finds_debug_code_says_no(product, shop):
    shop.write("shop/ranges.py", shop.read("shop/ranges.py") + '\n\nprint("here")\n')
    checked = product("check")
    assert checked.status == 1 and checked.code is None
    assert [(f["path"], f["rule"]) for f in checked["findings"]] == [("shop/ranges.py", "debug-print")]


def test_the_users_own_commits_are_kept(product, shop):
    """pr.keepCommits: messages, authors and dates; what held the test alone is left out."""
    shop.settings(**FEW_RUNS, pr={"keepCommits": True})
    product("fix", TEST, name="touch")
    product("branch")
    shop.git("add", TEST_FILE)
    shop.git("commit", "-qm", "Add the test here, too")
    shop.fix()
    shop.git("commit", "-qam", "Ranges that touch are one", "--author", "Ada <ada@example.invalid>",
             "--date", "@1000000000 +0200")
    shop.write("shop/report.py", shop.read("shop/report.py") + "# shown to customers\n")
    plan = product("pr")["plan"]
    detail = next(step["detail"] for step in plan["steps"] if step["what"] == "commit")
    assert "as 1 commit of yours (1 with nothing else left out) and one of what is not" in detail
    tip = shop.git("rev-parse", "HEAD")
    merge = shop.git("commit-tree", "-m", "Both", "-p", tip, "-p", "dev", f"{tip}^{{tree}}")
    shop.git("update-ref", "refs/heads/fix/touch", merge)  # which cannot be kept
    answer = product("pr")
    assert answer.code == "cannot-keep-commits" and "(Both) is a merge" in answer.text
    shop.git("update-ref", "refs/heads/fix/touch", tip)
    made = product("pr", plan=plan["hash"])
    assert made.status == 0 and made["pushed"], made
    log = shop.git("log", "--reverse", "--format=%an %ad %s", "--date=raw", "main..fix/touch")
    first, second = log.splitlines()
    assert first == "Ada 1000000000 +0200 Ranges that touch are one"
    assert second.startswith("Demo Developer ")
    assert shop.git("diff", "--name-only", "main", "fix/touch").split() == [
        "shop/ranges.py", "shop/report.py"]
    assert shop.git("rev-parse", "fix/touch^{tree}") == made["tree"]


def test_the_test_is_kept_where_that_is_wished(product, shop):
    """pr.keepTest: it is in the commit and in the text."""
    shop.settings(**FEW_RUNS, pr={"keepTest": True})
    product("fix", TEST, name="touch")
    product("branch")
    shop.fix()
    product("stability")
    plan = product("pr")["plan"]
    assert [file["path"] for file in plan["files"]] == ["shop/ranges.py", TEST_FILE]
    made = product("pr", plan=plan["hash"])
    assert made.status == 0, made
    assert shop.git("diff", "--name-only", "main", "fix/touch").split() == [
        "shop/ranges.py", TEST_FILE]
    with open(made["pr"]["file"]) as file:
        assert "Reproduction test, part of this pull request, at:" in file.read()
    assert shop.git("status", "--porcelain") == ""


def test_the_users_pre_push_hook(product, shop):
    """Not run and named as that; with runHooks it is, and may say no."""
    hook = shop.root / "hooks of mine" / "pre-push"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\ncat >../pushed\n[ ! -e ../no ] || { echo 'too late today'; exit 1; }\n")
    hook.chmod(0o755)
    shop.git("config", "core.hooksPath", "hooks of mine")
    shop.settings(**FEW_RUNS, runHooks=True)
    with open(shop.root / ".git/info/exclude", "a") as exclude:
        exclude.write("hooks of mine\n")
    product("fix", TEST, name="touch")
    product("branch")
    shop.fix()
    (shop.root.parent / "no").touch()
    refused = product.carry_out_pr()
    assert refused.code == "push-rejected", refused
    assert "hook-declined" in refused.text and "said no: too late today" in refused.text
    assert "fix/touch" not in shop.remote_refs()
    (shop.root.parent / "no").unlink()
    shop.settings(**FEW_RUNS)
    (shop.root.parent / "pushed").unlink()
    made = product.carry_out_pr()
    assert made.status == 0 and made["pushed"], made
    assert not (shop.root.parent / "pushed").exists()
    with open(made["pr"]["file"]) as file:
        assert "the repository's pre-push hook was not run" in file.read()
