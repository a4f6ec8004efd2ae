/* SPDX-License-Identifier: MIT */
/*
 * report_facts.h - facts of a session from JSON, for tests. Keys are the members' names; texts may
 * be written as a list of lines.
 */
#ifndef RG_TESTS_REPORT_FACTS_H
#define RG_TESTS_REPORT_FACTS_H

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "locate/words.h"
#include "report/facts.h"

static rg_str text_of(rg_arena *arena, const rg_json *json)
{
	rg_str_vec lines = {NULL, 0, 0};

	if (!rg_json_is_array(json))
		return rg_arena_dup(arena, rg_json_str(json));
	for (const rg_json *x = rg_json_first(json); x; x = rg_json_next(x))
		RG_PUSH(arena, &lines, rg_json_str(x));
	return rg_str_vec_join(arena, &lines, RG_STR("\n"));
}

static rg_str text_in(rg_arena *arena, const rg_json *json, const char *key)
{
	return text_of(arena, rg_json_get(json, key));
}

static rg_str_vec texts_in(rg_arena *arena, const rg_json *json, const char *key)
{
	rg_str_vec out = {NULL, 0, 0};

	for (const rg_json *x = rg_json_first(rg_json_get(json, key)); x; x = rg_json_next(x))
		RG_PUSH(arena, &out, text_of(arena, x));
	return out;
}

static uint32_t number_in(const rg_json *json, const char *key)
{
	return (uint32_t)rg_json_int(rg_json_get(json, key), 0);
}

static bool flag_in(const rg_json *json, const char *key)
{
	return rg_json_bool(rg_json_get(json, key), false);
}

static rg_exception exception_of(rg_arena *arena, const rg_json *json)
{
	rg_exception out = {
		.type = text_in(arena, json, "type"),
		.message = text_in(arena, json, "message"),
	};

	for (const rg_json *x = rg_json_first(rg_json_get(json, "frames")); x; x = rg_json_next(x))
		RG_PUSH(arena, &out.frames,
			(rg_frame){.path = text_in(arena, x, "path"),
				   .function = text_in(arena, x, "function"),
				   .line = number_in(x, "line"),
				   .in_workspace = flag_in(x, "in_workspace")});
	return out;
}

static const rg_failure *failure_of(rg_arena *arena, const rg_json *json)
{
	rg_failure *out = RG_NEW(arena, rg_failure);
	rg_str kind = text_in(arena, json, "kind");

	if (!json)
		return NULL;
	out->test = text_in(arena, json, "test");
	out->phase = RG_PHASE_CALL;
	out->operation = text_in(arena, json, "operation");
	out->kind = rg_str_eq_z(kind, "performance") ? RG_KIND_PERFORMANCE
		    : rg_str_eq_z(kind, "resource")  ? RG_KIND_RESOURCE
						     : RG_KIND_CORRECTNESS;
	out->error = exception_of(arena, json);
	for (const rg_json *x = rg_json_first(rg_json_get(json, "chain")); x; x = rg_json_next(x))
		RG_PUSH(arena, &out->chain, exception_of(arena, x));
	return out;
}

/* "candidates", and "pointing" as docs/results.md has it; NULL when nothing was located. */
static const rg_answer *answer_of(rg_arena *arena, const rg_json *facts)
{
	const rg_json *list = rg_json_get(facts, "candidates");
	const rg_json *pointing = rg_json_get(facts, "pointing");
	rg_answer *out = RG_NEW(arena, rg_answer);

	if (!list)
		return NULL;
	out->confidence =
		pointing ? (int32_t)(1000 * rg_json_number(rg_json_get(pointing, "confidence"), -1))
			 : -1;
	out->fault = rg_fault_of(text_in(arena, pointing, "fault"));
	out->fault_text = text_in(arena, pointing, "text");
	for (const rg_json *x = rg_json_first(list); x; x = rg_json_next(x)) {
		rg_candidate *candidate = RG_PUSH_NEW(arena, &out->candidates);

		*candidate =
			(rg_candidate){.path = text_in(arena, x, "path"),
				       .kind = rg_candidate_kind_of(text_in(arena, x, "kind"))};
		for (const rg_json *r = rg_json_first(rg_json_get(x, "reasons")); r;
		     r = rg_json_next(r))
			RG_PUSH(arena, &candidate->reasons, (rg_reason){.text = text_of(arena, r)});
	}
	return out;
}

static rg_claim_vec claims_of(rg_arena *arena, const rg_json *json)
{
	rg_claim_vec out = {NULL, 0, 0};

	for (const rg_json *x = rg_json_first(json); x; x = rg_json_next(x))
		RG_PUSH(arena, &out,
			(rg_claim){.text = text_in(arena, x, "text"),
				   .command = text_in(arena, x, "command")});
	return out;
}

static rg_plot_side plot_side_of(rg_arena *arena, const rg_json *json)
{
	const rg_json *values = rg_json_get(json, "values");
	RG_VEC(double) list = {NULL, 0, 0};

	for (const rg_json *x = rg_json_first(values); x; x = rg_json_next(x))
		RG_PUSH(arena, &list, rg_json_number(x, 0));
	return (rg_plot_side){.label = text_in(arena, json, "label"),
			      .values = list.items,
			      .n = list.n,
			      .median = rg_json_number(rg_json_get(json, "median"), 0),
			      .low = rg_json_number(rg_json_get(json, "low"), 0),
			      .high = rg_json_number(rg_json_get(json, "high"), 0),
			      .has_interval = flag_in(json, "has_interval")};
}

