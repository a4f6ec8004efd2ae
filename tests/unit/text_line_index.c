/* SPDX-License-Identifier: MIT */
/*
 * Offsets against positions in the three encodings, and random edits against a reference that
 * knows nothing but characters and lines: it is slow, short and written from the specification.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "text/text.h"

#define GRIN  "\xf0\x9f\x98\x80" /* U+1F600: four bytes, a surrogate pair */
#define UML   "\xc3\xa4"	 /* U+00E4 */
#define KANJI "\xe6\xbc\xa2"	 /* U+6F22 */

typedef struct position_case {
	const char *text;
	rg_encoding encoding;
	uint32_t line, character;
	long offset; /* -1: inside a character */
} position_case;

static void check_position(const position_case *c)
{
	rg_text *text = rg_text_new(rg_str_of(c->text));
	size_t offset = 99999;
	bool is_ok =
		rg_text_offset(&offset, text, (rg_position){c->line, c->character}, c->encoding);

	if (is_ok != (c->offset >= 0) || (is_ok && offset != (size_t)c->offset))
		fail_msg("\"%s\" %u:%u in encoding %d gives %d, %zu", c->text, c->line,
			 c->character, (int)c->encoding, (int)is_ok, offset);
	rg_text_drop(text);
}

static void text_line_index__positions_become_offsets(void **state)
{
	static const position_case cases[] = {
		{"", RG_UTF16, 0, 0, 0},
		{"", RG_UTF16, 7, 7, 0},
		{"ab\ncd", RG_UTF8, 1, 1, 4},
		{"ab\r\ncd", RG_UTF8, 1, 0, 4},
		{"ab\rcd", RG_UTF8, 1, 0, 3},
		{"ab\n\rcd", RG_UTF8, 2, 0, 4},
		/* past the end of a line: its end, before CR and LF; past the text: its end */
		{"ab\r\ncd", RG_UTF16, 0, 3, 2},
		{"ab\ncd", RG_UTF16, 0, 4294967295u, 2},
		{"ab\ncd", RG_UTF32, 4294967295u, 0, 5},
		{"ab\n", RG_UTF16, 1, 0, 3},
		{"ab\r", RG_UTF16, 1, 5, 3},
		/* the unit is the encoding's */
		{UML "x", RG_UTF8, 0, 2, 2},
		{UML "x", RG_UTF16, 0, 1, 2},
		{UML "x", RG_UTF32, 0, 1, 2},
		{GRIN "x", RG_UTF8, 0, 4, 4},
		{GRIN "x", RG_UTF16, 0, 2, 4},
		{GRIN "x", RG_UTF32, 0, 1, 4},
		{KANJI UML GRIN "x", RG_UTF16, 0, 4, 9},
		{"a\n" KANJI KANJI "\nb", RG_UTF16, 1, 1, 5},
		/* inside a character */
		{UML "x", RG_UTF8, 0, 1, -1},
		{GRIN "x", RG_UTF8, 0, 1, -1},
		{GRIN "x", RG_UTF8, 0, 3, -1},
		{GRIN "x", RG_UTF16, 0, 1, -1},
		/* bytes that are no UTF-8 are a character each */
		{"\xff\xfex", RG_UTF16, 0, 2, 2},
		{"\x80x", RG_UTF8, 0, 1, 1},
		{"\xf0\x9fx", RG_UTF32, 0, 2, 2},
		{"\xf0\x9fx", RG_UTF8, 0, 1, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_position(&cases[i]);
}

static void text_line_index__every_offset_of_a_character_comes_back(void **state)
{
	rg_str bytes = RG_STR("a" UML "\r\n" GRIN KANJI "\rx\n\n\xffz");
	rg_text *text = rg_text_new(bytes);

	(void)state;
	for (int encoding = RG_UTF8; encoding <= RG_UTF32; encoding++)
		for (size_t i = 0; i <= bytes.len + 3; i++) {
			rg_position at = rg_text_position(text, i, (rg_encoding)encoding);
			size_t back;

			assert_true(rg_text_offset(&back, text, at, (rg_encoding)encoding));
			assert_true(back <= i);
			/* at most into a character, a line end, or past the text */
			assert_true(i - back <= 3);
		}
	rg_text_drop(text);
}

static void text_line_index__a_line_is_given_without_its_end(void **state)
{
	rg_text *text = rg_text_new(RG_STR("a\r\nb\rc\n\nd\n"));
	static const char *const want[] = {"a", "b", "c", "", "d", "", "", ""};

	(void)state;
	assert_int_equal(rg_text_lines(text)->n, 6);
	for (size_t i = 0; i < 8; i++)
		assert_true(rg_str_eq_z(
			rg_line_index_text(rg_text_lines(text), rg_text_bytes(text), i), want[i]));
	rg_text_drop(text);
}

/* ---- edits ---------------------------------------------------------------------------------- */

static void text_replace__what_is_wrong_changes_nothing(void **state)
{
	static const rg_range wrong[] = {
		{{0, 3}, {0, 1}},
		{{1, 0}, {0, 0}},
		{{0, 1}, {0, 1}},
		{{0, 0}, {0, 1}},
	};
	rg_text *text = rg_text_new(RG_STR(GRIN "bc\ndef"));
	rg_err err;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(
			rg_text_replace(&text, wrong[i], RG_UTF16, RG_STR("x"), 100, NULL, &err),
			RG_EINVAL);
	assert_int_equal(rg_text_replace(&text, (rg_range){{0, 0}, {0, 0}}, RG_UTF16, RG_STR("xx"),
					 11, NULL, &err),
			 RG_ETOOBIG);
	assert_true(rg_str_eq_z(rg_text_bytes(text), GRIN "bc\ndef"));
	rg_text_drop(text);
}

static void text_replace__a_retained_text_keeps_its_bytes(void **state)
{
	rg_text *text = rg_text_new(RG_STR("one\ntwo")), *snapshot = rg_text_retain(text);
	rg_edit edit;
	rg_err err;

	(void)state;
	assert_int_equal(rg_text_replace(&text, (rg_range){{0, 3}, {1, 0}}, RG_UTF8,
					 RG_STR(" and "), 100, &edit, &err),
			 RG_OK);
	assert_true(rg_str_eq_z(rg_text_bytes(text), "one and two"));
	assert_true(rg_str_eq_z(rg_text_bytes(snapshot), "one\ntwo"));
	assert_int_equal(edit.begin, 3);
	assert_int_equal(edit.old_end, 4);
	assert_int_equal(edit.new_end, 8);
	rg_text_drop(text);
	rg_text_drop(snapshot);
}

/* The reference: characters as whole strings, one after the other. */
enum { MAX_CHARS = 160, MAX_INSERT = 6 };

typedef struct naive {
	const char *chars[MAX_CHARS];
	size_t n;
} naive;

static const char *const alphabet[] = {"a", "b", " ", "\n", "\r", "\r", "\n", UML, KANJI, GRIN};

static uint64_t seed = 88172645463325252u;

/* xorshift64 (Marsaglia, J. Stat. Software 8(14), 2003). */
static size_t random_below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % n);
}

