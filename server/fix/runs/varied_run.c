/* SPDX-License-Identifier: MIT */
/* varied_run.c - from a variant and a seed to the proof's runs, and to the shell's command. */
#include "fix/runs/varied_run.h"

#include <inttypes.h>

#include "runner/wrapper.h"

void rg_varied_run(rg_task *task, rg_stability_runs *runs, const rg_variant *variant, uint32_t seed,
		   uint64_t limit_ms, void (*after)(rg_task *task))
{
	rg_arena *arena = rg_task_arena(task);
	rg_proof_spec specs[2];
	size_t n = variant->is_twice ? 2 : 1;

	for (size_t i = 0; i < n; i++) {
		specs[i] = runs->spec;
		specs[i].purpose = "varied";
		specs[i].variant = variant;
		specs[i].hash_seed = seed + (uint32_t)i;
		specs[i].limit_ms = limit_ms;
		specs[i].may_be_left = limit_ms && variant->scope != RG_SCOPE_TESTS;
		specs[i].follows = runs->proof.result != NULL;
		specs[i].log_name = rg_arena_printf(arena, "varied_%s_%" PRIu32 ".txt",
						    variant->name, specs[i].hash_seed);
	}
	rg_task_progress(task, 0, 0, rg_arena_printf(arena, "running it %s", variant->words));
	rg_proof_make_several(task, &runs->proof, specs, n, after);
}

bool rg_varied_is_red(const rg_proof *one)
{
	rg_outcome outcome = one->wanted.outcome;

	return outcome == RG_OUTCOME_FAILED || outcome == RG_OUTCOME_ERROR ||
	       outcome == RG_OUTCOME_CRASHED || outcome == RG_OUTCOME_TIMEOUT;
}

rg_proof *rg_varied_run_take(rg_stability_runs *runs)
{
	rg_proof *worst = &runs->proof;

	for (size_t i = 0; i < runs->proof.n && !rg_varied_is_red(worst); i++)
		if (rg_varied_is_red(rg_proof_at(&runs->proof, i)))
			worst = rg_proof_at(&runs->proof, i);
	runs->varied_seconds += worst->result->seconds;
	return worst;
}

rg_str rg_varied_command(rg_arena *arena, const rg_round *round, const rg_str_vec *tests)
{
	return rg_arena_printf(arena, "redgreen stability --variant %s --seed %" PRIu32 " %.*s",
			       round->variant->name, round->seed,
			       RG_FMT(rg_shell_line(arena, tests)));
}
