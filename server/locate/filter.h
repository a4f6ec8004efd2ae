/* SPDX-License-Identifier: MIT */
/* filter.h - inside locate/: whether a term is one of a few, asked for each token of all files. */
#ifndef RG_LOCATE_FILTER_H
#define RG_LOCATE_FILTER_H

#include "locate/locate.h"

/* By looks; the terms' hashes, 0 for none, less than half full. */
struct rg_index_filter {
	uint8_t looks[65536 / 8];
	uint64_t *hashes;
	size_t n_hashes; /* a power of two */
};

/* Its length, and five bits of its first and of its last byte. token: not empty. */
static inline size_t rg_filter__look(rg_str token)
{
	return (token.len & 63) << 10 | (size_t)(token.ptr[0] & 31) << 5 |
	       (size_t)(token.ptr[token.len - 1] & 31);
}

/* Few tokens get past this. */
static inline bool rg_filter__may_have(const rg_index_filter *filter, rg_str token)
{
	size_t look = rg_filter__look(token);

	return filter->looks[look / 8] >> (look % 8) & 1;
}

/* hash: rg_segment__hash of the term. */
static inline bool rg_filter__has(const rg_index_filter *filter, uint64_t hash)
{
	for (size_t i = hash & (filter->n_hashes - 1);; i = (i + 1) & (filter->n_hashes - 1)) {
		if (filter->hashes[i] == hash)
			return true;
		if (!filter->hashes[i])
			return false;
	}
}

#endif
