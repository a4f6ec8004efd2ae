#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Are the people whom redgreen names the right ones? Replays public histories.

    tests/real/people.py BENCH MIRRORS --commits 120              every repository that has enough
    tests/real/people.py BENCH MIRRORS --only pytest flask --each
    tests/real/people.py BENCH MIRRORS --fit                      weights, for locate/acquaintance.c

BENCH is the built bench_people: the code that makes the list in pull requests and reports. MIRRORS is
a folder of OWNER+NAME/repo git directories with full histories.

For a commit that changes source (no merge, by a person, at most 30 files, in the newer 70 % of the
history; drawn with a fixed seed) the question is put as of its parent: its diff without tests, its
author as the author of the fix. Named right is whoever
  - reviewed it: took it in (committed it for the author, or merged its branch into the main line), or
    is in a Reviewed-by, Acked-by or Co-authored-by of it; or
  - is next: the first other person who changes one of its source files afterwards.
A commit for which nobody is either is no case. A hit is one of the first three of the list.

The baseline is "last committer": the last three people, the author and bots left out, who committed
to the changed source files before. Author and committer of a commit may differ; both baselines are
shown, and the better one is what redgreen is compared with, repository by repository.

Repositories alternate by name between those that weights are fitted on and those they are tested on.
Prints a line a repository, and the means with their 95 % intervals (bootstrap over commits within
repositories, 2,000 times).
"""
import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

SOURCE = re.compile(r"\.(py|pyx|pxd|pxi|c|cc|cpp|cxx|h|hh|hpp|cu|rs|js|ts)$")
ASIDE = re.compile(r"(^|/)(tests?|testing|docs?|examples?|benchmarks?)(/|$)|(^|/)test_|_test\.|conftest")
# A merge of the main line itself into somebody's copy of it took in nobody's work.
NO_REVIEW = re.compile(r"Merge (remote-tracking )?branch '?(\w+/)?(master|main|trunk|develop)\b(?!.* into )")
TRAILER = re.compile(r"\s*(.*?)\s*<([^>]*)>")
FIELDS = ("%H", "%P", "%aN", "%aE", "%cN", "%cE", "%s",
          "%(trailers:key=Reviewed-by,key=Acked-by,key=Co-authored-by,valueonly,separator=%x02)")
TIES = ("lines", "chain", "files", "folder", "active", "reviews_files", "reviews_folder", "reviews")


def git(repo, *args, text=True):
    out = subprocess.run(["git", "-C", repo, *args], check=True, stdout=subprocess.PIPE).stdout
    return out.decode("utf-8", "replace") if text else out


def is_bot(name, email):
    text = (name + " " + email).lower()
    return name == "GitHub" or any(mark in text for mark in (
        "[bot]", "bot@", "dependabot", "renovate", "pre-commit-ci", "github-actions",
        "noreply@github.com"))


class People:
    """Who is who: by address, or by a name of more than one word. Not redgreen's own code."""

    def __init__(self):
        self.parent = {}
        self.accounts = {}

    def find(self, key):
        while self.parent.setdefault(key, key) != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def add(self, name, email):
        name, email = name.strip().lower(), email.strip().lower()
        if " " in name:
            self.parent[self.find("e:" + email)] = self.find("n:" + name)
        account = re.match(r"(?:\d+\+)?([^@]+)@users\.noreply\.github\.com$", email)
        if account:
            self.accounts["@" + account[1]] = "e:" + email
        return "e:" + email

    def of(self, identity):
        return self.find(identity) if identity else None


Commit = collections.namedtuple("Commit", "oid parents author committer subject others files names")


def read_history(repo):
    """Oldest first; the people as they are known in the end."""
    raw = git(repo, "log", "--topo-order", "--reverse", "--diff-merges=first-parent", "--name-only",
              "-z", "--no-renames", "--format=%x01" + "%x00".join(FIELDS) + "%x00", "HEAD", text=False)
    people, commits = People(), []
    for block in raw.split(b"\x01")[1:]:
        field = [part.decode("utf-8", "replace") for part in block.split(b"\0")]
        oid, parents, aname, aemail, cname, cemail, subject, trailers = field[:8]
        author = None if is_bot(aname, aemail) else people.add(aname, aemail)
        committer = None if is_bot(cname, cemail) else people.add(cname, cemail)
        others = [people.add(*match.groups()) for match in map(TRAILER.match, trailers.split("\x02"))
                  if match and not is_bot(*match.groups())]
        files = [part.lstrip("\n") for part in field[8:] if part.strip("\n")]
        commits.append(Commit(oid, parents.split(), author, committer, subject, others, files,
                              (aname, aemail)))
    return people, commits


