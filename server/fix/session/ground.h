/* SPDX-License-Identifier: MIT */
/*
 * ground.h - what every use case stands on: settings, repository, session, the files of the tree.
 * A use case's state begins with an rg_ground; its first steps are rg_ground_look
 * (fix/session/ground_look.h) and, where something of the repository will run, rg_ground_consent
 * (fix/session/consent.h).
 */
#ifndef RG_FIX_SESSION_GROUND_H
#define RG_FIX_SESSION_GROUND_H

#include "fix/workspace/args.h"
#include "fix/workspace/ports.h"
#include "fix/workspace/settings.h"
#include "fix/workspace/task.h"
#include "git/repo.h"
#include "point/inventory.h"
#include "store/session.h"

/* What a use case cannot do without; otherwise the procedure says STOP with the reason. */
enum {
	RG_GROUND_REPO = 1 << 0,     /* a repository with a work tree that can be read right */
	RG_GROUND_COMMITS = 1 << 1,  /* at least one commit */
	RG_GROUND_CALM = 1 << 2,     /* no merge, rebase, … under way */
	RG_GROUND_BRANCH = 1 << 3,   /* HEAD is a branch */
	RG_GROUND_SESSION = 1 << 4,  /* an active fix session */
	RG_GROUND_STORE = 1 << 5,    /* the session is looked for; there may be none */
	RG_GROUND_FILES = 1 << 6,    /* files and paths */
	RG_GROUND_LAST = 1 << 7,     /* a session that has ended will do, the newest one */
	RG_GROUND_WORKTREE = 1 << 8, /* it is about the session: where that has a worktree of its
				      * own, the command works there, wherever it was asked */
	RG_GROUND_GONE = 1 << 9,     /* or where it was asked, when that worktree is gone */
};

typedef struct rg_ground {
	const rg_fix_args *args;
	uint32_t needs;
	/* From here on valid after rg_ground_look; all in the task's arena. */
	rg_str root;  /* absolute; of the work tree */
	rg_str home;  /* whose environment and untracked settings count (fix/workspace/home.h) */
	bool is_away; /* root is the session's worktree, and the command was asked in another one */
	bool is_aside; /* the session is of its worktree, and the command of the tree it was asked
			* in: there is no session for it */
	rg_settings settings;
	int64_t now;	/* when it looked, seconds since the epoch */
	int64_t uptime; /* the same on the clock of the machine's start, and which start it was */
	rg_str boot_id;
	bool has_repo;
	rg_repo_facts facts; /* has_repo */
	rg_str_vec files;    /* RG_GROUND_FILES: sorted */
	const rg_paths *paths;
	const rg_inventory *inventory; /* what they are of, or NULL without a repository */
	/* inside ground_look.c */
	rg_inventory *made; /* owned, on its way to the workspace */
	bool wants_watch;
	const char *store_path; /* NULL without a repository */
	bool has_session;
	rg_session_row session;
	int64_t clock_shift; /* how far the wall clock has jumped since the session began */
	uint32_t past;	     /* RG_KNOWN_PAST, RG_KNOWN_UNDOABLE: of the newest session */
	bool owes_report;    /* its time is over, and nobody wrote the report of that */
	rg_str report_words; /* inside reporting.h: "the report is PATH", or why there is none */
	rg_str notice;	/* something that the user should know, or null; goes before the summary */
	bool may_start; /* programs, git too: the workspace is trusted, or somebody said yes */
	bool asks;	/* inside consent.h: a yes of an earlier time would do */
	bool has_consent;		/* of an earlier time */
	struct rg_proof *proof;		/* the run under way (fix/runs/proof.h), or NULL */
	struct rg_watching *watching;	/* the same for fix/runs/watching.h */
	struct rg_analysis *analysis;	/* and for fix/runs/analysis.h */
	struct rg_building *building;	/* and for fix/runs/building.c */
	struct rg_elsewhere *elsewhere; /* and for fix/runs/elsewhere.h */
	struct rg_fresh_base *base;	/* and for fix/pr/fresh_base.h */
	/* Why a job wants the task to stop; see rg_ground_halt. */
	const char *halt_code;
	rg_str halt_message, halt_next;
} rg_ground;

rg_ground *rg_ground_of(rg_task *task);
/* From a job: the procedure says STOP, as soon as the loop has the task back. Texts are borrowed.
 */
void rg_ground_halt(rg_ground *ground, const char *code, rg_str message, rg_str next);
/* As `after` of a job: stops when the job said so, else the next step. */
void rg_ground_proceed(rg_task *task);
/* The same question for an `after` that goes on by itself: true when the task is stopping. */
bool rg_ground_has_halted(rg_task *task);

/* The node ids that the command is about: its arguments, else the session's, else what was run
 * last. */
rg_str_vec rg_ground_tests(rg_task *task);
/* A file in the folder of the session (has_session), or of the runs outside of one; made. */
RG_MUST_CHECK rg_rc rg_ground_folder(rg_str *out, rg_task *task, rg_err *err);

#endif
