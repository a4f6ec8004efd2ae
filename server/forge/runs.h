/* SPDX-License-Identifier: MIT */
/*
 * runs.h - the CI of a branch as its forge has it: the runs of its commit and their states, the
 * checks that the base requires, and the start of workflows, on request only.
 */
#ifndef RG_FORGE_RUNS_H
#define RG_FORGE_RUNS_H

#include "forge/forge.h"

typedef struct rg_forge_start_wish {
	rg_str name;	   /* `start` of an advice: "tests.yml", on GitLab a job */
	rg_str_vec inputs; /* "name=value" */
} rg_forge_start_wish;
typedef RG_VEC(rg_forge_start_wish) rg_forge_start_wish_vec;

typedef struct rg_forge_branch_ci {
	rg_str base, branch;
	rg_str head_oid; /* null: the newest of the branch */
	rg_forge_start_wish_vec starts;
} rg_forge_branch_ci;

typedef struct rg_forge_run {
	rg_str name;
	rg_str file;  /* "tests.yml", or empty */
	rg_str event; /* "pull_request", or empty */
	/* "queued", "running", "waiting" (for somebody), "passed", "failed", "cancelled", "skipped"
	 */
	rg_str state;
	rg_str url; /* or null */
} rg_forge_run;

typedef struct rg_forge_started {
	rg_str name;
	rg_forge_cause cause;
	rg_str message; /* why not, or empty */
} rg_forge_started;

typedef struct rg_forge_runs {
	rg_forge_cause cause;
	rg_str message;
	RG_VEC(rg_forge_run) runs;
	bool is_required_known;
	rg_str_vec required; /* names of checks */
	RG_VEC(rg_forge_started) started;
} rg_forge_runs;
/* runs is borrowed until it returns. */
typedef void (*rg_forge_runs_done)(void *data, const rg_forge_runs *runs);

/* As rg_forge_start (forge.h), for a branch. What was started is in the list when the forge is that
 * fast. */
RG_MUST_CHECK rg_rc rg_forge_runs_start(rg_forge_call **out, rg_loop *loop,
					const rg_forge_target *target, const rg_forge_branch_ci *ci,
					rg_str token, rg_str root, rg_str helper,
					uint64_t timeout_ms, rg_forge_runs_done done, void *data,
					rg_err *err);

#endif
