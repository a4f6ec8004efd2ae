# SPDX-License-Identifier: MIT
"""A live run and its text give the same answer, with an older pytest."""

import pytest

import readings

VERSION = "7.4.4"


@pytest.mark.parametrize("group", readings.groups_of(VERSION))
def test_run_and_text_say_the_same(group):
    readings.assert_same(VERSION, group)
