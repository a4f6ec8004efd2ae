/* SPDX-License-Identifier: MIT */
/* set_aside.h - inside store/: a file that cannot be used makes room, and is kept. */
#ifndef RG_STORE_SET_ASIDE_H
#define RG_STORE_SET_ASIDE_H

#include "store/store.h"

/* How long another process is waited for, in milliseconds. */
#define RG_STORE_BUSY_MS 5000

/*
 * The folder's lock. Who has a file of it open shares it, from before the opening until after the
 * closing; who sets one aside has it alone. *fd is -1 where the file system has no such locks.
 * RG_ETIMEOUT: others have kept it for RG_STORE_BUSY_MS.
 */
RG_MUST_CHECK rg_rc rg_store__hold(int *fd, const char *path, bool alone);
/* *fd becomes -1, which is accepted as well. */
void rg_store__let_go(int *fd);
/* With the lock alone: renames the file and its rollback journal to PATH.set-aside-N, N new; gives
 * the new path. */
RG_MUST_CHECK rg_rc rg_store__set_aside(rg_str *out, rg_arena *arena, const char *path,
					rg_err *err);

#endif
