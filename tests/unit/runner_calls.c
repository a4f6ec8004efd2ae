/* SPDX-License-Identifier: MIT */
/* runner_calls.c - the probe's records of calls, and the spectrum that is made of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "runner/spectrum.h"

#define SESSION "{\"kind\":\"session\",\"rootdir\":\"/w/sub\"}\n"

typedef struct fixture {
	rg_arena *arena;
	const rg_paths *paths;
	rg_calls calls;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	rg_str_vec files = {0};

	f->arena = rg_arena_new();
	RG_PUSH(f->arena, &files, RG_STR("app/a.py"));
	RG_PUSH(f->arena, &files, RG_STR("app/b.py"));
	RG_PUSH(f->arena, &files, RG_STR("sub/test_a.py"));
	f->paths = rg_paths_new(f->arena, RG_STR("/w"), &files);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;

	rg_arena_free(f->arena);
	free(f);
	return 0;
}

/* "path:line name" a line each. */
static rg_str functions_text(const fixture *f, const rg_called_vec *functions)
{
	rg_str_vec lines = {0};

	for (size_t i = 0; i < functions->n; i++)
		RG_PUSH(f->arena, &lines,
			rg_arena_printf(f->arena, "%.*s:%u %.*s", RG_FMT(functions->items[i].path),
					functions->items[i].line,
					RG_FMT(functions->items[i].name)));
	return rg_str_vec_join(f->arena, &lines, RG_STR("\n"));
}

/* "test passed: name name" a line each. */
static rg_str tests_text(const fixture *f)
{
	rg_str_vec lines = {0};

	for (size_t i = 0; i < f->calls.tests.n; i++) {
		const rg_calls_of_test *test = &f->calls.tests.items[i];
		rg_str_vec names = {0};

		for (size_t j = 0; j < test->calls.n; j++)
			RG_PUSH(f->arena, &names,
				f->calls.functions.items[test->calls.items[j]].name);
		RG_PUSH(f->arena, &lines,
			rg_arena_printf(f->arena, "%.*s%s%s: %.*s", RG_FMT(test->test),
					test->has_passed ? " passed" : "",
					test->is_exact ? " exact" : "",
					RG_FMT(rg_str_vec_join(f->arena, &names, RG_STR(" ")))));
	}
	return rg_str_vec_join(f->arena, &lines, RG_STR("\n"));
}

/* "path:line name failing/passing from_end" a line each, behind the numbers of tests. */
static rg_str spectrum_text(const fixture *f, const char *failing)
{
	rg_str_vec tests = rg_str_vec_of_lines(f->arena, rg_str_of(failing)), lines = {0};
	const rg_spectrum *spectrum = rg_spectrum_make(f->arena, &f->calls, &tests);

	if (!spectrum)
		return RG_STR("none");
	RG_PUSH(f->arena, &lines,
		rg_arena_printf(f->arena, "%u/%u", spectrum->n_failing, spectrum->n_passing));
	for (size_t i = 0; i < spectrum->functions.n; i++) {
		const rg_executed *e = &spectrum->functions.items[i];

		RG_PUSH(f->arena, &lines,
			rg_arena_printf(f->arena, "%.*s:%u %.*s %u/%u %d", RG_FMT(e->path), e->line,
					RG_FMT(e->function), e->n_failing, e->n_passing,
					e->from_end == RG_NEVER_CALLED ? -1 : (int)e->from_end));
	}
	return rg_str_vec_join(f->arena, &lines, RG_STR("\n"));
}

static void same(rg_str got, const char *wanted)
{
	char *text = strndup(got.ptr ? got.ptr : "", got.len);

	assert_string_equal(text, wanted);
	free(text);
}

#define TWO_TESTS                                                                                  \
	SESSION "{\"kind\":\"calls\",\"nodeid\":\"test_a.py::bad\",\"outcome\":\"failed\","        \
		"\"last\":true,\"first\":0,\"files\":[\"/w/app/b.py\",\"/w/sub/test_a.py\"],"      \
		"\"functions\":[[0,\"f\",7],[0,\"A.m.<locals>.g\",3],[1,\"bad\",1]],"              \
		"\"calls\":[0,1,2]}\n"                                                             \
		"{\"kind\":\"calls\",\"nodeid\":\"test_a.py::good\",\"outcome\":\"passed\","       \
		"\"first\":3,\"files\":[\"/w/app/a.py\"],\"functions\":[[2,\"h\",9]],"             \
		"\"calls\":[[1,3]]}\n"

