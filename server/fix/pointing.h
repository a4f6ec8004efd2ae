/* SPDX-License-Identifier: MIT */
/*
 * pointing.h - what locating knows between two commands: the token index, with the stamp of each
 * file that it was read from, and the history. It is brought up to date by looking at every file's
 * stamp (20,000 of them take about 30 ms), so that no watcher has to be believed. Blocking; one job
 * at a time.
 */
#ifndef RG_FIX_POINTING_H
#define RG_FIX_POINTING_H

#include "git/repo.h"
#include "locate/locate.h"
#include "os/job.h"

typedef struct rg_pointing rg_pointing;

rg_pointing *rg_pointing_new(void);
/* NULL is accepted. */
void rg_pointing_free(rg_pointing *pointing);

typedef struct rg_pointing_input {
	rg_str root; /* absolute */
	const rg_str_vec *files;
	const rg_failure_vec *failures;
	const rg_str_vec *tests;
	rg_str head;		     /* commit whose history counts, or null: no history */
	const rg_spectrum *spectrum; /* or NULL */
	const rg_cancel *cancel;
} rg_pointing_input;

/* An answer in the arena; never fails: what cannot be read says nothing. */
const rg_answer *rg_pointing_find(rg_arena *arena, rg_pointing *pointing,
				  const rg_pointing_input *input);

#endif
