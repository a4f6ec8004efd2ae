/* SPDX-License-Identifier: MIT */
/*
 * source_cache.h - inside locate/: what parsing a file gave, kept by path and content: the outline,
 * and the terms of each function. Not thread safe.
 */
#ifndef RG_LOCATE_SOURCE_CACHE_H
#define RG_LOCATE_SOURCE_CACHE_H

#include "syntax/outline.h"

/* A term in a function, by the cache's own dictionary: as written, or a word of it. */
typedef struct rg_function_term {
	uint32_t term;
	uint32_t count;
	uint32_t n_code : 31;	/* of count: in code, not in a string or comment */
	uint32_t is_called : 1; /* '(' follows somewhere */
} rg_function_term;

typedef struct rg_function_text {
	const rg_definition *definition;
	uint32_t length;		/* tokens of its own, not those of functions inside it */
	RG_VEC(rg_function_term) terms; /* each once */
} rg_function_text;
typedef RG_VEC(rg_function_text) rg_function_text_vec;

typedef struct rg_source_cache rg_source_cache;

rg_source_cache *rg_source_cache_new(void);
/* NULL is accepted. */
void rg_source_cache_free(rg_source_cache *cache);
/*
 * Both are borrowed until rg_source_cache_trim, or until the same path is asked for with other
 * bytes. Functions are in order of their begin. Until rg_source_cache_trim the same address and
 * length mean the same bytes, and these are compared once.
 */
const rg_outline *rg_source_cache_outline(rg_source_cache *cache, rg_str path, rg_str bytes);
const rg_function_text_vec *rg_source_cache_functions(rg_source_cache *cache, rg_str path,
						      rg_str bytes);
/* Numbers of terms are below this; the number of a text, or RG_NO_TERM (dictionary.h). */
size_t rg_source_cache_terms(const rg_source_cache *cache);
uint32_t rg_source_cache_term(const rg_source_cache *cache, rg_str text);
/* What its entries take, in bytes; 12 MiB at most after a trim. */
size_t rg_source_cache_bytes(const rg_source_cache *cache);
/* Forgets what was not asked for longest: between answers, when nothing is borrowed. */
void rg_source_cache_trim(rg_source_cache *cache);

#endif
