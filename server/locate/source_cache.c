/* SPDX-License-Identifier: MIT */
/*
 * source_cache.c - tree-sitter reads 10 MB/s, so a short list of twenty files costs a person's
 * attention, once. The text is kept too, and compared: that is faster than a hash of it. What was
 * not asked for longest goes first.
 */
#include "locate/source_cache.h"

#include "base/limits.h"
#include "base/mem.h"
#include "locate/dictionary.h"
#include "locate/mention.h"
#include "locate/str_map.h"

#define KEPT_BYTES (4 * RG_MiB) /* of all entries; an answer looks into two */
#define KEPT_TERMS 50000	/* in the dictionary, which only grows: then all begins anew */

/* Two blocks of just the bytes that they need, since lists in an arena leave half of it unused. */
typedef struct entry {
	rg_outline *outline; /* owned, with its lists, names and the text; NULL: forgotten */
	rg_function_text_vec *functions; /* owned, with all terms; NULL until asked for */
	rg_str text;
	uint64_t asked;	  /* when, by the cache's own count */
	rg_str seen;	  /* bytes that were equal to the text */
	uint64_t seen_in; /* that answer */
	size_t n_bytes;	  /* of both blocks */
} entry;

struct rg_source_cache {
	rg_arena *arena; /* owned, of the map and the list */
	rg_str_map by_path;
	RG_VEC(entry) entries;
	uint64_t n_asked, n_answers;
	size_t n_bytes; /* of all entries */
	rg_dictionary dictionary;
	/* Of the function that is being read: by term, its place in the list plus one. */
	uint32_t *places; /* owned; zero between functions */
	size_t cap_places;
};

rg_source_cache *rg_source_cache_new(void)
{
	rg_source_cache *cache = rg_calloc(1, sizeof(*cache));

	cache->arena = rg_arena_new();
	rg_str_map_init(&cache->by_path, cache->arena, 0);
	return cache;
}

static void forget(rg_source_cache *cache, entry *e)
{
	cache->n_bytes -= e->n_bytes;
	free(e->outline);
	free(e->functions);
	*e = (entry){0};
}

static void release(rg_source_cache *cache)
{
	for (size_t i = 0; i < cache->entries.n; i++)
		forget(cache, &cache->entries.items[i]);
	rg_arena_free(cache->arena);
	rg_dictionary_release(&cache->dictionary);
	free(cache->places);
	*cache = (rg_source_cache){0};
}

void rg_source_cache_free(rg_source_cache *cache)
{
	if (!cache)
		return;
	release(cache);
	free(cache);
}

/* ---- outlines ------------------------------------------------------------------------------- */

/* A block that is filled from its begin, or, while base is NULL, measured. */
typedef struct block {
	char *base;
	size_t used;
} block;

static void *take(block *b, const void *bytes, size_t n)
{
	char *out = b->base ? b->base + b->used : NULL;

	if (out && n)
		memcpy(out, bytes, n);
	b->used += n;
	return out;
}

/* A name: either a piece of the source, whose copy is text, or one that was made. */
static void take_name(block *b, rg_str *name, rg_str source, rg_str text)
{
	size_t at = (size_t)((uintptr_t)name->ptr - (uintptr_t)source.ptr);
	const char *copy;

	if (!name->ptr)
		return;
	copy = at <= source.len && name->len <= source.len - at ? (text.ptr ? text.ptr + at : NULL)
								: take(b, name->ptr, name->len);
	if (b->base)
		name->ptr = copy;
}

