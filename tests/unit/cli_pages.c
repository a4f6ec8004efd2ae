/* SPDX-License-Identifier: MIT */
/* The manual, the completions and --help: nothing of the tables is missing in one of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "cli/pages.h"
#include "cli/print.h"

static rg_buf out;

static int set_up(void **state)
{
	(void)state;
	rg_buf_init(&out, 1000000);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rg_buf_release(&out);
	return 0;
}

/* As it is read: roff's dashes are dashes. */
static void drop_backslashes(void)
{
	size_t n = 0;

	for (size_t i = 0; i < out.len; i++)
		if (out.ptr[i] != '\\')
			out.ptr[n++] = out.ptr[i];
	out.len = n;
}

static bool has(const char *text)
{
	return rg_str_has(rg_buf_str(&out), rg_str_of(text));
}

static void cli_pages__a_flag_is_found_by_its_word_alone(void **state)
{
	(void)state;
	assert_int_equal(rg_cli_flag_of(RG_STR("--json")), RG_CLI_JSON);
	assert_int_equal(rg_cli_flag_of(RG_STR("-h")), RG_CLI_HELP);
	assert_int_equal(rg_cli_flag_of(RG_STR("--jso")), RG_CLI_N_FLAGS);
	assert_int_equal(rg_cli_flag_of(RG_STR("json")), RG_CLI_N_FLAGS);
	assert_int_equal(rg_cli_flag_of(RG_STR("--")), RG_CLI_N_FLAGS);
}

static void cli_pages__help_of_each_command_has_an_example(void **state)
{
	size_t n;
	const rg_command *const *commands = rg_commands(&n);
	char example[100];

	(void)state;
	for (size_t i = 0; i < n; i++) {
		if (!commands[i]->shell)
			continue;
		rg_buf_clear(&out);
		rg_cli_print_command_help(&out, commands[i]);
		(void)snprintf(example, sizeof(example), "\n  redgreen %s", commands[i]->shell);
		if (!has(example))
			fail_msg("redgreen %s --help has no example", commands[i]->shell);
	}
}

static void cli_pages__each_page_has_every_command_and_flag(void **state)
{
	static void (*const pages[])(rg_buf *) = {rg_cli_print_man, rg_cli_print_bash,
						  rg_cli_print_zsh, rg_cli_print_fish};
	size_t n;
	const rg_command *const *commands = rg_commands(&n);

	(void)state;
	for (size_t p = 0; p < sizeof(pages) / sizeof(pages[0]); p++) {
		rg_buf_clear(&out);
		pages[p](&out);
		drop_backslashes();
		for (size_t i = 0; i < n; i++)
			assert_true(!commands[i]->shell || has(commands[i]->shell));
		for (int i = 0; i < RG_CLI_N_FLAGS; i++)
			assert_true(has(rg_cli_flag_name((rg_cli_flag)i)));
	}
}

/* man(7): a line that begins with a dot or a quote is a request, a dash is a hyphen. */
static void cli_pages__the_manual_shows_text_as_it_stands(void **state)
{
	rg_str rest, line;

	(void)state;
	rg_cli_print_man(&out);
	rest = rg_buf_str(&out);
	while (rest.len) {
		size_t end = rg_str_find(rest, RG_STR("\n"));

		line = rg_str_sub(rest, 0, end);
		rest = rg_str_sub(rest, end + 1, rest.len);
		assert_true(line.len > 0 && line.ptr[0] != '\'');
		assert_true(line.ptr[0] != '.' || rg_str_starts(line, RG_STR(".S")) ||
			    rg_str_starts(line, RG_STR(".T")) ||
			    rg_str_starts(line, RG_STR(".P")) || rg_str_eq_z(line, ".br") ||
			    rg_str_starts(line, RG_STR(".\\\"")));
	}
	assert_true(has("\\&.redgreen.json"));
	assert_true(has("\\-\\-json"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(cli_pages__a_flag_is_found_by_its_word_alone),
		TEST(cli_pages__help_of_each_command_has_an_example),
		TEST(cli_pages__each_page_has_every_command_and_flag),
		TEST(cli_pages__the_manual_shows_text_as_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
