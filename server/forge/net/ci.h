/* SPDX-License-Identifier: MIT */
/*
 * ci.h - inside forge/net/: the runs of a branch's commit, the checks that the base requires, and
 * the start of what was asked for. A forge is one rg_ci_wire.
 */
#ifndef RG_FORGE_NET_CI_H
#define RG_FORGE_NET_CI_H

#include "forge/net/pull.h"

#define RG_CI_MAX_RUNS 300

typedef struct rg_ci_talk {
	rg_pull pull; /* the conversation; its request has `ci` */
	rg_ci_answer *out;
} rg_ci_talk;

struct rg_ci_wire {
	const char *noun;		       /* what is started: "workflow" */
	rg_str (*permission)(const rg_pull *); /* for what was asked last */
	/* Fills out->runs; false: the last answer is no good. */
	bool (*list)(rg_ci_talk *ci);
	/* Fills out->required; false: the forge does not tell, which is no failure. */
	bool (*require)(rg_ci_talk *ci);
	/* Starts one, once; false: the last answer says why, or pull.out does. */
	bool (*start)(rg_ci_talk *ci, const rg_ci_start *start);
};
extern const rg_ci_wire rg_github_ci, rg_gitlab_ci, rg_gitea_ci;

/* Starts, lists, asks what is required. Every end is an answer. */
void rg_ci_run(const rg_api *api, rg_answer *out, rg_arena *arena, rg_request *request);

/* For the forges' files. GET of a path; true when the answer is good. */
bool rg_ci_get(rg_ci_talk *ci, rg_str path);
/* POST; fields are consumed. Any 2xx is good, with JSON in it or not. */
bool rg_ci_post_take(rg_ci_talk *ci, rg_str path, rg_json *fields);
/* "…/repos/owner/name" + a path of printf's. */
rg_str rg_ci_path(const rg_ci_talk *ci, void (*add_project)(rg_buf *, rg_str), rg_str project,
		  const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Texts are copied; an address that is not the forge's is left out. */
void rg_ci_add_run(rg_ci_talk *ci, rg_str name, rg_str file, rg_str event, const char *state,
		   rg_str url);
void rg_ci_add_required(rg_ci_talk *ci, rg_str name);
/* One segment of a path. */
rg_str rg_ci_escape(rg_arena *arena, rg_str text);
/* What a forge's word for a state means, of rows {word, state} that end with NULL; "queued" else.
 */
const char *rg_ci_state(const char *const (*rows)[2], rg_str word);
/* {"name": "value"} of "name=value". */
rg_json *rg_ci_inputs(rg_arena *arena, const rg_str_vec *inputs);

#endif
