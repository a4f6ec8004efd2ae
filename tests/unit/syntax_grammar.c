/* SPDX-License-Identifier: MIT */
/*
 * syntax_grammar.c - grammars/pytest by itself: its corpus (tree-sitter's own format; RG_UPDATE=1
 * writes the trees anew), its queries and its description, and that a line of garbage costs that
 * line alone, however the text comes: whole or edited.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <tree_sitter/api.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/vec.h"

#define GRAMMAR	 RG_TESTS_DIR "/../grammars/pytest"
#define CORPUS	 GRAMMAR "/test/corpus"
#define MAX_FILE ((size_t)1 << 20)

const TSLanguage *tree_sitter_pytest(void);

static rg_str read_file(rg_arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	char *bytes = rg_arena_alloc(arena, MAX_FILE);
	size_t n;

	if (!file)
		fail_msg("%s cannot be read", path);
	n = fread(bytes, 1, MAX_FILE, file);
	(void)fclose(file);
	return (rg_str){bytes, n};
}

/* Parses text; old, if there is one, was edited already. */
static TSTree *parse(rg_str text, const TSTree *old)
{
	TSParser *parser = ts_parser_new();
	TSTree *tree;

	assert_true(ts_parser_set_language(parser, tree_sitter_pytest()));
	tree = ts_parser_parse_string(parser, old, text.ptr, (uint32_t)text.len);
	ts_parser_delete(parser);
	assert_non_null(tree);
	return tree;
}

/* The tree as tree-sitter writes it, a node a line, two blanks for each level. */
static rg_str tree_text(rg_arena *arena, rg_str text)
{
	TSTree *tree = parse(text, NULL);
	char *string = ts_node_string(ts_tree_root_node(tree));
	rg_buf out;
	rg_str result;
	int depth = 0;

	rg_buf_init(&out, 16 * MAX_FILE);
	for (const char *at = string; *at; at++) {
		depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
		if (*at == ' ' && at[-1] != ':')
			rg_buf_printf(&out, "\n%*s", 2 * depth, "");
		else
			rg_buf_add_char(&out, *at);
	}
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	free(string);
	ts_tree_delete(tree);
	return result;
}

/* One case: its lines up to the divider, the text, and the tree that is wanted. */
typedef struct corpus_case {
	rg_str name, text, tree;
} corpus_case;

static const rg_str header = RG_STR_INIT("====================|||\n");
static const rg_str divider = RG_STR_INIT("\n---|||\n");

static bool next_case(corpus_case *out, rg_str *rest)
{
	size_t at, end;

	if (!rg_str_skip(rest, header))
		return false;
	at = rg_str_find(*rest, header);
	assert_true(at != SIZE_MAX);
	out->name = rg_str_trim(rg_str_sub(*rest, 0, at));
	*rest = rg_str_sub(*rest, at + header.len, rest->len);
	at = rg_str_find(*rest, divider);
	assert_true(at != SIZE_MAX);
	out->text = rg_str_sub(*rest, 0, at);
	*rest = rg_str_sub(*rest, at + divider.len, rest->len);
	end = rg_str_find(*rest, header);
	out->tree = rg_str_trim(rg_str_sub(*rest, 0, end));
	*rest = rg_str_sub(*rest, end, rest->len);
	return true;
}

static int is_corpus(const struct dirent *entry)
{
	return rg_str_ends(rg_str_of(entry->d_name), RG_STR(".txt"));
}

static size_t check_corpus(rg_arena *arena, const char *path, bool is_update)
{
	rg_str rest = read_file(arena, path);
	corpus_case one;
	size_t n_wrong = 0, n = 0;
	rg_buf written;

	rg_buf_init(&written, MAX_FILE);
	for (; next_case(&one, &rest); n++) {
		rg_str tree = tree_text(arena, one.text);

		rg_buf_add(&written, header);
		rg_buf_printf(&written, "%.*s\n", RG_FMT(one.name));
		rg_buf_add(&written, header);
		rg_buf_add(&written, one.text);
		rg_buf_add(&written, divider);
		rg_buf_printf(&written, "\n%.*s\n\n", RG_FMT(tree));
		if (is_update || rg_str_eq(tree, one.tree))
			continue;
		print_error("%s: %.*s\n  want %.*s\n  got  %.*s\n", path, RG_FMT(one.name),
			    RG_FMT(one.tree), RG_FMT(tree));
		n_wrong++;
	}
	assert_int_equal(rest.len, 0);
	assert_true(n > 0);
	if (is_update) {
		FILE *file = fopen(path, "wb");

		assert_non_null(file);
		assert_int_equal(fwrite(written.ptr, 1, written.len, file), written.len);
		assert_int_equal(fclose(file), 0);
	}
	rg_buf_release(&written);
	return n_wrong;
}

