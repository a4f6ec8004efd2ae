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
    ("one-cpu", "cpu_count_minus_one"),
    ("time-zone", "zone_local_day"),
    ("after-midnight", "zone_near_midnight"),
    ("summer-time", "zone_summer_time"),
    ("locale", "locale_of_the_user"),
]


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
                              ("in its file in reversed order", "failed")]  # repeated once
    assert "it failed again when it was repeated" in answer.text and reverse["command"] in answer.text
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
