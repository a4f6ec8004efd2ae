# SPDX-License-Identifier: MIT
"""Varied rounds: a test that hangs on order, processors, clock or locale fails in that round, the
round is recorded, and the command that is given for it shows the failure again as it stands."""

import shlex
import sqlite3
import subprocess

import pytest

import flaky_projects
import product
import repositories

VARIANTS = [
    ("reversed", "order_brittle_class"),
    ("folder", "order_polluter_in_later_file"),
    ("last-reversed", "order_with_cleaner"),
    ("one-cpu", "cpu_count_minus_one"),
    ("time-zone", "zone_local_day"),
    ("after-midnight", "zone_near_midnight"),
    ("summer-time", "zone_summer_time"),
    ("locale", "locale_of_the_user"),
]


# Threads that are given work, hand it over, and end; whatever turns they take.
TURNS = """
import asyncio, concurrent.futures, pathlib, queue, sys, threading, time

def test_turns():
    work, done = queue.Queue(), threading.Event()

    def worker():
        for item in iter(work.get, None):
            time.sleep(0.001)
        done.set()

    thread = threading.Thread(target=worker)
    thread.start()
    for item in (1, 2, 3, None):
        work.put(item)
    assert done.wait(60)
    thread.join()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(abs, range(-9, 1))) == list(range(9, -1, -1))
    asyncio.run(asyncio.sleep(0.001))
    pathlib.Path("seen_file").write_text(f"{sys.getswitchinterval():g}")
"""


@pytest.fixture
def make(tmp_path, user_env):
    def make_project(name):
        project, root = flaky_projects.find(name), tmp_path / name
        project.make(root, turns_per_ms=1, env=user_env)
        repositories.take_bytecode(root)
        (root / ".redgreen.json").write_text('{"stabilityRuns": 2}')
        return root, project.test

    return make_project


def recorded(root):
    """(variant, outcome) of the runs that were made otherwise, in order."""
    with sqlite3.connect(f"file:{root}/.git/redgreen/evidence.db?mode=ro", uri=True) as store:
        return store.execute("SELECT variant, outcome FROM evidence WHERE purpose = 'varied' "
                             "ORDER BY rowid").fetchall()


def test_what_fails_in_reversed_order_is_named_recorded_and_replayed(face, make, server, user_env):
    root, test = make("order_environ_left")
    answer = face("stability", root, [test])
    assert answer.code == "unstable" and answer.status == 1
    assert (answer["passed"], answer["class"]) == (2, "order-dependent")
    in_file, reverse = answer["varied"]
    assert (in_file["variant"], in_file["outcome"]) == ("file", "passed")
    assert (reverse["variant"], reverse["outcome"]) == ("reversed", "failed")
    assert "assert 'debug' == 'info'" in open(reverse["log"], encoding="utf-8").read()
    assert recorded(root) == [("in its file", "passed"),
                              ("in its file in reversed order", "failed"),
                              ("in its file in reversed order", "failed"),  # repeated once
                              ("alone with other hash seeds", "passed")]  # it is not the seed
    assert "alone with the same hash seed it passed" in answer.text
    assert reverse["command"] in answer.text
    words = shlex.split(reverse["command"])
    assert words[0] == "redgreen"
    again = subprocess.run([server, *words[1:], "--trust"], cwd=root, env=user_env,
                           stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert again.returncode == 1 and "failed in its file in reversed order" in again.stdout


@pytest.mark.parametrize("variant, name", VARIANTS, ids=[variant for variant, _ in VARIANTS])
def test_what_hangs_on_one_thing_fails_where_that_is_another(make, server, user_env, variant, name):
    root, test = make(name)
    answer = product.Shell(server, user_env)("stability", root, [test], variant=variant, seed=3)
    assert answer["verdict"] == "failed", answer
    assert [one["outcome"] for one in answer["varied"]] == ["failed"]


def test_threads_take_other_turns_in_the_test_alone(server, user_env, tmp_path):
    files = {"test_turns.py": TURNS, ".gitignore": "*_file\n"}
    flaky_projects.make_repository(tmp_path, files, user_env)
    seen = {}
    for variant in ("file", "switching", "late-threads", "late-main"):
        answer = product.Shell(server, user_env)("stability", tmp_path, ["test_turns.py"],
                                                 variant=variant)
        assert answer["verdict"] == "passed", answer
        seen[variant] = (tmp_path / "seen_file").read_text()
    assert seen == {"file": "0.005", "switching": "1e-06", "late-threads": "0.1", "late-main": "0.1"}