static void grammar__the_corpus_gives_its_trees(void **state)
{
	struct dirent **entries = NULL;
	int n = scandir(CORPUS, &entries, is_corpus, alphasort);
	rg_arena *arena = rg_arena_new();
	size_t n_wrong = 0;

	(void)state;
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		char path[4096];

		(void)snprintf(path, sizeof(path), "%s/%s", CORPUS, entries[i]->d_name);
		n_wrong += check_corpus(arena, path, getenv("RG_UPDATE") != NULL);
		free(entries[i]);
	}
	free(entries);
	rg_arena_free(arena);
	assert_int_equal(n_wrong, 0);
}

/* How often each name of capture is used by a query of the grammar on text. */
static size_t count_captures(rg_arena *arena, const char *path, rg_str text)
{
	rg_str source = read_file(arena, path);
	TSTree *tree = parse(text, NULL);
	TSQueryCursor *cursor = ts_query_cursor_new();
	TSQueryError type;
	TSQueryMatch match;
	uint32_t at, n_patterns;
	size_t n = 0;
	TSQuery *query =
		ts_query_new(tree_sitter_pytest(), source.ptr, (uint32_t)source.len, &at, &type);
	bool *is_used;

	if (!query)
		fail_msg("%s: error %d at byte %u", path, (int)type, at);
	n_patterns = ts_query_pattern_count(query);
	is_used = RG_NEW_N(arena, bool, n_patterns);
	ts_query_cursor_exec(cursor, query, ts_tree_root_node(tree));
	while (ts_query_cursor_next_match(cursor, &match)) {
		is_used[match.pattern_index] = true;
		n += match.capture_count;
	}
	for (uint32_t i = 0; i < n_patterns; i++)
		if (!is_used[i])
			fail_msg("%s: the pattern at byte %u matches nothing in the corpus", path,
				 ts_query_start_byte_for_pattern(query, i));
	ts_query_delete(query);
	ts_query_cursor_delete(cursor);
	ts_tree_delete(tree);
	return n;
}

/* All texts of the corpus as one. */
static rg_str all_texts(rg_arena *arena)
{
	struct dirent **entries = NULL;
	int n = scandir(CORPUS, &entries, is_corpus, alphasort);
	rg_buf out;
	rg_str text;

	rg_buf_init(&out, MAX_FILE);
	for (int i = 0; i < n; i++) {
		rg_str rest = read_file(
			arena, rg_arena_printf(arena, "%s/%s", CORPUS, entries[i]->d_name).ptr);
		corpus_case one;

		while (next_case(&one, &rest)) {
			rg_buf_add(&out, one.text);
			rg_buf_add_char(&out, '\n');
		}
		free(entries[i]);
	}
	free(entries);
	text = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return text;
}

static void grammar__queries_name_nodes_that_there_are(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = all_texts(arena);

	(void)state;
	assert_true(count_captures(arena, GRAMMAR "/queries/highlights.scm", text) > 100);
	assert_true(count_captures(arena, GRAMMAR "/queries/folds.scm", text) > 5);
	rg_arena_free(arena);
}

static void grammar__every_kind_of_node_is_described(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str readme = read_file(arena, GRAMMAR "/README.md");
	const TSLanguage *language = tree_sitter_pytest();

	(void)state;
	for (uint16_t i = 0; i < ts_language_symbol_count(language); i++) {
		const char *name = ts_language_symbol_name(language, i);
		rg_str quoted = rg_arena_printf(arena, "`%s`", name);

		if (ts_language_symbol_type(language, i) == TSSymbolTypeRegular &&
		    strcmp(name, "end") != 0 && !rg_str_has(readme, quoted))
			fail_msg("README.md does not say what %s is", name);
	}
	for (uint16_t i = 1; i <= ts_language_field_count(language); i++) {
		const char *name = ts_language_field_name_for_id(language, i);

		if (!rg_str_has(readme, rg_arena_printf(arena, "`%s`", name)))
			fail_msg("README.md does not name the field %s", name);
	}
	rg_arena_free(arena);
}

