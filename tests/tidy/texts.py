# SPDX-License-Identifier: MIT
"""texts - what every file keeps to by itself: licence line, size, guards, names, layout, tests."""

import ast
import re
import shutil
import subprocess

from project import c_code, check

CODE = (".c", ".h", ".def", ".py", ".ts", ".lua", ".mjs", ".js", ".sh")
MAX_LINES = 600
MAX_COLUMNS = {".py": 120, ".sh": 120, "": 120}  # of others 100; "": scripts
CLANG_FORMAT = 14  # as Debian 12 has it; others lay the same file out differently

# Pieces, so that this file does not find itself.
HOME_PATHS = "|".join(["ho" + "me", "ro" + "ot", "wo" + "rk", "t" + "mp"])
OUR_PATHS = "|".join(["wo" + "rk/main", "wo" + "rk/shared", "ro" + r"ot/\.cache", "t" + "mp/rg"])
# What temporary folders are called (pytest's tmp_path lies there); what is no secret.
ABOUT_PATHS = ("server/trace/fingerprint.c", "server/report/secret_names.c")
REGISTRIES = [a + b for a, b in [
    ("py", "pi.org"), ("python", "hosted.org"), ("registry.", "npmjs"), ("registry.", "yarnpkg"),
    ("crates", ".io"), ("deb.", "debian.org"), ("archive.", "ubuntu.com"), ("proxy.", "golang")]]


@check("spdx")
def files_name_their_licence(project):
    for path in project.select("", CODE) + project.scripts():
        if path.startswith(("tests/cases/", "tests/fuzz/corpus/")):
            continue
        if "SPDX-License-Identifier: MIT" not in "\n".join(project.text(path).split("\n")[:3]):
            yield project.finding(path, 1, "SPDX-License-Identifier: MIT is missing on top")


@check("length")
def files_are_read_in_one_sitting(project):
    for path in set(project.select("", CODE) + project.scripts()):
        n = project.text(path).count("\n")
        if n > MAX_LINES:
            yield project.finding(path, MAX_LINES, f"{n} lines, at most {MAX_LINES}: "
                                  "split it along a noun")


@check("columns")
def lines_are_short(project):
    for path in set(project.select("", (".c", ".h", ".py", ".ts", ".lua", ".mjs", ".sh")) +
                    project.scripts()):
        ending = path.rpartition("/")[2].rpartition(".")
        most = MAX_COLUMNS.get(ending[1] + ending[2] if ending[1] else "", 100)
        for number, line in enumerate(project.text(path).split("\n"), 1):
            width = len(line.expandtabs(8))
            if width > most:
                yield project.finding(path, number, f"{width} columns, at most {most}")


@check("white-space")
def lines_end_clean(project):
    for path in set(project.select("", CODE + (".md", ".txt", ".json")) + project.scripts()):
        if path.startswith(("tests/cases/", "tests/markers/", "tests/fuzz/",
                            "grammars/pytest/test/")):
            continue
        text = project.text(path)
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip():
                yield project.finding(path, number, "white space at the end of the line")
        if text and not text.endswith("\n"):
            yield project.finding(path, text.count("\n") + 1, "no line end at the end of the file")


@check("header-guard")
def headers_are_guarded(project):
    for path in project.select("server/", ".h"):
        guard = "RG_" + re.sub(r"[/.]", "_", path[len("server/"):]).upper()
        text = project.text(path)
        if not re.search(rf"^#ifndef {guard}\n#define {guard}\n", text, re.M) or \
                not text.rstrip().endswith("#endif"):
            yield project.finding(path, 1, f"the guard is {guard}")


@check("banned-name")
def banned_functions_stay_away(project):
    """banned.h stops calls; this stops the ways around it, in every C file."""
    home = "server/base/banned.h"
    names = re.findall(r"^#define (\w+)\(", project.text(home), re.M)
    if not names:
        yield project.finding(home, 1, "names no function")
        return
    pattern = re.compile(r"(?<![\w.>])(?:__builtin_)?(" + "|".join(names) + r")\b(?!\s*=\s*[^=])")
    for path in project.select("", (".c", ".h")):
        if path == home or path.startswith("grammars/"):
            continue
        for number, line in enumerate(c_code(project.text(path)).split("\n"), 1):
            match = None if line.lstrip().startswith("#include") else pattern.search(line)
            if match:
                yield project.finding(path, number, f"{match[1]} is banned; banned.h names what "
                                      "to take instead")


@check("machine-path")
def no_path_of_a_machine(project):
    """What stands in the project is true everywhere; logs in tests show what they show."""
    for path in project.select("", generated=True):
        pattern = OUR_PATHS if path.startswith("tests/") else HOME_PATHS
        if path in ABOUT_PATHS:
            continue
        for line, match in project.search(path, rf"(?<![\w.~$}}])/({pattern})(?=/|$)"):
            yield project.finding(path, line, f"/{match[1]} is a path of one machine")


