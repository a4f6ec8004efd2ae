#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""push_refusals - pushes that fail in every way, at the product: is each named right?

    tests/real/push_refusals.py --build BUILD [--way http|ssh]

A fix is proven once for each way (an sshd of our own, git-http-backend behind a password), then
"redgreen pr" is carried out under each refusal of tests/support/push_refusals.py. Prints a table:
what was in the way, what redgreen said, whether it claimed that the branch was pushed. Last, with
nothing in the way, it has to arrive. Exit status 1 when a cause was named wrong or a push claimed
that was none. tests/e2e/test_git_remote.py has the short version.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
import git_servers  # noqa: E402
import product  # noqa: E402
import push_refusals  # noqa: E402
import repositories  # noqa: E402

BRANCH = "fix/touch"


class There:
    """What a refusal is played on: the shop, its remote, its user."""

    def __init__(self, folder, shop, server):
        self.folder, self.shop, self.server = folder, shop, server
        self.git, self.bare, self.branch = shop.git, shop.origin, BRANCH

    def configure(self, name, value):
        self.git("config", "--global", name, value)

    def has(self):
        return bool(self.git("for-each-ref", f"refs/heads/{BRANCH}", where=self.bare, check=False))


def prove(redgreen, shop):
    shop.settings(stabilityRuns=2, variedRounds=False)
    for command, arguments in (("fix", {"name": "touch"}), ("branch", {})):
        answer = redgreen(command, shop.root, [repositories.TEST] if arguments else [], **arguments)
        assert answer.status == 0, answer
    shop.fix()


def carry_out(redgreen, shop):
    words = [redgreen.server, "pr", "--json", "--quiet", "--yes", "--trust", "--root",
             str(shop.root)]
    done = subprocess.run(words, env=redgreen.env, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=600)
    return json.loads(done.stdout)


def is_named(answer, refusal):
    stopped = answer["stopped"]
    return (stopped and stopped["code"] == "push-rejected" and
            f"({refusal.cause}: " in stopped["message"].replace("): ", ": ") and
            refusal.words in stopped["message"] and "text is kept in" in stopped["next"])


def play(way, server_program, template, folder):
    """Rows: title, cause, whether it is named right, whether it was said to be pushed."""
    env = product.environment(folder / "home")
    env["GIT_CONFIG_GLOBAL"] = str(folder / "home" / ".gitconfig")
    shop = repositories.copy_template(template, folder, env)
    redgreen, rows = product.Shell(server_program, env), []
    kind = {"http": git_servers.Http, "ssh": git_servers.Ssh}[way]
    with kind(folder / way, shop.origin.parent) as server:
        there = There(folder, shop, server)
        server.let_in(there.configure)
        shop.git("remote", "set-url", "origin", server.url(shop.origin.stem))
        prove(redgreen, shop)
        for refusal in push_refusals.REFUSALS:
            if way not in refusal.ways:
                continue
            with refusal.play(there):
                answer = carry_out(redgreen, shop)
            is_there = there.has()
            if is_there:
                shop.git("update-ref", "-d", f"refs/heads/{BRANCH}", where=shop.origin)
            stopped = answer["stopped"] or {"code": "none", "message": answer["summary"]}
            rows.append((refusal, is_named(answer, refusal), bool(answer.get("pushed")), is_there))
            print("| %s | %s | %s | %s: %s | %s | %s |" % (
                refusal.title, way, refusal.cause, stopped["code"],
                stopped["message"].replace("|", "\\|").replace(str(folder), "…"),
                "right" if rows[-1][1] else "**wrong**",
                "**yes**" if rows[-1][2] else "no"), flush=True)
        arrived = carry_out(redgreen, shop).get("pushed") and there.has()
    return rows, arrived


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--build", required=True, help="folder with bin/redgreen")
    options.add_argument("--way", choices=["http", "ssh"], action="append")
    asked = options.parse_args()
    program = str(pathlib.Path(asked.build).resolve() / "bin" / "redgreen")
    print("| in the way | by | cause | redgreen said | named | pushed |\n|---|---|---|---|---|---|")
    rows, is_good = [], True
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        template = folder / "template"
        repositories.make_template(template, product.environment(folder / "home"))
        for way in asked.way or ["http", "ssh"]:
            (folder / way).mkdir()
            more, arrived = play(way, program, template, folder / way)
            rows += more
            is_good = is_good and arrived
            if not arrived:
                print(f"with nothing in the way nothing arrived by {way}")
    right = sum(1 for row in rows if row[1])
    false = sum(1 for row in rows if row[2])
    print(f"\n{right} of {len(rows)} refusals of {len({row[0].title for row in rows})} kinds, "
          f"{len({row[0].cause for row in rows})} causes, named right; {false} false \"pushed\"")
    return 0 if is_good and right == len(rows) and not false else 1


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main())
