/* SPDX-License-Identifier: MIT */
/*
 * index_part.h - inside locate/: reading files for an index, apart from it. Several threads may
 * each fill a part of their own; locate.h has what they need of it.
 */
#ifndef RG_LOCATE_INDEX_PART_H
#define RG_LOCATE_INDEX_PART_H

#include "locate/locate.h"
#include "locate/segment.h"

/* What reading a file told, beside its terms. */
typedef struct rg_part_document {
	uint32_t length; /* tokens */
	bool is_read;	 /* it is source: neither binary nor too large */
	bool is_generated;
	uint64_t stamp;
} rg_part_document;

struct rg_index_part {
	uint32_t first;
	const rg_index_filter *filter; /* or NULL */
	rg_part_document *documents; /* owned, as all pointers here; of the numbers from first on */
	size_t n_documents, cap_documents;
	rg_occurrence *occurrences; /* of the newest documents, not in a segment yet */
	size_t n_occurrences, cap_occurrences;
	rg_segment *segments;
	size_t n_segments, cap_segments;
	/* Of the file that is being read: its terms, and a table of hashes that leads to them. */
	struct rg_part_term *terms;
	size_t n_terms, cap_terms;
	struct rg_part_slot *slots;
	size_t n_slots; /* a power of two */
	uint32_t round; /* of the table: slots of other rounds are free */
};

#endif
