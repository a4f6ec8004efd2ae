# SPDX-License-Identifier: MIT
"""pages - what documentation shows is what there is: commands, headings, pictures."""

import json
import re

from project import check

STORIES = "tests/editors/vscode/workbench/stories/"
IMAGES = "docs/images/"
OF_THE_PROGRAM = {"lsp"}  # words that are no commands of the table
FLAGS_OF_THE_PROGRAM = {"record"}


def pages(project):
    return [page for page in project.select("", ".md", generated=True)
            if not page.startswith("tests/cases/")]


def code_in(text):
    """(line, code) of each line of a block and of each span in backquotes."""
    is_block = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            is_block = not is_block
        elif is_block:
            yield number, line
        else:
            yield from ((number, span) for span in re.findall(r"`([^`]+)`", line))


@check("doc-command")
def shown_commands_exist(project):
    words = {match[1] for path in project.select("server/commands/", ".c")
             for _, match in project.search(path, r'\.shell = "([\w-]+)"')}
    flags = {match[1] for table, pattern in [
        ("server/commands/args.def", r'^RG_ARG\(\w+, "(\w+)"'),
        ("server/cli/flags.def", r'^RG_FLAG\(\w+, "([\w-]+)"')]
        for _, match in project.search(table, pattern)}
    for page in pages(project):
        for line, code in code_in(project.text(page)):
            shown = re.search(r"(?:^|[|;&] *)redgreen ([a-z][\w-]*)([^|#]*)", code)
            if not shown:
                continue
            if shown[1] not in words | OF_THE_PROGRAM:
                yield project.finding(page, line, f"there is no command {shown[1]}")
            for flag in re.findall(r"--([a-z][\w-]*)", shown[2]):
                if flag not in flags | FLAGS_OF_THE_PROGRAM:
                    yield project.finding(page, line, f"there is no --{flag}")


@check("doc-script")
def shown_npm_scripts_exist(project):
    """Of the one package that there is."""
    scripts = json.loads(project.text("clients/vscode/package.json"))["scripts"]
    for page in pages(project):
        for line, match in project.search(page, r"npm run ([\w:-]+)"):
            if match[1] not in scripts:
                yield project.finding(page, line, f"there is no npm script {match[1]}")


def messages(project):
    """All strings of the server, put together where C puts them together."""
    code = "\n".join(project.text(path) for path in project.select("server/", (".c", ".h", ".def")))
    return re.sub(r'"\s*\n\s*"', "", code)


@check("doc-message")
def messages_among_the_symptoms_exist(project):
    """The words that somebody may see and look for: those between quotes in a first column."""
    page, said = "docs/troubleshooting.md", messages(project)
    for line, row in project.search(page, r"^\| ([^|]+) \|"):
        for quote in re.findall(r'"([^"]+)"', row[1]):
            for piece in filter(None, (piece.strip() for piece in quote.split("…"))):
                if piece not in said:
                    yield project.finding(page, line, f'nothing says "{piece}"')


def anchors(text):
    """What GitHub makes of the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@check("doc-anchor")
def links_lead_to_headings(project):
    for page in pages(project):
        for line, match in project.search(page, r"\]\(([\w./-]*\.md)?#([^)]+)\)"):
            path = page
            if match[1]:
                path = str((project.top / page).parent.joinpath(match[1]).resolve()
                           .relative_to(project.top))
            if match[2] not in anchors(project.text(path)):
                yield project.finding(page, line, f"{path} has no heading for #{match[2]}")


@check("doc-image")
def pictures_come_from_the_tests(project):
    """Each image of the documentation is made of a story's pictures, and some page shows it."""
    made = {}
    for story in project.select(STORIES, ".mjs"):
        for line, match in project.search(story, r'^ +"([\w-]+\.(?:png|gif))": \['):
            made[IMAGES + match[1]] = (story, line)
    shown = {IMAGES + match[1] for page in pages(project)
             for _, match in project.search(page, r"\]\([\w./]*images/([\w.-]+)\)")}
    there = set(project.select(IMAGES))
    for image in sorted(there - set(made)):
        yield project.finding(image, 1, "no test makes it")
    for image in sorted(there - shown):
        yield project.finding(image, 1, "no page shows it")
    for image in sorted(set(made) - there):
        yield project.finding(*made[image], f"{image} is not there")
