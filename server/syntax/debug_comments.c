/* SPDX-License-Identifier: MIT */
/*
 * debug_comments.c - comments that are code, and comments that promise to go. A block of added
 * comments is commented-out code when it parses as statements that prose cannot be, or when its
 * lines were code of this very file before. Prose parses surprisingly often ("return early",
 * "import order", "note: this"), so names alone are never enough.
 */
#include "syntax/debug_private.h"

#include <ctype.h>
#include <string.h>

#include "base/never.h"

const TSLanguage *tree_sitter_python(void);
const TSLanguage *tree_sitter_cpp(void);

#define MAX_BLOCK_BYTES (64 * 1024)

/* ---- marks ---------------------------------------------------------------------------------- */

static bool is_temporary(rg_str text)
{
	static const char *const marks[] = {
		"HACK",		"TEMP",	       "TEMPORARY",    "DEBUG",	       "NOCOMMIT",
		"NO COMMIT",	"REMOVEME",    "REMOVE ME",    "DO NOT MERGE", "DO NOT COMMIT",
		"DON'T COMMIT", "DONT COMMIT", "XXX",	       "FIXME",	       "TODO hack",
		"TODO: hack",	"TODO remove", "TODO: remove", "TODO temp",    "TODO: temp",
		"XXX temporary"};
	static const char *const any_case[] = {
		"hack",		"temporary hack",     "temporary workaround",
		"do not merge", "do not commit",      "debugging",
		"debug only",	"only for debugging", "remove before"};

	text = rg_str_trim(text);
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		rg_str rest = text;

		if (rg_str_skip(&rest, rg_str_of(marks[i])) &&
		    (!rest.len || !isalnum((unsigned char)rest.ptr[0])))
			return true;
	}
	for (size_t i = 0; i < sizeof(any_case) / sizeof(*any_case); i++) {
		size_t n = strlen(any_case[i]);

		if (text.len >= n &&
		    rg_str_eq_nocase(rg_str_sub(text, 0, n), rg_str_of(any_case[i])) &&
		    (text.len == n || !isalnum((unsigned char)text.ptr[n])))
			return true;
	}
	return false;
}

/* A comment may go everywhere, with the blanks before it. */
static void take_mark(rg_debug_finder *f, const rg_debug_comment *comment)
{
	size_t begin = comment->begin;

	while (!comment->is_alone && begin > 0 && strchr(" \t", f->source.ptr[begin - 1]))
		begin--;
	rg_debug__add_bytes(f, "temporary", "a mark for something temporary was added", begin,
			    comment->end)
		->fix_title = "Delete the comment";
}

/* ---- code ----------------------------------------------------------------------------------- */

/* For tools, not for people; some of them parse. */
static bool is_directive(rg_str text)
{
	static const char *const starts[] = {
		"noqa", "type:",   "pragma",	"pylint",  "mypy",  "ruff",   "flake8",
		"fmt:", "isort",   "yapf",	"pyright", "nosec", "NOLINT", "clang-format",
		"-*-",	"cython:", "distutils", "vim:",	   "IWYU",  "cspell", "codespell"};

	text = rg_str_trim(text);
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (rg_str_starts(text, rg_str_of(starts[i])))
			return true;
	return false;
}

static bool is_name(TSNode node)
{
	return rg_debug__is(node, "identifier") || rg_debug__is(node, "dotted_name") ||
	       rg_debug__is(node, "true") || rg_debug__is(node, "false") ||
	       rg_debug__is(node, "none");
}

static bool is_code_expression(TSNode expression)
{
	if (rg_debug__is(expression, "assignment"))
		return ts_node_is_null(rg_debug__field(expression, "type"));
	if (rg_debug__is(expression, "augmented_assignment") ||
	    rg_debug__is(expression, "assignment_expression") ||
	    rg_debug__is(expression, "update_expression") ||
	    rg_debug__is(expression, "delete_expression"))
		return true;
	if (rg_debug__is(expression, "await"))
		expression = ts_node_named_child(expression, 0);
	return rg_debug__is(expression, "call") || rg_debug__is(expression, "call_expression");
}

/* A statement that nobody writes as prose; anything else that parses is left alone. */
static bool is_sure_statement(TSNode node)
{
	static const char *const sure[] = {
		"if_statement",	  "for_statement",	 "while_statement",  "with_statement",
		"try_statement",  "function_definition", "class_definition", "decorated_definition",
		"for_range_loop", "switch_statement",	 "do_statement"};
	TSNode first = ts_node_named_child_count(node) ? ts_node_named_child(node, 0) : node;

	for (size_t i = 0; i < sizeof(sure) / sizeof(*sure); i++)
		if (rg_debug__is(node, sure[i]))
			return true;
	if (rg_debug__is(node, "expression_statement"))
		return ts_node_named_child_count(node) == 1 && is_code_expression(first);
	if (rg_debug__is(node, "import_from_statement"))
		return true;
	if (rg_debug__is(node, "return_statement") || rg_debug__is(node, "raise_statement") ||
	    rg_debug__is(node, "assert_statement"))
		return ts_node_named_child_count(node) > 0 && !is_name(first);
	if (rg_debug__is(node, "declaration"))
		return rg_debug__is(rg_debug__field(node, "declarator"), "init_declarator");
	return false;
}

static bool are_statements(TSNode block)
{
	bool is_sure = false;

	for (uint32_t i = 0; i < ts_node_named_child_count(block); i++) {
		TSNode node = ts_node_named_child(block, i);

		if (rg_debug__is(node, "comment"))
			continue;
		/* A name or a string alone is a word, and the whole is no code. */
		if (rg_debug__is(node, "expression_statement") && !is_sure_statement(node))
			return false;
		is_sure |= is_sure_statement(node);
	}
	return is_sure;
}

