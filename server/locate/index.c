/* SPDX-License-Identifier: MIT */
/*
 * index.c - documents and segments. All that was read at once is one segment; every file that is
 * put later adds one of its own, and two neighbours become one when they are about equally large,
 * so that there are never more than a handful and a save costs microseconds. Dead documents stay in
 * their segment until there are many.
 */
#include "locate/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/never.h"
#include "locate/index_part.h"
#include "locate/source_cache.h"
#include "locate/source_path.h"
#include "locate/str_map.h"

typedef struct document {
	rg_str path;
	uint64_t stamp;
	uint32_t length; /* tokens */
} document;

typedef struct layer {
	rg_segment segment;
	size_t n_documents; /* whose numbers follow those of the layer before */
} layer;

struct rg_index {
	document *documents; /* owned, as all pointers here */
	uint8_t *states;     /* of each: RG_DOCUMENT_… */
	size_t n_documents, cap_documents, n_known, n_read;
	layer *layers;
	size_t n_layers, cap_layers;
	rg_arena *paths;
	rg_str_map by_path; /* path → its newest document, perhaps a dead one */
	rg_arena *cached;   /* what the first segment borrows from, or NULL */
	uint64_t generation;
	rg_source_cache *sources;
	struct rg_index_kept *kept;
};

struct rg_index_kept {
	void *data;
	void (*release)(void *data);
};

rg_index *rg_index_new(void)
{
	rg_index *index = rg_calloc(1, sizeof(*index));

	index->paths = rg_arena_new();
	rg_str_map_init(&index->by_path, index->paths, 0);
	index->sources = rg_source_cache_new();
	index->kept = rg_calloc(1, sizeof(*index->kept));
	return index;
}

static void release_layers(rg_index *index, size_t first)
{
	while (index->n_layers > first)
		rg_segment_release(&index->layers[--index->n_layers].segment);
	if (first == 0) {
		rg_arena_free(index->cached);
		index->cached = NULL;
	}
}

void rg_index_free(rg_index *index)
{
	if (!index)
		return;
	release_layers(index, 0);
	rg_index__keep_take(index, NULL, NULL);
	free(index->kept);
	rg_source_cache_free(index->sources);
	free(index->layers);
	free(index->documents);
	free(index->states);
	rg_arena_free(index->paths);
	free(index);
}

/* ---- layers --------------------------------------------------------------------------------- */

static void push_layer(rg_index *index, rg_segment segment, size_t n_documents)
{
	if (index->n_layers == index->cap_layers) {
		index->cap_layers = index->cap_layers ? index->cap_layers * 2 : 8;
		index->layers =
			rg_realloc(index->layers, index->cap_layers * sizeof(*index->layers));
	}
	index->layers[index->n_layers++] = (layer){segment, n_documents};
}

/* The layers from first on become one; numbers as in rg_segment_merge. */
static void merge_layers(rg_index *index, size_t first, const uint32_t *numbers)
{
	size_t n = index->n_layers - first, n_documents = 0;
	rg_segment *parts = rg_malloc((n + 1) * sizeof(*parts)), whole;

	for (size_t i = 0; i < n; i++) {
		parts[i] = index->layers[first + i].segment;
		n_documents += index->layers[first + i].n_documents;
	}
	rg_segment_merge(&whole, parts, n, index->n_documents, numbers);
	release_layers(index, first);
	push_layer(index, whole, n_documents);
	free(parts);
}

/* Each layer stays more than twice as large as the next, so that there are few. */
static void settle(rg_index *index)
{
	size_t first = index->n_layers, sum = 0;

	if (!first)
		return;
	sum = index->layers[--first].n_documents;
	while (first > 0 && index->layers[first - 1].n_documents <= 2 * sum)
		sum += index->layers[--first].n_documents;
	if (first + 1 < index->n_layers)
		merge_layers(index, first, NULL);
}

/* Leaves the dead out, which gives the living new numbers. */
static void compact(rg_index *index)
{
	uint32_t *numbers = rg_malloc((index->n_documents + 1) * sizeof(*numbers));
	rg_arena *old_paths = index->paths;
	size_t n = 0;

	for (size_t i = 0; i < index->n_documents; i++)
		numbers[i] = index->states[i] ? (uint32_t)n++ : RG_NO_DOCUMENT;
	merge_layers(index, 0, numbers);
	index->generation++;
	index->layers[0].n_documents = n;
	index->paths = rg_arena_new();
	rg_str_map_init(&index->by_path, index->paths, n);
	for (size_t i = 0; i < index->n_documents; i++) {
		document d = index->documents[i];

		if (numbers[i] == RG_NO_DOCUMENT)
			continue;
		d.path = rg_arena_dup(index->paths, d.path);
		index->documents[numbers[i]] = d;
		index->states[numbers[i]] = index->states[i];
		rg_str_map_set(&index->by_path, d.path, numbers[i]);
	}
	index->n_documents = n;
	rg_arena_free(old_paths);
	free(numbers);
}

