/* SPDX-License-Identifier: MIT */
/*
 * people.h - whom to ask about a change: what git and CODEOWNERS know of it, as of the base, handed
 * to report/people.h. Blocking: from jobs; a bounded time, whatever the size of the history.
 */
#ifndef RG_FIX_DOSSIER_PEOPLE_H
#define RG_FIX_DOSSIER_PEOPLE_H

#include "forge/owners.h"
#include "git/blame.h"
#include "report/people.h"

typedef struct rg_people_question {
	rg_str commit;		   /* the base's */
	rg_str_vec changed;	   /* files of the change, new ones too */
	rg_line_range_vec lines;   /* that it changes, and those of the failing chain */
	rg_identity author;	   /* of the fix; null when git knows none */
	rg_owners_dialect dialect; /* how the forge reads CODEOWNERS */
	uint64_t max_ms;	   /* for the history, and for blame; 0: the usual limits */
} rg_people_question;

typedef struct rg_people_answer {
	rg_person_vec people;	/* as texts list them */
	rg_acquaintances close; /* everybody of whom the history speaks */
} rg_people_answer;

/* No more people than there are reasons for. A file that is not there has no lines; RG_EEXTERNAL
 * and the like when git cannot be run. */
RG_MUST_CHECK rg_rc rg_people_find(rg_people_answer *out, rg_arena *arena, rg_repo *repo,
				   const rg_people_question *question, rg_err *err);
/* The owners of these files by the commit's CODEOWNERS, those of most files first. */
rg_owner_vec rg_people_owners(rg_arena *arena, rg_repo *repo, const rg_people_question *question);

#endif
