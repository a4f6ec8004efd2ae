# SPDX-License-Identifier: MIT
"""From other beginnings: a bug fixed by hand, a base that moved, odd names and layouts."""

import json
import os
import pathlib
import subprocess

import pytest

from product import Product
from repositories import BUGGY, FEW_RUNS, FIXED, TEST, TEST_FILE, Place, make_repository


@pytest.fixture
def quick(shop):
    """The shop, where two runs are stable enough."""
    shop.settings(**FEW_RUNS)
    return shop


def steps(answer):
    return [step["what"] for step in answer["plan"]["steps"]]


ALL_STEPS = ["run the test on the base", "check stability", "run neighbouring tests", "commit",
             "push", "write the pull request text", "write the report"]


def assert_made(answer, shop, files, branch="fix/touch", status="✅ Success"):
    assert answer.status == 0 and answer["pushed"], answer
    assert answer["branch"] == branch
    assert shop.git("diff", "--name-only", "-z", "origin/main", branch).strip("\0").split("\0") == (
        files)
    assert shop.git("rev-parse", branch + "^") == shop.git("rev-parse", "origin/main")
    assert f"refs/heads/{branch} {answer['commit']}" in shop.remote_refs()
    with open(answer["report"]) as file:
        assert status in file.read()


@pytest.mark.parametrize("is_committed", [False, True], ids=["uncommitted", "committed"])
def test_a_bug_that_was_fixed_by_hand(product, shop, is_committed):
    """`pr TEST` alone: red on the base in a worktree of its own, 5 of 5, commit, push, text."""
    shop.fix()
    if is_committed:
        shop.commit("Touching ranges are one")
    before = shop.see()
    plan = product("pr", TEST, name="touch")
    assert plan.status == 0 and steps(plan) == ALL_STEPS, plan
    assert plan["plan"]["files"] == [{"path": "shop/ranges.py", "change": "modified"}]
    assert shop.see() == before
    made = product("pr", TEST, name="touch", plan=plan["plan"]["hash"])
    assert_made(made, shop, ["shop/ranges.py"])
    after = shop.see()
    for name in ("HEAD", "index", "worktrees", "temporary", "locks"):
        assert after[name] == before[name], name
    assert {p: c for p, c in after["files"].items() if not p.startswith("outputs/")} == (
        before["files"])
    with open(made["pr"]["file"]) as file:
        text = file.read()
    assert "ValueError" in text and "5 of 5" in text


def test_a_fix_by_hand_that_is_none(product, quick):
    """It passes on the base: nothing is committed, nothing pushed, the worktree is gone."""
    quick.move_base("shop/ranges.py", quick.read("shop/ranges.py").replace(BUGGY, FIXED))
    quick.write("shop/report.py", quick.read("shop/report.py") + "# an idea\n")
    before = quick.see()
    answer = product.carry_out_pr(TEST, name="touch")
    assert (answer.code, answer.status) == ("passes-on-base", 1), answer
    after = quick.see()
    after["refs"] = before["refs"]
    report, = set(after["files"]) - set(before["files"])
    assert report.startswith("outputs/") and "**Status**: ❌ Failed\n" in quick.read(report)
    del after["files"][report]
    assert after == before


def test_the_base_moved_meanwhile(product, quick):
    """The commit stands on the base that was fetched with the branch, with its other changes."""
    product("fix", TEST, name="touch")
    moved = quick.move_base("shop/report.py", quick.read("shop/report.py") + "\n\nNEWS = 1\n")
    branched = product("branch")
    assert branched["baseCommit"] == moved and "NEWS" in quick.read("shop/report.py")
    quick.fix()
    quick.move_base("shop/later.py", "LATER = 1\n")
    made = product.carry_out_pr()
    assert made.status == 0, made
    assert quick.git("rev-parse", "fix/touch^") == moved
    assert quick.git("diff", "--name-only", moved, "fix/touch") == "shop/ranges.py"


