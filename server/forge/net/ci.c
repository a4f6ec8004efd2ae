/* SPDX-License-Identifier: MIT */
/*
 * ci.c - the same for every forge. What was asked for is started first, so that the list has it;
 * one that cannot be started does not keep the next from it. A start is sent once: nobody wants
 * two.
 */
#include "forge/net/ci.h"

#include <stdarg.h>

#include "forge/net/before.h"
#include "forge/net/refusal.h"

/* ---- for the forges' files ------------------------------------------------------------------- */

bool rg_ci_get(rg_ci_talk *ci, rg_str path)
{
	ci->pull.is_write = false;
	return rg_pull_ask_take(&ci->pull, "GET", path, NULL);
}

bool rg_ci_post_take(rg_ci_talk *ci, rg_str path, rg_json *fields)
{
	rg_talk *talk = &ci->pull.talk;
	bool may_have_arrived, is_answered;

	ci->pull.is_write = true;
	is_answered = rg_talk_send_once(talk, &may_have_arrived, "POST", path, fields);
	rg_json_free(fields);
	return is_answered && talk->answer.status >= 200 && talk->answer.status < 300;
}

rg_str rg_ci_path(const rg_ci_talk *ci, void (*add_project)(rg_buf *, rg_str), rg_str project,
		  const char *format, ...)
{
	rg_buf buf;
	rg_str out;
	va_list args;

	rg_buf_init(&buf, 16 * 1024);
	add_project(&buf, project);
	va_start(args, format);
	rg_buf_vprintf(&buf, format, args);
	va_end(args);
	out = rg_arena_dup(ci->pull.talk.arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

void rg_ci_add_run(rg_ci_talk *ci, rg_str name, rg_str file, rg_str event, const char *state,
		   rg_str url)
{
	rg_arena *arena = ci->pull.talk.arena;
	rg_str rest = url;
	bool is_here = rg_str_skip(&rest, ci->pull.site) && rg_str_starts(rest, RG_STR("/"));

	if (ci->out->runs.n >= RG_CI_MAX_RUNS || !name.len)
		return;
	RG_PUSH(arena, &ci->out->runs,
		(rg_ci_run_seen){.name = rg_one_line(arena, name, 200),
				 .file = rg_one_line(arena, file, 200),
				 .event = rg_one_line(arena, event, 60),
				 .state = state,
				 .url = is_here ? rg_one_line(arena, url, 2000) : (rg_str){0}});
}

void rg_ci_add_required(rg_ci_talk *ci, rg_str name)
{
	rg_arena *arena = ci->pull.talk.arena;

	name = rg_one_line(arena, name, 200);
	if (name.len && ci->out->required.n < RG_CI_MAX_RUNS &&
	    !rg_str_vec_has(&ci->out->required, name))
		RG_PUSH(arena, &ci->out->required, name);
}

rg_str rg_ci_escape(rg_arena *arena, rg_str text)
{
	rg_buf buf;
	rg_str out;

	rg_buf_init(&buf, 4096);
	rg_http_escape(&buf, text);
	out = rg_arena_dup(arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

const char *rg_ci_state(const char *const (*rows)[2], rg_str word)
{
	for (; (*rows)[0]; rows++)
		if (rg_str_eq_z(word, (*rows)[0]))
			return (*rows)[1];
	return "queued";
}

rg_json *rg_ci_inputs(rg_arena *arena, const rg_str_vec *inputs)
{
	rg_json *out = rg_json_object();

	for (size_t i = 0; i < inputs->n; i++) {
		rg_str one = inputs->items[i];
		size_t equals = rg_str_find_char(one, '=');

		if (equals != SIZE_MAX && equals > 0)
			rg_json_set_str(out, rg_arena_cstr(arena, rg_str_sub(one, 0, equals)),
					rg_str_sub(one, equals + 1, one.len));
	}
	return out;
}

/* ---- starting -------------------------------------------------------------------------------- */

/* Why one was not started, as cause and message of the answer. */
static void explain_start(rg_ci_talk *ci, const rg_ci_wire *wire, const rg_ci_start *start)
{
	rg_pull *p = &ci->pull;
	rg_arena *arena = p->talk.arena;
	long status = p->talk.answer.status;
	rg_str words = rg_words_of(arena, p->talk.json);

	if (p->out->message.len)
		return; /* no answer, or said already */
	if (status == 404) {
		p->out->cause = RG_FORGE_NOT_FOUND;
		p->out->message = rg_arena_printf(
			arena,
			"%.*s shows no %s \"%.*s\" that can be started (404); it has to be on the "
			"default branch, and the token from %.*s needs the permission \"%.*s\"",
			RG_FMT(p->q->host), wire->noun, RG_FMT(start->name), RG_FMT(p->source_name),
			RG_FMT(wire->permission(p)));
	} else if (status == 400 || status == 409 || status == 422) {
		p->out->cause = RG_FORGE_INVALID;
		p->out->message = rg_arena_printf(
			arena, "%.*s does not start the %s \"%.*s\" (%ld %.*s)", RG_FMT(p->q->host),
			wire->noun, RG_FMT(start->name), status, RG_FMT(words));
	} else {
		(void)rg_refusal_explain(p);
	}
}

static void start_all(rg_ci_talk *ci, const rg_ci_wire *wire)
{
	rg_pull *p = &ci->pull;

	for (size_t i = 0; i < p->q->ci.starts.n; i++) {
		const rg_ci_start *one = &p->q->ci.starts.items[i];
		rg_ci_started *started = RG_PUSH_NEW(p->talk.arena, &ci->out->started);

		*p->out = (rg_answer){.cause = RG_FORGE_OTHER};
		if (wire->start(ci, one))
			p->out->cause = RG_FORGE_OK;
		else
			explain_start(ci, wire, one);
		*started = (rg_ci_started){
			.name = one->name, .cause = p->out->cause, .message = p->out->message};
	}
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void converse(rg_ci_talk *ci, const rg_ci_wire *wire)
{
	rg_pull *p = &ci->pull;

	start_all(ci, wire);
	*p->out = (rg_answer){.cause = RG_FORGE_OTHER};
	if (!wire->list(ci)) {
		if (p->talk.rc == RG_OK)
			(void)rg_refusal_explain(p);
		return;
	}
	ci->out->is_required_known = wire->require(ci);
	*p->out = (rg_answer){.cause = RG_FORGE_OK, .message = RG_STR("")};
	for (size_t i = 0; i < ci->out->started.n && p->out->cause == RG_FORGE_OK; i++) {
		p->out->cause = ci->out->started.items[i].cause;
		p->out->message = ci->out->started.items[i].message;
	}
}

void rg_ci_run(const rg_api *api, rg_answer *out, rg_arena *arena, rg_request *request)
{
	rg_wire wire = *api->wire;
	rg_ci_talk ci = {.pull = {.api = api,
				  .wire = &wire,
				  .q = request,
				  .out = out,
				  .talk = {.arena = arena},
				  .about = request->project},
			 .out = RG_NEW(arena, rg_ci_answer)};
	rg_answer said;
	rg_err err;

	wire.noun = "workflow";
	wire.permission = api->ci->permission;
	*out = (rg_answer){.cause = RG_FORGE_OTHER};
	if (!rg_pull__may_ask(&ci.pull))
		return;
	if (rg_talk_open(&ci.pull.talk, arena, request, out, api->wire->headers,
			 api->wire->authorization, &err) < 0)
		out->message = rg_arena_dup(arena, rg_str_of(err.message));
	else
		converse(&ci, api->ci);
	said = *out;
	*out = (rg_answer){.cause = said.cause, .message = said.message, .ci = ci.out};
	rg_talk_release(&ci.pull.talk);
}
