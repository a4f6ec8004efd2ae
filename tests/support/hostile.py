# SPDX-License-Identifier: MIT
"""Repositories that try to run something, to write elsewhere, or to have something read from there.

Each kind is a function that arms a shop (repositories.Place). What it gets to run touches a file in
`trap.marks`; what it gets to write changes something else around the repository. `WHO` says when
it must have no effect: always, or until the user has allowed the repository's code to run (then the
repository's own configuration and tests are code that was allowed: docs/security.md).
"""

import os
import pathlib
import shutil
import subprocess

from limits import TIMEOUT

ALWAYS, UNTRUSTED = "always", "untrusted"
KINDS = {}


def kind(when):
    def register(function):
        KINDS[function.__name__] = (when, function)
        return function
    return register


class Trap:
    """Programs that leave a mark, and a place outside of the repository with something to lose."""

    def __init__(self, folder):
        self.folder = folder
        self.marks, self.victim = folder / "marks", folder / "victim"
        self.secret = "what is written here is nobody's business"
        self.marks.mkdir()
        (self.victim / "sub").mkdir(parents=True)
        (self.victim / "secret.txt").write_text(self.secret + "\n")
        (self.victim / "sub" / "data.json").write_text("{}\n")

    def shell(self, name):
        """Words for a shell."""
        return f"touch {self.marks / name}"

    def program(self, name, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{self.shell(name)}\ncat 2>/dev/null\nexit 0\n")
        path.chmod(0o755)
        return path

    def sprung(self):
        return sorted(os.listdir(self.marks))


def config(shop, key, value):
    shop.git("config", "--local", key, value)


# ---- configuration of git that runs something ---------------------------------------------------

@kind(ALWAYS)
def fsmonitor(shop, trap):
    config(shop, "core.fsmonitor", str(trap.program("fsmonitor", shop.root / ".git" / "monitor")))
    config(shop, "core.untrackedCache", "true")


HOOKS = ["pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "post-checkout", "pre-push",
         "post-index-change", "reference-transaction", "post-merge", "pre-auto-gc", "post-rewrite"]


@kind(ALWAYS)
def hooks_of_the_repository(shop, trap):
    for name in HOOKS:
        trap.program("hook", shop.root / ".git" / "hooks" / name)


@kind(ALWAYS)
def hooks_path(shop, trap):
    for name in HOOKS:
        trap.program("hooks-path", shop.root / ".hooks" / name)
    config(shop, "core.hooksPath", ".hooks")


@kind(ALWAYS)
def hooks_path_above(shop, trap):
    for name in HOOKS:
        trap.program("hooks-above", shop.root.parent / "hooks" / name)
    config(shop, "core.hooksPath", "../hooks")


@kind(ALWAYS)
def instead_of(shop, trap):
    config(shop, f"url.ext::sh -c '{trap.shell('instead')}' #.insteadOf", str(shop.origin))


@kind(ALWAYS)
def push_instead_of(shop, trap):
    config(shop, f"url.ext::sh -c '{trap.shell('instead')}' #.pushInsteadOf", str(shop.origin))


@kind(ALWAYS)
def ext_remote(shop, trap):
    config(shop, "remote.origin.url", f"ext::sh -c '{trap.shell('ext')}'")
    config(shop, "protocol.ext.allow", "always")
    config(shop, "protocol.allow", "always")


@kind(ALWAYS)
def remote_like_an_option(shop, trap):
    config(shop, "remote.origin.url", f"--upload-pack={trap.shell('option')}")


@kind(ALWAYS)
def host_like_an_option(shop, trap):
    config(shop, "remote.origin.url", f"ssh://-oProxyCommand={trap.marks}/host/x")


@kind(UNTRUSTED)
def ssh_command(shop, trap):
    config(shop, "core.sshCommand", trap.shell("ssh"))
    config(shop, "remote.origin.url", "ssh://git@host.invalid/x.git")


@kind(UNTRUSTED)
def git_proxy(shop, trap):
    config(shop, "core.gitProxy", str(trap.program("proxy", shop.root / "proxy")))
    config(shop, "remote.origin.url", "git://host.invalid/x.git")


@kind(UNTRUSTED)
def upload_pack(shop, trap):
    config(shop, "remote.origin.uploadpack", trap.shell("upload"))
    config(shop, "remote.origin.receivepack", trap.shell("receive"))


@kind(UNTRUSTED)
def credential_helper(shop, trap):
    config(shop, "credential.helper", "!" + trap.shell("helper"))
    config(shop, "core.askPass", str(trap.program("askpass", shop.root / ".git" / "askpass")))
    config(shop, "remote.origin.url", "http://127.0.0.1:9/x.git")


@kind(UNTRUSTED)
def signing_program(shop, trap):
    config(shop, "gpg.program", str(trap.program("gpg", shop.root / ".git" / "gpg")))
    config(shop, "commit.gpgsign", "true")


@kind(ALWAYS)
def pager_and_editor(shop, trap):
    for key in ("core.pager", "pager.log", "core.editor", "sequence.editor", "web.browser",
                "interactive.diffFilter"):
        config(shop, key, trap.shell("pager"))


@kind(ALWAYS)
def aliases(shop, trap):
    for name in ("status", "fetch", "push", "worktree", "remote", "ls-remote", "log"):
        config(shop, f"alias.{name}", "!" + trap.shell("alias"))


def attributes(shop, text):
    (shop.root / ".gitattributes").write_text(text)
    (shop.root / ".git" / "info").mkdir(exist_ok=True)
    (shop.root / ".git" / "info" / "attributes").write_text(text)


@kind(ALWAYS)
def filter_clean_and_smudge(shop, trap):
    for half in ("clean", "smudge"):
        config(shop, f"filter.evil.{half}", trap.shell(half) + "; cat")
    config(shop, "filter.evil.required", "true")
    attributes(shop, "* filter=evil\n")


@kind(ALWAYS)
def filter_process(shop, trap):
    config(shop, "filter.evil.process", trap.shell("process"))
    attributes(shop, "*.py filter=evil\n")


@kind(ALWAYS)
def diff_drivers(shop, trap):
    config(shop, "diff.external", trap.shell("diff-external"))
    config(shop, "diff.evil.textconv", trap.shell("textconv") + "; cat")
    config(shop, "diff.evil.command", trap.shell("diff-command"))
    attributes(shop, "* diff=evil\n")


@kind(ALWAYS)
def merge_driver(shop, trap):
    config(shop, "merge.evil.driver", trap.shell("merge"))
    config(shop, "merge.default", "evil")
    attributes(shop, "* merge=evil\n")


@kind(ALWAYS)
def trailers_and_templates(shop, trap):
    config(shop, "trailer.x.command", trap.shell("trailer"))
    config(shop, "trailer.x.ifmissing", "add")
    config(shop, "commit.template", str(trap.victim / "secret.txt"))
    config(shop, "init.templateDir", str(trap.folder / "victim"))


@kind(ALWAYS)
def included_configuration(shop, trap):
    program = trap.program("included", shop.root / ".git" / "included-program")
    (trap.folder / "included").write_text(f"[core]\n\tfsmonitor = {program}\n\tpager = {program}\n")
    config(shop, "include.path", str(trap.folder / "included"))
    config(shop, "includeIf.gitdir:/.path", str(trap.folder / "included"))


@kind(ALWAYS)
def configuration_that_includes_itself(shop, trap):
    with open(shop.root / ".git" / "config", "a") as file:
        file.write(f"[core]\n\tfsmonitor = {trap.shell('loop')}\n[include]\n\tpath = config\n")


@kind(ALWAYS)
def huge_configuration(shop, trap):
    with open(shop.root / ".git" / "config", "a") as file:
        file.write(f"[core]\n\tfsmonitor = {trap.shell('huge')}\n")
        for number in range(2000):
            file.write(f'[branch "b{number}"]\n\tdescription = {"x" * 100}\n')


@kind(ALWAYS)
def configuration_of_the_worktree(shop, trap):
    config(shop, "extensions.worktreeConfig", "true")
    (shop.root / ".git" / "config.worktree").write_text(
        f"[core]\n\tfsmonitor = {trap.shell('worktree')}\n\thooksPath = ../hooks\n")


@kind(ALWAYS)
def garbage_collection(shop, trap):
    config(shop, "gc.auto", "1")
    config(shop, "maintenance.auto", "true")
    config(shop, "gc.recentObjectsHook", trap.shell("gc"))
    trap.program("gc-hook", shop.root / ".git" / "hooks" / "pre-auto-gc")


# ---- repositories in repositories, and elsewhere ------------------------------------------------

@kind(ALWAYS)
def bare_repository_inside(shop, trap):
    inside = shop.root / "tests" / "data"
    shop.git("init", "-q", "--bare", inside, where=shop.root)
    shop.git("config", "core.fsmonitor", trap.shell("bare"), where=inside)
    shop.git("config", "core.worktree", str(trap.victim), where=inside)
    (shop.root / "tests" / "HEAD").write_text("ref: refs/heads/main\n")
    for name in ("objects", "refs"):
        (shop.root / "tests" / name).mkdir()
    (shop.root / "tests" / "config").write_text(
        f"[core]\n\tbare = true\n\tfsmonitor = {trap.shell('bare')}\n")


@kind(ALWAYS)
def git_file_in_a_folder(shop, trap):
    other = trap.folder / "other.git"
    shop.git("init", "-q", "--bare", other, where=trap.folder)
    shop.git("config", "core.fsmonitor", trap.shell("git-file"), where=other)
    (shop.root / "tests" / ".git").write_text(f"gitdir: {other}\n")


@kind(ALWAYS)
def worktree_elsewhere(shop, trap):
    config(shop, "core.worktree", str(trap.victim))


@kind(ALWAYS)
def alternate_objects(shop, trap):
    (shop.root / ".git" / "objects" / "info").mkdir(exist_ok=True)
    (shop.root / ".git" / "objects" / "info" / "alternates").write_text(f"{trap.victim}\n../../x\n")


@kind(ALWAYS)
def submodules(shop, trap):
    (shop.root / ".gitmodules").write_text(
        f'[submodule "a"]\n\tpath = a\n\turl = ext::sh -c "{trap.shell("submodule")}"\n'
        f'[submodule "-x"]\n\tpath = -x\n\turl = -u{trap.shell("dash")}\n'
        f'[submodule "../../x"]\n\tpath = ../victim\n\turl = x\n\tupdate = !{trap.shell("update")}\n')
    config(shop, "submodule.a.update", "!" + trap.shell("update"))
    config(shop, "submodule.recurse", "true")
    config(shop, "fetch.recurseSubmodules", "true")


# ---- links that lead out ------------------------------------------------------------------------

@kind(ALWAYS)
def private_folder_is_a_link(shop, trap):
    shutil.rmtree(shop.root / ".git" / "redgreen", ignore_errors=True)
    (shop.root / ".git" / "redgreen").symlink_to(trap.victim)


@kind(ALWAYS)
def parts_of_the_private_folder_are_links(shop, trap):
    private = shop.root / ".git" / "redgreen"
    shutil.rmtree(private, ignore_errors=True)
    private.mkdir()
    (private / "sessions").symlink_to(trap.victim / "sub")
    (private / "cache").symlink_to(trap.victim / "sub")
    (private / "evidence.db").symlink_to(trap.victim / "evidence.db")


@kind(ALWAYS)
def reports_are_links(shop, trap):
    (shop.root / "outputs").symlink_to(trap.victim)


@kind(ALWAYS)
def reports_go_elsewhere(shop, trap):
    shop.settings(outputs="../victim")


@kind(ALWAYS)
def reports_go_through_a_link(shop, trap):
    (shop.root / "docs").mkdir()
    (shop.root / "docs" / "reports").symlink_to(trap.victim)
    shop.settings(outputs="docs/reports")


@kind(ALWAYS)
def texts_of_the_repository_are_links(shop, trap):
    """Template, CODEOWNERS, workflow and a file beside the test: what they lead to is in no text."""
    for path in (".github/PULL_REQUEST_TEMPLATE.md", ".github/CODEOWNERS", "CODEOWNERS",
                 ".github/workflows/x.yml", "tests/data.txt", ".mailmap"):
        (shop.root / path).parent.mkdir(parents=True, exist_ok=True)
        (shop.root / path).unlink(missing_ok=True)
        (shop.root / path).symlink_to(trap.victim / "secret.txt")


@kind(ALWAYS)
def a_folder_is_a_link(shop, trap):
    (shop.root / "shop" / "sub").symlink_to(trap.victim)
    (shop.root / "tests" / "up").symlink_to("../../..")


# ---- names --------------------------------------------------------------------------------------

@kind(ALWAYS)
def names_like_options(shop, trap):
    for name in ("--help.py", "-c.py", "--upload-pack=x", "-rf", "--output=x.py", "-p evil.py"):
        (shop.root / name).write_text("x = 1\n")
        (shop.root / "tests" / name).write_text("def test_x(): pass\n")


@kind(ALWAYS)
def names_with_controls(shop, trap):
    mark = str(trap.marks / "name").replace("/", "\u2215")
    for name in ("a\nb.py", "a\x1b]0;x\x07.py", "$(touch x).py", f"`touch {mark}`.py", "a;touch x.py",
                 "a'\"b.py", "\u202egnp.py", "a\rb.py", "test_|touch x.py"):
        (shop.root / "tests" / name).write_text("def test_x(): pass\n")
    (shop.root / os.fsdecode(b"tests/\xff\xfe.py")).write_text("x = 1\n")


@kind(ALWAYS)
def names_of_branches(shop, trap):
    tip = shop.git("rev-parse", "HEAD")
    with open(shop.root / ".git" / "packed-refs", "a") as file:
        file.write(f"{tip} refs/heads/--upload-pack=touch\n{tip} refs/heads/-x\n")
    shop.git("update-ref", "refs/heads/$(touch${IFS}x)", tip)
    config(shop, "branch.dev.remote", f"--upload-pack={trap.shell('remote')}")
    config(shop, "branch.dev.pushRemote", "-x")


@kind(ALWAYS)
def settings_like_options(shop, trap):
    shop.settings(base=f"--upload-pack={trap.shell('base')}", remote="--exec=x", pytestArgs=[])


# ---- the project's own files ---------------------------------------------------------------------

@kind(UNTRUSTED)
def settings_that_run_something(shop, trap):
    program = str(trap.program("setting", shop.root / "run.sh"))
    shop.settings(setup="run.sh", python=program, wrapper=[program], build=[program],
                  envFile="../victim/secret.txt", runHooks=True,
                  env={"LD_PRELOAD": "x", "PYTHONSTARTUP": program})


@kind(UNTRUSTED)
def tests_that_run_something(shop, trap):
    code = f"import pathlib\npathlib.Path({str(trap.marks / 'test')!r}).touch()\n"
    for path in ("conftest.py", "tests/conftest.py", "evil.py", "sitecustomize.py", "shop/pytest.py"):
        (shop.root / path).write_text(code)
    (shop.root / "pytest.ini").write_text("[pytest]\naddopts = -p evil\n")
    (shop.root / "setup.py").write_text(code)


@kind(UNTRUSTED)
def environments_that_run_something(shop, trap):
    for folder in (".venv", "venv", "env"):
        for name in ("python", "python3", "pytest"):
            trap.program("venv", shop.root / folder / "bin" / name)
        (shop.root / folder / "pyvenv.cfg").write_text(f"home = {trap.victim}\nversion = 3.11\n")
    (shop.root / ".python-version").write_text("../../../x\n")
    (shop.root / "poetry.lock").write_text("")
    (shop.root / "pyproject.toml").write_text("[tool.poetry]\nname = 'x'\n[tool.uv]\n[tool.pixi]\n")
    for name in ("git", "python3", "uv", "poetry", "ssh", "gh", "bash"):
        trap.program("path", shop.root / name)


@kind(ALWAYS)
def yaml_bombs(shop, trap):
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))
    deep = "on: " + "[" * 50000
    wide = "".join(f"key{n}: {{on: push}}\n" for n in range(50000))
    folder = shop.root / ".github" / "workflows"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("bomb", bomb), ("deep", deep), ("wide", wide), ("loop", "a: &a\n  b: *a\n"),
                       ("tag", "a: !!python/object/apply:os.system ['x']\n")):
        (folder / f"{name}.yml").write_text(text)
    (shop.root / ".gitlab-ci.yml").write_text(bomb)
    (shop.root / ".github" / "CODEOWNERS").write_text("*" * 5000 + " @x\n" + "**/a" * 500 + " @y\n")


