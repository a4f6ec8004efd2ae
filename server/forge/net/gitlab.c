/* SPDX-License-Identifier: MIT */
/*
 * gitlab.c - GitLab: gitlab.com and self-managed, also below a path of its host. A project's path
 * is one escaped word, however many groups it has. A merge request is created in the project of its
 * branch, with the number of the one that gets it; people are numbers too, so names are looked up.
 *
 * Both kinds of tokens go into one header: GitLab Docs, "REST API authentication", "you can also
 * use personal, project, or group access tokens with OAuth-compliant headers". Other sources:
 * GitLab Docs, "Merge requests API" (list, create, update), "Users API" (username), "Draft merge
 * requests" ([Draft], Draft:, (Draft)), "Instance limits" (descriptions). Phrases:
 * app/models/merge_request.rb, lib/api/merge_requests.rb.
 */
#include "forge/net/before.h"
#include "forge/net/ci.h"
#include "forge/net/refusal.h"

static rg_str site(rg_arena *arena, rg_str api, rg_str host)
{
	bool is_public = rg_str_eq_z(host, "gitlab.com");

	return rg_site_of(arena, api, host, "/api/v4", !is_public);
}

/* ---- one merge request ----------------------------------------------------------------------- */

static void add_project(rg_buf *out, rg_str project)
{
	rg_buf_add_z(out, "/projects/");
	rg_http_escape(out, project);
}

static void add_path(rg_buf *out, rg_str project)
{
	add_project(out, project);
	rg_buf_add_z(out, "/merge_requests");
}

static void add_query(rg_buf *out, const rg_pull *p)
{
	rg_buf_add_z(out, "?state=opened&scope=all&per_page=100&source_branch=");
	rg_http_escape(out, p->q->branch);
	rg_buf_add_z(out, "&target_branch=");
	rg_http_escape(out, p->q->base);
}

static bool title_is_draft(rg_str title)
{
	static const rg_str marks[] = {RG_STR_INIT("draft:"), RG_STR_INIT("[draft]"),
				       RG_STR_INIT("(draft)")};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (rg_str_eq_nocase(rg_str_sub(title, 0, marks[i].len), marks[i]))
			return true;
	return false;
}

static void read(rg_seen *out, const rg_pull *p, const rg_json *mr)
{
	int64_t from = rg_json_int(rg_json_get(mr, "source_project_id"), 0);
	int64_t to = rg_json_int(rg_json_get(mr, "target_project_id"), 0);
	const rg_json *draft = rg_json_get(mr, "draft"); /* before GitLab 13.2: work_in_progress */

	*out = (rg_seen){
		.number = rg_json_int(rg_json_get(mr, "iid"), 0),
		.url = rg_json_str(rg_json_get(mr, "web_url")),
		.head_oid = rg_json_str(rg_json_get(mr, "sha")),
		.is_draft =
			rg_json_bool(draft ? draft : rg_json_get(mr, "work_in_progress"), false),
		.is_ours = rg_str_eq(rg_json_str(rg_json_get(mr, "source_branch")), p->q->branch) &&
			   rg_str_eq(rg_json_str(rg_json_get(mr, "target_branch")), p->q->base) &&
			   from > 0 && from == (p->head_project_id ? p->head_project_id : to),
	};
}

/* ---- forks ----------------------------------------------------------------------------------- */

/* False: the answer says why. */
static bool find_number(rg_pull *p, int64_t *out, rg_str project)
{
	rg_buf path;
	bool is_good;

	p->about = project;
	rg_buf_init(&path, 16 * 1024);
	add_project(&path, project);
	is_good = rg_pull_ask_take(p, "GET", rg_buf_str(&path), NULL);
	rg_buf_release(&path);
	*out = is_good ? rg_json_int(rg_json_get(p->talk.json, "id"), 0) : 0;
	if (*out <= 0 && p->talk.rc == RG_OK)
		(void)rg_refusal_explain(p);
	return *out > 0;
}

static bool prepare(rg_pull *p)
{
	if (rg_str_eq_nocase(p->q->head_project, p->q->project))
		return true;
	if (!find_number(p, &p->head_project_id, p->q->head_project) ||
	    !find_number(p, &p->project_id, p->q->project))
		return false;
	return true;
}

static rg_json *creation(const rg_pull *p, rg_str title)
{
	rg_json *fields = rg_json_object();

	rg_json_set_str(fields, "source_branch", p->q->branch);
	rg_json_set_str(fields, "target_branch", p->q->base);
	rg_json_set_str(fields, "title", title);
	rg_json_set_str(fields, "description", p->q->body);
	if (p->project_id)
		rg_json_set_int(fields, "target_project_id", p->project_id);
	return fields;
}

/* ---- labels, assignees, reviewers ------------------------------------------------------------ */

static bool change_take(rg_pull *p, rg_json *fields)
{
	return rg_pull_ask_take(p, "PUT",
				rg_pull_path(p, p->q->project, "/%lld", (long long)p->out->number),
				fields);
}

