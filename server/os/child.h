/* SPDX-License-Identifier: MIT */
/*
 * child.h - child processes: own session and process group, stdin from /dev/null or from bytes,
 * output into a bounded head and tail ring and, if wanted, a log file; done when the process has
 * ended (then the pipes are drained for at most 200 ms: a grandchild may hold them open for ever).
 * Stopping is a ladder: SIGINT, SIGTERM, SIGKILL to the group and to every descendant that left
 * it, through in under two seconds; a child on a leash is let go of first, and has the time of
 * SIGINT to end by itself. A child that ends_with_us runs under redgreen-guard, to which
 * no descendant is lost. Recipe and measurements: docs/ARCHITECTURE.md, "Children".
 */
#ifndef RG_OS_CHILD_H
#define RG_OS_CHILD_H

#include "base/err.h"
#include "base/vec.h"
#include "os/loop.h"

typedef struct rg_child rg_child;

typedef enum rg_child_end {
	RG_CHILD_EXITED,   /* by itself, exit_code is valid */
	RG_CHILD_SIGNALED, /* by a signal that was not ours */
	RG_CHILD_TIMEOUT,  /* ended by us: its time was over */
	RG_CHILD_STOPPED,  /* ended by us: rg_child_stop */
	RG_CHILD_MEMORY	   /* ended by us: it took more memory than it may */
} rg_child_end;

typedef struct rg_child_result {
	rg_child_end end;
	int exit_code;
	int signal;
	double seconds;
	/* Borrowed until the callback returns. When text was left out, is_cut, and head and tail
	 * are joined by a line that says how many bytes are missing. */
	rg_str out, err;
	uint64_t out_bytes, err_bytes; /* as written by the child */
	bool is_cut;
	uint32_t n_descendants_ended; /* processes that had survived it and were ended */
	uint64_t memory_bytes;	      /* RG_CHILD_MEMORY: what its processes held together */
} rg_child_result;

typedef void (*rg_child_done)(void *data, const rg_child_result *result);
/* A piece of output as it comes (not whole lines); for progress. */
typedef void (*rg_child_output)(void *data, rg_str piece);

typedef struct rg_child_options {
	const char *const *argv; /* NULL-terminated; argv[0] is looked up on env's PATH */
	const char *const *env;	 /* NULL-terminated "K=V"; NULL: ours */
	const char *cwd;	 /* NULL: ours */
	rg_str input;		 /* stdin; null: /dev/null; copied */
	bool has_leash;		 /* stdin is a pipe instead: one line comes, and its end when the
				  * child is to end, or when this process dies (runner/leash.h) */
	bool merge_err;		 /* stderr goes where stdout goes, in order */
	bool leaves_daemons;	 /* what it leaves running when it ends by itself lives on: agents
				  * and caches of git and ssh are the user's, not this child's */
	bool ends_with_us;	 /* a guard ends it when this process dies, even by SIGKILL */
	uint64_t memory_limit_bytes; /* ends_with_us: of all its processes together, what is no
				      * file's and not shared; 0: none */
	uint32_t only_cpu;    /* n: it may use the n-th processor alone (os/one_cpu.h); 0: all */
	const char *log_path; /* also written there, at most RG_LIMIT_LOG_FILE_BYTES; NULL: no */
	uint64_t timeout_ms;  /* 0: none */
	rg_child_output on_output; /* may be NULL */
	rg_child_done done;
	void *data;
} rg_child_options;

/*
 * Starts it; done comes later on the loop, exactly once, unless an error is returned.
 * RG_ENOTFOUND when the program does not exist, RG_EEXTERNAL otherwise.
 */
RG_MUST_CHECK rg_rc rg_child_start(rg_child **out, rg_loop *loop, const rg_child_options *options,
				   rg_err *err);
/* Begins the ladder; done comes with RG_CHILD_STOPPED. Calling it again does nothing. */
void rg_child_stop(rg_child *child);

#endif
