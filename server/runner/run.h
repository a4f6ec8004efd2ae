/* SPDX-License-Identifier: MIT */
/*
 * run.h - one pytest process: started, watched, ended, read. Everything happens on the loop's
 * thread but reading log and probe, which is a job.
 */
#ifndef RG_RUNNER_RUN_H
#define RG_RUNNER_RUN_H

#include "base/err.h"
#include "base/vec.h"
#include "os/loop.h"
#include "runner/calls.h"
#include "runner/numbers.h"
#include "runner/provenance.h"
#include "runner/variant.h"
#include "trace/trace.h"

typedef struct rg_run rg_run;
typedef struct rg_run_result rg_run_result;

typedef enum rg_outcome {
	RG_OUTCOME_PASSED,	/* at least one test ran, every wanted one did, none failed */
	RG_OUTCOME_FAILED,	/* a test failed */
	RG_OUTCOME_ERROR,	/* set-up, teardown, collection or pytest itself */
	RG_OUTCOME_CRASHED,	/* a signal, or an end without a report */
	RG_OUTCOME_TIMEOUT,	/* ended by us, or by pytest-timeout's thread */
	RG_OUTCOME_STOPPED,	/* rg_run_stop */
	RG_OUTCOME_NO_TESTS,	/* nothing ran: deselected, skipped, or nothing there */
	RG_OUTCOME_NOT_RUNNABLE /* pytest could not begin; `why` says it */
} rg_outcome;

/* The words of docs/results.md: "passed", "no-tests", "not-runnable". */
const char *rg_outcome_name(rg_outcome outcome);
/* The outcome of that name; RG_OUTCOME_NOT_RUNNABLE for an unknown one. */
rg_outcome rg_outcome_of(rg_str name);

typedef struct rg_path_mapping {
	rg_str from, to; /* here, there; absolute */
} rg_path_mapping;
typedef RG_VEC(rg_path_mapping) rg_path_mapping_vec;

/* Whether the functions that the tests call are watched. */
typedef enum rg_watch {
	RG_WATCH_NOTHING,
	RG_WATCH_FREE, /* where that costs nothing: Python 3.12 and later */
	/*
	 * Whatever it costs. For a run that is no evidence and of which nothing is to be left:
	 * `first` runs before the other tests, the first failure does not end it, and pytest's
	 * cache, coverage's data and a JUnit report go into scratch.
	 */
	RG_WATCH_FULL
} rg_watch;

/* Everything is copied by rg_run_start, but paths, which must live until done. */
typedef struct rg_run_spec {
	rg_str id;
	rg_str root;		      /* absolute */
	rg_str cwd;		      /* absolute; null: root */
	rg_str_vec tests;	      /* node ids relative to root; empty: whatever pytest finds */
	rg_str python;		      /* rg_python.path */
	rg_str python_version;	      /* of rg_python, or null: then 3.8 or later is assumed */
	rg_str_vec env;		      /* rg_environment.vars */
	rg_str_vec pytest_args;	      /* the user's */
	rg_str_vec wrapper;	      /* argv prefix; empty: none */
	rg_path_mapping_vec path_map; /* of the wrapper's other side */
	rg_str probe;		      /* folder with redgreen_probe.py; null: none, text only */
	rg_str log_path;	      /* pytest's output as printed; folders are made */
	rg_str scratch;		      /* a folder of this run alone: made, and removed in the end */
	rg_str cache; /* kept between runs (bytecode, pytest's cache); null: in scratch */
	rg_watch watch;
	bool is_measured;   /* what tests print is read even where pytest does not show it */
	rg_str_vec first;   /* RG_WATCH_FULL: node ids as in tests */
	uint32_t n_enough;  /* RG_WATCH_FULL: tests that pass before it ends; 0: all run */
	uint64_t warm_ms;   /* RG_WATCH_FULL: of tests before them that stay there; see the probe */
	uint32_t hash_seed; /* PYTHONHASHSEED, unless env sets a number */
	rg_order order;	    /* needs the probe */
	rg_str_vec last;    /* of an order that puts some last: node ids as in tests */
	rg_threads threads; /* needs the probe */
	uint32_t only_cpu;  /* n: on the n-th processor alone (os/one_cpu.h); 0: on all */
	uint32_t n_noise;   /* busy processes beside it, on the same processor */
	bool is_beside; /* other runs are made meanwhile: nothing that pytest writes is shared */
	uint64_t timeout_ms;			     /* 0: none */
	uint64_t memory_limit_bytes;		     /* of all its processes together; 0: none */
	const rg_paths *paths;			     /* for trace/; may be NULL */
	const rg_number_patterns *patterns;	     /* must live until done; may be NULL */
	void (*on_output)(void *data, rg_str piece); /* as it comes; may be NULL */
	/* The test that has begun, and how many have ended; at most ten times a second; may be
	 * NULL. test is borrowed. */
	void (*on_progress)(void *data, rg_str test, uint32_t n_ended);
	void (*done)(void *data, const rg_run_result *result);
	void *data;
} rg_run_spec;

