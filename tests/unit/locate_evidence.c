/* SPDX-License-Identifier: MIT */
/* What sets one test apart: rare names, passages, similar tests and the commits that added them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "locate/kinship.h"
#include "locate/lessons.h"
#include "support/project.h"

static void open_project(project *out, const project_file *files, size_t n, const char *test)
{
	open_project_in_steps(out, files, n, 1);
	RG_PUSH(out->arena, &out->tests, rg_str_of(test));
}

#define OPEN(p, files, test) open_project((p), (files), sizeof(files) / sizeof(*(files)), (test))

static void add_lesson(project *p, const char *id, const char *subject, const char *path,
		       const char *added)
{
	rg_lesson lesson = {.subject = rg_str_of(subject)};

	RG_PUSH(p->arena, &lesson.paths, rg_str_of(path));
	rg_lessons_add(&p->lessons, p->arena, rg_str_of(id), &lesson, rg_str_of(added));
}

/* A failure of the test with two frames: the test's, and one in a source file. */
static void fail_in(project *p, const char *type, const char *path, uint32_t line)
{
	rg_failure *failure = RG_PUSH_NEW(p->arena, &p->failures);

	failure->test = p->tests.items[0];
	failure->error.type = rg_str_of(type);
	RG_PUSH(p->arena, &failure->error.frames,
		(rg_frame){.path = RG_STR("app/cli.py"), .line = 1, .in_workspace = true});
	RG_PUSH(p->arena, &failure->error.frames,
		(rg_frame){.path = rg_str_of(path), .line = line, .in_workspace = true});
}

static const rg_candidate_vec *locate(project *p)
{
	rg_locate_input input = project_question(p);

	return &rg_locate(p->arena, &input)->candidates;
}

/* The reason that a file has from a signal, or NULL. */
static const rg_reason *reason(const rg_candidate_vec *candidates, const char *path,
			       const char *signal)
{
	for (size_t i = 0; i < candidates->n; i++)
		for (size_t k = 0; k < candidates->items[i].reasons.n; k++)
			if (rg_str_eq_z(candidates->items[i].path, path) &&
			    rg_str_eq_z(candidates->items[i].reasons.items[k].signal, signal))
				return &candidates->items[i].reasons.items[k];
	return NULL;
}

static int32_t points(const rg_candidate_vec *candidates, const char *path, const char *signal)
{
	const rg_reason *found = reason(candidates, path, signal);

	return found ? found->points : 0;
}

static void check_text(const rg_candidate_vec *candidates, const char *path, const char *signal,
		       const char *expected)
{
	const rg_reason *found = reason(candidates, path, signal);

	if (!found || !rg_str_eq_z(found->text, expected))
		fail_msg("%s of %s: \"%.*s\" is not \"%s\"", signal, path,
			 found ? (int)found->text.len : 0, found ? found->text.ptr : "", expected);
}

static void check_first(const rg_candidate_vec *candidates, const char *path)
{
	assert_true(candidates->n > 0);
	if (!rg_str_eq_z(candidates->items[0].path, path))
		fail_msg("%.*s came first", RG_FMT(candidates->items[0].path));
}

static const project_file app[] = {
	{"app/cli.py", "def invoke(command):\n    raise Failure(command)\n\n\n"
		       "def command(name):\n    return name\n"},
	{"app/margins.py", "def wrap_margin(text):\n    return text.ljust(80)\n"},
	{"app/paging.py", "PAGER = 'less'\nLIMITS = {'rows': 1}\n"},
	{"tests/test_cli.py", "from app.cli import invoke, command\n\n"
			      "def test_a():\n    invoke(command('a'))\n\n"
			      "def test_b():\n    invoke(command('b'))\n"},
	{"tests/test_paging.py", "from app.cli import invoke, command\n\n"
				 "def test_rows():\n    invoke(command('rows'))\n"},
	{"tests/test_repro.py", "from app.cli import invoke, command\n\n"
				"def test_issue():\n"
				"    assert invoke(command('wrap_margin')) == 80\n"},
	{"tests/test_pager.py", "from app.cli import invoke, command\n\n"
				"def test_issue():\n"
				"    assert invoke(command('rows')) == 'LIMITS'\n"},
};

static void locate_evidence__what_every_test_says_tells_little(void **state)
{
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN(&p, app, "tests/test_repro.py::test_issue");
	candidates = locate(&p);
	/* `invoke` and `command` are called by all tests, `wrap_margin` is named by this one. */
	assert_true(points(candidates, "app/margins.py", "bm25") >
		    points(candidates, "app/cli.py", "bm25"));
	check_first(candidates, "app/margins.py");
	close_project(&p);
}

static void locate_evidence__the_function_that_is_like_the_test(void **state)
{
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN(&p, app, "tests/test_repro.py::test_issue");
	check_text(locate(&p), "app/margins.py", "passages",
		   "`wrap_margin`, line 1, uses the words of the failing test");
	close_project(&p);
	OPEN(&p, app, "tests/test_pager.py::test_issue");
	candidates = locate(&p);
	check_text(candidates, "app/paging.py", "passages",
		   "outside of its functions it uses the words of the failing test");
	close_project(&p);
}

