/* SPDX-License-Identifier: MIT */
/*
 * before.c - looked at before a token is even looked for. The request's host and API come from a
 * repository's remote and settings; this is the place where a token could be led astray, so host
 * and API are compared as a whole.
 */
#include "forge/net/before.h"

#include <string.h>

static bool is_prefix(rg_str prefix)
{
	rg_str part;

	if (!prefix.len)
		return true;
	if (!rg_str_skip(&prefix, RG_STR("/")))
		return false;
	while (rg_str_part(&part, &prefix, '/')) {
		bool has_more = false;

		for (size_t i = 0; i < part.len; i++) {
			char c = part.ptr[i];

			if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			      (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))
				return false;
			has_more |= c != '.';
		}
		if (!has_more)
			return false;
	}
	return true;
}

rg_str rg_site_of(rg_arena *arena, rg_str api, rg_str host, const char *suffix,
		  bool may_have_prefix)
{
	rg_str rest = api, site = api;

	if (!(rg_str_skip(&rest, RG_STR("https://")) || rg_str_skip(&rest, RG_STR("http://"))) ||
	    !rg_str_skip(&rest, host) || !rg_str_chop(&rest, rg_str_of(suffix)) ||
	    (rest.len && !may_have_prefix) || !is_prefix(rest))
		return (rg_str){0};
	rg_str_chop(&site, rg_str_of(suffix));
	return rg_arena_dup(arena, site);
}

static size_t n_characters(rg_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return n;
}

static bool is_of_host(rg_pull *p)
{
	rg_arena *arena = p->talk.arena;

	p->site = p->wire->site(arena, p->q->api, p->q->host);
	if (!rg_str_is_null(p->site))
		return true;
	p->out->cause = RG_FORGE_OTHER;
	p->out->message =
		rg_arena_printf(arena, "\"%.*s\" is not the API of %.*s, so no token goes there",
				RG_FMT(rg_one_line(arena, p->q->api, 200)),
				RG_FMT(rg_one_line(arena, p->q->host, 200)));
	return false;
}

static bool fits(rg_pull *p)
{
	size_t mark = p->wire->draft_mark ? strlen(p->wire->draft_mark) : 0;
	size_t title = n_characters(p->q->title), body = n_characters(p->q->body);

	if (title + mark <= p->wire->title_chars && body <= p->wire->body_chars)
		return true;
	p->out->cause = RG_FORGE_INVALID;
	p->out->message = rg_arena_printf(p->talk.arena,
					  "the text has %zu characters and its title %zu; %s takes "
					  "%zu and %zu: shorten it",
					  body, title, p->api->name, p->wire->body_chars,
					  p->wire->title_chars - mark);
	return false;
}

static bool has_token(rg_pull *p)
{
	rg_token_place place = {
		.host = p->q->host,
		.scheme = rg_str_starts(p->q->api, RG_STR("http:")) ? RG_STR("http")
								    : RG_STR("https"),
		.root = p->q->root,
		.deadline = p->q->deadline,
	};

	p->source =
		rg_token_find(&p->q->token, &p->source_name, p->talk.arena, p->api->tokens, &place);
	if (p->source != RG_TOKEN_NONE)
		return true;
	p->out->cause = RG_FORGE_NO_ACCOUNT;
	p->out->message = rg_arena_printf(
		p->talk.arena, "there is no token for %.*s; %.*s", RG_FMT(p->q->host),
		RG_FMT(rg_token_advice(p->talk.arena, p->api->tokens, p->q->host)));
	return false;
}

bool rg_pull__may_ask(rg_pull *p)
{
	return is_of_host(p) && fits(p) && has_token(p);
}
