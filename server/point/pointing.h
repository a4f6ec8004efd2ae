/* SPDX-License-Identifier: MIT */
/*
 * pointing.h - what locating knows between two commands: the token index, with the stamp of each
 * file that it was read from, and the history. Both come from the cache (point/cache.h) where it
 * has them. Blocking; one job at a time.
 */
#ifndef RG_POINT_POINTING_H
#define RG_POINT_POINTING_H

#include "locate/locate.h"
#include "os/job.h"

typedef struct rg_pointing rg_pointing;

rg_pointing *rg_pointing_new(void);
/* NULL is accepted. */
void rg_pointing_free(rg_pointing *pointing);
/* Something happened to a file (relative path): it is looked at again by the next job. */
void rg_pointing_note(rg_pointing *pointing, rg_str path);
/* Whether files were read into it: before that, rg_pointing_glance is faster. */
bool rg_pointing_is_ready(const rg_pointing *pointing);

typedef struct rg_pointing_input {
	rg_str root; /* absolute */
	const rg_str_vec *files;
	/*
	 * Of the list of files, where rg_pointing_note is told of everything that happens to them
	 * (rg_inventory with a watch): then nothing else is looked at. 0: every file's stamp is.
	 */
	uint64_t number;
	rg_str private_dir; /* where the cache is, or null */
	rg_str head;	    /* commit whose history counts, or null: no history */
	const rg_failure_vec *failures;
	const rg_str_vec *tests;
	const rg_spectrum *spectrum; /* or NULL */
	const rg_cancel *cancel;
	size_t n_threads; /* that read files; 0: as many as there are processors, 2 to 4 */
} rg_pointing_input;

/* Reads what changed; failures and tests are not used. head null: the history stays as it is. */
void rg_pointing_refresh(rg_pointing *pointing, const rg_pointing_input *input);
/* Refreshes, then answers. Never fails: what cannot be read says nothing. */
const rg_answer *rg_pointing_find(rg_arena *arena, rg_pointing *pointing,
				  const rg_pointing_input *input);
/*
 * An answer without an index: all files are read, but for what the failures name alone, and the
 * newest commits of a small tree. A fifth of what reading all takes.
 */
const rg_answer *rg_pointing_glance(rg_arena *arena, const rg_pointing_input *input);
/* Writes to the cache what has changed enough since. Not on the way to an answer. */
void rg_pointing_keep(rg_pointing *pointing, const rg_pointing_input *input);

#endif
