/* SPDX-License-Identifier: MIT */
/* stability_runs.c - each run starts from what the one before said. */
#include "fix/stability_runs.h"

#include <inttypes.h>

/* The proof is the first member, so that the task's proof leads to the runs. */
static rg_stability_runs *runs_of(rg_task *task)
{
	return (rg_stability_runs *)rg_ground_of(task)->proof;
}

static void make_next(rg_task *task, rg_stability_runs *runs);

static void ran(rg_task *task)
{
	rg_stability_runs *runs = runs_of(task);

	runs->n_made++;
	runs->seconds += runs->proof.result->seconds;
	if (runs->proof.result->outcome == RG_OUTCOME_PASSED && rg_proof_is_valid(&runs->proof)) {
		runs->n_passed++;
		if (runs->n_passed < runs->n_wanted) {
			make_next(task, runs);
			return;
		}
	}
	runs->after(task);
}

static void make_next(rg_task *task, rg_stability_runs *runs)
{
	rg_arena *arena = rg_task_arena(task);

	runs->spec.hash_seed = runs->n_made;
	runs->spec.log_name =
		rg_arena_printf(arena, "stability_run_%" PRIu32 ".txt", runs->n_made + 1);
	rg_task_progress(task, runs->n_made, runs->n_wanted,
			 rg_arena_printf(arena, "%" PRIu32 "/%" PRIu32 " passed", runs->n_passed,
					 runs->n_wanted));
	rg_proof_make(task, &runs->proof, &runs->spec, ran);
}

void rg_stability_make(rg_task *task, rg_stability_runs *runs, const rg_proof_spec *spec, int64_t n,
		       void (*after)(rg_task *task))
{
	runs->spec = *spec;
	runs->spec.purpose = "stability";
	runs->n_wanted = (uint32_t)n;
	runs->n_made = runs->n_passed = 0;
	runs->after = after;
	make_next(task, runs);
}
