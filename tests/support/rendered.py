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

from limits import TIMEOUT

PROGRAM = str(pathlib.Path(os.environ["REDGREEN_BUILD"]) / "bin" / "report_program")

# All that our own Markdown is made of.
OWN_TAGS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "code", "pre", "hr", "input"}
# What a forge looks for in the text of a rendered page. GitHub Docs, "Autolinked references and
# URLs" and "Basic writing and formatting syntax"; GitLab Docs, "GitLab Flavored Markdown", "GitLab-
# specific references"; Gitea Docs, "Automatically linked references".
MENTION = re.compile(r"(^|[^\w`])@[A-Za-z0-9]")
LIVE = [re.compile(pattern) for pattern in (
    r"@[A-Za-z0-9]",
    r"#\d",
    r"(?<!\w)[!&$]\d",
    r"(?<!\w)(?i:gh)-\d",
    r"[~%][\w\"]",
    r"\^alert|\*iteration:",
    r"\[(vulnerability|feature_flag|work_item|epic|issue|cadence|contact):",
    r"\w://",
    r"(?i:www)\.\w",
    r":(\w*[a-z]\w*|[+-]1|100):",
    r"(?im)^ *(\[\[_TOC_\]\]|\[toc\])",
)]
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
    run = subprocess.run([PROGRAM], input=lines.encode(), capture_output=True, timeout=TIMEOUT)
    assert run.returncode == 0, run.stderr.decode()
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


# Control sequences and strings (ECMA-48, 5.4 and 5.6), and characters that nobody sees.
CONTROL = re.compile("\x1b[\\]P][^\x1b\x07]*(\x1b\\\\|\x07)|(\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]")
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
                    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\x0b\x0c]")


def visible(text):
    """The text as a person sees it, in one line."""
    text = UNSEEN.sub("", CONTROL.sub("", text.replace("\r\n", "\n")).replace("\u2028", "\n"))
    return " ".join(re.split("[ \n\t\r]+", text)).strip(" ")


def is_dead(page, source):
    """Nothing of it acts."""
    for tag, attrs in page.tags:
        assert tag in OWN_TAGS, (tag, attrs, source)
        for name, value in attrs:
            assert (tag, name) in {("input", "type"), ("input", "checked"), ("input", "disabled"),
                                   ("pre", "lang"), ("ol", "start")}, (tag, name, value, source)
    for pattern in LIVE:
        found = pattern.search(page.text)
        assert not found, (found.group(), page.text, source)
    return True