static void locate_evidence__a_new_script_is_like_a_known_test(void **state)
{
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN(&p, app, "tests/test_pager.py::test_issue");
	candidates = locate(&p);
	check_text(candidates, "app/paging.py", "neighbours",
		   "is named like tests/test_paging.py, which is much like the failing test");
	assert_true(points(candidates, "app/paging.py", "neighbours") >
		    points(candidates, "app/cli.py", "neighbours"));
	assert_int_equal(points(candidates, "app/margins.py", "neighbours"), 0);
	close_project(&p);
}

static void locate_evidence__a_function_that_is_called_as_the_test_is(void **state)
{
	static const project_file files[] = {
		{"app/reader.py", "class Loader:\n    def load_config(self):\n        return 1\n"},
		{"app/writer.py",
		 "def load(x):\n    return x\n\n\ndef dumpConfig(x):\n    return x\n"},
		{"app/other.py", "def run(x):\n    return x\n"},
		{"tests/test_cases.py", "from app import main\n\n\n"
					"def test_load_config_keeps_order():\n"
					"    assert main([]) == 0\n"},
	};
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN(&p, files, "tests/test_cases.py::test_load_config_keeps_order");
	candidates = locate(&p);
	check_first(candidates, "app/reader.py");
	check_text(candidates, "app/reader.py", "titled",
		   "the name of its `Loader.load_config` says `load` and `config`, as the failing "
		   "test's does");
	check_text(candidates, "app/writer.py", "titled",
		   "the name of its `load` says `load`, as the failing test's does");
	assert_true(points(candidates, "app/reader.py", "titled") >
		    points(candidates, "app/writer.py", "titled"));
	assert_int_equal(points(candidates, "app/other.py", "titled"), 0);
	close_project(&p);
}

static void locate_evidence__native_files_named_as_the_test_is(void **state)
{
	static const project_file files[] = {
		{"img/__init__.py", "from img._core import run\n"},
		{"img/resample.py", "def other(x):\n    return x\n"},
		{"src/core.c", "static PyMethodDef methods[] = {{\"run\", run, METH_VARARGS}};\n"},
		{"src/RowResample.c", "int rows(int x)\n{\n\treturn x;\n}\n"},
		{"src/Resample.c", "int columns(int x)\n{\n\treturn x;\n}\n"},
		{"src/image/convert.c", "int convert(int x)\n{\n\treturn x;\n}\n"},
		{"tests/test_image.py", "import img\n\n\ndef test_resample_clamps():\n"
					"    assert img.run([]) == 0\n"},
	};
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN(&p, files, "tests/test_image.py::test_resample_clamps");
	candidates = locate(&p);
	check_text(candidates, "src/Resample.c", "namesake",
		   "has `resample` in its name, as the failing test has");
	check_text(candidates, "src/image/convert.c", "namesake",
		   "lies in image/, which the failing test's file is named after");
	assert_true(points(candidates, "src/Resample.c", "namesake") >
		    points(candidates, "src/RowResample.c", "namesake"));
	assert_true(points(candidates, "src/RowResample.c", "namesake") > 0);
	assert_int_equal(points(candidates, "src/core.c", "namesake"), 0);
	assert_int_equal(points(candidates, "img/resample.py", "namesake"), 0);
	close_project(&p);
}

static void locate_evidence__commits_that_added_such_tests(void **state)
{
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN(&p, app, "tests/test_repro.py::test_issue");
	add_lesson(&p, "a1", "Fix margins", "app/paging.py",
		   "def test_margin():\n    assert invoke(command('wrap_margin')) == 79\n");
	add_lesson(&p, "b2", "Other", "app/cli.py", "def test_other():\n    assert invoke(1)\n");
	add_lesson(&p, "c3", "Gone", "app/no_longer_there.py", "wrap_margin wrap_margin\n");
	candidates = locate(&p);
	check_text(candidates, "app/paging.py", "lessons",
		   "changed in 1 of the commits that added tests like this one: \"Fix margins\"");
	assert_true(points(candidates, "app/paging.py", "lessons") >
		    points(candidates, "app/cli.py", "lessons"));
	assert_int_equal(points(candidates, "app/margins.py", "lessons"), 0);
	close_project(&p);
}

