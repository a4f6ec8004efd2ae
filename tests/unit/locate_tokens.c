/* SPDX-License-Identifier: MIT */
/* Identifiers in text, and the words they are made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "locate/tokens.h"

/* Bytes that make tokens of all lengths, and the borders between them. */
static void fill(char *text, size_t n, uint32_t seed)
{
	static const char some[] = "aZz@[`{AZ__09:/ \n\x7f\x80\xff\0(xyz0123456789";
	uint32_t mean = 1 + seed % 80; /* length of runs of one byte */
	char run = 'a';

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		if ((seed >> 16) % mean == 0)
			run = some[(seed >> 8) % (sizeof(some) - 1)];
		text[i] = run;
	}
}

/* Both ways give the same tokens, wherever the text begins and ends among blocks of 64. */
static void locate_tokens__many_at_once_are_those_of_one_at_a_time(void **state)
{
	char text[512];
	bool has_len[RG_TOKEN_MAX + 1] = {false};

	(void)state;
	for (uint32_t seed = 0; seed < 4000; seed++) {
		size_t begin = seed % 9, end = begin + seed % 500;
		const char *at = text + begin;
		rg_tokens tokens;
		rg_str one, other;

		fill(text, sizeof(text), seed);
		rg_tokens_init(&tokens, (rg_str){at, end - begin});
		while (rg_token__next(&one, &at, text + end)) {
			assert_true(rg_tokens_next(&other, &tokens));
			assert_ptr_equal(one.ptr, other.ptr);
			assert_int_equal(one.len, other.len);
			has_len[one.len] = true;
		}
		assert_false(rg_tokens_next(&other, &tokens));
		assert_false(rg_tokens_next(&other, &tokens));
	}
	for (size_t len = RG_TOKEN_MIN; len <= RG_TOKEN_MAX; len++)
		assert_true(has_len[len]);
}

static void locate_tokens__nothing_has_none(void **state)
{
	rg_tokens tokens;
	rg_str token;

	(void)state;
	rg_tokens_init(&tokens, (rg_str){NULL, 0});
	assert_false(rg_tokens_next(&token, &tokens));
	rg_tokens_init(&tokens, RG_STR(" 12ab 3 x (y) "));
	assert_false(rg_tokens_next(&token, &tokens));
}

static void locate_tokens__words_of_identifiers(void **state)
{
	static const char *const cases[][2] = {
		{"gather", ""},
		{"gather_all", "gather all"},
		{"GatherAll", "gather all"},
		{"getHTTPResponse_2", "get http response"},
		{"HTTP", "http"},
		{"__init__", "init"},
		{"_private", "private"},
		{"x1_y2", "x1 y2"},
		{"a_b_cd", "cd"},
		{"__", ""},
		{"ä_ö", "ä ö"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rg_words words;
		rg_buf buf;

		rg_buf_init(&buf, 1024);
		rg_token__words(&words, rg_str_of(cases[i][0]));
		for (size_t k = 0; k < words.n; k++)
			rg_buf_printf(&buf, "%s%.*s", k ? " " : "", (int)words.items[k].len,
				      words.items[k].text);
		assert_string_equal(buf.ptr ? buf.ptr : "", cases[i][1]);
		rg_buf_release(&buf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_tokens__many_at_once_are_those_of_one_at_a_time),
		cmocka_unit_test(locate_tokens__nothing_has_none),
		cmocka_unit_test(locate_tokens__words_of_identifiers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
