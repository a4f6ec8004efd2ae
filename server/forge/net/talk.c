/* SPDX-License-Identifier: MIT */
/*
 * talk.c - requests and answers in JSON. What a forge sends is untrusted: only what parses strictly
 * is looked at, and what does not is an answer without content, not an error of ours.
 */
#include "forge/net/talk.h"

rg_rc rg_talk_open(rg_talk *out, rg_arena *arena, rg_request *request, rg_answer *answer,
		   const char *const *headers, const char *authorization, rg_err *err)
{
	*out = (rg_talk){.arena = arena, .request = request, .out = answer};
	rg_http_answer_init(&out->answer);
	return rg_http_new(&out->http, request->api, headers, authorization, &request->token,
			   request->deadline, err);
}

void rg_talk_release(rg_talk *talk)
{
	rg_json_free(talk->json);
	rg_http_answer_release(&talk->answer);
	rg_http_free(talk->http);
}

bool rg_talk_wait(rg_talk *talk)
{
	return rg_deadline_wait(talk->request->deadline, RG_RETRY_MS);
}

bool rg_talk_send_once(rg_talk *t, bool *may_have_arrived, const char *method, rg_str path,
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
			rg_arena_printf(t->arena, "%s; %stry again",
					rg_one_line(t->arena, rg_str_of(err.message), 400).ptr,
					rg_request_kept(t->request));
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

bool rg_talk_send(rg_talk *t, const char *method, rg_str path, const rg_json *fields)
{
	bool may_have_arrived;
	bool is_answered = rg_talk_send_once(t, &may_have_arrived, method, path, fields);

	if ((is_answered && !is_busy(t->answer.status)) || (!is_answered && t->rc != RG_ENET) ||
	    !rg_talk_wait(t))
		return is_answered;
	return rg_talk_send_once(t, &may_have_arrived, method, path, fields);
}

bool rg_talk_is_good(const rg_talk *t)
{
	return t->answer.status >= 200 && t->answer.status < 300 && t->json;
}
