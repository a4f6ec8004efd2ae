/* SPDX-License-Identifier: MIT */
/*
 * owners.h - CODEOWNERS in the dialects of GitHub (last match wins), GitLab (sections, last match
 * in each) and Gitea with Forgejo (regular expressions, every match counts). Pure. Sources: the
 * forges' own documentation pages, named at each rule in the .c.
 */
#ifndef RG_FORGE_OWNERS_H
#define RG_FORGE_OWNERS_H

#include "base/vec.h"
#include "forge/glob.h"

typedef enum rg_owners_dialect {
	RG_OWNERS_GITHUB,
	RG_OWNERS_GITLAB,
	RG_OWNERS_GITEA /* and Forgejo */
} rg_owners_dialect;

typedef struct rg_owner_rule {
	rg_str pattern;	    /* escapes resolved */
	rg_str_vec owners;  /* "@user", "@org/team"; e-mail addresses as written; may be empty */
	uint32_t line;	    /* 1 is the first */
	rg_str section;	    /* GitLab; null else, and before the first section */
	bool is_optional;   /* GitLab: every heading of the section is ^[section] */
	uint32_t approvals; /* GitLab: [section][2]; else 1 */
	bool is_exclusion;  /* GitLab: !pattern, these paths have no owner in the section */
	bool is_inverse;    /* Gitea: !pattern, it is about all paths but these */
} rg_owner_rule;
typedef RG_VEC(rg_owner_rule) rg_owner_rule_vec;

typedef struct rg_owners {
	rg_owners_dialect dialect;
	rg_owner_rule_vec rules;
} rg_owners;

/*
 * A line that cannot be read is left out, on GitLab and Gitea an owner that cannot be one; a file
 * above 3 MB is, as on GitHub, as good as none. The result borrows from text.
 */
rg_owners rg_owners_parse(rg_arena *arena, rg_owners_dialect dialect, rg_str text);
/*
 * The rules that decide about a path, in the file's order (GitHub: at most one). A rule without
 * owners decides too: the path has none. path is relative to the root, without "./".
 */
typedef RG_VEC(const rg_owner_rule *) rg_owner_match_vec;
rg_owner_match_vec rg_owners_match(rg_arena *arena, const rg_owners *owners, rg_str path);
/* Where a forge looks for the file, best first; NULL-terminated. */
const char *const *rg_owners_places(rg_owners_dialect dialect);

#endif
