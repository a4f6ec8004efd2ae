# SPDX-License-Identifier: MIT
"""Repositories in which the procedure cannot begin or go on: what is said, and nothing is changed.

Every test compares all that redgreen could have touched before and after.
"""

import pytest

from product import Product
from repositories import TEST, TEST_FILE, Place


def stopped(answer, code, *words):
    """It said STOP with this code; the words are in its sentence or its next step."""
    assert answer.result is not None, answer.error
    assert (answer.code, answer.status) == (code, 1), answer
    for word in words:
        assert word in answer.text, f"{word!r} is not in {answer.text!r}"


@pytest.mark.parametrize("command", ["fix", "branch", "run", "pr", "undo", "status"])
def test_no_repository(face, user_env, tmp_path, command):
    folder = tmp_path / "plain"
    (folder / "tests").mkdir(parents=True)
    (folder / TEST_FILE).write_text("def test_touching_ranges_are_one():\n    assert 0\n")
    takes_tests = command in ("fix", "run", "pr")
    answer = Product(face, folder)(command, *([TEST] if takes_tests else []))
    stopped(answer, "no-repository", str(folder), "git init")
    assert sorted(path.name for path in folder.rglob("*")) == ["test_touching_prices.py", "tests"]


def test_a_log_needs_no_repository(face, tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    log = folder / "log.txt"
    log.write_text("=================== short test summary info ===================\n"
                   "FAILED tests/test_a.py::test_b - ValueError: no\n"
                   "=================== 1 failed in 0.01s ===================\n")
    answer = Product(face, folder)("explain", log=log)
    assert answer.status == 0 and len(answer["failures"]) == 1
    assert [path.name for path in folder.iterdir()] == ["log.txt"]


def test_a_bare_repository(face, shop):
    place = Place(shop.origin, shop.origin, shop.env)
    before = place.files()
    answer = Product(face, shop.origin)("fix", TEST)
    stopped(answer, "bare-repository", "Clone it")
    assert place.files() == before


def test_no_commits(face, user_env, tmp_path):
    place = Place(tmp_path / "new", None, user_env)
    place.root.mkdir()
    place.git("init", "-q", "-b", "main")
    place.write(TEST_FILE, "def test_touching_ranges_are_one():\n    assert 0\n")
    before = place.see()
    answer = Product(face, place.root)("fix", TEST)
    stopped(answer, "no-commits", "no commit yet", "Commit")
    assert place.see() == before


def test_a_run_needs_no_commit(face, user_env, tmp_path):
    place = Place(tmp_path / "new", None, user_env)
    place.root.mkdir()
    place.git("init", "-q", "-b", "main")
    place.write(TEST_FILE, "def test_touching_ranges_are_one():\n    assert 0\n")
    answer = Product(face, place.root)("run", TEST)
    assert answer.status == 1 and answer["run"]["outcome"] == "failed", answer


def test_an_unborn_branch(product, shop):
    """A branch without a commit in a repository that has some: git switch --orphan."""
    shop.git("switch", "-q", "--orphan", "fresh")
    shop.write(TEST_FILE, "def test_touching_ranges_are_one():\n    assert 0\n")
    before = shop.see()
    stopped(product("fix", TEST), "no-commits", "has no commit yet", "Commit")
    assert shop.see() == before


def test_a_detached_head(product, shop):
    shop.git("switch", "-q", "--detach")
    before = shop.see()
    stopped(product("fix", TEST), "detached-head", "git switch -c")
    stopped(product("pr", TEST), "detached-head")
    assert shop.see() == before


def test_a_run_on_a_detached_head(product, shop):
    shop.git("switch", "-q", "--detach")
    assert product("run", TEST)["run"]["outcome"] == "failed"


@pytest.fixture
def conflict(shop):
    """Branch other and dev change the same line."""
    shop.git("switch", "-qc", "other")
    shop.write("pytest.ini", "[pytest]\npythonpath = . other\n")
    shop.commit("Other")
    shop.git("switch", "-q", "dev")
    shop.write("pytest.ini", "[pytest]\npythonpath = . dev\n")
    shop.commit("Dev")
    return shop


@pytest.mark.parametrize("operation", ["merge", "rebase", "cherry-pick", "revert", "bisect", "am"])
def test_an_operation_in_progress(product, conflict, operation):
    shop = conflict
    if operation == "merge":
        shop.git("merge", "other", check=False)
    elif operation == "rebase":
        shop.git("rebase", "other", check=False)
    elif operation == "cherry-pick":
        shop.git("cherry-pick", "other", check=False)
    elif operation == "revert":
        shop.git("revert", "--no-commit", "HEAD")
    elif operation == "bisect":
        shop.git("bisect", "start")
    else:
        patch = shop.root.parent / "one.patch"
        patch.write_text(shop.git("format-patch", "-1", "--stdout", "other") + "\n")
        shop.git("am", patch, check=False)
    before = shop.see()
    stopped(product("fix", TEST), "operation-in-progress", f"a {operation} is under way",
            f"git {operation}")
    stopped(product("pr", TEST), "operation-in-progress")
    stopped(product("undo"), "operation-in-progress")
    assert shop.see() == before


def test_a_merge_that_begins_in_the_middle_of_a_session(product, conflict):
    shop = conflict
    product("fix", TEST, name="touch")
    shop.git("merge", "other", check=False)
    before = shop.see()
    stopped(product("branch"), "operation-in-progress", "merge")
    assert shop.see() == before


def test_a_locked_index(product, shop):
    product("fix", TEST, name="touch")
    lock = shop.root / ".git" / "index.lock"
    lock.write_text("")
    before = shop.see()
    answer = product("branch")
    assert answer.status == 3 and "index.lock" in answer.text, answer
    lock.unlink()
    before["locks"] = []
    assert shop.see() == before
    assert product("branch").status == 0


def test_no_base(product, shop):
    """No remote, and no branch of a name that a base has."""
    shop.git("remote", "remove", "origin")
    shop.git("branch", "-qm", "main", "trunk-of-ours")
    product("fix", TEST, name="touch")
    before = shop.see()
    stopped(product("branch"), "no-base", "base")
    assert shop.see() == before
    assert product("branch", base="trunk-of-ours").status == 0


def test_a_base_that_is_not_there(product, shop):
    product("fix", TEST, name="touch")
    before = shop.see()
    stopped(product("branch", base="release-9"), "no-base", "release-9")
    assert shop.see() == before


SETTINGS = [
    ('{"python": "x",\n "stabilityRuns": 5,,}', 2, "", "comma"),
    ('{\n  "stabiltyRuns": 5\n}', 2, "stabiltyRuns", "unknown"),
    ('{\n  "base": "main",\n  "stabilityRuns": "five"\n}', 3, "stabilityRuns", "wrong type"),
    ('{\n  "stabilityRuns": -1\n}', 2, "stabilityRuns", "range"),
    ('{\n  "forge": {"kind": "github",\n    "urll": "x"}\n}', 3, "urll", "nested"),
    ('{\n  "branchMode": "anywhere"\n}', 2, "branchMode", "choice"),
    ("[]", 1, "", "no object"),
    ('{"base": "a",\n "base": "b"}', 2, "twice", "twice"),
]


@pytest.mark.parametrize("text, line, key", [case[:3] for case in SETTINGS],
                         ids=[case[3] for case in SETTINGS])
def test_settings_that_are_wrong(product, shop, text, line, key):
    shop.write(".redgreen.json", text)
    before = shop.see()
    answer = product("fix", TEST)
    assert answer.result is None and answer.status == 2, answer
    assert f".redgreen.json:{line}:" in answer.error and key in answer.error
    assert shop.see() == before


def test_settings_that_are_wrong_are_shown_by_the_doctor(product, shop):
    shop.write(".redgreen.json", '{\n  "stabiltyRuns": 5\n}')
    checks = {check["item"]: check for check in product("doctor")["checks"]}
    wrong = [check for check in checks.values() if not check["ok"]]
    assert len(wrong) == 1 and ".redgreen.json:2" in wrong[0]["detail"], checks


def test_settings_that_execute_need_consent(product, shop):
    """Nothing that .redgreen.json executes is used before somebody said so; no answer is no."""
    mark = shop.root.parent / "executed"
    shop.write("setup.sh", f"touch '{mark}'\n")
    shop.write(".redgreen.json", '{"setup": "setup.sh"}')
    before = shop.see()
    stopped(product("run", TEST, trust=False), "untrusted", "trust")
    assert not mark.exists() and shop.see() == before
    assert product("run", TEST, trust=False, answers=[2])["run"]["outcome"] == "failed"
    assert mark.exists()
    mark.unlink()
    assert product("run", TEST, trust=False)["run"]["outcome"] == "failed"  # remembered
    assert mark.exists()
    shop.write(".redgreen.json", '{"setup": "./setup.sh"}')  # another one: asked again
    stopped(product("run", TEST, trust=False), "untrusted")


@pytest.mark.parametrize("arguments, words", [
    ({"kind": "bugfix"}, ("kind", "bugfix")),
    ({"nonsense": "1"}, ("nonsense",)),
])
def test_wrong_arguments(product, shop, arguments, words):
    before = shop.see()
    answer = product("fix", TEST, **arguments)
    assert answer.status == 2 and all(word in answer.error for word in words), answer
    assert shop.see() == before
