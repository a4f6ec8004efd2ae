/* SPDX-License-Identifier: MIT */
/* check_setup.c - What was chosen and why. */
#include "commands/command.h"

#include "fix/doctor.h"

const rg_command rg_command_check_setup = {
	.id = "redgreen.checkSetup",
	.shell = "doctor",
	.title = "Check set-up",
	.help = "Shows what was found (interpreter, pytest and its configuration, git, settings, "
		"forge) and why, what was passed over, and how to mend what is missing.",
	.takes = RG_TAKES(tests),
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.at = RG_AT_OURS,
	.run = rg_fix_doctor,
};
