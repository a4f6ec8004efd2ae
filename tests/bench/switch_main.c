/* SPDX-License-Identifier: MIT */
/*
 * switch_main.c - a branch into the work tree, as redgreen does it:
 *	bench_switch REPOSITORY BRANCH
 * and nothing else; tests/bench/run looks at the time of the whole process, as of git's.
 */
#include <stdio.h>

#include "git/switch.h"

int main(int argc, char **argv)
{
	rg_arena *arena = rg_arena_new();
	rg_repo *repo = NULL;
	rg_str commit;
	rg_err err;
	rg_rc rc;

	if (argc != 3) {
		fputs("usage: bench_switch REPOSITORY BRANCH\n", stderr);
		return 2;
	}
	if ((rc = rg_repo_open(&repo, argv[1], &err)) == RG_OK &&
	    (rc = rg_repo_resolve(&commit, arena, repo, rg_str_of(argv[2]), &err)) == RG_OK)
		rc = rg_switch_to(repo, rg_arena_printf(arena, "refs/heads/%s", argv[2]), commit,
				  NULL, &err);
	if (rc < 0)
		fprintf(stderr, "bench_switch: %s\n", err.message);
	rg_repo_close(repo);
	rg_arena_free(arena);
	return rc < 0 ? 3 : 0;
}
