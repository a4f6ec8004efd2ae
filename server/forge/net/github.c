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
#include "forge/net/github_no.h"

#include "forge/net/api.h"

#define RETRY_MS    1000
#define TITLE_CHARS 256
#define BODY_CHARS  65536

typedef struct talk {
	rg_arena *arena;
	rg_request *q;
	rg_answer *out;
	rg_http *http;
	rg_github_ask ask;
	rg_http_answer answer;
	rg_json *json; /* of the last answer; NULL when it is none */
	rg_rc rc;      /* of the last request */
} talk;

typedef enum step {
	STEP_DONE,  /* the answer is complete */
	STEP_FOUND, /* talk's answer has the pull request */
	STEP_NONE,
	STEP_EXISTS,
	STEP_NOT_YET,
	STEP_LOST /* no answer to a write; it may have been carried out */
} step;

/* ---- requests ------------------------------------------------------------------------------- */

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
static rg_str path_of(talk *t, const char *format, long long number)
{
	rg_buf buf;
	rg_str out;

	rg_buf_init(&buf, 2048);
	add_project(&buf, t->q->project);
	rg_buf_printf(&buf, format, number);
	out = rg_arena_dup(t->arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

/* One request; fields (consumed) become its body. False when there was no answer. */
static bool send_once(talk *t, bool *may_have_arrived, const char *method, rg_str path,
		      const rg_json *fields)
{
	rg_buf body;
	rg_err err;

	rg_json_free(t->json);
	t->json = NULL;
	rg_buf_init(&body, RG_REQUEST_MAX_BYTES);
	if (fields)
		rg_json_render(&body, fields);
	t->rc = rg_http_send(&t->answer, may_have_arrived, t->http, method, path,
			     fields ? rg_buf_str(&body) : (rg_str){0}, &err);
	rg_buf_release(&body);
	if (t->rc < 0) {
		t->out->cause = RG_FORGE_NETWORK;
		t->out->message =
			rg_arena_printf(t->arena, "%s; the text is kept, try again",
					rg_one_line(t->arena, rg_str_of(err.message), 400).ptr);
		return false;
	}
	if (rg_json_parse(&t->json, rg_buf_str(&t->answer.body), &err) < 0)
		t->json = NULL;
	return true;
}

static bool is_busy(long status)
{
	return status == 502 || status == 503 || status == 504;
}

/* A request that may be repeated: once more after a lost connection or a server that is busy. */
static bool exchange(talk *t, const char *method, rg_str path, const rg_json *fields)
{
	bool may_have_arrived;
	bool is_answered = send_once(t, &may_have_arrived, method, path, fields);

	if ((is_answered && !is_busy(t->answer.status)) || (!is_answered && t->rc != RG_ENET) ||
	    !rg_deadline_wait(t->q->deadline, RETRY_MS))
		return is_answered;
	return send_once(t, &may_have_arrived, method, path, fields);
}

static bool is_good(const talk *t)
{
	return t->answer.status >= 200 && t->answer.status < 300 && t->json;
}

/* An answer that is no good, as the end or as what to do about it. */
static step refused(talk *t, bool is_write)
{
	t->ask.is_write = is_write;
	if (t->answer.status >= 200 && t->answer.status < 300) {
		t->out->cause = RG_FORGE_OTHER;
		t->out->message = rg_arena_printf(
			t->arena,
			"%.*s does not answer as GitHub does; see whether forge.url is its address",
			RG_FMT(t->q->host));
		return STEP_DONE;
	}
	switch (rg_github__explain(t->out, t->arena, &t->ask, &t->answer)) {
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
static bool is_ours(const talk *t, const rg_json *pr)
{
	rg_str from = member(rg_json_get(pr, "head"), "repo", "full_name");

	return rg_str_eq(member(pr, "head", "ref"), t->q->branch) &&
	       rg_str_eq(member(pr, "base", "ref"), t->q->base) &&
	       rg_str_eq_nocase(from, t->q->head_project);
}

/* Address, number and state of it into the answer. False when it has none. */
static bool note(talk *t, const rg_json *pr)
{
	rg_str url = rg_json_str(rg_json_get(pr, "html_url"));
	const char *scheme = rg_str_starts(t->q->api, RG_STR("http:")) ? "http" : "https";
	rg_str site = rg_arena_printf(t->arena, "%s://%.*s/", scheme, RG_FMT(t->q->host));
	int64_t number = rg_json_int(rg_json_get(pr, "number"), 0);

	if (number <= 0)
		return false;
	/* An editor opens it, so it is on the host that was asked. */
	if (!rg_str_starts(url, site))
		url = rg_arena_printf(t->arena, "%.*s%.*s/pull/%lld", RG_FMT(site),
				      RG_FMT(t->q->project), (long long)number);
	t->out->number = number;
	t->out->url = rg_one_line(t->arena, url, 2000);
	t->out->is_draft = rg_json_bool(rg_json_get(pr, "draft"), false);
	return true;
}

/* Whether it shows the commit that the text is about; asks once more when it does not yet. */
static bool shows_head(talk *t, const rg_json *pr)
{
	if (!t->q->head_oid.len || rg_str_eq(member(pr, "head", "sha"), t->q->head_oid))
		return true;
	if (!rg_deadline_wait(t->q->deadline, RETRY_MS) ||
	    !exchange(t, "GET", path_of(t, "/pulls/%lld", (long long)t->out->number), NULL) ||
	    !is_good(t))
		return false;
	return rg_str_eq(member(t->json, "head", "sha"), t->q->head_oid);
}

static step other_head(talk *t)
{
	t->out->cause = RG_FORGE_OTHER;
	t->out->message =
		rg_arena_printf(t->arena,
				"pull request %lld shows another commit than %.*s, which the text "
				"is about; somebody "
				"pushed to \"%.*s\": fetch it, see what it is, and try again",
				(long long)t->out->number,
				RG_FMT(rg_str_sub(t->q->head_oid, 0, 10)), RG_FMT(t->q->branch));
	return STEP_DONE;
}

/* ---- find, update, create ---------------------------------------------------------------------
 */

static step find(talk *t)
{
	rg_buf path;
	bool is_answered;

	rg_buf_init(&path, 4096);
	add_project(&path, t->q->project);
	rg_buf_add_z(&path, "/pulls?state=open&per_page=30&head=");
	rg_http_escape(&path, owner_of(t->q->head_project));
	rg_buf_add_z(&path, ":");
	rg_http_escape(&path, t->q->branch);
	rg_buf_add_z(&path, "&base=");
	rg_http_escape(&path, t->q->base);
	is_answered = exchange(t, "GET", rg_buf_str(&path), NULL);
	rg_buf_release(&path);
	if (!is_answered)
		return STEP_DONE;
	if (!is_good(t) || !rg_json_is_array(t->json))
		return refused(t, false);
	for (const rg_json *pr = rg_json_first(t->json); pr; pr = rg_json_next(pr))
		if (is_ours(t, pr) && note(t, pr))
			return shows_head(t, pr) ? STEP_FOUND : other_head(t);
	return STEP_NONE;
}

static step update(talk *t)
{
	rg_json *fields = rg_json_object();
	bool is_answered;

	rg_json_set_str(fields, "title", t->q->title);
	rg_json_set_str(fields, "body", t->q->body);
	is_answered =
		exchange(t, "PATCH", path_of(t, "/pulls/%lld", (long long)t->out->number), fields);
	rg_json_free(fields);
	if (!is_answered)
		return STEP_DONE;
	if (!is_good(t))
		return refused(t, true);
	t->out->cause = RG_FORGE_OK;
	t->out->was_there = true;
	t->out->message = RG_STR("");
	note(t, t->json);
	return STEP_DONE;
}

static rg_json *creation(const talk *t)
{
	const rg_request *q = t->q;
	bool is_fork = !rg_str_eq_nocase(q->head_project, q->project);
	rg_json *fields = rg_json_object();

	rg_json_set_str(fields, "title", q->title);
	rg_json_set_str(fields, "body", q->body);
	rg_json_set_str(fields, "base", q->base);
	rg_json_set_str(fields, "head",
			is_fork ? rg_arena_printf(t->arena, "%.*s:%.*s",
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

static step create(talk *t)
{
	rg_json *fields = creation(t);
	bool may_have_arrived;
	bool is_answered = send_once(t, &may_have_arrived, "POST", path_of(t, "/pulls", 0), fields);

	rg_json_free(fields);
	if (!is_answered)
		return may_have_arrived ? STEP_LOST : STEP_DONE;
	if (t->answer.status >= 500) {
		refused(t, true);
		return STEP_LOST;
	}
	if (!is_good(t) || !note(t, t->json))
		return refused(t, true);
	if (!shows_head(t, t->json))
		return other_head(t);
	t->out->cause = RG_FORGE_OK;
	t->out->message = RG_STR("");
	return STEP_DONE;
}

/* The write may have been carried out: if it was, all is well, else what was said stays. */
static step find_lost(talk *t)
{
	rg_answer said = *t->out;

	if (rg_deadline_wait(t->q->deadline, RETRY_MS) && find(t) == STEP_FOUND) {
		t->out->cause = RG_FORGE_OK;
		t->out->message = RG_STR("");
	} else {
		*t->out = said;
		t->out->url = (rg_str){0};
	}
	return STEP_DONE;
}

/* What is left to be said is in the answer. */
static step find_or_create(talk *t)
{
	step now = find(t);

	/* One more try where GitHub is behind the push, or somebody else was faster. */
	for (int tries = 0; now == STEP_NONE && tries < 2; tries++) {
		now = create(t);
		if (now == STEP_LOST)
			return find_lost(t);
		if (now == STEP_DONE)
			return now;
		if (now == STEP_NOT_YET && (tries || !rg_deadline_wait(t->q->deadline, RETRY_MS)))
			return STEP_DONE;
		now = find(t);
	}
	return now == STEP_FOUND ? update(t) : STEP_DONE;
}

/* ---- labels, assignees, reviewers --------------------------------------------------------------
 */

/* Best effort: the pull request is there, and one bad name must not take the others with it. */
static void add_each(talk *t, const rg_str_vec *names, const char *format, const char *key)
{
	for (size_t i = 0; i < names->n; i++) {
		rg_json *fields = rg_json_object();
		rg_json *list = rg_json_set_take(fields, key, rg_json_array());
		rg_str path = path_of(t, format, (long long)t->out->number), name = names->items[i];
		bool may_have_arrived, is_done;
		rg_answer said = *t->out;

		rg_str_skip(&name, RG_STR("@"));
		rg_json_push_take(list, rg_json_new_str(name));
		is_done = send_once(t, &may_have_arrived, "POST", path, fields) && is_good(t);
		rg_json_free(fields);
		*t->out = said;
		if (!is_done)
			t->out->message =
				rg_arena_printf(t->arena, "%.*s%s%s \"%.*s\" could not be added",
						RG_FMT(said.message), said.message.len ? "; " : "",
						key, RG_FMT(rg_one_line(t->arena, name, 100)));
	}
}

static void add_extras(talk *t)
{
	add_each(t, &t->q->labels, "/issues/%lld/labels", "labels");
	add_each(t, &t->q->assignees, "/issues/%lld/assignees", "assignees");
	add_each(t, &t->q->reviewers, "/pulls/%lld/requested_reviewers", "reviewers");
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

/* "https://HOST…" of the API as it must be for the host that the token is for. */
static bool api_is_of_host(rg_str api, rg_str host)
{
	rg_str rest = host;
	bool is_public = rg_str_eq_z(host, "github.com") ||
			 (rg_str_chop(&rest, RG_STR(".ghe.com")) && rest.len &&
			  rg_str_find_char(rest, '.') == SIZE_MAX);

	if (is_public)
		return rg_str_skip(&api, RG_STR("https://api.")) && rg_str_eq(api, host);
	return (rg_str_skip(&api, RG_STR("https://")) || rg_str_skip(&api, RG_STR("http://"))) &&
	       rg_str_skip(&api, host) && rg_str_eq_z(api, "/api/v3");
}

static size_t n_characters(rg_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return n;
}

/* What GitHub would refuse anyway, and what must not be asked. */
static bool may_ask(talk *t)
{
	rg_request *q = t->q;

	t->out->cause = RG_FORGE_INVALID;
	if (!api_is_of_host(q->api, q->host)) {
		t->out->cause = RG_FORGE_OTHER;
		t->out->message = rg_arena_printf(
			t->arena, "\"%.*s\" is not the API of %.*s, so no token goes there",
			RG_FMT(rg_one_line(t->arena, q->api, 200)),
			RG_FMT(rg_one_line(t->arena, q->host, 200)));
		return false;
	}
	if (n_characters(q->title) > TITLE_CHARS || n_characters(q->body) > BODY_CHARS) {
		t->out->message = rg_arena_printf(
			t->arena,
			"the text has %zu characters and its title %zu; GitHub takes %d and %d: "
			"shorten it",
			n_characters(q->body), n_characters(q->title), BODY_CHARS, TITLE_CHARS);
		return false;
	}
	return true;
}

static bool find_token(talk *t)
{
	const rg_request *q = t->q;
	rg_token_place place = {
		.host = q->host,
		.scheme = rg_str_starts(q->api, RG_STR("http:")) ? RG_STR("http") : RG_STR("https"),
		.root = q->root,
		.deadline = q->deadline,
	};
	bool is_public = rg_str_eq_z(q->host, "github.com");

	t->ask.source = rg_token_find(&t->q->token, &t->ask.source_name, t->arena, &place);
	if (t->ask.source != RG_TOKEN_NONE)
		return true;
	t->out->cause = RG_FORGE_NO_ACCOUNT;
	t->out->message =
		is_public ? RG_STR("there is no token for github.com; run `gh auth login`, or set "
				   "GH_TOKEN")
			  : rg_arena_printf(
				    t->arena,
				    "there is no token for %.*s; run `gh auth login --hostname "
				    "%.*s`, or set GH_HOST to it and GH_ENTERPRISE_TOKEN",
				    RG_FMT(q->host), RG_FMT(q->host));
	return false;
}

static void run(rg_answer *out, rg_arena *arena, rg_request *request)
{
	static const char *const headers[] = {"Accept: application/vnd.github+json",
					      "X-GitHub-Api-Version: 2022-11-28",
					      "Content-Type: application/json", NULL};
	talk t = {.arena = arena, .q = request, .out = out, .ask = {.request = request}};
	rg_err err;

	*out = (rg_answer){.cause = RG_FORGE_OTHER};
	if (!may_ask(&t) || !find_token(&t))
		return;
	if (rg_http_new(&t.http, request->api, headers, &request->token, request->deadline, &err) <
	    0) {
		out->cause = RG_FORGE_OTHER;
		out->message = rg_arena_dup(arena, rg_str_of(err.message));
		return;
	}
	rg_http_answer_init(&t.answer);
	find_or_create(&t);
	if (out->cause == RG_FORGE_OK && !out->was_there)
		add_extras(&t);
	rg_json_free(t.json);
	rg_http_answer_release(&t.answer);
	rg_http_free(t.http);
}

const rg_api rg_api_github = {.kind = "github", .run = run};
