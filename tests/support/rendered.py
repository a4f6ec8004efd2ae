# SPDX-License-Identifier: MIT
"""server/report from a test: what it makes of texts, and how GitHub's own Markdown parser (cmark-gfm
with its extensions) renders that.
"""

import html.parser
import json
import os
import pathlib
import re
import subprocess

import cmarkgfm
from cmarkgfm.cmark import Options

PROGRAM = str(pathlib.Path(os.environ["REDGREEN_BUILD"]) / "bin" / "report_program")

# All that our own Markdown is made of.
OWN_TAGS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "code", "pre", "hr", "input"}
MENTION = re.compile(r"(^|[^\w`])@[A-Za-z0-9]")
REFERENCE = re.compile(r"(^|[^\w])(#|!|&|\$|GH-)\d")
EMOJI = re.compile(r":(\w*[a-z]\w*|\+1|100):")
BREAK = "\u200b"


class Page(html.parser.HTMLParser):
    """The tags of a page, its text outside of code, and the contents of its code."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.text, self.code, self.depth = [], "", [], 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))
        if tag in ("code", "pre", "a"):  # a forge looks for mentions in none of these
            self.depth += 1
            if tag != "pre":
                self.code.append("")
        elif not self.depth:
            self.text += "\n" if tag in ("p", "li", "h1", "h2", "h3") else ""

    def handle_endtag(self, tag):
        if tag in ("code", "pre", "a"):
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.code[-1] += data
        else:
            self.text += data

    def handle_comment(self, data):
        self.tags.append(("!--", data))

    def handle_decl(self, decl):
        self.tags.append(("!", decl))

    def handle_pi(self, data):
        self.tags.append(("?", data))

    unknown_decl = handle_decl


def render(markdown):
    return Page(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))


def ask(requests):
    """The program's answers; all requests go to one process."""
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    run = subprocess.run([PROGRAM], input=lines.encode(), capture_output=True, timeout=120)
    assert run.returncode == 0, run.stderr.decode()
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


def visible(text):
    """The text as a person sees it, in one line."""
    text = re.sub(r"\x1b\][^\x1b\x07]*(\x1b\\|\x07)|\x1b\[[0-9;]*m", "", text)
    text = text.replace("\u2028", "\n")
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202e\U000e0000-\U000e0fff]", "", text)
    return " ".join(text.split())


def is_dead(page, source):
    """Nothing of it acts."""
    for tag, attrs in page.tags:
        assert tag in OWN_TAGS, (tag, attrs, source)
        for name, value in attrs:
            assert (tag, name) in {("input", "type"), ("input", "checked"), ("input", "disabled"),
                                   ("pre", "lang"), ("ol", "start")}, (tag, name, value, source)
    for pattern in (MENTION, REFERENCE, EMOJI):
        found = pattern.search(page.text)
        assert not found, (found.group(), page.text, source)
    return True
