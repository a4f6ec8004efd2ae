/* SPDX-License-Identifier: MIT */
/*
 * sig_neighbours.c - the test files that are most like the failing test, and the sources that are
 * named like them: a new script that checks prices reads like test_prices.py, and that one tests
 * prices.py. It speaks where the failing test's own file has a name that says nothing.
 */
#include "locate/bm25.h"
#include "locate/kinship.h"
#include "locate/signal.h"

#define NEIGHBOURS_MAX 5

#define K1 1.2
#define B  0.75

typedef struct neighbour {
	double score;
	rg_str path;
	uint32_t document;
} neighbour;
typedef RG_VEC(neighbour) neighbour_vec;

static int nearer(const void *a, const void *b)
{
	const neighbour *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return rg_str_cmp(x->path, y->path);
}

static bool is_own(const rg_scene *scene, rg_str path)
{
	for (size_t i = 0; i < scene->query.test_files.n; i++)
		if (rg_str_eq(scene->query.test_files.items[i].path, path))
			return true;
	return false;
}

/* Test files of the workspace but those of the failing tests; of_document: → their places. */
static neighbour_vec test_files(uint32_t *of_document, double *mean, const rg_scene *scene)
{
	const rg_str_vec *files = scene->all_files;
	neighbour_vec out = {0};

	*mean = 0;
	for (size_t i = 0; i < files->n; i++) {
		uint32_t document = scene->all_documents[i];

		if (!scene->is_named_test[i] || document == RG_NO_DOCUMENT ||
		    is_own(scene, files->items[i]))
			continue;
		of_document[document] = (uint32_t)out.n;
		*mean += rg_index__length(scene->index, document);
		RG_PUSH(scene->arena, &out, (neighbour){0, files->items[i], document});
	}
	if (out.n)
		*mean /= (double)out.n;
	return out;
}

typedef struct hit {
	uint32_t place, count;
} hit;
typedef RG_VEC(hit) hit_vec;

static void add_term(neighbour_vec *all, hit_vec *hits, const rg_scene *scene,
		     const uint32_t *of_document, const rg_bm25 *bm25, const rg_term *term)
{
	rg_postings postings;
	rg_posting posting;
	double idf;

	hits->n = 0;
	rg_postings_init(&postings, scene->index, term->text);
	while (rg_postings_next(&posting, &postings))
		if (of_document[posting.document] != UINT32_MAX)
			RG_PUSH(scene->arena, hits,
				(hit){of_document[posting.document], posting.count});
	if (!hits->n)
		return;
	idf = rg_bm25_idf(all->n, hits->n) * term->weight;
	for (size_t i = 0; i < hits->n; i++) {
		neighbour *n = &all->items[hits->items[i].place];

		n->score += idf * rg_bm25_weight(bm25, hits->items[i].count,
						 rg_index__length(scene->index, n->document));
	}
}

/* The best of them, squared likeness to the best, for the files of their names. */
static void vote(double *values, rg_str *named, const rg_scene *scene, const neighbour_vec *all)
{
	rg_str stems[NEIGHBOURS_MAX];
	size_t n = 0;

	for (; n < all->n && n < NEIGHBOURS_MAX && all->items[n].score > 0; n++)
		stems[n] = rg_kinship__stem(all->items[n].path);
	for (size_t i = 0; n && i < scene->files.n; i++) {
		rg_str stem = scene->stems[i];

		for (size_t k = 0; stem.len && k < n; k++) {
			double likeness = all->items[k].score / all->items[0].score;

			if (!rg_kinship__is_same(stem, stems[k]))
				continue;
			values[i] = likeness * likeness;
			named[i] = all->items[k].path;
			break;
		}
	}
}

static void *score(double *values, rg_scene *scene)
{
	uint32_t *of_document = RG_NEW_N(scene->arena, uint32_t, scene->n_documents);
	rg_str *named = RG_NEW_N(scene->arena, rg_str, scene->files.n);
	rg_bm25 bm25 = {K1, B, 0};
	neighbour_vec all;
	hit_vec hits = {0};

	for (size_t i = 0; i < scene->n_documents; i++)
		of_document[i] = UINT32_MAX;
	all = test_files(of_document, &bm25.mean, scene);
	for (size_t i = 0; all.n && i < scene->query.terms.n; i++)
		add_term(&all, &hits, scene, of_document, &bm25, &scene->query.terms.items[i]);
	if (all.n)
		qsort(all.items, all.n, sizeof(*all.items), nearer);
	vote(values, named, scene, &all);
	return named;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	return rg_arena_printf(scene->arena,
			       "is named like %.*s, which is much like the failing test",
			       RG_FMT(((const rg_str *)state)[file]));
}

const rg_signal rg_signal_neighbours = {"neighbours", score, text};
