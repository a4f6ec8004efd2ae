/* SPDX-License-Identifier: MIT */
/* undo.c - back to before the fix branch, losing nothing. */
#include "fix/undo.h"

#include "fix/dossier/session_end.h"
#include "fix/session/acts.h"
#include "fix/session/ground_look.h"
#include "fix/workspace/shapes.h"

typedef struct undo_state {
	rg_ground ground;
	rg_str_vec restored;
} undo_state;

static rg_rc find_session(rg_arena *arena, rg_ground *ground, rg_err *err)
{
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, arena, ground->store_path, &notice, err);

	if (rc == RG_OK)
		rc = rg_session_newest(&ground->session, &ground->has_session, arena, store,
				       ground->root, err);
	rg_store_close(store);
	return rc;
}

/* The newest session, ended or not: a pull request can be undone as well. */
static rg_rc take_back(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	undo_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_err why;
	rg_rc rc = find_session(arena, ground, err);

	(void)cancel;
	if (rc < 0)
		return rc;
	if (!ground->has_session || !ground->session.branch.ptr ||
	    rg_str_eq_z(ground->session.state, "undone")) {
		rg_ground_halt(ground, "nothing-to-undo",
			       RG_STR("redgreen made no branch here that is not undone already"),
			       RG_STR("git reflog shows what else happened."));
		return RG_OK;
	}
	rc = rg_act_undo_do(&state->restored, arena, ground, &why);
	if (rc == RG_EREFUSED || rc == RG_ESTALE) {
		rg_ground_halt(ground, "cannot-undo", rg_arena_dup(arena, rg_str_of(why.message)),
			       RG_STR("Nothing was changed. Commit or move what is named, then ask "
				      "again."));
		return RG_OK;
	}
	if (rc < 0)
		*err = why;
	return rc;
}

static void undo(rg_task *task)
{
	rg_task_job(task, take_back, rg_ground_proceed);
}

static void answer(rg_task *task)
{
	undo_state *state = rg_task_state(task);

	rg_json_set_take(rg_task_result(task), "restored", rg_shape_strs(&state->restored));
	rg_task_say(task, "undone: %.*s",
		    RG_FMT(rg_str_vec_join(rg_task_arena(task), &state->restored, RG_STR("; "))));
	rg_task_next(task);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"writing the report", rg_session_end_report, rg_session_end_owes_report},
	{"going back", undo},
	{"answering", answer},
};
static const rg_use_case use_case = {.name = "undo",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .is_exclusive = true};

rg_rc rg_fix_undo(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	undo_state *state = RG_NEW(rg_task_arena(task), undo_state);

	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_COMMITS | RG_GROUND_CALM |
			      RG_GROUND_STORE | RG_GROUND_WORKTREE | RG_GROUND_GONE |
			      RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
