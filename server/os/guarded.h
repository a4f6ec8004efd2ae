/* SPDX-License-Identifier: MIT */
/*
 * guarded.h - inside os/: this side of redgreen-guard (guard/message.h), which stands between us
 * and a child that must not outlive us.
 */
#ifndef RG_OS_GUARDED_H
#define RG_OS_GUARDED_H

#include "base/arena.h"
#include "base/err.h"
#include "os/child.h"
#include "os/guard/message.h"

typedef struct rg_guarded {
	const char *const *argv; /* of the guard, with the program's behind */
	int ours, theirs;	 /* the socket's ends; -1: none */
} rg_guarded;

/*
 * Finds the guard and the program, makes the socket. RG_ENOTFOUND: one of them is not there. argv
 * lies in the arena. What it holds is to be released in any case.
 */
RG_MUST_CHECK rg_rc rg_guarded__init(rg_guarded *out, rg_arena *arena,
				     const rg_child_options *options, rg_err *err);
void rg_guarded__let_go_of_theirs(rg_guarded *guarded);
void rg_guarded__stop(const rg_guarded *guarded);
/* Once the guard has ended; false when it was ended before it could say anything. */
bool rg_guarded__report(rg_guard_report *out, const rg_guarded *guarded);
void rg_guarded__release(rg_guarded *guarded);

#endif
