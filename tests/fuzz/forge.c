/* SPDX-License-Identifier: MIT */
/*
 * forge.c - any bytes are a CODEOWNERS file, a CI file, a remote's address, a pattern and a path,
 * and what a forge answers. What comes out lies within what went in.
 */
#include <stdlib.h>

#include "forge/forge.h"
#include "forge/owners.h"
#include "forge/regexp.h"
#include "forge/workflows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void owners(rg_arena *arena, rg_str text, rg_str path)
{
	for (int dialect = RG_OWNERS_GITHUB; dialect <= RG_OWNERS_GITEA; dialect++) {
		rg_owners all = rg_owners_parse(arena, (rg_owners_dialect)dialect, text);
		rg_owner_match_vec found = rg_owners_match(arena, &all, path);

		if (found.n > all.rules.n || (dialect == RG_OWNERS_GITHUB && found.n > 1))
			abort();
	}
}

/* One file gives one advice; of GitLab's each job gives one, and what it includes another. */
static void workflows(rg_arena *arena, const char *name, rg_str text, rg_str path)
{
	rg_workflow_file_vec files = {0};
	rg_str_vec changed = {0}, required = {0};
	rg_workflow_input input = {.files = &files,
				   .changed = &changed,
				   .paths = &changed,
				   .required = &required,
				   .base = RG_STR("main"),
				   .branch = RG_STR("fix/a"),
				   .is_performance = true};
	rg_workflow_advice_vec out;

	RG_PUSH(arena, &files, (rg_workflow_file){.path = rg_str_of(name), .text = text});
	RG_PUSH(arena, &changed, path);
	RG_PUSH(arena, &required, path);
	out = rg_workflows_advise(arena, &input);
	if (out.n > (rg_str_eq_z(files.items[0].path, ".gitlab-ci.yml") ? text.len + 1 : 1))
		abort();
	if (rg_workflows_wanted(arena, NULL, &changed, &files).n > changed.n)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = {(const char *)data, size}, rest = text, first = {0}, second = {0};
	rg_forge_target target;
	rg_err err;

	rg_str_line(&first, &rest);
	rg_str_line(&second, &rest);
	owners(arena, rest, second);
	workflows(arena, ".github/workflows/b.yml", rest, second);
	workflows(arena, ".gitlab-ci.yml", rest, second);
	(void)rg_regexp_matches(first, second);
	for (int style = RG_GLOB_PLAIN; style <= RG_GLOB_FNMATCH; style++)
		(void)rg_glob_matches((rg_glob_style)style, first, second);
	/* Whatever the address: a token may only go to the host that is named. */
	if (rg_forge_choose(&target, arena, (rg_str){0}, (rg_str){0}, (rg_str){0}, first, &err) ==
		    RG_OK &&
	    target.api.ptr && !rg_str_has(target.api, target.host))
		abort();
	rg_arena_free(arena);
	return 0;
}
