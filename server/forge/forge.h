/* SPDX-License-Identifier: MIT */
/*
 * forge.h - where a pull request goes. A forge is one file and one line in forges.def; it turns a
 * draft into one request for redgreen-forge, a program of its own that holds libcurl and the token
 * (forge/net/), and its answer into a result. No network in here.
 */
#ifndef RG_FORGE_FORGE_H
#define RG_FORGE_FORGE_H

#include "base/err.h"
#include "base/json.h"
#include "base/vec.h"
#include "forge/cause.h"
#include "forge/owners.h"
#include "os/loop.h"

typedef struct rg_forge_target {
	rg_str kind; /* "github", "gitlab", "gitea", "forgejo", "local" */
	rg_str host; /* "github.com", with a port when it has one; local: null, but where the page
			that compares branches is known */
	rg_str api;  /* base URL of the API; null for local */
	rg_str project;	     /* "owner/name" that gets the pull request, on GitLab also
				"group/subgroup/name"; null when unknown */
	rg_str head_project; /* the fork that the branch is pushed to; null: project itself */
} rg_forge_target;

/*
 * From the settings (each null or empty when not given) and the remote's URL (https, ssh, scp-like,
 * git, file): which forge, and where. Unknown hosts are `local`. RG_EINVAL: a kind that does not
 * exist, a URL that is none, a URL of an unknown host without a kind, a project that is none.
 * wanted_url may name http only for a loopback address. User information in URLs is dropped.
 */
RG_MUST_CHECK rg_rc rg_forge_choose(rg_forge_target *out, rg_arena *arena, rg_str wanted_kind,
				    rg_str wanted_url, rg_str wanted_project, rg_str remote_url,
				    rg_err *err);
/* The page on which a person opens a pull request of the branch, or at least compares it with the
 * base; null when the host is not known. */
rg_str rg_forge_compare_url(rg_arena *arena, const rg_forge_target *target, rg_str base,
			    rg_str branch);

/* The variable of the environment that may hold a token for this kind, as far as it is set; null
 * when none is. Its value is not looked at. */
rg_str rg_forge_token_variable(const rg_forge_target *target);
/* The forge's own program in the shell, which may know a token; NULL without one. */
const char *rg_forge_program(const rg_forge_target *target);
/* How CODEOWNERS is read and where it is looked for; GitHub's where the host is not known. */
rg_owners_dialect rg_forge_owners(const rg_forge_target *target);

typedef struct rg_forge_pr {
	rg_str title, body; /* through the sink */
	rg_str base, branch;
	rg_str head_oid; /* what the branch must point to on the forge */
	rg_str_vec labels, assignees, reviewers;
	bool is_draft;
} rg_forge_pr;

typedef struct rg_forge_result {
	rg_forge_cause cause;
	rg_str message; /* one line, with the next step */
	rg_str url;
	int64_t number;
	bool is_draft, was_there; /* found, and its text updated, instead of created */
} rg_forge_result;
typedef void (*rg_forge_done)(void *data, const rg_forge_result *result);

typedef struct rg_forge_call rg_forge_call;
/*
 * Finds the open pull request of branch and base and gives it this text, or creates a draft; done
 * comes later on the loop, once, unless an error is returned; the result is borrowed until done
 * returns. Everything is copied.
 *
 * token: the editor's, or null: then redgreen-forge looks for one (environment, gh or glab,
 * `git credential fill`), for exactly this host. The caller answers for it that
 * the editor gave the token for target->host, which a repository's settings may have chosen; its
 * own copy is the caller's to wipe. root: the work tree, where git is asked. helper: path of
 * redgreen-forge; null: beside this program, or where it is installed. timeout_ms: for all of it;
 * 0: a minute.
 *
 * RG_EINVAL: no project, kind "local", a token with characters that no token has. RG_ENOTFOUND:
 * no redgreen-forge.
 */
RG_MUST_CHECK rg_rc rg_forge_start(rg_forge_call **out, rg_loop *loop,
				   const rg_forge_target *target, const rg_forge_pr *pr,
				   rg_str token, rg_str root, rg_str helper, uint64_t timeout_ms,
				   rg_forge_done done, void *data, rg_err *err);
/*
 * Whether redgreen-forge knows a token for the target: nothing is sent. done gets RG_FORGE_OK, or
 * RG_FORGE_NO_ACCOUNT with the way to one. Errors as above.
 */
RG_MUST_CHECK rg_rc rg_forge_account_start(rg_forge_call **out, rg_loop *loop,
					   const rg_forge_target *target, rg_str root,
					   rg_str helper, uint64_t timeout_ms, rg_forge_done done,
					   void *data, rg_err *err);
/*
 * A second way, without a token: options of the push that brings the branch there (git-push(1),
 * --push-option), with which the forge opens the pull request by itself. Empty where it has none.
 * Of the text only the title can come along: an option is one line.
 */
rg_str_vec rg_forge_push_options(rg_arena *arena, const rg_forge_target *target,
				 const rg_forge_pr *pr);
bool rg_forge_has_push_options(const rg_forge_target *target);
/*
 * What the forge answered to such a push. output: of git. RG_FORGE_OK with url and number, else
 * RG_FORGE_OTHER with the forge's own words, if it said any.
 */
void rg_forge_read_push(rg_forge_result *out, rg_arena *arena, const rg_forge_target *target,
			rg_str output);
/* NULL is accepted; done comes with RG_FORGE_STOPPED. */
void rg_forge_stop(rg_forge_call *call);

#endif
