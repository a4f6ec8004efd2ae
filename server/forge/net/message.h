/* SPDX-License-Identifier: MIT */
/*
 * message.h - what redgreen-forge is asked and answers: one JSON object on standard input until its
 * end, one on standard output, then the end.
 *
 *	request {"kind": "github",
 *		 "host": "github.com", "api": "https://api.github.com",
 *		 "project": "owner/name", "headProject": null | "fork/name",
 *		 "root": "/srv/shop", "timeoutMs": 60000,
 *		 "pr": {"title", "body", "base", "branch", "headOid": null | "4f2a…", "draft": true,
 *			"labels": [], "assignees": [], "reviewers": []},
 *		 "token": "…"}				absent: it is looked for (token.h)
 *	answer	{"cause": "ok", "message": "…", "url": "https://…", "number": 12,
 *		 "draft": true, "wasThere": false}
 *
 *
 * With "ci" in place of "pr" it is about the workflows of the branch:
 *
 *	request "ci": {"base", "branch", "headOid": null | "4f2a…",
 *		       "start": [{"name": "tests.yml", "inputs": ["arch=n300"]}]}
 *	answer	{"cause", "message", "runs": [{"name", "file", "event", "state", "url"}],
 *		 "required": null | ["build"], "started": [{"name", "cause", "message"}]}
 *
 * With "account": {} in its place it is about whether there is a token: "ok" or "no-account".
 *
 * state is queued, running, waiting (for somebody), passed, failed, cancelled or skipped; required
 * is null when the forge does not tell.
 *
 * cause is a name of forge/cause.h. message is one line with the next step; with "ok" it is empty,
 * or names what was left out (a label that does not exist). url and number are there whenever the
 *pull request is known. Exit status: 0 the cause is "ok"; 1 it is another one; 2 the request cannot
 *be understood (the answer says why); 3 no answer could be written.
 */
#ifndef RG_FORGE_NET_MESSAGE_H
#define RG_FORGE_NET_MESSAGE_H

#include "base/err.h"
#include "base/json.h"
#include "base/vec.h"
#include "forge/cause.h"
#include "forge/net/deadline.h"
#include "forge/net/secret.h"

#define RG_REQUEST_MAX_BYTES ((size_t)2 * 1024 * 1024) /* a text of 65536 characters, escaped */

typedef struct rg_ci_start {
	rg_str name;
	rg_str_vec inputs; /* "name=value" */
} rg_ci_start;

typedef struct rg_request {
	rg_str kind, host, api, project;
	rg_str head_project; /* project itself when the request has none */
	rg_str root;	     /* may be null */
	rg_str title, body, base, branch, head_oid;
	bool is_draft;
	rg_str_vec labels, assignees, reviewers;
	struct {
		bool is_wanted; /* it is not about a pull request */
		RG_VEC(rg_ci_start) starts;
	} ci;
	bool is_about_account; /* whether there is a token: nothing is sent */
	rg_deadline deadline;
	rg_secret token; /* may be none */
} rg_request;

/*
 * RG_EINVAL with what is wrong. Texts are copied into the arena, the token into its secret alone;
 * the caller wipes bytes.
 */
RG_MUST_CHECK rg_rc rg_request_decode(rg_request *out, rg_arena *arena, rg_str bytes, rg_err *err);

typedef struct rg_ci_run_seen {
	rg_str name, file, event, url;
	const char *state;
} rg_ci_run_seen;

typedef struct rg_ci_started {
	rg_str name;
	rg_forge_cause cause;
	rg_str message;
} rg_ci_started;

typedef struct rg_ci_answer {
	RG_VEC(rg_ci_run_seen) runs;
	rg_str_vec required;
	bool is_required_known;
	RG_VEC(rg_ci_started) started;
} rg_ci_answer;

typedef struct rg_answer {
	rg_forge_cause cause;
	rg_str message, url;
	int64_t number;
	bool is_draft, was_there;
	const rg_ci_answer *ci; /* NULL: it is about a pull request */
} rg_answer;

/* Appends the object and a line feed. */
void rg_answer_encode(rg_buf *out, const rg_answer *answer);

/* "the text is kept, " where the request has one. */
const char *rg_request_kept(const rg_request *request);

/* Text of the forge's as part of our line: control characters become blanks, at most max bytes. */
rg_str rg_one_line(rg_arena *arena, rg_str text, size_t max);

#endif
