/* SPDX-License-Identifier: MIT */
/* acts_private.h - inside fix/session/: intents as JSON. Texts that are read are borrowed from the
 * intent.
 */
#ifndef RG_FIX_SESSION_ACTS_PRIVATE_H
#define RG_FIX_SESSION_ACTS_PRIVATE_H

#include "base/json.h"
#include "git/switch.h"
#include "store/store.h"

rg_str rg_intent__str(const rg_json *intent, const char *key);
rg_str_vec rg_intent__strs(rg_arena *arena, const rg_json *intent, const char *key);
void rg_intent__set_strs(rg_json *intent, const char *key, const rg_str_vec *texts);
rg_json *rg_intent__staged_json(const rg_staged_vec *staged);
rg_staged_vec rg_intent__staged(rg_arena *arena, const rg_json *list);
/* The repository of the intent's root. */
RG_MUST_CHECK rg_rc rg_intent__repo(rg_repo **out, rg_arena *arena, const rg_json *intent,
				    rg_err *err);
RG_MUST_CHECK rg_rc rg_act__apply_undo(rg_arena *arena, rg_store *store, const rg_json *intent,
				       rg_err *err);

#endif
