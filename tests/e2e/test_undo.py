# SPDX-License-Identifier: MIT
"""Undo: everything as it was, and what the user did meanwhile is theirs."""

import pytest

from repositories import FEW_RUNS, FIXED, TEST, TEST_FILE


@pytest.fixture
def on_branch(product, shop):
    """On fix/touch, with what stood on dev as .before."""
    shop.settings(**FEW_RUNS)
    product("fix", TEST, name="touch")
    product.before = shop.see()
    assert product("branch").status == 0
    return product


def without_kept(seen):
    """refs/redgreen/ holds what is kept; everything else has to be as before."""
    seen["refs"] = "\n".join(line for line in seen["refs"].splitlines()
                             if not line.startswith("refs/redgreen/"))
    return seen


def test_nothing_to_undo(product, shop):
    before = shop.see()
    answer = product("undo")
    assert (answer.code, answer.status) == ("nothing-to-undo", 1)
    product("fix", TEST)
    assert product("undo").code == "nothing-to-undo"
    assert shop.see() == before


def test_undo_of_a_branch(on_branch, shop):
    undone = on_branch("undo")
    assert undone.status == 0 and "back on dev" in undone["restored"]
    assert shop.see() == on_branch.before
    assert on_branch("undo").code == "nothing-to-undo"
    assert shop.see() == on_branch.before


def test_edits_come_along(on_branch, shop):
    shop.fix()
    shop.write("shop/fresh.py", "NEW = 1\n")
    shop.write(TEST_FILE, shop.read(TEST_FILE) + "# a better test\n")
    on_branch("undo")
    assert shop.branch() == "dev"
    assert FIXED in shop.read("shop/ranges.py") and shop.read("shop/fresh.py") == "NEW = 1\n"
    assert shop.read(TEST_FILE).endswith("# a better test\n")
    assert shop.git("status", "--porcelain").split("\n") == [
        "M shop/ranges.py", f" M {TEST_FILE}", "?? shop/fresh.py"]


def test_an_edit_that_does_not_apply_is_kept(product, shop):
    """dev and main have different versions of the edited file: the edit becomes a commit."""
    shop.write("shop/ranges.py", "# dev's own line\n" + shop.read("shop/ranges.py"))
    shop.commit("A line")
    product("fix", TEST, name="touch")
    before = shop.see()
    product("branch")
    shop.fix()
    edited = shop.read("shop/ranges.py")
    undone = product("undo")
    kept = next(line for line in undone["restored"] if "kept" in line)
    ref = next(word.rstrip(":;,") for word in kept.split() if word.startswith("refs/redgreen/"))
    assert "shop/ranges.py" in kept
    assert shop.git("show", f"{ref}:shop/ranges.py") == edited.strip()
    assert without_kept(shop.see()) == before


def test_what_does_not_apply_is_put_back_as_the_kind_of_file_that_it_was(product, shop):
    """A program without its mode, or a link as a file, would be in the way of going back."""
    tool, link = shop.root / "tool.sh", shop.root / "link"
    shop.git("switch", "-q", "main")
    shop.write("tool.sh", "echo main\n")
    tool.chmod(0o755)
    link.symlink_to("README.md")
    shop.commit("A tool", "tool.sh", "link")
    shop.git("push", "-q", "origin", "main")
    shop.git("switch", "-q", "dev")
    shop.write("tool.sh", "echo dev\n")
    tool.chmod(0o755)
    link.symlink_to("shop")
    shop.commit("Another tool", "tool.sh", "link")
    product("fix", TEST, name="touch")
    before = shop.see()
    assert product("branch").status == 0
    shop.write("tool.sh", "echo mine\n")
    link.unlink()
    link.symlink_to("tests")
    undone = product("undo")
    assert undone.status == 0 and "kept 2 edited files" in " ".join(undone["restored"])
    assert without_kept(shop.see()) == before


def test_a_refused_undo_changes_nothing(product, shop):
    """A file that git ignores on the branch, and dev has, is in the way; the edit that does not
    apply stays where it is meanwhile."""
    shop.move_base(".gitignore", shop.read(".gitignore") + "made.txt\n")
    shop.write("made.txt", "dev\n")
    shop.write("shop/ranges.py", "# dev's own line\n" + shop.read("shop/ranges.py"))
    shop.commit("What is made", "made.txt", "shop/ranges.py")
    product("fix", TEST, name="touch")
    assert product("branch").status == 0
    shop.fix()
    shop.write("made.txt", "mine\n")
    before = shop.see()
    answer = product("undo")
    assert (answer.code, answer.status) == ("cannot-undo", 1) and "made.txt" in answer.text
    assert shop.see() == before


