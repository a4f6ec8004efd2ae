# SPDX-License-Identifier: MIT
"""tables - the .def tables against files, clients and pages: one file and one line, both there."""

import json
import re

from project import check

# table, macro, the file of a NAME, what a file without a line defines when it belongs in the table
TABLES = [
    ("server/commands/commands.def", r"^RG_COMMAND\((\w+)\)", "server/commands/{}.c",
     r"^const rg_command rg_command_(\w+) ="),
    ("server/lsp/methods.def", r'^RG_(?:REQUEST|NOTIFICATION|JOB)\("[^"]+", (\w+)\)',
     "server/lsp/{}.c",
     r"^(?:void|rg_rc) rg_lsp_(\w+)\((?:rg_lsp \*lsp, const rg_message|rg_lsp_work \*work, const "
     r"rg_json)"),
    ("server/trace/formats.def", r"^RG_FORMAT\((\w+)\)", "server/trace/fmt_{}.c",
     r"^const rg_trace_format rg_trace_format_(\w+) ="),
    ("server/locate/signals.def", r"^RG_SIGNAL\((\w+)", "server/locate/sig_{}.c",
     r"^const rg_signal rg_signal_(\w+) ="),
    ("server/forge/forges.def", r"^RG_FORGE\((\w+)", "server/forge/{}.c",
     r"^const rg_forge rg_forge_(\w+) ="),
    ("server/forge/net/apis.def", r"^RG_API\((\w+)", "server/forge/net/{}.c",
     r"^const rg_api rg_api_(\w+) ="),
]


@check("def-table")
def one_line_and_one_file(project):
    for table, line_of, file_of, definition in TABLES:
        if not project.has(table):
            yield project.finding(table, 1, "the table is missing")
            continue
        listed = set()
        for line, match in project.search(table, line_of):
            path = file_of.format(match[1])
            if match[1] in listed:
                yield project.finding(table, line, f"{match[1]} stands there twice")
            if not project.has(path):
                yield project.finding(table, line, f"{path} is missing")
            listed.add(match[1])
        if not listed:
            yield project.finding(table, 1, "the table is empty")
        for path in project.select(table.rpartition("/")[0] + "/", ".c"):
            for line, match in project.search(path, definition):
                if path != file_of.format(match[1]):
                    yield project.finding(path, line, f"{match[1]} is a file of its own: "
                                          f"{file_of.format(match[1])}")
                elif match[1] not in listed:
                    yield project.finding(path, line, f"{match[1]} has no line in {table}")


@check("stopped-code")
def stop_codes_are_listed(project):
    table = "server/fix/workspace/stopped.def"
    listed = {match[1] for _, match in project.search(table, r'^RG_STOPPED\("([\w-]+)"')}
    for path in project.select("server/", (".c", ".h")):
        for line, match in project.search(path, r'\brg_task_stop\(\w+,\s*"([\w-]+)"'):
            if match[1] not in listed:
                yield project.finding(path, line, f'"{match[1]}" has no line in {table}')


@check("stopped-page")
def stop_codes_have_their_place_among_the_symptoms(project):
    table, page = "server/fix/workspace/stopped.def", "docs/troubleshooting.md"
    listed = {match[1]: line for line, match in project.search(table, r'^RG_STOPPED\("([\w-]+)"')}
    placed = set()
    for line, match in project.search(page, r"^\| `([\w-]+)` \|"):
        if match[1] not in listed:
            yield project.finding(page, line, f'"{match[1]}" is not in {table}')
        if match[1] in placed:
            yield project.finding(page, line, f'"{match[1]}" stands there twice')
        placed.add(match[1])
    for code, line in listed.items():
        if code not in placed:
            yield project.finding(table, line, f'{page} has no row "| `{code}` | …" for it')


# ---- clients --------------------------------------------------------------------------------

def command_ids(project):
    """{id: (file, is in the palette)} of the commands that are in the table."""
    ids = {}
    for _, match in project.search("server/commands/commands.def", r"^RG_COMMAND\((\w+)\)"):
        path = f"server/commands/{match[1]}.c"
        if project.has(path):
            text = project.text(path)
            for name in re.findall(r'\.id = "([\w.]+)"', text):
                ids[name] = (path, "RG_SHOWN_PALETTE" in text)
    return ids


MANIFEST = "clients/vscode/package.json"
CLIENT_OWN = {"redgreen.restart", "redgreen.server.path", "redgreen.trace.server",
              "redgreen.isRunning", "redgreen.showActions", "redgreen.showOutput",
              "redgreen.showRun"}


