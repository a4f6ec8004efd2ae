/* SPDX-License-Identifier: MIT */
/*
 * program.h - asks another program for a token: a child with an argv, a few bytes on its standard
 * input, and what it prints. Its standard error goes nowhere: it is never shown.
 */
#ifndef RG_FORGE_NET_PROGRAM_H
#define RG_FORGE_NET_PROGRAM_H

#include "base/err.h"
#include "forge/net/deadline.h"

#define RG_PROGRAM_OUTPUT 8192

typedef struct rg_program {
	const char *const *argv;    /* NULL-terminated; argv[0] is looked up on PATH */
	const char *const *without; /* NULL-terminated names that the environment loses */
	const char *const *with;    /* NULL-terminated "NAME=value" */
	const char *cwd;	    /* NULL: ours */
	rg_str input;
	rg_deadline deadline;
	uint64_t timeout_ms; /* at most; the deadline may be nearer */
} rg_program;

/*
 * Runs it. output gets at most RG_PROGRAM_OUTPUT bytes and *n_output how many; the caller wipes
 * them. RG_ENOTFOUND: no such program in an absolute folder of PATH (a relative one would be the
 * repository's to fill); RG_EEXTERNAL: it failed or printed too much; RG_ETIMEOUT: it and its
 * children were ended.
 */
RG_MUST_CHECK rg_rc rg_program_run(char *output, size_t *n_output, const rg_program *program,
				   rg_err *err);

#endif
