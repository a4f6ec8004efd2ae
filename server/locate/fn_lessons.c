/* SPDX-License-Identifier: MIT */
/*
 * fn_lessons.c - functions that earlier commits changed when they added tests like this one: those
 * whose tests look like the failing test (votes.c) vote for what they changed, the closest the
 * loudest. A commit that changed much says less of each function. Functions are known by the last
 * part of their names, so that classes which do the same thing learn from one another.
 */
#include <math.h>

#include "locate/function_set.h"
#include "locate/votes.h"

#define NONE UINT32_MAX

/* Functions of a file that end in the same name. */
typedef struct alike {
	uint32_t n;
	uint32_t last; /* a place in the set; the one before it is in previous */
} alike;

typedef struct learning {
	rg_function_set *set;
	rg_str_map *of_file; /* of each file: the last part of a name → its place in groups */
	RG_VEC(alike) groups;
	uint32_t *previous; /* of each function: the one of its group before it, or NONE */
} learning;

static void group(learning *l, size_t file, uint32_t function)
{
	rg_str name = l->set->functions.items[function].text->definition->name;
	uint32_t at = rg_str_map_add(&l->of_file[file], rg_function__last_part(name),
				     (uint32_t)l->groups.n);
	alike *a;

	if (at == l->groups.n)
		RG_PUSH(l->set->scene->arena, &l->groups, ((alike){0, NONE}));
	a = &l->groups.items[at];
	a->n++;
	l->previous[function] = a->last;
	a->last = function;
}

static void count_name(learning *l, size_t file, rg_str name, double value)
{
	uint32_t at = rg_str_map_find(&l->of_file[file], rg_function__last_part(name));

	if (at == RG_STR_MAP_NONE)
		return;
	value /= l->groups.items[at].n;
	for (uint32_t i = l->groups.items[at].last; i != NONE; i = l->previous[i])
		l->set->functions.items[i].values[RG_FUNCTION_lessons] += value;
}

static void count_vote(learning *l, const rg_lesson *lesson, double likeness)
{
	size_t n = 0;

	for (size_t i = 0; i < lesson->paths.n; i++)
		n += lesson->functions[i].n;
	for (size_t i = 0; i < lesson->paths.n; i++) {
		size_t file = rg_function_set_file(l->set, lesson->paths.items[i]);

		for (size_t k = 0; file < l->set->n_files && k < lesson->functions[i].n; k++)
			count_name(l, file, lesson->functions[i].items[k],
				   likeness * likeness / sqrt((double)n));
	}
}

void rg_functions__lessons(rg_function_set *set)
{
	const rg_vote_vec *votes = rg_votes(set->scene);
	rg_arena *arena = set->scene->arena;
	learning l = {.set = set};

	if (!votes->n)
		return;
	l.of_file = RG_NEW_N(arena, rg_str_map, set->n_files);
	l.previous = RG_NEW_N(arena, uint32_t, set->functions.n);
	for (size_t i = 0; i < set->n_files; i++) {
		rg_str_map_init(&l.of_file[i], arena, set->first[i + 1] - set->first[i]);
		for (uint32_t k = set->first[i]; k < set->first[i + 1]; k++)
			group(&l, i, k);
	}
	for (size_t i = 0; i < votes->n; i++) {
		const rg_lesson *lesson =
			&set->scene->input->lessons->items.items[votes->items[i].lesson];

		if (lesson->functions)
			count_vote(&l, lesson, votes->items[i].likeness);
	}
	rg_function_set_scale(set, RG_FUNCTION_lessons);
}
