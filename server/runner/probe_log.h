/* SPDX-License-Identifier: MIT */
/*
 * probe_log.h - inside runner/: what the probe says about the run as a whole (the failures
 * themselves are read by trace/). The format is described in clients/pytest/redgreen_probe.py.
 * Pure; bad lines are left out.
 */
#ifndef RG_RUNNER_PROBE_LOG_H
#define RG_RUNNER_PROBE_LOG_H

#include "runner/run.h"

typedef struct rg_probe_log {
	bool has_session, has_finish;
	int64_t exit_status;
	rg_str python, pytest, rootdir;
	rg_str_vec plugins;
	rg_provenance provenance;
	rg_test_time_vec times;
	rg_printed_vec printed;
	rg_str_vec reported;	   /* node ids with a report, sorted, each once */
	rg_str_vec collect_errors; /* node ids, each once */
	rg_str skipped;		   /* the first reason for a skip, or null */
	rg_str unfinished;   /* the last test that began and has no report of its call, or null */
	rg_str crashed;	     /* a test in which a worker of xdist died, or null */
	rg_str interrupt;    /* "KeyboardInterrupt: …", or null */
	rg_str internal;     /* pytest's own failure, or null */
	double test_seconds; /* sum of the call phases */
	uint32_t n_passed, n_failed, n_errors, n_skipped, n_reruns;
} rg_probe_log;

/* bytes: of the file; what is kept is copied into the arena. */
void rg_probe_log_read(rg_probe_log *out, rg_arena *arena, rg_str bytes);

/*
 * Whether a report belongs to what was asked for: wanted is a file, folder, class, test or a test
 * with parameters, relative to root; reported is relative to pytest's rootdir (null: unknown).
 */
bool rg_probe_log_is_of(rg_str reported, rg_str rootdir, rg_str wanted, rg_str root);

#endif
