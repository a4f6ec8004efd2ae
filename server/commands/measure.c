/* SPDX-License-Identifier: MIT */
/* measure.c - Compare the speed of base and fix. */
#include "commands/command.h"

#include "fix/measure.h"

const rg_command rg_command_measure = {
	.id = "redgreen.measure",
	.shell = "measure",
	.title = "Measure before and after",
	.help = "Measures the reproduction test on the base and on this tree, in turns, and "
		"says whether the difference is more than noise: its duration, or a rate that it "
		"prints. Ten pairs of runs, fewer where the session has no time for them.",
	.takes = RG_TAKES(runs) | RG_TAKES(tests) | RG_TAKES(accept),
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = RG_NEEDS_TRUST | RG_NEEDS_SAVED,
	.at = RG_AT_OURS,
	.move = RG_MOVE_MEASURE,
	.run = rg_fix_measure,
};
