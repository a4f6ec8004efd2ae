/* SPDX-License-Identifier: MIT */
/* api.h - a forge as redgreen-forge knows it: one file, one line in apis.def. */
#ifndef RG_FORGE_NET_API_H
#define RG_FORGE_NET_API_H

#include "forge/net/message.h"

typedef struct rg_api {
	const char *kind; /* as in forges.def */
	/*
	 * Finds the open pull request of branch and base and gives it the text, or creates one. The
	 * token of the request is its to use and to fill. Every end is an answer.
	 */
	void (*run)(rg_answer *out, rg_arena *arena, rg_request *request);
} rg_api;

#endif
