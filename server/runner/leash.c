/* SPDX-License-Identifier: MIT */
#include "runner/leash.h"

#include "base/limits.h"
#include "os/guard/message.h"
#include "runner/leash_script.h" /* leash.py in one line: csh, which may read ssh's words, takes no
				  * others in quotes */

rg_str_vec rg_leash_argv(rg_arena *arena, rg_str python, const rg_str_vec *command)
{
	rg_str_vec out = {0};

	RG_PUSH(arena, &out, python);
	RG_PUSH(arena, &out, RG_STR("-IS"));
	RG_PUSH(arena, &out, RG_STR("-c"));
	RG_PUSH(arena, &out, RG_STR(RG_LEASH_SCRIPT));
	RG_PUSH(arena, &out, rg_arena_printf(arena, "%d", RG_LADDER_INT_MS));
	RG_PUSH(arena, &out, rg_arena_printf(arena, "%d", RG_LADDER_TERM_MS));
	for (size_t i = 0; i < command->n; i++)
		RG_PUSH(arena, &out, command->items[i]);
	return out;
}