/* How often and how long one test ran, from the probe. */
typedef struct rg_test_time {
	rg_str test;
	double seconds; /* of its call phase */
	bool has_passed;
} rg_test_time;
typedef RG_VEC(rg_test_time) rg_test_time_vec;

struct rg_run_result {
	rg_str id;
	rg_outcome outcome;
	int exit_code; /* -1 when a signal ended it */
	int signal;
	double seconds;	     /* of the process */
	double test_seconds; /* sum of the call phases; < 0 without probe and --durations */
	int64_t started;     /* seconds since the epoch */
	rg_str_vec argv;     /* as run, without the leash behind a wrapper (leash.h) */
	rg_str log_path;
	rg_str log;	       /* head and tail of the log, as far as it was read */
	rg_str why;	       /* one line beside the outcome; null for a plain pass or failure */
	uint32_t hash_seed;    /* as used */
	bool has_probe;	       /* the probe reported; otherwise the text is all there is */
	bool is_complete;      /* pytest came to its end */
	bool may_be_cut;       /* log_path holds not all of the output */
	const rg_trace *trace; /* never NULL; probe first, text second */
	rg_provenance provenance;
	rg_str foreign_text, foreign_next; /* a sentence and what to do; null: nothing foreign */
	rg_str python_version, pytest_version; /* null when unknown */
	rg_str_vec plugins;		       /* "pytest-xdist 3.8.0" */
	rg_str rootdir;			       /* pytest's, absolute, or null */
	uint32_t n_passed, n_failed, n_errors, n_skipped, n_reruns;
	rg_test_time_vec times;
	rg_number_vec numbers;
	const rg_calls *calls; /* NULL unless it was watched and a test called something */
	uint32_t n_descendants_ended;
};

/*
 * Starts it; done comes later on the loop, exactly once, unless an error is returned: RG_EINVAL
 * (a node id that pytest would take for an option), RG_ENOTFOUND (Python, cwd), RG_EEXTERNAL
 * (a folder cannot be made). The result is borrowed until done returns, unless its memory is
 * taken over. When a wrapper hides the probe from Python, the run begins again without it.
 */
RG_MUST_CHECK rg_rc rg_run_start(rg_run **out, rg_loop *loop, const rg_run_spec *spec, rg_err *err);
/* Begins the ladder; done comes with RG_OUTCOME_STOPPED. NULL is accepted. */
void rg_run_stop(rg_run *run);
/* From inside done only: the arena in which the result and all that it points to lie. */
rg_arena *rg_run_take_arena(rg_run *run);
/*
 * Whether several such runs may be made at once (spec.is_beside): not behind a wrapper, nor where
 * the user gives pytest a folder for temporary files, which all of them would empty. Reads the
 * configuration files; blocking.
 */
bool rg_run_can_be_beside(rg_arena *arena, const rg_run_spec *spec);
/* The folder of redgreen_probe.py: share/redgreen/pytest beside this program's bin; else null. */
rg_str rg_run_find_probe(rg_arena *arena);

#endif