def test_the_base_moved_under_a_fix_by_hand(product, quick):
    """What somebody else pushed to other files is in the commit, and is what was tested."""
    quick.fix()
    quick.move_base("shop/catalog.py", quick.read("shop/catalog.py") + "\n\nNEWS = 1\n")
    made = product.carry_out_pr(TEST, name="touch")
    assert_made(made, quick, ["shop/ranges.py"])
    with open(made["pr"]["file"]) as file:  # who owns the place, who knows it; not its author
        people = file.read().partition("## Relevant Developers")[2]
    assert "`@shop/prices` (code owner: owns /shop/ (CODEOWNERS line 1))" in people
    assert "Somebody Else (changed files beside these: 1 commit beside these files)" in people
    assert "Demo Developer" not in people
    assert "NEWS" in quick.git("show", "fix/touch:shop/catalog.py")
    assert "NEWS" not in quick.read("shop/catalog.py")


def test_a_conflict_with_the_base(product, quick):
    quick.fix()
    quick.move_base("shop/ranges.py", quick.read("shop/ranges.py").replace(FIXED, "False:"))
    before = quick.see()
    answer = product("pr", TEST, name="touch")
    assert (answer.code, answer.status) == ("conflict", 1) and "shop/ranges.py" in answer.text
    after = quick.see()
    after["refs"] = before["refs"]
    assert after == before


FILES = {
    "größe/__init__.py": "",
    "größe/an other.py": "",
    "größe/length.py": "def double(n):\n    return n + n + 1\n",
    "conftest.py": "",
    "tests und mehr/conftest.py":
        "import pytest\n\n\n@pytest.fixture\ndef seven():\n    return 7\n",
    "tests und mehr/helfer.py": "def expected(n):\n    return 2 * n\n",
    "tests und mehr/test_größe.py":
        "from größe import length\nfrom helfer import expected\n\n\n"
        "def test_doppelt(seven):\n    assert length.double(seven) == expected(seven)\n",
}


def test_odd_names_and_what_the_test_needs(face, user_env, tmp_path):
    """Spaces and other scripts in every path; conftest.py and helper come along, uncommitted."""
    reproduction = [path for path in FILES if path.startswith("tests und mehr")]
    place = make_repository(tmp_path / "ein Ort – 場所", FILES, user_env, reproduction)
    product = Product(face, place.root)
    test = "tests und mehr/test_größe.py::test_doppelt"
    assert product("fix", test, name="double").status == 0
    branched = product("branch")
    assert branched.status == 0, branched
    place.git("config", "core.quotepath", "false")
    assert place.git("status", "--porcelain", "-uall").split("\n") == sorted(
        f'?? "{path}"' for path in reproduction)
    place.fix("größe/length.py", "n + n + 1", "n + n")
    place.write("größe/mehr ü.txt", "belongs to the fix\n")
    made = product.carry_out_pr()
    assert_made(made, place, ["größe/length.py", "größe/mehr ü.txt"], "fix/double")
    assert product("undo").status == 0
    assert place.branch() == "dev"


def test_from_a_branch_that_shares_no_commit_with_the_base(product, quick):
    """As after a history was written anew: the fix branch is the base's all the same."""
    quick.git("checkout", "-q", "--orphan", "lonely")
    quick.commit("All of it, anew", ".")
    product("fix", TEST, name="touch")
    branched = product("branch", answers=[2])
    assert branched.status == 0 and branched["baseline"]["sameReason"], branched
    quick.fix()
    assert_made(product.carry_out_pr(), quick, ["shop/ranges.py"])


def test_a_test_added_to_an_existing_file(product, quick):
    """The file exists on the base: the branch has the user's version, the commit the base's."""
    quick.git("rm", "-q", TEST_FILE)
    quick.write("tests/test_catalog.py", quick.read("tests/test_catalog.py")
               + "\n\ndef test_touching():\n"
               "    assert len(Catalog(['tea 1-4', 'tea 5-9']).prices('tea')) == 1\n")
    quick.commit("A test in an old file")
    test = "tests/test_catalog.py::test_touching"
    product("fix", test, name="touch")
    assert product("branch").status == 0
    assert quick.git("status", "--porcelain") == "M tests/test_catalog.py"
    quick.fix()
    assert_made(product.carry_out_pr(), quick, ["shop/ranges.py"])
    assert product("undo").status == 0 and quick.branch() == "dev"


