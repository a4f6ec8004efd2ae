/* SPDX-License-Identifier: MIT */
/*
 * stability_words.h - what stability runs and varied rounds say: sentences for people, members for
 * programs. Outcomes of the recorded runs go in, nothing else.
 */
#ifndef RG_FIX_RUNS_STABILITY_WORDS_H
#define RG_FIX_RUNS_STABILITY_WORDS_H

#include "fix/runs/base_rate.h"
#include "fix/runs/varied.h"

/* "in its file, under load and on one CPU": each once, in their order. */
rg_str rg_stability_list(rg_arena *arena, const rg_str_vec *words);
/*
 * "5 of 5 passed: …. It also passed in its file and under load; all 12 runs together: it fails in
 * less than 22.1 %. …", with what was left out, what is missing and what more runs would show.
 */
rg_str rg_stability_summary(rg_arena *arena, const rg_stability_runs *runs,
			    const rg_base_rate *rate, const rg_ground *ground);
/* The same of rounds of one variant: "passed on one CPU (hash seed 7)". */
rg_str rg_stability_only_text(rg_arena *arena, const rg_stability_runs *runs);
/* What the failing run says of the test; headline: of its failure, may be empty. */
rg_str rg_stability_failure_text(rg_arena *arena, const rg_stability_runs *runs,
				 const rg_ground *ground, rg_str headline);
/* How it can be looked at: the command that replays it, and its log. */
rg_str rg_stability_failure_next(rg_arena *arena, const rg_stability_runs *runs);
/* The members of docs/results.md for redgreen.checkStability. */
void rg_stability_put(rg_json *result, rg_arena *arena, const rg_stability_runs *runs,
		      const rg_base_rate *rate, const rg_ground *ground, const char *verdict);

#endif