static uint32_t naive_units(const char *c, rg_encoding encoding)
{
	size_t n = strlen(c);

	return encoding == RG_UTF8 ? (uint32_t)n : encoding == RG_UTF16 && n == 4 ? 2 : 1;
}

static bool naive_breaks(const naive *t, size_t i)
{
	if (t->chars[i][0] == '\n')
		return true;
	return t->chars[i][0] == '\r' && (i + 1 == t->n || t->chars[i + 1][0] != '\n');
}

/* The position of the character with this index; false inside of CR LF, which has none. */
static bool naive_position(rg_position *out, const naive *t, size_t idx, rg_encoding encoding)
{
	*out = (rg_position){0, 0};
	if (idx > 0 && idx < t->n && t->chars[idx - 1][0] == '\r' && t->chars[idx][0] == '\n')
		return false;
	for (size_t i = 0; i < idx; i++) {
		if (naive_breaks(t, i))
			*out = (rg_position){out->line + 1, 0};
		else
			out->character += naive_units(t->chars[i], encoding);
	}
	return true;
}

static void naive_replace(naive *t, size_t begin, size_t end, const char *const *with, size_t n)
{
	memmove(t->chars + begin + n, t->chars + end, (t->n - end) * sizeof(t->chars[0]));
	memcpy(t->chars + begin, with, n * sizeof(with[0]));
	t->n = t->n - (end - begin) + n;
}

