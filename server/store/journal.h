/* SPDX-License-Identifier: MIT */
/*
 * journal.h - what redgreen was about to do to a ref, a file or a forge, written before it did it,
 * and what came of it. An intent without an outcome is a step that a kill interrupted.
 */
#ifndef RG_STORE_JOURNAL_H
#define RG_STORE_JOURNAL_H

#include <stdint.h>

#include "store/store.h"

typedef struct rg_journal_entry {
	int64_t id;
	rg_str session;
	rg_str kind;	/* "branch", "switch", "commit", "push", "pr", "undo", … */
	rg_str intent;	/* JSON object: everything that is needed to repeat or take back the step */
	rg_str outcome; /* null: unknown; "done", "failed", "undone" */
	rg_str detail;	/* JSON object or null */
	int64_t time;
} rg_journal_entry;
typedef RG_VEC(rg_journal_entry) rg_journal_entry_vec;

RG_MUST_CHECK rg_rc rg_journal_begin(int64_t *id, rg_store *store, rg_str session, rg_str kind,
				     rg_str intent, rg_err *err);
RG_MUST_CHECK rg_rc rg_journal_end(rg_store *store, int64_t id, rg_str outcome, rg_str detail,
				   rg_err *err);
/* Of a session (null: all), oldest first; only_open: those without an outcome. */
RG_MUST_CHECK rg_rc rg_journal_list(rg_journal_entry_vec *out, rg_arena *arena, rg_store *store,
				    rg_str session, bool only_open, rg_err *err);

#endif
