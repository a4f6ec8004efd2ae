/* SPDX-License-Identifier: MIT */
/*
 * identity.h - who is who in a history. One person has several addresses, and a
 * .mailmap knows only some; bots have addresses, too. Pure.
 */
#ifndef RG_LOCATE_IDENTITY_H
#define RG_LOCATE_IDENTITY_H

#include "locate/str_map.h"

/* As git has it, after .mailmap; any bytes. */
typedef struct rg_identity {
	rg_str name, email;
} rg_identity;

/*
 * Whether nobody is behind it whom one could ask: "[bot]" or the word "bot" in the name or address
 * ("release-bot", "ImgBot"; not "Talbot"), an address that takes no mail ("noreply@…"; not the
 * "12+ann@users.noreply.github.com" that forges give to people), services that call themselves
 * otherwise (dependabot, renovate, pre-commit-ci, github-actions, …), or neither name nor address.
 */
bool rg_identity_is_bot(const rg_identity *identity);
/*
 * The account in an address that a forge hides a person's own behind: "ann" of
 * "12+ann@users.noreply.github.com", "12-ann@users.noreply.gitlab.com", "ann@noreply.codeberg.org".
 * Null in every other address.
 */
rg_str rg_identity_account(rg_str email);

/* People by number. Two identities are one person when their addresses are equal, or their names
 * are and have more than one word; neither case nor white space around counts. */
typedef struct rg_identity_set {
	rg_arena *arena;
	RG_VEC(rg_identity) items; /* as first seen */
	rg_str_map by_email, by_name, by_account;
} rg_identity_set;

void rg_identity_set_init(rg_identity_set *out, rg_arena *arena);
/* The person's number, a new one for somebody new; RG_STR_MAP_NONE for a bot. Texts are borrowed.
 */
uint32_t rg_identity_set_add(rg_identity_set *set, const rg_identity *identity);
/* Who has the account "@ann", or the address; RG_STR_MAP_NONE when the set does not know. */
uint32_t rg_identity_set_find(const rg_identity_set *set, rg_str account_or_email);

#endif