@check("registry-host")
def no_host_of_a_registry(project):
    pattern = "|".join(re.escape(host) for host in REGISTRIES)
    for path in project.select("", generated=True):
        for line, match in project.search(path, pattern):
            yield project.finding(path, line, f"{match[0]}: package managers know their hosts")


@check("layout")
def clang_format_decides(project):
    program = clang_format()
    files = [f for f in project.select("", (".c", ".h")) if not f.startswith("grammars/")]
    if program is None or not files:
        return
    ran = subprocess.run([program, "--dry-run", *files], cwd=project.top, capture_output=True,
                         text=True)
    seen = set()
    for path, line in re.findall(r"^(\S+?):(\d+):\d+: warning:", ran.stderr, re.M):
        if path not in seen:
            seen.add(path)
            yield project.finding(path, int(line), "clang-format -i lays it out")


@check("shell")
def shellcheck_is_content(project):
    scripts = [f for f in project.scripts() + project.select("", ".sh")
               if f.endswith(".sh") or re.match(r"#!.*\b(ba)?sh\b", project.text(f))]
    if not shutil.which("shellcheck") or not scripts:
        return
    ran = subprocess.run(["shellcheck", "-x", "--severity=warning", "-f", "gcc", *scripts],
                         cwd=project.top, capture_output=True, text=True)
    for path, line, message in re.findall(r"^(\S+?):(\d+):\d+: (.*)$", ran.stdout, re.M):
        yield project.finding(path, int(line), message)


def clang_format():
    """clang-format in the version that decides, or None."""
    for name in (f"clang-format-{CLANG_FORMAT}", "clang-format"):
        if shutil.which(name):
            said = subprocess.run([name, "--version"], capture_output=True, text=True).stdout
            if f"version {CLANG_FORMAT}." in said:
                return name
    return None


def impossible():
    """{rule: why} of what cannot be checked here."""
    reasons = {}
    if clang_format() is None:
        reasons["layout"] = f"there is no clang-format {CLANG_FORMAT}"
    if not shutil.which("shellcheck"):
        reasons["shell"] = "there is no shellcheck"
    return reasons


# ---- tests ----------------------------------------------------------------------------------

HELPER = re.compile(r"(check|expect|assert|verify|must)(_|$)")


def asserts(node, helpers):
    """Whether a function asserts: itself, or through a helper that says so by its name."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assert):
            return True
        if isinstance(inner, ast.Call):
            name = getattr(inner.func, "attr", getattr(inner.func, "id", ""))
            if name in ("raises", "fail") or name in helpers or HELPER.match(name):
                return True
    return False


def asserting_functions(functions):
    helpers, n = set(), -1
    while len(helpers) != n:
        n = len(helpers)
        helpers |= {f.name for f in functions if asserts(f, helpers)}
    return helpers


@check("python-test-asserts")
def python_tests_assert(project):
    for path in project.select("tests/", ".py"):
        if not re.search(r"(^|/)test_[^/]*\.py$", path) or path.startswith("tests/cases/"):
            continue
        try:
            tree = ast.parse(project.text(path))
        except SyntaxError as error:
            yield project.finding(path, error.lineno or 1, f"Python cannot read it: {error.msg}")
            continue
        functions = [n for n in ast.walk(tree)
                     if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
        helpers = asserting_functions(functions)
        for function in functions:
            if function.name.startswith("test_") and function.name not in helpers:
                yield project.finding(path, function.lineno, f"{function.name} asserts nothing")
            for mark in function.decorator_list:
                if re.search(r"\bskip", ast.unparse(mark)):
                    yield project.finding(path, mark.lineno, "a test that is skipped holds nothing")


C_FUNCTION = re.compile(r"^(?:static )?[\w *]+?\b(\w+)\([^;{]*\)\n\{\n(.*?)^\}", re.M | re.S)
C_ASSERTS = re.compile(r"\b(assert_\w+|fail|fail_msg|check|expect|must)(_\w+)?\s*\(", re.I)


@check("c-test-asserts")
def c_tests_assert(project):
    shared = {m[1]: m[2] for path in project.select("tests/support/", ".h")
              for m in C_FUNCTION.finditer(c_code(project.text(path)))}
    for path in project.select("tests/", ".c"):
        code = c_code(project.text(path))
        bodies = {**shared, **{m[1]: m[2] for m in C_FUNCTION.finditer(code)}}
        asserting = {name for name, body in bodies.items() if C_ASSERTS.search(body)}
        grows = True
        while grows:
            more = {name for name, body in bodies.items() if name not in asserting and
                    set(re.findall(r"\b(\w+)\s*\(", body)) & asserting}
            asserting |= more
            grows = bool(more)
        for line, match in project.search(path, r"cmocka_unit_test\w*\((\w+)"):
            if match[1] in bodies and match[1] not in asserting:
                yield project.finding(path, line, f"{match[1]} asserts nothing")
        for line, _ in project.search(path, r"^\s*skip\(\)"):
            yield project.finding(path, line, "a test that is skipped holds nothing")
