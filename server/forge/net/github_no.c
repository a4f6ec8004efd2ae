/* SPDX-License-Identifier: MIT */
/*
 * github_no.c - GitHub's refusals, each with its cause and the next step. What decides is first
 * the status, then headers, then the words of the answer, which GitHub does not promise but has not
 * changed for years either; words that are not known are passed on as they are.
 *
 * Sources: GitHub Docs, REST, "Troubleshooting the REST API" (404 for private resources, 403 and
 * x-accepted-github-permissions, validation failed), "Rate limits for the REST API" (retry-after,
 * x-ratelimit-reset, at least a minute otherwise), "Authorizing a personal access token for use
 * with SAML single sign-on" (x-github-sso).
 */
#include "forge/net/github_no.h"

#include <time.h>

#define WORDS_BYTES  300
#define RESET_MAX_S  86400
#define LIMIT_WAIT_S 60 /* "wait for at least one minute" when no header says */

/* The text holds the words, in any case. */
static bool says(rg_str text, const char *words)
{
	rg_str wanted = rg_str_of(words);

	for (size_t i = 0; i + wanted.len <= text.len; i++)
		if (rg_str_eq_nocase(rg_str_sub(text, i, i + wanted.len), wanted))
			return true;
	return false;
}

/* "message: error; error" of GitHub's answer, on one line. */
static rg_str words_of(rg_arena *arena, const rg_http_answer *http)
{
	rg_json *json = NULL;
	rg_err err;
	rg_buf buf;
	rg_str out;
	const char *sep = ": ";

	if (rg_json_parse(&json, rg_buf_str(&http->body), &err) < 0)
		return RG_STR("no reason given");
	rg_buf_init(&buf, 4096);
	rg_buf_add(&buf, rg_json_str(rg_json_get(json, "message")));
	for (const rg_json *e = rg_json_first(rg_json_get(json, "errors")); e;
	     e = rg_json_next(e)) {
		rg_str message = rg_json_is_string(e) ? rg_json_str(e)
						      : rg_json_str(rg_json_get(e, "message"));
		rg_str field = rg_json_str(rg_json_get(e, "field"));

		rg_buf_add_z(&buf, sep);
		sep = "; ";
		if (message.len)
			rg_buf_add(&buf, message);
		else
			rg_buf_printf(&buf, "%.*s is %.*s", RG_FMT(field),
				      RG_FMT(rg_json_str(rg_json_get(e, "code"))));
	}
	out = rg_one_line(arena, buf.len ? rg_buf_str(&buf) : RG_STR("no reason given"),
			  WORDS_BYTES);
	rg_buf_release(&buf);
	rg_json_free(json);
	return out;
}

/* ---- who we are ------------------------------------------------------------------------------ */

static rg_str renew(rg_arena *arena, const rg_github_ask *ask)
{
	rg_str host = ask->request->host;

	switch (ask->source) {
	case RG_TOKEN_EDITOR:
		return RG_STR("sign in again in the editor");
	case RG_TOKEN_ENVIRONMENT:
		return rg_arena_printf(arena, "set %.*s to a valid one", RG_FMT(ask->source_name));
	case RG_TOKEN_GH:
		return rg_arena_printf(arena, "run `gh auth login --hostname %.*s`", RG_FMT(host));
	default:
		return rg_arena_printf(arena,
				       "store a valid one with `git credential`, or run "
				       "`gh auth login --hostname %.*s`",
				       RG_FMT(host));
	}
}

/* "pull_requests=write" as GitHub's pages call it: "Pull requests: write". */
static rg_str permission(rg_arena *arena, const rg_github_ask *ask, const rg_http_answer *http)
{
	rg_str accepted = rg_http_header(http, "x-accepted-github-permissions");
	rg_buf buf;
	rg_str out;

	if (!accepted.len)
		return ask->is_write ? RG_STR("Pull requests: write")
				     : RG_STR("Pull requests: read");
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
	out = rg_one_line(arena, rg_buf_str(&buf), 100);
	rg_buf_release(&buf);
	return out;
}

static void forbidden(rg_answer *out, rg_arena *arena, const rg_github_ask *ask,
		      const rg_http_answer *http, rg_str words)
{
	const rg_request *q = ask->request;
	rg_str sso = rg_http_header(http, "x-github-sso");
	size_t url = rg_str_find(sso, RG_STR("url="));

	out->cause = RG_FORGE_AUTH;
	if (url != SIZE_MAX)
		out->message = rg_arena_printf(
			arena,
			"the token from %.*s is not authorised for the organisation of %.*s; "
			"authorise it at %.*s",
			RG_FMT(ask->source_name), RG_FMT(q->project),
			RG_FMT(rg_one_line(arena, rg_str_sub(sso, url + 4, sso.len), 200)));
	else if (says(words, "archived"))
		out->message = rg_arena_printf(arena, "%.*s is archived and takes no pull request",
					       RG_FMT(q->project));
	else
		out->message = rg_arena_printf(
			arena,
			"the token from %.*s lacks the permission \"%.*s\" on %.*s (%ld %.*s); "
			"give it that permission, or use another token",
			RG_FMT(ask->source_name), RG_FMT(permission(arena, ask, http)),
			RG_FMT(q->project), http->status, RG_FMT(words));
}

/* ---- rate limits ----------------------------------------------------------------------------- */

static bool is_rate_limit(const rg_http_answer *http, rg_str words)
{
	return http->status == 429 ||
	       (http->status == 403 &&
		(rg_http_header(http, "retry-after").len ||
		 rg_str_eq_z(rg_http_header(http, "x-ratelimit-remaining"), "0") ||
		 says(words, "rate limit") || says(words, "abuse") ||
		 says(words, "submitted too quickly")));
}

