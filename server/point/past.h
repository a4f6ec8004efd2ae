/* SPDX-License-Identifier: MIT */
/*
 * past.h - the history that locating looks at, of one head at a time: read commit by commit once,
 * kept in the cache, and brought up to date by the new commits alone. Blocking; one job at a time.
 */
#ifndef RG_POINT_PAST_H
#define RG_POINT_PAST_H

#include "locate/locate.h"
#include "os/job.h"

typedef struct rg_past rg_past;

rg_past *rg_past_new(void);
/* NULL is accepted. */
void rg_past_free(rg_past *past);
/* Becomes the history of head (an id; null: of nothing). Where it cannot be read it says nothing.
 */
void rg_past_refresh(rg_past *past, rg_str root, rg_str private_dir, rg_str head,
		     const rg_cancel *cancel);
/* The same from the cache alone, where that is of this very head. */
void rg_past_recall(rg_past *past, rg_str private_dir, rg_str head);
/* The same, but of the newest commits alone where the cache is not of this very head. */
void rg_past_glance(rg_past *past, rg_str root, rg_str private_dir, rg_str head,
		    const rg_cancel *cancel);
/* Finds each path's place in a list of files, sorted (rg_locate_input); number: the list's, not 0.
 */
void rg_past_place(rg_past *past, const rg_str_vec *files, uint64_t number);
/* Writes the cache when it is of another head. */
void rg_past_keep(rg_past *past, rg_str private_dir);
/* Never NULL; borrowed until the next call. */
const rg_history *rg_past_history(const rg_past *past);

#endif
