# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: the programs under test, and the helpers in tests/support."""

import collections
import os
import pathlib
import signal
import sys

import pytest

# Under nohup it is ignored, children inherit that, and nothing could be tested with it.
signal.signal(signal.SIGHUP, signal.SIG_DFL)

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "support"))

pytest.register_assert_rewrite("forge_fixtures", "product", "rendered", "repositories",
                               "result_shapes")
import lsp_messages  # noqa: E402
from forge_fixtures import (  # noqa: E402,F401  (fixtures)
    gitea, gitea_session, github, github_session, gitlab, gitlab_session, home)
from product_fixtures import (  # noqa: E402,F401  (fixtures)
    face, product, shop, shop_template, user_env)


@pytest.fixture(scope="session")
def server():
    """The redgreen program: of $REDGREEN_BUILD, which tests/run sets."""
    return str(pathlib.Path(os.environ["REDGREEN_BUILD"]) / "bin" / "redgreen")


# ---- how many messages of language clients were held to the protocol ---------------------------

totals = collections.Counter()


def pytest_sessionfinish(session):
    counts = [[*who, count] for who, count in lsp_messages.TOTAL.items()]
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["lsp_messages"] = counts
    else:
        take_counts(counts)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    take_counts(getattr(node, "workeroutput", {}).get("lsp_messages", []))


def take_counts(counts):
    for client, side, count in counts:
        totals[client, side] += count


def pytest_terminal_summary(terminalreporter):
    for client, side in sorted(totals):
        if side == "server":
            terminalreporter.write_line(
                f"messages held to LSP, client {client}: {totals[client, 'server']} of the server,"
                f" {totals[client, 'client']} of the client")
