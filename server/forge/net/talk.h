/* SPDX-License-Identifier: MIT */
/*
 * talk.h - a conversation with a forge's REST interface: JSON there, JSON back, and one more try
 * where a try can do no harm.
 */
#ifndef RG_FORGE_NET_TALK_H
#define RG_FORGE_NET_TALK_H

#include "forge/net/http.h"
#include "forge/net/message.h"

#define RG_RETRY_MS 1000 /* before one more try: long enough for a proxy that is restarted */

typedef struct rg_talk {
	rg_arena *arena;     /* borrowed, as are request and out */
	rg_request *request; /* what is wanted */
	rg_answer *out;	     /* what is said in the end; a request without an answer writes to it */
	rg_http *http;	     /* owned */
	rg_http_answer answer; /* the last one */
	rg_json *json;	       /* of the last one, owned; NULL when it is none */
	rg_rc rc;	       /* of the last request: RG_OK when there was an answer */
} rg_talk;

/*
 * Opens it to request->api with request->token (headers, authorization: http.h). RG_EINVAL. Release
 * it whether it was opened or not.
 */
RG_MUST_CHECK rg_rc rg_talk_open(rg_talk *out, rg_arena *arena, rg_request *request,
				 rg_answer *answer, const char *const *headers,
				 const char *authorization, rg_err *err);
void rg_talk_release(rg_talk *talk);

/*
 * One request; fields become its body, NULL for none. False without an answer: then out has cause
 * and message, and *may_have_arrived says whether the forge may have acted all the same.
 */
bool rg_talk_send_once(rg_talk *talk, bool *may_have_arrived, const char *method, rg_str path,
		       const rg_json *fields);
/*
 * The same for a request that may be repeated: once more after a lost connection or a server that
 * is busy (502, 503, 504).
 */
bool rg_talk_send(rg_talk *talk, const char *method, rg_str path, const rg_json *fields);
/* Whether the last answer is a success with JSON in it. */
bool rg_talk_is_good(const rg_talk *talk);
/* Waits for RG_RETRY_MS; false when so much time is not left. */
bool rg_talk_wait(rg_talk *talk);

#endif
