/* SPDX-License-Identifier: MIT */
/* status.c - where the session stands, from evidence as of now. */
#include "fix/status.h"

#include "fix/dossier/dossier.h"
#include "fix/dossier/session_end.h"
#include "fix/session/ground_look.h"
#include "fix/session/session_clock.h"
#include "fix/workspace/workspace.h"

typedef struct status_state {
	rg_ground ground;
	rg_dossier dossier;
} status_state;

static rg_rc collect(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	status_state *state = rg_task_state(task);

	(void)cancel;
	return rg_dossier_collect(&state->dossier, rg_task_arena(task), &state->ground,
				  state->ground.session.base_oid.ptr ? RG_DOSSIER_PR : 0, err);
}

static void gather(rg_task *task)
{
	rg_task_job(task, collect, NULL);
}

static void answer(rg_task *task)
{
	status_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_json *result = rg_task_result(task), *session;
	int64_t now = rg_workspace_ports(rg_task_workspace(task))->now();
	rg_session_time time = rg_session_time_now(ground, now);
	size_t n_done = 0;

	rg_workspace_saw(rg_task_workspace(task), rg_dossier_known(&state->dossier));
	for (size_t i = 0; i < state->dossier.facts.checklist.n; i++)
		n_done += state->dossier.facts.checklist.items[i].done;
	session =
		rg_json_set_take(result, "session", rg_dossier_shape(&state->dossier, ground, now));
	rg_json_set_str(result, "phase", ground->session.phase);
	rg_json_set_int(result, "remainingSeconds", time.left);
	rg_json_set_take(result, "checklist", rg_json_copy(rg_json_get(session, "checklist")));
	rg_json_set_take(result, "attempts", rg_json_copy(rg_json_get(session, "attempts")));
	rg_task_say(task, "%.*s; %zu of %zu done",
		    RG_FMT(rg_session_time_full(rg_task_arena(task), &time)), n_done,
		    state->dossier.facts.checklist.n);
	rg_task_next(task);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"writing the report", rg_session_end_report, rg_session_end_owes_report},
	{"gathering evidence", gather},
	{"answering", answer},
};
static const rg_use_case use_case = {
	.name = "show fix session", .steps = steps, .n_steps = sizeof(steps) / sizeof(steps[0])};

rg_rc rg_fix_status(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	status_state *state = RG_NEW(rg_task_arena(task), status_state);

	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_SESSION | RG_GROUND_LAST |
			      RG_GROUND_WORKTREE | RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