def test_a_reproduction_that_was_never_committed(product, quick):
    """On main itself, the test untracked and the fix unfinished: the most common beginning."""
    quick.git("switch", "-q", "main")
    quick.git("restore", "-s", "dev", TEST_FILE)
    product("fix", TEST, name="touch")
    before = quick.see()
    branched = product("branch")
    assert branched.status == 0 and quick.branch() == "fix/touch"
    assert product("undo").status == 0
    assert quick.see() == before
    quick.fix()
    assert_made(product.carry_out_pr(TEST, name="touch"), quick, ["shop/ranges.py"])
    assert quick.branch() == "main"


def test_a_linked_worktree(face, shop, tmp_path):
    """The user's root is a linked worktree; the other one is not touched."""
    linked = Place(tmp_path / "linked tree", shop.origin, shop.env)
    shop.git("switch", "-q", "main")
    shop.git("worktree", "add", "-q", linked.root, "dev")
    elsewhere = shop.files()
    product = Product(face, linked.root)
    product("fix", TEST, name="touch")
    assert product("branch").status == 0
    assert linked.branch() == "fix/touch" and shop.branch() == "main"
    linked.fix()
    assert_made(product.carry_out_pr(), linked, ["shop/ranges.py"])
    assert product("undo").status == 0 and linked.branch() == "dev"
    assert shop.files() == elsewhere and shop.branch() == "main"
    assert Product(face, shop.root)("status").code == "no-session"  # sessions are per work tree


SRC = {
    "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['src']\n",
    "src/pack/__init__.py": "",
    "src/pack/core.py": "def half(n):\n    return n // 3\n",
    "tests/test_half.py": "from pack.core import half\n\n\ndef test_half():\n"
                          "    assert half(4) == 2\n",
}


def test_a_src_layout(face, user_env, tmp_path):
    place = make_repository(tmp_path / "src", SRC, user_env, ["tests/test_half.py"])
    product = Product(face, place.root)
    place.fix("src/pack/core.py", "// 3", "// 2")
    made = product.carry_out_pr("tests/test_half.py::test_half", name="half")
    assert_made(made, place, ["src/pack/core.py"], "fix/half")


def test_a_package_installed_from_the_users_tree(face, user_env, tmp_path):
    """The user's tree is on the path: in the worktree of the base its own code runs."""
    files = {**SRC, "pyproject.toml": "[tool.pytest.ini_options]\n"}
    place = make_repository(tmp_path / "src", files, user_env, ["tests/test_half.py"])
    user_env["PYTHONPATH"] = str(place.root / "src")
    place.fix("src/pack/core.py", "// 3", "// 2")
    made = Product(face, place.root).carry_out_pr("tests/test_half.py::test_half", name="half")
    assert_made(made, place, ["src/pack/core.py"], "fix/half")


def test_windows_line_ends(face, user_env, tmp_path):
    """CRLF in the work tree, LF in the repository: only the changed line is in the commit."""
    place = make_repository(tmp_path / "crlf", SRC, user_env, ["tests/test_half.py"])
    place.git("config", "core.autocrlf", "true")
    place.git("rm", "-rq", "--cached", ".")
    place.git("reset", "-q", "--hard")
    path = place.root / "src/pack/core.py"
    assert b"\r\n" in path.read_bytes()
    product = Product(face, place.root)
    product("fix", "tests/test_half.py::test_half", name="half")
    assert product("branch").status == 0
    path.write_bytes(path.read_bytes().replace(b"// 3", b"// 2"))
    assert_made(product.carry_out_pr(), place, ["src/pack/core.py"], "fix/half")
    assert place.git("diff", "--stat", "main", "fix/half").endswith(
        "1 file changed, 1 insertion(+), 1 deletion(-)")