@check("client-command")
def clients_name_real_commands(project):
    ids = command_ids(project)
    manifest = json.loads(project.text(MANIFEST))
    commands = [c["command"] for c in manifest["contributes"]["commands"]]
    for line, match in project.search(MANIFEST, r'"command": "(redgreen\.[\w.]+)"'):
        if match[1] not in ids and match[1] not in CLIENT_OWN:
            yield project.finding(MANIFEST, line, f"there is no command {match[1]}")
    for name, (path, is_in_palette) in ids.items():
        if is_in_palette and name not in commands:
            yield project.finding(MANIFEST, 1, f"{name} is for the palette ({path}), not in it")
    for path in project.select("clients/nvim/", (".lua", ".txt")):
        for line, match in project.search(path, r"""['"`](redgreen\.[a-z]+[A-Z]\w*)['"`]"""):
            if match[1] not in ids:
                yield project.finding(path, line, f"there is no command {match[1]}")
    for path in project.select("clients/vscode/src/", ".ts"):
        for line, match in project.search(path, r'"(redgreen\.[a-z]+[A-Z]\w*)"'):
            if match[1] not in ids and match[1] not in CLIENT_OWN:
                yield project.finding(path, line, f"there is no command {match[1]}")


@check("client-setting")
def clients_offer_every_setting(project):
    """One name in .redgreen.json and the editor; what executes something waits for trust."""
    manifest = json.loads(project.text(MANIFEST))
    offered = set(manifest["contributes"]["configuration"]["properties"]) - CLIENT_OWN
    restricted = set(manifest["capabilities"]["untrustedWorkspaces"].get(
        "restrictedConfigurations", []))
    listed = set()
    table = "server/fix/workspace/settings.def"
    for line, match in project.search(
            table, r'^RG_SETTING\(\w+, "(\w+)", \w+, (true|false),'):
        name = f"redgreen.{match[1]}"
        listed.add(name)
        if name not in offered:
            yield project.finding(table, line, f"{name} is missing in {MANIFEST}")
        if (match[2] == "true") != (name in restricted):
            yield project.finding(table, line, f"{name}: restrictedConfigurations of {MANIFEST} "
                                  "must list what executes something, and only that")
    for name in sorted(offered - listed):
        yield project.finding(MANIFEST, 1, f"{name} is no setting")


# ---- pages ----------------------------------------------------------------------------------

MAP = "docs/ARCHITECTURE.md"


@check("doc-link")
def links_in_pages_lead_somewhere(project):
    for path in project.select("", ".md"):
        if path.startswith("tests/cases/"):
            continue
        for line, match in project.search(path, r"\]\(([^)#\s]+)(?:#[^)]*)?\)"):
            target = match[1]
            if re.match(r"[a-z]+:", target):
                continue
            folder = path.rpartition("/")[0]
            if not (project.top / folder / target).exists():
                yield project.finding(path, line, f"{target} is not there")


@check("doc-name")
def named_pages_exist(project):
    """A page that a comment or message names is there, and belongs to the project."""
    for path in project.select("", (".c", ".h", ".def", ".py", ".lua", ".ts", ".sh", ".md")):
        for line, match in project.search(path, r"(?<![\w/])docs/[\w-]+\.(?:md|json)|\bDES[I]GN\b"):
            if match[0][0] == "D":
                yield project.finding(path, line, "name the page and its section: docs/…")
            elif not project.has(match[0]) and not path.startswith(("tests/", "docs/STYLE")):
                yield project.finding(path, line, f"{match[0]} is not there")


@check("code-map")
def the_map_shows_the_land(project):
    """Paths that ARCHITECTURE names exist; below a folder's heading, its files do; and every
    folder of server/ has a heading."""
    folder = ""
    headings = set()
    for number, line in enumerate(project.text(MAP).split("\n"), 1):
        heading = re.match(r"#+ (?:`([\w/]+)/`)?", line)
        if heading:
            folder = heading[1] or ""
            headings.add(folder)
        named = re.findall(r"`((?:server|tests|clients|grammars|docs)/[\w./{},-]*)`", line)
        if folder:
            named += [f"{folder}/{name}" for name in
                      re.findall(r"`([\w{},]+\.(?:c|h|def|txt)|[\w{},]+\.\{c,h\})`", line)]
        for path in named:
            for one in expand(path):
                if not project.has(one):
                    yield project.finding(MAP, number, f"{one} is not there")
    folders = {f.rpartition("/")[0] for f in project.select("server/", (".c", ".h"))}
    for missing in sorted(folders - headings):
        yield project.finding(MAP, 1, f"{missing}/ is not on the map")


def expand(path):
    """lsp/a.{c,h} → lsp/a.c, lsp/a.h"""
    match = re.match(r"(.*)\{([^}]*)\}(.*)", path)
    if not match:
        return [path]
    return [match[1] + piece + match[3] for piece in match[2].split(",")]
