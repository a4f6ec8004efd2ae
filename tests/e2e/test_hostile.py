# SPDX-License-Identifier: MIT
"""Repositories that try to run something or to reach out of themselves leave no mark: a few, with as
many traps in one as there can be. tests/real/safety does it to each of fifty by itself.
"""

import pytest

import hostile
from lsp_client import Client, ResponseError
from repositories import TEST


@pytest.fixture
def trap(tmp_path):
    return hostile.Trap(tmp_path)


def look_around(shop, tmp_path):
    return hostile.surroundings(tmp_path, {shop.root, shop.origin})


def untrusted(server, env, shop):
    """All commands in a restricted window."""
    with Client([server, "lsp"], root=shop.root, env=env, cwd="/") as client:
        client.initialize(trusted=False, capabilities={})
        for command in ("checkSetup", "explainLog", "locate", "checkChanges", "showStatus", "runTest",
                        "startFix", "createFixBranch", "createDraftFixPr", "writeReport", "undo"):
            try:
                client.request("workspace/executeCommand", {
                    "command": f"redgreen.{command}", "arguments": [{"root": str(shop.root)}]})
            except ResponseError:
                pass


@pytest.mark.parametrize("when", [hostile.ALWAYS, hostile.UNTRUSTED])
def test_traps_that_nobody_trusts(server, shop, user_env, tmp_path, trap, when):
    assert len(hostile.KINDS) >= 50
    assert len(hostile.combined(shop, trap, when)) >= 8
    before = look_around(shop, tmp_path)
    untrusted(server, user_env, shop)
    assert trap.sprung() == [] and look_around(shop, tmp_path) == before


@pytest.mark.parametrize("names", ["", "private_folder_is_a_link reports_are_links",
                                   "texts_of_the_repository_are_links instead_of"])
def test_traps_around_code_that_may_run(server, shop, user_env, tmp_path, trap, names):
    """Allowed to run its tests, a repository still cannot have git run something for it."""
    if names:
        for name in names.split():
            hostile.KINDS[name][1](shop, trap)
    else:
        hostile.combined(shop, trap)
    before = look_around(shop, tmp_path)
    said = hostile.go_whole_way(server, user_env, shop, TEST)
    assert trap.sprung() == [] and look_around(shop, tmp_path) == before
    assert said and trap.secret not in said
