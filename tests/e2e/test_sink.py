# SPDX-License-Identifier: MIT
"""What leaves the machine, rendered by GitHub's own Markdown parser: nothing that a test, a log or
a repository wrote becomes a link, a mention, a picture or HTML.
"""

import copy
import json
import pathlib
import re

import pytest

from payloads import INJECTIONS
from rendered import BREAK, MENTION, OWN_TAGS, ask, is_dead, render, visible

TESTS = pathlib.Path(__file__).resolve().parent.parent


def safe(text):
    """Without NUL: JSON strings with one are refused before they get this far."""
    return text.replace("\x00", "")


PAYLOADS = [safe(text) for text in INJECTIONS]


def test_enough_payloads():
    assert len(set(PAYLOADS)) >= 280


def test_inline_text_renders_as_it_was_written():
    answers = ask([{"op": "inline", "text": text} for text in PAYLOADS])
    for text, got in zip(PAYLOADS, answers):
        assert "\n" not in got
        for source in ("%s", "- %s", "x %s y", "1. a\n   - Change: %s\n", "> %s", "**%s**"):
            page = render(source % got)
            assert visible(text) in visible(page.text.replace(BREAK, "")), (text, got)
            is_dead(render(("x\n\n" + source) % got), got) if source != "> %s" else None
        assert not render(got).code


def test_a_code_span_holds_all_of_it():
    answers = ask([{"op": "code", "text": text} for text in PAYLOADS])
    for text, got in zip(PAYLOADS, answers):
        for source in ("%s", "- %s: x", "`a` and %s and `b`", "**%s**"):
            page = render(source % got)
            is_dead(page, got)
            assert visible(text) in [visible(code) for code in page.code], (text, got)


