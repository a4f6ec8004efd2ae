/* SPDX-License-Identifier: MIT */
/* Failures and candidates for people: a table that fits, each kind of failure once, no surprises.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "cli/printer.h"

#define FRAMES                                                                                     \
	"[{\"path\": \"app/money.py\", \"line\": 4, \"function\": \"cents\", \"language\": "       \
	"\"python\", \"inWorkspace\": true, \"values\": {\"text\": \"'many'\", \"n\": \"2\"}}]"
#define FAILURE(test, print, kind)                                                                 \
	"{\"test\": \"" test "\", \"phase\": \"call\", \"type\": \"ValueError\", \"message\": "    \
	"\"no \\u001b[31mprice\", \"fingerprint\": \"" print "\", " kind ", \"frames\": " FRAMES   \
	", \"chain\": []}"
#define CORRECT "\"kind\": \"correctness\""
#define SLOW	"\"kind\": \"performance\", \"kindBecause\": \"a time-out of 30 s\""

static const char *const failures[] = {
	FAILURE("t.py::a[1]", "f", CORRECT),
	FAILURE("t.py::b", "g", SLOW),
	FAILURE("t.py::a[2]", "f", CORRECT),
};

static const char candidates[] =
	"[{\"path\": \"app/a file.py\", \"score\": 12345, \"kind\": \"python\","
	" \"reasons\": ["
	"  {\"signal\": \"x\", \"points\": 1, \"text\": \"the innermost frame in your code\"},"
	"  {\"signal\": \"y\", \"points\": 1, \"text\": \"changed together with "
	"tests/test_money.py in 7 of its 9 commits, which is more than any other file of it\"},"
	"  {\"signal\": \"z\", \"points\": 1, \"text\": \"a third one\"}],"
	" \"functions\": [{\"name\": \"Money.cents\", \"line\": 4, \"score\": 1},"
	"  {\"name\": \"parse\", \"line\": 9, \"score\": 1}]},"
	" {\"path\": \"src/op.cpp\", \"score\": 90, \"kind\": \"native\","
	" \"reasons\": [], \"functions\": []}]";

static const char source[] = "{\"confidence\": 0.712, \"fault\": \"source\", \"text\": null}";
static const char environment[] = "{\"confidence\": 0.99, \"fault\": \"environment\", "
				  "\"text\": \"the package numpy is not installed\"}";

static const char table[] =
	"Candidates, the first is likely (71 %)\n"
	"\n"
	"     score  where and why\n"
	"  1  12.35  app/a file.py:4 Money.cents, then parse:9\n"
	"            the innermost frame in your code\n"
	"            changed together with tests/test_money.py in 7 of its 9 commits,\n"
	"            which is more than any other file of it\n"
	"  2   0.09  src/op.cpp\n"
	"            needs a native build before a run shows a difference\n";

/* The caller frees with rg_buf_release. */
static void print(rg_buf *out, const rg_cli_look *look, const char *pointing)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = rg_arena_printf(arena,
				      "{\"summary\": \"3 failures\", \"stopped\": null, "
				      "\"failures\": [%s, %s, %s], \"candidates\": %s, "
				      "\"pointing\": %s}",
				      failures[0], failures[1], failures[2], candidates, pointing);
	rg_json *json;
	rg_err err;

	assert_int_equal(rg_json_parse(&json, text, &err), RG_OK);
	rg_buf_init(out, 100000);
	rg_cli_print_result(out, json, look);
	rg_json_free(json);
	rg_arena_free(arena);
}

static void cli_print__candidates_are_a_table_that_fits(void **state)
{
	rg_buf out;
	size_t at;

	(void)state;
	print(&out, &(rg_cli_look){&rg_command_locate, false, 80}, source);
	at = rg_str_find(rg_buf_str(&out), RG_STR("Candidates"));
	assert_true(at != SIZE_MAX);
	assert_string_equal(out.ptr + at, table);
	/* The failures are one line each, those of one kind once. */
	assert_true(
		rg_str_starts(rg_buf_str(&out), RG_STR("3 failures\n\n"
						       "t.py::a[1], and 1 more in the same way\n"
						       "  ValueError: no ?[31mprice\n\n"
						       "t.py::b\n"
						       "  ValueError: no ?[31mprice\n")));
	rg_buf_release(&out);
}

static void cli_print__no_line_is_wider_than_the_terminal(void **state)
{
	(void)state;
	for (unsigned columns = 72; columns <= 100; columns += 4) {
		rg_str rest, line;
		rg_buf out;

		print(&out, &(rg_cli_look){&rg_command_locate, false, columns}, source);
		for (rest = rg_buf_str(&out); rg_str_line(&line, &rest);)
			assert_true(line.len <= columns);
		rg_buf_release(&out);
	}
}

