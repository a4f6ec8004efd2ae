/* SPDX-License-Identifier: MIT */
/*
 * owners_for.c - the owners of the changed files, with the line of CODEOWNERS that says so. The
 * file is the base's, as every forge takes it. Whoever owns more of the change comes first; between
 * equals whoever is named on fewer lines, since a team that stands on every line says nothing about
 * this change; owners of optional sections come last.
 */
#include "fix/dossier/people.h"

#include <stdlib.h>

#include "git/tree.h"

/* Rules that are held against files: of a file of ten thousand rules, two hundred changed files. */
#define MAX_TRIALS 2000000

typedef struct claim {
	rg_str name;
	const rg_owner_rule *rule; /* the first one met */
	uint32_t n_files, n_rules;
} claim;
typedef RG_VEC(claim) claim_vec;

static int by_weight(const void *x, const void *y)
{
	const claim *a = x, *b = y;

	if (a->rule->is_optional != b->rule->is_optional)
		return a->rule->is_optional ? 1 : -1;
	if (a->n_files != b->n_files)
		return a->n_files > b->n_files ? -1 : 1;
	if (a->n_rules != b->n_rules)
		return a->n_rules < b->n_rules ? -1 : 1;
	if (a->rule->line != b->rule->line)
		return a->rule->line < b->rule->line ? -1 : 1;
	return rg_str_cmp(a->name, b->name);
}

/* A rule that is the first to decide about one more file. */
static void add_rule(claim_vec *claims, rg_arena *arena, const rg_owner_rule *rule)
{
	for (size_t i = 0; i < rule->owners.n; i++) {
		rg_str name = rule->owners.items[i];
		claim *one = NULL;

		for (size_t j = 0; j < claims->n && !one; j++)
			if (rg_str_eq_nocase(claims->items[j].name, name))
				one = &claims->items[j];
		if (!one) {
			RG_PUSH(arena, claims, (claim){.name = name, .rule = rule});
			one = &claims->items[claims->n - 1];
		}
		one->n_files++;
	}
}

static uint32_t count_rules(const rg_owners *owners, rg_str name)
{
	uint32_t n = 0;

	for (size_t i = 0; i < owners->rules.n; i++)
		for (size_t j = 0; j < owners->rules.items[i].owners.n; j++)
			n += rg_str_eq_nocase(owners->rules.items[i].owners.items[j], name);
	return n;
}

static rg_str reason_of(rg_arena *arena, const rg_owner_rule *rule)
{
	rg_str_vec parts = {0};

	RG_PUSH(arena, &parts, rg_arena_printf(arena, "CODEOWNERS line %u", rule->line));
	if (rule->section.len)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "%ssection %.*s",
					rule->is_optional ? "optional " : "",
					RG_FMT(rule->section)));
	if (rule->approvals > 1)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "%u approvals needed", rule->approvals));
	return rg_arena_printf(arena, "owns %s%.*s (%.*s)", rule->is_inverse ? "all but " : "",
			       RG_FMT(rule->pattern),
			       RG_FMT(rg_str_vec_join(arena, &parts, RG_STR(", "))));
}

rg_owner_vec rg_people_owners(rg_arena *arena, rg_repo *repo, const rg_people_question *question)
{
	const char *const *places = rg_owners_places(question->dialect);
	rg_str oid, text = {NULL, 0};
	rg_owner_vec out = {0};
	claim_vec claims = {0};
	rg_owners owners;
	rg_err err;

	for (; *places && !text.ptr; places++)
		if (rg_blob_in(&oid, &text, arena, repo, question->commit, rg_str_of(*places),
			       &err) < 0)
			text = (rg_str){NULL, 0};
	if (!text.ptr)
		return out;
	owners = rg_owners_parse(arena, question->dialect, text);
	for (size_t i = 0; i < question->changed.n && i * owners.rules.n < MAX_TRIALS; i++) {
		rg_owner_match_vec match =
			rg_owners_match(arena, &owners, question->changed.items[i]);

		for (size_t j = 0; j < match.n; j++)
			add_rule(&claims, arena, match.items[j]);
	}
	for (size_t i = 0; i < claims.n; i++)
		claims.items[i].n_rules = count_rules(&owners, claims.items[i].name);
	if (claims.n)
		qsort(claims.items, claims.n, sizeof(*claims.items), by_weight);
	for (size_t i = 0; i < claims.n; i++)
		RG_PUSH(arena, &out,
			(rg_owner){.name = claims.items[i].name,
				   .reason = reason_of(arena, claims.items[i].rule)});
	return out;
}
