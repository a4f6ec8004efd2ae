/* SPDX-License-Identifier: MIT */
/*
 * next.c - fix/moves.h knows what comes next; here it becomes a line to copy, with the test that
 * was just run and placeholders for what only the user knows.
 */
#include "cli/next.h"

#include "fix/workspace/moves.h"
#include "runner/wrapper.h"

/* Those on the way; the others answer a question beside it. */
static bool is_on_the_way(const rg_command *command)
{
	switch (command->move) {
	case RG_MOVE_RUN_TEST:
	case RG_MOVE_START_FIX:
	case RG_MOVE_CREATE_BRANCH:
	case RG_MOVE_CHECK_STABILITY:
	case RG_MOVE_MEASURE:
	case RG_MOVE_SHOW_STATUS:
		return true;
	default:
		return false;
	}
}

/* The failing test; none when there are several, for a session is about one bug. */
static rg_str failing_test(rg_arena *arena, const rg_json *result)
{
	const rg_json *failures = rg_json_get(result, "failures");
	const rg_json *tests = rg_json_get(rg_json_get(result, "run"), "tests");
	rg_str test = rg_json_str(rg_json_get(rg_json_first(failures), "test"));

	if (rg_json_count(failures) == 1 && test.len) /* a log may not name it */
		return rg_shell_quoted(arena, test);
	if (rg_json_count(failures) && rg_json_count(tests) == 1)
		return rg_shell_quoted(arena, rg_json_str(rg_json_first(tests)));
	return RG_STR("TEST");
}

rg_str rg_cli_next_known(rg_arena *arena, const rg_command *command, uint32_t known,
			 const rg_json *result)
{
	const rg_command *next;
	rg_move move = rg_move_next(known);

	if (rg_json_get(result, "pr"))
		return (known & RG_KNOWN_UNDOABLE)
			       ? RG_STR("redgreen undo takes you back to your branch; what was "
					"pushed stays")
			       : (rg_str){NULL, 0};
	if (!is_on_the_way(command))
		return (rg_str){NULL, 0};
	next = rg_command_of_move(move);
	switch (move) {
	case RG_MOVE_START_FIX:
		return (known & RG_KNOWN_RED)
			       ? rg_arena_printf(arena,
						 "redgreen fix %.*s --prompt 'what is wrong'",
						 RG_FMT(failing_test(arena, result)))
			       : (rg_str){NULL, 0};
	case RG_MOVE_RUN_TEST:
		return (known & RG_KNOWN_SESSION) ? RG_STR("edit, then redgreen run")
						  : (rg_str){NULL, 0};
	case RG_MOVE_GIVE_UP:
		return RG_STR("redgreen give-up --reason 'what is in the way'");
	default:
		return next && next->shell ? rg_arena_printf(arena, "redgreen %s", next->shell)
					   : (rg_str){NULL, 0};
	}
}

rg_str rg_cli_next(rg_arena *arena, const rg_command *command, const rg_workspace *workspace,
		   const rg_json *result)
{
	return rg_cli_next_known(arena, command, rg_workspace_known(workspace), result);
}