@kind(ALWAYS)
def settings_that_are_bombs(shop, trap):
    (shop.root / ".redgreen.json").write_text("[" * 100000)


@kind(ALWAYS)
def patterns_that_never_end(shop, trap):
    shop.settings(measurePatterns=["(a+)+$", "(.*)*x"])


@kind(ALWAYS)
def workflow_table_that_leads_out(shop, trap):
    shop.settings(workflows=[{"paths": ["../../*"], "workflow": "../../victim/secret.txt"}],
                  pr={"template": "../victim/secret.txt"}, outputs="outputs")


@kind(ALWAYS)
def logs_that_lead_out(shop, trap):
    path = trap.victim / "secret.txt"
    (shop.root / "failure.log").write_text(
        "____ test_x ____\n\n    def test_x():\n>       x\nE       ValueError: x\n\n"
        f"{path}:1: ValueError\n../victim/secret.txt:1: ValueError\n/etc/passwd:1: ValueError\n"
        f"FAILED {path}::test_x - ValueError\n")


@kind(ALWAYS)
def somebody_elses(shop, trap):
    """Given to another user, where that can be done; then git refuses it, and so must we."""
    config(shop, "core.fsmonitor", trap.shell("owner"))
    if os.geteuid() == 0:
        for folder, names, files in os.walk(shop.root):
            for path in [folder, *(os.path.join(folder, name) for name in names + files)]:
                os.lchown(path, 12345, 12345)