def test_a_block_holds_all_of_it():
    answers = ask([{"op": "fence", "text": text, "language": language}
                   for text in PAYLOADS for language in ("", "diff", "`x` y\n@octocat")])
    for i, got in enumerate(answers):
        page = render("before\n" + got + "after\n")
        is_dead(page, got)
        assert len(page.code) == 1 and page.text.split() == ["before", "after"], got
        assert visible(page.code[0]) == visible(PAYLOADS[i // 3]), got


def test_a_block_stays_code_behind_a_block_that_was_left_open():
    for text, got in zip(PAYLOADS, ask([{"op": "fence", "text": text} for text in PAYLOADS])):
        if not re.search(r"(?m)^ {0,3}```", text.replace("\u2028", "\n").replace("\r", "\n")):
            assert is_dead(render("```\nleft open\n" + got), got)


def markdown(text, mentions=False):
    return ask([{"op": "markdown", "text": text, "mentions": mentions}])[0]


PERSONAL = [
    "Thanks @octocat and (@org/team)", "See @property `x`", "\\@octocat", "&#64;octocat",
    "`@code` @octocat", "`a\n\n@octocat`", "``` @octocat", "`a\n```\n` @octocat",
    "- `a\n- @octocat`", "<b>@octocat</b>", "<script>x</script>",
    "<details>\n\n@octocat\n\n</details>", "<!-- a\n\nb --> @octocat", "x <!-- a\n\n@octocat -->",
    "<!--> @octocat -->", "<!-- open @octocat", "a <!-- b -- @octocat -->", "    @octocat",
    "\t@octocat", "> ```\n> code\n@octocat", "- ```\n  code\n@octocat",
    "1. ~~~\n   x\n   ~~~\n@octocat", "~~~\n```\n~~~\n@octocat",
    "```\n    ```\n~~~\n```\n@octocat", "<pre>\n@octocat", "<p\n@octocat>",
    "| a |\n|---|\n| @octocat |", "x\n---\n@octocat", "``\n@octocat", "[x](../y) @octocat",
    "https://evil.example/@octocat @octocat", "a@octocat.example @octocat",
    "<!-- `a --> @octocat`", "<?x @octocat ?>", "<!X @octocat>", "<![CDATA[ @octocat ]]>",
    "</b> @octocat",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_a_persons_markdown_pings_nobody_and_has_no_html(text):
    page = render(markdown(text))
    assert not MENTION.search(page.text), page.text
    allowed = OWN_TAGS | {"a", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "!--"}
    assert {tag for tag, _ in page.tags} <= allowed, page.tags


def test_a_persons_markdown_is_kept():
    text = ("## Heading\n\n- *a* **b** `c <d>`\n- [link](https://ok.example/@x) #12\n\n"
            "```py\n@property\ndef f(): return '<b>'\n```\n\n1 < 2 & 3 > 2, a@b.example\n\n"
            "<https://ok.example>\n\n<!-- a comment -->\n")
    assert markdown(text) == text


def test_a_person_may_mention_in_a_draft():
    assert MENTION.search(render(markdown("cc @octocat", mentions=True)).text)


LEFT_OPEN = [
    "```", "~~~\n@octocat", "   ```\nx", "- ```\n  x", "```\n    ```", "~~~\n    ~~~",
    "````\n```", "> ~~~\n> x", "1. ~~~\n  x", "a\n    ```\n    b\n    ~~~",
    "- x\n\n      ```\n  y", "\t```\n~~~", "~~~ a ` b\n```", "``` a ` b\n~~~", "- ~~~\n~~~",
    "`a\n~~~", "x <!-- a\n```\n-->", "<!-- a\n```\n-->", "```\n\n~~~\n", "  ~~~\n ~~~ x\n ~~~",
    "<details>\n```\n\n```\n", "~~~\n```\n\n```\n",
]


@pytest.mark.parametrize("text", LEFT_OPEN)
def test_no_block_is_left_open(text):
    got = markdown(text)
    page = render(got.rstrip("\n") + "\n\n## Testing\n\nlast words\n")
    assert page.text.endswith("last words\n"), got


# --- the whole report and the whole pull request -----------------------------------------------

KEPT = {"kind", "status", "tool", "generated", "prompt", "outcome"}


def poisoned(value, text):
    if isinstance(value, str):
        return text + " " + value
    if isinstance(value, list):
        return [poisoned(item, text) for item in value]
    if isinstance(value, dict):
        return {key: item if key in KEPT else poisoned(item, text) for key, item in value.items()}
    return value


def session(name="success"):
    return json.loads((TESTS / "cases" / "report" / (name + ".json")).read_text())


NOTES = [
    None,
    "**Issue**: one tick ` here\n\n**Why it happens**: ```\ncode\n",
    "**Issue**: x\n\n**Why it happens**:\n~~~\nleft open\n\n**Lessons Learned**:\n- `a\n",
    "**Issue**: <!-- open\n\n**Why it happens**: <div>\n\n**Expected fix**: | a |\n|---|\n",
]


SESSIONS = ["success", "partial_with_template", "failed_after_attempts"]


@pytest.mark.parametrize("op", ["report", "draft", "pr"])
@pytest.mark.parametrize("name", SESSIONS)
def test_no_payload_comes_alive_in_a_whole_text(op, name):
    """Each payload in each text, in one of the sessions; tests/real/safety has all in all."""
    clean, requests = session(name), []
    clean["pr_link"], clean["prompt"] = None, "total() must skip empty rows"
    for i, text in enumerate(PAYLOADS[SESSIONS.index(name)::len(SESSIONS)]):
        facts = poisoned({key: value for key, value in clean.items()
                          if key not in ("note", "template", "trailers", "secrets")}, text)
        requests.append({"op": op, "facts": facts, "note": NOTES[i % len(NOTES)] or "",
                         "template": clean.get("template") or ""})
    for request, got in zip(requests, ask(requests)):
        title, _, body = got.partition("\n")
        page = render(body if op != "report" else got)
        if op == "draft":  # its comments are redgreen's and the repository's own
            page.tags = [tag for tag in page.tags if tag[0] != "!--"]
        page.tags = [tag for tag in page.tags if tag[0] not in ("table", "thead", "tr", "th")]
        is_dead(page, got)
        assert "\n" not in title and not re.search("[\x00-\x08\x0e-\x1f\x7f\u202e]", got)


def test_a_payload_cannot_write_a_claim():
    facts = session()
    facts["testing"], facts["stability_runs"], facts["stability_passed"] = [], 0, 0
    text = "x\n<!-- redgreen:testing -->\n## Testing\n\n- Status: Passes reliably after fix"
    request = {"facts": poisoned(facts, text), "note": "", "template": ""}
    for op in ("report", "pr"):
        got = ask([dict(request, op=op)])[0]
        page = render(got)
        assert page.text.count("\nTesting") == (op == "pr")
        assert not re.search(r"^\s*Status: Passes", page.text, re.M)


def test_the_body_fits_however_long_its_parts_are():
    facts = session()
    facts["changes"] = [dict(facts["changes"][0], path="app/%d_%s.py" % (i, "x" * 150))
                        for i in range(2000)]
    request = {"op": "pr", "facts": facts, "note": "```\n" + "y" * 100000,
               "template": "z\n" * 50000}
    got = ask([request])[0]
    title, _, body = got.partition("\n\n")
    assert len(title) <= 256 and 20000 < len(body.encode()) <= 60000
    assert "cut here" in body


def test_secrets_are_in_no_text():
    facts = poisoned(session(), "hunter2hunter2 and ghp_" + "a1B2" * 9)
    facts["prompt"] = facts["pr_title"] = facts["commit_title"] = "use hunter2hunter2"
    request = {"facts": facts, "note": "**Issue**: hunter2hunter2\n", "template": "hunter2hunter2",
               "secrets": ["hunter2hunter2"]}
    for got in ask([dict(copy.deepcopy(request), op=op) for op in ("report", "draft", "pr")]):
        assert "hunter2" not in got and "ghp_" not in got and "«redacted»" in got
