/* SPDX-License-Identifier: MIT */
/* base_str.c - text as pointer and length: parts, paths, UTF-8, lists of lines, growing bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/vec.h"

static void same(rg_str a, const char *expected)
{
	if (!rg_str_eq_z(a, expected))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(a), expected);
}

static void utf8__is_cut_between_characters(void **state)
{
	static const struct {
		const char *text;
		size_t max;
		const char *expected;
	} rows[] = {
		{"abc", 3, "abc"}, {"abc", 2, "ab"}, {"aé", 2, "a"},
		{"aé", 3, "aé"},   {"€uro", 2, ""},  {"x😀y", 4, "x"},
		{"x😀y", 5, "x😀"},  {"", 0, ""},	     {"\x80\x80", 1, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		same(rg_utf8_cut(rg_str_of(rows[i].text), rows[i].max), rows[i].expected);
}

static void utf8__overlong_and_surrogates_are_refused(void **state)
{
	(void)state;
	assert_true(rg_utf8_is_valid(rg_str_of("é€😀")));
	assert_false(rg_utf8_is_valid(rg_str_of("\xc0\xaf")));
	assert_false(rg_utf8_is_valid(rg_str_of("\xed\xa0\x80")));
	assert_false(rg_utf8_is_valid(rg_str_of("\xf4\x90\x80\x80")));
	assert_false(rg_utf8_is_valid(rg_str_of("\xe2\x82")));
}

static void lines__take_both_line_ends_and_a_last_line_without(void **state)
{
	rg_str rest = RG_STR("one\r\ntwo\n\nlast"), line;

	(void)state;
	assert_true(rg_str_line(&line, &rest));
	same(line, "one");
	assert_true(rg_str_line(&line, &rest));
	same(line, "two");
	assert_true(rg_str_line(&line, &rest));
	same(line, "");
	assert_true(rg_str_line(&line, &rest));
	same(line, "last");
	assert_false(rg_str_line(&line, &rest));
}

static void lines__as_a_list_leave_empty_ones_out(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec lines = rg_str_vec_of_lines(arena, RG_STR("b\n\na\nb\n"));

	(void)state;
	assert_int_equal(lines.n, 3);
	same(rg_str_vec_lines(arena, &lines), "b\na\nb");
	rg_str_vec_sort(&lines);
	rg_str_vec_unique(&lines);
	same(rg_str_vec_join(arena, &lines, RG_STR(", ")), "a, b");
	rg_arena_free(arena);
}

static void lists__name_ten_and_count_the_others(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec names = {0};

	(void)state;
	for (char c = 'a'; c <= 'j'; c++)
		RG_PUSH(arena, &names, rg_arena_printf(arena, "%c", c));
	same(rg_str_vec_few(arena, &names), "a, b, c, d, e, f, g, h, i, j");
	RG_PUSH(arena, &names, RG_STR("k"));
	same(rg_str_vec_few(arena, &names), "a, b, c, d, e, f, g, h, i, j and 1 more");
	rg_arena_free(arena);
}

static void numbers__are_whole_or_nothing(void **state)
{
	uint64_t value = 7;

	(void)state;
	assert_true(rg_str_u64(&value, RG_STR("42"), 100));
	assert_int_equal(value, 42);
	assert_false(rg_str_u64(&value, RG_STR("101"), 100));
	assert_false(rg_str_u64(&value, RG_STR("-1"), 100));
	assert_false(rg_str_u64(&value, RG_STR("4x"), 100));
	assert_false(rg_str_u64(&value, RG_STR(""), 100));
	assert_false(rg_str_u64(&value, RG_STR("99999999999999999999"), UINT64_MAX));
}

static void paths__have_a_folder_a_name_and_an_extension(void **state)
{
	(void)state;
	same(rg_path_name(RG_STR("a/b c/d.tar.gz")), "d.tar.gz");
	same(rg_path_folder(RG_STR("a/b c/d.py")), "a/b c");
	same(rg_path_folder(RG_STR("d.py")), "");
	same(rg_path_ext(RG_STR("a.b/d.tar.gz")), ".gz");
	same(rg_path_ext(RG_STR("a.b/Makefile")), "");
}

static void buffers__stop_at_their_ceiling_and_say_so(void **state)
{
	rg_buf buf;

	(void)state;
	rg_buf_init(&buf, 5);
	rg_buf_add_z(&buf, "abc");
	assert_false(buf.is_cut);
	rg_buf_printf(&buf, "%d", 123456);
	assert_true(buf.is_cut);
	same(rg_buf_str(&buf), "abc12");
	rg_buf_release(&buf);
}

static void arenas__copy_with_a_nul_and_keep_null_null(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str copy = rg_arena_dup(arena, rg_str_sub(RG_STR("abcdef"), 1, 4));

	(void)state;
	same(copy, "bcd");
	assert_int_equal(copy.ptr[3], 0);
	assert_true(rg_str_is_null(rg_arena_dup(arena, (rg_str){NULL, 0})));
	assert_string_equal(rg_arena_cstr(arena, (rg_str){NULL, 0}), "");
	rg_arena_free(arena);
}

static void lists__sorted_ones_are_searched_by_halves(void **state)
{
	rg_str texts[] = {RG_STR("a"), RG_STR("b/c"), RG_STR("b/d"), RG_STR("e")};
	rg_str_vec sorted = {texts, 4, 4}, empty = {0};

	(void)state;
	assert_int_equal(rg_str_vec_bound(&sorted, RG_STR("")), 0);
	assert_int_equal(rg_str_vec_bound(&sorted, RG_STR("b/")), 1);
	assert_int_equal(rg_str_vec_bound(&sorted, RG_STR("b/d")), 2);
	assert_int_equal(rg_str_vec_bound(&sorted, RG_STR("f")), 4);
	assert_int_equal(rg_str_vec_bound(&empty, RG_STR("a")), 0);
	for (size_t i = 0; i < sorted.n; i++)
		assert_true(rg_str_vec_has_sorted(&sorted, texts[i]));
	assert_false(rg_str_vec_has_sorted(&sorted, RG_STR("b")));
	assert_false(rg_str_vec_has_sorted(&sorted, RG_STR("f")));
	assert_false(rg_str_vec_has_sorted(&empty, RG_STR("a")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists__sorted_ones_are_searched_by_halves),
		cmocka_unit_test(utf8__is_cut_between_characters),
		cmocka_unit_test(utf8__overlong_and_surrogates_are_refused),
		cmocka_unit_test(lines__take_both_line_ends_and_a_last_line_without),
		cmocka_unit_test(lines__as_a_list_leave_empty_ones_out),
		cmocka_unit_test(lists__name_ten_and_count_the_others),
		cmocka_unit_test(numbers__are_whole_or_nothing),
		cmocka_unit_test(paths__have_a_folder_a_name_and_an_extension),
		cmocka_unit_test(buffers__stop_at_their_ceiling_and_say_so),
		cmocka_unit_test(arenas__copy_with_a_nul_and_keep_null_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
