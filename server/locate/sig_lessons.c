/* SPDX-License-Identifier: MIT */
/*
 * sig_lessons.c - what earlier commits changed in the sources when they added tests like this one.
 * A commit that changed tests and sources together is a small document: its subject and the lines
 * that it added to test files (locate.h). The failing test and its error are the query; the most
 * similar commits vote for the sources that they changed, the closest by far the loudest.
 */
#include "locate/bm25.h"
#include "locate/signal.h"

#define VOTES_MAX 30

/* Lucene's defaults; less of a discount for long commits was worse. */
#define K1 1.2
#define B  0.75

typedef struct vote {
	double score;
	uint32_t lesson;
} vote;

typedef struct learned {
	uint32_t n;	/* commits that voted for the file */
	double closest; /* the score of the closest */
	rg_str subject; /* its subject */
} learned;

typedef struct hit {
	uint32_t lesson, count;
} hit;
typedef RG_VEC(hit) hit_vec;

static int louder(const void *a, const void *b)
{
	const vote *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
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

static void add_term(vote *votes, hit_vec *hits, const rg_scene *scene, const rg_lessons *lessons,
		     const uint32_t *numbers, const rg_bm25 *bm25, const rg_term *term)
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

		votes[h->lesson].score += idf * rg_bm25_weight(bm25, h->count, length);
	}
}

static void count_vote(double *values, learned *all, const rg_scene *scene, const rg_lesson *lesson,
		       double likeness)
{
	double share = likeness * likeness * likeness / (double)lesson->paths.n;

	for (size_t i = 0; i < lesson->paths.n; i++) {
		uint32_t file = rg_scene_file(scene, lesson->paths.items[i]);

		if (file == RG_NO_FILE)
			continue;
		values[file] += share;
		all[file].n++;
		if (all[file].closest < likeness) {
			all[file].closest = likeness;
			all[file].subject = lesson->subject;
		}
	}
}

static void *score(double *values, rg_scene *scene)
{
	const rg_lessons *lessons = scene->input->lessons;
	learned *all = RG_NEW_N(scene->arena, learned, scene->files.n);
	rg_bm25 bm25 = {K1, B, 0};
	hit_vec hits = {0};
	uint32_t *numbers;
	vote *votes;

	if (!lessons || !lessons->items.n)
		return all;
	numbers = lessons_by_document(&bm25.mean, scene, lessons);
	votes = RG_NEW_N(scene->arena, vote, lessons->items.n);
	for (uint32_t i = 0; i < lessons->items.n; i++)
		votes[i].lesson = i;
	for (size_t i = 0; i < scene->query.terms.n; i++)
		add_term(votes, &hits, scene, lessons, numbers, &bm25,
			 &scene->query.terms.items[i]);
	qsort(votes, lessons->items.n, sizeof(*votes), louder);
	for (size_t i = 0; i < lessons->items.n && i < VOTES_MAX && votes[i].score > 0; i++)
		count_vote(values, all, scene, &lessons->items.items[votes[i].lesson],
			   votes[i].score / votes[0].score);
	rg_signal__scale(values, scene->files.n);
	return all;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const learned *l = &((const learned *)state)[file];

	return rg_arena_printf(
		scene->arena,
		"changed in %u of the commits that added tests like this one: \"%.*s\"", l->n,
		RG_FMT(rg_str_sub(l->subject, 0, 72)));
}

const rg_signal rg_signal_lessons = {"lessons", score, text};