/* The reports of a log: each one's tree, as text. */
static rg_str_vec reports(rg_arena *arena, const TSTree *tree)
{
	rg_str_vec out = {NULL, 0, 0};
	TSNode root = ts_tree_root_node(tree);

	assert_false(ts_node_has_error(root));
	for (uint32_t i = 0; i < ts_node_named_child_count(root); i++) {
		TSNode section = ts_node_named_child(root, i);

		for (uint32_t k = 0; k < ts_node_named_child_count(section); k++) {
			TSNode report = ts_node_named_child(section, k);
			char *text;

			if (strcmp(ts_node_type(report), "report") != 0)
				continue;
			text = ts_node_string(report);
			RG_PUSH(arena, &out, rg_arena_dup(arena, rg_str_of(text)));
			free(text);
		}
	}
	return out;
}

static const rg_str garbage = RG_STR_INIT("{[(\"\x01\xff%s =_-| Garbage: line 3\n");

/* What was at `at` has got a line more before it. */
static void tell_edit(TSTree *tree, size_t at, uint32_t row)
{
	const TSInputEdit edit = {.start_byte = (uint32_t)at,
				  .old_end_byte = (uint32_t)at,
				  .new_end_byte = (uint32_t)(at + garbage.len),
				  .start_point = {row, 0},
				  .old_end_point = {row, 0},
				  .new_end_point = {row + 1, 0}};

	ts_tree_edit(tree, &edit);
}

static void grammar__a_line_of_garbage_costs_its_own_report_at_most(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str log = read_file(arena, RG_TESTS_DIR "/cases/trace/pytest-9.1.1.tb-long.in");
	TSTree *tree = parse(log, NULL);
	rg_str_vec want = reports(arena, tree);
	uint32_t row = 0;

	(void)state;
	ts_tree_delete(tree);
	assert_true(want.n > 5);
	for (size_t at = 0; at < log.len; row++) {
		rg_arena *inner = rg_arena_new();
		size_t n_same = 0, lf = rg_str_find_char(rg_str_sub(log, at, log.len), '\n');
		TSTree *before = parse(log, NULL), *after, *edited;
		rg_str_vec got, again;
		rg_buf text;

		rg_buf_init(&text, MAX_FILE);
		rg_buf_add(&text, rg_str_sub(log, 0, at));
		rg_buf_add(&text, garbage);
		rg_buf_add(&text, rg_str_sub(log, at, log.len));
		after = parse(rg_buf_str(&text), NULL);
		got = reports(inner, after);
		assert_int_equal(got.n, want.n);
		for (size_t i = 0; i < got.n; i++)
			n_same += rg_str_eq(got.items[i], want.items[i]);
		if (n_same + 1 < want.n)
			fail_msg("garbage before line %u: %zu of %zu reports are left", row + 1,
				 n_same, want.n);
		/* As in an editor: what was parsed before is used again, and is the same. */
		tell_edit(before, at, row);
		edited = parse(rg_buf_str(&text), before);
		again = reports(inner, edited);
		assert_int_equal(again.n, got.n);
		for (size_t i = 0; i < got.n; i++)
			assert_true(rg_str_eq(again.items[i], got.items[i]));
		ts_tree_delete(edited);
		ts_tree_delete(after);
		ts_tree_delete(before);
		rg_buf_release(&text);
		rg_arena_free(inner);
		at += lf == SIZE_MAX ? log.len : lf + 1;
	}
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grammar__the_corpus_gives_its_trees),
		cmocka_unit_test(grammar__queries_name_nodes_that_there_are),
		cmocka_unit_test(grammar__every_kind_of_node_is_described),
		cmocka_unit_test(grammar__a_line_of_garbage_costs_its_own_report_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
