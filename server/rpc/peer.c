/* SPDX-License-Identifier: MIT */
/*
 * peer.c - two lists: requests that wait for our reply, and requests of ours that wait for theirs.
 * Both are short (an editor has a handful under way), so they are lists and not tables.
 */
#include "rpc/peer.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/never.h"
#include "rpc/frame.h"

/* Ours: a client that never answers must not cost memory for ever. */
#define MAX_AWAITED 256

struct rg_reply {
	rg_reply *next;
	rg_peer *peer; /* NULL when it is gone */
	char *id;      /* owned: the bytes as sent */
	bool is_answered;
	void (*cancel)(void *data);
	void *cancel_data;
};

typedef struct awaited {
	struct awaited *next;
	int64_t id;
	rg_peer_answer answer; /* or NULL */
	void *data;
} awaited;

struct rg_peer {
	rg_peer_send send;
	void *self;
	rg_reply *replies;
	awaited *awaited, **last_awaited;
	size_t n_awaited;
	int64_t last_id;
};

rg_peer *rg_peer_new(rg_peer_send send, void *self)
{
	rg_peer *peer = rg_calloc(1, sizeof(*peer));

	peer->send = send;
	peer->self = self;
	peer->last_awaited = &peer->awaited;
	return peer;
}

void rg_peer_free(rg_peer *peer)
{
	if (!peer)
		return;
	for (rg_reply *reply = peer->replies; reply; reply = reply->next)
		reply->peer = NULL;
	while (peer->awaited) {
		awaited *next = peer->awaited->next;

		free(peer->awaited);
		peer->awaited = next;
	}
	free(peer);
}

/* Frames and sends {"jsonrpc": "2.0", …the members that fill wrote}. */
static void send_body(rg_peer *peer, rg_buf *body, uint64_t droppable_key)
{
	rg_buf message;

	rg_buf_init(&message, SIZE_MAX / 2);
	rg_frame_render(&message, rg_buf_str(body));
	peer->send(peer->self, rg_buf_str(&message), droppable_key);
	rg_buf_release(&message);
	rg_buf_release(body);
}

static void begin_body(rg_buf *body)
{
	rg_buf_init(body, SIZE_MAX / 2);
	rg_buf_add_z(body, "{\"jsonrpc\":\"2.0\"");
}

static void add_params(rg_buf *body, const char *method, rg_json *params)
{
	rg_buf_add_z(body, ",\"method\":");
	rg_json_render_str(body, rg_str_of(method));
	if (params) {
		rg_buf_add_z(body, ",\"params\":");
		rg_json_render(body, params);
	}
	rg_buf_add_char(body, '}');
	rg_json_free(params);
}

/* ---- requests of the other side ------------------------------------------------------------- */

static void send_result(rg_peer *peer, rg_str id, const rg_json *result)
{
	rg_buf body;

	begin_body(&body);
	rg_buf_add_z(&body, ",\"id\":");
	rg_buf_add(&body, id);
	rg_buf_add_z(&body, ",\"result\":");
	if (result)
		rg_json_render(&body, result);
	else
		rg_buf_add_z(&body, "null");
	rg_buf_add_char(&body, '}');
	send_body(peer, &body, 0);
}

void rg_peer_refuse(rg_peer *peer, rg_str id, int code, rg_str message)
{
	rg_buf body;

	begin_body(&body);
	rg_buf_add_z(&body, ",\"id\":");
	rg_buf_add(&body, id.ptr ? id : RG_STR("null"));
	rg_buf_printf(&body, ",\"error\":{\"code\":%d,\"message\":", code);
	rg_json_render_str(&body, message);
	rg_buf_add_z(&body, "}}");
	send_body(peer, &body, 0);
}

static rg_reply *find_reply(rg_peer *peer, rg_str id)
{
	for (rg_reply *reply = peer->replies; reply; reply = reply->next)
		if (!reply->is_answered && rg_str_eq_z(id, reply->id))
			return reply;
	return NULL;
}

rg_reply *rg_peer_accept(rg_peer *peer, rg_str id)
{
	rg_reply *reply;

	if (find_reply(peer, id)) {
		rg_peer_refuse(peer, id, RG_RPC_INVALID_REQUEST,
			       RG_STR("a request with this id is under way"));
		return NULL;
	}
	reply = rg_calloc(1, sizeof(*reply));
	reply->id = rg_strdup(id);
	reply->peer = peer;
	reply->next = peer->replies;
	peer->replies = reply;
	return reply;
}

/* Whether the reply can still be sent. */
static bool is_open(const rg_reply *reply)
{
	return reply->peer && !reply->is_answered;
}

