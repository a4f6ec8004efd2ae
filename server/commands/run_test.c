/* SPDX-License-Identifier: MIT */
/* run_test.c - Run the test under the cursor once and show why it fails. */
#include "commands/command.h"

#include "fix/run_test.h"

const rg_command rg_command_run_test = {
	.id = "redgreen.runTest",
	.shell = "run",
	.title = "Run test",
	.help = "Runs the tests once and shows why they fail and which files to look at.",
	.takes = RG_TAKES(tests) | RG_TAKES(accept),
	.shown = RG_SHOWN_LENS | RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = RG_NEEDS_TRUST | RG_NEEDS_SAVED,
	.at = RG_AT_TEST,
	.move = RG_MOVE_RUN_TEST,
	.run = rg_fix_run_test,
};
