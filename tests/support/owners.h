/* SPDX-License-Identifier: MIT */
/* owners.h - what a CODEOWNERS file says of a path, as one line. */
#ifndef TESTS_SUPPORT_OWNERS_H
#define TESTS_SUPPORT_OWNERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "forge/owners.h"

/* expected: owners of the deciding rules, "SECTION:" in front of those in one; "-" for no owner,
 * "" when no rule decides. */
static inline void check(rg_owners_dialect dialect, const char *text, const char *path,
			 const char *expected)
{
	rg_arena *arena = rg_arena_new();
	rg_owners owners = rg_owners_parse(arena, dialect, rg_str_of(text));
	rg_owner_match_vec found = rg_owners_match(arena, &owners, rg_str_of(path));
	rg_str_vec words = {0};
	rg_str got;

	for (size_t i = 0; i < found.n; i++) {
		const rg_owner_rule *rule = found.items[i];
		rg_str names = rg_str_vec_join(arena, &rule->owners, RG_STR(" "));

		RG_PUSH(arena, &words,
			rg_arena_printf(arena, "%.*s%s%.*s", RG_FMT(rule->section),
					rule->section.len ? ":" : "",
					RG_FMT(rule->owners.n ? names : RG_STR("-"))));
	}
	got = rg_str_vec_join(arena, &words, RG_STR(" | "));
	if (!rg_str_eq_z(got, expected))
		fail_msg("%s: \"%.*s\" instead of \"%s\"", path, RG_FMT(got), expected);
	rg_arena_free(arena);
}

#endif
