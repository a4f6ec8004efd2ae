/* SPDX-License-Identifier: MIT */
/* The line that says what to type next: one that a shell takes as it is, and only where one is due.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "cli/next.h"
#include "fix/workspace/moves.h"

#define K(known) RG_KNOWN_##known
#define ONE                                                                                        \
	"{\"failures\": [{\"test\": \"t/a b.py::it's[x]\"}], "                                     \
	"\"run\": {\"tests\": [\"t\"]}}"
#define TWO                                                                                        \
	"{\"failures\": [{\"test\": \"t.py::a\"}, {\"test\": \"t.py::b\"}],"                       \
	" \"run\": {\"tests\": [\"t.py\"]}}"
#define NAMELESS "{\"failures\": [{\"test\": \"\"}], \"run\": {\"tests\": [\"t.py\"]}}"
#define MANY	 "{\"failures\": [{}, {}], \"run\": {\"tests\": [\"a\", \"b\"]}}"

static const struct {
	const rg_command *command;
	uint32_t known;
	const char *result, *next;
} cases[] = {
	{&rg_command_run_test, K(FAILURE) | K(RED), ONE,
	 "redgreen fix 't/a b.py::it'\\''s[x]' --prompt 'what is wrong'"},
	{&rg_command_run_test, K(FAILURE) | K(RED), TWO,
	 "redgreen fix t.py --prompt 'what is wrong'"},
	{&rg_command_run_test, K(FAILURE) | K(RED), NAMELESS,
	 "redgreen fix t.py --prompt 'what is wrong'"},
	{&rg_command_run_test, K(FAILURE) | K(RED), MANY,
	 "redgreen fix TEST --prompt 'what is wrong'"},
	{&rg_command_run_test, K(GREEN), "{}", NULL},
	{&rg_command_start_fix, K(SESSION) | K(RED), "{}", "redgreen branch"},
	{&rg_command_create_fix_branch, K(SESSION) | K(BRANCH) | K(RED), "{}",
	 "edit, then redgreen run"},
	{&rg_command_run_test, K(SESSION) | K(BRANCH) | K(GREEN), "{}", "redgreen stability"},
	{&rg_command_check_stability, K(SESSION) | K(BRANCH) | K(GREEN) | K(STABLE), "{}",
	 "redgreen pr"},
	{&rg_command_check_stability, K(SESSION) | K(SPEED) | K(BRANCH) | K(GREEN) | K(STABLE),
	 "{}", "redgreen measure"},
	{&rg_command_show_status, K(SESSION) | K(BRANCH) | K(OVER), "{}",
	 "redgreen give-up --reason 'what is in the way'"},
	/* The plan says it itself, and who asked something beside the way is not sent along it. */
	{&rg_command_create_draft_fix_pr, K(SESSION) | K(BRANCH) | K(STABLE), "{\"plan\": {}}",
	 NULL},
	{&rg_command_create_draft_fix_pr, K(PAST) | K(UNDOABLE), "{\"pr\": {}}",
	 "redgreen undo takes you back to your branch; what was pushed stays"},
	{&rg_command_create_draft_fix_pr, K(PAST), "{\"pr\": {}}", NULL},
	{&rg_command_explain_log, K(FAILURE), ONE, NULL},
	{&rg_command_check_setup, K(SESSION), "{}", NULL},
};

static void next__is_a_line_to_copy(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_arena *arena = rg_arena_new();
		rg_json *result;
		rg_err err;
		rg_str next;

		assert_int_equal(rg_json_parse(&result, rg_str_of(cases[i].result), &err), RG_OK);
		next = rg_cli_next_known(arena, cases[i].command, cases[i].known, result);
		if (!next.ptr != !cases[i].next || !rg_str_eq(next, rg_str_of(cases[i].next)))
			fail_msg("case %zu: %.*s", i, RG_FMT(next));
		rg_json_free(result);
		rg_arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(next__is_a_line_to_copy)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
