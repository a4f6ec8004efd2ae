/* SPDX-License-Identifier: MIT */
/*
 * github_ci.c - GitHub Docs, REST: "Workflow runs" (list for a repository: head_sha), "Workflows"
 * (create a workflow dispatch event), "Rules" (get rules for a branch), "Branches" (get a branch:
 * protection is there without being its administrator).
 */
#include "forge/net/ci.h"
#include "forge/net/github_like.h"

static const char *const states[][2] = {
	{"success", "passed"},	 {"neutral", "passed"},		{"failure", "failed"},
	{"timed_out", "failed"}, {"startup_failure", "failed"}, {"cancelled", "cancelled"},
	{"stale", "cancelled"},	 {"skipped", "skipped"},	{"action_required", "waiting"},
	{"waiting", "waiting"},	 {"in_progress", "running"},	{NULL, NULL},
};

static bool list_of(rg_ci_talk *ci, rg_str project)
{
	const rg_request *q = ci->pull.q;
	rg_arena *arena = ci->pull.talk.arena;

	ci->pull.about = project;
	if (!rg_ci_get(
		    ci,
		    rg_ci_path(ci, rg_github_add_repository, project,
			       "/actions/runs?per_page=100&%s=%s",
			       q->head_oid.len ? "head_sha" : "branch",
			       rg_ci_escape(arena, q->head_oid.len ? q->head_oid : q->branch).ptr)))
		return false;
	for (const rg_json *x = rg_json_first(rg_json_get(ci->pull.talk.json, "workflow_runs")); x;
	     x = rg_json_next(x)) {
		rg_str status = rg_json_str(rg_json_get(x, "status"));
		rg_str conclusion = rg_json_str(rg_json_get(x, "conclusion"));
		rg_str path = rg_json_str(rg_json_get(x, "path"));
		rg_str file = rg_path_name(rg_str_sub(path, 0, rg_str_find_char(path, '@')));
		rg_str name = rg_json_str(rg_json_get(x, "name"));

		rg_ci_add_run(ci, name.len ? name : file, file,
			      rg_json_str(rg_json_get(x, "event")),
			      rg_ci_state(states, conclusion.len ? conclusion : status),
			      rg_json_str(rg_json_get(x, "html_url")));
	}
	return true;
}

/* What a person started for a fork's branch runs in the fork. */
static bool list(rg_ci_talk *ci)
{
	const rg_request *q = ci->pull.q;

	if (!list_of(ci, q->project))
		return false;
	if (!rg_str_eq_nocase(q->project, q->head_project))
		(void)list_of(ci, q->head_project);
	return true;
}

static void add_names(rg_ci_talk *ci, const rg_json *array, const char *key)
{
	for (const rg_json *x = rg_json_first(array); x; x = rg_json_next(x))
		rg_ci_add_required(ci, rg_json_str(key ? rg_json_get(x, key) : x));
}

static bool require(rg_ci_talk *ci)
{
	const rg_request *q = ci->pull.q;
	rg_str base = rg_ci_escape(ci->pull.talk.arena, q->base);
	bool is_known = false;

	if (rg_ci_get(ci, rg_ci_path(ci, rg_github_add_repository, q->project,
				     "/rules/branches/%s?per_page=100", base.ptr))) {
		is_known = true;
		for (const rg_json *x = rg_json_first(ci->pull.talk.json); x; x = rg_json_next(x))
			if (rg_str_eq_z(rg_json_str(rg_json_get(x, "type")),
					"required_status_checks"))
				add_names(ci,
					  rg_json_get(rg_json_get(x, "parameters"),
						      "required_status_checks"),
					  "context");
	}
	if (rg_ci_get(ci, rg_ci_path(ci, rg_github_add_repository, q->project, "/branches/%s",
				     base.ptr))) {
		const rg_json *protection = rg_json_get(ci->pull.talk.json, "protection");

		add_names(
			ci,
			rg_json_get(rg_json_get(protection, "required_status_checks"), "contexts"),
			NULL);
		is_known = is_known || protection;
	}
	return is_known;
}

static rg_str permission(const rg_pull *p)
{
	return p->is_write ? RG_STR("Actions: write") : RG_STR("Actions: read");
}

const rg_ci_wire rg_github_ci = {.noun = "workflow",
				 .permission = permission,
				 .list = list,
				 .require = require,
				 .start = rg_github_start_workflow};
