# SPDX-License-Identifier: MIT
"""Four kinds of client go the whole way by the light bulb alone: whatever stands first in it. All
that passes is held to the protocol and to what the client announced (tests/support)."""

import pytest
from lsp_client import Client
from lsp_profiles import PROFILES
from repositories import TEST, TEST_FILE

FAILING_LINE = "def test_touching_ranges_are_one"
TITLES = ["Run test", "Start fix session", "Create fix branch", "Run test",
          "Check stability (2 runs)", "Create draft fix PR"]
SETTINGS = {"stabilityRuns": 2, "variedRounds": False, "base": "main"}


@pytest.fixture(params=PROFILES)
def client(request, server, user_env, shop):
    with Client([server, "lsp"], root=shop.root, env=user_env, cwd="/") as client:
        client.initialize(settings=SETTINGS, capabilities=PROFILES[request.param],
                          options={"status": True, "output": True}, clientInfo={"name": request.param})
        yield client


class Bulb:
    """The menu at the reproduction test."""

    def __init__(self, client, shop):
        self.client = client
        lines = shop.read(TEST_FILE).split("\n")
        self.line = next(i for i, line in enumerate(lines) if FAILING_LINE in line)
        self.announced = client.checker.capabilities.get("textDocument", {}).get("codeAction", {})

    def menu(self):
        return self.client.actions(TEST_FILE, self.line)

    def first(self):
        """What comes next, as a command."""
        entries = self.menu()
        if "codeActionLiteralSupport" not in self.announced:
            return entries[0]
        if "isPreferredSupport" in self.announced:
            assert [e["title"] for e in entries if e.get("isPreferred")] == [entries[0]["title"]]
        return entries[0]["command"]

    def impossible(self):
        return {e["title"]: e["disabled"]["reason"] for e in self.menu() if "disabled" in e}

    def press(self, title):
        command = self.first()
        assert command["title"] == title
        result = self.client.run(command)
        assert result["stopped"] is None, result["stopped"]
        return result


def test_the_whole_way_by_what_stands_first_in_the_light_bulb(client, shop):
    client.open(TEST_FILE)
    bulb = Bulb(client, shop)
    assert client.actions(TEST_FILE, 0) == []  # nothing of ours is there
    assert client.actions(TEST_FILE, bulb.line, trigger=2) == []  # nor is anything broken yet
    for title in TITLES[:3]:
        bulb.press(title)
    printed = "".join(part["text"] for part in client.said("redgreen/output"))
    assert printed.count("short test summary") >= 2  # the run, and that of the branch
    red = client.diagnostics("shop/catalog.py", lambda found: found)
    client.open("shop/catalog.py")
    shown = client.hover("shop/catalog.py", red[0]["range"]["start"]["line"])["contents"]
    formats = bulb.client.checker.capabilities.get("textDocument", {}).get("hover", {})
    assert shown["kind"] == ("markdown" if "markdown" in formats.get("contentFormat", [])
                             else "plaintext")
    assert "Next: Run test" in shown["value"].replace("*", "")
    assert ("**" in shown["value"]) == ("](file:" in shown["value"]) == (
        shown["kind"] == "markdown")
    if bulb.announced.get("disabledSupport"):
        why = bulb.impossible()
        assert why["Create fix branch"] == "the fix branch was made already"
        assert why["Create draft fix PR"] == "its newest run was red, and nothing was changed since"
        assert "Run test" not in why and "Stop" not in why
    else:
        assert bulb.impossible() == {}

    client.open("shop/ranges.py")
    shop.fix()
    client.change("shop/ranges.py", 2, shop.read("shop/ranges.py"))
    client.save("shop/ranges.py")
    assert "Create draft fix PR" not in bulb.impossible()
    for title in TITLES[3:]:
        pressed = bulb.press(title)
    client.wait("redgreen/status", lambda status: status["text"].startswith(
        "redgreen: prepare ") and status["next"]["title"] == "Create draft fix PR")
    plan = pressed["plan"]
    client.open(plan["body"], language="markdown")
    carry_out, = client.offered(plan["body"], 0, trigger=2)
    assert carry_out["title"] == "Create this draft PR"
    client.wait("window/showMessage", lambda said: said["message"] == (
        "the draft is written: fix/touching-ranges-are-one onto main. Edit and save it; "
        '"Create this draft PR" over its first line carries it out'))
    assert client.actions(plan["body"], 3, trigger=2) == []  # no light bulb on every line
    assert client.run(carry_out)["pr"]["draft"] is True
    client.wait("redgreen/status", lambda status: status["session"] is None
                and "redgreen.undo" in status["possible"]
                and "redgreen.giveUp" not in status["possible"])


def test_a_draft_leads_on_until_its_pull_request_is_there(client, shop):
    """Whoever looks at it finds the next step over its first line, whatever came in between."""
    def next_step():
        offered = client.offered(draft, 0, trigger=2)
        return offered[0] if offered else None

    def push_fails():
        away = shop.origin.rename(str(shop.origin) + "-away")
        assert client.run(next_step())["stopped"]["code"] == "push-rejected"
        away.rename(shop.origin)

    shop.fix()
    draft = client.execute("createDraftFixPr", tests=[TEST])["plan"]["body"]
    client.open(draft, language="markdown")
    assert next_step()["title"] == "Create this draft PR"
    push_fails()
    assert next_step()["title"] == "Create draft fix PR"  # the branch is another since
    assert client.run(next_step())["plan"]["body"] == draft
    assert next_step()["title"] == "Create this draft PR"
    shop.write("shop/report.py", shop.read("shop/report.py") + "# later\n")
    assert client.run(next_step())["stopped"]["code"] == "stale-plan"
    assert next_step()["title"] == "Create this draft PR"  # the new one
    assert client.run(next_step())["pr"]["draft"] is True
    assert next_step() is None
