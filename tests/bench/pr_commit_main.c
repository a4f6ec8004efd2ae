/* SPDX-License-Identifier: MIT */
/*
 * pr_commit_main.c - how long the commit of a pull request takes once everything is proven:
 *	bench_pr_commit REPOSITORY BASE NAME WITHOUT
 * opens the repository, makes the tree (base + the working files' changes, WITHOUT left out),
 *writes the commit and the branch NAME, and prints the commit and the nanoseconds of all that. The
 *clock begins behind the loading of libgit2, which happens once in a server's life: --cold takes it
 *in.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "git/refs.h"
#include "git/tree.h"
#include "os/system.h"

static rg_rc make(rg_str *commit, rg_arena *arena, char **argv, rg_err *err)
{
	rg_repo *repo = NULL;
	rg_str_vec without = {0};
	rg_pr_tree tree;
	rg_commit_spec spec = {.message = RG_STR("Merge ranges that touch\n\nMeasured.\n")};
	rg_rc rc = rg_repo_open(&repo, argv[1], err);

	RG_PUSH(arena, &without, rg_str_of(argv[4]));
	RG_PUSH(arena, &without, RG_STR("outputs"));
	if (rc == RG_OK &&
	    (rc = rg_repo_resolve(&spec.parent, arena, repo, rg_str_of(argv[2]), err)) == RG_OK)
		rc = rg_pr_tree_make(&tree, arena, repo, spec.parent, &without, NULL, true, err);
	if (rc == RG_OK) {
		spec.tree = tree.tree;
		rc = rg_commit_make(commit, arena, repo, &spec, err);
	}
	if (rc == RG_OK)
		rc = rg_ref_write(repo, rg_arena_printf(arena, "refs/heads/%s", argv[3]), *commit,
				  (rg_str){NULL, 0}, RG_STR("bench"), err);
	rg_repo_close(repo);
	return rc;
}

int main(int argc, char **argv)
{
	rg_arena *arena = rg_arena_new();
	bool is_cold = argc > 1 && strcmp(argv[1], "--cold") == 0;
	uint64_t started;
	rg_str commit;
	rg_err err;

	argv += is_cold;
	if (argc - is_cold != 5) {
		fputs("usage: bench_pr_commit [--cold] REPOSITORY BASE NAME WITHOUT\n", stderr);
		return 2;
	}
	if (!is_cold)
		(void)rg_branch_name_is_valid(RG_STR("main")); /* loads libgit2 */
	started = rg_clock_ns();
	if (make(&commit, arena, argv, &err) < 0) {
		fprintf(stderr, "bench_pr_commit: %s\n", err.message);
		return 3;
	}
	printf("%.*s %llu\n", RG_FMT(commit), (unsigned long long)(rg_clock_ns() - started));
	rg_arena_free(arena);
	return 0;
}
