/* SPDX-License-Identifier: MIT */
/* next.h - inside cli/: what to type next, from the same table that orders an editor's menus. */
#ifndef RG_CLI_NEXT_H
#define RG_CLI_NEXT_H

#include "base/json.h"
#include "commands/command.h"

/*
 * The line behind an answer that has one, in the arena: "redgreen branch"; null where nothing comes
 * next, or where the answer says it itself. root is not taken over: the user is there.
 */
rg_str rg_cli_next(rg_arena *arena, const rg_command *command, const rg_workspace *workspace,
		   const rg_json *result);
/* The same for what is known (RG_KNOWN_…). */
rg_str rg_cli_next_known(rg_arena *arena, const rg_command *command, uint32_t known,
			 const rg_json *result);

#endif
