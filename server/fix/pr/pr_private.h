/* SPDX-License-Identifier: MIT */
/*
 * pr_private.h - inside fix/pr/: the state that planning (pr.c), proving (pr_prove.c), making
 * (pr_make.c) and opening (pr_open.c) share, with what all of them do to it (pr_state.c).
 */
#ifndef RG_FIX_PR_PR_PRIVATE_H
#define RG_FIX_PR_PR_PRIVATE_H

#include "fix/dossier/dossier.h"
#include "fix/pr/fresh_base.h"
#include "fix/runs/elsewhere.h"
#include "fix/runs/neighbour_runs.h"
#include "fix/runs/stability_runs.h"
#include "git/own_commits.h"
#include "git/refs.h"

typedef struct rg_pr_state {
	rg_ground ground;
	rg_fresh_base base;
	rg_stability_runs runs; /* its proof is also the one of the run on the base */
	rg_neighbour_runs neighbours;
	rg_elsewhere elsewhere;
	rg_dossier dossier;
	rg_forge_target forge;
	rg_own_commits own;	  /* none without the setting pr.keepCommits */
	rg_str branch;		  /* short name of the pull request's branch */
	rg_str branch_tip;	  /* where it is, null: to be made */
	rg_str draft_path, draft; /* PULL_REQUEST.md, and what it says */
	rg_str hash;
	bool needs_red, needs_green;
	rg_str passes_on_base; /* the sentence of that STOP */
	bool is_partial;       /* the user goes on with what is better, and not all of it (S65) */
	/* while it is made */
	rg_str message, commit, remote_url;
	rg_str title, body;   /* finished, for the forge */
	rg_str sent_path;     /* file with the text as sent */
	rg_str pushed_before; /* what the remote branch was left at by us, or null */
	rg_git_child *push;
	rg_forge_call *call;
	rg_str no_account;   /* why the forge was not asked */
	bool goes_by_push;   /* the push asks for the pull request */
	rg_str push_refusal; /* why it made none then, as far as the forge said */
	rg_str push_words;   /* what git said to it then */
	bool is_pushed;
	rg_str report, report_status;
} rg_pr_state;

/* The steps behind the plan. */
void rg_pr__prove_red(rg_task *task);
void rg_pr__leave(rg_task *task);
void rg_pr__build(rg_task *task);
void rg_pr__prove_green(rg_task *task);
bool rg_pr__has_neighbours(rg_task *task);
void rg_pr__run_neighbours(rg_task *task);
bool rg_pr__may_break(rg_task *task);
void rg_pr__look_at_side_effects(rg_task *task);
/* Reads the evidence anew, then calls after on the loop. */
void rg_pr__look_again(rg_task *task, rg_task_after after);
void rg_pr__commit(rg_task *task);
void rg_pr__push(rg_task *task);
void rg_pr__open(rg_task *task);
void rg_pr__report(rg_task *task);
/* The other way to it, pr_by_push.c. */
bool rg_pr__may_go_by_push(rg_task *task);
void rg_pr__look_for_account(rg_task *task);
/* True when the push brought it: the task goes on by itself. */
bool rg_pr__is_opened_by_push(rg_task *task);
rg_forge_pr rg_pr__request(const rg_pr_state *state);
/* The `pr` of docs/results.md; url may be null, number 0. */
void rg_pr__put(rg_task *task, rg_str url, int64_t number, bool is_draft);
/* It is there: into the session and the result, and on to the next step. */
void rg_pr__opened(rg_task *task, const rg_forge_result *result);
void rg_pr__stop_call(void *task);
/* What to do once what stopped it is mended. */
rg_str rg_pr__go_on(rg_arena *arena, const rg_pr_state *state);
/* In planning: true when tests say less and the task goes on by itself, with a question or STOP. */
bool rg_pr__is_tampered(rg_task *task);
/* Reads everything anew: evidence was added, or files were changed. Blocking. */
RG_MUST_CHECK rg_rc rg_pr__collect(rg_pr_state *state, rg_arena *arena, rg_err *err);
/* The user's own commits, where they are wanted; or it halts with the reason. Blocking. */
RG_MUST_CHECK rg_rc rg_pr__own_commits(rg_own_commits *out, rg_pr_state *state, rg_arena *arena,
				       bool makes, rg_err *err);
/*
 * Runs the user's hooks of a commit where runHooks says so: the message may be another one then, or
 * it halts with what a hook says. Blocking.
 */
RG_MUST_CHECK rg_rc rg_pr__run_hooks(rg_pr_state *state, rg_arena *arena, rg_commit_spec *commit,
				     rg_err *err);
/* Chooses neighbouring tests, where none were run on this tree. Blocking. */
RG_MUST_CHECK rg_rc rg_pr__choose_neighbours(rg_pr_state *state, rg_arena *arena, rg_err *err);

#endif
