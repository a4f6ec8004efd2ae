/* SPDX-License-Identifier: MIT */
/* gitlab_push.h - inside forge/: a merge request by the options of a push. */
#ifndef RG_FORGE_GITLAB_PUSH_H
#define RG_FORGE_GITLAB_PUSH_H

#include "forge/kinds.h"

#define RG_GITLAB_API "api/v4" /* behind the host and its path */

/* rg_forge's push_options and read_push. */
rg_str_vec rg_gitlab_push_options(rg_arena *arena, const rg_forge_target *target,
				  const rg_forge_pr *pr);
void rg_gitlab_read_push(rg_forge_result *out, rg_arena *arena, const rg_forge_target *target,
			 rg_str output);

#endif
