/* SPDX-License-Identifier: MIT */
/*
 * leftovers.h - what should not be in a pull request: debug code in the lines that the working
 * files have and the base has not (syntax/debug_code.h says what counts). Blocking.
 */
#ifndef RG_FIX_DOSSIER_LEFTOVERS_H
#define RG_FIX_DOSSIER_LEFTOVERS_H

#include "git/tree.h"
#include "syntax/debug_code.h"

typedef struct rg_leftover {
	rg_str path;
	rg_debug_code code;
} rg_leftover;
typedef RG_VEC(rg_leftover) rg_leftover_vec;

/* By path and line. base: a commit. Files of `without`, binary and generated ones are left out. */
RG_MUST_CHECK rg_rc rg_leftovers_find(rg_leftover_vec *out, rg_arena *arena, rg_repo *repo,
				      rg_str root, rg_str base, const rg_str_vec *without,
				      rg_err *err);

#endif
