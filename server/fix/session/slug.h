/* SPDX-License-Identifier: MIT */
/* slug.h - branch and file names from what people say. Pure. */
#ifndef RG_FIX_SESSION_SLUG_H
#define RG_FIX_SESSION_SLUG_H

#include "base/arena.h"

/*
 * [a-z0-9-], at most RG_LIMIT_SLUG_CHARS, cut between words; from the first of the texts that
 * leaves something. A node id gives the name of its test, or of its file, without "test". "issue"
 * when none does.
 */
rg_str rg_slug(rg_arena *arena, rg_str wanted, rg_str prompt, rg_str nodeid);

#endif
