/* SPDX-License-Identifier: MIT */
/*
 * github_before.c - looked at before a token is even looked for. The request's host and API come
 * from a repository's remote and settings; this is the place where a token could be led astray, so
 * host and API are compared as a whole.
 */
#include "forge/net/github_before.h"

#define TITLE_CHARS 256
#define BODY_CHARS  65536

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

static bool is_of_host(rg_answer *out, rg_arena *arena, const rg_request *q)
{
	if (api_is_of_host(q->api, q->host))
		return true;
	out->cause = RG_FORGE_OTHER;
	out->message = rg_arena_printf(
		arena, "\"%.*s\" is not the API of %.*s, so no token goes there",
		RG_FMT(rg_one_line(arena, q->api, 200)), RG_FMT(rg_one_line(arena, q->host, 200)));
	return false;
}

static bool fits(rg_answer *out, rg_arena *arena, const rg_request *q)
{
	size_t title = n_characters(q->title), body = n_characters(q->body);

	if (title <= TITLE_CHARS && body <= BODY_CHARS)
		return true;
	out->cause = RG_FORGE_INVALID;
	out->message =
		rg_arena_printf(arena,
				"the text has %zu characters and its title %zu; GitHub takes "
				"%d and %d: shorten it",
				body, title, BODY_CHARS, TITLE_CHARS);
	return false;
}

static bool has_token(rg_answer *out, rg_github_ask *ask, rg_arena *arena, rg_request *q)
{
	rg_token_place place = {
		.host = q->host,
		.scheme = rg_str_starts(q->api, RG_STR("http:")) ? RG_STR("http") : RG_STR("https"),
		.root = q->root,
		.deadline = q->deadline,
	};

	ask->request = q;
	ask->source = rg_token_find(&q->token, &ask->source_name, arena, &place);
	if (ask->source != RG_TOKEN_NONE)
		return true;
	out->cause = RG_FORGE_NO_ACCOUNT;
	if (rg_str_eq_z(q->host, "github.com"))
		out->message =
			RG_STR("there is no token for github.com; run `gh auth login`, or set "
			       "GH_TOKEN");
	else
		out->message = rg_arena_printf(arena,
					       "there is no token for %.*s; run `gh auth login "
					       "--hostname %.*s`, or set GH_HOST to it and "
					       "GH_ENTERPRISE_TOKEN",
					       RG_FMT(q->host), RG_FMT(q->host));
	return false;
}

bool rg_github__may_ask(rg_answer *out, rg_github_ask *ask, rg_arena *arena, rg_request *request)
{
	return is_of_host(out, arena, request) && fits(out, arena, request) &&
	       has_token(out, ask, arena, request);
}
