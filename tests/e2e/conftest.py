# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: the programs under test, and the helpers in tests/support."""

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
from forge_fixtures import (  # noqa: E402,F401  (fixtures)
    gitea, gitea_session, github, github_session, gitlab, gitlab_session, home)
from product_fixtures import (  # noqa: E402,F401  (fixtures)
    face, product, shop, shop_template, user_env)


@pytest.fixture(scope="session")
def server():
    """The redgreen program: of $REDGREEN_BUILD, which tests/run sets."""
    return str(pathlib.Path(os.environ["REDGREEN_BUILD"]) / "bin" / "redgreen")
