/* SPDX-License-Identifier: MIT */
/*
 * failure.h - what a failing test looks like to everybody: the words of docs/ARCHITECTURE.md, as
 * plain data. All text is UTF-8 and lies in the arena of whoever made it. Lines are 1-based.
 */
#ifndef RG_TRACE_FAILURE_H
#define RG_TRACE_FAILURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

/* Where in a test's life it failed; pytest's `when`, and collection. */
typedef enum rg_phase {
	RG_PHASE_COLLECT,
	RG_PHASE_SETUP,
	RG_PHASE_CALL,
	RG_PHASE_TEARDOWN
} rg_phase;

typedef enum rg_failure_kind {
	RG_KIND_CORRECTNESS, /* wrong value, shape or exception */
	RG_KIND_PERFORMANCE, /* too slow: a time-out, a missed bound on time */
	RG_KIND_RESOURCE     /* out of memory, a crash, a hang of a device */
} rg_failure_kind;

/* A variable at a frame. */
typedef struct rg_value {
	rg_str name;
	rg_str repr; /* bounded, secrets withheld */
} rg_value;
typedef RG_VEC(rg_value) rg_value_vec;

/* One line of a call chain, in any language. */
typedef struct rg_frame {
	/* Relative to the workspace's root where it lies in it, else as printed, but with '/' where
	 * Windows has its own; null in a backtrace that names functions alone. */
	rg_str path;
	rg_str function;   /* null when the log does not say */
	rg_str language;   /* "python", "c", "cpp", "cuda", "cython", or null */
	rg_str source;	   /* the source line as printed, or null */
	rg_str statement;  /* all lines of the statement that it is of, where the probe had more */
	uint32_t repeat;   /* how many of the same text stand before it in the function */
	uint32_t line;	   /* 1-based; 0 when unknown */
	bool in_workspace; /* the file is in the workspace, not in an environment, not generated */
	bool is_ambiguous; /* several workspace files end in the printed path */
	rg_value_vec values;
} rg_frame;
typedef RG_VEC(rg_frame) rg_frame_vec;

typedef enum rg_relation { RG_RELATION_CAUSE, RG_RELATION_CONTEXT, RG_RELATION_GROUP } rg_relation;

/* An exception with its frames, innermost last. */
typedef struct rg_exception {
	rg_relation relation; /* to the reported one; meaningless in the reported one itself */
	rg_str type; /* as the log spells it; AssertionError for a bare assert; null unknown */
	rg_str message;
	rg_frame_vec frames;
} rg_exception;
typedef RG_VEC(rg_exception) rg_exception_vec;

typedef struct rg_failure {
	rg_str test; /* node id, relative to the root where that file exists, else as printed */
	rg_phase phase;
	rg_exception error; /* the reported one */
	/* The exceptions behind it, nearest first; before them the members of a group, each with
	 * what is behind it. None stands there twice. */
	rg_exception_vec chain;
	rg_failure_kind kind;
	rg_str kind_words;  /* what decided it, as the log has it; null for correctness */
	rg_str fingerprint; /* trace/fingerprint.h */
	rg_str operation;   /* the failing operation, `Parser.parse`, or null */
	double seconds;	    /* of the failing phase; < 0 when unknown */
} rg_failure;
typedef RG_VEC(rg_failure) rg_failure_vec;

/* The words of the protocol (docs/results.md): "collect", "correctness", "cause". */
const char *rg_phase_name(rg_phase phase);
const char *rg_failure_kind_name(rg_failure_kind kind);
const char *rg_relation_name(rg_relation relation);

#endif
