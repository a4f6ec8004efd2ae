/* SPDX-License-Identifier: MIT */
/* fix_settings.c - .redgreen.json and the editor's section: what is taken, and how wrong ones are
 * said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fix/workspace/settings.h"

static rg_rc read_file(rg_settings *out, rg_arena *arena, const char *file, rg_err *err)
{
	return rg_settings_read(out, arena, rg_str_of(file), RG_STR(".redgreen.json"), NULL, err);
}

static void same(rg_str a, const char *expected)
{
	if (!rg_str_eq_z(a, expected))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(a), expected);
}

static void settings__without_a_file_are_the_defaults(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_settings s;
	rg_err err;

	(void)state;
	assert_int_equal(rg_settings_read(&s, arena, (rg_str){NULL, 0}, RG_STR(""), NULL, &err),
			 RG_OK);
	same(s.branch_mode, "in-place");
	same(s.outputs, "outputs");
	assert_int_equal(s.budget_minutes, 15);
	assert_int_equal(s.stability_runs, 5);
	assert_int_equal(s.run_timeout_seconds, 180);
	assert_int_equal(s.build_timeout_seconds, 600);
	assert_int_equal(s.jobs, 1);
	assert_int_equal(s.memory_limit_megabytes, 0);
	assert_true(s.spectrum && s.neighbours && s.varied_rounds);
	assert_false(s.build_in_worktrees);
	assert_true(rg_str_is_null(s.base));
	assert_true(rg_str_is_null(s.executes));
	rg_arena_free(arena);
}

static void settings__of_every_type_are_read(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_settings s;
	rg_err err;

	(void)state;
	assert_int_equal(
		read_file(&s, arena,
			  "{\"$schema\": \"x\", \"python\": \".venv/bin/python\",\n"
			  " \"env\": {\"ARCH\": \"wormhole b0\"}, \"pytestArgs\": [\"-x\"],\n"
			  " \"pathMap\": [{\"from\": \"/app\", \"to\": \".\"}], \"stabilityRuns\": "
			  "7, \"spectrum\": false,\n"
			  " \"workflows\": [{\"paths\": [\"src/**\"], \"workflow\": \"perf.yml\",\n"
			  "   \"required\": true, \"inputs\": {\"arch\": \"b0\"}}],\n"
			  " \"forge\": {\"kind\": \"github\", \"project\": \"o/r\"},\n"
			  " \"pr\": {\"trailers\": [\"Signed-off-by: A <a@b>\"]}, \"base\": null}",
			  &err),
		RG_OK);
	same(s.python, ".venv/bin/python");
	same(s.env.items[0], "ARCH=wormhole b0");
	assert_false(s.spectrum);
	same(s.pytest_args.items[0], "-x");
	same(s.path_map.items[0].from, "/app");
	assert_int_equal(s.stability_runs, 7);
	same(s.workflows.items[0].paths.items[0], "src/**");
	assert_true(s.workflows.items[0].is_required);
	same(s.workflows.items[0].inputs.items[0], "arch=b0");
	same(s.forge.project, "o/r");
	assert_int_equal(s.pr.trailers.n, 1);
	rg_arena_free(arena);
}

static void settings__that_are_wrong_name_file_line_and_key(void **state)
{
	static const struct {
		const char *file;
		const char *where, *what;
	} rows[] = {
		{"{\n\"pyton\": \"x\"}", ".redgreen.json:2", "pyton"},
		{"{\n\n\"stabilityRuns\": 0}", ".redgreen.json:3", "stabilityRuns"},
		{"{\"stabilityRuns\": 1.5}", ".redgreen.json:1", "whole number"},
		{"{\"spectrum\": 1}", ".redgreen.json:1", "true or false"},
		{"{\"python\": 3}", ".redgreen.json:1", "python"},
		{"{\"env\": [\"A=1\"]}", ".redgreen.json:1", "env"},
		{"{\"branchMode\": \"sideways\"}", ".redgreen.json", "sideways"},
		{"{\"forge\": {\"kind\": 1}}", ".redgreen.json:1", "kind"},
		{"{\"forge\": {\"knid\": \"github\"}}", ".redgreen.json:1", "knid"},
		{"{\"pr\": {\"keepTest\": 1}}", ".redgreen.json:1", "keepTest"},
		{"{\"pathMap\": [{\"from\": \"/a\"}]}", ".redgreen.json:1", "pathMap"},
		{"{\"python\": \"a\",}", ".redgreen.json", ""},
		{"[]", ".redgreen.json", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_arena *arena = rg_arena_new();
		rg_settings s;
		rg_err err;

		if (read_file(&s, arena, rows[i].file, &err) != RG_EINVAL)
			fail_msg("taken: %s", rows[i].file);
		if (!strstr(err.message, rows[i].where) || !strstr(err.message, rows[i].what))
			fail_msg("%s says: %s", rows[i].file, err.message);
		rg_arena_free(arena);
	}
}

static void settings__of_the_editor_win(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_json *editor = NULL;
	rg_settings s;
	rg_err err;

	(void)state;
	assert_int_equal(
		rg_json_parse(&editor, RG_STR("{\"base\": \"develop\", \"outputs\": null}"), &err),
		RG_OK);
	assert_int_equal(rg_settings_read(&s, arena,
					  RG_STR("{\"base\": \"main\", \"outputs\": \"reports\"}"),
					  RG_STR(".redgreen.json"), editor, &err),
			 RG_OK);
	same(s.base, "develop");
	same(s.outputs, "reports"); /* null: not set, say some editors */
	rg_json_free(editor);
	rg_arena_free(arena);
}

static void settings__that_execute_are_told_apart(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_settings a, b, c;
	rg_err err;

	(void)state;
	assert_int_equal(read_file(&a, arena, "{\"base\": \"main\"}", &err), RG_OK);
	assert_int_equal(read_file(&b, arena, "{\"setup\": \"env.sh\"}", &err), RG_OK);
	assert_int_equal(read_file(&c, arena, "{\"setup\": \"other.sh\"}", &err), RG_OK);
	assert_true(rg_str_is_null(a.executes));
	assert_int_equal(b.executes.len, 16);
	assert_false(rg_str_eq(b.executes, c.executes));
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings__without_a_file_are_the_defaults),
		cmocka_unit_test(settings__of_every_type_are_read),
		cmocka_unit_test(settings__that_are_wrong_name_file_line_and_key),
		cmocka_unit_test(settings__of_the_editor_win),
		cmocka_unit_test(settings__that_execute_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