def test_undo_while_git_holds_the_index(product, shop):
    """As an editor of a commit's message does. The edit that does not apply stays where it is."""
    shop.write("shop/ranges.py", "# dev's own line\n" + shop.read("shop/ranges.py"))
    shop.commit("A line")
    product("fix", TEST, name="touch")
    assert product("branch").status == 0
    shop.fix()
    lock = shop.root / ".git" / "index.lock"
    lock.write_text("")
    before = shop.see()
    answer = product("undo")
    assert answer.status == 3 and "index.lock" in answer.text, answer
    assert shop.see() == before
    lock.unlink()
    assert "kept" in " ".join(product("undo")["restored"])


def test_staged_and_other_work_is_what_it_was(product, shop):
    shop.write("shop/catalog.py", shop.read("shop/catalog.py") + "# staged\n")
    shop.git("add", "shop/catalog.py")
    shop.write("shop/catalog.py", shop.read("shop/catalog.py") + "# unstaged\n")
    shop.write("new äö.txt", "mine\n")
    shop.git("add", "-N", "new äö.txt")
    shop.write(TEST_FILE, shop.read(TEST_FILE) + "# edited\n")
    product("fix", TEST, name="touch")
    before = shop.see()
    assert product("branch", answers=[2]).status == 0
    assert product("undo").status == 0
    assert shop.see() == before


def test_commits_of_the_user_stay(on_branch, shop):
    shop.fix()
    tip = shop.commit("My own commit", "shop/ranges.py")
    undone = on_branch("undo")
    assert any("fix/touch has commits of yours and stays" in line for line in undone["restored"])
    assert shop.branch() == "dev" and shop.git("rev-parse", "fix/touch") == tip


def test_undo_from_somewhere_else(on_branch, shop):
    """The user switched away by hand: their files are not touched, the branch goes."""
    shop.git("switch", "-q", "main")
    files = shop.files()
    undone = on_branch("undo")
    assert undone.status == 0 and shop.branch() == "main" and shop.files() == files
    assert "fix/touch" not in shop.git("branch", "--list")


def test_undo_when_the_way_back_is_gone(on_branch, shop):
    shop.git("branch", "-qD", "dev")
    before = shop.see()
    answer = on_branch("undo")
    assert (answer.code, answer.status) == ("cannot-undo", 1) and "dev" in answer.text
    assert shop.see() == before


def test_undo_of_a_pull_request(on_branch, shop):
    """The local commit is kept under refs/redgreen/, the pushed branch is named and stays."""
    shop.fix()
    made = on_branch.carry_out_pr()
    assert made.status == 0
    pushed = shop.remote_refs()
    undone = on_branch("undo")
    assert undone.status == 0 and shop.branch() == "dev"
    assert "git push origin --delete fix/touch" in " ".join(undone["restored"])
    assert shop.remote_refs() == pushed
    kept = shop.git("for-each-ref", "--format=%(objectname)", "refs/redgreen/").split()
    assert made["commit"] in kept
    assert FIXED in shop.read("shop/ranges.py")  # the edit is the user's


def test_undo_of_a_pull_request_that_was_not_pushed(on_branch, shop):
    """Nothing is there to be deleted, and nobody is told to."""
    shop.fix()
    plan = on_branch("pr")
    away = shop.origin.rename(str(shop.origin) + "-away")
    assert on_branch("pr", plan=plan["plan"]["hash"]).code == "push-rejected"
    away.rename(shop.origin)
    restored = " ".join(on_branch("undo")["restored"])
    assert "is kept in refs/redgreen/" in restored and "pushed" not in restored
    assert "stay in the work tree, not committed: shop/ranges.py" in restored


def test_after_undo_it_goes_again(on_branch, shop):
    """undo, a new session of the same name, the whole way."""
    shop.fix()
    on_branch("undo")
    shop.git("checkout", "-q", "--", "shop/ranges.py")
    assert on_branch("fix", TEST, name="touch").status == 0
    assert on_branch("branch")["branch"] == "fix/touch"
    shop.fix()
    assert on_branch.carry_out_pr().status == 0


def test_a_locked_index_stops_undo(on_branch, shop):
    (shop.root / ".git" / "index.lock").write_text("")
    before = shop.see()
    answer = on_branch("undo")
    assert answer.status in (1, 3) and "index.lock" in answer.text, answer
    assert shop.see() == before
    (shop.root / ".git" / "index.lock").unlink()
    assert on_branch("undo").status == 0
    assert without_kept(shop.see()) == on_branch.before