static void compact_if_worth_it(rg_index *index)
{
	size_t n_dead = index->n_documents - index->n_known;

	if (n_dead > 64 && n_dead > index->n_known / 2)
		compact(index);
}

/* ---- documents ------------------------------------------------------------------------------ */

static uint32_t find(const rg_index *index, rg_str path)
{
	uint32_t number = rg_str_map_find(&index->by_path, path);

	if (number == RG_STR_MAP_NONE || !(index->states[number] & RG_DOCUMENT_IS_KNOWN))
		return RG_NO_DOCUMENT;
	return number;
}

static void bury(rg_index *index, rg_str path)
{
	uint32_t number = find(index, path);

	index->generation++;
	if (number == RG_NO_DOCUMENT)
		return;
	index->n_known--;
	index->n_read -= !!(index->states[number] & RG_DOCUMENT_IS_READ);
	index->states[number] = 0;
}

static void reserve_documents(rg_index *index, size_t n)
{
	if (n <= index->cap_documents)
		return;
	index->cap_documents = n + n / 4 + 16;
	index->documents =
		rg_realloc(index->documents, index->cap_documents * sizeof(*index->documents));
	index->states = rg_realloc(index->states, index->cap_documents);
}

static void add_document(rg_index *index, rg_str path, const rg_part_document *read)
{
	uint32_t number = (uint32_t)index->n_documents++;
	uint8_t state = RG_DOCUMENT_IS_KNOWN;

	bury(index, path);
	index->documents[number] = (document){{NULL, 0}, read->stamp, read->length};
	index->states[number] = 0;
	if (!read->is_read && !read->stamp)
		return;
	path = rg_arena_dup(index->paths, path);
	if (read->is_read) {
		state |= RG_DOCUMENT_IS_READ;
		state |= read->is_generated	   ? RG_DOCUMENT_IS_GENERATED
			 : rg_path_is_source(path) ? RG_DOCUMENT_IS_SOURCE
						   : 0;
		index->n_read++;
	}
	index->n_known++;
	index->documents[number].path = path;
	index->states[number] = state;
	rg_str_map_set(&index->by_path, path, number);
}

size_t rg_index_next(const rg_index *index)
{
	return index->n_documents;
}

void rg_index_put_parts(rg_index *index, const rg_str *paths, rg_index_part *const *parts, size_t n)
{
	size_t first = index->n_layers, n_before = index->n_documents;

	for (size_t i = 0; i < n; i++) {
		const rg_index_part *part = parts[i];

		if (rg_never(part->first != index->n_documents || part->n_segments != 1))
			return;
		reserve_documents(index, index->n_documents + part->n_documents);
		for (size_t k = 0; k < part->n_documents; k++)
			add_document(index, *paths++, &part->documents[k]);
		push_layer(index, part->segments[0], part->n_documents);
		parts[i]->n_segments = 0; /* it is the index's */
	}
	if (index->n_documents == n_before)
		return;
	if (index->n_layers > first + 1)
		merge_layers(index, first, NULL);
	settle(index);
	compact_if_worth_it(index);
}

void rg_index_put(rg_index *index, rg_str path, rg_str bytes)
{
	rg_index_part *part = rg_index_part_new(rg_index_next(index), NULL);

	rg_index_part_add(part, path, bytes.ptr ? bytes : RG_STR(""), 0);
	rg_index_part_finish(part);
	rg_index_put_parts(index, &path, &part, 1);
	rg_index_part_free(part);
}

void rg_index_remove(rg_index *index, rg_str path)
{
	bury(index, path);
	compact_if_worth_it(index);
}

size_t rg_index_files(const rg_index *index)
{
	return index->n_read;
}

uint64_t rg_index_stamp(const rg_index *index, rg_str path)
{
	uint32_t number = find(index, path);

	return number == RG_NO_DOCUMENT ? 0 : index->documents[number].stamp;
}

size_t rg_index_number(const rg_index *index, rg_str path)
{
	uint32_t number = find(index, path);

	return number == RG_NO_DOCUMENT ? SIZE_MAX : number;
}

bool rg_index_path(rg_str *out, const rg_index *index, size_t number)
{
	*out = index->documents[number].path;
	return index->states[number] & RG_DOCUMENT_IS_KNOWN;
}

uint32_t rg_index__document(const rg_index *index, rg_str path)
{
	uint32_t number = find(index, path);

	return number != RG_NO_DOCUMENT && index->states[number] & RG_DOCUMENT_IS_READ
		       ? number
		       : RG_NO_DOCUMENT;
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
	return index->states[number] & RG_DOCUMENT_IS_SOURCE;
}

