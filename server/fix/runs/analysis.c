/* SPDX-License-Identifier: MIT */
/* analysis.c - one job for the candidates; then the same failures as JSON and as marks. */
#include "fix/runs/analysis.h"

#include "fix/runs/watched.h"
#include "fix/workspace/shapes.h"
#include "fix/workspace/workspace.h"

static void fill_input(rg_task *task, const rg_str_vec *files, uint64_t number)
{
	const rg_ground *ground = rg_ground_of(task);
	rg_analysis *analysis = ground->analysis;
	rg_str none = {NULL, 0};

	analysis->input = (rg_pointing_input){
		.root = ground->root,
		.files = files,
		.number = number,
		.private_dir = ground->has_repo ? ground->facts.private_dir : none,
		.head = ground->has_repo ? ground->facts.head_oid : none,
		.failures = &analysis->failures,
		.tests = &analysis->tests,
	};
}

static rg_rc find(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_analysis *analysis = ground->analysis;
	rg_pointing_input *input = &analysis->input;

	(void)err;
	if (!analysis->spectrum && ground->settings.spectrum)
		analysis->spectrum =
			rg_watched_recall(analysis->arena, ground, &analysis->failures);
	input->spectrum = analysis->spectrum;
	input->cancel = cancel;
	analysis->is_glance = !analysis->pointing;
	if (analysis->is_glance) {
		analysis->answer = rg_pointing_glance(analysis->arena, input);
		return RG_OK;
	}
	analysis->answer = rg_pointing_find(analysis->arena, analysis->pointing, input);
	rg_pointing_keep(analysis->pointing, input);
	return RG_OK;
}

/* No file is read any more: what the failures themselves name. */
static rg_rc find_nowhere(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	static const rg_cancel is_over = {true};
	rg_ground *ground = rg_ground_of(task);
	rg_analysis *analysis = ground->analysis;

	(void)cancel, (void)err;
	fill_input(task, &ground->files, 0);
	analysis->input.cancel = &is_over;
	analysis->answer = rg_pointing_glance(analysis->arena, &analysis->input);
	analysis->is_glance = true;
	return RG_OK;
}

static void give_back(rg_task *task, rg_analysis *analysis)
{
	if (analysis->pointing)
		rg_sight_return_take(rg_workspace_sight(rg_task_workspace(task)),
				     analysis->pointing);
	analysis->pointing = NULL;
}

static void found(rg_task *task)
{
	rg_analysis *analysis = rg_ground_of(task)->analysis;

	if (analysis->limit_ms)
		rg_task_set_deadline(task, 0, NULL);
	give_back(task, analysis);
	analysis->after(task);
}

/* The search that was stopped has answered with what it knew, unless it had not begun. */
static void cut(rg_task *task)
{
	rg_analysis *analysis = rg_ground_of(task)->analysis;

	rg_task_on_cancel(task, NULL, NULL);
	analysis->is_cut = true;
	if (analysis->answer)
		found(task);
	else
		rg_task_job(task, find_nowhere, found);
}

/* The files as they are now, where that is known; else as the task found them. */
static void lent(void *data, rg_pointing *pointing)
{
	rg_task *task = data;
	rg_ground *ground = rg_ground_of(task);
	rg_analysis *analysis = ground->analysis;
	const rg_inventory *now =
		ground->has_repo ? rg_sight_inventory(rg_workspace_sight(rg_task_workspace(task)))
				 : NULL;

	analysis->pointing = pointing;
	fill_input(task, now ? &now->files : &ground->files, now ? now->number : 0);
	rg_task_on_cancel(task, NULL, NULL);
	rg_task_job(task, find, found);
}

static void stop_waiting(void *data)
{
	rg_task *task = data;

	if (rg_sight_unborrow(rg_workspace_sight(rg_task_workspace(task)), task))
		rg_task_repeat(task); /* which sees that it is cancelled */
}

void rg_analysis_start(rg_task *task, rg_analysis *analysis, void (*after)(rg_task *task))
{
	rg_ground_of(task)->analysis = analysis;
	analysis->after = after;
	if (rg_ground_of(task)->is_away) { /* what the workspace knows is of other files */
		rg_task_job(task, find_nowhere, found);
		return;
	}
	if (analysis->limit_ms)
		rg_task_set_deadline(task, analysis->limit_ms, cut);
	rg_task_on_cancel(task, stop_waiting, task);
	rg_sight_borrow(rg_workspace_sight(rg_task_workspace(task)), lent, task);
}