static TSNode body_of_function(TSNode root)
{
	TSNode function = ts_node_named_child_count(root) ? ts_node_named_child(root, 0) : root;

	return rg_debug__field(function, "body");
}

static int open_braces(rg_str text)
{
	int n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] == '{' ? 1 : text.ptr[i] == '}' ? -1 : 0;
	return n;
}

static bool parses_as_code(rg_debug_finder *f, rg_str text)
{
	bool is_python = f->in->language == RG_LANG_PYTHON, is_code = false;
	rg_str trimmed = rg_str_trim(text), shown;
	TSParser *parser;
	TSTree *tree = NULL;
	int n_open = is_python ? 0 : open_braces(text);
	char last;

	if (trimmed.len < 4 || trimmed.len > MAX_BLOCK_BYTES)
		return false;
	last = trimmed.ptr[trimmed.len - 1];
	if (is_python)
		shown = rg_arena_printf(f->arena, "%.*s%s\n", RG_FMT(text),
					last == ':' ? " pass" : "");
	else if (n_open < 0 || n_open > 20 || !strchr(";{}", last))
		return false;
	else
		shown = rg_arena_printf(f->arena, "void f(){\n%.*s\n%.*s}", RG_FMT(text), n_open,
					"}}}}}}}}}}}}}}}}}}}}");
	parser = ts_parser_new();
	if (rg_always(ts_parser_set_language(parser,
					     is_python ? tree_sitter_python() : tree_sitter_cpp())))
		tree = ts_parser_parse_string(parser, NULL, shown.ptr, (uint32_t)shown.len);
	if (tree) {
		TSNode root = ts_tree_root_node(tree);

		if (!ts_node_has_error(root)) {
			TSNode block = is_python ? root : body_of_function(root);

			is_code = !ts_node_is_null(block) && are_statements(block);
		}
	}
	ts_tree_delete(tree);
	ts_parser_delete(parser);
	return is_code;
}

/* Whether the file had this very line as code. */
static bool was_code(const rg_debug_finder *f, rg_str text)
{
	rg_str rest = f->in->before, line;

	text = rg_str_trim(text);
	if (text.len < 6 || !rest.len)
		return false;
	for (size_t i = 0; i < text.len && !strchr("=(.:;[", text.ptr[i]); i++)
		if (i + 1 == text.len)
			return false;
	while (rg_str_line(&line, &rest))
		if (rg_str_eq(rg_str_trim(line), text))
			return true;
	return false;
}

/* Takes away the indentation that all lines share, and one blank behind the mark. */
static rg_str joined(rg_debug_finder *f, size_t from, size_t to)
{
	size_t indent = SIZE_MAX;
	rg_str_vec lines = {0};

	for (size_t i = from; i < to; i++) {
		rg_str rest = f->comments.items[i].text, line;

		while (rg_str_line(&line, &rest)) {
			size_t n = 0;

			while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t'))
				n++;
			if (n < line.len && n < indent)
				indent = n;
			RG_PUSH(f->arena, &lines, line);
		}
	}
	for (size_t i = 0; i < lines.n; i++)
		lines.items[i] = rg_str_sub(lines.items[i], indent == SIZE_MAX ? 0 : indent,
					    lines.items[i].len);
	return rg_str_vec_join(f->arena, &lines, RG_STR("\n"));
}

static bool is_new(const rg_debug_finder *f, const rg_debug_comment *comment)
{
	return rg_debug__is_added(f, comment->line, comment->line);
}

static void found(rg_debug_finder *f, size_t from, size_t to)
{
	rg_debug_site *site =
		rg_debug__add_bytes(f, "commented-out", "code that is commented out was added",
				    f->comments.items[from].begin, f->comments.items[to - 1].end);

	site->may_be_normal = false;
	site->fix_title = "Delete the commented-out code";
}

/* A run of comments, a line each, all of them added. */
static void look_at_block(rg_debug_finder *f, size_t from, size_t to)
{
	const rg_debug_comment *first = &f->comments.items[from];
	const rg_debug_comment *before = from ? first - 1 : NULL;
	bool goes_on = before && before->is_alone && before->end_line + 1 == first->line;

	/* An example belongs to the sentence before it, when that ends with a colon. */
	if (!(goes_on && rg_str_ends(rg_str_trim(before->text), RG_STR(":"))) &&
	    parses_as_code(f, joined(f, from, to))) {
		found(f, from, to);
		return;
	}
	for (size_t i = from; i < to;) {
		size_t end = i;

		while (end < to && was_code(f, f->comments.items[end].text))
			end++;
		if (end > i)
			found(f, i, end);
		i = end > i ? end : i + 1;
	}
}

void rg_debug__comments(rg_debug_finder *f)
{
	for (size_t i = 0; i < f->comments.n; i++)
		if (is_temporary(f->comments.items[i].text))
			take_mark(f, &f->comments.items[i]);
	for (size_t i = 0; i < f->comments.n;) {
		const rg_debug_comment *comment = &f->comments.items[i];
		size_t end = i;

		while (end < f->comments.n && f->comments.items[end].is_alone &&
		       !f->comments.items[end].is_doc && is_new(f, &f->comments.items[end]) &&
		       !is_directive(f->comments.items[end].text) &&
		       f->comments.items[end].begin - comment->begin < MAX_BLOCK_BYTES &&
		       (end == i ||
			f->comments.items[end].line == f->comments.items[end - 1].end_line + 1))
			end++;
		if (end > i)
			look_at_block(f, i, end);
		i = end > i ? end : i + 1;
	}
}
