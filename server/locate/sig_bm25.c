/* SPDX-License-Identifier: MIT */
/*
 * sig_bm25.c - the file that uses the same words as the test and its error, rare words counting
 * most. The strongest signal on real bugs. Statistics are over the files that may be candidates,
 * so that a large test suite does not make its own words look common.
 */
#include "locate/bm25.h"
#include "locate/signal.h"

#define SHOWN 3

/* Lucene's defaults; no other value was better by more than chance. */
#define K1 1.2
#define B  0.75

/* The terms that gave a file most, largest first. */
typedef struct best_terms {
	uint32_t terms[SHOWN];
	double shares[SHOWN];
	size_t n;
} best_terms;

typedef struct hit {
	uint32_t file, count;
} hit;
typedef RG_VEC(hit) hit_vec;

static void remember(best_terms *best, uint32_t term, double share)
{
	size_t at = best->n < SHOWN ? best->n++ : SHOWN;

	for (; at > 0 && best->shares[at - 1] < share; at--)
		if (at < SHOWN) {
			best->terms[at] = best->terms[at - 1];
			best->shares[at] = best->shares[at - 1];
		}
	if (at < SHOWN) {
		best->terms[at] = term;
		best->shares[at] = share;
	}
}

static double mean_length(size_t *n, const rg_scene *scene)
{
	uint64_t sum = 0;

	*n = 0;
	for (size_t i = 0; i < scene->files.n; i++)
		if (scene->documents[i] != RG_NO_DOCUMENT) {
			sum += rg_index__length(scene->index, scene->documents[i]);
			(*n)++;
		}
	return *n ? (double)sum / (double)*n : 0;
}

static void *score(double *values, rg_scene *scene)
{
	const rg_index *index = scene->index;
	best_terms *best = RG_NEW_N(scene->arena, best_terms, scene->files.n);
	size_t n_documents;
	rg_bm25 bm25 = {K1, B, mean_length(&n_documents, scene)};
	hit_vec hits = {0};

	for (size_t i = 0; i < scene->query.terms.n; i++) {
		const rg_term *term = &scene->query.terms.items[i];
		rg_postings postings;
		rg_posting posting;
		double idf;

		hits.n = 0;
		rg_postings_init(&postings, index, term->text);
		while (rg_postings_next(&posting, &postings))
			if (scene->of_document[posting.document] != RG_NO_FILE)
				RG_PUSH(scene->arena, &hits,
					(hit){scene->of_document[posting.document], posting.count});
		if (!hits.n)
			continue;
		idf = rg_bm25_idf(n_documents, hits.n) * term->weight * term->rarity;
		for (size_t k = 0; k < hits.n; k++) {
			const hit *h = &hits.items[k];
			double length = rg_index__length(index, scene->documents[h->file]);
			double share = idf * rg_bm25_weight(&bm25, h->count, length);

			values[h->file] += share;
			remember(&best[h->file], (uint32_t)i, share);
		}
	}
	rg_signal__scale(values, scene->files.n);
	return best;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const best_terms *best = &((const best_terms *)state)[file];
	rg_str names[SHOWN];

	for (size_t i = 0; i < best->n; i++)
		names[i] = scene->query.terms.items[best->terms[i]].text;
	return rg_arena_printf(scene->arena, "mentions %.*s, as the failing test or its error does",
			       RG_FMT(rg_signal__list(scene->arena, names, best->n)));
}

const rg_signal rg_signal_bm25 = {"bm25", score, text};