def find_mergers(commits, people):
    """Of each commit: who merged its branch into the main line."""
    by_oid = {commit.oid: commit for commit in commits}
    main, oid = [], commits[-1].oid
    while oid in by_oid:
        main.append(by_oid[oid])
        oid = by_oid[oid].parents[0] if by_oid[oid].parents else None
    seen, merger = {commit.oid for commit in main}, {}
    for merge in reversed(main):
        side, todo = [], list(merge.parents[1:])
        while todo:
            oid = todo.pop()
            if oid not in seen and oid in by_oid:
                seen.add(oid)
                side.append(oid)
                todo += by_oid[oid].parents
        if len(side) <= 100 and not NO_REVIEW.match(merge.subject):
            merger.update((oid, people.of(merge.author)) for oid in side)
    return merger


def source_of(files):
    return [path for path in files if SOURCE.search(path) and not ASIDE.search(path)]


def find_cases(people, commits, n, seed=1):
    mergers, touching = find_mergers(commits, people), collections.defaultdict(list)
    for i, commit in enumerate(commits):
        if len(commit.parents) == 1:
            for path in commit.files:
                touching[path].append(i)
    cases = []
    for i, commit in enumerate(commits):
        me, files = people.of(commit.author), source_of(commit.files)
        if (i < 0.3 * len(commits) or len(commit.parents) != 1 or not me or not files
                or len(commit.files) > 30):
            continue
        later = [next((k for k in touching[path]
                       if k > i and people.of(commits[k].author) not in (None, me)), None)
                 for path in files]
        later = [k for k in later if k is not None]
        reviewers = {mergers.get(commit.oid), people.of(commit.committer),
                     *map(people.of, commit.others)} - {None, me}
        following = {people.of(commits[min(later)].author)} if later else set()
        if reviewers | following:
            cases.append((commit, files, reviewers, following))
    random.Random(seed).shuffle(cases)
    return cases[:n]


def last_ones(repo, people, commit, files, me):
    """The last three authors, and committers, of the files before the commit."""
    log = git(repo, "log", "-n300", "--no-merges", "--format=%aN%x00%aE%x00%cN%x00%cE",
              commit.parents[0], "--", *[":(literal)" + path for path in files])
    authors, committers = [], []
    for line in log.splitlines():
        aname, aemail, cname, cemail = line.split("\0")
        for found, name, email in ((authors, aname, aemail), (committers, cname, cemail)):
            one = people.of(people.add(name, email)) if not is_bot(name, email) else None
            if one and one != me and one not in found:
                found.append(one)
    return authors[:3], committers[:3]


