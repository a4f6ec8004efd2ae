/* SPDX-License-Identifier: MIT */
/*
 * ci.c - first the files alone say what concerns the change. Then the forge is asked, where there
 * is one and the branch was pushed: for the runs of the pushed commit and the checks that the base
 * requires. Nothing is started but what the arguments name, and that is looked at before anything
 * is sent: one that cannot be started, or lacks an input, stops the command.
 */
#include "fix/ci.h"

#include "fix/ci_words.h"
#include "fix/dossier/dossier.h"
#include "fix/pr/branch_name.h"
#include "fix/session/consent.h"
#include "fix/session/ground_look.h"
#include "fix/workspace/workspace.h"
#include "forge/runs.h"

typedef struct ci_state {
	rg_ground ground;
	rg_dossier dossier;
	rg_str_vec wishes; /* what is to be started, by name */
	rg_forge_target forge;
	bool has_forge; /* one that can be asked */
	rg_forge_branch_ci ask;
	rg_forge_call *call;
	rg_forge_runs runs; /* in the task's arena */
	bool is_asked;
} ci_state;

/* ---- what the files say ---------------------------------------------------------------------- */

static rg_str_vec split(rg_arena *arena, rg_str list)
{
	rg_str_vec out = {0};
	rg_str part;

	while (list.len && rg_str_part(&part, &list, ','))
		if (rg_str_trim(part).len)
			RG_PUSH(arena, &out, rg_str_trim(part));
	return out;
}

static const rg_workflow_path *row_of(const rg_workflow_path_vec *table, rg_str workflow)
{
	for (size_t i = 0; i < table->n; i++)
		if (rg_str_eq(table->items[i].workflow, workflow))
			return &table->items[i];
	return NULL;
}

/* What is to be started stands first in the table, whatever it changes; its inputs are the
 * arguments', else the table's. */
static void put_wishes_first(ci_state *state, rg_arena *arena)
{
	const rg_fix_args *args = state->ground.args;
	const rg_workflow_path_vec table = state->ground.settings.workflows;
	rg_workflow_path_vec out = {0};
	rg_str_vec inputs = split(arena, args->inputs);

	state->wishes = split(arena, args->start);
	for (size_t i = 0; i < state->wishes.n; i++) {
		const rg_workflow_path *row = row_of(&table, state->wishes.items[i]);
		rg_workflow_path wish = {.workflow = state->wishes.items[i],
					 .is_required = row && row->is_required,
					 .inputs = inputs.n ? inputs
						   : row    ? row->inputs
							    : (rg_str_vec){0}};

		RG_PUSH(arena, &out, wish);
	}
	for (size_t i = 0; i < table.n; i++)
		RG_PUSH(arena, &out, table.items[i]);
	state->ground.settings.workflows = out;
}

/* Whether the wish can be carried out; else the task stops with why not. */
static bool can_start(ci_state *state, rg_arena *arena, rg_str name)
{
	const rg_workflow_advice *advice = rg_ci_advice_of(&state->dossier.facts.workflows, name);
	rg_forge_start_wish wish;

	if (!advice || !advice->start.len) {
		rg_ground_halt(&state->ground, "cannot-start-workflow",
			       rg_arena_printf(
				       arena, "%.*s cannot be started by hand (%.*s)", RG_FMT(name),
				       RG_FMT(advice ? advice->reason : RG_STR("it is not known"))),
			       RG_STR("redgreen workflows lists those that can."));
		return false;
	}
	if (advice->missing.n) {
		rg_ground_halt(&state->ground, "cannot-start-workflow",
			       rg_arena_printf(arena, "%.*s requires the input %.*s", RG_FMT(name),
					       RG_FMT(rg_str_vec_join(arena, &advice->missing,
								      RG_STR(", ")))),
			       RG_STR("Give it with --inputs name=value, or in the setting "
				      "\"workflows\"."));
		return false;
	}
	wish = (rg_forge_start_wish){.name = advice->start, .inputs = advice->inputs};
	RG_PUSH(arena, &state->ask.starts, wish);
	return true;
}

/* Where no fix branch was made yet: the base and the name that one would get. */
static rg_rc settle(ci_state *state, rg_arena *arena, rg_err *err)
{
	rg_ground *ground = &state->ground;
	rg_session_row *session = &ground->session;
	rg_repo *repo = NULL;
	rg_base base;
	rg_err none;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	if (rc < 0)
		return rc;
	if (!session->base_oid.ptr && rg_base_find(&base, arena, repo, ground->settings.base,
						   ground->settings.remote, &none) == RG_OK) {
		session->base_branch = base.branch;
		session->base_remote = base.remote;
		session->base_ref = base.ref;
		session->base_oid = base.oid;
	}
	state->ask.branch = session->branch;
	if (!session->branch.ptr)
		rc = rg_branch_name_choose(&state->ask.branch, arena, ground, repo, err);
	rg_repo_close(repo);
	return rc;
}

