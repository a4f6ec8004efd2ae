#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_vsix FILE - what users install holds what it must, and nothing else."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

WANTED = {
    "extension/package.json", "extension/readme.md", "extension/LICENSE.txt",
    "extension/dist/extension.js", "extension/dist/redgreen.schema.json",
    *(f"extension/walkthrough/{page}.md" for page in ("draft", "run", "session", "setup")),
    "extension.vsixmanifest", "[Content_Types].xml",
}
PROGRAMS = {f"extension/{name}" for name in ("bin/redgreen", "libexec/redgreen/redgreen-forge",
                                             "libexec/redgreen/redgreen-guard")}
PROBE = "extension/share/redgreen/pytest/redgreen_probe.py"
# Of the system and as old as it.
GLIBC = re.compile(r"(linux-vdso|ld-linux[\w-]*|lib(c|m|dl|pthread|rt|resolv))\.so")
# Where there is no Python there is nothing to do, so nothing is started.
PYTHON_ONLY = {"onLanguage:python", "workspaceContains:**/{conftest,test_*,*_test}.py",
               "workspaceContains:.redgreen.json"}
n_passed = 0


def check(holds, what):
    global n_passed
    if not holds:
        print(f"FAILED: {what}")
        sys.exit(1)
    n_passed += 1


def check_server(path):
    """The programs run where nothing of redgreen is installed, with the libraries beside them."""
    with tempfile.TemporaryDirectory() as folder:
        # As VS Code does: names, contents and who may execute them.
        with zipfile.ZipFile(path) as package:
            for entry in package.infolist():
                os.chmod(package.extract(entry, folder), entry.external_attr >> 16 & 0o777 | 0o400)
        for name in sorted(PROGRAMS):
            program = pathlib.Path(folder, name)
            check(os.access(program, os.X_OK), f"{name} can be executed")
            used = subprocess.run([program], env={"LD_TRACE_LOADED_OBJECTS": "1"},
                                  capture_output=True, text=True, check=True).stdout
            foreign = [line.strip() for line in used.splitlines()
                       if folder not in line and not GLIBC.search(line)]
            check(not foreign, f"{name} needs what is not in the package: {foreign}")
        server = pathlib.Path(folder, "extension/bin/redgreen")
        said = subprocess.run([server, "doctor", "--json"], cwd=folder, capture_output=True,
                              text=True, env={"PATH": "/usr/bin:/bin", "HOME": folder}).stdout
        found = {c["item"]: c for c in json.loads(said)["checks"]}
        probe = os.path.realpath(pathlib.Path(folder, "extension/share/redgreen/pytest"))
        check(os.path.realpath(found["probe"]["detail"]) == probe, "it finds its own probe")


def main(path):
    package = zipfile.ZipFile(path)
    names = set(package.namelist())
    check(WANTED <= names, f"the package lacks {sorted(WANTED - names)}")
    has_server = "extension/bin/redgreen" in names
    ours = ("extension/lib/", "extension/share/redgreen/pytest/") if has_server else ()
    extra = {n for n in names - WANTED - (PROGRAMS if has_server else set())
             if not n.startswith(ours)}
    check(not extra, f"the package holds {sorted(extra)}")
    if has_server:
        check(PROGRAMS | {PROBE} <= names, f"it lacks {sorted((PROGRAMS | {PROBE}) - names)}")
        check_server(path)

    manifest = json.loads(package.read("extension/package.json"))
    steps = [s for w in manifest["contributes"]["walkthroughs"] for s in w["steps"]]
    pages = {"extension/" + s["media"]["markdown"] for s in steps}
    check(pages == WANTED & pages, f"the walkthrough lacks {sorted(pages - WANTED)}")
    commands = {c["command"]: c for c in manifest["contributes"]["commands"]}
    entry = commands.get("redgreen.createDraftFixPr", {})
    check(entry.get("title") == "Create draft fix PR", "the palette has \"Create draft fix PR\"")
    check("category" not in entry, "it is found under its own name, without a prefix")
    hidden = {p["command"]: p["when"] for p in manifest["contributes"]["menus"]["commandPalette"]}
    check("isWorkspaceTrusted" in hidden["redgreen.createDraftFixPr"],
          "it is offered in trusted workspaces only")
    check(all("redgreen.isRunning" in when for when in hidden.values()),
          "entries of the server are hidden while it does not run")

    trust = manifest["capabilities"]["untrustedWorkspaces"]
    check(trust["supported"] == "limited", "untrusted workspaces are read, not run")
    check("redgreen.server.path" in trust["restrictedConfigurations"],
          "an untrusted workspace does not choose the program that is started")
    check(manifest["capabilities"]["virtualWorkspaces"] is False, "it needs files")
    check(set(manifest["activationEvents"]) <= PYTHON_ONLY, "it starts where there is Python only")
    check(manifest["main"] == "./dist/extension.js", "the bundle is its main file")

    bundle = package.read("extension/dist/extension.js").decode()
    required = set(re.findall(r'\brequire\("([^"]+)"\)', bundle))
    local = {r for r in required if r.startswith((".", "/"))}
    foreign = {r for r in required if r.startswith(("vscode-", "@"))}
    check(not local and not foreign, f"the bundle needs {sorted(local | foreign)}")
    check("vscode" in required, "the bundle asks VS Code for its API")
    check(len(bundle) < 1_000_000, "the bundle is small")

    schema = json.loads(package.read("extension/dist/redgreen.schema.json"))
    offered = {name.split(".", 1)[1] for name in
               manifest["contributes"]["configuration"]["properties"]} - {"server.path"}
    listed = set(schema["properties"]) - {"$schema"}
    check(offered == listed, f"settings and schema differ in {sorted(offered ^ listed)}")
    print(f"{n_passed} checks of the package passed")


if __name__ == "__main__":
    main(sys.argv[1])
