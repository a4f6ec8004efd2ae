/* SPDX-License-Identifier: MIT */
/* trace_thin.c - what is kept of a log of any size, however it arrives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "trace/thin.h"
#include "trace/trace.h"

#define MiB ((size_t)1024 * 1024)

/* text in pieces of this size. */
static rg_str thin(rg_arena *arena, rg_str text, size_t max, size_t piece)
{
	rg_thinner *thinner = rg_thinner_new(arena, max);

	for (size_t at = 0; at < text.len; at += piece)
		rg_thinner_add(thinner, rg_str_sub(text, at, at + piece));
	return rg_thinner_finish(thinner);
}

static void thin__a_small_log_stays_as_it_is(void **state)
{
	static const char *const texts[] = {"",
					    "\n",
					    "a",
					    "a\nb\n",
					    "---- Captured stdout call ----\nx\n== 1 failed ==",
					    "\r\n\r\n\033[0m"};
	static const size_t pieces[] = {1, 2, 7, 1000};

	(void)state;
	for (unsigned i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		for (unsigned k = 0; k < sizeof(pieces) / sizeof(*pieces); k++) {
			rg_arena *arena = rg_arena_new();
			rg_str text = rg_str_of(texts[i]);

			assert_true(rg_str_eq(thin(arena, text, 4096, pieces[k]), text));
			rg_arena_free(arena);
		}
}

/* A session of 20 tests that fail after having printed n_lines lines each. */
static rg_str session(rg_arena *arena, const char *prefix, int n_lines)
{
	rg_buf out;
	rg_str text;

	rg_buf_init(&out, 256 * MiB);
	rg_buf_printf(&out,
		      "%s============================= test session starts "
		      "==============================\n%s\n%stest_a.py FFF\n%s\n"
		      "%s=================================== FAILURES "
		      "===================================\n",
		      prefix, prefix, prefix, prefix, prefix);
	for (int test = 10; test < 30; test++) {
		rg_buf_printf(&out,
			      "%s___________________________________ test_%d "
			      "____________________________________\n"
			      "%s\n%s    def test_%d():\n%s>       assert f() == 2\n"
			      "%sE       assert 1 == 2\n%s\n%stest_a.py:%d: AssertionError\n"
			      "%s----------------------------- Captured stdout call "
			      "-----------------------------\n",
			      prefix, test, prefix, prefix, test, prefix, prefix, prefix, prefix,
			      test, prefix);
		for (int line = 0; line < n_lines; line++)
			rg_buf_printf(&out, "%sprinted %d --- of test %d\n", prefix, line, test);
	}
	rg_buf_printf(&out,
		      "%s============================== 20 failed in 3.21s "
		      "==============================\n",
		      prefix);
	text = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return text;
}

static void all_are_there(rg_arena *arena, rg_str text)
{
	const rg_trace *trace = rg_trace_parse(arena, text, NULL);

	assert_int_equal(trace->failures.n, 20);
	assert_int_equal(trace->n_failed, 20);
	assert_true(trace->is_complete);
	for (unsigned i = 0; i < 20; i++) {
		assert_int_equal(trace->failures.items[i].error.frames.n, 1);
		assert_int_equal(trace->failures.items[i].error.frames.items[0].line, i + 10);
	}
}

static void thin__captured_output_is_left_out_and_no_failure(void **state)
{
	static const char *const prefixes[] = {"", "2024-04-16T20:20:30.3359129Z ", "web-1  | "};

	(void)state;
	for (unsigned i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		rg_arena *arena = rg_arena_new();
		rg_str log = session(arena, prefixes[i], 10000), got;

		assert_true(log.len > 4 * MiB);
		got = thin(arena, log, 2 * MiB, 65536);
		assert_true(got.len < 2 * MiB);
		assert_true(rg_str_has(got, RG_STR("bytes left out]\n")));
		/* Both ends of each block. */
		assert_true(rg_str_has(got, RG_STR("printed 0 --- of test 17\n")));
		assert_true(rg_str_has(got, RG_STR("printed 9999 --- of test 17\n")));
		all_are_there(arena, got);
		/* However the bytes arrive. */
		assert_true(rg_str_eq(got, thin(arena, log, 2 * MiB, 1009)));
		rg_arena_free(arena);
	}
}

static void thin__a_block_that_fits_is_whole(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str log = session(arena, "", 1000);

	(void)state;
	assert_true(rg_str_eq(thin(arena, log, 4 * MiB, 4096), log));
	rg_arena_free(arena);
}

/* In JUnit XML captured output has titles as well, and elements end inside of it. */
static void thin__files_for_programs_have_no_blocks(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_buf log;

	(void)state;
	rg_buf_init(&log, 64 * MiB);
	rg_buf_add_z(&log, "<testsuite><system-out>\n"
			   "----------------------------- Captured Out "
			   "-----------------------------\n");
	for (int i = 0; i < 100000; i++)
		rg_buf_add_z(&log, "</system-out><system-out>\n");
	rg_buf_add_z(&log, "</system-out></testsuite>\n");
	assert_true(rg_str_eq(thin(arena, rg_buf_str(&log), 4 * MiB, 4096), rg_buf_str(&log)));
	rg_buf_release(&log);
	rg_arena_free(arena);
}

/* Titles that a test prints do not end its block, nor do they begin one outside of one. */
static void thin__titles_that_a_test_prints_are_output(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_buf log;
	rg_str got;

	(void)state;
	rg_buf_init(&log, 64 * MiB);
	rg_buf_add_z(&log, "----------------------------- Captured stdout call "
			   "-----------------------------\n");
	for (int i = 0; i < 100000; i++)
		rg_buf_add_z(&log, "=== step ===\n__ part __\n--- x ---\n");
	rg_buf_add_z(&log, "=================================== FAILURES "
			   "===================================\nend\n");
	got = thin(arena, rg_buf_str(&log), 4 * MiB, 4096);
	assert_true(got.len < 3 * RG_THIN_BLOCK_END);
	assert_true(rg_str_ends(got, RG_STR("====\nend\n")));
	rg_buf_release(&log);
	rg_arena_free(arena);
}

static void thin__without_blocks_head_and_tail_are_kept(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str got;
	rg_buf log;

	(void)state;
	rg_buf_init(&log, 64 * MiB);
	for (int i = 0; i < 200000; i++)
		rg_buf_printf(&log, "line %d\n", i);
	got = thin(arena, rg_buf_str(&log), 65536, 4096);
	assert_true(got.len <= 65536);
	assert_true(got.len > 60000);
	assert_true(rg_str_starts(got, RG_STR("line 0\nline 1\n")));
	assert_true(rg_str_ends(got, RG_STR("line 199998\nline 199999\n")));
	assert_true(rg_str_has(got, RG_STR(" bytes left out]\nline ")));
	rg_buf_release(&log);
	rg_arena_free(arena);
}

static void thin__one_line_without_end(void **state)
{
	rg_arena *arena = rg_arena_new();
	char *text = rg_arena_alloc(arena, 4 * MiB);
	rg_str got;

	(void)state;
	memset(text, 'x', 4 * MiB);
	memcpy(text, "head", 4);
	memcpy(text + 4 * MiB - 4, "tail", 4);
	got = thin(arena, (rg_str){text, 4 * MiB}, MiB, 100000);
	assert_true(got.len <= MiB && got.len > MiB - 200);
	assert_true(rg_str_starts(got, RG_STR("head")));
	assert_true(rg_str_ends(got, RG_STR("tail")));
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thin__a_small_log_stays_as_it_is),
		cmocka_unit_test(thin__captured_output_is_left_out_and_no_failure),
		cmocka_unit_test(thin__a_block_that_fits_is_whole),
		cmocka_unit_test(thin__files_for_programs_have_no_blocks),
		cmocka_unit_test(thin__titles_that_a_test_prints_are_output),
		cmocka_unit_test(thin__without_blocks_head_and_tail_are_kept),
		cmocka_unit_test(thin__one_line_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
