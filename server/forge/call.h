/* SPDX-License-Identifier: MIT */
/* call.h - inside forge/: one question to redgreen-forge, whatever it is about. */
#ifndef RG_FORGE_CALL_H
#define RG_FORGE_CALL_H

#include "forge/forge.h"

/*
 * Comes once with true. answer: NULL when there is none, and then cause and message say why;
 * borrowed, as message is. False: what came is no answer to this question; it comes once more then,
 * with NULL.
 */
typedef bool (*rg_forge_answered)(void *self, rg_forge_cause cause, rg_str message,
				  const rg_json *answer);

/* As rg_forge_start; what: the request's member that says what is wanted ("pr"), consumed. */
RG_MUST_CHECK rg_rc rg_forge__ask_take(rg_forge_call **out, rg_loop *loop,
				       const rg_forge_target *target, const char *what,
				       rg_json *wanted, rg_str token, rg_str root, rg_str helper,
				       uint64_t timeout_ms, rg_forge_answered answered, void *self,
				       rg_err *err);
rg_json *rg_forge__texts(const rg_str_vec *vec);
/* Null when an editor should not open it: nothing but a web address without blanks. */
rg_str rg_forge__web_address(rg_str url);
rg_forge_cause rg_forge__cause(rg_str name);

#endif
