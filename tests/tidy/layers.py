# SPDX-License-Identifier: MIT
"""layers - who may include whom (docs/ARCHITECTURE.md, "Layers").

The link lines of server/CMakeLists.txt are the layering: a folder may include what it links, and
what that links. The lines themselves are held against the order below.
"""

import re

from project import check

PURE = ["syntax", "trace", "locate", "report"]
EFFECTS = ["runner", "git", "store", "forge"]
FACES = ["lsp", "cli"]
# From the bottom up; folders of one row do not know each other, pure ones know those before them.
ROWS = [["base"], ["text"], ["os", "rpc"], ["syntax"], ["trace"], ["locate"], ["report"],
        EFFECTS, ["point"], ["fix/workspace"], ["fix/session"], ["fix/runs"], ["fix/dossier"],
        ["fix/pr"], ["fix"], ["commands"], FACES]
# Folders of folders that are programs of their own.
PROGRAMS = {"os/guard", "forge/net"}
NO_OS = ["base", "text", "rpc"] + PURE

# One third-party header, one home: a folder, or one file of it.
HOMES = {
    "uv.h": "server/os/",
    "cJSON.h": "server/base/json",
    "cjson/cJSON.h": "server/base/json",
    "tree_sitter/api.h": "server/syntax/",
    "git2.h": "server/git/",
    "sqlite3.h": "server/store/",
    "curl/curl.h": "server/forge/net/",
    "yaml.h": "server/forge/",
    "expat.h": "server/trace/fmt_junit.c",
    "pcre2.h": "server/runner/",
    "cmocka.h": "tests/",
}
# redgreen-forge is a program of its own: it has base/, and of forge/ only what both speak of.
NET = "server/forge/net/"
SHARED_WITH_NET = {"forge/cause.h", "forge/tokens.def"}
C_LIBRARY = set("""assert ctype errno fcntl float inttypes limits locale math poll pthread sched
    setjmp signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string
    strings termios time unistd dirent dlfcn fnmatch spawn""".split())
SYSTEM = re.compile(r"(sys|netinet|arpa|linux|mach-o|mach)/")
PLATFORM = re.compile(r"^\s*#\s*(?:el)?if.*\b(__linux__|__linux|__APPLE__|_WIN32|__FreeBSD__|"
                      r"__OpenBSD__|__NetBSD__|__unix__|__CYGWIN__|__GLIBC__|__MUSL__)")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def rank(folder):
    return next((i for i, row in enumerate(ROWS) if folder in row), None)


def link_lines(project):
    """{folder: (line, [folders it links])} of server/CMakeLists.txt."""
    found = list(project.search("server/CMakeLists.txt", r"^rg_folder\((\w+) (\S+)([^)]*)\)"))
    folders = {match[1]: match[2] for _, match in found}
    return {match[2]: (line, [folders.get(name, name) for name in re.findall(
        r"\brg_(?!grammars|options)(\w+)", match[3])]) for line, match in found}


def reachable(lines, folder):
    found, waiting = set(), [folder]
    while waiting:
        for below in lines.get(waiting.pop(), (0, []))[1]:
            if below not in found:
                found.add(below)
                waiting.append(below)
    return found


def includes(project, path):
    for line, match in project.search(path, INCLUDE.pattern):
        yield line, match[1] == "<", match[2]


def folder_of(path):
    """"fix/runs" of server/fix/runs/proof.c, "os" of server/os/fs.c and server/os/guard/main.c."""
    parts = path.split("/")
    inner = "/".join(parts[1:3])
    return parts[1] if len(parts) == 3 or inner in PROGRAMS else inner


@check("link-lines")
def link_lines_go_down(project):
    lines = link_lines(project)
    for folder, (line, below) in lines.items():
        where = ("server/CMakeLists.txt", line)
        if rank(folder) is None:
            yield project.finding(*where, f"{folder}/ has no place in the layers of layers.py")
            continue
        for other in below:
            if rank(other) is None or rank(other) >= rank(folder):
                yield project.finding(*where, f"{folder}/ links {other}/, which is not below it")
        if folder in NO_OS and "os" in reachable(lines, folder):
            yield project.finding(*where, f"{folder}/ is pure and must not reach os/")
    for path in project.select("server/", (".c", ".h")):
        if path.count("/") > 1 and folder_of(path) not in lines:
            yield project.finding(path, 1, "its folder has no line in server/CMakeLists.txt")


