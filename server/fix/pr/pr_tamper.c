/* SPDX-License-Identifier: MIT */
/*
 * pr_tamper.c - a plan whose change makes tests say less is no plan until a person says that it is
 * meant: by an argument with a reason, or by an answer. No answer means no.
 */
#include "fix/pr/pr_private.h"

#include "fix/dossier/tamper.h"

static rg_rc accept(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_pr_state *state = rg_task_state(task);
	const rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, arena, ground->store_path, &notice, err);

	(void)cancel;
	if (rc == RG_OK)
		rc = rg_tamper_accept(arena, store, ground->session.id, &state->dossier.weakened,
				      ground->args->acknowledge, err);
	rg_store_close(store);
	return rc;
}

static void on_tampered(rg_task *task, int choice)
{
	const rg_pr_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);

	if (choice == 1) { /* the texts have to say it: everything is looked at again */
		rg_task_job(task, accept, rg_task_repeat);
		return;
	}
	rg_task_stop(task, "test-tampered",
		     rg_arena_printf(arena, "tests say less than before: %.*s",
				     RG_FMT(rg_str_vec_join(arena, &state->dossier.facts.weakened,
							    RG_STR("; ")))),
		     RG_STR("Mend the code instead of the test; or say why it is meant, and the "
			    "pull request will say it: redgreen pr --acknowledge REASON."));
}

bool rg_pr__is_tampered(rg_task *task)
{
	static const rg_str choices[] = {RG_STR_INIT("Stop"), RG_STR_INIT("It is meant")};
	const rg_pr_state *state = rg_task_state(task);
	const rg_session_facts *facts = &state->dossier.facts;
	rg_str reason = state->ground.args->acknowledge;

	if (!facts->weakened.n ||
	    (facts->acknowledged.ptr && (!reason.len || rg_str_eq(reason, facts->acknowledged))))
		return false;
	if (reason.len)
		on_tampered(task, 1);
	else
		rg_task_ask(task,
			    rg_arena_printf(rg_task_arena(task),
					    "Tests say less than before (%.*s%s). Is it meant? The "
					    "pull request will say so.",
					    RG_FMT(facts->weakened.items[0]),
					    facts->weakened.n > 1 ? ", and more" : ""),
			    choices, 2, on_tampered);
	return true;
}
