# SPDX-License-Identifier: MIT
"""The command "Show CI workflows" on both faces: what a draft runs, and a start on request."""

from repositories import TEST

GATE = """\
name: Gate
on: pull_request
jobs:
  build:
    if: ${{ !github.event.pull_request.draft }}
    runs-on: x
"""
TESTS = """\
on:
  workflow_dispatch:
    inputs:
      arch: {required: true}
      note: {}
"""


def test_what_runs_is_shown_and_only_what_is_named_is_started(product, shop, github, user_env):
    user_env.update(GH_HOST=github.gate.host, GH_ENTERPRISE_TOKEN=github.token)
    github.bare["octo/app"] = shop.origin
    shop.settings(forge={"kind": "github", "url": "http://" + github.gate.host,
                         "project": "octo/app"},
                  workflows=[{"paths": ["**/*.py"], "workflow": "tests"}])
    shop.move_base(".github/workflows/gate.yml", GATE)
    shop.move_base(".github/workflows/tests.yml", TESTS)
    product("fix", TEST, name="touch")
    product("branch")
    shop.fix()

    shown = product("workflows")
    assert shown.status == 0 and shown["required"] is None, shown
    found = {one["name"]: one for one in shown["workflows"]}
    assert found["Gate"]["waitsForReady"] and not found["Gate"]["runsByItself"]
    assert found["tests"]["command"] == (
        "gh workflow run tests.yml --ref fix/touch -f arch=VALUE")
    assert github.gate.seen == []  # nothing is pushed: there is nothing to ask

    missing = product("workflows", start="tests")
    assert missing.code == "cannot-start-workflow" and "arch" in missing.text
    assert product("workflows", start="gone").code == "cannot-start-workflow"
    assert github.gate.seen == []

    unpushed = product("workflows", start="tests", inputs="arch=n300")
    assert unpushed.code == "forge-refused" and "No ref found" in unpushed.text
    assert github.started == []

    shop.git("push", "-q", "origin", "HEAD:refs/heads/fix/touch")
    github.runs = [{"name": "Gate", "path": ".github/workflows/gate.yml", "event": "pull_request",
                    "status": "completed", "conclusion": "skipped"}]
    started = product("workflows", start="tests", inputs="arch=n300")
    assert started.status == 0 and started["started"] == [
        {"name": "tests.yml", "started": True, "message": ""}], started
    assert github.started == [("octo/app", "tests.yml", "fix/touch", {"arch": "n300"})]
    gate = next(one for one in started["workflows"] if one["name"] == "Gate")
    assert gate["state"] == "skipped" and gate["url"].endswith("/octo/app/actions/runs/1")
    assert gate["required"] and "build is required, and a draft does not run it" in gate["reason"]
    assert started["required"] == ["build"]
