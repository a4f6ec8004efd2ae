/* SPDX-License-Identifier: MIT */
/*
 * api.h - a forge as redgreen-forge knows it: one file, one line in apis.def. It says its
 * addresses, its fields and what its refusals mean; the conversation is pull.c's, the same for all.
 */
#ifndef RG_FORGE_NET_API_H
#define RG_FORGE_NET_API_H

#include "forge/net/token.h"
#include "forge/net/words.h"

typedef struct rg_pull rg_pull;	      /* pull.h */
typedef struct rg_ci_wire rg_ci_wire; /* ci.h */

/* A pull request as the forge shows it. */
typedef struct rg_seen {
	int64_t number; /* 0: it is none */
	rg_str url, head_oid;
	bool is_draft;
	bool is_ours; /* of our branch and base; filters may be ignored */
} rg_seen;

/* What is written and read: two forges may have the same. */
typedef struct rg_wire {
	const char *noun;	   /* "pull request", as its users call it */
	const char *authorization; /* the header's line up to the token */
	const char *const *headers;
	const rg_phrase *phrases; /* what its refusals mean; ends with NULL words */
	size_t title_chars, body_chars;
	/* Where a draft is one by its title: what stands in front; else NULL. title_is_draft then
	 * says whether a title has such a mark, also one of those that are not ours. */
	const char *draft_mark;
	bool (*title_is_draft)(rg_str title);

	/* Address of its pages, "https://host", without a last slash; null when api is not the
	 * address of the API of that host, which alone gets the token. */
	rg_str (*site)(rg_arena *arena, rg_str api, rg_str host);
	/* What has to be asked first, or NULL. False: the answer says why. */
	bool (*prepare)(rg_pull *pull);
	/* Appends the path of a project's pull requests. */
	void (*add_path)(rg_buf *out, rg_str project);
	/* Appends what of them is wanted: open ones of our branch and base, as far as it can. */
	void (*add_query)(rg_buf *out, const rg_pull *pull);
	void (*read)(rg_seen *out, const rg_pull *pull, const rg_json *json);
	/* Behind the project's page, before the number. */
	const char *page;
	bool is_created_in_fork; /* else in the project that gets it */
	rg_json *(*creation)(const rg_pull *pull, rg_str title);
	const char *update_method, *body_field;
	/* One label, assignee, reviewer; false when the forge does not have it so afterwards. The
	 * names that it has taken before, of the same kind, are in pull->taken. */
	bool (*add_label)(rg_pull *pull, rg_str name);
	bool (*add_assignee)(rg_pull *pull, rg_str name);
	bool (*add_reviewer)(rg_pull *pull, rg_str name);
	/* What a token needs for what was asked last, as its pages call it. */
	rg_str (*permission)(const rg_pull *pull);
	/* A sentence for a 403 that is about something else; null when it is not. May be NULL. */
	rg_str (*forbidden)(const rg_pull *pull);
} rg_wire;

typedef struct rg_api {
	const char *kind; /* as in forges.def */
	const char *name; /* "GitHub" */
	const rg_token_ways *tokens;
	const rg_wire *wire;
	const rg_ci_wire *ci;
} rg_api;

#endif
