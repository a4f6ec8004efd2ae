/* SPDX-License-Identifier: MIT */
/* outcome.h - inside runner/: what a run's end means. Pure. */
#ifndef RG_RUNNER_OUTCOME_H
#define RG_RUNNER_OUTCOME_H

#include "os/child.h"
#include "runner/probe_log.h"

typedef struct rg_outcome_facts {
	rg_child_end end;
	int exit_code, signal;
	uint64_t timeout_ms;
	uint64_t memory_bytes, memory_limit_bytes; /* RG_CHILD_MEMORY: held, and allowed */
	const rg_probe_log *probe;		   /* has_session false: it did not report */
	const rg_trace *text;			   /* the log, read */
	rg_str log;
	rg_str not_run; /* a wanted test without a report, or null */
	rg_str python;
} rg_outcome_facts;

/* The outcome, and one line about it in *why (null for a plain pass or failure). */
rg_outcome rg_outcome_decide(rg_str *why, rg_arena *arena, const rg_outcome_facts *facts);
/* "SIGSEGV" for 11, null for a number without a name here. */
rg_str rg_signal_name(int signal);
/* Whether pytest ended because it could not import the probe. */
bool rg_outcome_is_probe_missing(rg_str log);

#endif
