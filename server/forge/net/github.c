/* SPDX-License-Identifier: MIT */
/*
 * github.c - a pull request on GitHub, found or created. Asking first makes the call repeatable:
 * however often it is broken off, there is one pull request per branch and base. After an answer
 * that may have been lost it asks again instead of creating again.
 *
 * Where GitHub may be behind the push that just happened (it does not see the branch, or sees an
 * older commit), it is given one more try after a moment; a pull request that shows another commit
 * than the one the text speaks about is never given that text.
 *
 * Source: GitHub Docs, REST, "Pulls" (list, create, update, request reviewers), "Issues" (labels,
 * assignees), version 2022-11-28.
 */
#include "forge/net/github_before.h"

#include "forge/net/api.h"
#include "forge/net/talk.h"

typedef struct github {
	rg_talk talk;
	rg_github_ask ask;
	rg_request *q;	/* the talk's */
	rg_answer *out; /* the talk's */
} github;

typedef enum step {
	STEP_DONE,  /* the answer is complete */
	STEP_FOUND, /* its number and address are in the answer */
	STEP_NONE,
	STEP_EXISTS,
	STEP_NOT_YET,
	STEP_LOST /* no answer to a write; it may have been carried out */
} step;

/* ---- requests -------------------------------------------------------------------------------- */

static void add_project(rg_buf *path, rg_str project)
{
	size_t slash = rg_str_find_char(project, '/');

	rg_buf_add_z(path, "/repos/");
	rg_http_escape(path, rg_str_sub(project, 0, slash));
	rg_buf_add_char(path, '/');
	rg_http_escape(path, rg_str_sub(project, slash + 1, project.len));
}

static rg_str owner_of(rg_str project)
{
	return rg_str_sub(project, 0, rg_str_find_char(project, '/'));
}

