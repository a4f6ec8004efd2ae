/* SPDX-License-Identifier: MIT */
/*
 * github_like.c - paths and fields that GitHub's interface and Gitea's share: Gitea's was made
 * after GitHub's. What differs stands in github.c and gitea.c.
 */
#include "forge/net/github_like.h"

rg_str rg_github_owner(rg_str project)
{
	return rg_str_sub(project, 0, rg_str_find_char(project, '/'));
}

void rg_github_add_repository(rg_buf *path, rg_str project)
{
	size_t slash = rg_str_find_char(project, '/');

	rg_buf_add_z(path, "/repos/");
	rg_http_escape(path, rg_str_sub(project, 0, slash));
	rg_buf_add_char(path, '/');
	rg_http_escape(path, rg_str_sub(project, slash + 1, project.len));
}

void rg_github_add_pulls(rg_buf *path, rg_str project)
{
	rg_github_add_repository(path, project);
	rg_buf_add_z(path, "/pulls");
}

rg_str rg_github_head(const rg_pull *p)
{
	if (rg_str_eq_nocase(p->q->head_project, p->q->project))
		return p->q->branch;
	return rg_arena_printf(p->talk.arena, "%.*s:%.*s",
			       RG_FMT(rg_github_owner(p->q->head_project)), RG_FMT(p->q->branch));
}

static rg_str member(const rg_json *object, const char *a, const char *b)
{
	return rg_json_str(rg_json_get(rg_json_get(object, a), b));
}

void rg_github_read(rg_seen *out, const rg_pull *p, const rg_json *pr)
{
	rg_str from = member(rg_json_get(pr, "head"), "repo", "full_name");

	*out = (rg_seen){
		.number = rg_json_int(rg_json_get(pr, "number"), 0),
		.url = rg_json_str(rg_json_get(pr, "html_url")),
		.head_oid = member(pr, "head", "sha"),
		.is_draft = rg_json_bool(rg_json_get(pr, "draft"), false),
		.is_ours = rg_str_eq(member(pr, "head", "ref"), p->q->branch) &&
			   rg_str_eq(member(pr, "base", "ref"), p->q->base) &&
			   rg_str_eq_nocase(from, p->q->head_project),
	};
}

bool rg_github_change_take(rg_pull *p, const char *method, const char *format, rg_json *fields)
{
	rg_buf path;
	bool is_good;

	rg_buf_init(&path, 16 * 1024);
	rg_github_add_repository(&path, p->q->project);
	rg_buf_printf(&path, format, (long long)p->out->number);
	is_good = rg_pull_ask_take(p, method, rg_buf_str(&path), fields);
	rg_buf_release(&path);
	return is_good;
}

bool rg_github_add_name(rg_pull *p, const char *format, const char *key, rg_str name)
{
	rg_json *fields = rg_json_object();
	rg_json *list = rg_json_set_take(fields, key, rg_json_array());

	rg_json_push_take(list, rg_json_new_str(name));
	return rg_github_change_take(p, "POST", format, fields);
}

bool rg_github_start_workflow(rg_ci_talk *ci, const rg_ci_start *one)
{
	rg_arena *arena = ci->pull.talk.arena;
	rg_json *fields = rg_json_object();

	rg_json_set_str(fields, "ref", ci->pull.q->branch);
	if (one->inputs.n)
		rg_json_set_take(fields, "inputs", rg_ci_inputs(arena, &one->inputs));
	return rg_ci_post_take(ci,
			       rg_ci_path(ci, rg_github_add_repository, ci->pull.q->head_project,
					  "/actions/workflows/%s/dispatches",
					  rg_ci_escape(arena, one->name).ptr),
			       fields);
}
