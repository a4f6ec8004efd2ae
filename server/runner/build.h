/* SPDX-License-Identifier: MIT */
/*
 * build.h - one run of the command that builds the native code, as a child like the tests (own
 * session, ladder, descendants, bounded log), and the compilers' errors in its output.
 */
#ifndef RG_RUNNER_BUILD_H
#define RG_RUNNER_BUILD_H

#include "base/err.h"
#include "os/loop.h"
#include "trace/trace.h"

typedef struct rg_build rg_build;

typedef enum rg_build_end {
	RG_BUILD_OK,
	RG_BUILD_FAILED, /* exit status or signal */
	RG_BUILD_TIMEOUT,
	RG_BUILD_STOPPED
} rg_build_end;

typedef struct rg_build_result {
	rg_build_end end;
	rg_str why; /* "exit status 2", "it did not end within 600 s"; null for RG_BUILD_OK */
	double seconds;
	rg_failure_vec errors; /* with places; may be empty although it failed */
	rg_str last_words;     /* the last line that is not empty, or null */
	rg_arena *arena;       /* the receiver's from now on: all of the above lies in it */
} rg_build_result;

/* Everything is copied by rg_build_start, but paths, which must live until done. */
typedef struct rg_build_spec {
	rg_str_vec argv; /* with the wrapper; not empty */
	bool has_leash;	 /* leash.h: argv has one behind a wrapper */
	rg_str_vec env;	 /* "K=V" */
	rg_str cwd;	 /* absolute */
	rg_str log_path; /* its folder is there */
	rg_str test;	 /* what is to be run afterwards: the errors name it */
	uint64_t timeout_ms;
	const rg_paths *paths;
	void (*on_output)(void *data, rg_str piece); /* may be NULL */
	void (*done)(void *data, const rg_build_result *result);
	void *data;
} rg_build_spec;

/* done comes later on the loop, exactly once, unless an error is returned: RG_ENOTFOUND (the
 * program), RG_EEXTERNAL. */
RG_MUST_CHECK rg_rc rg_build_start(rg_build **out, rg_loop *loop, const rg_build_spec *spec,
				   rg_err *err);
/* Begins the ladder; done comes with RG_BUILD_STOPPED. NULL is accepted. */
void rg_build_stop(rg_build *build);

#endif
