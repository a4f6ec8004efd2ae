/* SPDX-License-Identifier: MIT */
/* session.h - fix sessions as they are remembered. One row each; the row is replaced as a whole. */
#ifndef RG_STORE_SESSION_H
#define RG_STORE_SESSION_H

#include <stdint.h>

#include "store/store.h"

/* What a session is: "active", "done" (a PR was made), "given-up", "undone". */
typedef struct rg_session_row {
	rg_str id; /* "2026-11-24_14-05-09_prices-gap"; sorts by time */
	rg_str state;
	rg_str phase; /* fix/workspace/budget.h's names */
	rg_str root;  /* of the work tree that it belongs to, absolute */
	rg_str tests; /* node ids, a line each */
	rg_str prompt;
	rg_str kind, name;	     /* "fix" and the slug: the branch's name */
	rg_str fingerprint, failure; /* of the failure that it is about */
	rg_str dev_branch, dev_oid;  /* where the user was when it began */
	rg_str base_branch, base_remote, base_ref, base_oid; /* null until the branch was made */
	rg_str branch;	 /* the fix branch's short name, null until made */
	rg_str worktree; /* its linked worktree, absolute; null for in place */
	rg_str mode;	 /* branchMode as used */
	rg_str carried;	 /* "path blob" a line each: the reproduction test as carried */
	rg_str products; /* untracked files that runs left behind, a line each */
	rg_str pr_commit, pr_tree, pr_url, pr_file; /* null until made */
	int64_t pr_number;			    /* 0: none */
	rg_str report;				    /* path of the newest report, or null */
	rg_str reason;				    /* why it was given up, or null */
	int64_t started, ended;			    /* ended 0: not yet */
	int64_t budget_seconds;
	int64_t extended_seconds; /* the user went on after the time was up */
	rg_str candidates;	  /* JSON array as shown (docs/results.md) */
	rg_str failures;	  /* JSON array as shown */
} rg_session_row;
typedef RG_VEC(rg_session_row) rg_session_row_vec;

/* Inserts or replaces by id. */
RG_MUST_CHECK rg_rc rg_session_put(rg_store *store, const rg_session_row *row, rg_err *err);
/* RG_ENOTFOUND. */
RG_MUST_CHECK rg_rc rg_session_get(rg_session_row *out, rg_arena *arena, rg_store *store, rg_str id,
				   rg_err *err);
/* The newest active one of this root, or that has it as its worktree; *found: there is one. */
RG_MUST_CHECK rg_rc rg_session_active(rg_session_row *out, bool *found, rg_arena *arena,
				      rg_store *store, rg_str root, rg_err *err);
/* The newest one in any state. */
RG_MUST_CHECK rg_rc rg_session_newest(rg_session_row *out, bool *found, rg_arena *arena,
				      rg_store *store, rg_str root, rg_err *err);

/* A run after a change. */
typedef struct rg_attempt_row {
	rg_str session;
	uint32_t number; /* 1, 2, …: given by rg_attempt_add */
	rg_str run;	 /* evidence id */
	rg_str tree;
	rg_str outcome;
	rg_str changed; /* paths that differ from the attempt before, a line each */
	rg_str log;
	int64_t time;
} rg_attempt_row;
typedef RG_VEC(rg_attempt_row) rg_attempt_row_vec;
RG_MUST_CHECK rg_rc rg_attempt_add(uint32_t *number, rg_store *store, const rg_attempt_row *row,
				   rg_err *err);
/* By number. */
RG_MUST_CHECK rg_rc rg_attempt_list(rg_attempt_row_vec *out, rg_arena *arena, rg_store *store,
				    rg_str session, rg_err *err);

#endif
