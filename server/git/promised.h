/* SPDX-License-Identifier: MIT */
/*
 * promised.h - inside git/: partial clones (gitformat "partial-clone"). Objects that are not here
 * are promised by a remote; git itself brings them, and only where a repository is told that it may
 * (rg_repo_let_fetch). What a tree is called is known without any of them.
 */
#ifndef RG_GIT_PROMISED_H
#define RG_GIT_PROMISED_H

#include "git/private.h"

/* Fills repo->promisor, null where it is no partial clone. RG_EREFUSED: one without its trees. */
RG_MUST_CHECK rg_rc rg_git__promisor_find(rg_repo *repo, git_config *config, rg_err *err);
/* Objects that this handle does not find are fetched, or are errors that say so. The repo, or the
 * one that it is a second handle of, stays longer. */
RG_MUST_CHECK rg_rc rg_git__promised_add(git_repository *git, const rg_repo *repo, rg_err *err);
/* All at once what one after the other would take long: those of the ids that are not here. */
RG_MUST_CHECK rg_rc rg_git__promised_fetch(rg_repo *repo, const git_oid *ids, size_t n,
					   rg_err *err);

#endif
