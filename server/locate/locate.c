/* SPDX-License-Identifier: MIT */
/*
 * locate.c - scene → signals → sum → the best files with their reasons → functions. Tests,
 * documentation and examples are candidates only where there is no source at all.
 */
#include "locate/locate.h"

#include "base/limits.h"
#include "locate/confidence.h"
#include "locate/fault.h"
#include "locate/functions.h"
#include "locate/kind.h"
#include "locate/ranking.h"

/* Largest first; equal ones in the order of signals.def. */
static void add_reason(rg_reason_vec *reasons, rg_arena *arena, const rg_reason *reason)
{
	size_t at = reasons->n;

	RG_PUSH(arena, reasons, *reason);
	for (; at > 0 && reasons->items[at - 1].points < reason->points; at--)
		reasons->items[at] = reasons->items[at - 1];
	reasons->items[at] = *reason;
}

static void add_candidate(rg_candidate_vec *out, const rg_scene *scene, const rg_ranking *ranking,
			  uint32_t file)
{
	rg_candidate candidate = {.path = scene->files.items[file],
				  .score = ranking->scores[file],
				  .kind = rg_kind_of_candidate(scene, file)};

	for (size_t i = 0; i < RG_N_SIGNALS; i++) {
		const rg_signal *signal = rg_signal_at(i);
		rg_reason reason = {
			rg_str_of(signal->name), rg_ranking_points(ranking, i, file), {NULL, 0}};

		if (reason.points <= 0)
			continue;
		reason.text = signal->text(scene, ranking->states[i], file);
		add_reason(&candidate.reasons, scene->arena, &reason);
	}
	RG_PUSH(scene->arena, out, candidate);
}

const char *rg_candidate_kind_name(rg_candidate_kind kind)
{
	static const char *const names[] = {"python", "native", "kernel", "stub", "config", "data"};

	return names[kind];
}

const char *rg_fault_name(rg_fault fault)
{
	static const char *const names[] = {"source", "test", "environment"};

	return names[fault];
}

/* The answer is some kilobytes, what it is made of some megabytes: it leaves them behind. */
static const rg_answer *dup_answer(rg_arena *arena, const rg_answer *answer)
{
	rg_answer *out = RG_NEW(arena, rg_answer);

	*out = *answer;
	out->fault_text = rg_arena_dup(arena, answer->fault_text);
	out->candidates = (rg_candidate_vec){0};
	for (size_t i = 0; i < answer->candidates.n; i++) {
		const rg_candidate *from = &answer->candidates.items[i];
		rg_candidate *to = RG_PUSH_NEW(arena, &out->candidates);

		*to = (rg_candidate){.path = rg_arena_dup(arena, from->path),
				     .score = from->score,
				     .kind = from->kind};
		for (size_t k = 0; k < from->reasons.n; k++) {
			rg_reason reason = from->reasons.items[k];

			reason.text = rg_arena_dup(arena, reason.text);
			RG_PUSH(arena, &to->reasons, reason);
		}
		for (size_t k = 0; k < from->functions.n; k++) {
			rg_function_candidate function = from->functions.items[k];

			function.name = rg_arena_dup(arena, function.name);
			RG_PUSH(arena, &to->functions, function);
		}
	}
	return out;
}

const rg_answer *rg_locate(rg_arena *arena, const rg_locate_input *input)
{
	rg_arena *scratch = rg_arena_new();
	rg_answer answer = {0};
	rg_candidate_vec *out = &answer.candidates;
	rg_index *empty = input->index ? NULL : rg_index_new();
	const rg_index *index = input->index ? input->index : empty;
	const rg_answer *kept;
	rg_ranking ranking;
	rg_scene scene;

	rg_source_cache_trim(rg_index__sources(index));
	rg_scene_make(&scene, scratch, input, index, false);
	if (!scene.files.n)
		rg_scene_make(&scene, scratch, input, index, true);
	rg_ranking_make(&ranking, &scene);
	for (size_t i = 0; i < scene.files.n && out->n < RG_LIMIT_CANDIDATES; i++)
		if (ranking.scores[ranking.order[i]] > 0)
			add_candidate(out, &scene, &ranking, ranking.order[i]);
	rg_functions_rank(out, &scene);
	answer.confidence = rg_confidence(&ranking, scene.files.n);
	answer.fault = rg_fault_find(&answer.fault_text, &scene);
	kept = dup_answer(arena, &answer);
	rg_arena_free(scratch);
	rg_index_free(empty);
	return kept;
}
