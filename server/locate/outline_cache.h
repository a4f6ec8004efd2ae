/* SPDX-License-Identifier: MIT */
/* outline_cache.h - inside locate/: outlines of files by path and content. Not thread safe. */
#ifndef RG_LOCATE_OUTLINE_CACHE_H
#define RG_LOCATE_OUTLINE_CACHE_H

#include "syntax/outline.h"

typedef struct rg_outline_cache rg_outline_cache;

rg_outline_cache *rg_outline_cache_new(void);
/* NULL is accepted. */
void rg_outline_cache_free(rg_outline_cache *cache);
/* Borrowed until rg_outline_cache_trim or until the same path is asked for with other bytes. */
const rg_outline *rg_outline_cache_get(rg_outline_cache *cache, rg_str path, rg_str bytes);
/* Forgets everything once there are many: between answers, when nothing is borrowed. */
void rg_outline_cache_trim(rg_outline_cache *cache);

#endif