static bool add_label(rg_pull *p, rg_str name)
{
	rg_json *fields;

	if (rg_str_find_char(name, ',') != SIZE_MAX) /* it would make two of it */
		return false;
	fields = rg_json_object();
	rg_json_set_str(fields, "add_labels", name);
	return change_take(p, fields);
}

/* The number of a person; 0 when there is none of that name. */
static int64_t find_person(rg_pull *p, rg_str name)
{
	rg_buf path;
	const rg_json *found;
	bool is_good;

	rg_buf_init(&path, 4096);
	rg_buf_add_z(&path, "/users?username=");
	rg_http_escape(&path, name);
	is_good = rg_pull_ask_take(p, "GET", rg_buf_str(&path), NULL);
	rg_buf_release(&path);
	found = is_good ? rg_json_first(p->talk.json) : NULL;
	return rg_str_eq_nocase(rg_json_str(rg_json_get(found, "username")), name)
		       ? rg_json_int(rg_json_get(found, "id"), 0)
		       : 0;
}

/* The list is replaced as a whole, so those taken before go with it. Who may not be in it is left
 * out without a word: what counts is the answer. */
static bool add_person(rg_pull *p, const char *ids, const char *people, rg_str name)
{
	int64_t id = find_person(p, name);
	rg_json *fields, *list;

	if (id <= 0)
		return false;
	fields = rg_json_object();
	list = rg_json_set_take(fields, ids, rg_json_array());
	for (size_t i = 0; i < p->taken_ids.n; i++)
		rg_json_push_take(list, rg_json_new_int(p->taken_ids.items[i]));
	rg_json_push_take(list, rg_json_new_int(id));
	if (!change_take(p, fields))
		return false;
	for (const rg_json *x = rg_json_first(rg_json_get(p->talk.json, people)); x;
	     x = rg_json_next(x)) {
		if (rg_json_int(rg_json_get(x, "id"), 0) == id) {
			RG_PUSH(p->talk.arena, &p->taken_ids, id);
			return true;
		}
	}
	return false;
}

static bool add_assignee(rg_pull *p, rg_str name)
{
	return add_person(p, "assignee_ids", "assignees", name);
}

static bool add_reviewer(rg_pull *p, rg_str name)
{
	return add_person(p, "reviewer_ids", "reviewers", name);
}

static rg_str permission(const rg_pull *p)
{
	return p->is_write ? RG_STR("api, role Developer") : RG_STR("read_api");
}

/* ---- the whole ------------------------------------------------------------------------------- */

static const rg_phrase phrases[] = {
	{"open merge request already exists", RG_MEANS_EXISTS, 409},
	{"merge request already exists", RG_MEANS_EXISTS, 0},
	{"source branch does not exist", RG_MEANS_NO_HEAD, 0},
	{"source_branch does not exist", RG_MEANS_NO_HEAD, 0},
	{"source branch is invalid", RG_MEANS_NO_HEAD, 0},
	{"source_branch is invalid", RG_MEANS_NO_HEAD, 0},
	{"target branch does not exist", RG_MEANS_NO_BASE, 0},
	{"target_branch does not exist", RG_MEANS_NO_BASE, 0},
	{"target branch is invalid", RG_MEANS_NO_BASE, 0},
	{"target_branch is invalid", RG_MEANS_NO_BASE, 0},
	{"is too long", RG_MEANS_TOO_LONG, 0},
	{"requested too many times", RG_MEANS_LIMIT, 0},
	{"archived", RG_MEANS_ARCHIVED, 403},
	{NULL, RG_MEANS_OTHER, 0},
};

static const char *const glab[] = {"glab", "config", "get", "token", "--host", NULL};
static const char *const glab_environment[] = {"NO_PROMPT=true", "GLAB_CHECK_UPDATE=false", NULL};
static const rg_token_ways tokens = {.kind = "gitlab",
				     .program = glab,
				     .environment = glab_environment,
				     .login = "glab auth login --hostname"};
static const char *const headers[] = {"Accept: application/json", "Content-Type: application/json",
				      NULL};

static const rg_wire wire = {
	.noun = "merge request",
	.authorization = "Authorization: Bearer ",
	.headers = headers,
	.phrases = phrases,
	.title_chars = 255,
	.body_chars = 1048576,
	.draft_mark = "Draft: ",
	.title_is_draft = title_is_draft,
	.site = site,
	.prepare = prepare,
	.add_path = add_path,
	.add_query = add_query,
	.read = read,
	.page = "/-/merge_requests/",
	.is_created_in_fork = true,
	.creation = creation,
	.update_method = "PUT",
	.body_field = "description",
	.add_label = add_label,
	.add_assignee = add_assignee,
	.add_reviewer = add_reviewer,
	.permission = permission,
};

const rg_api rg_api_gitlab = {
	.kind = "gitlab", .name = "GitLab", .tokens = &tokens, .wire = &wire, .ci = &rg_gitlab_ci};
