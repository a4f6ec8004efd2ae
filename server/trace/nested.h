/* SPDX-License-Identifier: MIT */
/* nested.h - inside trace/: the sessions that a test printed, inside of the one that ran it. */
#ifndef RG_TRACE_NESTED_H
#define RG_TRACE_NESTED_H

#include "trace/titles.h"

/*
 * Pairs each start with its closing line (`closing`), marks the pairs that stand inside another
 * (`is_enclosed`), and takes out starts and closing lines that a test printed alone. Linear.
 */
void rg_nested_find(rg_title_vec *titles, rg_arena *arena, rg_str text);

#endif
