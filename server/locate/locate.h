/* SPDX-License-Identifier: MIT */
/*
 * locate.h - failures in, candidate files and functions with reasons out.
 * Pure and deterministic: the same input gives the same bytes.
 */
#ifndef RG_LOCATE_LOCATE_H
#define RG_LOCATE_LOCATE_H

#include "base/buf.h"
#include "locate/history.h"
#include "locate/spectrum.h"
#include "trace/failure.h"

typedef struct rg_reason {
	rg_str signal;	/* the signal's name in signals.def */
	int32_t points; /* fixed point, thousandths; the candidate's score is their sum */
	rg_str text;	/* words a user understands */
} rg_reason;
typedef RG_VEC(rg_reason) rg_reason_vec;

typedef struct rg_function_candidate {
	rg_str name; /* qualified, as in rg_definition */
	uint32_t line;
	int32_t score;
} rg_function_candidate;
typedef RG_VEC(rg_function_candidate) rg_function_candidate_vec;

/* What a candidate is, and with it what an edit of it asks for before a run can show it. */
typedef enum rg_candidate_kind {
	RG_CANDIDATE_PYTHON,
	RG_CANDIDATE_NATIVE, /* C, C++, CUDA, Cython: built before the run */
	RG_CANDIDATE_KERNEL, /* device code that is compiled when the test runs */
	RG_CANDIDATE_STUB,   /* .pyi */
	RG_CANDIDATE_CONFIG, /* read by tools and by the failing code: .toml, .ini, .cfg, … */
	RG_CANDIDATE_DATA    /* read by the failing code: .json, .yaml, .csv, … */
} rg_candidate_kind;

/* "python", "native", "kernel", "stub", "config", "data": as in docs/results.md. */
const char *rg_candidate_kind_name(rg_candidate_kind kind);

typedef struct rg_candidate {
	rg_str path; /* relative to the root */
	int32_t score;
	rg_candidate_kind kind;
	rg_reason_vec reasons;		     /* largest first */
	rg_function_candidate_vec functions; /* best first */
} rg_candidate;
typedef RG_VEC(rg_candidate) rg_candidate_vec;

/* Where the fault lies, as far as the evidence says. */
typedef enum rg_fault {
	RG_FAULT_SOURCE,     /* in a source file: the candidates */
	RG_FAULT_TEST,	     /* in the test itself: its own error, before any source is reached */
	RG_FAULT_ENVIRONMENT /* outside: a missing package, program, file, device, network */
} rg_fault;

/* "source", "test", "environment". */
const char *rg_fault_name(rg_fault fault);

typedef struct rg_answer {
	rg_candidate_vec candidates; /* best first */
	/*
	 * How likely the first candidate is one to change, in thousandths; -1: not known (no
	 * candidate). Calibrated on the development cases (confidence.c).
	 */
	int32_t confidence;
	rg_fault fault;
	rg_str fault_text; /* the evidence in a sentence, or null for RG_FAULT_SOURCE */
} rg_answer;

/*
 * identifier → files, in memory; and what was parsed for earlier answers, so that the next one
 * takes milliseconds. Measured: under an eighth of the source in memory. One thread at a time,
 * readers too.
 */
typedef struct rg_index rg_index;

rg_index *rg_index_new(void);
/* NULL is accepted. */
void rg_index_free(rg_index *index);
/*
 * Adds or replaces a file; nothing of bytes is borrowed. A file that rg_language_of does not know,
 * of more than RG_LIMIT_SOURCE_BYTES, or with a NUL among its first bytes, as git tells a binary
 * one, is left out, and taken out if it was in.
 */
void rg_index_put(rg_index *index, rg_str path, rg_str bytes);
/* A path that is not in is no error. */
void rg_index_remove(rg_index *index, rg_str path);
/* Files that are in. */
size_t rg_index_files(const rg_index *index);

/*
 * Many files, read by several threads: each fills parts of its own, made for a range of them, and
 * one thread puts all parts into the index. What comes out depends on the order of the files alone.
 */
