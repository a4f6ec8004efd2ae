# SPDX-License-Identifier: MIT
"""How long a test waits for what has to come.

It matters only where something hangs, so it is far above what a busy machine takes: no test fails
because it was slow. Goals in seconds are measured by tests/bench and tests/real.
"""

import os

TIMEOUT = float(os.environ.get("REDGREEN_TEST_TIMEOUT", "300"))
