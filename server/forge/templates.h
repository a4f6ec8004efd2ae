/* SPDX-License-Identifier: MIT */
/* templates.h - where a repository keeps its pull request template. Pure. */
#ifndef RG_FORGE_TEMPLATES_H
#define RG_FORGE_TEMPLATES_H

#include "base/vec.h"

/*
 * The template files among a repository's files (any case, all places that GitHub, GitLab and Gitea
 * document), the default one first; those in the folder of the forge itself (".gitlab" for
 * "gitlab") before all others.
 */
rg_str_vec rg_templates_find(rg_arena *arena, const rg_str_vec *files, rg_str forge_kind);

#endif
