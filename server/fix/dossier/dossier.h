/* SPDX-License-Identifier: MIT */
/*
 * dossier.h - everything that is known about a session at one moment, gathered from store, git and
 * the note: what checklist, plan, pull request and report are written from. Claims are made here
 * and nowhere else, each a query over evidence for one tree. Blocking: from jobs.
 */
#ifndef RG_FIX_DOSSIER_DOSSIER_H
#define RG_FIX_DOSSIER_DOSSIER_H

#include "fix/dossier/neighbour_claims.h"
#include "fix/runs/base_rate.h"
#include "fix/session/ground.h"
#include "git/tree.h"
#include "report/note.h"
#include "store/evidence.h"
#include "syntax/weakened.h"

typedef struct rg_dossier {
	rg_session_facts facts;
	rg_note note;
	rg_str_vec secrets; /* values of credential variables of this process */
	rg_attempt_row_vec attempts;
	/* The tree that the claims are about, as evidence names it (without repro, reports,
	 * products). */
	rg_str tree;
	rg_str_vec repro;   /* files of the reproduction test */
	rg_str_vec without; /* rg_repro_without of them */
	rg_str_vec kept;    /* of these: what the pull request has all the same (pr.keepTest) */
	rg_str repro_blobs;
	rg_str base_tree;     /* the base's, named in the same way; null without a base */
	rg_pr_tree pr;	      /* what a pull request would be; tree null when it cannot be built */
	rg_str pr_refusal;    /* why not (conflicts, a filter), or null */
	bool is_pr_tree_here; /* the work tree holds exactly that tree: runs in it count */
	const rg_evidence
		*red_here;	/* newest valid failing run on the development branch, or NULL */
	const rg_evidence *red; /* fails on the base with the session's fingerprint */
	const rg_evidence *other_red;	/* newest valid run on the base that says something else */
	rg_base_rate base;		/* how often it failed there */
	uint32_t n_green;		/* cold passes in a row on the tree, newest first */
	uint32_t n_failed_before;	/* valid failing runs on the tree before those */
	rg_neighbour_claims neighbours; /* what runs of neighbouring tests say of the tree */
	uint32_t n_passed_here;		/* passes on the tree, whenever */
	uint32_t n_runs_here;
	const rg_evidence *failing_here; /* newest valid run on the tree that did not pass */
	/* the newest valid run on the tree, other than varied ones: whatever it was made for */
	bool passes_here, fails_here;
	bool is_green; /* n_green is as many as the setting and the base's rate ask for */
	rg_str unwritten, report_text; /* why the report could not be written, and it; or null */
	rg_str_vec leftovers;	   /* "path:line: message" of what should not be in the commit */
	rg_weakening_vec weakened; /* what tests lost: in the change, in the reproduction test */
	rg_str red_repro; /* "path blob" a line each: the reproduction test as first seen failing */
} rg_dossier;

enum {
	RG_DOSSIER_PR = 1 << 0,	    /* pr tree, changes, diff; claims are about that tree */
	RG_DOSSIER_PEOPLE = 1 << 1, /* blame, CODEOWNERS, workflows: slow */
};

/* The ground must have a session and the files. RG_EEXTERNAL and the like when git or store fail.
 */
RG_MUST_CHECK rg_rc rg_dossier_collect(rg_dossier *out, rg_arena *arena, rg_ground *ground,
				       uint32_t flags, rg_err *err);
/* The session of docs/results.md. */
rg_json *rg_dossier_shape(const rg_dossier *dossier, const rg_ground *ground, int64_t now);
/* What its runs show of the work tree as it is, for fix/workspace/moves.h (RG_KNOWN_…). */
uint32_t rg_dossier_known(const rg_dossier *dossier);
/* Keeps that the test passed on the base, a sentence: reports have to say so (procedure S61). */
RG_MUST_CHECK rg_rc rg_dossier_remember_base(rg_arena *arena, const rg_ground *ground,
					     rg_str message, rg_err *err);
/* ✅ ⚠️ ❌ by the rules of the procedure (sections 9 and 11). */
void rg_dossier_judge(rg_dossier *dossier, const rg_ground *ground);

/* The forge of the base's remote; false when there is none, or its settings are wrong. */
bool rg_dossier_forge(rg_forge_target *out, rg_arena *arena, const rg_ground *ground);
/* Which workflows to recommend for a branch (its short name); required: names of checks that the
 * forge requires, or NULL. */
void rg_dossier_advise(rg_dossier *dossier, rg_arena *arena, const rg_ground *ground, rg_str branch,
		       const rg_str_vec *required);

/* inside fix/dossier/: parts of it, each in a file of its own */
RG_MUST_CHECK rg_rc rg_dossier__people(rg_dossier *dossier, rg_arena *arena, rg_ground *ground,
				       rg_repo *repo, rg_err *err);
void rg_dossier__workflows(rg_dossier *dossier, rg_arena *arena, const rg_ground *ground);
void rg_dossier__checklist(rg_dossier *dossier, rg_arena *arena, const rg_ground *ground);
RG_MUST_CHECK rg_rc rg_dossier__claims(rg_dossier *dossier, rg_arena *arena, rg_ground *ground,
				       rg_store *store, rg_err *err);

#endif