rg_source_cache *rg_index__sources(const rg_index *index)
{
	return index->sources;
}

uint64_t rg_index__generation(const rg_index *index)
{
	return index->generation;
}

void *rg_index__kept(const rg_index *index)
{
	return index->kept->data;
}

void rg_index__keep_take(const rg_index *index, void *kept, void (*release)(void *kept))
{
	if (index->kept->data)
		index->kept->release(index->kept->data);
	*index->kept = (struct rg_index_kept){kept, release};
}

/* ---- postings ------------------------------------------------------------------------------- */

void rg_postings_init(rg_postings *out, const rg_index *index, rg_str name)
{
	*out = (rg_postings){.index = index,
			     .states = index->states,
			     .n_documents = index->n_documents,
			     .term = rg_segment__hash(name)};
}

bool rg_postings__next_layer(rg_postings *postings)
{
	const rg_index *index = postings->index;

	if (postings->n_layers == index->n_layers)
		return false;
	rg_segment_find(&postings->reader, &index->layers[postings->n_layers++].segment,
			postings->term);
	return true;
}

/* ---- as bytes ------------------------------------------------------------------------------- */

typedef struct kept_document {
	uint64_t stamp;
	uint32_t length, path_len;
	uint32_t is_read, is_generated;
} kept_document;

void rg_index_render(rg_buf *buf, rg_index *index)
{
	uint64_t sizes[2] = {0, 0};
	size_t n_documents;

	if (index->n_layers > 1 || index->n_known < index->n_documents)
		compact(index);
	n_documents = index->n_documents;
	sizes[0] = n_documents;
	for (size_t i = 0; i < n_documents; i++)
		sizes[1] += index->documents[i].path.len;
	rg_buf_add(buf, (rg_str){(const char *)sizes, sizeof(sizes)});
	for (size_t i = 0; i < n_documents; i++) {
		const document *d = &index->documents[i];
		kept_document kept = {d->stamp, d->length, (uint32_t)d->path.len,
				      !!(index->states[i] & RG_DOCUMENT_IS_READ),
				      index->states[i] & RG_DOCUMENT_IS_GENERATED};

		rg_buf_add(buf, (rg_str){(const char *)&kept, sizeof(kept)});
	}
	for (size_t i = 0; i < n_documents; i++)
		rg_buf_add(buf, index->documents[i].path);
	rg_buf_add(buf, (rg_str){"\0\0\0\0\0\0\0", (8 - sizes[1] % 8) % 8});
	if (index->n_layers)
		rg_segment_render(buf, &index->layers[0].segment);
}

/* Takes the documents and their paths off *bytes. */
static bool parse_documents(rg_index *index, rg_str *bytes)
{
	uint64_t sizes[2];
	const kept_document *kept;
	rg_str paths;

	if (bytes->len < sizeof(sizes))
		return false;
	memcpy(sizes, bytes->ptr, sizeof(sizes));
	*bytes = rg_str_sub(*bytes, sizeof(sizes), bytes->len);
	if (sizes[0] > bytes->len / sizeof(*kept) ||
	    sizes[1] > bytes->len - sizes[0] * sizeof(*kept) ||
	    (sizes[1] + 7) / 8 * 8 > bytes->len - sizes[0] * sizeof(*kept))
		return false;
	kept = (const kept_document *)(const void *)bytes->ptr;
	paths = rg_str_sub(*bytes, sizes[0] * sizeof(*kept), sizes[0] * sizeof(*kept) + sizes[1]);
	*bytes = rg_str_sub(*bytes, sizes[0] * sizeof(*kept) + (sizes[1] + 7) / 8 * 8, bytes->len);
	reserve_documents(index, sizes[0]);
	rg_str_map_init(&index->by_path, index->paths, sizes[0]);
	for (size_t i = 0; i < sizes[0]; i++) {
		rg_part_document read = {.length = kept[i].length,
					 .is_read = kept[i].is_read & 1,
					 .is_generated = kept[i].is_generated,
					 .stamp = kept[i].stamp};

		if (kept[i].path_len > paths.len)
			return false;
		add_document(index, rg_str_sub(paths, 0, kept[i].path_len), &read);
		paths = rg_str_sub(paths, kept[i].path_len, paths.len);
	}
	return true;
}

rg_index *rg_index_parse_take(rg_arena *arena, rg_str bytes)
{
	rg_index *index = rg_index_new();
	rg_segment segment;

	index->cached = arena;
	if (!parse_documents(index, &bytes) ||
	    (index->n_documents && !rg_segment_parse(&segment, &bytes))) {
		rg_index_free(index);
		return NULL;
	}
	if (index->n_documents)
		push_layer(index, segment, index->n_documents);
	return index;
}
