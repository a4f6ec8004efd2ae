/* SPDX-License-Identifier: MIT */
/*
 * sig_lessons.c - what earlier commits changed in the sources when they added tests like this one:
 * the most similar ones (votes.c) vote for the sources that they changed, the closest by far the
 * loudest.
 */
#include "locate/signal.h"
#include "locate/votes.h"

typedef struct learned {
	uint32_t n;	/* commits that voted for the file */
	double closest; /* the score of the closest */
	rg_str subject; /* its subject */
} learned;

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
	learned *all = RG_NEW_N(scene->arena, learned, scene->files.n);
	const rg_vote_vec *votes = rg_votes(scene);

	for (size_t i = 0; i < votes->n; i++)
		count_vote(values, all, scene,
			   &scene->input->lessons->items.items[votes->items[i].lesson],
			   votes->items[i].likeness);
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
