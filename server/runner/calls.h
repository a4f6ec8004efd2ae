/* SPDX-License-Identifier: MIT */
/*
 * calls.h - which functions of the workspace each test of a run called, from the probe's records of
 * kind "calls" (clients/pytest/redgreen_probe_calls.py describes them). Pure; bad records are left
 * out.
 */
#ifndef RG_RUNNER_CALLS_H
#define RG_RUNNER_CALLS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/vec.h"
#include "trace/paths.h"

typedef struct rg_called {
	rg_str path;	/* relative to the root; an existing file of the workspace */
	rg_str name;	/* as rg_executed.function */
	uint32_t line;	/* of its `def`, 1-based, once rg_calls_place has looked */
	bool is_placed; /* it has */
	bool is_bare;	/* name lacks what is around it (Python before 3.11) */
} rg_called;
typedef RG_VEC(rg_called) rg_called_vec;

typedef struct rg_calls_of_test {
	rg_str test;	 /* node id, relative to the root where that file exists */
	bool has_passed; /* otherwise it failed or was interrupted */
	bool is_exact;	 /* the order is that of the last calls, else of first ones */
	RG_VEC(uint32_t)
	calls; /* indexes into functions; of a test that did not pass latest first */
} rg_calls_of_test;
typedef RG_VEC(rg_calls_of_test) rg_calls_of_test_vec;

typedef struct rg_calls {
	rg_called_vec functions;    /* by path, line, name; each once */
	rg_calls_of_test_vec tests; /* by node id; each once */
} rg_calls;

/*
 * Reads all records of one or several runs of pytest. What cannot be in files is left out; paths:
 * of the files that the run saw. Everything is copied into the arena. A test that several records
 * name counts once: failed rather than passed, in exact order rather than not, then the last one.
 */
void rg_calls_read(rg_calls *out, rg_arena *arena, rg_str jsonl, const rg_paths *paths);
/* Both in one; where they disagree as above, b's being the later. Texts are borrowed from both. */
void rg_calls_merge(rg_calls *out, rg_arena *arena, const rg_calls *a, const rg_calls *b);
/* Records that rg_calls_read reads back. */
void rg_calls_render(rg_buf *out, const rg_calls *calls);

/* The bytes of a workspace file, or null. */
typedef rg_str (*rg_calls_source_fn)(void *self, rg_arena *arena, rg_str path);
/*
 * Completes what Python does not say, from the text of the files: the line of the `def` below its
 * decorators, and before Python 3.11 the classes and functions around it. Blocking where source
 * is; as fast as reading is.
 */
void rg_calls_place(rg_calls *calls, rg_arena *arena, rg_calls_source_fn source, void *self);

#endif
