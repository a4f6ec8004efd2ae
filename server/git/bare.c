/* SPDX-License-Identifier: MIT */
/* bare.c - a bare repository is refused like others, and yet deserves its own word. */
#include "git/late.h"
#include "git/private.h"

bool rg_repo_is_bare(const char *path)
{
	git_repository *git = NULL;
	bool is_bare;
	rg_err ignored;

	if (rg_git__load(&ignored) < 0)
		return false;
	is_bare = git_repository_open_ext(&git, path, 0, NULL) == 0 && git_repository_is_bare(git);
	git_repository_free(git);
	return is_bare;
}
