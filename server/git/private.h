/* SPDX-License-Identifier: MIT */
/* private.h - inside git/: the handle, and how libgit2's errors become ours. */
#ifndef RG_GIT_PRIVATE_H
#define RG_GIT_PRIVATE_H

#include <git2.h>

#include "git/repo.h"

struct rg_repo {
	git_repository *git;
};

/* libgit2's last error on this thread as an rg_err; what: "cannot read the index". */
rg_rc rg_git__fail(rg_err *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
rg_str rg_git__oid_text(rg_arena *arena, const git_oid *oid);
/* A setting's text; null when it is unset or empty. */
rg_str rg_git__config_text(rg_arena *arena, git_config *config, const char *name);
/* RG_EINVAL when it is no id. */
rg_rc rg_git__oid_parse(git_oid *out, rg_str text, rg_err *err);
/* The tree of a commit or of a tree, by its id. */
rg_rc rg_git__tree(git_tree **out, rg_repo *repo, rg_str oid, rg_err *err);
/* Whether path is one of the paths or lies below one of them. */
bool rg_git__is_below(const rg_str_vec *paths, rg_str path);

#endif