static void compare(const naive *t, const rg_text *text, rg_encoding encoding)
{
	rg_str bytes = rg_text_bytes(text);
	size_t offset = 0, line = 0;

	for (size_t i = 0; i < t->n; i++) {
		size_t n = strlen(t->chars[i]);

		assert_true(offset + n <= bytes.len);
		assert_memory_equal(bytes.ptr + offset, t->chars[i], n);
		offset += n;
		if (naive_breaks(t, i))
			assert_int_equal(rg_text_lines(text)->begins[++line], offset);
	}
	assert_int_equal(offset, bytes.len);
	assert_int_equal(rg_text_lines(text)->n, line + 1);
	if (t->n) {
		size_t idx = random_below(t->n), at = 0;
		rg_position want, got;

		for (size_t i = 0; i < idx; i++)
			at += strlen(t->chars[i]);
		if (naive_position(&want, t, idx, encoding)) {
			got = rg_text_position(text, at, encoding);
			assert_int_equal(got.line, want.line);
			assert_int_equal(got.character, want.character);
		}
	}
}

static void random_edit(naive *t, rg_text **text, rg_encoding encoding)
{
	const char *with[MAX_INSERT];
	char bytes[MAX_INSERT * 4 + 1] = "";
	size_t begin = random_below(t->n + 1), end = begin + random_below(t->n - begin + 1);
	size_t n = random_below(MAX_INSERT + 1), len = 0;
	rg_range range;
	rg_err err;

	if (end > begin + 8 && t->n < MAX_CHARS / 2)
		end = begin + 8;
	if (t->n - (end - begin) + n > MAX_CHARS)
		n = 0;
	if (!naive_position(&range.begin, t, begin, encoding) ||
	    !naive_position(&range.end, t, end, encoding))
		return;
	for (size_t i = 0; i < n; i++) {
		with[i] = alphabet[random_below(sizeof(alphabet) / sizeof(alphabet[0]))];
		memcpy(bytes + len, with[i], strlen(with[i]));
		len += strlen(with[i]);
	}
	assert_int_equal(
		rg_text_replace(text, range, encoding, (rg_str){bytes, len}, 10000, NULL, &err),
		RG_OK);
	naive_replace(t, begin, end, with, n);
}

static void text_replace__random_edits_agree_with_the_reference(void **state)
{
	enum { N_EDITS = 1000000 };
	rg_text *text = rg_text_new(RG_STR(""));
	static naive t;

	(void)state;
	for (size_t i = 0; i < N_EDITS; i++) {
		rg_encoding encoding = (rg_encoding)random_below(3);

		random_edit(&t, &text, encoding);
		compare(&t, text, encoding);
	}
	rg_text_drop(text);
}

/* Positions that no honest client sends: any numbers, on any text. */
static void text_replace__wild_positions_never_break_the_index(void **state)
{
	static const char *const texts[] = {"", "a", "\r\n", "a\r" GRIN "\n" UML, "\xff\r\x80\n"};

	(void)state;
	for (int round = 0; round < 20000; round++) {
		rg_text *text = rg_text_new(rg_str_of(texts[random_below(5)]));
		rg_range range = {{(uint32_t)random_below(4), (uint32_t)random_below(6)},
				  {(uint32_t)random_below(4), (uint32_t)random_below(6)}};
		rg_line_index fresh;
		rg_err err;
		rg_rc rc = rg_text_replace(&text, range, (rg_encoding)random_below(3),
					   rg_str_of(texts[random_below(5)]), 1000, NULL, &err);

		assert_true(rc == RG_OK || rc == RG_EINVAL);
		rg_line_index_init(&fresh, rg_text_bytes(text));
		assert_int_equal(fresh.n, rg_text_lines(text)->n);
		assert_memory_equal(fresh.begins, rg_text_lines(text)->begins,
				    fresh.n * sizeof(size_t));
		rg_line_index_release(&fresh);
		rg_text_drop(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_line_index__positions_become_offsets),
		cmocka_unit_test(text_line_index__every_offset_of_a_character_comes_back),
		cmocka_unit_test(text_line_index__a_line_is_given_without_its_end),
		cmocka_unit_test(text_replace__what_is_wrong_changes_nothing),
		cmocka_unit_test(text_replace__a_retained_text_keeps_its_bytes),
		cmocka_unit_test(text_replace__random_edits_agree_with_the_reference),
		cmocka_unit_test(text_replace__wild_positions_never_break_the_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