static void cli_print__failures_are_told_in_full_where_they_are_the_answer(void **state)
{
	rg_buf out;

	(void)state;
	print(&out, &(rg_cli_look){&rg_command_explain_log, false, 100}, source);
	assert_true(rg_str_has(rg_buf_str(&out),
			       RG_STR("t.py::b\n"
				      "  ValueError: no ?[31mprice\n"
				      "  of the kind performance: a time-out of 30 s\n"
				      "    app/money.py:4 in cents\n"
				      "        text = 'many', n = 2\n")));
	rg_buf_release(&out);
}

/* Then no file is likely, however sure the order is. */
static void cli_print__a_fault_elsewhere_comes_first(void **state)
{
	rg_buf out;

	(void)state;
	print(&out, &(rg_cli_look){&rg_command_explain_log, false, 100}, environment);
	assert_true(rg_str_has(
		rg_buf_str(&out),
		RG_STR("\nMost likely it is the environment: the package numpy is not installed\n"
		       "\nCandidates, if it is the source after all, best first\n")));
	rg_buf_release(&out);
}

/* What a log says never reaches the terminal as a command; ours do, when there is one. */
static void cli_print__colour_only_where_it_is_wanted(void **state)
{
	rg_buf out;

	(void)state;
	print(&out, &(rg_cli_look){&rg_command_explain_log, false, 100}, source);
	assert_false(rg_str_has(rg_buf_str(&out), RG_STR("\033")));
	rg_buf_release(&out);
	print(&out, &(rg_cli_look){&rg_command_explain_log, true, 100}, source);
	assert_true(rg_str_has(rg_buf_str(&out), RG_STR("\033[31mValueError\033[0m: no ?[31m")));
	rg_buf_release(&out);
}

/* On a terminal the answer stands out, and what explains it is broken where the line ends. */
static void cli_print__sentences_fit_a_terminal(void **state)
{
	static const char result[] =
		"{\"summary\": \"5 of 5 passed: fine. It also passed with threads that wake up "
		"late\","
		" \"stopped\": null, \"report\": \"/home/a b/shop/outputs/x.md\","
		" \"note\": \"/home/a b/shopping/NOTE.md\"}";
	rg_cli_look look = {.command = &rg_command_check_stability,
			    .has_colour = true,
			    .columns = 40,
			    .wraps = true,
			    .folder = RG_STR("/home/a b/shop"),
			    .next = RG_STR("redgreen pr")};
	rg_json *json;
	rg_buf out;
	rg_err err;

	(void)state;
	assert_int_equal(rg_json_parse(&json, rg_str_of(result), &err), RG_OK);
	rg_buf_init(&out, 10000);
	rg_cli_print_result(&out, json, &look);
	assert_string_equal(out.ptr, "\033[1m5 of 5 passed: fine.\033[0m\n"
				     "It also passed with threads that wake up\n"
				     "late\n"
				     "Note, to fill in: /home/a b/shopping/NOTE.md\n"
				     "Report: outputs/x.md\n"
				     "To go on: \033[1mredgreen pr\033[0m\n");
	/* Elsewhere a sentence is a line, for other programs. */
	rg_buf_clear(&out);
	look.wraps = look.has_colour = false;
	rg_cli_print_result(&out, json, &look);
	assert_true(rg_str_starts(rg_buf_str(&out),
				  RG_STR("5 of 5 passed: fine. It also passed with threads that "
					 "wake up late\n")));
	rg_buf_release(&out);
	rg_json_free(json);
}

static void cli_print__a_line_too_long_loses_its_middle(void **state)
{
	static const char *const cases[] = {"running it", "running t.py::test_gap (1 done)",
					    "äöüäöüäöüäöüäöüäöüäöüäöüäöü"};
	rg_buf out;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_buf_init(&out, 1000);
		rg_cli__fit(&out, rg_str_of(cases[i]), 20);
		if (rg_cli__width(rg_buf_str(&out)) > 20)
			fail_msg("too wide: %.*s", RG_FMT(rg_buf_str(&out)));
		assert_true(rg_str_ends(
			rg_buf_str(&out),
			rg_str_sub(rg_str_of(cases[i]), strlen(cases[i]) - 8, strlen(cases[i]))));
		rg_buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cli_print__candidates_are_a_table_that_fits),
		cmocka_unit_test(cli_print__no_line_is_wider_than_the_terminal),
		cmocka_unit_test(cli_print__failures_are_told_in_full_where_they_are_the_answer),
		cmocka_unit_test(cli_print__a_fault_elsewhere_comes_first),
		cmocka_unit_test(cli_print__colour_only_where_it_is_wanted),
		cmocka_unit_test(cli_print__sentences_fit_a_terminal),
		cmocka_unit_test(cli_print__a_line_too_long_loses_its_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
