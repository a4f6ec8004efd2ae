/* SPDX-License-Identifier: MIT */
/* A typing mistake is answered with what was meant, and with nothing when nothing is near. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "cli/nearest.h"
#include "os/fs.h"

static rg_arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = rg_arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rg_arena_free(arena);
	return 0;
}

static void nearest__by_the_fewest_changes(void **state)
{
	static const struct {
		const char *word, *meant;
	} cases[] = {
		{"rnu", "run"},
		{"stabilty", "stability"},
		{"pr", "pr"},
		{"brnach", "branch"},
		{"push", NULL},
		{"", NULL},
		{"x", NULL},
		{"stat", "status"},
		{"give_up", "give-up"},
	};
	static const char *const names[] = {"run",    "stability", "pr",
					    "branch", "status",	   "give-up"};
	rg_str_vec choices = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		RG_PUSH(arena, &choices, rg_str_of(names[i]));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_str found = rg_nearest(rg_str_of(cases[i].word), &choices);

		if (!rg_str_eq(found, rg_str_of(cases[i].meant)) || !found.ptr != !cases[i].meant)
			fail_msg("%s: %.*s", cases[i].word, RG_FMT(found));
	}
}

static void nearest__a_word_of_any_length_is_survived(void **state)
{
	rg_str_vec choices = {0};
	char text[1000];

	(void)state;
	memset(text, 'a', sizeof(text));
	RG_PUSH(arena, &choices, ((rg_str){text, sizeof(text)}));
	RG_PUSH(arena, &choices, ((rg_str){text, 199}));
	assert_null(rg_nearest((rg_str){text, sizeof(text)}, &choices).ptr);
	assert_int_equal(rg_nearest((rg_str){text, 200}, &choices).len, 199);
}

static void nearest__a_first_word_that_is_none(void **state)
{
	static const struct {
		const char *word, *said;
	} cases[] = {
		{"rnu", "there is no command \"rnu\"; did you mean redgreen run? "
			"redgreen --help lists all"},
		{"frobnicate", "there is no command \"frobnicate\"; redgreen --help lists them"},
		{"--json", "--json comes behind a command: redgreen run --json"},
	};
	rg_buf out;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_buf_init(&out, 1000);
		rg_cli_explain_word(&out, rg_str_of(cases[i].word));
		assert_true(rg_str_eq_z(rg_buf_str(&out), cases[i].said));
		rg_buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nearest__by_the_fewest_changes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nearest__a_word_of_any_length_is_survived, set_up,
						tear_down),
		cmocka_unit_test(nearest__a_first_word_that_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