static void free_reply(rg_reply *reply)
{
	if (reply->peer) {
		rg_reply **at = &reply->peer->replies;

		while (*at != reply)
			at = &(*at)->next;
		*at = reply->next;
	}
	free(reply->id);
	free(reply);
}

void rg_reply_result_take(rg_reply *reply, rg_json *result)
{
	if (is_open(reply))
		send_result(reply->peer, rg_str_of(reply->id), result);
	rg_json_free(result);
	free_reply(reply);
}

void rg_reply_error(rg_reply *reply, int code, rg_str message)
{
	if (is_open(reply))
		rg_peer_refuse(reply->peer, rg_str_of(reply->id), code, message);
	free_reply(reply);
}

void rg_reply_fail(rg_reply *reply, const rg_err *err)
{
	rg_reply_error(reply, rg_rpc_code(err->code), rg_str_of(err->message));
}

void rg_reply_drop(rg_reply *reply)
{
	if (!reply)
		return;
	if (is_open(reply))
		rg_log(RG_LOG_ERROR, "bug: request %s was not answered", reply->id);
	rg_reply_error(reply, RG_RPC_INTERNAL_ERROR,
		       RG_STR("the request was not answered; this is a bug in redgreen"));
}

void rg_reply_on_cancel(rg_reply *reply, void (*cancel)(void *data), void *data)
{
	reply->cancel = cancel;
	reply->cancel_data = data;
}

void rg_peer_cancel(rg_peer *peer, rg_str id)
{
	rg_reply *reply = find_reply(peer, id);

	if (!reply)
		return;
	rg_peer_refuse(peer, id, RG_RPC_REQUEST_CANCELLED, RG_STR("cancelled"));
	reply->is_answered = true;
	if (reply->cancel)
		reply->cancel(reply->cancel_data);
}

size_t rg_peer_n_under_way(const rg_peer *peer)
{
	size_t n = 0;

	for (const rg_reply *reply = peer->replies; reply; reply = reply->next)
		n += !reply->is_answered;
	return n;
}

/* ---- our own -------------------------------------------------------------------------------- */

void rg_peer_notify_take(rg_peer *peer, const char *method, rg_json *params, uint64_t droppable_key)
{
	rg_buf body;

	begin_body(&body);
	add_params(&body, method, params);
	send_body(peer, &body, droppable_key);
}

/* Takes one out of the list; NULL when nobody waits for this id. The caller's to free. */
static awaited *take_awaited(rg_peer *peer, int64_t id)
{
	for (awaited **at = &peer->awaited; *at; at = &(*at)->next) {
		awaited *found = *at;

		if (found->id != id)
			continue;
		*at = found->next;
		if (!*at)
			peer->last_awaited = at;
		peer->n_awaited--;
		return found;
	}
	return NULL;
}

static void give_up_oldest(rg_peer *peer)
{
	awaited *oldest = take_awaited(peer, peer->awaited->id);

	if (oldest->answer)
		oldest->answer(oldest->data, NULL, NULL);
	free(oldest);
}

int64_t rg_peer_request_take(rg_peer *peer, const char *method, rg_json *params,
			     rg_peer_answer answer, void *data)
{
	awaited *a = rg_calloc(1, sizeof(*a));
	rg_buf body;

	*a = (awaited){.id = ++peer->last_id, .answer = answer, .data = data};
	*peer->last_awaited = a;
	peer->last_awaited = &a->next;
	begin_body(&body);
	rg_buf_printf(&body, ",\"id\":%lld", (long long)a->id);
	add_params(&body, method, params);
	send_body(peer, &body, 0);
	if (++peer->n_awaited > MAX_AWAITED)
		give_up_oldest(peer);
	return peer->last_id;
}

void rg_peer_forget(rg_peer *peer, int64_t id)
{
	for (awaited *a = peer->awaited; a; a = a->next)
		if (a->id == id)
			a->answer = NULL;
}

void rg_peer_receive_response(rg_peer *peer, const rg_message *message)
{
	int64_t id = rg_json_int(rg_json_get(message->tree, "id"), -1);
	awaited *a = id < 0 ? NULL : take_awaited(peer, id);

	if (!a)
		return;
	if (message->error)
		rg_log(RG_LOG_INFO, "the client refused request %lld: %.*s", (long long)id,
		       RG_FMT(rg_json_str(rg_json_get(message->error, "message"))));
	if (a->answer)
		a->answer(a->data, rg_json_is_null(message->result) ? NULL : message->result,
			  message->error);
	free(a);
}