static void calls__of_two_tests__are_counted_against_each_other(void **state)
{
	fixture *f = *state;

	rg_calls_read(&f->calls, f->arena, RG_STR(TWO_TESTS), f->paths);
	same(functions_text(f, &f->calls.functions),
	     "app/a.py:9 h\napp/b.py:3 A.m.g\napp/b.py:7 f\nsub/test_a.py:1 bad");
	same(tests_text(f),
	     "sub/test_a.py::bad exact: f A.m.g bad\nsub/test_a.py::good passed: h A.m.g bad");
	same(spectrum_text(f, "sub/test_a.py::bad"),
	     "1/1\napp/a.py:9 h 0/1 -1\napp/b.py:3 A.m.g 1/1 1\napp/b.py:7 f 1/0 0");
	/* One that nobody saw failing says nothing. */
	same(spectrum_text(f, "sub/test_a.py::good"), "none");
	same(spectrum_text(f, ""), "none");
}

static void calls__written_and_read_again__are_the_same(void **state)
{
	fixture *f = *state;
	rg_str functions, tests;
	rg_buf text;

	rg_calls_read(&f->calls, f->arena, RG_STR(TWO_TESTS), f->paths);
	functions = functions_text(f, &f->calls.functions);
	tests = tests_text(f);
	rg_buf_init(&text, 100000);
	rg_calls_render(&text, &f->calls);
	rg_calls_read(&f->calls, f->arena, rg_buf_str(&text), f->paths);
	assert_true(rg_str_eq(functions_text(f, &f->calls.functions), functions));
	assert_true(rg_str_eq(tests_text(f), tests));
	assert_true(f->calls.functions.items[0].is_placed);
	rg_buf_release(&text);
}

static void calls__of_several_workers__have_a_table_each(void **state)
{
	fixture *f = *state;

	rg_calls_read(
		&f->calls, f->arena,
		RG_STR("{\"kind\":\"session\",\"rootdir\":\"/w\"}\n"
		       "{\"kind\":\"session\",\"worker\":\"gw0\"}\n"
		       "{\"kind\":\"session\",\"worker\":\"gw1\"}\n"
		       "{\"kind\":\"calls\",\"worker\":\"gw0\",\"nodeid\":\"sub/test_a.py::x\","
		       "\"outcome\":\"failed\",\"first\":0,\"files\":[\"/w/app/a.py\"],"
		       "\"functions\":[[0,\"f\",1]],\"calls\":[0]}\n"
		       "{\"kind\":\"calls\",\"worker\":\"gw1\",\"nodeid\":\"sub/test_a.py::y\","
		       "\"outcome\":\"passed\",\"first\":0,"
		       "\"files\":[\"/w/app/b.py\",\"/w/app/a.py\"],"
		       "\"functions\":[[0,\"g\",1],[1,\"f\",1]],\"calls\":[[0,1]]}\n"),
		f->paths);
	same(spectrum_text(f, "sub/test_a.py::x"), "1/1\napp/a.py:1 f 1/1 0\napp/b.py:1 g 0/1 -1");
}

static void calls__that_lie__are_left_out(void **state)
{
	fixture *f = *state;

	rg_calls_read(
		&f->calls, f->arena,
		RG_STR("{\"kind\":\"calls\",\"nodeid\":\"t.py::a\",\"first\":0,"
		       "\"files\":[\"/w/app/a.py\",\"/elsewhere/x.py\",7],"
		       "\"functions\":[[0,\"f\",1],[1,\"g\",1],[9,\"h\",1],[-1,\"i\",1],[0,\"\",1],"
		       "[0,\"j\",-5],[0,\"k\",99999999999],[0],3,null],"
		       "\"calls\":[0,1,2,3,4,5,6,7,8,9,10,-1,1e300,\"x\",null,[5,0],[0],[],{},"
		       "[-9000000000000000000,99999999]]}\n"
		       /* Something is missing between: what follows cannot be understood. */
		       "{\"kind\":\"calls\",\"nodeid\":\"t.py::b\",\"first\":11,\"files\":[],"
		       "\"functions\":[[0,\"z\",1]],\"calls\":[0]}\n"
		       "{\"kind\":\"calls\",\"nodeid\":\"t.py::c\",\"calls\":[0]}\n"
		       "{\"kind\":\"calls\"\n\n{\"kind\":\"calls\"}\n{\"kind\":\"calls\",\"calls\":"
		       "{}}"),
		f->paths);
	same(functions_text(f, &f->calls.functions), "app/a.py:1 f");
	same(tests_text(f), "t.py::a: f f");
	same(spectrum_text(f, "t.py::a"), "1/0\napp/a.py:1 f 1/0 0");
}

