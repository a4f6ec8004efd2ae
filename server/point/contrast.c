/* SPDX-License-Identifier: MIT */
/*
 * contrast.c - what the failing tests' files import are names; a test file in which many of them
 * stand tests the same things. A name counts the less, the more test files know it: `pytest` says
 * nothing.
 */
#include "point/contrast.h"

#include <stdlib.h>

#include "os/fs.h"
#include "syntax/outline.h"

#define ENOUGH_TESTS	10 /* others in the failing tests' files, by their text */
#define MOST_FILES	3
#define MOST_CANDIDATES 500
#define MOST_BYTES	(512 * 1024) /* of one file */
#define MOST_NAMES	64
#define LEAST_LETTERS	3

typedef struct candidate {
	rg_str path;
	uint64_t names; /* bit i: name i stands in it */
	uint32_t score;
} candidate;
typedef RG_VEC(candidate) candidate_vec;

static rg_str read_file(rg_arena *arena, rg_str root, rg_str path)
{
	rg_str bytes;
	rg_err ignored;

	if (rg_fs_read(&bytes, arena, rg_path_join(arena, root, path), MOST_BYTES, &ignored) < 0)
		return RG_STR("");
	return bytes;
}

static bool is_test_file(rg_str path)
{
	rg_str name = rg_path_name(path);

	return rg_str_ends(name, RG_STR("_test.py")) ||
	       (rg_str_starts(name, RG_STR("test_")) && rg_str_ends(name, RG_STR(".py")));
}

static size_t count_tests(rg_str text)
{
	size_t n = 0, at;

	while ((at = rg_str_find(text, RG_STR("def test"))) != SIZE_MAX) {
		n++;
		text = rg_str_sub(text, at + 8, text.len);
	}
	return n;
}

/* The parts of node ids before needle, each once, sorted. */
static rg_str_vec parts_of(rg_arena *arena, const rg_str_vec *tests, const char *needle)
{
	rg_str_vec out = {0};

	for (size_t i = 0; i < tests->n; i++) {
		size_t end = rg_str_find(tests->items[i], rg_str_of(needle));

		RG_PUSH(arena, &out, rg_str_sub(tests->items[i], 0, end));
	}
	rg_str_vec_sort(&out);
	rg_str_vec_unique(&out);
	return out;
}

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

static bool has_word(rg_str text, rg_str word)
{
	size_t at;

	while ((at = rg_str_find(text, word)) != SIZE_MAX) {
		size_t end = at + word.len;

		if ((at == 0 || !is_word_char(text.ptr[at - 1])) &&
		    (end == text.len || !is_word_char(text.ptr[end])))
			return true;
		text = rg_str_sub(text, end, text.len);
	}
	return false;
}

static void add_name(rg_str_vec *names, rg_arena *arena, rg_str name)
{
	size_t dot = rg_str_rfind_char(name, '.');

	if (dot != SIZE_MAX)
		name = rg_str_sub(name, dot + 1, name.len);
	if (name.len >= LEAST_LETTERS && names->n < MOST_NAMES && !rg_str_vec_has(names, name))
		RG_PUSH(arena, names, rg_arena_dup(arena, name));
}

/* What the files import, at most as many as a candidate has bits. */
static rg_str_vec imported_names(rg_arena *arena, rg_str source, rg_str_vec names)
{
	const rg_outline *outline = rg_outline_parse(arena, RG_LANG_PYTHON, source);

	for (size_t i = 0; i < outline->imports.n; i++) {
		add_name(&names, arena, outline->imports.items[i].module);
		add_name(&names, arena, outline->imports.items[i].name);
	}
	return names;
}

static int by_score(const void *a, const void *b)
{
	const candidate *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return rg_str_cmp(x->path, y->path);
}

static void rate(candidate_vec *candidates, size_t n_names)
{
	for (size_t i = 0; i < n_names; i++) {
		uint32_t n_without = 0;

		for (size_t j = 0; j < candidates->n; j++)
			n_without += !(candidates->items[j].names >> i & 1);
		for (size_t j = 0; j < candidates->n; j++)
			if (candidates->items[j].names >> i & 1)
				candidates->items[j].score +=
					1 + n_without * 1000 / (uint32_t)candidates->n;
	}
}

rg_str_vec rg_contrast_files(rg_arena *arena, rg_str root, const rg_str_vec *files,
			     const rg_str_vec *failing)
{
	rg_arena *scratch = rg_arena_new();
	rg_str_vec names = {0}, out = {0}, own = parts_of(scratch, failing, "::");
	candidate_vec candidates = {0};
	size_t n_tests = 0, n_failing = parts_of(scratch, failing, "[").n;

	for (size_t i = 0; i < own.n; i++) {
		rg_str source = read_file(scratch, root, own.items[i]);

		n_tests += count_tests(source);
		names = imported_names(scratch, source, names);
	}
	for (size_t i = 0; n_tests < ENOUGH_TESTS + n_failing && i < files->n; i++) {
		candidate one = {.path = files->items[i]};
		rg_arena *text_arena;
		rg_str text;

		if (!is_test_file(one.path) || rg_str_vec_has(&own, one.path) ||
		    candidates.n >= MOST_CANDIDATES)
			continue;
		text_arena = rg_arena_new();
		text = read_file(text_arena, root, one.path);
		for (size_t j = 0; j < names.n; j++)
			if (has_word(text, names.items[j]))
				one.names |= UINT64_C(1) << j;
		rg_arena_free(text_arena);
		RG_PUSH(scratch, &candidates, one);
	}
	rate(&candidates, names.n);
	if (candidates.n)
		qsort(candidates.items, candidates.n, sizeof(candidate), by_score);
	for (size_t i = 0; i < candidates.n && i < MOST_FILES && candidates.items[i].score; i++)
		RG_PUSH(arena, &out, candidates.items[i].path);
	rg_arena_free(scratch);
	return out;
}
