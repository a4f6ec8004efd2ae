#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every version of every CI file in the histories of real repositories, read as for a pull request.

    tests/real/workflows.py PROGRAM FOLDER…     PROGRAM: workflows_program; FOLDER: bare repositories
    tests/real/workflows.py --list PROGRAM …    with each refused file and its reason

PyYAML is the other opinion: a file that it reads and redgreen refuses is refused wrongly. What a
draft would run is worked out once more in a few lines of Python for the workflows that leave no
doubt (no filter, no type, no condition), and compared. Exit status 1 when anything is wrong.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import yaml

BATCH = 200  # files in one folder
SHAPES = {  # where a forge's files are, and which forge reads them
    "github": (".github/workflows/",), "forgejo": (".forgejo/workflows/", ".gitea/workflows/"),
    "gitlab": (".gitlab-ci.yml",),
}


def git(folder, *args, **more):
    # A partial mirror must not fetch what it lacks.
    return subprocess.run(["git", "-c", "protocol.allow=never", "--git-dir", folder, *args],
                          check=True, capture_output=True, **more).stdout


def versions(folder, places):
    """{blob: path} of all files that were ever there, as far as the mirror has them."""
    found = {}
    for line in git(folder, "log", "--all", "--format=", "--raw", "--no-abbrev", "--no-renames",
                    "--", *places).decode(errors="replace").splitlines():
        before, path = line.split("\t", 1)
        blob = before.split()[3]
        name = path.rsplit("/", 1)[-1]
        if path in places or any(path == place + name for place in places) and name.endswith(
                (".yml", ".yaml")):
            found[blob] = path
    found.pop("0" * 40, None)
    checked = git(folder, "cat-file", "--batch-check", input="\n".join(found).encode())
    return {blob: path for blob, path in found.items()
            if ("%s blob " % blob).encode() in checked}


def contents(folder, blobs):
    """{blob: its bytes}"""
    found, out = {}, git(folder, "cat-file", "--batch", input="\n".join(blobs).encode())
    while out:
        head, out = out.split(b"\n", 1)
        blob, _, size = head.decode().split()
        found[blob], out = out[:int(size)], out[int(size) + 1:]
    return found


def read(program, kind, texts):
    """What the program says about files of these names."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in texts.items():
            place = pathlib.Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text)
        done = subprocess.run(
            [program, kind, "main", "fix/x", "src/x.py", folder], check=True, timeout=600,
            input="\n".join(sorted(texts)).encode(), capture_output=True)
    return json.loads(done.stdout)


class Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
    """All scalars are text, and unknown tags nothing."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


def other_opinion(text):
    """The document as PyYAML has it with all scalars as text; None when it refuses."""
    try:
        documents = list(yaml.load_all(text, Loader))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError):
        return None
    return documents[0] if documents else None


def expected(document):
    """"runs" or "nothing" where that leaves no doubt, else None."""
    if not isinstance(document, dict):
        return None
    on = document.get("on") or {}
    on = [on] if isinstance(on, str) else on
    events = {name: on[name] if isinstance(on, dict) else None for name in on}
    asked = [name for name in ("push", "pull_request", "pull_request_target") if name in events]
    if not asked:
        return "nothing"
    jobs = document.get("jobs")
    if not isinstance(jobs, dict) or any(
            not isinstance(job, dict) or "if" in job or "uses" in job for job in jobs.values()):
        return None
    return "runs" if any(not events[name] for name in asked) else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    total, wrong = collections.Counter(), []
    for folder in args.folders:
        here = collections.Counter()
        for kind, places in SHAPES.items():
            found = versions(folder, places)
            blobs = sorted(found)
            text_of = contents(folder, blobs)
            size = 1 if kind == "gitlab" else BATCH
            for begin in range(0, len(blobs), size):
                texts, of = {}, {}
                for number, blob in enumerate(blobs[begin:begin + size]):
                    path = found[blob] if kind == "gitlab" else "%s%04d.yml" % (places[0], number)
                    texts[path] = text_of[blob]
                    of[path] = (blob, found[blob])
                answer = read(args.program, kind, texts)
                runs = {one["file"] for one in answer["advice"] if one["runs"]}
                for one in answer["read"]:
                    path = one["path"]
                    document = other_opinion(texts[path])
                    here["read"] += 1
                    here[kind] += 1
                    if one["unreadable"]:
                        here["refused"] += 1
                        if args.list:
                            print("  refused %s %s: %s" % (*of[path], one["unreadable"]))
                        if document is not None:
                            wrong.append("%s %s %s is refused: %s" % (
                                folder, *of[path], one["unreadable"]))
                        continue
                    want = expected(document) if kind == "github" else None
                    here["compared"] += want is not None
                    if want and (want == "runs") != (path in runs):
                        wrong.append("%s %s %s: not \"%s\"" % (folder, *of[path], want))
                here["missing"] += len(texts) - len(answer["read"])
                here["unsure"] += sum(one["unsure"] for one in answer["advice"])
                here["advice"] += len(answer["advice"])
        print("%-60s %s" % (pathlib.Path(folder).parent.name, dict(here)), flush=True)
        total += here
    print("all: %s" % dict(total))
    print("\n".join(wrong[:50]))
    print("%d wrong" % len(wrong))
    return 1 if wrong or not total["read"] else 0


if __name__ == "__main__":
    sys.exit(main())
