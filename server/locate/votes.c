/* SPDX-License-Identifier: MIT */
/*
 * votes.c - which commits added tests like the failing one. A lesson is a small document: its
 * subject and the lines that it added to test files (locate.h). The failing test and its error are
 * the query.
 */
#include "locate/votes.h"

#include "locate/bm25.h"

#define VOTES_MAX 30

/* Lucene's defaults; less of a discount for long commits was worse. */
#define K1 1.2
#define B  0.75

typedef struct hit {
	uint32_t lesson, count;
} hit;
typedef RG_VEC(hit) hit_vec;

static int louder(const void *a, const void *b)
{
	const rg_vote *x = a, *y = b;

	if (x->likeness != y->likeness)
		return x->likeness > y->likeness ? -1 : 1;
	return x->lesson < y->lesson ? -1 : x->lesson > y->lesson;
}

/* document → lesson, or UINT32_MAX; sets the mean length. */
static uint32_t *lessons_by_document(double *mean, const rg_scene *scene, const rg_lessons *lessons)
{
	size_t n = rg_index__documents(lessons->index);
	uint32_t *numbers = RG_NEW_N(scene->arena, uint32_t, n);
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		numbers[i] = UINT32_MAX;
	for (uint32_t i = 0; i < lessons->items.n; i++) {
		uint32_t document =
			rg_index__document(lessons->index, lessons->items.items[i].document);

		if (document == RG_NO_DOCUMENT)
			continue;
		numbers[document] = i;
		sum += rg_index__length(lessons->index, document);
	}
	*mean = lessons->items.n ? sum / (double)lessons->items.n : 0;
	return numbers;
}

static void add_term(rg_vote *votes, hit_vec *hits, const rg_scene *scene,
		     const rg_lessons *lessons, const uint32_t *numbers, const rg_bm25 *bm25,
		     const rg_term *term)
{
	rg_postings postings;
	rg_posting posting;
	double idf;

	hits->n = 0;
	rg_postings_init(&postings, lessons->index, term->text);
	while (rg_postings_next(&posting, &postings))
		if (numbers[posting.document] != UINT32_MAX)
			RG_PUSH(scene->arena, hits,
				(hit){numbers[posting.document], posting.count});
	if (!hits->n)
		return;
	idf = rg_bm25_idf(lessons->items.n, hits->n) * term->weight;
	for (size_t i = 0; i < hits->n; i++) {
		const hit *h = &hits->items[i];
		uint32_t document = rg_index__document(lessons->index,
						       lessons->items.items[h->lesson].document);
		double length = rg_index__length(lessons->index, document);

		votes[h->lesson].likeness += idf * rg_bm25_weight(bm25, h->count, length);
	}
}

static void find(rg_vote_vec *out, rg_scene *scene)
{
	const rg_lessons *lessons = scene->input->lessons;
	rg_bm25 bm25 = {K1, B, 0};
	hit_vec hits = {0};
	uint32_t *numbers;
	double most;

	out->items = RG_NEW_N(scene->arena, rg_vote, lessons->items.n);
	for (uint32_t i = 0; i < lessons->items.n; i++)
		out->items[i].lesson = i;
	numbers = lessons_by_document(&bm25.mean, scene, lessons);
	for (size_t i = 0; i < scene->query.terms.n; i++)
		add_term(out->items, &hits, scene, lessons, numbers, &bm25,
			 &scene->query.terms.items[i]);
	qsort(out->items, lessons->items.n, sizeof(*out->items), louder);
	most = out->items[0].likeness;
	while (out->n < lessons->items.n && out->n < VOTES_MAX && out->items[out->n].likeness > 0)
		out->items[out->n++].likeness /= most;
}

const rg_vote_vec *rg_votes(rg_scene *scene)
{
	if (!scene->votes) {
		rg_vote_vec *out = RG_NEW(scene->arena, rg_vote_vec);

		if (scene->input->lessons && scene->input->lessons->items.n)
			find(out, scene);
		scene->votes = out;
	}
	return scene->votes;
}
