/* SPDX-License-Identifier: MIT */
/*
 * refusal.c - a refusal, with its cause and the next step. What decides is first the status, then
 * headers, then the forge's own words (its phrases); words that are not known are passed on.
 *
 * Sources: GitHub Docs, "Rate limits for the REST API" (retry-after, x-ratelimit-reset, at least a
 * minute otherwise); GitLab Docs, "User and IP rate limits", response headers (RateLimit-Reset,
 * Retry-After). Gitea has no limit of its own, a proxy before it may.
 */
#include "forge/net/refusal.h"

#include <time.h>

#define RESET_MAX_S  86400
#define LIMIT_WAIT_S 60 /* GitHub: "wait for at least one minute" when no header says */

/* ---- rate limits ----------------------------------------------------------------------------- */

static rg_str limit_header(const rg_http_answer *http, const char *github, const char *gitlab)
{
	rg_str value = rg_http_header(http, github);

	return value.len ? value : rg_http_header(http, gitlab);
}

static bool is_used_up(const rg_http_answer *http)
{
	return rg_str_eq_z(limit_header(http, "x-ratelimit-remaining", "ratelimit-remaining"), "0");
}

static bool is_rate_limit(const rg_http_answer *http, rg_meaning meaning)
{
	return http->status == 429 || meaning == RG_MEANS_LIMIT ||
	       (http->status == 403 &&
		(rg_http_header(http, "retry-after").len || is_used_up(http)));
}

static uint64_t seconds_to_wait(const rg_http_answer *http, time_t now)
{
	rg_str reset = limit_header(http, "x-ratelimit-reset", "ratelimit-reset");
	uint64_t seconds, at;

	if (rg_str_u64(&seconds, rg_http_header(http, "retry-after"), RESET_MAX_S))
		return seconds;
	if (is_used_up(http) && rg_str_u64(&at, reset, INT64_MAX) && at > (uint64_t)now &&
	    at - (uint64_t)now <= RESET_MAX_S)
		return at - (uint64_t)now;
	return LIMIT_WAIT_S;
}

static void rate_limit(rg_pull *p, rg_str words)
{
	const rg_http_answer *http = &p->talk.answer;
	time_t now = time(NULL), at;
	uint64_t seconds = seconds_to_wait(http, now);
	struct tm local = {0};
	char clock[16] = "";

	at = now + (time_t)seconds;
	if (localtime_r(&at, &local))
		strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	p->out->cause = RG_FORGE_RATE_LIMIT;
	p->out->message = rg_arena_printf(
		p->talk.arena,
		"%.*s takes no more requests for now (%ld %.*s); try again in %llu s, at %s",
		RG_FMT(p->q->host), http->status, RG_FMT(words), (unsigned long long)seconds,
		clock);
}

/* ---- who we are ------------------------------------------------------------------------------ */

static rg_str not_accepted(const rg_pull *p, rg_str words)
{
	rg_arena *arena = p->talk.arena;

	return rg_arena_printf(arena, "%.*s does not accept the token from %.*s (401 %.*s); %.*s",
			       RG_FMT(p->q->host), RG_FMT(p->source_name), RG_FMT(words),
			       RG_FMT(rg_token_renewal(arena, p->api->tokens, p->q->host, p->source,
						       p->source_name)));
}

static rg_str archived(const rg_pull *p)
{
	return rg_arena_printf(p->talk.arena, "%.*s is archived and takes no %s",
			       RG_FMT(p->q->project), p->wire->noun);
}

static rg_str forbidden(const rg_pull *p, rg_str words)
{
	rg_str own = p->wire->forbidden ? p->wire->forbidden(p) : (rg_str){0};

	if (own.len)
		return own;
	return rg_arena_printf(
		p->talk.arena,
		"the token from %.*s lacks the permission \"%.*s\" on %.*s (%ld %.*s); give it "
		"that permission, or use another token",
		RG_FMT(p->source_name), RG_FMT(p->wire->permission(p)), RG_FMT(p->q->project),
		p->talk.answer.status, RG_FMT(words));
}

/* Forges hide what a token may not see or do behind a 404. */
static rg_str not_found(const rg_pull *p)
{
	if (p->is_write && p->is_readable)
		return rg_arena_printf(
			p->talk.arena,
			"%.*s shows the %ss of %.*s, but takes none (404); most likely the token "
			"from %.*s lacks the permission \"%.*s\"",
			RG_FMT(p->q->host), p->wire->noun, RG_FMT(p->about), RG_FMT(p->source_name),
			RG_FMT(p->wire->permission(p)));
	return rg_arena_printf(
		p->talk.arena,
		"%.*s shows no project %.*s to the token from %.*s (404); see whether the name is "
		"right and the token may read it",
		RG_FMT(p->q->host), RG_FMT(p->about), RG_FMT(p->source_name));
}

