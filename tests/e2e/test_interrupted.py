# SPDX-License-Identifier: MIT
"""redgreen is killed, and its disk fails, at a few of the steps that tests/real/kill_points.py plays
all of: what the user has is kept, and asking again ends where an undisturbed command ends.
"""
import pathlib
import sys

import pytest
import repositories

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "real"))
import kill_points  # noqa: E402


@pytest.fixture(scope="module")
def bench(server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("interrupted")
    env = kill_points.product_module.environment(folder / "home")
    repositories.make_template(folder / "template", env)
    bench = kill_points.Bench(folder / "bench", server, folder / "template",
                              kill_points.build_shim(folder), "kill", ["undo"])
    bench.prepare()
    return bench


@pytest.mark.parametrize("part", [0.3, 0.7])
@pytest.mark.parametrize("how", ["kill", "disk", "interrupt", "short"])
def test_what_interrupts_going_back_loses_nothing(bench, how, part):
    step = max(1, int(bench.steps["undo"] * part))
    has_ended, wrong = bench.trial("undo", {"RG_SHIM_AT": str(step), "RG_SHIM_HOW": how})
    assert wrong == []
    assert has_ended if how == "kill" else how == "disk" or not has_ended
