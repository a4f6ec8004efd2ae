/* SPDX-License-Identifier: MIT */
/*
 * owners.h - CODEOWNERS in the dialects of GitHub (last match wins) and GitLab (sections, last match
 * in each). Pure. Sources: the forges' own documentation pages, named at each rule in the .c.
 */
#ifndef RG_FORGE_OWNERS_H
#define RG_FORGE_OWNERS_H

#include "base/vec.h"

typedef enum rg_owners_dialect { RG_OWNERS_GITHUB, RG_OWNERS_GITLAB, RG_OWNERS_GITEA } rg_owners_dialect;

typedef struct rg_owner_rule {
	rg_str pattern;
	rg_str_vec owners; /* "@user", "@org/team"; e-mail addresses as written */
	uint32_t line;
	rg_str section; /* GitLab; null else */
	bool is_optional;
} rg_owner_rule;
typedef RG_VEC(rg_owner_rule) rg_owner_rule_vec;

typedef struct rg_owners {
	rg_owners_dialect dialect;
	rg_owner_rule_vec rules;
} rg_owners;

/* A line that cannot be read is left out. */
rg_owners rg_owners_parse(rg_arena *arena, rg_owners_dialect dialect, rg_str text);
/* The rules that decide about a path, in the file's order (GitHub: at most one). */
typedef RG_VEC(const rg_owner_rule *) rg_owner_match_vec;
rg_owner_match_vec rg_owners_match(rg_arena *arena, const rg_owners *owners, rg_str path);
/* Where a forge looks for the file, best first; NULL-terminated. */
const char *const *rg_owners_places(rg_owners_dialect dialect);
/* A glob with *, ** and ? on whole paths; as in .gitignore when anchored is false. Linear-ish, safe. */
bool rg_glob_match(rg_str pattern, rg_str path);

#endif
