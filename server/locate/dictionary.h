/* SPDX-License-Identifier: MIT */
/*
 * dictionary.h - inside locate/: a number for each term, in the order in which they come, and the
 * numbers of the words that it is made of. Terms are never taken out.
 */
#ifndef RG_LOCATE_DICTIONARY_H
#define RG_LOCATE_DICTIONARY_H

#include "base/vec.h"

#define RG_NO_TERM UINT32_MAX

typedef struct rg_dictionary_entry {
	uint32_t name;	/* offset in names */
	uint32_t words; /* offset in words */
	uint8_t name_len, n_words;
} rg_dictionary_entry;

typedef struct rg_dictionary {
	rg_dictionary_entry *entries; /* owned, as all pointers here */
	size_t n, cap;
	struct rg_dictionary_slot {
		uint32_t hash;
		uint32_t term; /* plus one; 0: free */
	} * slots;
	size_t n_slots; /* a power of two */
	char *names;
	size_t n_names, cap_names;
	uint32_t *words;
	size_t n_words, cap_words;
} rg_dictionary;

void rg_dictionary_release(rg_dictionary *dictionary);
/* The term's number; a new one, with its words, when it was not there. At most 255 bytes. */
uint32_t rg_dictionary_add(rg_dictionary *dictionary, rg_str name);
/* The term's number, or RG_NO_TERM. */
uint32_t rg_dictionary_find(const rg_dictionary *dictionary, rg_str name);
/* Makes room for n items of `size` bytes; *cap is in items. For heap lists that only grow. */
void *rg_dictionary__reserve(void *items, size_t *cap, size_t n, size_t size);

#endif