static rg_rc look(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	ci_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_rc rc;

	(void)cancel;
	put_wishes_first(state, arena);
	if ((rc = settle(state, arena, err)) < 0 || ground->halt_code)
		return rc;
	rc = rg_dossier_collect(
		&state->dossier, arena, ground,
		(ground->session.base_oid.ptr ? RG_DOSSIER_PR : 0) | RG_DOSSIER_PEOPLE, err);
	if (rc < 0)
		return rc;
	rg_dossier_advise(&state->dossier, arena, ground, state->ask.branch, NULL);
	state->has_forge = rg_dossier_forge(&state->forge, arena, ground) &&
			   !rg_str_eq_z(state->forge.kind, "local") && state->forge.project.len &&
			   ground->session.branch.len;
	state->ask.base = ground->session.base_branch;
	state->ask.head_oid = ground->session.pr_commit;
	for (size_t i = 0; i < state->wishes.n; i++)
		if (!can_start(state, arena, state->wishes.items[i]))
			return RG_OK;
	if (state->wishes.n && !state->has_forge)
		rg_ground_halt(ground, "cannot-start-workflow",
			       RG_STR("there is no forge to start workflows on, or no fix branch"),
			       RG_STR("Create the draft pull request first; docs/settings.md says "
				      "how \"forge\" is set."));
	return RG_OK;
}

static void gather(rg_task *task)
{
	rg_task_job(task, look, rg_ground_proceed);
}

/* ---- the forge ------------------------------------------------------------------------------- */

/* Only what was pushed has runs; a wish is sent whatever this machine knows of the branch. */
static bool has_question(rg_task *task)
{
	const ci_state *state = rg_task_state(task);

	return state->has_forge && (state->wishes.n || state->ask.head_oid.len);
}

static bool needs_consent(rg_task *task)
{
	return has_question(task) && rg_ground_needs_consent(task);
}

static void keep(ci_state *state, rg_arena *arena, const rg_forge_runs *runs)
{
	rg_forge_runs *out = &state->runs;

	*out = (rg_forge_runs){.cause = runs->cause,
			       .message = rg_arena_dup(arena, runs->message),
			       .is_required_known = runs->is_required_known,
			       .required = rg_str_vec_dup(arena, &runs->required)};
	for (size_t i = 0; i < runs->runs.n; i++) {
		const rg_forge_run *run = &runs->runs.items[i];

		RG_PUSH(arena, &out->runs,
			(rg_forge_run){.name = rg_arena_dup(arena, run->name),
				       .file = rg_arena_dup(arena, run->file),
				       .event = rg_arena_dup(arena, run->event),
				       .state = rg_arena_dup(arena, run->state),
				       .url = rg_arena_dup(arena, run->url)});
	}
	for (size_t i = 0; i < runs->started.n; i++) {
		const rg_forge_started *one = &runs->started.items[i];

		RG_PUSH(arena, &out->started,
			(rg_forge_started){.name = rg_arena_dup(arena, one->name),
					   .cause = one->cause,
					   .message = rg_arena_dup(arena, one->message)});
	}
	state->is_asked = true;
}

static void on_told(void *data, const rg_forge_runs *runs)
{
	rg_task *task = data;
	ci_state *state = rg_task_state(task);

	state->call = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	keep(state, rg_task_arena(task), runs);
	rg_task_next(task);
}

static void stop_call(void *data)
{
	rg_task *task = data;
	ci_state *state = rg_task_state(task);

	rg_workspace_ports(rg_task_workspace(task))->forge_stop(state->call);
}

static void ask_forge(rg_task *task, rg_str token)
{
	ci_state *state = rg_task_state(task);
	rg_workspace *workspace = rg_task_workspace(task);
	rg_err err;

	if (rg_workspace_ports(workspace)->runs_start(
		    &state->call, rg_workspace_loop(workspace), &state->forge, &state->ask, token,
		    state->ground.root, (rg_str){NULL, 0}, 60000, on_told, task, &err) < 0)
		rg_task_fail(task, &err);
	else
		rg_task_on_cancel(task, stop_call, task);
}

static void ask(rg_task *task)
{
	const ci_state *state = rg_task_state(task);

	rg_task_ask_token(task, state->forge.kind, state->forge.host, false, ask_forge);
}

/* ---- the answer ------------------------------------------------------------------------------ */

static void answer(rg_task *task)
{
	ci_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_json *result = rg_task_result(task);
	const rg_forge_runs *runs = state->is_asked ? &state->runs : NULL;

	if (runs && runs->is_required_known)
		rg_dossier_advise(&state->dossier, arena, ground, state->ask.branch,
				  &runs->required);
	rg_ci_put(result, &state->dossier.facts.workflows, runs);
	rg_task_say(task, "%.*s",
		    RG_FMT(rg_ci_summary(arena, &state->dossier.facts.workflows, runs,
					 state->has_forge ? state->forge.host : (rg_str){0})));
	if (runs && runs->cause != RG_FORGE_OK && state->wishes.n)
		rg_task_stop(task, "forge-refused", rg_arena_dup(arena, runs->message),
			     RG_STR("Nothing else was sent. redgreen workflows shows how the runs "
				    "stand."));
	else
		rg_task_next(task);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"reading the workflows", gather},
	{"asking whether it may", rg_ground_consent, needs_consent},
	{"asking the forge", ask, has_question},
	{"answering", answer},
};
static const rg_use_case use_case = {
	.name = "show workflows", .steps = steps, .n_steps = sizeof(steps) / sizeof(steps[0])};

rg_rc rg_fix_ci(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	ci_state *state = RG_NEW(rg_task_arena(task), ci_state);

	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_SESSION | RG_GROUND_LAST | RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
