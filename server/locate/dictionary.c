/* SPDX-License-Identifier: MIT */
/*
 * dictionary.c - names lie one behind the other; a table of hashes and numbers leads to them, at
 * most half full, so that nearly every look-up touches one slot and one name.
 */
#include "locate/dictionary.h"

#include "base/mem.h"
#include "locate/str_map.h"
#include "locate/tokens.h"

void *rg_dictionary__reserve(void *items, size_t *cap, size_t n, size_t size)
{
	if (n <= *cap)
		return items;
	*cap = *cap ? *cap * 2 : 64;
	if (*cap < n)
		*cap = n;
	return rg_realloc(items, *cap * size);
}

void rg_dictionary_release(rg_dictionary *dictionary)
{
	free(dictionary->entries);
	free(dictionary->slots);
	free(dictionary->names);
	free(dictionary->words);
	*dictionary = (rg_dictionary){0};
}

static struct rg_dictionary_slot *slot_of(const rg_dictionary *d, rg_str name, uint32_t hash)
{
	for (size_t i = hash & (d->n_slots - 1);; i = (i + 1) & (d->n_slots - 1)) {
		struct rg_dictionary_slot *slot = &d->slots[i];
		const rg_dictionary_entry *entry;

		if (slot->term == 0)
			return slot;
		entry = &d->entries[slot->term - 1];
		if (slot->hash == hash && entry->name_len == name.len &&
		    memcmp(d->names + entry->name, name.ptr, name.len) == 0)
			return slot;
	}
}

static void grow_slots(rg_dictionary *d)
{
	struct rg_dictionary_slot *old = d->slots;
	size_t n_old = d->n_slots;

	d->n_slots = n_old ? n_old * 2 : 1024;
	d->slots = rg_calloc(d->n_slots, sizeof(*d->slots));
	for (size_t i = 0; i < n_old; i++) {
		size_t at = old[i].hash & (d->n_slots - 1);

		if (old[i].term == 0)
			continue;
		while (d->slots[at].term != 0)
			at = (at + 1) & (d->n_slots - 1);
		d->slots[at] = old[i];
	}
	free(old);
}

/* Words are terms themselves and have no words of their own. */
static void add_words(rg_dictionary *d, uint32_t term, rg_str name)
{
	rg_words words;
	uint32_t numbers[RG_WORDS_MAX];

	rg_token__words(&words, name);
	for (size_t i = 0; i < words.n; i++)
		numbers[i] =
			rg_dictionary_add(d, (rg_str){words.items[i].text, words.items[i].len});
	d->words = rg_dictionary__reserve(d->words, &d->cap_words, d->n_words + words.n,
					  sizeof(*d->words));
	d->entries[term].words = (uint32_t)d->n_words;
	for (size_t i = 0; i < words.n; i++) {
		bool is_twice = false;

		for (size_t k = 0; k < i; k++)
			is_twice |= numbers[k] == numbers[i];
		if (!is_twice) {
			d->words[d->n_words++] = numbers[i];
			d->entries[term].n_words++;
		}
	}
}

uint32_t rg_dictionary_add(rg_dictionary *d, rg_str name)
{
	uint32_t hash = (uint32_t)rg_str_map__hash(name);
	struct rg_dictionary_slot *slot;
	uint32_t term;

	if (d->n * 2 >= d->n_slots)
		grow_slots(d);
	slot = slot_of(d, name, hash);
	if (slot->term)
		return slot->term - 1;
	term = (uint32_t)d->n++;
	slot->hash = hash;
	slot->term = term + 1;
	d->entries = rg_dictionary__reserve(d->entries, &d->cap, d->n, sizeof(*d->entries));
	d->names = rg_dictionary__reserve(d->names, &d->cap_names, d->n_names + name.len, 1);
	d->entries[term] =
		(rg_dictionary_entry){.name = (uint32_t)d->n_names, .name_len = (uint8_t)name.len};
	memcpy(d->names + d->n_names, name.ptr, name.len);
	d->n_names += name.len;
	add_words(d, term, name);
	return term;
}

uint32_t rg_dictionary_find(const rg_dictionary *d, rg_str name)
{
	const struct rg_dictionary_slot *slot;

	if (!d->n_slots)
		return RG_NO_TERM;
	slot = slot_of(d, name, (uint32_t)rg_str_map__hash(name));
	return slot->term ? slot->term - 1 : RG_NO_TERM;
}