static void rate_limit(rg_answer *out, rg_arena *arena, const rg_github_ask *ask,
		       const rg_http_answer *http, rg_str words)
{
	uint64_t seconds = LIMIT_WAIT_S, reset;
	time_t now = time(NULL), at;
	struct tm local = {0};
	char clock[16] = "";

	if (!rg_str_u64(&seconds, rg_http_header(http, "retry-after"), RESET_MAX_S)) {
		seconds = LIMIT_WAIT_S;
		if (rg_str_eq_z(rg_http_header(http, "x-ratelimit-remaining"), "0") &&
		    rg_str_u64(&reset, rg_http_header(http, "x-ratelimit-reset"), INT64_MAX) &&
		    reset > (uint64_t)now && reset - (uint64_t)now <= RESET_MAX_S)
			seconds = reset - (uint64_t)now;
	}
	at = now + (time_t)seconds;
	if (localtime_r(&at, &local))
		strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	out->cause = RG_FORGE_RATE_LIMIT;
	out->message = rg_arena_printf(
		arena, "%.*s takes no more requests for now (%ld %.*s); try again in %llu s, at %s",
		RG_FMT(ask->request->host), http->status, RG_FMT(words),
		(unsigned long long)seconds, clock);
}

/* ---- what was asked -------------------------------------------------------------------------- */

static bool is_about_head(rg_str words)
{
	return says(words, "head sha can't be blank") || says(words, "base sha can't be blank") ||
	       says(words, "no commits between") || says(words, "head is invalid") ||
	       says(words, "head ref must be a branch") || says(words, "not all refs are readable");
}

static rg_github_no invalid(rg_answer *out, rg_arena *arena, const rg_github_ask *ask, rg_str words)
{
	const rg_request *q = ask->request;

	out->cause = RG_FORGE_INVALID;
	if (says(words, "draft pull requests are not supported")) {
		out->cause = RG_FORGE_NO_DRAFTS;
		out->message = rg_arena_printf(
			arena,
			"%.*s has no drafts (a private repository on a plan without them); the "
			"branch %.*s is pushed and the text is kept: open an ordinary pull request",
			RG_FMT(q->project), RG_FMT(q->branch));
	} else if (says(words, "body is too long") || says(words, "body is too_long")) {
		out->message = rg_arena_printf(
			arena, "the text is too long for %.*s (422 %.*s); shorten it",
			RG_FMT(q->host), RG_FMT(words));
	} else if (says(words, "base is invalid")) {
		out->message = rg_arena_printf(
			arena,
			"%.*s has no branch \"%.*s\" (422 %.*s); set base to one that it has",
			RG_FMT(q->project), RG_FMT(q->base), RG_FMT(words));
	} else if (is_about_head(words)) {
		out->message = rg_arena_printf(arena,
					       "%.*s does not see the branch \"%.*s\", or nothing "
					       "on it that \"%.*s\" has not "
					       "(422 %.*s); see whether it was pushed to %.*s",
					       RG_FMT(q->host), RG_FMT(q->branch), RG_FMT(q->base),
					       RG_FMT(words), RG_FMT(q->head_project));
		return RG_GITHUB_NO_HEAD_YET;
	} else {
		out->message = rg_arena_printf(
			arena, "%.*s refuses the pull request (422 %.*s); the text is kept",
			RG_FMT(q->host), RG_FMT(words));
		if (says(words, "already exists"))
			return RG_GITHUB_EXISTS;
	}
	return RG_GITHUB_NO;
}

static void say(rg_answer *out, rg_arena *arena, const rg_github_ask *ask,
		const rg_http_answer *http, rg_str words)
{
	const rg_request *q = ask->request;

	if (http->status == 401) {
		out->cause = RG_FORGE_AUTH;
		out->message = rg_arena_printf(
			arena, "%.*s does not accept the token from %.*s (401 %.*s); %.*s",
			RG_FMT(q->host), RG_FMT(ask->source_name), RG_FMT(words),
			RG_FMT(renew(arena, ask)));
	} else if (is_rate_limit(http, words)) {
		rate_limit(out, arena, ask, http, words);
	} else if (http->status == 403) {
		forbidden(out, arena, ask, http, words);
	} else if (http->status == 404) {
		out->cause = RG_FORGE_NOT_FOUND;
		out->message = rg_arena_printf(
			arena,
			"%.*s shows no project %.*s to the token from %.*s (404); see whether the "
			"name is right and the token may read it",
			RG_FMT(q->host), RG_FMT(q->project), RG_FMT(ask->source_name));
	} else if (http->status >= 300 && http->status < 400) {
		out->cause = RG_FORGE_NOT_FOUND;
		out->message = rg_arena_printf(arena,
					       "%.*s says that %.*s has moved (%ld); a token is "
					       "not sent after it: set the "
					       "remote's address to the new one",
					       RG_FMT(q->host), RG_FMT(q->project), http->status);
	} else if (http->status >= 500) {
		out->cause = RG_FORGE_SERVER;
		out->message = rg_arena_printf(
			arena,
			"%.*s has a problem of its own (%ld); the text is kept, try again later",
			RG_FMT(q->host), http->status);
	} else {
		out->cause = RG_FORGE_OTHER;
		out->message = rg_arena_printf(arena, "%.*s answers %ld: %.*s", RG_FMT(q->host),
					       http->status, RG_FMT(words));
	}
}

rg_github_no rg_github__explain(rg_answer *out, rg_arena *arena, const rg_github_ask *ask,
				const rg_http_answer *http)
{
	rg_str words = words_of(arena, http);

	if (http->status == 422)
		return invalid(out, arena, ask, words);
	say(out, arena, ask, http, words);
	return RG_GITHUB_NO;
}