/* Lists first, which are aligned, then bytes; what is made is in the block alone. */
static rg_outline *take_outline(block *b, rg_str *text, const rg_outline *outline, rg_str source)
{
	rg_outline *out = take(b, outline, sizeof(*outline));
	size_t n_definitions = outline->definitions.n, n_imports = outline->imports.n;
	rg_definition *definitions =
		take(b, outline->definitions.items, n_definitions * sizeof(*definitions));
	rg_import *imports = take(b, outline->imports.items, n_imports * sizeof(*imports));
	rg_test *tests = take(b, outline->tests.items, outline->tests.n * sizeof(*tests));

	*text = (rg_str){take(b, source.ptr, source.len), source.len};
	if (out) {
		out->definitions.items = definitions;
		out->imports.items = imports;
		out->tests.items = tests;
	} else {
		definitions = outline->definitions.items;
		imports = outline->imports.items;
		tests = outline->tests.items;
	}
	for (size_t i = 0; i < n_definitions; i++)
		take_name(b, &definitions[i].name, source, *text);
	for (size_t i = 0; i < n_imports; i++) {
		take_name(b, &imports[i].module, source, *text);
		take_name(b, &imports[i].name, source, *text);
		take_name(b, &imports[i].alias, source, *text);
	}
	for (size_t i = 0; i < outline->tests.n; i++)
		take_name(b, &tests[i].name, source, *text);
	return out;
}

static void parse(entry *e, rg_str path, rg_str bytes)
{
	rg_arena *arena = rg_arena_new();
	const rg_outline *outline = rg_outline_parse(arena, rg_language_of(path), bytes);
	block b = {NULL, 0};

	(void)take_outline(&b, &e->text, outline, bytes);
	e->n_bytes = b.used;
	b = (block){rg_malloc(b.used), 0};
	e->outline = take_outline(&b, &e->text, outline, bytes);
	rg_arena_free(arena);
}

static bool is_same(const rg_source_cache *cache, entry *e, rg_str bytes)
{
	if (e->seen_in == cache->n_answers && e->seen.ptr == bytes.ptr && e->seen.len == bytes.len)
		return true;
	e->seen = bytes;
	e->seen_in = cache->n_answers;
	return rg_str_eq(e->text, bytes);
}

static entry *get(rg_source_cache *cache, rg_str path, rg_str bytes)
{
	uint32_t idx = rg_str_map_find(&cache->by_path, path);
	entry *e = idx == RG_STR_MAP_NONE ? NULL : &cache->entries.items[idx];

	if (e && e->outline && is_same(cache, e, bytes)) {
		e->asked = ++cache->n_asked;
		return e;
	}
	if (e) {
		forget(cache, e);
	} else {
		e = RG_PUSH_NEW(cache->arena, &cache->entries);
		idx = (uint32_t)cache->entries.n - 1;
		rg_str_map_set(&cache->by_path, rg_arena_dup(cache->arena, path), idx);
	}
	e->asked = ++cache->n_asked;
	e->seen = bytes;
	e->seen_in = cache->n_answers;
	parse(e, path, bytes);
	cache->n_bytes += e->n_bytes;
	return e;
}

const rg_outline *rg_source_cache_outline(rg_source_cache *cache, rg_str path, rg_str bytes)
{
	return get(cache, path, bytes)->outline;
}

/* ---- terms of functions --------------------------------------------------------------------- */

static void count(rg_source_cache *cache, rg_arena *arena, rg_function_text *f, uint32_t term,
		  uint32_t n, uint32_t n_code, bool is_called)
{
	size_t cap = cache->cap_places;

	cache->places = rg_dictionary__reserve(cache->places, &cache->cap_places,
					       cache->dictionary.n, sizeof(*cache->places));
	if (cache->cap_places > cap)
		memset(cache->places + cap, 0, (cache->cap_places - cap) * sizeof(*cache->places));
	if (!cache->places[term]) {
		RG_PUSH(arena, &f->terms, (rg_function_term){.term = term});
		cache->places[term] = (uint32_t)f->terms.n;
	}
	f->terms.items[cache->places[term] - 1].count += n;
	f->terms.items[cache->places[term] - 1].n_code += n_code & INT32_MAX;
	f->terms.items[cache->places[term] - 1].is_called |= is_called;
}

static void read_piece(rg_source_cache *cache, rg_arena *arena, rg_function_text *f, rg_str text)
{
	rg_mentions mentions;
	rg_mention m;

	rg_mentions_init(&mentions, text);
	while (rg_mentions_next(&m, &mentions)) {
		f->length++;
		count(cache, arena, f, rg_dictionary_add(&cache->dictionary, m.name), 1,
		      m.place == RG_IN_CODE, m.is_called);
	}
}

