/* SPDX-License-Identifier: MIT */
/*
 * tamper.h - whether the change makes tests say less instead of mending the code: in the tests and
 * pytest's configuration that the pull request would change, and in the reproduction test since it
 * was seen failing. It may be right to do so; then a person says so, once, and the pull request and
 * the report say it, too. Blocking.
 */
#ifndef RG_FIX_DOSSIER_TAMPER_H
#define RG_FIX_DOSSIER_TAMPER_H

#include "fix/session/ground.h"
#include "git/tree.h"
#include "syntax/weakened.h"

/* In the working files against the base commit; files of `without` are no part of the change. */
RG_MUST_CHECK rg_rc rg_tamper_find(rg_weakening_vec *out, rg_arena *arena, rg_repo *repo,
				   rg_str root, rg_str base, const rg_str_vec *without,
				   rg_err *err);

/* Keeps a copy of the reproduction test's files, "path blob" a line each, for the session. */
RG_MUST_CHECK rg_rc rg_tamper_keep(rg_arena *arena, const rg_ground *ground, rg_str repro_blobs,
				   rg_err *err);
/*
 * Appends what the session's reproduction test lost since it had those blobs. What was only added
 * is nothing; a change that cannot be looked into is said to be one.
 */
void rg_tamper_repro(rg_weakening_vec *out, rg_arena *arena, const rg_ground *ground,
		     rg_str red_blobs, rg_str now_blobs);

/* A person's word that the findings are meant: null, or the reason ("" without one). */
RG_MUST_CHECK rg_rc rg_tamper_word(rg_str *reason, rg_arena *arena, rg_store *store, rg_str session,
				   const rg_weakening_vec *findings, rg_err *err);
/* Remembers it for just these findings. */
RG_MUST_CHECK rg_rc rg_tamper_accept(rg_arena *arena, rg_store *store, rg_str session,
				     const rg_weakening_vec *findings, rg_str reason, rg_err *err);

#endif
