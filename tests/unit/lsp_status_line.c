/* SPDX-License-Identifier: MIT */
/* The words of a status line, in each of the states that there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lsp/status_line.h"

#define DOT "\xC2\xB7"

static void status_line__says_what_is_under_way_and_the_time_left(void **state)
{
	static const struct {
		const char *doing; /* NULL: nothing */
		int phase;	   /* -1: no session */
		int64_t left;
		const char *text, *label;
	} rows[] = {
		{NULL, -1, 0, "", ""},
		{"running the test", -1, 0, "redgreen: running the test",
		 "redgreen: running the test"},
		{NULL, RG_SESSION_FIX, 252, "redgreen: fix 4:12 left", "redgreen: fix"},
		{"3/5 passed", RG_SESSION_FIX, 252, "redgreen: 3/5 passed " DOT " fix 4:12 left",
		 "redgreen: 3/5 passed " DOT " fix"},
		{"", RG_SESSION_ANALYSE, 900, "redgreen: analyse 15:00 left", "redgreen: analyse"},
		{NULL, RG_SESSION_PR, 1, "redgreen: pr 0:01 left", "redgreen: pr"},
		{NULL, RG_SESSION_PR, 0, "redgreen: time is up", "redgreen: time is up"},
		{"writing the report", RG_SESSION_PR, 0,
		 "redgreen: writing the report " DOT " time is up",
		 "redgreen: writing the report " DOT " time is up"},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_session_time time = {.phase = (rg_session_phase)rows[i].phase,
					.left = rows[i].left};
		rg_str doing = rows[i].doing ? rg_str_of(rows[i].doing) : (rg_str){NULL, 0};
		rg_status_words words =
			rg_status_words_of(arena, doing, rows[i].phase < 0 ? NULL : &time);

		if (!rg_str_eq_z(words.text, rows[i].text) ||
		    !rg_str_eq_z(words.label, rows[i].label))
			fail_msg("row %zu: \"%.*s\", \"%.*s\"", i, RG_FMT(words.text),
				 RG_FMT(words.label));
	}
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_line__says_what_is_under_way_and_the_time_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