typedef struct rg_index_part rg_index_part;
typedef struct rg_locate_input rg_locate_input;

/* The terms that an answer for this input may ask an index for. In the arena. */
typedef struct rg_index_filter rg_index_filter;
const rg_index_filter *rg_index_filter_make(rg_arena *arena, const rg_locate_input *input);

/*
 * first: rg_index_next of the index, plus the files of the parts before this one. filter: what is
 * read then, as it is written alone: a quick index for one answer; NULL: everything.
 */
rg_index_part *rg_index_part_new(size_t first, const rg_index_filter *filter);
/* NULL is accepted. */
void rg_index_part_free(rg_index_part *part);
/*
 * The next file of the range; bytes null: it cannot be read. stamp: what rg_index_stamp shall say
 * of this version of it; 0: nothing is known of it.
 */
void rg_index_part_add(rg_index_part *part, rg_str path, rg_str bytes, uint64_t stamp);
/* Once, before it is put; still in its own thread: this is much of the work. */
void rg_index_part_finish(rg_index_part *part);
/* The number that the next file will get. */
size_t rg_index_next(const rg_index *index);
/* Adds or replaces the files of finished parts, in order; the parts stay the caller's to free. */
void rg_index_put_parts(rg_index *index, const rg_str *paths, rg_index_part *const *parts,
			size_t n);
/* The stamp of the version that is in, or that was left out; 0 for none. */
uint64_t rg_index_stamp(const rg_index *index, rg_str path);
/* The number of the version that is in, or was left out; SIZE_MAX for none. */
size_t rg_index_number(const rg_index *index, rg_str path);
/* Numbers 0 … rg_index_next - 1: the path of each, borrowed until a put; false for old versions. */
bool rg_index_path(rg_str *out, const rg_index *index, size_t number);

/* All of it as bytes, for machines of the same byte order; makes the index smaller on the way. */
void rg_index_render(rg_buf *buf, rg_index *index);
/*
 * The other way round, or NULL for other bytes: forged ones do no harm, but answers may be wrong.
 * bytes: aligned to 8. The arena holds them and is the index's own from now on, also for NULL.
 */
rg_index *rg_index_parse_take(rg_arena *arena, rg_str bytes);

/* A commit that changed tests and sources together. */
typedef struct rg_lesson {
	rg_str document; /* its path in the index of lessons */
	rg_str subject;
	rg_str_vec paths; /* of sources that it changed, at least one */
	/* Of each: qualified names of functions that it changed or added. NULL: not known. */
	const rg_str_vec *functions;
} rg_lesson;

/* What commits added to tests: their subjects and added lines, one document each. */
typedef struct rg_lessons {
	rg_index *index;
	RG_VEC(rg_lesson) items; /* newest first */
} rg_lessons;

/* The bytes of a workspace file, or null; called for the test files and the short list. */
typedef rg_str (*rg_source_fn)(void *self, rg_arena *arena, rg_str path);

struct rg_locate_input {
	const rg_failure_vec *failures;
	const rg_str_vec *tests; /* node ids, where no failure names them */
	const rg_str_vec *files; /* all files of the workspace, relative */
	/*
	 * A number that this list of files, sorted and each once, has for as long as the index
	 * lives, and no other list has: what was found out about it is kept then. 0: none.
	 */
	uint64_t number;
	const rg_index *index;	     /* NULL: not ready; names and frames answer */
	const rg_history *history;   /* NULL: none */
	const rg_lessons *lessons;   /* NULL: none */
	const rg_spectrum *spectrum; /* NULL: no run was watched */
	rg_source_fn source;
	void *source_self;
};

/*
 * At most RG_LIMIT_CANDIDATES, best first; all lies in the arena. Source files alone: tests,
 * documentation and examples stand in only where there is no source at all, and the files of the
 * failing tests never. Ties break by depth, then path. A job's work: the first answer parses some
 * twenty files.
 */
const rg_answer *rg_locate(rg_arena *arena, const rg_locate_input *input);

#endif
