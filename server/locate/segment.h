/* SPDX-License-Identifier: MIT */
/*
 * segment.h - inside locate/: term → documents, made once and never changed; an index is a list of
 * segments. Terms are known by a hash of 64 bits: half a million of them share one with a chance of
 * one in a hundred million, and then two words count as one. Pure; a segment may be read by any
 * number of threads.
 */
#ifndef RG_LOCATE_SEGMENT_H
#define RG_LOCATE_SEGMENT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

#define RG_NO_DOCUMENT UINT32_MAX

/* A term of up to 255 bytes; the same on machines of the same byte order. */
uint64_t rg_segment__hash(rg_str term);

/* That a term occurs in a document. */
typedef struct rg_occurrence {
	uint64_t term;
	uint32_t document;
	uint32_t count; /* << 1 | is a definition */
} rg_occurrence;

typedef struct rg_segment {
	void *memory; /* owned; all below lies in it, or is borrowed when it is NULL */
	size_t n_terms, n_bytes;
	uint64_t *terms;  /* ascending, each once */
	uint32_t *ends;	  /* of the postings of each in bytes; they begin where the last ones end */
	uint32_t *starts; /* by the top bits of a term, the first that has them or more */
	uint8_t *bytes;
} rg_segment;

/* Sorts the occurrences in place; a term and a document come together in one of them at most. */
void rg_segment_make(rg_segment *out, rg_occurrence *occurrences, size_t n);
/*
 * One out of n, whose documents ascend from one to the next and are below n_documents. numbers: the
 * new number of each document, ascending, or RG_NO_DOCUMENT for those that go; NULL: all stay.
 */
void rg_segment_merge(rg_segment *out, const rg_segment *parts, size_t n, size_t n_documents,
		      const uint32_t *numbers);
void rg_segment_release(rg_segment *segment);

typedef struct rg_segment_reader {
	const uint8_t *at, *end;
	uint32_t document;
} rg_segment_reader;

/* At the postings of a term; no bytes for one that is not there. */
void rg_segment_find(rg_segment_reader *out, const rg_segment *segment, uint64_t term);

/*
 * A posting: a varint of (distance to the last document << 2 | is a definition << 1 | more than
 * once) and, where it is more than once, the count.
 */
static inline uint32_t rg_segment__varint(const uint8_t **at)
{
	uint32_t value = *(*at)++;

	if (value < 0x80)
		return value;
	value &= 0x7f;
	for (unsigned shift = 7; shift < 35; shift += 7) {
		uint8_t byte = *(*at)++;

		value |= (uint32_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			break;
	}
	return value;
}

/* The next occurrence but for its term; at must be before end. */
static inline void rg_segment_read(rg_occurrence *out, rg_segment_reader *reader)
{
	uint32_t head = rg_segment__varint(&reader->at);

	reader->document += head >> 2;
	out->document = reader->document;
	out->count = (head & 1 ? rg_segment__varint(&reader->at) : 1) << 1 | (head >> 1 & 1);
}

/* The segment as bytes behind what is in buf; aligned to 8 when buf is. */
void rg_segment_render(rg_buf *buf, const rg_segment *segment);
/*
 * The other way round: takes it off *bytes (aligned to 8), borrowed from them. False when they are
 * no segment. Of forged bytes a reader gets nonsense, and documents that may not be there.
 */
bool rg_segment_parse(rg_segment *out, rg_str *bytes);

#endif
