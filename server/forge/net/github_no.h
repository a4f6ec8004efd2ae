/* SPDX-License-Identifier: MIT */
/* github_no.h - inside forge/net/: what GitHub means when it does not do what it was asked. */
#ifndef RG_FORGE_NET_GITHUB_NO_H
#define RG_FORGE_NET_GITHUB_NO_H

#include "forge/net/http.h"
#include "forge/net/message.h"
#include "forge/net/token.h"

/* Who asks for what; for the sentence. */
typedef struct rg_github_ask {
	const rg_request *request;
	rg_token_source source;
	rg_str source_name; /* "GH_TOKEN" */
	bool is_write;
} rg_github_ask;

typedef enum rg_github_no {
	RG_GITHUB_NO,	      /* said in the answer */
	RG_GITHUB_EXISTS,     /* there is a pull request of this branch already */
	RG_GITHUB_NO_HEAD_YET /* it does not see the branch, or nothing new on it: ask again */
} rg_github_no;

/* Fills cause and message from an answer whose status is not 2xx. */
rg_github_no rg_github__explain(rg_answer *out, rg_arena *arena, const rg_github_ask *ask,
				const rg_http_answer *http);

#endif
