/* SPDX-License-Identifier: MIT */
/* command.h - inside runner/: argv and environment of one run. */
#ifndef RG_RUNNER_COMMAND_H
#define RG_RUNNER_COMMAND_H

#include "runner/run.h"

typedef struct rg_command_line {
	rg_str_vec argv, env; /* argv as somebody would type it */
	rg_str_vec leashed;   /* argv, on a leash behind its wrapper; empty: there is none */
	rg_str probe_file;    /* where the probe writes; null without it */
	rg_str bytecode;      /* PYTHONPYCACHEPREFIX; null for Python 3.6 and 3.7 */
	rg_str there_root;    /* the root as the wrapper's other side knows it */
	uint32_t hash_seed;
} rg_command_line;

/*
 * Puts it together; everything lies in the arena. with_probe: spec->probe is used. RG_EINVAL for a
 * node id that pytest would take for an option or a file of arguments, or that holds a NUL.
 */
RG_MUST_CHECK rg_rc rg_command_line_build(rg_command_line *out, rg_arena *arena,
					  const rg_run_spec *spec, bool with_probe, rg_err *err);

#endif
