# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: the programs under test, and the helpers in tests/support."""

import os
import pathlib
import sys

import pytest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "support"))

pytest.register_assert_rewrite("forge_fixtures")
from forge_fixtures import github, github_session, home  # noqa: E402,F401  (fixtures)


@pytest.fixture(scope="session")
def server():
    """The redgreen program: of $REDGREEN_BUILD, which tests/run sets."""
    return str(pathlib.Path(os.environ["REDGREEN_BUILD"]) / "bin" / "redgreen")