static void locate_evidence__functions_that_such_commits_changed(void **state)
{
	static const project_file twins[] = {
		{"app/a.py",
		 "class Margin:\n    def one(self):\n        pass\n\n    def two(self):\n"
		 "        pass\n"},
		{"tests/test_x.py", "def test_margin():\n    assert wrap('margin')\n"},
	};
	rg_str_vec functions = {0};
	rg_lesson lesson = {.subject = RG_STR("Fix margins"), .functions = &functions};
	project p;

	(void)state;
	OPEN(&p, twins, "tests/test_x.py::test_margin");
	RG_PUSH(p.arena, &lesson.paths, RG_STR("app/a.py"));
	RG_PUSH(p.arena, &functions, RG_STR("Margin.two"));
	assert_true(rg_str_eq_z(locate(&p)->items[0].functions.items[0].name, "Margin.one"));
	rg_lessons_add(&p.lessons, p.arena, RG_STR("a1"), &lesson,
		       RG_STR("def test_other():\n    assert wrap('margin') == 1\n"));
	assert_true(rg_str_eq_z(locate(&p)->items[0].functions.items[0].name, "Margin.two"));
	close_project(&p);
}

static void locate_evidence__a_crash_says_more_than_what_is_raised(void **state)
{
	const rg_candidate_vec *candidates;
	int32_t crashed, raised, own;
	project p;

	(void)state;
	OPEN(&p, app, "tests/test_repro.py::test_issue");
	fail_in(&p, "TypeError", "app/margins.py", 2);
	candidates = locate(&p);
	crashed = points(candidates, "app/margins.py", "frames");
	assert_true(points(candidates, "app/cli.py", "frames") * 4 < crashed);
	close_project(&p);

	OPEN(&p, app, "tests/test_repro.py::test_issue");
	fail_in(&p, "TypeError", "app/cli.py", 2); /* its line begins with `raise` */
	raised = points(locate(&p), "app/cli.py", "frames");
	assert_true(raised > 0 && raised * 4 < crashed);
	close_project(&p);

	OPEN(&p, app, "tests/test_repro.py::test_issue");
	fail_in(&p, "app.errors.Failure", "app/margins.py", 2);
	own = points(locate(&p), "app/margins.py", "frames");
	assert_true(own > raised && own < crashed);
	close_project(&p);
}

static void locate_evidence__which_commits_are_lessons(void **state)
{
	static const struct {
		const char *paths;
		bool is;
		size_t n_sources, n_tests;
	} cases[] = {
		{"app/a.py tests/test_a.py", true, 1, 1},
		{"app/a.py app/b.pyx lib/c.cpp tests/test_a.py tests/conftest.py", true, 3, 2},
		{"app/a.py README.md", false, 1, 0},
		{"tests/test_a.py", false, 0, 1},
		{"a.py b.py c.py d.py e.py f.py g.py test_a.py", false, 7, 1},
		{"", false, 0, 0},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rg_str_vec paths = {0}, sources = {0}, tests = {0};
		rg_str rest = rg_str_of(cases[i].paths), path;

		while (rest.len && rg_str_part(&path, &rest, ' '))
			RG_PUSH(arena, &paths, path);
		assert_int_equal(rg_lesson_is(&sources, &tests, arena, &paths), cases[i].is);
		assert_int_equal(sources.n, cases[i].n_sources);
		assert_int_equal(tests.n, cases[i].n_tests);
	}
	rg_arena_free(arena);
}

static void locate_evidence__names_of_tests_and_sources(void **state)
{
	static const struct {
		const char *path, *stem;
		bool is_test;
	} cases[] = {
		{"tests/test_prices.py", "prices", true},
		{"prices_test.py", "prices", true},
		{"unittest_prices.py", "prices", true},
		{"tests/tests_prices.py", "prices", true},
		{"app/_prices.py", "prices", false},
		{"app/prices/__init__.py", "prices", false},
		{"tests/prices.py", "prices", false},
		{"app/testing.py", "testing", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rg_str path = rg_str_of(cases[i].path), stem = rg_kinship__stem(path);

		if (!rg_str_eq_z(stem, cases[i].stem))
			fail_msg("%s: %.*s", cases[i].path, RG_FMT(stem));
		assert_int_equal(rg_kinship__is_test(path), cases[i].is_test);
	}
	assert_true(rg_kinship__is_same(RG_STR("Prices"), RG_STR("price")));
	assert_true(rg_kinship__is_same(RG_STR("price"), RG_STR("prices")));
	assert_false(rg_kinship__is_same(RG_STR("as"), RG_STR("a")));
	assert_false(rg_kinship__is_same(RG_STR("prices"), RG_STR("parse")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_evidence__what_every_test_says_tells_little),
		cmocka_unit_test(locate_evidence__the_function_that_is_like_the_test),
		cmocka_unit_test(locate_evidence__a_new_script_is_like_a_known_test),
		cmocka_unit_test(locate_evidence__a_function_that_is_called_as_the_test_is),
		cmocka_unit_test(locate_evidence__native_files_named_as_the_test_is),
		cmocka_unit_test(locate_evidence__commits_that_added_such_tests),
		cmocka_unit_test(locate_evidence__functions_that_such_commits_changed),
		cmocka_unit_test(locate_evidence__a_crash_says_more_than_what_is_raised),
		cmocka_unit_test(locate_evidence__which_commits_are_lessons),
		cmocka_unit_test(locate_evidence__names_of_tests_and_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
