/* SPDX-License-Identifier: MIT */
/*
 * acquaintance.h - who is close to a change, by what a history says of it. Pure; integers only, so
 * that the same history gives the same order on every machine.
 */
#ifndef RG_LOCATE_ACQUAINTANCE_H
#define RG_LOCATE_ACQUAINTANCE_H

#include "locate/identity.h"

/* One commit, as far as it says who knows what. */
typedef struct rg_work {
	rg_identity author, committer;
	RG_VEC(rg_identity) reviewers; /* of its trailers: Reviewed-by, Acked-by, Co-authored-by */
	bool is_merge; /* it brought others' commits into the branch; paths are all of theirs */
	int64_t time;  /* when it was committed, seconds since the epoch */
	rg_str subject;
	rg_str_vec paths;
} rg_work;
typedef RG_VEC(rg_work) rg_work_vec;

/* Lines that somebody wrote, of those that are asked about. */
typedef struct rg_wrote {
	rg_identity who;
	uint32_t n_lines;
	bool is_chain; /* lines of the failing chain; else lines that the change touches */
} rg_wrote;
typedef RG_VEC(rg_wrote) rg_wrote_vec;

typedef struct rg_acquaintance_input {
	const rg_work_vec *works; /* newest first */
	const rg_wrote_vec *wrote;
	const rg_str_vec *changed; /* paths of the change, or the best candidates before there is
				      one */
	rg_identity author;	   /* of the fix: left out; null when unknown */
} rg_acquaintance_input;

/* What speaks for somebody: each term is a share of all people's, and a reason. */
typedef enum rg_tie {
	RG_TIE_LINES,	      /* wrote the lines that change */
	RG_TIE_CHAIN,	      /* wrote lines that the failure went through */
	RG_TIE_FILES,	      /* commits to the changed files */
	RG_TIE_FOLDER,	      /* commits beside them */
	RG_TIE_ACTIVE,	      /* commits anywhere, lately */
	RG_TIE_REVIEWS_FILES, /* merged, committed or reviewed others' changes to these files */
	RG_TIE_REVIEWS_FOLDER,
	RG_TIE_REVIEWS, /* the same anywhere, lately */
	RG_N_TIES
} rg_tie;

typedef struct rg_acquaintance {
	rg_identity who;
	uint32_t number;	   /* of the person in the set that was made for the input */
	uint32_t share[RG_N_TIES]; /* of all people's, in 65536ths */
	uint64_t score;
	bool is_active;			 /* did something in the year before the newest commit */
	uint32_t n_lines, n_chain_lines; /* of those that were asked about */
	uint32_t n_commits, n_file_commits, n_folder_commits, n_reviews, n_file_reviews;
	int64_t last_time; /* of their newest commit to the changed files, or 0 */
	rg_str last_subject;
} rg_acquaintance;

typedef struct rg_acquaintances {
	RG_VEC(rg_acquaintance) items; /* best first */
	rg_identity_set people;	       /* everybody of the input */
	uint32_t author;	       /* in the set; RG_STR_MAP_NONE when unknown */
} rg_acquaintances;

/*
 * Everybody with a tie, best first: people who were active within a year of the newest commit
 * before the others, then by score; ties break by address. No bots, and not the author. Weights and
 * half-lives: acquaintance.c.
 */
rg_acquaintances rg_acquaintances_of(rg_arena *arena, const rg_acquaintance_input *input);

#endif
