/* SPDX-License-Identifier: MIT */
/* report.c - the report as of now, whatever happened; the session goes on. */
#include "fix/report.h"

#include "fix/reporting.h"
#include "report/report.h"

typedef struct report_state {
	rg_ground ground;
	rg_dossier dossier;
	rg_str path, status;
} report_state;

static rg_rc write_it(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	report_state *state = rg_task_state(task);

	(void)cancel;
	return rg_report_write(&state->path, &state->status, &state->dossier, rg_task_arena(task),
			       &state->ground, err);
}

static void write_report(rg_task *task)
{
	rg_task_job(task, write_it, NULL);
}

static void answer(rg_task *task)
{
	report_state *state = rg_task_state(task);
	const rg_session_facts *facts = &state->dossier.facts;

	rg_json_set_str(rg_task_result(task), "path", state->path);
	rg_json_set_str(rg_task_result(task), "status", state->status);
	rg_task_say(task, "%.*s. The report is written",
		    RG_FMT(rg_status_text(rg_task_arena(task), facts->status, facts->status_note)));
	rg_task_show(task, state->path);
	rg_task_next(task);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"writing the report", write_report},
	{"answering", answer},
};
static const rg_use_case use_case = {.name = "write report",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .is_exclusive = true};

rg_rc rg_fix_report(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	report_state *state = RG_NEW(rg_task_arena(task), report_state);

	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_SESSION | RG_GROUND_LAST | RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
