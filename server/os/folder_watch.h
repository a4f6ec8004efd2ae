/* SPDX-License-Identifier: MIT */
/*
 * folder_watch.h - whether something happened in a set of folders, without looking at what is in
 * them. The kernel notes a change before the call that made it returns, so what was drained is
 * complete: an edit that was made before a question is seen by its answer. Of its owner's thread
 * alone.
 */
#ifndef RG_OS_FOLDER_WATCH_H
#define RG_OS_FOLDER_WATCH_H

#include "base/str.h"
#include "os/loop.h"

typedef struct rg_folder_watch rg_folder_watch;

/* NULL where the system has no such thing (or has no more of it to give): look yourself then. */
rg_folder_watch *rg_folder_watch_new(void);
/* NULL is accepted. After rg_folder_watch_on_change on the loop only. */
void rg_folder_watch_free(rg_folder_watch *watch);
/*
 * Adds a folder, not those below it. number: what rg_folder_watch_drain calls it. False: it is no
 * folder, or there are more than the system watches for one user.
 */
bool rg_folder_watch_add(rg_folder_watch *watch, const char *folder, uint32_t number);
/*
 * Tells the names (borrowed) of what was written, made, moved or removed since the last call, each
 * once or more often. False when that is not all, as when there was too much or a folder itself is
 * gone: then anything may have changed, and the watch is of no more use.
 */
bool rg_folder_watch_drain(rg_folder_watch *watch,
			   void (*changed)(void *data, uint32_t folder, rg_str name), void *data);
/* Calls noticed on the loop when there is something to drain; once until it is drained. */
void rg_folder_watch_on_change(rg_folder_watch *watch, rg_loop *loop, void (*noticed)(void *data),
			       void *data);

#endif