static void calls__of_a_test_that_ran_twice__failed_and_exact_first(void **state)
{
	fixture *f = *state;
	rg_calls early, late;

	rg_calls_read(&early, f->arena,
		      RG_STR("{\"kind\":\"calls\",\"nodeid\":\"t.py::a\",\"outcome\":\"failed\","
			     "\"first\":0,\"files\":[\"/w/app/a.py\"],"
			     "\"functions\":[[0,\"f\",1],[0,\"g\",2]],\"calls\":[0,1]}\n"
			     "{\"kind\":\"calls\",\"nodeid\":\"t.py::b\",\"outcome\":\"failed\","
			     "\"calls\":[1]}\n"),
		      f->paths);
	rg_calls_read(
		&late, f->arena,
		RG_STR("{\"kind\":\"calls\",\"nodeid\":\"t.py::a\",\"outcome\":\"failed\","
		       "\"last\":true,\"first\":0,\"files\":[\"/w/app/a.py\"],"
		       "\"functions\":[[0,\"h\",3],[0,\"g\",2],[0,\"f\",1]],\"calls\":[1,2]}\n"
		       "{\"kind\":\"calls\",\"nodeid\":\"t.py::b\",\"outcome\":\"passed\","
		       "\"calls\":[0]}\n"),
		f->paths);
	rg_calls_merge(&f->calls, f->arena, &early, &late);
	same(tests_text(f), "t.py::a exact: g f\nt.py::b: g");
	rg_calls_merge(&f->calls, f->arena, &late, &early);
	same(tests_text(f), "t.py::a exact: g f\nt.py::b: g");
}

static void spectrum__of_a_doctest__keeps_its_file(void **state)
{
	fixture *f = *state;

	rg_calls_read(&f->calls, f->arena,
		      RG_STR("{\"kind\":\"calls\",\"nodeid\":\"app/a.py::app.a.f\",\"first\":0,"
			     "\"files\":[\"/w/app/a.py\"],\"functions\":[[0,\"f\",1]],"
			     "\"calls\":[0]}\n"),
		      f->paths);
	same(spectrum_text(f, "app/a.py::app.a.f"), "1/0\napp/a.py:1 f 1/0 0");
}

static rg_str read_source(void *self, rg_arena *arena, rg_str path)
{
	(void)self, (void)arena;
	if (!rg_str_eq_z(path, "app/a.py"))
		return (rg_str){NULL, 0};
	return RG_STR("@wraps(\n"		    /* 1 */
		      "    def_)\n"		    /* 2 */
		      "def f():\n"		    /* 3 */
		      "\n"			    /* 4 */
		      "    def g():\n"		    /* 5 */
		      "        return [\n"	    /* 6 */
		      "            1 for x in y]\n" /* 7 */
		      "class A(B):\n"		    /* 8 */
		      "    def h(self): pass\n"	    /* 9 */
		      "\n"			    /* 10 */
		      "    @property\n"		    /* 11 */
		      "    async  def p(self):\n"   /* 12 */
		      "        pass\n"		    /* 13 */
		      "    x = lambda: 1\n"	    /* 14 */
		      "def q(): return lambda: 1"); /* 15 */
}

static void place__finds_def_lines_and_what_is_around(void **state)
{
	fixture *f = *state;

	rg_calls_read(
		&f->calls, f->arena,
		RG_STR("{\"kind\":\"calls\",\"nodeid\":\"t.py::a\",\"first\":0,\"bare\":true,"
		       "\"files\":[\"/w/app/a.py\",\"/w/app/b.py\"],"
		       "\"functions\":[[0,\"f\",1],[0,\"g\",5],[0,\"<listcomp>\",6],"
		       "[0,\"h\",9],[0,\"p\",11],[0,\"<lambda>\",14],[0,\"<lambda>\",15],"
		       "[0,\"<module>\",1],[0,\"gone\",99],[1,\"z\",1]],\"calls\":[[0,9]]}\n"),
		f->paths);
	rg_calls_place(&f->calls, f->arena, read_source, NULL);
	same(functions_text(f, &f->calls.functions),
	     "app/a.py:1 <module>\napp/a.py:3 f\napp/a.py:5 f.g\napp/a.py:6 f.g.<listcomp>\n"
	     "app/a.py:9 A.h\napp/a.py:12 A.p\napp/a.py:14 A.<lambda>\n"
	     "app/a.py:15 q.<lambda>\napp/a.py:99 gone\napp/b.py:1 z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(calls__of_two_tests__are_counted_against_each_other,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(calls__written_and_read_again__are_the_same, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(calls__of_several_workers__have_a_table_each,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(calls__that_lie__are_left_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			calls__of_a_test_that_ran_twice__failed_and_exact_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(spectrum__of_a_doctest__keeps_its_file, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(place__finds_def_lines_and_what_is_around, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
