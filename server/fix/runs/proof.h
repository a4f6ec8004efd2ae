/* SPDX-License-Identifier: MIT */
/*
 * proof.h - one run of the reproduction test, recorded as evidence for the tree that it ran on: the
 * tree is named before the run and again behind it; when files changed meanwhile the run proves
 * nothing. Untracked files that the run itself made are no change: they are remembered and stay out
 * of trees and commits.
 */
#ifndef RG_FIX_RUNS_PROOF_H
#define RG_FIX_RUNS_PROOF_H

#include "fix/session/ground.h"
#include "runner/python.h"
#include "runner/wanted.h"
#include "store/evidence.h"

/* The most runs at a time. */
#define RG_PROOF_AT_ONCE 16

typedef struct rg_proof_spec {
	const char *purpose; /* rg_evidence.purpose */
	rg_str log_name;     /* "failure_log.txt" */
	rg_str_vec tests;    /* node ids; not empty */
	rg_str_vec repro;    /* files of the reproduction test */
	rg_str_vec but;	     /* node ids among the tests that are left out */
	uint32_t hash_seed;
	bool is_measured; /* the numbers that the tests print are wanted */
	bool is_watched;  /* which functions the tests call, where that costs nothing */
	/* A temporary worktree to run in, absolute; null: the ground's root. Code is looked for
	 * there first (PYTHONPATH), so that an installed link to the user's own tree does not win.
	 */
	rg_str worktree;
	/* How it is run otherwise than alone in a fresh process; NULL: like that. With other tests
	 * around, the outcome is that of `tests` alone. */
	const rg_variant *variant;
	rg_str series;	/* the measurement that it belongs to, as its variant; null: none */
	bool is_seeded; /* a plug-in that shuffles takes the hash seed, so that it can be replayed
			 */
	uint64_t limit_ms; /* of the run, where that is less than the setting's; 0: no other */
	bool may_be_left;  /* at that limit it is stopped, which is no failure */
	/* It is made right behind the proof's last run: the tree before it is the tree that was
	 * named at the end of that one. */
	bool follows;
} rg_proof_spec;

typedef struct rg_proof {
	rg_proof_spec spec;
	rg_evidence evidence;	     /* as recorded */
	rg_wanted wanted;	     /* how the tests of the spec went; failure in arena */
	const rg_run_result *result; /* in arena */
	rg_arena *arena;	     /* owned: the run's; NULL once taken */
	rg_str unheld; /* sentence: the tree cannot hold what ran (a dirty submodule), or null */
	/* inside proof.c */
	const rg_environment *environment;
	rg_python interpreter;
	rg_environment_task *environment_task;
	rg_task *task;
	rg_run *run;
	struct rg_proof *others; /* those made at the same time, in the task's arena; or NULL */
	size_t n, n_running;	 /* of the first: with itself */
	rg_err start_err;	 /* one of them could not be started */
	rg_number_patterns *patterns;
	rg_str_vec files_before;
	const rg_paths *paths;
	void (*after)(rg_task *task);
} rg_proof;

/*
 * Makes the run and records it, then calls after on the loop, also when the test failed: that is
 * proof->evidence. proof: in the use case's state, zeroed at first; kept between runs, so that the
 * environment is made once. Our inability fails the task; `not-runnable` and a missing test are
 * outcomes.
 */
void rg_proof_make(rg_task *task, rg_proof *proof, const rg_proof_spec *spec,
		   void (*after)(rg_task *task));
/*
 * The same with n runs at once, at most RG_PROOF_AT_ONCE, each with its own folder for what pytest
 * writes; specs differ in seed and log alone. after: all of them have ended and are recorded.
 */
void rg_proof_make_several(rg_task *task, rg_proof *proof, const rg_proof_spec *specs, size_t n,
			   void (*after)(rg_task *task));
/* The i-th of them; 0 is the proof itself. */
rg_proof *rg_proof_at(rg_proof *proof, size_t i);
/* For the use case's release: ends what is open. */
void rg_proof_release(rg_proof *proof);

/* Whether it supports claims: the tree's own code ran, and the tree stayed what it was. */
bool rg_proof_is_valid(const rg_proof *proof);
/* The sentence about a run of other code than this tree's (foreign, not rebuilt), or null. */
rg_str rg_proof_unsound(const rg_proof *proof);
/*
 * When the run says nothing about the test (not runnable, no such test, nothing collected, foreign
 * code, files changed), the task is stopped with that reason and this is true.
 */
bool rg_proof_stops(rg_task *task, const rg_proof *proof);
/* The `run` of docs/results.md. */
rg_json *rg_proof_shape(const rg_proof *proof);

#endif
