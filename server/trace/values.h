/* SPDX-License-Identifier: MIT */
/* values.h - inside trace/: arguments and locals as pytest prints them. */
#ifndef RG_TRACE_VALUES_H
#define RG_TRACE_VALUES_H

#include "trace/failure.h"

/*
 * Adds the values of `name = repr`, or of `a = 1, b = [2, 3]`: pytest puts several arguments on
 * one line. Texts are borrowed, cut at 200 bytes; what a secret's name names is withheld.
 */
void rg_trace__add_values(rg_value_vec *out, rg_arena *arena, rg_str name, rg_str repr);

/* Whether a variable of this name may hold a secret (token, secret, key, pass, cred, auth). */
bool rg_trace__is_secret(rg_str name);

#endif
