/* SPDX-License-Identifier: MIT */
/* lines.h - inside runner/: what a child printed, and what it is given. Pure. */
#ifndef RG_RUNNER_LINES_H
#define RG_RUNNER_LINES_H

#include "base/vec.h"

/* The last lines of a text, at most n of them and max bytes, as one line with " | " between. */
rg_str rg_lines_last(rg_arena *arena, rg_str text, size_t n, size_t max);
/* The first line that has needle in it, without its end; null when none has. Borrowed. */
rg_str rg_lines_find(rg_str text, rg_str needle);
/* Argv or environment for a child: C strings and a NULL behind them. */
const char *const *rg_lines_c_array(rg_arena *arena, const rg_str_vec *texts);

#endif
