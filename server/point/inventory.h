/* SPDX-License-Identifier: MIT */
/*
 * inventory.h - the files of a workspace at one moment, as several commands and jobs use them at
 * once: it is made by a job, handed to the loop, and never changed.
 */
#ifndef RG_POINT_INVENTORY_H
#define RG_POINT_INVENTORY_H

#include "git/repo.h"
#include "os/folder_watch.h"
#include "trace/paths.h"

typedef struct rg_inventory {
	rg_arena *arena;   /* owned; all below lies in it */
	uint64_t number;   /* no other inventory of this process has it */
	rg_str_vec files;  /* relative, sorted (git/listing.h) */
	rg_paths *paths;   /* of the same files */
	rg_str_vec places; /* the folders behind the watch's numbers: relative ones, … */
	size_t n_folders;  /* … so many, and then those where git keeps an index */
	/*
	 * Owned; notices what happened since before the files were listed. NULL: nobody does, and
	 * the next command has to list them again.
	 */
	rg_folder_watch *watch;
} rg_inventory;

/* Blocking: from a job. wants_watch: in a process that will be asked again. */
RG_MUST_CHECK rg_rc rg_inventory_read(rg_inventory **out, rg_repo *repo, rg_str root,
				      bool wants_watch, rg_err *err);
/* NULL is accepted. */
void rg_inventory_free(rg_inventory *inventory);
/* Whether path (relative) is one of its files; one of the folders that were looked into. */
bool rg_inventory_has(const rg_inventory *inventory, rg_str path);
bool rg_inventory_has_folder(const rg_inventory *inventory, rg_str path);

#endif