def combined(shop, trap, when=ALWAYS):
    """All that can be in one repository at once."""
    alone = {worktree_elsewhere, alternate_objects, bare_repository_inside, somebody_elses,
             private_folder_is_a_link, parts_of_the_private_folder_are_links, ext_remote,
             remote_like_an_option, host_like_an_option, instead_of, push_instead_of, hooks_path,
             filter_clean_and_smudge, filter_process, reports_are_links, huge_configuration,
             configuration_that_includes_itself, settings_that_are_bombs, git_file_in_a_folder,
             texts_of_the_repository_are_links, reports_go_elsewhere, settings_like_options,
             names_of_branches, a_folder_is_a_link}
    chosen = [function for time, function in KINDS.values() if time == when and function not in alone]
    for function in chosen:
        function(shop, trap)
    return chosen


def surroundings(folder, without):
    """Everything below a folder but the repositories: what must be the same afterwards."""
    found = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if pathlib.Path(where, name) not in without]
        for name in folders + names:
            path = pathlib.Path(where, name)
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
            found[str(path.relative_to(folder))] = (path.lstat().st_mode, content)
    return found




# ---- what is done to them -------------------------------------------------------------------------

# Without trust, in a restricted window: what reads, and what must be refused.
READING = [("doctor",), ("explain", "--log", "failure.log"), ("locate", "--prompt", "touching ranges"),
           ("check",), ("status",), ("report",), ("undo",)]
