/* SPDX-License-Identifier: MIT */
/*
 * pull.h - one pull request, found or created. Asking first makes the call repeatable: however
 * often it is broken off, there is one pull request per branch and base.
 */
#ifndef RG_FORGE_NET_PULL_H
#define RG_FORGE_NET_PULL_H

#include "forge/net/api.h"
#include "forge/net/talk.h"

#define RG_PULL_MAX_PAGES 40 /* two thousand of a forge that cannot be asked for one branch */

struct rg_pull {
	const rg_api *api;
	const rg_wire *wire; /* the api's */
	rg_talk talk;
	rg_request *q; /* the talk's, as arena and out */
	rg_answer *out;
	rg_str site; /* address of the forge's pages */
	rg_token_source source;
	rg_str source_name;		     /* "GH_TOKEN"; for sentences */
	bool is_write;			     /* what was asked last */
	bool is_readable;		     /* the forge has shown the project's pull requests */
	bool has_commit;		     /* what was seen last shows a commit of the branch */
	rg_str about;			     /* the project that was asked about last */
	int64_t project_id, head_project_id; /* GitLab's; 0 when not asked for */
	/* What was taken before, of the kind that is added now (extras.h): names, and numbers where
	 * the forge has some for them. */
	rg_str_vec taken;
	RG_VEC(int64_t) taken_ids;
};

/*
 * Finds the open pull request of branch and base and gives it the text, or creates one. The token
 * of the request is its to use and to fill. Every end is an answer.
 */
void rg_pull_run(const rg_api *api, rg_answer *out, rg_arena *arena, rg_request *request);

/* For the forges' files: a path of printf's, and one request whose answer must be good. */
rg_str rg_pull_path(const rg_pull *pull, rg_str project, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Consumes fields. Writes are sent once. */
bool rg_pull_ask_take(rg_pull *pull, const char *method, rg_str path, rg_json *fields);
/* The path of a list's next page, path being the one of the last answer; null when it was the last,
 * or the RG_PULL_MAX_PAGES-th. */
rg_str rg_pull_next_page(const rg_pull *pull, rg_str path);

#endif