@check("include-layers")
def includes_follow_links(project):
    lines = link_lines(project)
    made = {match[1] for _, match in project.search(  # while building
        "server/CMakeLists.txt", r"OUTPUT \w+/(\w+/\w+\.h)")}
    for path in project.select("server/", (".c", ".h", ".def")):
        if path.count("/") < 2:
            continue
        folder = folder_of(path)
        allowed = reachable(lines, folder) | {folder}
        for line, is_system, name in includes(project, path):
            if is_system:
                continue
            if not project.has(f"server/{name}") and name not in made:
                yield project.finding(path, line, f'"{name}" is no file below server/; '
                                      "third-party headers stand in <>")
            elif not may_include(path, name, allowed):
                yield project.finding(path, line, f'{folder}/ may not include "{name}"')


def may_include(path, name, allowed):
    if path.startswith(NET):
        return name.startswith(("base/", "forge/net/")) or name in SHARED_WITH_NET
    return folder_of(f"server/{name}") in allowed and not name.startswith("forge/net/")


@check("private-header")
def private_headers_stay(project):
    """A header that says "inside FOLDER/" at its head is nobody else's."""
    private = {}
    for path in project.select("server/", ".h"):
        match = re.search(r" - inside ([\w/]+/)", project.text(path)[:300])
        if match:
            private[path[len("server/"):]] = match[1]
            if path.rpartition("/")[0] + "/" != f"server/{match[1]}":
                yield project.finding(path, 1, f"says it is inside {match[1]}")
    for path in project.select("server/", (".c", ".h")):
        for line, is_system, name in includes(project, path):
            if not is_system and name in private and not path.startswith(f"server/{private[name]}"):
                yield project.finding(path, line, f'"{name}" is private to {private[name]}')


@check("third-party-header")
def one_header_one_home(project):
    for path in project.select("", (".c", ".h")):
        if path.startswith("grammars/"):
            continue
        for line, is_system, name in includes(project, path):
            if not is_system:
                continue
            stem = name[:-2] if name.endswith(".h") else name
            home = HOMES.get(name, HOMES.get(name.split("/")[0] + ".h"))
            if home is None and stem not in C_LIBRARY and not SYSTEM.match(name):
                yield project.finding(path, line, f"<{name}> has no home; give it one in layers.py "
                                      "and a line in docs/ARCHITECTURE.md")
            elif home and not path.startswith((home, "tests/")):
                yield project.finding(path, line, f"<{name}> belongs to {home}")


@check("own-header-first")
def own_header_comes_first(project):
    """So that each header compiles by itself; a private one that includes it does as well."""
    for path in project.select("server/", ".c"):
        own = path[len("server/"):-2] + ".h"
        first = next(includes(project, path), None)
        if not project.has(f"server/{own}") or first is None or first[2] == own:
            continue
        behind = {name for _, _, name in includes(project, f"server/{first[2]}")}
        if own not in behind:
            yield project.finding(path, first[0], f'its own header, "{own}", comes first')


@check("platform")
def platforms_live_in_os(project):
    for path in project.select("server/", (".c", ".h")):
        if path.startswith(("server/os/", NET)):
            continue
        for number, line in enumerate(project.text(path).split("\n"), 1):
            match = PLATFORM.match(line)
            if match:
                yield project.finding(path, number, f"{match[1]}: platforms differ in os/ only")


# Where words may say how a test went: queries over evidence, and what stands beside a run at hand.
STATES_OUTCOMES = {"server/" + name + ".c" for name in (
    "fix/check", "fix/doctor_tests", "fix/dossier/checklist", "fix/dossier/claims",
    "fix/dossier/neighbour_claims", "fix/pr/branch", "fix/pr/pr", "fix/pr/pr_prove",
    "fix/run_test", "fix/runs/base_rate", "fix/runs/measured_words", "fix/runs/stability_runs",
    "fix/runs/stability_words", "fix/stability", "fix/start", "fix/workspace/settings",
    "report/commit_message", "report/note", "report/outcome", "report/parts",
    "report/pr_sections")}
OUTCOME = re.compile(r"\b(?:passes|fails|passed|failed) (?:on|with|here|in|%)|"
                     r"(?:%\S+|tests?|it) (?:passes|passed|fails)\b")


@check("claims")
def outcomes_are_stated_from_evidence(project):
    for path in project.select("server/", (".c",)):
        if path in STATES_OUTCOMES or path.split("/")[1] not in (
                "fix", "report", "lsp", "cli"):
            continue
        for number, line in enumerate(project.text(path).split("\n"), 1):
            for words in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
                if OUTCOME.search(words) and not line.lstrip().startswith(("*", "/*")):
                    yield project.finding(path, number, f"\"{words}\" states an outcome; a claim "
                                          "is a query over evidence (server/fix/dossier/claims.c)")
