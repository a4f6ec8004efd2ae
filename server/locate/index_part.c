/* SPDX-License-Identifier: MIT */
/*
 * index_part.c - the terms of a file are counted in a table that fits into the processor's nearest
 * cache, so that the many tokens that a file repeats cost little; what is left, an occurrence per
 * term and file, waits until some thousand files are read and is sorted then. The words of an
 * identifier are counted once per file, not per occurrence, for the same reason.
 */
#include "locate/index_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "locate/filter.h"
#include "locate/generated.h"
#include "locate/scan.h"
#include "locate/tokens.h"

#define FLUSHED 300000 /* occurrences; 5 MB, sorted in 15 ms */

struct rg_part_term {
	uint64_t hash;
	const char *text; /* in the file; NULL for a word */
	uint32_t count;
	uint8_t len;
	bool is_definition;
};

struct rg_part_slot {
	uint64_t hash;
	uint32_t round;
	uint32_t term;
};

rg_index_part *rg_index_part_new(size_t first, const rg_index_filter *filter)
{
	rg_index_part *part = rg_calloc(1, sizeof(*part));

	part->first = (uint32_t)first;
	part->filter = filter;
	part->n_slots = 4096;
	part->slots = rg_calloc(part->n_slots, sizeof(*part->slots));
	return part;
}

void rg_index_part_free(rg_index_part *part)
{
	if (!part)
		return;
	for (size_t i = 0; i < part->n_segments; i++)
		rg_segment_release(&part->segments[i]);
	free(part->segments);
	free(part->documents);
	free(part->occurrences);
	free(part->terms);
	free(part->slots);
	free(part);
}

/* Room for n items of `size` bytes; *cap is in items. */
static void *reserve(void *items, size_t *cap, size_t n, size_t size)
{
	if (n <= *cap)
		return items;
	*cap = *cap + *cap / 2 > n ? *cap + *cap / 2 : n < 64 ? 64 : n;
	return rg_realloc(items, *cap * size);
}

/* ---- one file ------------------------------------------------------------------------------- */

static struct rg_part_slot *slot_of(const rg_index_part *part, uint64_t hash)
{
	for (size_t i = hash & (part->n_slots - 1);; i = (i + 1) & (part->n_slots - 1)) {
		struct rg_part_slot *slot = &part->slots[i];

		if (slot->round != part->round || slot->hash == hash)
			return slot;
	}
}

static void grow(rg_index_part *part)
{
	free(part->slots);
	part->n_slots *= 2;
	part->slots = rg_calloc(part->n_slots, sizeof(*part->slots));
	for (size_t i = 0; i < part->n_terms; i++)
		*slot_of(part, part->terms[i].hash) =
			(struct rg_part_slot){part->terms[i].hash, part->round, (uint32_t)i};
}

static struct rg_part_term *get(rg_index_part *part, uint64_t hash)
{
	struct rg_part_slot *slot = slot_of(part, hash);

	if (slot->round == part->round)
		return &part->terms[slot->term];
	*slot = (struct rg_part_slot){hash, part->round, (uint32_t)part->n_terms};
	part->terms =
		reserve(part->terms, &part->cap_terms, part->n_terms + 1, sizeof(*part->terms));
	part->terms[part->n_terms++] = (struct rg_part_term){.hash = hash};
	if (part->n_terms * 2 > part->n_slots)
		grow(part);
	return &part->terms[part->n_terms - 1];
}

static bool is_lower(rg_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z')
			return false;
	return true;
}

/* The parts between '_' of a token in lower case; none for one that is a part itself. */
static size_t hash_parts(uint64_t *hashes, rg_str text)
{
	size_t n = 0, begin = 0;

	for (size_t i = 0; i <= text.len && n < RG_WORDS_MAX; i++) {
		rg_str part = rg_str_sub(text, begin, i);
		bool has_letter = false;

		if (i < text.len && text.ptr[i] != '_')
			continue;
		begin = i + 1;
		if (part.len < RG_TOKEN_MIN || part.len == text.len)
			continue;
		for (size_t k = 0; k < part.len; k++)
			has_letter |= rg_token__bytes[(uint8_t)part.ptr[k]] == 1;
		if (has_letter)
			hashes[n++] = rg_segment__hash(part);
	}
	return n;
}

/*
 * Each word of the identifier once, as often as the identifier: what rg_token__words gives, but
 * without a copy where it is in lower case already, as most are.
 */
