/* SPDX-License-Identifier: MIT */
/*
 * cache.h - what can be made again and takes long, kept in files under cache/ of the private folder
 * (rg_repo_facts): one file per name, with a version and a checksum. Losing one costs time and
 * nothing else, so nothing here fails: what is damaged, of another version or of another machine's
 * byte order is as good as not there. Blocking: from jobs, off the way to an answer.
 */
#ifndef RG_POINT_CACHE_H
#define RG_POINT_CACHE_H

#include <stdbool.h>

#include "base/arena.h"

/*
 * The bytes last written under this name and version, in the arena (aligned to 8), or null.
 * private_dir: facts.private_dir; a null one holds nothing. name: a file name, no '/'.
 */
rg_str rg_cache_read(rg_arena *arena, rg_str private_dir, rg_str name, uint32_t version);
/*
 * Replaces the file at once; whoever reads meanwhile gets the old bytes or the new ones. False when
 * it cannot be written (read-only, full): the next one makes it again.
 */
bool rg_cache_write(rg_str private_dir, rg_str name, uint32_t version, rg_str bytes);
/* Keeps the `most` newest files whose names begin with prefix; for names made per work tree. */
void rg_cache_trim(rg_str private_dir, rg_str prefix, size_t most);

#endif
