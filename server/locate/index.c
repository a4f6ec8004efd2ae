/* SPDX-License-Identifier: MIT */
/*
 * index.c - term → documents, in memory. A file is scanned once; per distinct term it leaves one
 * posting, a varint of (distance to the last document << 2 | is a definition << 1 | more than
 * once) and, where it is more than once, the count. Lists of up to 8 bytes, most of all, lie in
 * the term itself. The words of an identifier are counted once per document, not per occurrence,
 * so that they cost little more than identifiers alone.
 */
#include "locate/index.h"

#include "base/limits.h"
#include "base/mem.h"
#include "locate/dictionary.h"
#include "locate/scan.h"
#include "locate/source_cache.h"
#include "locate/source_path.h"
#include "locate/str_map.h"

typedef struct term {
	uint32_t seen;	 /* the document that is being scanned, plus one, when it is in there */
	uint32_t count;	 /* in that document */
	uint32_t last;	 /* document of the last posting, plus one */
	uint32_t n, cap; /* bytes of postings; cap 0: they are in here */
	bool is_definition;
	union {
		uint8_t here[8];
		uint8_t *bytes; /* owned */
	} postings;
} term;

typedef struct document {
	rg_str path;
	uint32_t length; /* tokens */
	bool is_alive, is_source;
} document;

struct rg_index {
	rg_dictionary dictionary;
	term *terms; /* by the dictionary's numbers; owned, as all pointers here */
	size_t n_terms, cap_terms;
	uint32_t *touched; /* terms of the document that is being scanned */
	size_t n_touched, cap_touched;
	document *documents;
	size_t n_documents, cap_documents, n_alive;
	rg_arena *paths;
	rg_str_map by_path; /* path → its newest document, perhaps a dead one */
	rg_source_cache *sources;
};

rg_index *rg_index_new(void)
{
	rg_index *index = rg_calloc(1, sizeof(*index));

	index->paths = rg_arena_new();
	rg_str_map_init(&index->by_path, index->paths, 0);
	index->sources = rg_source_cache_new();
	return index;
}

void rg_index_free(rg_index *index)
{
	if (!index)
		return;
	rg_source_cache_free(index->sources);
	for (size_t i = 0; i < index->n_terms; i++)
		if (index->terms[i].cap)
			free(index->terms[i].postings.bytes);
	free(index->terms);
	free(index->touched);
	free(index->documents);
	rg_arena_free(index->paths);
	rg_dictionary_release(&index->dictionary);
	free(index);
}

/* ---- postings ------------------------------------------------------------------------------- */

static void add_byte(term *t, uint8_t byte)
{
	if (t->cap ? t->n == t->cap : t->n == sizeof(t->postings.here)) {
		uint32_t cap = t->cap ? t->cap + t->cap / 2 : 24;
		uint8_t *bytes = rg_realloc(t->cap ? t->postings.bytes : NULL, cap);

		if (!t->cap)
			memcpy(bytes, t->postings.here, t->n);
		t->postings.bytes = bytes;
		t->cap = cap;
	}
	(t->cap ? t->postings.bytes : t->postings.here)[t->n++] = byte;
}

static void add_varint(term *t, uint32_t value)
{
	for (; value >= 0x80; value >>= 7)
		add_byte(t, (uint8_t)(value | 0x80));
	add_byte(t, (uint8_t)value);
}

