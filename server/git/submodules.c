/* SPDX-License-Identifier: MIT */
/* submodules.c - asks libgit2 for each submodule's own status; nothing where there is no
 * .gitmodules. */
#include "git/submodules.h"

#include "git/private.h"
#include "os/fs.h"

typedef struct looking {
	rg_arena *arena;
	rg_str_vec *out;
	git_repository *git;
} looking;

static int look_at(git_submodule *submodule, const char *name, void *payload)
{
	looking *l = payload;
	unsigned int status = 0;

	/* One that is not checked out, or not there, has no changes. */
	if (git_submodule_status(&status, l->git, name, GIT_SUBMODULE_IGNORE_UNTRACKED) == 0 &&
	    (status &
	     (GIT_SUBMODULE_STATUS_WD_INDEX_MODIFIED | GIT_SUBMODULE_STATUS_WD_WD_MODIFIED)))
		RG_PUSH(l->arena, l->out,
			rg_arena_dup(l->arena, rg_str_of(git_submodule_path(submodule))));
	return 0;
}

rg_rc rg_submodules_dirty(rg_str_vec *out, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	looking l = {arena, out, repo->git};
	int code;

	*out = (rg_str_vec){0};
	if (!rg_fs_is_file(rg_path_join(arena, rg_str_of(git_repository_workdir(repo->git)),
					RG_STR(".gitmodules"))))
		return RG_OK;
	code = git_submodule_foreach(repo->git, look_at, &l);
	rg_str_vec_sort(out);
	return code < 0 ? rg_git__fail(err, code, "cannot look at the submodules") : RG_OK;
}
