/* SPDX-License-Identifier: MIT */
/* Functions of the candidates: which comes first, and why, one kind of evidence at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "locate/locate.h"

static const char *texts[2]; /* of source.py and tests/test_source.py */

static rg_str source(void *self, rg_arena *arena, rg_str path)
{
	(void)self;
	(void)arena;
	return rg_str_of(texts[rg_str_eq_z(path, "tests/test_source.py")]);
}

typedef struct question {
	const char *test; /* its name */
	const char *type, *message;
	uint32_t line; /* of a frame in the source, 0: none */
	const rg_spectrum *spectrum;
} question;

static const rg_function_candidate_vec *ask(rg_arena *arena, const question *q)
{
	rg_str_vec paths = {0}, tests = {0};
	rg_index *index = rg_index_new();
	rg_failure_vec failures = {0};
	rg_failure *failure = RG_PUSH_NEW(arena, &failures);
	rg_locate_input input = {.failures = &failures,
				 .tests = &tests,
				 .files = &paths,
				 .index = index,
				 .spectrum = q->spectrum,
				 .source = source};
	const rg_answer *answer;

	RG_PUSH(arena, &paths, RG_STR("source.py"));
	RG_PUSH(arena, &paths, RG_STR("tests/test_source.py"));
	for (size_t i = 0; i < 2; i++)
		rg_index_put(index, paths.items[i], rg_str_of(texts[i]));
	failure->phase = RG_PHASE_CALL;
	failure->test = rg_arena_printf(arena, "tests/test_source.py::%s", q->test);
	failure->error.type = rg_str_of(q->type);
	failure->error.message = rg_str_of(q->message);
	if (q->line)
		RG_PUSH(arena, &failure->error.frames,
			(rg_frame){.path = RG_STR("source.py"),
				   .line = q->line,
				   .in_workspace = true});
	RG_PUSH(arena, &tests, failure->test);
	answer = rg_locate(arena, &input);
	rg_index_free(index);
	assert_int_equal(answer->candidates.n, 1);
	return &answer->candidates.items[0].functions;
}

static void check_first(const question *q, const char *name)
{
	rg_arena *arena = rg_arena_new();
	const rg_function_candidate_vec *functions = ask(arena, q);

	assert_true(functions->n > 1);
	if (!rg_str_eq_z(functions->items[0].name, name))
		fail_msg("%.*s came before %s", RG_FMT(functions->items[0].name), name);
	rg_arena_free(arena);
}

static void locate_functions__the_name_of_the_test_says_what_it_is_about(void **state)
{
	(void)state;
	texts[0] = "def load(path):\n    return read(path)\n\n"
		   "def strip_trailing_comment(line):\n    return line\n\n"
		   "def save(path):\n    return read(path)\n";
	texts[1] = "from source import load\n\n"
		   "def test_other():\n    assert load('a')\n\n"
		   "def test_trailing_comment_is_stripped():\n    assert load('x') == 1\n";
	check_first(
		&(question){.test = "test_trailing_comment_is_stripped", .type = "AssertionError"},
		"strip_trailing_comment");
}

static void locate_functions__the_innermost_frame(void **state)
{
	(void)state;
	texts[0] = "def outer(x):\n    return inner(x)\n\ndef inner(x):\n    return x.a\n";
	texts[1] = "from source import outer\n\ndef test_x():\n    assert 1\n";
	check_first(&(question){.test = "test_x", .type = "TypeError", .message = "no", .line = 5},
		    "inner");
	check_first(&(question){.test = "test_x", .type = "TypeError", .message = "no", .line = 2},
		    "outer");
}

static void locate_functions__who_words_the_message(void **state)
{
	(void)state;
	texts[0] = "def check_one(x):\n    raise ValueError('%r has no price today' % x)\n\n"
		   "def check_two(x):\n    raise ValueError(f'{x} is out of stock')\n";
	texts[1] = "def test_x():\n    assert 1\n";
	check_first(&(question){.test = "test_x",
				.type = "ValueError",
				.message = "'apple' is out of stock"},
		    "check_two");
	check_first(&(question){.test = "test_x",
				.type = "ValueError",
				.message = "'apple' has no price today"},
		    "check_one");
}

static void locate_functions__overloads_and_setters_are_one(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_function_candidate_vec *functions;

	(void)state;
	texts[0] = "class A:\n"
		   "    @overload\n    def price(self, a): ...\n"
		   "    @overload\n    def price(self, a, b): ...\n"
		   "    def price(self, a, b=None):\n        return a + (b or 0) + self.tax(a)\n"
		   "    def tax(self, a):\n        return a\n";
	texts[1] = "from source import A\n\ndef test_price():\n    assert A().price(1) == 2\n";
	functions = ask(arena, &(question){.test = "test_price", .type = "AssertionError"});
	assert_int_equal(functions->n, 2);
	assert_true(rg_str_eq_z(functions->items[0].name, "A.price"));
	assert_int_equal(functions->items[0].line, 6);
	rg_arena_free(arena);
}

static rg_executed row(const char *function, uint32_t failing, uint32_t passing, uint32_t from_end)
{
	return (rg_executed){
		RG_STR("source.py"), rg_str_of(function), 1, failing, passing, from_end};
}

static void locate_functions__what_only_the_failing_test_called(void **state)
{
	rg_executed rows[] = {
		row("a", 1, 9, 2),    row("b.<listcomp>", 1, 0, 1), row("c", 0, 9, RG_NEVER_CALLED),
		row("gone", 1, 0, 0), row("<module>", 1, 0, 3),
	};
	rg_spectrum spectrum = {1, 9, {rows, 5, 5}};
	rg_spectrum silent = {0};

	(void)state;
	texts[0] = "def a(x):\n    return x\n\n"
		   "def b(x):\n    return [y for y in x]\n\n"
		   "def c(x):\n    return x\n";
	texts[1] = "def test_x():\n    assert 1\n";
	check_first(&(question){.test = "test_x", .type = "AssertionError", .spectrum = &spectrum},
		    "b");
	/* One that says nothing is none. */
	check_first(&(question){.test = "test_x", .type = "AssertionError", .spectrum = &silent},
		    "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_functions__the_name_of_the_test_says_what_it_is_about),
		cmocka_unit_test(locate_functions__the_innermost_frame),
		cmocka_unit_test(locate_functions__who_words_the_message),
		cmocka_unit_test(locate_functions__overloads_and_setters_are_one),
		cmocka_unit_test(locate_functions__what_only_the_failing_test_called),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
