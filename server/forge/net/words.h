/* SPDX-License-Identifier: MIT */
/*
 * words.h - what a forge says when it refuses, and what is meant by it. Words are not promised, so
 * those that are not known are passed on as they are.
 */
#ifndef RG_FORGE_NET_WORDS_H
#define RG_FORGE_NET_WORDS_H

#include "base/arena.h"
#include "base/json.h"

typedef enum rg_meaning {
	RG_MEANS_OTHER,
	RG_MEANS_EXISTS,  /* there is a pull request of this branch already */
	RG_MEANS_NO_HEAD, /* it does not see the branch, or nothing new on it: ask again */
	RG_MEANS_NO_BASE, /* the project has no such base branch */
	RG_MEANS_NO_DRAFTS,
	RG_MEANS_TOO_LONG,
	RG_MEANS_ARCHIVED,
	RG_MEANS_LIMIT /* too many requests, whatever the status */
} rg_meaning;

typedef struct rg_phrase {
	const char *words; /* found in any case; "" is in every text */
	rg_meaning meaning;
	long status; /* 0: any that refuses what was asked (400, 409, 422) or forbids it (403) */
} rg_phrase;

/*
 * "message: error; error" of an answer, on one line; json may be NULL. A message is a text, a list
 * or an object of fields with their texts, however deep; GitHub has "errors" beside it, GitLab may
 * have "error" and "error_description" instead.
 */
rg_str rg_words_of(rg_arena *arena, const rg_json *json);
/* The text holds the words, in any case of ASCII letters. */
bool rg_words_say(rg_str text, const char *words);
/* The first of the phrases that is in the words. */
rg_meaning rg_words_mean(const rg_phrase *phrases, long status, rg_str words);

#endif