static uint32_t read_varint(const uint8_t **at)
{
	uint32_t value = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint8_t byte = *(*at)++;

		value |= (uint32_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
}

static void add_posting(term *t, uint32_t number, uint32_t count, bool is_definition)
{
	add_varint(t, (number + 1 - t->last) << 2 | (is_definition ? 2 : 0) | (count > 1));
	if (count > 1)
		add_varint(t, count);
	t->last = number + 1;
}

static void start_postings(rg_postings *out, const rg_index *index, const term *t)
{
	out->index = index;
	out->at = t->cap ? t->postings.bytes : t->postings.here;
	out->end = out->at + t->n;
	out->document = UINT32_MAX; /* so that the first distance leads to its document */
}

void rg_postings_init(rg_postings *out, const rg_index *index, rg_str name)
{
	uint32_t number = rg_dictionary_find(&index->dictionary, name);

	*out = (rg_postings){0};
	if (number != RG_NO_TERM && number < index->n_terms)
		start_postings(out, index, &index->terms[number]);
}

bool rg_postings_next(rg_posting *out, rg_postings *postings)
{
	while (postings->at < postings->end) {
		uint32_t head = read_varint(&postings->at);

		postings->document += head >> 2;
		out->document = postings->document;
		out->is_definition = head & 2;
		out->count = head & 1 ? read_varint(&postings->at) : 1;
		if (postings->index->documents[out->document].is_alive)
			return true;
	}
	return false;
}

/* ---- documents ------------------------------------------------------------------------------ */

/* Writes all postings anew without dead documents, which gives the living new numbers. */
static void compact(rg_index *index)
{
	uint32_t *numbers = rg_malloc((index->n_documents + 1) * sizeof(*numbers));
	rg_arena *old_paths = index->paths;
	size_t n = 0;

	for (size_t i = 0; i < index->n_documents; i++)
		numbers[i] = index->documents[i].is_alive ? (uint32_t)n++ : RG_NO_DOCUMENT;
	for (size_t i = 0; i < index->n_terms; i++) {
		term old = index->terms[i];
		term *t = &index->terms[i];
		rg_postings postings;
		rg_posting posting;

		start_postings(&postings, index, &old);
		*t = (term){0};
		while (rg_postings_next(&posting, &postings))
			add_posting(t, numbers[posting.document], posting.count,
				    posting.is_definition);
		if (old.cap)
			free(old.postings.bytes);
	}
	index->paths = rg_arena_new();
	rg_str_map_init(&index->by_path, index->paths, n);
	for (size_t i = 0; i < index->n_documents; i++) {
		document d = index->documents[i];

		if (!d.is_alive)
			continue;
		d.path = rg_arena_dup(index->paths, d.path);
		index->documents[numbers[i]] = d;
		rg_str_map_set(&index->by_path, d.path, numbers[i]);
	}
	index->n_documents = n;
	rg_arena_free(old_paths);
	free(numbers);
}

static term *touch(rg_index *index, uint32_t number, uint32_t seen)
{
	size_t n = index->dictionary.n;
	term *t;

	if (n > index->n_terms) {
		index->terms = rg_dictionary__reserve(index->terms, &index->cap_terms, n,
						      sizeof(*index->terms));
		memset(index->terms + index->n_terms, 0,
		       (n - index->n_terms) * sizeof(*index->terms));
		index->n_terms = n;
	}
	t = &index->terms[number];
	if (t->seen != seen) {
		t->seen = seen;
		t->count = 0;
		t->is_definition = false;
		index->touched =
			rg_dictionary__reserve(index->touched, &index->cap_touched,
					       index->n_touched + 1, sizeof(*index->touched));
		index->touched[index->n_touched++] = number;
	}
	return t;
}

static uint32_t scan(rg_index *index, uint32_t number, rg_language language, rg_str bytes)
{
	rg_scan scan;
	rg_str token;
	bool is_definition;
	uint32_t length = 0;
	size_t n_identifiers;

	index->n_touched = 0;
	rg_scan_init(&scan, language, bytes);
	while (rg_scan_next(&token, &is_definition, &scan)) {
		term *t = touch(index, rg_dictionary_add(&index->dictionary, token), number + 1);

		t->count++;
		t->is_definition |= is_definition;
		length++;
	}
	n_identifiers = index->n_touched;
	for (size_t i = 0; i < n_identifiers; i++) {
		const rg_dictionary_entry *entry = &index->dictionary.entries[index->touched[i]];
		uint32_t count = index->terms[index->touched[i]].count;

		for (uint32_t k = 0; k < entry->n_words; k++)
			touch(index, index->dictionary.words[entry->words + k], number + 1)
				->count += count;
	}
	for (size_t i = 0; i < index->n_touched; i++) {
		term *t = &index->terms[index->touched[i]];

		add_posting(t, number, t->count, t->is_definition);
	}
	return length;
}

void rg_index_put(rg_index *index, rg_str path, rg_str bytes)
{
	rg_language language = rg_language_of(path);
	uint32_t number;

	rg_index_remove(index, path);
	if (language == RG_LANG_NONE || bytes.len > RG_LIMIT_SOURCE_BYTES)
		return;
	number = (uint32_t)index->n_documents;
	index->documents =
		rg_dictionary__reserve(index->documents, &index->cap_documents,
				       index->n_documents + 1, sizeof(*index->documents));
	path = rg_arena_dup(index->paths, path);
	index->documents[index->n_documents++] = (document){
		path, scan(index, number, language, bytes), true, rg_path_is_source(path)};
	index->n_alive++;
	rg_str_map_set(&index->by_path, path, number);
}

void rg_index_remove(rg_index *index, rg_str path)
{
	uint32_t number = rg_index__document(index, path);
	size_t n_dead;

	if (number == RG_NO_DOCUMENT)
		return;
	index->documents[number].is_alive = false;
	index->n_alive--;
	n_dead = index->n_documents - index->n_alive;
	if (n_dead > 64 && n_dead > index->n_alive / 2)
		compact(index);
}

size_t rg_index_files(const rg_index *index)
{
	return index->n_alive;
}

uint32_t rg_index__document(const rg_index *index, rg_str path)
{
	uint32_t number = rg_str_map_find(&index->by_path, path);

	if (number == RG_STR_MAP_NONE || !index->documents[number].is_alive)
		return RG_NO_DOCUMENT;
	return number;
}

size_t rg_index__documents(const rg_index *index)
{
	return index->n_documents;
}

uint32_t rg_index__length(const rg_index *index, uint32_t number)
{
	return index->documents[number].length;
}

bool rg_index__is_source(const rg_index *index, uint32_t number)
{
	return index->documents[number].is_source;
}

rg_source_cache *rg_index__sources(const rg_index *index)
{
	return index->sources;
}
