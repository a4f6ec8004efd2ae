/* SPDX-License-Identifier: MIT */
/* set_aside.h - inside store/: a file that cannot be used makes room, and is kept. */
#ifndef RG_STORE_SET_ASIDE_H
#define RG_STORE_SET_ASIDE_H

#include "store/store.h"

/*
 * Who holds it may set files of the folder aside; waits for another. -1 where the file system has
 * no such locks: then two processes may set aside twice, which loses nothing. Close it.
 */
int rg_store__lock_folder(const char *path);
/* Renames the file and its rollback journal to PATH.set-aside-N, N new; gives the new path. */
RG_MUST_CHECK rg_rc rg_store__set_aside(rg_str *out, rg_arena *arena, const char *path,
					rg_err *err);

#endif
