# SPDX-License-Identifier: MIT
"""The order of the tests, for runs that try whether it matters. Loaded with
``-p redgreen_probe_order``; no option of the user's is replaced.

``REDGREEN_PROBE_ORDER`` says what happens to the tests that were collected:

``seeded``
    nothing; but where pytest-randomly is at work and nobody gave it a seed, it takes ours
``reversed``
    they run in reversed order
``random``
    pytest-randomly or pytest-random-order shuffles them, where it is installed; otherwise we do
``last``, ``last-reversed``
    those of ``REDGREEN_PROBE_LAST`` run last, the others before them as they are, or reversed
``behind``
    they run last, behind at most a hundred others, which are drawn and shuffled

``REDGREEN_PROBE_LAST`` has node ids, a line each, relative to ``REDGREEN_PROBE_ROOT``;
``REDGREEN_PROBE_SEED`` is the seed, a whole number. The same seed gives the same order.
"""

import os
import random

import pytest

from redgreen_probe_wanted import Wanted

MAX_OTHERS = 100


class Order:
    def __init__(self, how, seed):
        self.how = how
        self.random = random.Random(seed)

    @pytest.hookimpl(trylast=True)  # behind whatever the user's plug-ins do to the order
    def pytest_collection_modifyitems(self, config, items):
        if self.how == "reversed":
            items.reverse()
        elif self.how == "random":
            self.random.shuffle(items)
        elif self.how != "seeded":
            self._put_last(config, items)

    def _put_last(self, config, items):
        rootdir = str(config.rootdir)
        wanted = Wanted(os.environ.get("REDGREEN_PROBE_LAST", ""),
                        os.environ.get("REDGREEN_PROBE_ROOT") or rootdir, rootdir)
        last = [item for item in items if wanted.has(item.nodeid)]
        others = [item for item in items if not wanted.has(item.nodeid)]
        if self.how == "last-reversed":
            others.reverse()
        elif self.how == "behind":
            self.random.shuffle(others)
            if others[MAX_OTHERS:]:
                config.hook.pytest_deselected(items=others[MAX_OTHERS:])
                del others[MAX_OTHERS:]
        items[:] = others + last


def _says(config, option):
    """Whether the user gave an option, on the command line or in the configuration."""
    words = [str(word) for word in config.invocation_params.args]
    words += os.environ.get("PYTEST_ADDOPTS", "").split()
    words += [str(word) for word in config.getini("addopts")]
    return any(word.split("=")[0] == option for word in words)


@pytest.hookimpl(tryfirst=True)  # before the plug-ins read their options
def pytest_configure(config):
    how = os.environ.get("REDGREEN_PROBE_ORDER")
    if not how:
        return
    seed = int(os.environ.get("REDGREEN_PROBE_SEED") or 0)
    options = config.option
    is_ours = True
    if hasattr(options, "randomly_seed"):
        if not _says(config, "--randomly-seed"):
            options.randomly_seed = seed
        is_ours = not getattr(options, "randomly_reorganize", True)
    elif how == "random" and hasattr(options, "random_order_enabled"):
        options.random_order_enabled = True
        if not _says(config, "--random-order-seed"):
            options.random_order_seed = str(seed)
        is_ours = False
    if how not in ("seeded", "random") or is_ours:
        config.pluginmanager.register(Order(how, seed), "redgreen-probe-order")
