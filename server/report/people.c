/* SPDX-License-Identifier: MIT */
/*
 * people.c - the list in words. A reason counts what anybody can count again: lines, commits,
 * changes taken in. How much each weighed is not said: nobody could check it.
 */
#include "report/people.h"

#define MAX_OWNERS    3
#define MAX_OTHERS    3
#define SUBJECT_BYTES 60
#define A_GOOD_PART   (65536 / 8) /* of rg_acquaintance.share */

static const char *const roles[RG_N_TIES] = {
	[RG_TIE_LINES] = "wrote the lines that change",
	[RG_TIE_CHAIN] = "wrote lines that the failure went through",
	[RG_TIE_FILES] = "changed these files",
	[RG_TIE_FOLDER] = "changed files beside these",
	[RG_TIE_ACTIVE] = "active in this repository",
	[RG_TIE_REVIEWS_FILES] = "reviewer of these files",
	[RG_TIE_REVIEWS_FOLDER] = "reviewer of files beside these",
	[RG_TIE_REVIEWS] = "reviewer in this repository",
};

/* What says most to a reader: the nearest tie of which they have a good part. */
static rg_str role_of(const rg_acquaintance *one)
{
	static const rg_tie nearest_first[][2] = {
		{RG_TIE_LINES, RG_TIE_LINES},	      {RG_TIE_CHAIN, RG_TIE_CHAIN},
		{RG_TIE_FILES, RG_TIE_REVIEWS_FILES}, {RG_TIE_FOLDER, RG_TIE_REVIEWS_FOLDER},
		{RG_TIE_ACTIVE, RG_TIE_REVIEWS},
	};
	rg_tie tie = RG_TIE_ACTIVE;

	for (size_t i = 0; i < sizeof(nearest_first) / sizeof(nearest_first[0]); i++) {
		const rg_tie *both = nearest_first[i];

		tie = one->share[both[0]] >= one->share[both[1]] ? both[0] : both[1];
		if (one->share[tie] >= A_GOOD_PART)
			break;
	}
	return rg_str_of(roles[tie]);
}

static const char *plural(uint32_t n)
{
	return n == 1 ? "" : "s";
}

/* Of all: everybody's lines, which theirs are a part of. */
static rg_str reason_of(rg_arena *arena, const rg_acquaintance *one, const rg_acquaintance *all)
{
	rg_str_vec parts = {0};
	uint32_t n_elsewhere = one->n_reviews - one->n_file_reviews;

	if (one->n_lines)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "%u of %u lines around the change", one->n_lines,
					all->n_lines));
	if (one->n_chain_lines)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "%u of %u lines of the failing chain",
					one->n_chain_lines, all->n_chain_lines));
	if (one->n_file_commits)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "%u commit%s to these files, %s\"%.*s\"",
					one->n_file_commits, plural(one->n_file_commits),
					one->n_file_commits == 1 ? "" : "the newest ",
					RG_FMT(rg_utf8_cut(one->last_subject, SUBJECT_BYTES))));
	else if (one->n_folder_commits)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "%u commit%s beside these files",
					one->n_folder_commits, plural(one->n_folder_commits)));
	if (one->n_file_reviews)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "merged or reviewed %u change%s of these files",
					one->n_file_reviews, plural(one->n_file_reviews)));
	else if (n_elsewhere)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "merged or reviewed %u recent change%s of others",
					n_elsewhere, plural(n_elsewhere)));
	if (!parts.n && one->n_commits)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "%u commit%s elsewhere in this repository",
					one->n_commits, plural(one->n_commits)));
	if (!one->is_active)
		RG_PUSH(arena, &parts, RG_STR("not active for a year"));
	return rg_str_vec_join(arena, &parts, RG_STR("; "));
}

/* A name that is an address is cut before its host. */
static rg_str name_of(rg_str name, rg_str email)
{
	rg_str out = rg_str_trim(name);
	size_t at;

	if (!out.len)
		out = rg_str_trim(email);
	at = rg_str_find_char(out, '@');
	return at != SIZE_MAX && at > 0 ? rg_str_sub(out, 0, at) : out;
}

typedef struct list {
	rg_arena *arena;
	const rg_acquaintances *known;
	rg_acquaintance all; /* everybody's lines */
	RG_VEC(uint32_t) listed;
	rg_person_vec people;
} list;

static bool is_listed(const list *l, uint32_t number)
{
	for (size_t i = 0; i < l->listed.n; i++)
		if (l->listed.items[i] == number)
			return true;
	return false;
}

static const rg_acquaintance *find_known(const list *l, uint32_t number)
{
	for (size_t i = 0; i < l->known->items.n; i++)
		if (l->known->items.items[i].number == number)
			return &l->known->items.items[i];
	return NULL;
}

static void add_owner(list *l, const rg_owner *owner, uint32_t number)
{
	const rg_acquaintance *one = find_known(l, number);
	rg_person person = {
		.name = owner->name, .role = RG_STR("code owner"), .reason = owner->reason};

	if (owner->name.ptr[0] != '@')
		person.name = name_of(one ? one->who.name : (rg_str){NULL, 0}, owner->name);
	if (one)
		person.reason = rg_arena_printf(l->arena, "%.*s; %.*s", RG_FMT(owner->reason),
						RG_FMT(reason_of(l->arena, one, &l->all)));
	if (number != RG_STR_MAP_NONE)
		RG_PUSH(l->arena, &l->listed, number);
	RG_PUSH(l->arena, &l->people, person);
}

static void add_other(list *l, const rg_acquaintance *one)
{
	RG_PUSH(l->arena, &l->people,
		(rg_person){.name = name_of(one->who.name, one->who.email),
			    .role = role_of(one),
			    .reason = reason_of(l->arena, one, &l->all)});
}

rg_person_vec rg_people_list(rg_arena *arena, const rg_acquaintances *known,
			     const rg_owner_vec *owners)
{
	list l = {.arena = arena, .known = known};
	size_t n_others = 0;

	for (size_t i = 0; i < known->items.n; i++) {
		l.all.n_lines += known->items.items[i].n_lines;
		l.all.n_chain_lines += known->items.items[i].n_chain_lines;
	}
	for (size_t i = 0; i < owners->n && l.people.n < MAX_OWNERS; i++) {
		const rg_owner *owner = &owners->items[i];
		uint32_t number = rg_identity_set_find(&known->people, owner->name);

		if (number == RG_STR_MAP_NONE ||
		    (number != known->author && !is_listed(&l, number)))
			add_owner(&l, owner, number);
	}
	for (size_t i = 0; i < known->items.n && n_others < MAX_OTHERS; i++) {
		const rg_acquaintance *one = &known->items.items[i];

		if (is_listed(&l, one->number))
			continue;
		add_other(&l, one);
		n_others++;
	}
	return l.people;
}
