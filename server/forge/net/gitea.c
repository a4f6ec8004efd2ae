/* SPDX-License-Identifier: MIT */
/*
 * gitea.c - Gitea, and what Forgejo, which came from it, has in common with it: all of it. Neither
 * can be asked for the pull request of one branch for certain (pulls/{base}/{head}
 * may answer with a closed one, and no base may have a slash there), so open ones are gone through,
 * the newest first. Labels are numbers; assignees are replaced as a whole.
 *
 * Sources: Gitea's swagger (/swagger.v1.json of any server: repoListPullRequests,
 * repoCreatePullRequest, repoEditPullRequest, issueAddLabel, issueEditIssue,
 * repoCreatePullReviewRequests); Gitea Docs, "API Usage" (Authorization: token), "Pull Request"
 * (WIP: and [WIP], without case; app.ini's WORK_IN_PROGRESS_PREFIXES may say others, which no
 * interface tells). Refusals: routers/api/v1/repo/pull.go: 409 for one
 * that exists, 404 for a branch that it does not see, 423 for an archive.
 */
#include "forge/net/gitea.h"

#include "forge/net/before.h"
#include "forge/net/ci.h"
#include "forge/net/github_like.h"

static rg_str site(rg_arena *arena, rg_str api, rg_str host)
{
	bool is_public = rg_str_eq_z(host, "codeberg.org") || rg_str_eq_z(host, "gitea.com");

	return rg_site_of(arena, api, host, "/api/v1", !is_public);
}

static void add_query(rg_buf *out, const rg_pull *p)
{
	rg_buf_add_z(out, "?state=open&sort=recentupdate&limit=50&base_branch=");
	rg_http_escape(out, p->q->base);
}

static bool title_is_draft(rg_str title)
{
	return rg_str_eq_nocase(rg_str_sub(title, 0, 4), RG_STR("wip:")) ||
	       rg_str_eq_nocase(rg_str_sub(title, 0, 5), RG_STR("[wip]"));
}

static void read(rg_seen *out, const rg_pull *p, const rg_json *pr)
{
	rg_github_read(out, p, pr);
	if (!rg_json_get(pr, "draft")) /* before Gitea 1.20 */
		out->is_draft = title_is_draft(rg_json_str(rg_json_get(pr, "title")));
}

static rg_json *creation(const rg_pull *p, rg_str title)
{
	rg_json *fields = rg_json_object();

	rg_json_set_str(fields, "title", title);
	rg_json_set_str(fields, "body", p->q->body);
	rg_json_set_str(fields, "base", p->q->base);
	rg_json_set_str(fields, "head", rg_github_head(p));
	return fields;
}

/* ---- labels, assignees, reviewers ------------------------------------------------------------ */

/* The number of the label in the list at path; 0 when it is not there. */
static int64_t find_label(rg_pull *p, rg_str path, rg_str name)
{
	do {
		if (!rg_pull_ask_take(p, "GET", path, NULL))
			return 0;
		for (const rg_json *x = rg_json_first(p->talk.json); x; x = rg_json_next(x))
			if (rg_str_eq(rg_json_str(rg_json_get(x, "name")), name))
				return rg_json_int(rg_json_get(x, "id"), 0);
		path = rg_pull_next_page(p, path);
	} while (path.len);
	return 0;
}

/* The project's labels, and those of the organisation that it may belong to. */
static bool add_label(rg_pull *p, rg_str name)
{
	rg_json *fields, *list;
	rg_buf path;
	int64_t id;

	rg_buf_init(&path, 16 * 1024);
	rg_github_add_repository(&path, p->q->project);
	rg_buf_add_z(&path, "/labels?limit=50");
	id = find_label(p, rg_buf_str(&path), name);
	if (id <= 0) {
		rg_buf_clear(&path);
		rg_buf_add_z(&path, "/orgs/");
		rg_http_escape(&path, rg_github_owner(p->q->project));
		rg_buf_add_z(&path, "/labels?limit=50");
		id = find_label(p, rg_buf_str(&path), name);
	}
	rg_buf_release(&path);
	if (id <= 0)
		return false;
	fields = rg_json_object();
	list = rg_json_set_take(fields, "labels", rg_json_array());
	rg_json_push_take(list, rg_json_new_int(id));
	return rg_github_change_take(p, "POST", "/issues/%lld/labels", fields);
}

static bool has_person(const rg_json *people, rg_str name)
{
	for (const rg_json *x = rg_json_first(people); x; x = rg_json_next(x))
		if (rg_str_eq_nocase(rg_json_str(rg_json_get(x, "login")), name))
			return true;
	return false;
}

static bool add_assignee(rg_pull *p, rg_str name)
{
	rg_json *fields = rg_json_object();
	rg_json *list = rg_json_set_take(fields, "assignees", rg_json_array());

	for (size_t i = 0; i < p->taken.n; i++)
		rg_json_push_take(list, rg_json_new_str(p->taken.items[i]));
	rg_json_push_take(list, rg_json_new_str(name));
	return rg_github_change_take(p, "PATCH", "/issues/%lld", fields) &&
	       has_person(rg_json_get(p->talk.json, "assignees"), name);
}

static bool add_reviewer(rg_pull *p, rg_str name)
{
	return rg_github_add_name(p, "/pulls/%lld/requested_reviewers", "reviewers", name);
}

static rg_str permission(const rg_pull *p)
{
	return p->is_write ? RG_STR("write:repository") : RG_STR("read:repository");
}

/* ---- the whole ------------------------------------------------------------------------- */

static const rg_phrase phrases[] = {
	{"already exists", RG_MEANS_EXISTS, 409},
	{"no changes between", RG_MEANS_NO_HEAD, 422},
	{"must be branches", RG_MEANS_NO_HEAD, 422},
	{"", RG_MEANS_NO_HEAD, 404}, /* of a project that it has shown */
	{"archived", RG_MEANS_ARCHIVED, 403},
	{"", RG_MEANS_ARCHIVED, 423},
	{NULL, RG_MEANS_OTHER, 0},
};

static const char *const headers[] = {"Accept: application/json", "Content-Type: application/json",
				      NULL};

const rg_wire rg_gitea_wire = {
	.noun = "pull request",
	.authorization = "Authorization: token ",
	.headers = headers,
	.phrases = phrases,
	.title_chars = 255,
	.body_chars = 1048576,
	.draft_mark = "WIP: ",
	.title_is_draft = title_is_draft,
	.site = site,
	.add_path = rg_github_add_pulls,
	.add_query = add_query,
	.read = read,
	.page = "/pulls/",
	.creation = creation,
	.update_method = "PATCH",
	.body_field = "body",
	.add_label = add_label,
	.add_assignee = add_assignee,
	.add_reviewer = add_reviewer,
	.permission = permission,
};

static const rg_token_ways tokens = {.kind = "gitea"};

const rg_api rg_api_gitea = {.kind = "gitea",
			     .name = "Gitea",
			     .tokens = &tokens,
			     .wire = &rg_gitea_wire,
			     .ci = &rg_gitea_ci};