/* The tokens of source from begin to end, but for those of the functions inside. */
static void read_function(rg_source_cache *cache, rg_arena *arena, rg_function_text_vec *all,
			  size_t idx, rg_str source)
{
	rg_function_text *f = &all->items[idx];
	size_t begin = f->definition->begin, n_written;

	for (size_t inner = idx + 1; begin < f->definition->end; inner++) {
		const rg_definition *d = inner < all->n ? all->items[inner].definition : NULL;

		if (!d || d->begin >= f->definition->end) {
			read_piece(cache, arena, f, rg_str_sub(source, begin, f->definition->end));
			break;
		}
		if (d->begin < begin)
			continue;
		read_piece(cache, arena, f, rg_str_sub(source, begin, d->begin));
		begin = d->end;
	}
	n_written = f->terms.n;
	for (size_t i = 0; i < n_written; i++) {
		const rg_dictionary_entry *e = &cache->dictionary.entries[f->terms.items[i].term];

		for (uint32_t k = 0; k < e->n_words; k++)
			count(cache, arena, f, cache->dictionary.words[e->words + k],
			      f->terms.items[i].count, f->terms.items[i].n_code, false);
	}
	for (size_t i = 0; i < f->terms.n; i++)
		cache->places[f->terms.items[i].term] = 0;
}

static rg_function_text_vec *take_functions(block *b, const rg_function_text_vec *functions)
{
	rg_function_text_vec *out = take(b, functions, sizeof(*functions));
	rg_function_text *items = take(b, functions->items, functions->n * sizeof(*items));

	if (out)
		out->items = items;
	for (size_t i = 0; i < functions->n; i++) {
		const rg_function_text *f = &functions->items[i];
		void *terms = take(b, f->terms.items, f->terms.n * sizeof(*f->terms.items));

		if (out)
			items[i].terms.items = terms;
	}
	return out;
}

const rg_function_text_vec *rg_source_cache_functions(rg_source_cache *cache, rg_str path,
						      rg_str bytes)
{
	entry *e = get(cache, path, bytes);
	rg_function_text_vec functions = {0};
	rg_arena *arena;
	block b = {NULL, 0};

	if (e->functions)
		return e->functions;
	arena = rg_arena_new();
	for (size_t i = 0; i < e->outline->definitions.n; i++)
		if (e->outline->definitions.items[i].kind == RG_DEF_FUNCTION)
			RG_PUSH(arena, &functions,
				(rg_function_text){.definition =
							   &e->outline->definitions.items[i]});
	for (size_t i = 0; i < functions.n; i++)
		read_function(cache, arena, &functions, i, e->text);
	(void)take_functions(&b, &functions);
	e->n_bytes += b.used;
	cache->n_bytes += b.used;
	b = (block){rg_malloc(b.used), 0};
	e->functions = take_functions(&b, &functions);
	rg_arena_free(arena);
	return e->functions;
}

size_t rg_source_cache_terms(const rg_source_cache *cache)
{
	return cache->dictionary.n;
}

uint32_t rg_source_cache_term(const rg_source_cache *cache, rg_str text)
{
	return rg_dictionary_find(&cache->dictionary, text);
}

size_t rg_source_cache_bytes(const rg_source_cache *cache)
{
	return cache->n_bytes;
}

void rg_source_cache_trim(rg_source_cache *cache)
{
	cache->n_answers++;
	if (cache->dictionary.n > KEPT_TERMS || cache->entries.n > KEPT_TERMS) {
		release(cache);
		cache->arena = rg_arena_new();
		rg_str_map_init(&cache->by_path, cache->arena, 0);
	}
	while (cache->n_bytes > KEPT_BYTES) {
		entry *oldest = NULL;

		for (size_t i = 0; i < cache->entries.n; i++) {
			entry *e = &cache->entries.items[i];

			if (e->outline && (!oldest || e->asked < oldest->asked))
				oldest = e;
		}
		forget(cache, oldest);
	}
}