/* "/repos/owner/name" and what the format says. */
static rg_str path_of(github *g, const char *format, long long number)
{
	rg_buf buf;
	rg_str out;

	rg_buf_init(&buf, 2048);
	add_project(&buf, g->q->project);
	rg_buf_printf(&buf, format, number);
	out = rg_arena_dup(g->talk.arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

/* An answer that is no good, as the end or as what to do about it. */
static step refused(github *g, bool is_write)
{
	g->ask.is_write = is_write;
	if (g->talk.answer.status >= 200 && g->talk.answer.status < 300) {
		g->out->cause = RG_FORGE_OTHER;
		g->out->message = rg_arena_printf(
			g->talk.arena,
			"%.*s does not answer as GitHub does; see whether forge.url is its address",
			RG_FMT(g->q->host));
		return STEP_DONE;
	}
	switch (rg_github__explain(g->out, g->talk.arena, &g->ask, &g->talk.answer)) {
	case RG_GITHUB_EXISTS:
		return STEP_EXISTS;
	case RG_GITHUB_NO_HEAD_YET:
		return STEP_NOT_YET;
	default:
		return STEP_DONE;
	}
}

/* ---- one pull request ------------------------------------------------------------------------ */

static rg_str member(const rg_json *object, const char *a, const char *b)
{
	return rg_json_str(rg_json_get(rg_json_get(object, a), b));
}

/* Whether it is of our branch and base. GitHub leaves a filter out that it does not understand. */
static bool is_ours(const github *g, const rg_json *pr)
{
	rg_str from = member(rg_json_get(pr, "head"), "repo", "full_name");

	return rg_str_eq(member(pr, "head", "ref"), g->q->branch) &&
	       rg_str_eq(member(pr, "base", "ref"), g->q->base) &&
	       rg_str_eq_nocase(from, g->q->head_project);
}

/* Address, number and state of it into the answer. False when it has none. */
static bool note(github *g, const rg_json *pr)
{
	rg_str url = rg_json_str(rg_json_get(pr, "html_url"));
	const char *scheme = rg_str_starts(g->q->api, RG_STR("http:")) ? "http" : "https";
	rg_str site = rg_arena_printf(g->talk.arena, "%s://%.*s/", scheme, RG_FMT(g->q->host));
	int64_t number = rg_json_int(rg_json_get(pr, "number"), 0);

	if (number <= 0)
		return false;
	/* An editor opens it, so it is on the host that was asked. */
	if (!rg_str_starts(url, site))
		url = rg_arena_printf(g->talk.arena, "%.*s%.*s/pull/%lld", RG_FMT(site),
				      RG_FMT(g->q->project), (long long)number);
	g->out->number = number;
	g->out->url = rg_one_line(g->talk.arena, url, 2000);
	g->out->is_draft = rg_json_bool(rg_json_get(pr, "draft"), false);
	return true;
}

/* Whether it shows the commit that the text is about; asks once more when it does not yet. */
static bool shows_head(github *g, const rg_json *pr)
{
	if (!g->q->head_oid.len || rg_str_eq(member(pr, "head", "sha"), g->q->head_oid))
		return true;
	if (!rg_talk_wait(&g->talk) ||
	    !rg_talk_send(&g->talk, "GET", path_of(g, "/pulls/%lld", (long long)g->out->number),
			  NULL) ||
	    !rg_talk_is_good(&g->talk))
		return false;
	return rg_str_eq(member(g->talk.json, "head", "sha"), g->q->head_oid);
}

static step other_head(github *g)
{
	g->out->cause = RG_FORGE_OTHER;
	g->out->message =
		rg_arena_printf(g->talk.arena,
				"pull request %lld shows another commit than %.*s, which the text "
				"is about; somebody pushed to \"%.*s\": fetch it, see what it is, "
				"and try again",
				(long long)g->out->number,
				RG_FMT(rg_str_sub(g->q->head_oid, 0, 10)), RG_FMT(g->q->branch));
	return STEP_DONE;
}

/* ---- find, update, create -------------------------------------------------------------------- */

static step find(github *g)
{
	rg_buf path;
	bool is_answered;

	rg_buf_init(&path, 4096);
	add_project(&path, g->q->project);
	rg_buf_add_z(&path, "/pulls?state=open&per_page=30&head=");
	rg_http_escape(&path, owner_of(g->q->head_project));
	rg_buf_add_z(&path, ":");
	rg_http_escape(&path, g->q->branch);
	rg_buf_add_z(&path, "&base=");
	rg_http_escape(&path, g->q->base);
	is_answered = rg_talk_send(&g->talk, "GET", rg_buf_str(&path), NULL);
	rg_buf_release(&path);
	if (!is_answered)
		return STEP_DONE;
	if (!rg_talk_is_good(&g->talk) || !rg_json_is_array(g->talk.json))
		return refused(g, false);
	for (const rg_json *pr = rg_json_first(g->talk.json); pr; pr = rg_json_next(pr))
		if (is_ours(g, pr) && note(g, pr))
			return shows_head(g, pr) ? STEP_FOUND : other_head(g);
	return STEP_NONE;
}

static step update(github *g)
{
	rg_json *fields = rg_json_object();
	bool is_answered;

	rg_json_set_str(fields, "title", g->q->title);
	rg_json_set_str(fields, "body", g->q->body);
	is_answered = rg_talk_send(&g->talk, "PATCH",
				   path_of(g, "/pulls/%lld", (long long)g->out->number), fields);
	rg_json_free(fields);
	if (!is_answered)
		return STEP_DONE;
	if (!rg_talk_is_good(&g->talk))
		return refused(g, true);
	g->out->cause = RG_FORGE_OK;
	g->out->was_there = true;
	g->out->message = RG_STR("");
	note(g, g->talk.json);
	return STEP_DONE;
}

static rg_json *creation(const github *g)
{
	const rg_request *q = g->q;
	bool is_fork = !rg_str_eq_nocase(q->head_project, q->project);
	rg_json *fields = rg_json_object();

	rg_json_set_str(fields, "title", q->title);
	rg_json_set_str(fields, "body", q->body);
	rg_json_set_str(fields, "base", q->base);
	rg_json_set_str(fields, "head",
			is_fork ? rg_arena_printf(g->talk.arena, "%.*s:%.*s",
						  RG_FMT(owner_of(q->head_project)),
						  RG_FMT(q->branch))
				: q->branch);
	/* "Required for cross-repository pull requests if both are owned by the same organization";
	 * the description's example is a full name. */
	if (is_fork && rg_str_eq_nocase(owner_of(q->head_project), owner_of(q->project)))
		rg_json_set_str(fields, "head_repo", q->head_project);
	rg_json_set_bool(fields, "draft", q->is_draft);
	return fields;
}

static step create(github *g)
{
	rg_json *fields = creation(g);
	bool may_have_arrived;
	bool is_answered = rg_talk_send_once(&g->talk, &may_have_arrived, "POST",
					     path_of(g, "/pulls", 0), fields);

	rg_json_free(fields);
	if (!is_answered)
		return may_have_arrived ? STEP_LOST : STEP_DONE;
	if (g->talk.answer.status >= 500) {
		refused(g, true);
		return STEP_LOST;
	}
	if (!rg_talk_is_good(&g->talk) || !note(g, g->talk.json))
		return refused(g, true);
	if (!shows_head(g, g->talk.json))
		return other_head(g);
	g->out->cause = RG_FORGE_OK;
	g->out->message = RG_STR("");
	return STEP_DONE;
}

/* The write may have been carried out: if it was, all is well, else what was said stays. */
static step find_lost(github *g)
{
	rg_answer said = *g->out;

	if (rg_talk_wait(&g->talk) && find(g) == STEP_FOUND) {
		g->out->cause = RG_FORGE_OK;
		g->out->message = RG_STR("");
	} else {
		*g->out = said;
		g->out->url = (rg_str){0};
	}
	return STEP_DONE;
}

/* What is left to be said is in the answer. */
static step find_or_create(github *g)
{
	step now = find(g);

	/* One more try where GitHub is behind the push, or somebody else was faster. */
	for (int tries = 0; now == STEP_NONE && tries < 2; tries++) {
		now = create(g);
		if (now == STEP_LOST)
			return find_lost(g);
		if (now == STEP_DONE)
			return now;
		if (now == STEP_NOT_YET && (tries || !rg_talk_wait(&g->talk)))
			return STEP_DONE;
		now = find(g);
	}
	return now == STEP_FOUND ? update(g) : STEP_DONE;
}

/* ---- labels, assignees, reviewers ------------------------------------------------------------ */

/* Best effort: the pull request is there, and one bad name must not take the others with it. */
static void add_each(github *g, const rg_str_vec *names, const char *format, const char *key)
{
	for (size_t i = 0; i < names->n; i++) {
		rg_json *fields = rg_json_object();
		rg_json *list = rg_json_set_take(fields, key, rg_json_array());
		rg_str path = path_of(g, format, (long long)g->out->number), name = names->items[i];
		bool may_have_arrived, is_done;
		rg_answer said = *g->out;

		rg_str_skip(&name, RG_STR("@"));
		rg_json_push_take(list, rg_json_new_str(name));
		is_done = rg_talk_send_once(&g->talk, &may_have_arrived, "POST", path, fields) &&
			  rg_talk_is_good(&g->talk);
		rg_json_free(fields);
		*g->out = said;
		if (!is_done)
			g->out->message = rg_arena_printf(
				g->talk.arena, "%.*s%s%s \"%.*s\" could not be added",
				RG_FMT(said.message), said.message.len ? "; " : "", key,
				RG_FMT(rg_one_line(g->talk.arena, name, 100)));
	}
}

static void add_extras(github *g)
{
	add_each(g, &g->q->labels, "/issues/%lld/labels", "labels");
	add_each(g, &g->q->assignees, "/issues/%lld/assignees", "assignees");
	add_each(g, &g->q->reviewers, "/pulls/%lld/requested_reviewers", "reviewers");
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void run(rg_answer *out, rg_arena *arena, rg_request *request)
{
	static const char *const headers[] = {"Accept: application/vnd.github+json",
					      "X-GitHub-Api-Version: 2022-11-28",
					      "Content-Type: application/json", NULL};
	github g = {.q = request, .out = out};
	rg_err err;

	*out = (rg_answer){.cause = RG_FORGE_OTHER};
	if (!rg_github__may_ask(out, &g.ask, arena, request))
		return;
	if (rg_talk_open(&g.talk, arena, request, out, headers, &err) < 0) {
		out->message = rg_arena_dup(arena, rg_str_of(err.message));
	} else {
		find_or_create(&g);
		if (out->cause == RG_FORGE_OK && !out->was_there)
			add_extras(&g);
	}
	rg_talk_release(&g.talk);
}

const rg_api rg_api_github = {.kind = "github", .run = run};