void rg_analysis_put(rg_task *task, const rg_analysis *analysis)
{
	static const rg_answer none = {.confidence = -1};
	const rg_answer *answer = analysis->answer ? analysis->answer : &none;
	rg_json *result = rg_task_result(task);

	rg_json_set_take(result, "failures", rg_shape_failures(&analysis->failures));
	rg_json_set_take(result, "candidates", rg_shape_candidates(&answer->candidates));
	rg_json_set_take(result, "pointing", rg_shape_pointing(answer));
}

/* The arena goes with them: more of it may be used as long as they are retained. */
static rg_findings *make_findings(rg_analysis *analysis, rg_str tree, rg_str log)
{
	rg_findings *findings =
		rg_findings_new_take(analysis->arena ? analysis->arena : rg_arena_new());

	findings->failures = analysis->failures;
	if (analysis->answer)
		findings->answer = *analysis->answer;
	findings->tree = rg_arena_dup(findings->arena, tree);
	findings->log = rg_arena_dup(findings->arena, log);
	findings->tests = rg_str_vec_dup(findings->arena, &analysis->tests);
	if (analysis->unsound.len)
		findings->unsound = rg_arena_dup(findings->arena, analysis->unsound);
	findings->is_log = rg_str_is_null(tree);
	findings->is_glance = analysis->is_glance;
	return findings;
}

void rg_analysis_show(rg_task *task, rg_analysis *analysis, rg_str tree, rg_str log)
{
	if (rg_ground_of(task)->is_away)
		return; /* they would be marks in other files */
	analysis->shown = rg_findings_retain(make_findings(analysis, tree, log));
	rg_workspace_set_findings_take(rg_task_workspace(task), analysis->shown);
}

static void add_answer(rg_task *task, rg_analysis *analysis)
{
	if (analysis->answer)
		analysis->shown->answer = *analysis->answer;
	analysis->shown->is_glance = analysis->is_glance;
	rg_workspace_update_findings(rg_task_workspace(task), analysis->shown);
	rg_findings_drop(analysis->shown);
	analysis->shown = NULL;
}

void rg_analysis_publish(rg_task *task, rg_analysis *analysis, rg_str tree, rg_str log,
			 bool has_passed)
{
	rg_findings *findings;

	if (rg_ground_of(task)->is_away)
		return;
	if (analysis->shown) {
		add_answer(task, analysis);
		analysis->arena = NULL;
		return;
	}
	findings = make_findings(analysis, tree, log);
	findings->has_passed = has_passed;
	analysis->arena = NULL;
	rg_workspace_set_findings_take(rg_task_workspace(task), findings);
}

void rg_analysis_release(rg_task *task, rg_analysis *analysis)
{
	give_back(task, analysis);
	if (analysis->shown)
		rg_findings_drop(analysis->shown);
	else
		rg_arena_free(analysis->arena);
	analysis->shown = NULL;
	analysis->arena = NULL;
}

static bool has_workspace_frame(const rg_exception *error)
{
	for (size_t i = 0; i < error->frames.n; i++)
		if (error->frames.items[i].in_workspace)
			return true;
	return false;
}

bool rg_analysis_touches_workspace(const rg_failure_vec *failures)
{
	for (size_t i = 0; i < failures->n; i++) {
		const rg_failure *failure = &failures->items[i];

		if (has_workspace_frame(&failure->error))
			return true;
		for (size_t j = 0; j < failure->chain.n; j++)
			if (has_workspace_frame(&failure->chain.items[j]))
				return true;
	}
	return false;
}

rg_str rg_analysis_headline(rg_arena *arena, const rg_failure_vec *failures)
{
	const rg_failure *failure = failures->n ? &failures->items[0] : NULL;
	rg_str line = {NULL, 0}, rest, place = RG_STR("");

	if (!failure)
		return RG_STR("");
	rest = failure->error.message;
	(void)rg_str_line(&line, &rest);
	for (size_t i = failure->error.frames.n; i-- > 0 && !place.len;) {
		const rg_frame *frame = &failure->error.frames.items[i];

		if (frame->in_workspace)
			place = rg_arena_printf(arena, " at %.*s:%u", RG_FMT(frame->path),
						frame->line);
	}
	return rg_arena_printf(
		arena, "%.*s%s%.*s%.*s",
		RG_FMT(failure->error.type.ptr ? failure->error.type : RG_STR("error")),
		line.len ? ": " : "", RG_FMT(rg_utf8_cut(line, 200)), RG_FMT(place));
}
