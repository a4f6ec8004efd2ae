/* SPDX-License-Identifier: MIT */
/*
 * functions.c - the functions of the short list, each a small document with a name. A weighted sum
 * again, of what functions.def lists; a function's score compares with those of other files.
 */
#include "locate/functions.h"

#include "locate/function_set.h"

#define SHOWN_MAX 10

static const char *const names[] = {
#define RG_FUNCTION_SIGNAL(name, weight, weight_with_run) #name,
#include "locate/functions.def"
#undef RG_FUNCTION_SIGNAL
};

static const int32_t weights_alone[] = {
#define RG_FUNCTION_SIGNAL(name, weight, weight_with_run) weight,
#include "locate/functions.def"
#undef RG_FUNCTION_SIGNAL
};

static const int32_t weights_with_run[] = {
#define RG_FUNCTION_SIGNAL(name, weight, weight_with_run) weight_with_run,
#include "locate/functions.def"
#undef RG_FUNCTION_SIGNAL
};

const char *rg_function_signal_name(size_t idx)
{
	return names[idx];
}

static void add_files(rg_function_set *set)
{
	double best = set->candidates->items[0].score;

	for (size_t i = 0; best > 0 && i < set->functions.n; i++) {
		rg_function *f = &set->functions.items[i];

		f->values[RG_FUNCTION_file] = set->candidates->items[f->candidate].score / best;
	}
}

const rg_function_vec *rg_functions_measure(rg_scene *scene, const rg_candidate_vec *candidates)
{
	rg_function_set *set = RG_NEW(scene->arena, rg_function_set);

	rg_function_set_make(set, scene, candidates);
	if (set->functions.n) {
		add_files(set);
		rg_functions__text(set);
		rg_functions__message(set);
		rg_functions__frames(set);
		rg_functions__lessons(set);
		rg_functions__run(set);
		rg_function_set_merge(set);
	}
	return &set->functions;
}

/* Best first; then in order of the file. */
static void insert(rg_function_candidate_vec *functions, rg_arena *arena,
		   const rg_function_candidate *added)
{
	size_t at = functions->n;

	if (at < SHOWN_MAX)
		RG_PUSH(arena, functions, *added);
	else if (functions->items[--at].score >= added->score)
		return;
	for (; at > 0 && functions->items[at - 1].score < added->score; at--)
		functions->items[at] = functions->items[at - 1];
	functions->items[at] = *added;
}

void rg_functions_rank(rg_candidate_vec *candidates, rg_scene *scene)
{
	const rg_function_vec *functions = rg_functions_measure(scene, candidates);
	const int32_t *weights =
		rg_spectrum_speaks(scene->input->spectrum) ? weights_with_run : weights_alone;

	for (size_t i = 0; i < functions->n; i++) {
		const rg_function *f = &functions->items[i];
		rg_function_candidate out = {rg_arena_dup(scene->arena, f->text->definition->name),
					     f->text->definition->line, 0};

		for (size_t k = 0; k < RG_N_FUNCTION_SIGNALS; k++)
			out.score += (int32_t)(weights[k] * f->values[k] + 0.5);
		insert(&candidates->items[f->candidate].functions, scene->arena, &out);
	}
}
