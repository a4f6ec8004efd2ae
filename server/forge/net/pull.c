/* SPDX-License-Identifier: MIT */
/*
 * pull.c - find, update, create: the same for every forge. After an answer that may have been lost
 * it asks again instead of creating again.
 *
 * Where the forge may be behind the push that just happened (it does not see the branch, or sees an
 * older commit), it is given one more try after a moment; a pull request that shows another commit
 * than the one the text speaks about is never given that text. One that a person marked ready stays
 * ready, also where the title is what makes a draft.
 */
#include "forge/net/pull.h"

#include <stdarg.h>
#include <string.h>

#include "forge/net/before.h"
#include "forge/net/extras.h"
#include "forge/net/refusal.h"

typedef enum step {
	STEP_DONE,  /* the answer is complete */
	STEP_FOUND, /* its number and address are in the answer */
	STEP_NONE,
	STEP_EXISTS,
	STEP_NOT_YET,
	STEP_LOST /* no answer to a write; it may have been carried out */
} step;

rg_str rg_pull_path(const rg_pull *p, rg_str project, const char *format, ...)
{
	rg_buf buf;
	rg_str out;
	va_list args;

	rg_buf_init(&buf, 16 * 1024);
	p->wire->add_path(&buf, project);
	va_start(args, format);
	rg_buf_vprintf(&buf, format, args);
	va_end(args);
	out = rg_arena_dup(p->talk.arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

bool rg_pull_ask_take(rg_pull *p, const char *method, rg_str path, rg_json *fields)
{
	bool may_have_arrived;
	bool is_answered =
		fields ? rg_talk_send_once(&p->talk, &may_have_arrived, method, path, fields)
		       : rg_talk_send(&p->talk, method, path, NULL);

	rg_json_free(fields);
	return is_answered && rg_talk_is_good(&p->talk);
}

/* An answer that is no good, as the end or as what to do about it. */
static step refused(rg_pull *p, bool is_write)
{
	p->is_write = is_write;
	switch (rg_refusal_explain(p)) {
	case RG_MEANS_EXISTS:
		return STEP_EXISTS;
	case RG_MEANS_NO_HEAD:
		return STEP_NOT_YET;
	default:
		return STEP_DONE;
	}
}

/* ---- one pull request ------------------------------------------------------------------------ */

/* Address, number and state of it into the answer. False when it has none. */
static bool note(rg_pull *p, const rg_seen *seen)
{
	rg_str url = seen->url;

	if (seen->number <= 0)
		return false;
	/* An editor opens it, so it is on the host that was asked. */
	if (!rg_str_skip(&url, p->site) || !rg_str_starts(url, RG_STR("/")))
		url = rg_arena_printf(p->talk.arena, "/%.*s%s%lld", RG_FMT(p->q->project),
				      p->wire->page, (long long)seen->number);
	p->out->number = seen->number;
	p->out->url = rg_arena_printf(p->talk.arena, "%.*s%.*s", RG_FMT(p->site),
				      RG_FMT(rg_one_line(p->talk.arena, url, 2000)));
	p->out->is_draft = seen->is_draft;
	return true;
}

static rg_str own_path(const rg_pull *p)
{
	return rg_pull_path(p, p->q->project, "/%lld", (long long)p->out->number);
}

/* Whether it shows the commit that the text is about; asks once more when it does not yet. */
static bool shows_head(rg_pull *p, const rg_seen *seen)
{
	rg_seen again = {0};

	p->has_commit = seen->head_oid.len > 0;
	if (!p->q->head_oid.len || rg_str_eq(seen->head_oid, p->q->head_oid))
		return true;
	if (!rg_talk_wait(&p->talk) || !rg_pull_ask_take(p, "GET", own_path(p), NULL))
		return false;
	p->wire->read(&again, p, p->talk.json);
	p->has_commit = again.head_oid.len > 0;
	return rg_str_eq(again.head_oid, p->q->head_oid);
}

static step other_head(rg_pull *p)
{
	p->out->cause = RG_FORGE_OTHER;
	if (!p->has_commit) {
		p->out->message = rg_arena_printf(
			p->talk.arena,
			"%s %lld shows no commit of the branch \"%.*s\"; see whether it was "
			"pushed to %.*s, and try again",
			p->wire->noun, (long long)p->out->number, RG_FMT(p->q->branch),
			RG_FMT(p->q->head_project));
		return STEP_DONE;
	}
	p->out->message = rg_arena_printf(
		p->talk.arena,
		"%s %lld shows another commit than %.*s, which the text is about; somebody pushed "
		"to \"%.*s\": fetch it, see what it is, and try again",
		p->wire->noun, (long long)p->out->number, RG_FMT(rg_str_sub(p->q->head_oid, 0, 10)),
		RG_FMT(p->q->branch));
	return STEP_DONE;
}

/* The title as this forge must have it for a draft, or for none. */
static rg_str title_for(const rg_pull *p, bool is_draft)
{
	if (!is_draft || !p->wire->draft_mark || p->wire->title_is_draft(p->q->title))
		return p->q->title;
	return rg_arena_printf(p->talk.arena, "%s%.*s", p->wire->draft_mark, RG_FMT(p->q->title));
}

/* ---- find, update, create -------------------------------------------------------------------- */

/* Whether there is one says the header "Link" (RFC 8288), which all forges send with lists. */
rg_str rg_pull_next_page(const rg_pull *p, rg_str path)
{
	size_t at = rg_str_find(path, RG_STR("&page="));
	uint64_t page = 1;

	if (!rg_str_has(rg_http_header(&p->talk.answer, "link"), RG_STR("rel=\"next\"")))
		return (rg_str){0};
	if (at != SIZE_MAX && !rg_str_u64(&page, rg_str_sub(path, at + strlen("&page="), path.len),
					  RG_PULL_MAX_PAGES - 1))
		return (rg_str){0};
	return rg_arena_printf(p->talk.arena, "%.*s&page=%d", RG_FMT(rg_str_sub(path, 0, at)),
			       (int)page + 1);
}

static rg_str list_path(const rg_pull *p)
{
	rg_buf buf;
	rg_str out;

	rg_buf_init(&buf, 16 * 1024);
	p->wire->add_path(&buf, p->q->project);
	p->wire->add_query(&buf, p);
	out = rg_arena_dup(p->talk.arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

static step find(rg_pull *p)
{
	for (rg_str path = list_path(p); path.len; path = rg_pull_next_page(p, path)) {
		if (!rg_talk_send(&p->talk, "GET", path, NULL))
			return STEP_DONE;
		if (!rg_talk_is_good(&p->talk) || !rg_json_is_array(p->talk.json))
			return refused(p, false);
		p->is_readable = true;
		for (const rg_json *x = rg_json_first(p->talk.json); x; x = rg_json_next(x)) {
			rg_seen seen = {0};

			p->wire->read(&seen, p, x);
			if (seen.is_ours && note(p, &seen))
				return shows_head(p, &seen) ? STEP_FOUND : other_head(p);
		}
	}
	return STEP_NONE;
}

static step finished(rg_pull *p, bool was_there)
{
	p->out->cause = RG_FORGE_OK;
	p->out->was_there = was_there;
	p->out->message = RG_STR("");
	if (!was_there && p->q->is_draft && !p->out->is_draft)
		p->out->message = rg_arena_printf(
			p->talk.arena,
			"it is open and no draft: %.*s does not take \"%s\" in a title for one",
			RG_FMT(p->q->host), p->wire->draft_mark ? p->wire->draft_mark : "draft");
	return STEP_DONE;
}

static step update(rg_pull *p)
{
	rg_json *fields = rg_json_object();
	rg_seen seen = {0};
	bool is_answered;

	rg_json_set_str(fields, "title", title_for(p, p->out->is_draft));
	rg_json_set_str(fields, p->wire->body_field, p->q->body);
	is_answered = rg_talk_send(&p->talk, p->wire->update_method, own_path(p), fields);
	rg_json_free(fields);
	if (!is_answered)
		return STEP_DONE;
	if (!rg_talk_is_good(&p->talk))
		return refused(p, true);
	p->wire->read(&seen, p, p->talk.json);
	note(p, &seen);
	return finished(p, true);
}

static step create(rg_pull *p)
{
	rg_str project = p->wire->is_created_in_fork ? p->q->head_project : p->q->project;
	rg_json *fields = p->wire->creation(p, title_for(p, p->q->is_draft));
	rg_seen seen = {0};
	bool may_have_arrived;
	bool is_answered = rg_talk_send_once(&p->talk, &may_have_arrived, "POST",
					     rg_pull_path(p, project, "%s", ""), fields);

	rg_json_free(fields);
	if (!is_answered)
		return may_have_arrived ? STEP_LOST : STEP_DONE;
	if (p->talk.answer.status >= 500) {
		refused(p, true);
		return STEP_LOST;
	}
	if (rg_talk_is_good(&p->talk))
		p->wire->read(&seen, p, p->talk.json);
	if (!note(p, &seen))
		return refused(p, true);
	return shows_head(p, &seen) ? finished(p, false) : other_head(p);
}

/* The write may have been carried out: if it was, all is well, else what was said stays. */
static step find_lost(rg_pull *p)
{
	rg_answer said = *p->out;

	if (rg_talk_wait(&p->talk) && find(p) == STEP_FOUND)
		return finished(p, false);
	*p->out = said;
	p->out->url = (rg_str){0};
	return STEP_DONE;
}

/* What is left to be said is in the answer. */
static void find_or_create(rg_pull *p)
{
	step now = find(p);

	/* One more try where the forge is behind the push, or somebody else was faster. */
	for (int tries = 0; now == STEP_NONE && tries < 2; tries++) {
		now = create(p);
		if (now == STEP_LOST)
			now = find_lost(p);
		if (now == STEP_DONE || (now == STEP_NOT_YET && (tries || !rg_talk_wait(&p->talk))))
			return;
		now = find(p);
	}
	if (now == STEP_FOUND)
		update(p);
}

/* ---- the whole ------------------------------------------------------------------------------- */

void rg_pull_run(const rg_api *api, rg_answer *out, rg_arena *arena, rg_request *request)
{
	rg_pull p = {.api = api,
		     .wire = api->wire,
		     .q = request,
		     .out = out,
		     .talk = {.arena = arena},
		     .about = request->project};
	rg_err err;

	*out = (rg_answer){.cause = RG_FORGE_OTHER};
	if (!rg_pull__may_ask(&p))
		return;
	if (request->is_about_account) {
		out->cause = RG_FORGE_OK;
		return;
	}
	if (rg_talk_open(&p.talk, arena, request, out, api->wire->headers, api->wire->authorization,
			 &err) < 0)
		out->message = rg_arena_dup(arena, rg_str_of(err.message));
	else if (!p.wire->prepare || p.wire->prepare(&p))
		find_or_create(&p);
	if (out->cause == RG_FORGE_OK && !out->was_there)
		rg_pull__add_extras(&p);
	rg_talk_release(&p.talk);
}
