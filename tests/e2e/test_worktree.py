# SPDX-License-Identifier: MIT
"""branchMode "worktree": the fix has a folder of its own, and the user's own is left alone."""

import os
import pathlib
import sys

import pytest

import product as product_module
from test_whole_way_from_anywhere import assert_made
from repositories import FEW_RUNS, TEST, TEST_FILE, Place, copy_template


def there(place, answer):
    return Place(answer["worktree"], place.origin, place.env)


def without_the_branch(seen, branch="fix/touch"):
    """What redgreen keeps, the fix branch and its worktree may differ; nothing else may."""
    seen["refs"] = "\n".join(line for line in seen["refs"].splitlines()
                             if not line.startswith(("refs/redgreen/", f"refs/heads/{branch} ",
                                                     f"refs/remotes/origin/{branch} ")))
    seen["remote"] = "\n".join(line for line in seen["remote"].splitlines()
                               if not line.startswith(f"refs/heads/{branch} "))
    seen["worktrees"] = []
    seen["files"] = {path: file for path, file in seen["files"].items()
                     if not path.startswith("outputs/")}
    return seen


@pytest.fixture
def plain_env(user_env):
    """Nothing names the environment but the work tree's own .venv."""
    env = {**user_env, "PATH": "/usr/bin:/bin"}
    del env["VIRTUAL_ENV"]
    return env


def make_shop(template, folder, env, **settings):
    place = copy_template(template, folder, env)
    place.settings(branchMode="worktree", **FEW_RUNS, **settings)
    with open(place.root / ".git/info/exclude", "a") as exclude:
        exclude.write(".venv\n")
    os.symlink(sys.prefix, place.root / ".venv")
    return place


def test_a_program_that_the_test_calls_can_be_called_there(server, shop_template, tmp_path,
                                                           plain_env):
    shop = make_shop(shop_template, tmp_path, plain_env)
    shop.write("tests/tool.sh", "#!/bin/sh\n")
    (shop.root / "tests/tool.sh").chmod(0o755)
    shop.write(TEST_FILE, "import pathlib, subprocess\n"
               "subprocess.run([pathlib.Path(__file__).with_name('tool.sh')], check=True)\n"
               + shop.read(TEST_FILE))
    product = product_module.Product(product_module.FACES["shell"](server, plain_env), shop.root)
    product("fix", TEST, name="touch")
    branched = product("branch")
    assert branched.status == 0 and branched["baseline"]["sameReason"], branched


@pytest.mark.parametrize("face", sorted(product_module.FACES))
def test_the_whole_way(face, server, shop_template, tmp_path, plain_env):
    """From both trees: settings and .venv are those of the tree that it began in."""
    shop = make_shop(shop_template, tmp_path / "Größe 1", plain_env, python=".venv/bin/python")
    face = product_module.FACES[face](server, plain_env)
    product = product_module.Product(face, shop.root)
    shop.write("shop/catalog.py", shop.read("shop/catalog.py") + "# mine, staged\n")
    shop.git("add", "shop/catalog.py")
    product("fix", TEST, name="touch")
    before = shop.see()
    branched = product("branch")
    assert branched.status == 0 and branched["baseline"]["sameReason"], branched
    assert branched["worktree"] == f"{shop.root}.worktrees/fix-touch"
    assert branched["worktree"] in branched["summary"]
    assert without_the_branch(shop.see()) == before

    fix = there(shop, branched)
    assert fix.branch() == "fix/touch" and fix.read(TEST_FILE) == shop.read(TEST_FILE)
    inside = product_module.Product(face, fix.root)
    fix.fix()
    assert product("run", TEST)["run"]["outcome"] == "failed"  # the user's own files
    assert inside("run", TEST)["run"]["outcome"] == "passed"
    session = product("status")["session"]
    assert session["worktree"] == str(fix.root) and len(session["attempts"]) == 1
    assert product("stability")["verdict"] == "stable"
    made = inside.carry_out_pr()
    assert_made(made, fix, ["shop/ranges.py"])
    assert pathlib.Path(made["report"]).parent == shop.root / "outputs"
    assert without_the_branch(shop.see()) == before

    undone = product("undo")
    assert undone.status == 0, undone
    assert not fix.root.parent.exists() and shop.git("branch", "--list", "fix/*") == ""
    assert without_the_branch(shop.see()) == before
    face.end()
