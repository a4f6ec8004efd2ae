/* SPDX-License-Identifier: MIT */
/*
 * identity.c - an address is the surest sign of a person, a full name the next; a single word
 * ("root", "David") is none. What is joined first stays. Two people of one name are taken for one:
 * the worse mistake would be to name the author of the fix under their other address.
 */
#include "locate/identity.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static rg_str lowered(rg_arena *arena, rg_str text)
{
	char *out;

	text = rg_str_trim(text);
	out = RG_NEW_N(arena, char, text.len + 1);
	for (size_t i = 0; i < text.len; i++)
		out[i] = lower(text.ptr[i]);
	return (rg_str){out, text.len};
}

/* ---- bots ------------------------------------------------------------------------------------ */

static bool is_letter(char c)
{
	c = lower(c);
	return c >= 'a' && c <= 'z';
}

static bool has_nocase(rg_str s, rg_str part)
{
	for (size_t i = 0; i + part.len <= s.len; i++)
		if (rg_str_eq_nocase(rg_str_sub(s, i, i + part.len), part))
			return true;
	return false;
}

/* "bot" as a word of its own, or as the last one of a name in camel case. */
static bool says_bot(rg_str s)
{
	for (size_t i = 0; i + 3 <= s.len; i++) {
		bool ends = i + 3 == s.len || !is_letter(s.ptr[i + 3]);
		bool begins = i == 0 || !is_letter(s.ptr[i - 1]) ||
			      (s.ptr[i] == 'B' && s.ptr[i - 1] == lower(s.ptr[i - 1]));

		if (begins && ends && rg_str_eq_nocase(rg_str_sub(s, i, i + 3), RG_STR("bot")))
			return true;
	}
	return false;
}

bool rg_identity_is_bot(const rg_identity *identity)
{
	static const char *const services[] = {
		"dependabot",	    "renovate",	       "pre-commit-ci",
		"github-actions",   "greenkeeper",     "github-merge-queue",
		"mergify",	    "weblate",	       "meeseeksmachine",
		"meeseeksdev",	    "allcontributors", "copybara",
		"semantic-release", "web-flow",	       "travis ci",
		"travis-ci",	    "codecov",	       "bors",
	};
	rg_str name = rg_str_trim(identity->name), email = rg_str_trim(identity->email);
	rg_str local = rg_str_sub(email, 0, rg_str_find_char(email, '@'));

	if (!email.len && !name.len)
		return true;
	if (says_bot(name) || says_bot(local) || rg_str_eq_nocase(local, RG_STR("noreply")) ||
	    rg_str_eq_nocase(local, RG_STR("no-reply")) ||
	    rg_str_eq_nocase(local, RG_STR("donotreply")))
		return true;
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		rg_str service = rg_str_of(services[i]);

		if (rg_str_eq_nocase(name, service) || has_nocase(local, service))
			return true;
	}
	return false;
}

rg_str rg_identity_account(rg_str email)
{
	rg_str local, host;
	size_t at = rg_str_find_char(email, '@'), i = 0;

	if (at == SIZE_MAX)
		return (rg_str){NULL, 0};
	local = rg_str_sub(email, 0, at);
	host = rg_str_sub(email, at + 1, email.len);
	if (!rg_str_skip(&host, RG_STR("users.noreply.")) &&
	    !rg_str_skip(&host, RG_STR("noreply.")))
		return (rg_str){NULL, 0};
	/* The account's number stands in front of its name. */
	while (i < local.len && local.ptr[i] >= '0' && local.ptr[i] <= '9')
		i++;
	if (i && i + 1 < local.len && (local.ptr[i] == '+' || local.ptr[i] == '-'))
		local = rg_str_sub(local, i + 1, local.len);
	return local.len ? local : (rg_str){NULL, 0};
}

/* ---- who is who ------------------------------------------------------------------------------ */

void rg_identity_set_init(rg_identity_set *out, rg_arena *arena)
{
	*out = (rg_identity_set){.arena = arena};
	rg_str_map_init(&out->by_email, arena, 256);
	rg_str_map_init(&out->by_name, arena, 256);
	rg_str_map_init(&out->by_account, arena, 64);
}

uint32_t rg_identity_set_add(rg_identity_set *set, const rg_identity *identity)
{
	rg_str email = lowered(set->arena, identity->email);
	rg_str name = lowered(set->arena, identity->name);
	rg_str account = rg_identity_account(email);
	bool is_full = rg_str_find_char(name, ' ') != SIZE_MAX;
	uint32_t number = RG_STR_MAP_NONE;

	if (rg_identity_is_bot(identity))
		return RG_STR_MAP_NONE;
	if (email.len)
		number = rg_str_map_find(&set->by_email, email);
	if (number == RG_STR_MAP_NONE && (is_full || !email.len))
		number = rg_str_map_find(&set->by_name, name);
	if (number == RG_STR_MAP_NONE) {
		number = (uint32_t)set->items.n;
		RG_PUSH(set->arena, &set->items, *identity);
	}
	if (email.len)
		rg_str_map_add(&set->by_email, email, number);
	if (is_full || !email.len)
		rg_str_map_add(&set->by_name, name, number);
	if (account.ptr)
		rg_str_map_add(&set->by_account, account, number);
	return number;
}

uint32_t rg_identity_set_find(const rg_identity_set *set, rg_str account_or_email)
{
	rg_str key = lowered(set->arena, account_or_email);

	return rg_str_skip(&key, RG_STR("@")) ? rg_str_map_find(&set->by_account, key)
					      : rg_str_map_find(&set->by_email, key);
}
