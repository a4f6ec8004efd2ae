# SPDX-License-Identifier: MIT
"""A live run and its text give the same answer, with an older pytest."""

import readings


def test_run_and_text_say_the_same():
    readings.assert_same("7.4.4")
