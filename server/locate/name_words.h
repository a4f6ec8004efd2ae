/* SPDX-License-Identifier: MIT */
/* name_words.h - inside locate/: which words the names of files, functions and tests share. */
#ifndef RG_LOCATE_NAME_WORDS_H
#define RG_LOCATE_NAME_WORDS_H

#include "locate/tokens.h"

/* The words of a name, in lower case; of one that is a word, itself. Looks at RG_TOKEN_MAX bytes.
 */
void rg_name_words(rg_words *out, rg_str name);

/*
 * Which two letters some words begin with, in either case: a name that has none of these pairs
 * anywhere has none of the words. Most names have none, and are not taken apart.
 */
typedef struct rg_letter_pairs {
	uint8_t bits[1024 / 8];
} rg_letter_pairs;

/* word: of two bytes at least. */
void rg_letter_pairs_add(rg_letter_pairs *pairs, rg_str word);
bool rg_letter_pairs_may_share(const rg_letter_pairs *pairs, rg_str name);

#endif