SLOW = {
    "work.py": "import time\n\n\ndef work():\n    time.sleep(0.2)\n    return 1\n",
    "conftest.py": "",
    "tests/test_speed.py":
        "import time\nimport work\n\n\ndef test_speed():\n    begin = time.perf_counter()\n"
        "    work.work()\n    spent = time.perf_counter() - begin\n"
        "    print(f'{10 / spent:.1f} samples/s')\n    assert spent < 0.1, 'too slow'\n",
}


def test_a_performance_fix(face, user_env, tmp_path):
    """opt/…, measured before and after in turns, by what the test prints without -s too; the text
    has the numbers, the report a picture of them, and what three pairs show is no gain yet."""
    place = make_repository(tmp_path / "slow", SLOW, user_env, ["tests/test_speed.py"])
    product = Product(face, place.root)
    test = "tests/test_speed.py::test_speed"
    started = product("fix", test, name="faster", kind="opt")
    assert started["failures"][0]["kind"] in ("performance", "correctness")
    branched = product("branch")
    assert branched.status == 0 and branched["branch"] == "opt/faster", branched
    place.fix("work.py", "0.2", "0.01")
    measured = product("measure", runs=3)
    assert measured.status == 0, measured
    assert measured["before"]["unit"] == "samples/s" and measured["ratio"] > 1.5, measured
    assert measured["verdict"] == "too few runs"  # the procedure's three claim nothing
    assert sorted(measured["order"]) == list("AAABBB") and measured["inTurns"]
    assert [one["source"] for one in measured["quantities"]] == ["rate", "duration"]
    made = product.carry_out_pr()
    assert_made(made, place, ["work.py"], "opt/faster", "Partial - Improvement but not complete")
    with open(made["pr"]["file"]) as file:
        text = file.read()
    assert "Performance Impact" in text and "samples/s" in text
    assert "</svg>" in pathlib.Path(made["report"]).with_suffix(".svg").read_text()


def test_branch_mode_none(product, shop):
    """The user stays where they are; only the pull request's branch is made."""
    shop.settings(branchMode="none", **FEW_RUNS)
    product("fix", TEST, name="touch")
    before = shop.see()
    branched = product("branch")
    assert branched.status == 0 and branched["baseline"]["sameReason"]
    assert shop.see() == before
    shop.fix()
    assert product("run", TEST).status == 0
    assert_made(product.carry_out_pr(), shop, ["shop/ranges.py"])
    assert shop.branch() == "dev"


def test_from_a_folder_below_the_root(server, user_env, shop):
    """In the shell node ids are relative to where one stands."""
    done = subprocess.run([server, "run", "--json", "--quiet", pathlib.Path(TEST).name],
                          cwd=shop.root / "tests", env=user_env, capture_output=True, text=True)
    assert json.loads(done.stdout)["failures"][0]["test"] == TEST, done.stderr


def test_without_a_remote(product, quick):
    """Nothing to fetch from and nowhere to push to: branch, commit and text are there."""
    quick.git("remote", "remove", "origin")
    product("fix", TEST, name="touch")
    assert product("branch", base="main").status == 0
    quick.fix()
    made = product.carry_out_pr()
    assert made.status == 0 and not made["pushed"], made
    assert quick.git("diff", "--name-only", "main", "fix/touch") == "shop/ranges.py"
    assert os.path.exists(made["pr"]["file"])


def test_a_second_pull_request_after_more_work(product, quick):
    """The draft is found again by its branch: one branch, a new commit, the old tip kept."""
    product("fix", TEST, name="touch")
    product("branch")
    quick.fix()
    first = product.carry_out_pr()
    assert first.status == 0
    quick.fix(before=FIXED, after="current.low - 1 <= merged[-1].high:")
    second = product.carry_out_pr(TEST)
    assert second.status == 0, second
    assert quick.git("rev-list", "--count", f"main..{second['branch']}") == "1"
    assert f"refs/heads/{second['branch']} {second['commit']}" in quick.remote_refs()
