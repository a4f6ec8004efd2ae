/* SPDX-License-Identifier: MIT */
/*
 * peer.h - the other side of a connection: requests that wait for our reply, requests of ours that
 * wait for its. Each request gets exactly one reply, on every path: an rg_reply is used once, and
 * one that is dropped unused answers InternalError. One thread.
 */
#ifndef RG_RPC_PEER_H
#define RG_RPC_PEER_H

#include "rpc/message.h"

typedef struct rg_peer rg_peer;
typedef struct rg_reply rg_reply;

/* Sends a framed message; droppable_key as in os/wire.h (0: must arrive). */
typedef void (*rg_peer_send)(void *self, rg_str bytes, uint64_t droppable_key);
/* The answer to a request of ours: result, NULL for null, an error or none. Borrowed. */
typedef void (*rg_peer_answer)(void *data, const rg_json *result, const rg_json *error);

rg_peer *rg_peer_new(rg_peer_send send, void *self);
/* Replies not used yet stay valid and answer nobody; answers that are awaited do not come. */
void rg_peer_free(rg_peer *peer);

/* ---- requests of the other side ------------------------------------------------------------- */

/*
 * Registers a request; the reply is the caller's, to be used once. NULL when a request with this
 * id is under way: an error was sent.
 */
rg_reply *rg_peer_accept(rg_peer *peer, rg_str id);
/* Each uses the reply up, whether it was cancelled meanwhile or not. result NULL is null. */
void rg_reply_result_take(rg_reply *reply, rg_json *result);
void rg_reply_error(rg_reply *reply, int code, rg_str message);
/* By the code that rg_rpc_code maps to. */
void rg_reply_fail(rg_reply *reply, const rg_err *err);
/* Gives an unused reply up: InternalError, and a bug report in the log. NULL is accepted. */
void rg_reply_drop(rg_reply *reply);
/* What cancelling has to end; NULL when there is nothing any more. */
void rg_reply_on_cancel(rg_reply *reply, void (*cancel)(void *data), void *data);
/*
 * $/cancelRequest: answers RequestCancelled at once and calls what on_cancel says; what the reply
 * is used for later falls on the floor. An unknown id is ignored.
 */
void rg_peer_cancel(rg_peer *peer, rg_str id);
/* An error for a message without a reply of its own; id null is null. */
void rg_peer_refuse(rg_peer *peer, rg_str id, int code, rg_str message);
size_t rg_peer_n_under_way(const rg_peer *peer);

/* ---- our own -------------------------------------------------------------------------------- */

void rg_peer_notify_take(rg_peer *peer, const char *method, rg_json *params,
			 uint64_t droppable_key);
/*
 * answer may be NULL. Returns the id, for rg_peer_forget. When too many are unanswered, the oldest
 * is given up: its answer comes with neither result nor error.
 */
int64_t rg_peer_request_take(rg_peer *peer, const char *method, rg_json *params,
			     rg_peer_answer answer, void *data);
/* The answer is not wanted any more; its function is not called. */
void rg_peer_forget(rg_peer *peer, int64_t id);
/* Hands a response to whoever waits for it; one that nobody waits for is ignored. */
void rg_peer_receive_response(rg_peer *peer, const rg_message *message);

#endif