/* ---- what was asked -------------------------------------------------------------------------- */

/* Of a request that was understood and is not wanted: 400, 409, 422, and 404 about a branch. */
static void unwanted(rg_pull *p, rg_meaning meaning, rg_str words)
{
	rg_arena *arena = p->talk.arena;
	const rg_request *q = p->q;
	long status = p->talk.answer.status;

	p->out->cause = RG_FORGE_INVALID;
	switch (meaning) {
	case RG_MEANS_NO_DRAFTS:
		p->out->cause = RG_FORGE_NO_DRAFTS;
		p->out->message = rg_arena_printf(
			arena,
			"%.*s has no drafts (a private repository on a plan without them); the "
			"branch %.*s is pushed and the text is kept: open an ordinary %s",
			RG_FMT(q->project), RG_FMT(q->branch), p->wire->noun);
		break;
	case RG_MEANS_TOO_LONG:
		p->out->message = rg_arena_printf(
			arena, "the text is too long for %.*s (%ld %.*s); shorten it",
			RG_FMT(q->host), status, RG_FMT(words));
		break;
	case RG_MEANS_NO_BASE:
		p->out->message = rg_arena_printf(
			arena,
			"%.*s has no branch \"%.*s\" (%ld %.*s); set base to one that it has",
			RG_FMT(q->project), RG_FMT(q->base), status, RG_FMT(words));
		break;
	case RG_MEANS_NO_HEAD:
		p->out->message = rg_arena_printf(
			arena,
			"%.*s does not see the branch \"%.*s\", or nothing on it that \"%.*s\" has "
			"not (%ld %.*s); see whether it was pushed to %.*s",
			RG_FMT(q->host), RG_FMT(q->branch), RG_FMT(q->base), status, RG_FMT(words),
			RG_FMT(q->head_project));
		break;
	default:
		p->out->message =
			rg_arena_printf(arena, "%.*s refuses the %s (%ld %.*s); the text is kept",
					RG_FMT(q->host), p->wire->noun, status, RG_FMT(words));
	}
}

static void say(rg_pull *p, rg_forge_cause cause, rg_str message)
{
	p->out->cause = cause;
	p->out->message = message;
}

static rg_str not_a_forge(const rg_pull *p)
{
	return rg_arena_printf(
		p->talk.arena,
		"%.*s does not answer as %s does; see whether forge.url is its address",
		RG_FMT(p->q->host), p->api->name);
}

static rg_str moved(const rg_pull *p)
{
	return rg_arena_printf(
		p->talk.arena,
		"%.*s says that %.*s has moved (%ld); a token is not sent after it: set the "
		"remote's address to the new one",
		RG_FMT(p->q->host), RG_FMT(p->q->project), p->talk.answer.status);
}

rg_meaning rg_refusal_explain(rg_pull *p)
{
	const rg_http_answer *http = &p->talk.answer;
	rg_arena *arena = p->talk.arena;
	rg_str words = rg_words_of(arena, p->talk.json);
	rg_meaning meaning = rg_words_mean(p->wire->phrases, http->status, words);
	long status = http->status;

	if (status >= 200 && status < 300)
		say(p, RG_FORGE_OTHER, not_a_forge(p));
	else if (status == 401)
		say(p, RG_FORGE_AUTH, not_accepted(p, words));
	else if (is_rate_limit(http, meaning))
		rate_limit(p, words);
	else if (meaning == RG_MEANS_ARCHIVED)
		say(p, RG_FORGE_AUTH, archived(p));
	else if (status == 403)
		say(p, RG_FORGE_AUTH, forbidden(p, words));
	else if (status == 404 && !(p->is_write && meaning == RG_MEANS_NO_HEAD))
		say(p, RG_FORGE_NOT_FOUND, not_found(p));
	else if (status == 400 || status == 404 || status == 409 || status == 422)
		unwanted(p, meaning, words);
	else if (status == 413) /* mostly of a proxy, in words of its own */
		unwanted(p, RG_MEANS_TOO_LONG, words);
	else if (status >= 300 && status < 400)
		say(p, RG_FORGE_NOT_FOUND, moved(p));
	else if (status >= 500)
		say(p, RG_FORGE_SERVER,
		    rg_arena_printf(arena, "%.*s has a problem of its own (%ld); %stry again later",
				    RG_FMT(p->q->host), status, rg_request_kept(p->q)));
	else
		say(p, RG_FORGE_OTHER,
		    rg_arena_printf(arena, "%.*s answers %ld: %.*s", RG_FMT(p->q->host), status,
				    RG_FMT(words)));
	return p->out->cause == RG_FORGE_INVALID ? meaning : RG_MEANS_OTHER;
}