# With trust: the whole procedure. STOP is a good answer, too.
GO_ON = ("--accept", "uncommitted-changes", "--accept", "base-not-fetched")
WHOLE = [("fix", "--prompt", "ranges that touch", "--name", "touch", "TEST"), ("branch", *GO_ON),
         "fix it", ("run",), ("stability", "--runs", "2"), ("check",), ("pr", "--yes"), ("report",), ("undo",)]


def run(server, env, shop, words):
    env = {**env, "LSAN_OPTIONS": os.environ.get("LSAN_OPTIONS", "")}  # libgit2 forgets a little
    done = subprocess.run([server, words[0], "--json", "--quiet", "--root", str(shop.root), *words[1:]],
                          env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT,
                          cwd=shop.root.parent)
    said = done.stdout + done.stderr
    assert done.returncode in (0, 1, 2, 3, 4), (words, done.returncode, said[-2000:])
    assert b"Sanitizer" not in said and b"runtime error" not in said, (words, said[-2000:])
    for obeyed in (b"\x1b", "\u202e".encode(), b"\r", b"\x07"):
        assert obeyed not in done.stderr, (words, done.stderr[-2000:])
    return said.decode(errors="replace")


def go_whole_way(server, env, shop, test):
    """What was said, in one text; the texts that were written belong to it."""
    said = ""
    for words in WHOLE:
        if words == "fix it":
            if "current.low <= merged[-1].high:" in shop.read("shop/ranges.py"):
                shop.fix()
            continue
        said += run(server, env, shop, [words[0], "--trust",
                                        *(test if word == "TEST" else word for word in words[1:])])
    for path in sorted(shop.root.rglob("*")):
        if path.suffix == ".md" and path.is_file() and not path.is_symlink():
            said += path.read_text(errors="replace")
    return said