def replay(bench, mirror, n, work):
    """The rows of a repository, or None when it has too few cases."""
    repo = str(pathlib.Path(work) / mirror.parent.name)
    subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", str(mirror), repo], check=True)
    if git(repo, "ls-tree", "--name-only", "HEAD", ".mailmap").strip():
        (pathlib.Path(repo) / ".mailmap").write_bytes(git(repo, "show", "HEAD:.mailmap", text=False))
    people, commits = read_history(repo)
    cases = find_cases(people, commits, n)
    if len(cases) < n:
        return None
    process = subprocess.Popen([bench, repo], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    rows = []
    for commit, files, reviewers, following in cases:
        changed = [path for path in commit.files if not ASIDE.search(path) or path in files]
        diff = git(repo, "diff", "--no-renames", "--no-ext-diff", commit.parents[0], commit.oid, "--",
                   *[":(literal)" + path for path in changed])
        ask = {"commit": commit.parents[0], "name": commit.names[0], "email": commit.names[1],
               "changed": changed, "diff": diff[:4 << 20]}
        process.stdin.write(json.dumps(ask).encode() + b"\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        by_name = {one["name"]: "e:" + one["email"].strip().lower()
                   for one in reversed(answer["close"])}
        me = people.of(commit.author)
        # redgreen cuts a name that is an address; whoever has no such name is found by it.
        by_name.update({name.split("@")[0]: one for name, one in by_name.items() if "@" in name})

        def identity(name):
            known = people.accounts.get(name.lower()) if name[0] == "@" else by_name.get(name)
            return people.of(known or "n:" + name.lower())

        authors, committers = last_ones(repo, people, commit, files, me)
        rows.append({
            "oid": commit.oid,
            "listed": [identity(one["name"]) for one in answer["people"]],
            "by_name": [identity(one["name"]) for one in answer["people"] if one["name"][0] != "@"],
            "authors": authors, "committers": committers,
            "reviewers": sorted(reviewers), "following": sorted(following),
            "close": [(people.of("e:" + one["email"].strip().lower()), one["active"], one["shares"])
                      for one in answer["close"]],
            "ms": answer["ms"]})
    process.stdin.close()
    if process.wait():
        raise SystemExit("bench_people failed on " + mirror.parent.name)
    return rows


# ---- figures ---------------------------------------------------------------------------------------

def hits(rows, names, truth=("reviewers", "following"), k=3):
    """1 or 0 for each row that has somebody to hit."""
    out = []
    for row in rows:
        right = set().union(*(row[key] for key in truth))
        if right:
            out.append(int(bool(right & set((names(row) if callable(names) else row[names])[:k]))))
    return out


def percent(values):
    return 100 * sum(values) / len(values) if values else 0.0


def interval(groups, rounds=2000):
    """Of the mean over groups of the mean within each, commits drawn anew within their group."""
    draw = random.Random(7)
    means = sorted(sum(percent(draw.choices(group, k=len(group))) for group in groups) / len(groups)
                   for _ in range(rounds))
    return means[int(0.025 * rounds)], means[int(0.975 * rounds) - 1]


def gain(rows):
    """Hit by redgreen minus hit by the better baseline, row by row."""
    best = max("authors", "committers", key=lambda names: sum(hits(rows, names)))
    return [a - b for a, b in zip(hits(rows, "listed"), hits(rows, best))]


def show(label, groups, each):
    line = "{:<30} {:>5} {:>7} {:>7} {:>7} {:>7} {:>7} {:>16}  {:>7} {:>7}  {:>7} {:>7}"
    print(label)
    print(line.format("", "cases", "last 1", "last 3", "comm. 3", "ours 3", "gain", "95 %",
                      "rev.3", "ours", "next 3", "ours"))
    table = sorted(groups.items()) if each else []
    for name, rows in table + [("mean of %d" % len(groups), None)]:
        part = [rows] if rows else list(groups.values())

        def mean(names, truth=("reviewers", "following"), k=3):
            values = [hits(one, names, truth, k) for one in part]
            values = [percent(one) for one in values if one]
            return "%.1f" % (sum(values) / len(values)) if values else "-"

        gains = [gain(one) for one in part]
        low, high = interval(gains)
        print(line.format(
            name, sum(map(len, part)), mean("authors", k=1), mean("authors"), mean("committers"),
            mean("listed"), "%+.1f" % (sum(map(percent, gains)) / len(gains)),
            "%+.1f … %+.1f" % (low, high), mean("authors", ("reviewers",)),
            mean("listed", ("reviewers",)), mean("authors", ("following",)),
            mean("listed", ("following",))))
    times = sorted(row["ms"] for rows in groups.values() for row in rows)
    print("by name alone: %.1f; a list took %.0f ms in the middle, %.0f ms at 95 %%, %.0f ms at most\n" % (
        sum(percent(hits(rows, "by_name")) for rows in groups.values()) / len(groups),
        times[len(times) // 2], times[int(len(times) * 0.95)], times[-1]))


def fit(groups):
    """Coordinate search over a small grid for the mean of the repositories' hit rates."""
    grid = (0, 25, 50, 100, 200, 300, 400, 600)
    weights = [100] * len(TIES)

    def rate(weights):
        def best(row):
            return [who for _, _, who in sorted(
                (not active, -sum(a * b for a, b in zip(weights, shares)), who)
                for who, active, shares in row["close"] if who)]
        return sum(percent(hits(rows, best)) for rows in groups.values()) / len(groups)

    reached = rate(weights)
    for _ in range(3):
        for i in range(len(TIES)):
            for value in grid:
                tried = weights[:i] + [value] + weights[i + 1:]
                if (now := rate(tried)) > reached + 1e-9:
                    reached, weights = now, tried
        print("%.2f %s" % (reached, dict(zip(TIES, weights))), flush=True)
    return weights


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench")
    parser.add_argument("mirrors", type=pathlib.Path)
    parser.add_argument("--commits", type=int, default=120)
    parser.add_argument("--only", nargs="*", help="parts of the repositories' names")
    parser.add_argument("--most", type=int, default=40000, help="commits of a history; default %(default)s")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--each", action="store_true", help="a line a repository")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--rows", type=pathlib.Path, help="keep the answers in this file, or use it")
    parser.add_argument("--least", type=float, help="fail when the tested mean gains fewer points")
    args = parser.parse_args()
    mirrors = sorted(args.mirrors.glob("*/repo"))
    mirrors = [one for one in mirrors
               if (not args.only or any(part in one.parent.name for part in args.only))
               and int(git(str(one), "rev-list", "--count", "HEAD")) <= args.most]
    if args.rows and args.rows.exists():
        groups = json.loads(args.rows.read_text())
    else:
        with tempfile.TemporaryDirectory() as work, \
                concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
            found = list(pool.map(lambda one: replay(args.bench, one, args.commits, work), mirrors))
        groups = {one.parent.name: rows for one, rows in zip(mirrors, found) if rows}
    if args.rows:
        args.rows.write_text(json.dumps(groups))
    if not groups:
        raise SystemExit("no repository has %d cases" % args.commits)
    names = sorted(groups)
    fitted = {name: groups[name] for name in names[::2]}
    tested = {name: groups[name] for name in names[1::2]}
    if args.fit:
        fit(fitted)
    show("fitted on", fitted, args.each)
    if tested:
        show("tested on", tested, args.each)
    show("all", groups, False)
    reached = [gain(rows) for rows in (tested or groups).values()]
    if args.least is not None and sum(map(percent, reached)) / len(reached) < args.least:
        raise SystemExit("fewer than %g points" % args.least)


if __name__ == "__main__":
    sys.exit(main())
