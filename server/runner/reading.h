/* SPDX-License-Identifier: MIT */
/* reading.h - inside runner/: from log and probe file to the result of a run. Blocking; a job. */
#ifndef RG_RUNNER_READING_H
#define RG_RUNNER_READING_H

#include "os/child.h"
#include "runner/command.h"
#include "runner/run.h"

/* Fills in everything; end: how the child ended. */
void rg_reading_fill(rg_run_result *out, rg_arena *arena, const rg_run_spec *spec,
		     const rg_command_line *command, const rg_child_result *end);
/* Whether pytest ended because it could not import the probe. */
bool rg_reading_is_probe_missing(rg_str output);

#endif
