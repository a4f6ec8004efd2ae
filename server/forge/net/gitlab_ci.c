/* SPDX-License-Identifier: MIT */
/*
 * gitlab_ci.c - pipelines of a commit and their jobs; what is started is a job that waits for
 * somebody. GitLab Docs: "Pipelines API" (list project pipelines: sha), "Jobs API" (list pipeline
 * jobs, run a job), "Projects API" (only_allow_merge_if_pipeline_succeeds). A merge request from a
 * fork has its pipelines in the fork.
 */
#include "forge/net/ci.h"

#define MAX_PIPELINES 5

static const char *const states[][2] = {
	{"success", "passed"},	    {"failed", "failed"},   {"canceled", "cancelled"},
	{"canceling", "cancelled"}, {"skipped", "skipped"}, {"manual", "waiting"},
	{"scheduled", "waiting"},   {"running", "running"}, {NULL, NULL},
};

static void add_project(rg_buf *out, rg_str project)
{
	rg_buf_add_z(out, "/projects/");
	rg_http_escape(out, project);
}

typedef struct pipelines {
	long long ids[MAX_PIPELINES];
	rg_str sources[MAX_PIPELINES];
	size_t n;
} pipelines;

static bool find_pipelines(rg_ci_talk *ci, pipelines *out, bool is_listed)
{
	const rg_request *q = ci->pull.q;
	rg_arena *arena = ci->pull.talk.arena;

	*out = (pipelines){0};
	ci->pull.about = q->head_project;
	if (!rg_ci_get(
		    ci,
		    rg_ci_path(
			    ci, add_project, q->head_project, "/pipelines?per_page=20&%s=%s",
			    q->head_oid.len ? "sha" : "ref",
			    rg_ci_escape(arena, q->head_oid.len ? q->head_oid : q->branch).ptr)) ||
	    !rg_json_is_array(ci->pull.talk.json))
		return false;
	for (const rg_json *x = rg_json_first(ci->pull.talk.json); x && out->n < MAX_PIPELINES;
	     x = rg_json_next(x)) {
		int64_t id = rg_json_int(rg_json_get(x, "id"), 0);
		rg_str source = rg_arena_dup(arena, rg_json_str(rg_json_get(x, "source")));

		if (id <= 0)
			continue;
		if (is_listed)
			rg_ci_add_run(ci, rg_arena_printf(arena, "pipeline %lld", (long long)id),
				      (rg_str){0}, source,
				      rg_ci_state(states, rg_json_str(rg_json_get(x, "status"))),
				      rg_json_str(rg_json_get(x, "web_url")));
		out->sources[out->n] = source;
		out->ids[out->n++] = id;
	}
	return true;
}

static bool find_jobs(rg_ci_talk *ci, long long pipeline)
{
	return rg_ci_get(ci, rg_ci_path(ci, add_project, ci->pull.q->head_project,
					"/pipelines/%lld/jobs?per_page=100", pipeline));
}

static bool list(rg_ci_talk *ci)
{
	pipelines found;

	if (!find_pipelines(ci, &found, true))
		return false;
	for (size_t i = 0; i < found.n; i++) {
		if (!find_jobs(ci, found.ids[i]))
			return false;
		for (const rg_json *x = rg_json_first(ci->pull.talk.json); x; x = rg_json_next(x))
			rg_ci_add_run(ci, rg_json_str(rg_json_get(x, "name")), (rg_str){0},
				      found.sources[i],
				      rg_ci_state(states, rg_json_str(rg_json_get(x, "status"))),
				      rg_json_str(rg_json_get(x, "web_url")));
	}
	return true;
}

static bool require(rg_ci_talk *ci)
{
	const rg_json *only;

	if (!rg_ci_get(ci, rg_ci_path(ci, add_project, ci->pull.q->project, "%s", "")))
		return false;
	only = rg_json_get(ci->pull.talk.json, "only_allow_merge_if_pipeline_succeeds");
	if (rg_json_bool(only, false))
		rg_ci_add_required(ci, RG_STR("pipeline"));
	return only != NULL;
}

static bool start(rg_ci_talk *ci, const rg_ci_start *one)
{
	pipelines found;
	int64_t id = 0;

	if (!find_pipelines(ci, &found, false))
		return false;
	for (size_t i = 0; i < found.n && !id; i++) {
		if (!find_jobs(ci, found.ids[i]))
			return false;
		for (const rg_json *x = rg_json_first(ci->pull.talk.json); x && !id;
		     x = rg_json_next(x))
			if (rg_str_eq(rg_json_str(rg_json_get(x, "name")), one->name) &&
			    rg_str_eq_z(rg_json_str(rg_json_get(x, "status")), "manual"))
				id = rg_json_int(rg_json_get(x, "id"), 0);
	}
	if (id > 0)
		return rg_ci_post_take(ci,
				       rg_ci_path(ci, add_project, ci->pull.q->head_project,
						  "/jobs/%lld/play", (long long)id),
				       rg_json_object());
	ci->pull.out->cause = RG_FORGE_NOT_FOUND;
	ci->pull.out->message = rg_arena_printf(
		ci->pull.talk.arena,
		"no job \"%.*s\" waits to be started in the newest %d pipelines of this commit on "
		"%.*s; its pipeline may not have been made yet",
		RG_FMT(one->name), MAX_PIPELINES, RG_FMT(ci->pull.q->host));
	return false;
}

static rg_str permission(const rg_pull *p)
{
	return p->is_write ? RG_STR("api, role Developer") : RG_STR("read_api");
}

const rg_ci_wire rg_gitlab_ci = {
	.noun = "job", .permission = permission, .list = list, .require = require, .start = start};
