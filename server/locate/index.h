/* SPDX-License-Identifier: MIT */
/*
 * index.h - inside locate/: how signals read the index (locate.h makes and fills it).
 *
 * A document is one version of a file; a file that is put again is a new document, and the old one
 * is dead until there are enough dead ones to write the postings anew. Numbers of documents depend
 * on the order of the puts: they are for tables, never for an order that a user sees.
 */
#ifndef RG_LOCATE_INDEX_H
#define RG_LOCATE_INDEX_H

#include "locate/locate.h"
#include "locate/segment.h"
#include "locate/source_cache.h"

/* The document of a file, or RG_NO_DOCUMENT. */
uint32_t rg_index__document(const rg_index *index, rg_str path);
/* Numbers of documents are below this. */
size_t rg_index__documents(const rg_index *index);
/* Tokens of a document. */
uint32_t rg_index__length(const rg_index *index, uint32_t document);

/* rg_path_is_source (source_path.h) of its path, and no generator wrote it (generated.h). */
bool rg_index__is_source(const rg_index *index, uint32_t document);

/* Where a term occurs. */
typedef struct rg_posting {
	uint32_t document;
	uint32_t count;
	bool is_definition; /* behind `def` or `class`, or a name bound for Python in C or C++ */
} rg_posting;

/* What a document is; 0: dead. */
#define RG_DOCUMENT_IS_KNOWN	 (1u << 0) /* the newest of its path */
#define RG_DOCUMENT_IS_READ	 (1u << 1) /* its terms are here: neither binary nor too large */
#define RG_DOCUMENT_IS_SOURCE	 (1u << 2) /* and it may be a candidate */
#define RG_DOCUMENT_IS_GENERATED (1u << 3)

typedef struct rg_postings {
	const rg_index *index;
	const uint8_t *states; /* of the documents */
	size_t n_documents;
	uint64_t term;
	size_t n_layers; /* of the index that were begun */
	rg_segment_reader reader;
} rg_postings;

/*
 * Starts at a term, as written or as a lower-case word of an identifier. The list is in order of
 * documents and holds live ones alone.
 */
void rg_postings_init(rg_postings *out, const rg_index *index, rg_str term);
/* Goes on with the index's next layer; false when that was the last. */
bool rg_postings__next_layer(rg_postings *postings);

/* Here, because an answer reads some hundred thousand. */
static inline bool rg_postings_next(rg_posting *out, rg_postings *postings)
{
	rg_occurrence one;

	do {
		while (postings->reader.at < postings->reader.end) {
			rg_segment_read(&one, &postings->reader);
			if (one.document >= postings->n_documents ||
			    !(postings->states[one.document] & RG_DOCUMENT_IS_READ))
				continue;
			out->document = one.document;
			out->count = one.count >> 1;
			out->is_definition = one.count & 1;
			return true;
		}
	} while (rg_postings__next_layer(postings));
	return false;
}

/* Differs after each change. */
uint64_t rg_index__generation(const rg_index *index);
/* Something that somebody keeps from one answer to the next, or NULL; replaced by keep_take. */
void *rg_index__kept(const rg_index *index);
void rg_index__keep_take(const rg_index *index, void *kept, void (*release)(void *kept));

/* What was parsed for earlier answers. Not thread safe, as the index is not. */
rg_source_cache *rg_index__sources(const rg_index *index);

#endif
