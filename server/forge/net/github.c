/* SPDX-License-Identifier: MIT */
/*
 * github.c - GitHub and GitHub Enterprise. GitHub leaves a filter of a list out that it does not
 * understand, so what comes back is looked at.
 *
 * Sources: GitHub Docs, REST, "Pulls" (list, create, update, request reviewers), "Issues" (labels,
 * assignees), version 2022-11-28; "Troubleshooting the REST API" (404 for private resources, 403
 * and x-accepted-github-permissions, validation failed); "Authorizing a personal access token for
 * use with SAML single sign-on" (x-github-sso). The phrases are not promised, but have not changed
 * for years either.
 */
#include "forge/net/before.h"
#include "forge/net/ci.h"
#include "forge/net/github_like.h"

/* github.com, and a company's own subdomain of ghe.com, have their API on a host of its own. */
static rg_str site(rg_arena *arena, rg_str api, rg_str host)
{
	rg_str rest = host;
	bool is_public = rg_str_eq_z(host, "github.com") ||
			 (rg_str_chop(&rest, RG_STR(".ghe.com")) && rest.len &&
			  rg_str_find_char(rest, '.') == SIZE_MAX);

	if (!is_public)
		return rg_site_of(arena, api, host, "/api/v3", false);
	if (!rg_str_skip(&api, RG_STR("https://api.")) || !rg_str_eq(api, host))
		return (rg_str){0};
	return rg_arena_printf(arena, "https://%.*s", RG_FMT(host));
}

static void add_query(rg_buf *out, const rg_pull *p)
{
	rg_buf_add_z(out, "?state=open&per_page=30&head=");
	rg_http_escape(out, rg_github_owner(p->q->head_project));
	rg_buf_add_z(out, ":");
	rg_http_escape(out, p->q->branch);
	rg_buf_add_z(out, "&base=");
	rg_http_escape(out, p->q->base);
}

static rg_json *creation(const rg_pull *p, rg_str title)
{
	const rg_request *q = p->q;
	rg_json *fields = rg_json_object();

	rg_json_set_str(fields, "title", title);
	rg_json_set_str(fields, "body", q->body);
	rg_json_set_str(fields, "base", q->base);
	rg_json_set_str(fields, "head", rg_github_head(p));
	/* "Required for cross-repository pull requests if both are owned by the same organization";
	 * the description's example is a full name. */
	if (!rg_str_eq_nocase(q->head_project, q->project) &&
	    rg_str_eq_nocase(rg_github_owner(q->head_project), rg_github_owner(q->project)))
		rg_json_set_str(fields, "head_repo", q->head_project);
	rg_json_set_bool(fields, "draft", q->is_draft);
	return fields;
}

static bool add_label(rg_pull *p, rg_str name)
{
	return rg_github_add_name(p, "/issues/%lld/labels", "labels", name);
}

static bool add_assignee(rg_pull *p, rg_str name)
{
	return rg_github_add_name(p, "/issues/%lld/assignees", "assignees", name);
}

static bool add_reviewer(rg_pull *p, rg_str name)
{
	return rg_github_add_name(p, "/pulls/%lld/requested_reviewers", "reviewers", name);
}

/* "pull_requests=write" of the header as GitHub's pages call it: "Pull requests: write". */
static rg_str permission(const rg_pull *p)
{
	rg_str accepted = rg_http_header(&p->talk.answer, "x-accepted-github-permissions");
	rg_buf buf;
	rg_str out;

	if (!accepted.len)
		return p->is_write ? RG_STR("Pull requests: write") : RG_STR("Pull requests: read");
	rg_buf_init(&buf, 200);
	for (size_t i = 0; i < accepted.len; i++) {
		char c = accepted.ptr[i];

		if (c == '=')
			rg_buf_add_z(&buf, ": ");
		else if (i == 0 && c >= 'a' && c <= 'z')
			rg_buf_add_char(&buf, (char)(c - ('a' - 'A')));
		else
			rg_buf_add_char(&buf, c == '_' ? ' ' : c);
	}
	out = rg_one_line(p->talk.arena, rg_buf_str(&buf), 100);
	rg_buf_release(&buf);
	return out;
}

static rg_str forbidden(const rg_pull *p)
{
	rg_str sso = rg_http_header(&p->talk.answer, "x-github-sso");
	size_t url = rg_str_find(sso, RG_STR("url="));

	if (url == SIZE_MAX)
		return (rg_str){0};
	return rg_arena_printf(
		p->talk.arena,
		"the token from %.*s is not authorised for the organisation of %.*s; authorise it "
		"at %.*s",
		RG_FMT(p->source_name), RG_FMT(p->q->project),
		RG_FMT(rg_one_line(p->talk.arena, rg_str_sub(sso, url + 4, sso.len), 200)));
}

static const rg_phrase phrases[] = {
	{"draft pull requests are not supported", RG_MEANS_NO_DRAFTS, 0},
	{"body is too long", RG_MEANS_TOO_LONG, 0},
	{"body is too_long", RG_MEANS_TOO_LONG, 0},
	{"base is invalid", RG_MEANS_NO_BASE, 0},
	{"head sha can't be blank", RG_MEANS_NO_HEAD, 0},
	{"base sha can't be blank", RG_MEANS_NO_HEAD, 0},
	{"no commits between", RG_MEANS_NO_HEAD, 0},
	{"head is invalid", RG_MEANS_NO_HEAD, 0},
	{"head ref must be a branch", RG_MEANS_NO_HEAD, 0},
	{"not all refs are readable", RG_MEANS_NO_HEAD, 0},
	{"already exists", RG_MEANS_EXISTS, 422},
	{"rate limit", RG_MEANS_LIMIT, 403},
	{"abuse", RG_MEANS_LIMIT, 403},
	{"submitted too quickly", RG_MEANS_LIMIT, 403},
	{"archived", RG_MEANS_ARCHIVED, 403},
	{NULL, RG_MEANS_OTHER, 0},
};

static const char *const gh[] = {"gh", "auth", "token", "--hostname", NULL};
static const char *const gh_environment[] = {"GH_PROMPT_DISABLED=1", "GH_NO_UPDATE_NOTIFIER=1",
					     NULL};
static const rg_token_ways tokens = {.kind = "github",
				     .program = gh,
				     .environment = gh_environment,
				     .login = "gh auth login --hostname"};
static const char *const headers[] = {"Accept: application/vnd.github+json",
				      "X-GitHub-Api-Version: 2022-11-28",
				      "Content-Type: application/json", NULL};

static const rg_wire wire = {
	.noun = "pull request",
	.authorization = "Authorization: Bearer ",
	.headers = headers,
	.phrases = phrases,
	.title_chars = 256,
	.body_chars = 65536,
	.site = site,
	.add_path = rg_github_add_pulls,
	.add_query = add_query,
	.read = rg_github_read,
	.page = "/pull/",
	.creation = creation,
	.update_method = "PATCH",
	.body_field = "body",
	.add_label = add_label,
	.add_assignee = add_assignee,
	.add_reviewer = add_reviewer,
	.permission = permission,
	.forbidden = forbidden,
};

const rg_api rg_api_github = {
	.kind = "github", .name = "GitHub", .tokens = &tokens, .wire = &wire, .ci = &rg_github_ci};