static void add_words(rg_index_part *part, rg_str text, uint32_t count)
{
	uint64_t hashes[RG_WORDS_MAX];
	rg_words words;
	size_t n;

	if (is_lower(text)) {
		n = hash_parts(hashes, text);
	} else {
		rg_token__words(&words, text);
		for (n = 0; n < words.n; n++)
			hashes[n] =
				rg_segment__hash((rg_str){words.items[n].text, words.items[n].len});
	}
	for (size_t i = 0; i < n; i++) {
		bool is_twice = false;

		for (size_t k = 0; k < i; k++)
			is_twice |= hashes[k] == hashes[i];
		if (!is_twice)
			get(part, hashes[i])->count += count;
	}
}

static uint32_t read_terms(rg_index_part *part, rg_str path, rg_str bytes)
{
	rg_scan scan;
	rg_tokens tokens;
	rg_str token, last = {NULL, 0};
	uint32_t length = 0;
	size_t n_identifiers;

	part->n_terms = 0;
	if (++part->round == 0) {
		memset(part->slots, 0, part->n_slots * sizeof(*part->slots));
		part->round = 1;
	}
	rg_scan_init(&scan, path, bytes);
	rg_tokens_init(&tokens, bytes);
	for (; rg_tokens_next(&token, &tokens); last = token) {
		struct rg_part_term *term;
		uint64_t hash;

		length++;
		if (part->filter && !rg_filter__may_have(part->filter, token))
			continue;
		hash = rg_segment__hash(token);
		if (part->filter && !rg_filter__has(part->filter, hash))
			continue;
		term = get(part, hash);
		if (!term->text) {
			term->text = token.ptr;
			term->len = (uint8_t)token.len;
		}
		term->count++;
		if (!term->is_definition)
			term->is_definition = rg_scan_defines(&scan, last, token);
	}
	n_identifiers = part->n_terms;
	for (size_t i = 0; !part->filter && i < n_identifiers; i++)
		add_words(part, (rg_str){part->terms[i].text, part->terms[i].len},
			  part->terms[i].count);
	return length;
}

static void flush(rg_index_part *part)
{
	part->segments = reserve(part->segments, &part->cap_segments, part->n_segments + 1,
				 sizeof(*part->segments));
	rg_segment_make(&part->segments[part->n_segments++], part->occurrences,
			part->n_occurrences);
	part->n_occurrences = 0;
}

/* git's rule (buffer_is_binary in its xdiff-interface.c): a NUL among the first bytes. */
static bool is_binary(rg_str bytes)
{
	return bytes.len && memchr(bytes.ptr, '\0', bytes.len < 8000 ? bytes.len : 8000);
}

void rg_index_part_add(rg_index_part *part, rg_str path, rg_str bytes, uint64_t stamp)
{
	rg_part_document document = {.stamp = stamp};
	uint32_t number = part->first + (uint32_t)part->n_documents;

	if (rg_language_of(path) != RG_LANG_NONE && !rg_str_is_null(bytes) &&
	    bytes.len <= RG_LIMIT_SOURCE_BYTES && !is_binary(bytes)) {
		document.is_read = true;
		document.is_generated = rg_source__is_generated(bytes);
		document.length = read_terms(part, path, bytes);
		part->occurrences =
			reserve(part->occurrences, &part->cap_occurrences,
				part->n_occurrences + part->n_terms, sizeof(*part->occurrences));
		for (size_t i = 0; i < part->n_terms; i++) {
			const struct rg_part_term *term = &part->terms[i];

			part->occurrences[part->n_occurrences++] = (rg_occurrence){
				term->hash, number, term->count << 1 | term->is_definition};
		}
	}
	part->documents = reserve(part->documents, &part->cap_documents, part->n_documents + 1,
				  sizeof(*part->documents));
	part->documents[part->n_documents++] = document;
	if (part->n_occurrences >= FLUSHED)
		flush(part);
}

void rg_index_part_finish(rg_index_part *part)
{
	rg_segment whole;

	if (part->n_occurrences || !part->n_segments)
		flush(part);
	free(part->occurrences);
	part->occurrences = NULL;
	part->cap_occurrences = 0;
	if (part->n_segments == 1)
		return;
	rg_segment_merge(&whole, part->segments, part->n_segments, part->first + part->n_documents,
			 NULL);
	for (size_t i = 0; i < part->n_segments; i++)
		rg_segment_release(&part->segments[i]);
	part->segments[0] = whole;
	part->n_segments = 1;
}