static rg_plot_vec plots_of(rg_arena *arena, const rg_json *json)
{
	rg_plot_vec out = {NULL, 0, 0};

	for (const rg_json *x = rg_json_first(json); x; x = rg_json_next(x))
		RG_PUSH(arena, &out,
			(rg_plot){.title = text_in(arena, x, "title"),
				  .unit = text_in(arena, x, "unit"),
				  .verdict = text_in(arena, x, "verdict"),
				  .more_is_better = flag_in(x, "more_is_better"),
				  .sides = {plot_side_of(arena, rg_json_get(x, "before")),
					    plot_side_of(arena, rg_json_get(x, "after"))}});
	return out;
}

static rg_session_facts facts_of(rg_arena *arena, const rg_json *json)
{
	rg_str status = text_in(arena, json, "status");
	rg_session_facts out = {
		.tool = text_in(arena, json, "tool"),
		.title = text_in(arena, json, "title"),
		.generated = text_in(arena, json, "generated"),
		.status = rg_str_eq_z(status, "success")   ? RG_STATUS_SUCCESS
			  : rg_str_eq_z(status, "partial") ? RG_STATUS_PARTIAL
							   : RG_STATUS_FAILED,
		.status_note = text_in(arena, json, "status_note"),
		.seconds = rg_json_int(rg_json_get(json, "seconds"), 0),
		.budget_seconds = rg_json_int(rg_json_get(json, "budget_seconds"), 900),
		.went_on = flag_in(json, "went_on"),
		.tests = texts_in(arena, json, "tests"),
		.prompt = text_in(arena, json, "prompt"),
		.dev_branch = text_in(arena, json, "dev_branch"),
		.branch = text_in(arena, json, "branch"),
		.base = text_in(arena, json, "base"),
		.reason = text_in(arena, json, "reason"),
		.failure = failure_of(arena, rg_json_get(json, "failure")),
		.stack_trace = text_in(arena, json, "stack_trace"),
		.answer = answer_of(arena, json),
		.diff = text_in(arena, json, "diff"),
		.testing = claims_of(arena, rg_json_get(json, "testing")),
		.performance = claims_of(arena, rg_json_get(json, "performance")),
		.before = text_in(arena, json, "before"),
		.after = text_in(arena, json, "after"),
		.improvement = text_in(arena, json, "improvement"),
		.plots = plots_of(arena, rg_json_get(json, "plots")),
		.plot_file = text_in(arena, json, "plot_file"),
		.is_about_speed = flag_in(json, "is_about_speed"),
		.test_output = text_in(arena, json, "test_output"),
		.stability_passed = number_in(json, "stability_passed"),
		.stability_runs = number_in(json, "stability_runs"),
		.stability_text = text_in(arena, json, "stability_text"),
		.pr_title = text_in(arena, json, "pr_title"),
		.pr_link = text_in(arena, json, "pr_link"),
		.is_draft_open = flag_in(json, "is_draft_open"),
		.hooks = text_in(arena, json, "hooks"),
	};

	for (const rg_json *x = rg_json_first(rg_json_get(json, "changes")); x; x = rg_json_next(x))
		RG_PUSH(arena, &out.changes,
			(rg_file_change){.path = text_in(arena, x, "path"),
					 .change = text_in(arena, x, "change"),
					 .what = text_in(arena, x, "what"),
					 .n_added = number_in(x, "n_added"),
					 .n_removed = number_in(x, "n_removed")});
	for (const rg_json *x = rg_json_first(rg_json_get(json, "attempts")); x;
	     x = rg_json_next(x))
		RG_PUSH(arena, &out.attempts,
			(rg_attempt_fact){.number = number_in(x, "number"),
					  .outcome = text_in(arena, x, "outcome"),
					  .failure = text_in(arena, x, "failure"),
					  .changed = texts_in(arena, x, "changed"),
					  .log = text_in(arena, x, "log")});
	for (const rg_json *x = rg_json_first(rg_json_get(json, "workflows")); x;
	     x = rg_json_next(x))
		RG_PUSH(arena, &out.workflows,
			(rg_workflow_advice){.name = text_in(arena, x, "name"),
					     .file = text_in(arena, x, "file"),
					     .reason = text_in(arena, x, "reason"),
					     .command = text_in(arena, x, "command"),
					     .is_required = flag_in(x, "is_required"),
					     .runs_by_itself = flag_in(x, "runs_by_itself")});
	for (const rg_json *x = rg_json_first(rg_json_get(json, "people")); x; x = rg_json_next(x))
		RG_PUSH(arena, &out.people,
			(rg_person){.name = text_in(arena, x, "name"),
				    .role = text_in(arena, x, "role"),
				    .reason = text_in(arena, x, "reason")});
	for (const rg_json *x = rg_json_first(rg_json_get(json, "checklist")); x;
	     x = rg_json_next(x))
		RG_PUSH(arena, &out.checklist,
			(rg_check_item){.item = text_in(arena, x, "item"),
					.done = flag_in(x, "done"),
					.evidence = text_in(arena, x, "evidence")});
	return out;
}

#endif
