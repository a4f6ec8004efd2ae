/* SPDX-License-Identifier: MIT */
/*
 * gitea_ci.c - Gitea and Forgejo. Their runs are seen as statuses of the commit, which every
 * version has. Sources: their swagger (repoGetCombinedStatusByRef, repoGetBranch:
 * status_check_contexts, ActionsDispatchWorkflow of Gitea, DispatchWorkflow of Forgejo).
 */
#include "forge/net/ci.h"
#include "forge/net/github_like.h"

static const char *const states[][2] = {
	{"success", "passed"}, {"warning", "passed"},  {"failure", "failed"},
	{"error", "failed"},   {"skipped", "skipped"}, {NULL, NULL},
};

/* The address may be one of this server without its name. */
static rg_str address(const rg_ci_talk *ci, rg_str url)
{
	return rg_str_starts(url, RG_STR("/")) ? rg_arena_printf(ci->pull.talk.arena, "%.*s%.*s",
								 RG_FMT(ci->pull.site), RG_FMT(url))
					       : url;
}

static bool list(rg_ci_talk *ci)
{
	const rg_request *q = ci->pull.q;
	rg_arena *arena = ci->pull.talk.arena;

	if (!rg_ci_get(
		    ci,
		    rg_ci_path(ci, rg_github_add_repository, q->project,
			       "/commits/%s/status?limit=50",
			       rg_ci_escape(arena, q->head_oid.len ? q->head_oid : q->branch).ptr)))
		return false;
	for (const rg_json *x = rg_json_first(rg_json_get(ci->pull.talk.json, "statuses")); x;
	     x = rg_json_next(x))
		rg_ci_add_run(ci, rg_json_str(rg_json_get(x, "context")), (rg_str){0}, (rg_str){0},
			      rg_ci_state(states, rg_json_str(rg_json_get(x, "status"))),
			      address(ci, rg_json_str(rg_json_get(x, "target_url"))));
	return true;
}

static bool require(rg_ci_talk *ci)
{
	const rg_request *q = ci->pull.q;
	const rg_json *branch;

	if (!rg_ci_get(ci, rg_ci_path(ci, rg_github_add_repository, q->project, "/branches/%s",
				      rg_ci_escape(ci->pull.talk.arena, q->base).ptr)))
		return false;
	branch = ci->pull.talk.json;
	for (const rg_json *x =
		     rg_json_bool(rg_json_get(branch, "enable_status_check"), false)
			     ? rg_json_first(rg_json_get(branch, "status_check_contexts"))
			     : NULL;
	     x; x = rg_json_next(x))
		rg_ci_add_required(ci, rg_json_str(x));
	return rg_json_get(branch, "enable_status_check") != NULL;
}

static rg_str permission(const rg_pull *p)
{
	return p->is_write ? RG_STR("write:repository") : RG_STR("read:repository");
}

const rg_ci_wire rg_gitea_ci = {.noun = "workflow",
				.permission = permission,
				.list = list,
				.require = require,
				.start = rg_github_start_workflow};
