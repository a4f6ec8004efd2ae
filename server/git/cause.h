/* SPDX-License-Identifier: MIT */
/* cause.h - inside git/: why git said no, from what it printed. Pure. */
#ifndef RG_GIT_CAUSE_H
#define RG_GIT_CAUSE_H

#include "git/program.h"

typedef struct rg_git_verdict {
	rg_git_cause cause;
	rg_str message; /* one line */
} rg_git_verdict;

/* out: of push --porcelain, or empty. err: git's messages in the C locale. Never RG_GIT_OK. */
rg_git_verdict rg_git__verdict(rg_arena *arena, rg_str out, rg_str err);
/* One line: URLs without user information, no control characters. */
rg_str rg_git__without_secrets(rg_arena *arena, rg_str line);

#endif
