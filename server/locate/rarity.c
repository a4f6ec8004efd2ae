/* SPDX-License-Identifier: MIT */
/*
 * rarity.c - what every test of a project says (the client, the runner, the usual fixtures) does
 * not tell what this one is about. A term's rarity is its idf among the files that are no sources,
 * tests above all, by the idf of a term that none of them has.
 */
#include "locate/rarity.h"

#include "locate/bm25.h"

/* By document: whether it counts. */
static bool *others(size_t *n, const rg_scene *scene)
{
	bool *out = RG_NEW_N(scene->arena, bool, scene->n_documents);
	bool *is_own = RG_NEW_N(scene->arena, bool, scene->n_documents);

	for (size_t i = 0; i < scene->query.test_files.n; i++) {
		uint32_t document =
			rg_index__document(scene->index, scene->query.test_files.items[i].path);

		if (document != RG_NO_DOCUMENT)
			is_own[document] = true;
	}
	*n = 0;
	for (size_t i = 0; i < scene->all_files->n; i++) {
		uint32_t document = scene->all_documents[i];

		if (document == RG_NO_DOCUMENT || scene->of_document[document] != RG_NO_FILE ||
		    is_own[document] || !scene->is_python[i])
			continue;
		out[document] = true;
		++*n;
	}
	return out;
}

void rg_rarity_measure(rg_scene *scene)
{
	size_t n;
	const bool *counts = others(&n, scene);
	double most = rg_bm25_idf(n, 0);

	for (size_t i = 0; i < scene->query.terms.n; i++) {
		rg_term *term = &scene->query.terms.items[i];
		rg_postings postings;
		rg_posting posting;
		size_t n_with = 0;

		term->rarity = 1;
		if (!n)
			continue;
		rg_postings_init(&postings, scene->index, term->text);
		while (rg_postings_next(&posting, &postings))
			n_with += counts[posting.document];
		term->rarity = rg_bm25_idf(n, n_with) / most;
	}
}
