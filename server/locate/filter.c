/* SPDX-License-Identifier: MIT */
/* filter.c - the terms of the query (query.h): what signals look up in the index. */
#include "locate/filter.h"

#include "locate/query.h"
#include "locate/segment.h"

const rg_index_filter *rg_index_filter_make(rg_arena *arena, const rg_locate_input *input)
{
	rg_index_filter *filter = RG_NEW(arena, rg_index_filter);
	rg_source_cache *sources = rg_source_cache_new();
	rg_query query;

	rg_query_make(&query, arena, input, sources);
	filter->n_hashes = 64;
	while (filter->n_hashes < query.terms.n * 2 + 1)
		filter->n_hashes *= 2;
	filter->hashes = RG_NEW_N(arena, uint64_t, filter->n_hashes);
	for (size_t i = 0; i < query.terms.n; i++) {
		rg_str term = query.terms.items[i].text;
		uint64_t hash = rg_segment__hash(term);
		size_t at = hash & (filter->n_hashes - 1), look;

		if (!term.len)
			continue;
		look = rg_filter__look(term);
		filter->looks[look / 8] |= (uint8_t)(1u << (look % 8));
		while (filter->hashes[at] && filter->hashes[at] != hash)
			at = (at + 1) & (filter->n_hashes - 1);
		filter->hashes[at] = hash;
	}
	rg_source_cache_free(sources);
	return filter;
}
