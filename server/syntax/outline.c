/* SPDX-License-Identifier: MIT */
/*
 * outline.c - one walk over a syntax tree, where a pass over the tokens (outline_scan.c,
 * outline_scan_cpp.c) is not enough. Only statements that may hold a definition or an import
 * are entered, so that the walk costs a fraction of the parsing. It goes by a cursor, never by
 * recursion: a file nested ten thousand deep is as good as any other.
 */
#include "syntax/outliner.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/never.h"

const TSLanguage *tree_sitter_python(void);
const TSLanguage *tree_sitter_c(void);
const TSLanguage *tree_sitter_cpp(void);

void rg_syntax_own_memory(void)
{
	ts_set_allocator(rg_malloc, rg_calloc, rg_realloc, free);
}

rg_str rg_outliner__text(const rg_outliner *o, TSNode node)
{
	if (ts_node_is_null(node))
		return (rg_str){NULL, 0};
	return rg_str_sub(o->source, ts_node_start_byte(node), ts_node_end_byte(node));
}

TSNode rg_outliner__field(TSNode node, const char *name)
{
	return ts_node_child_by_field_name(node, name, (uint32_t)strlen(name));
}

rg_scope *rg_outliner__scope(const rg_outliner *o)
{
	return o->scopes.n ? &o->scopes.items[o->scopes.n - 1] : NULL;
}

uint32_t rg_outliner__line(TSNode node)
{
	return ts_node_start_point(node).row + 1;
}

uint32_t rg_outliner__end_line(TSNode node)
{
	TSPoint end = ts_node_end_point(node);

	/* A node that ends behind a line's end belongs to that line. */
	return end.column == 0 && end.row > ts_node_start_point(node).row ? end.row : end.row + 1;
}

void rg_outliner__wrap(rg_outliner *o, TSNode node)
{
	if (o->wrap_begin == SIZE_MAX)
		o->wrap_begin = ts_node_start_byte(node);
	o->wrap_depth = o->depth;
}

rg_scope *rg_outliner__open(rg_outliner *o, rg_str name, const char *separator)
{
	const rg_scope *outer = rg_outliner__scope(o);
	rg_scope scope = {0};

	scope.name = outer && outer->name.len
			     ? rg_arena_printf(o->arena, "%.*s%s%.*s", RG_FMT(outer->name),
					       separator, RG_FMT(name))
			     : rg_arena_dup(o->arena, name);
	scope.depth = o->depth;
	scope.definition_idx = scope.test_idx = SIZE_MAX;
	RG_PUSH(o->arena, &o->scopes, scope);
	return rg_outliner__scope(o);
}

rg_definition rg_outliner__place(TSNode node)
{
	return (rg_definition){.begin = ts_node_start_byte(node),
			       .end = ts_node_end_byte(node),
			       .line = rg_outliner__line(node),
			       .end_line = rg_outliner__end_line(node)};
}

rg_scope *rg_outliner__define(rg_outliner *o, const rg_definition *place, rg_str name,
			      const char *separator)
{
	rg_scope *scope = rg_outliner__open(o, name, separator);
	rg_definition definition = *place;

	definition.name = scope->name;
	if (o->wrap_begin != SIZE_MAX)
		definition.begin = o->wrap_begin;
	scope->definition_idx = o->out->definitions.n;
	RG_PUSH(o->arena, &o->out->definitions, definition);
	o->wrap_begin = SIZE_MAX;
	return scope;
}

/* A test class that turned out to hold no test is taken out again. */
void rg_outliner__close(rg_outliner *o, uint32_t depth)
{
	while (o->scopes.n && o->scopes.items[o->scopes.n - 1].depth >= depth) {
		const rg_scope *scope = &o->scopes.items[--o->scopes.n];

		if (scope->holds_tests && scope->test_idx + 1 == o->out->tests.n)
			o->out->tests.n--;
	}
}

void rg_outliner__end(rg_outliner *o, uint32_t depth, size_t end, uint32_t line)
{
	for (size_t i = o->scopes.n; i-- > 0 && o->scopes.items[i].depth >= depth;) {
		const rg_scope *scope = &o->scopes.items[i];
		rg_definition *definition = &o->out->definitions.items[scope->definition_idx];

		definition->end = end;
		definition->end_line = line;
		if (scope->test_idx != SIZE_MAX) {
			o->out->tests.items[scope->test_idx].end = end;
			o->out->tests.items[scope->test_idx].end_line = line;
		}
	}
	rg_outliner__close(o, depth);
}

static void walk(rg_outliner *o, TSNode root, rg_outliner_enter enter)
{
	TSTreeCursor cursor = ts_tree_cursor_new(root);

	for (;;) {
		TSNode node = ts_tree_cursor_current_node(&cursor);

		if (o->depth <= o->wrap_depth)
			o->wrap_begin = SIZE_MAX;
		if (ts_node_is_named(node) && enter(o, node) &&
		    ts_tree_cursor_goto_first_child(&cursor)) {
			o->depth++;
			continue;
		}
		rg_outliner__close(o, o->depth);
		while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
			if (!ts_tree_cursor_goto_parent(&cursor)) {
				ts_tree_cursor_delete(&cursor);
				return;
			}
			rg_outliner__close(o, --o->depth);
		}
	}
}

/*
 * What the parser is shown. In a template of C ("loops.c.src") `@type@_add` stands for many names,
 * and is one itself: to the parser '@' is a letter. Texts are taken from the source.
 */
static rg_str readable(rg_arena *arena, rg_language language, rg_str source)
{
	char *copy;

	if (language == RG_LANG_PYTHON || rg_str_find_char(source, '@') == SIZE_MAX)
		return source;
	copy = rg_arena_alloc(arena, source.len);
	for (size_t i = 0; i < source.len; i++)
		copy[i] = source.ptr[i] == '@' ? '_' : source.ptr[i];
	return (rg_str){copy, source.len};
}

void rg_outline__read_tree(rg_outliner *o, rg_language language)
{
	const TSLanguage *grammar = language == RG_LANG_PYTHON ? tree_sitter_python()
				    : language == RG_LANG_C    ? tree_sitter_c()
							       : tree_sitter_cpp();
	TSParser *parser = ts_parser_new();
	rg_str shown = readable(o->arena, language, o->source);
	TSTree *tree = NULL;

	if (rg_always(ts_parser_set_language(parser, grammar)))
		tree = ts_parser_parse_string(parser, NULL, shown.ptr ? shown.ptr : "",
					      (uint32_t)shown.len);
	if (tree) {
		TSNode root = ts_tree_root_node(tree);

		o->out->has_errors = ts_node_has_error(root);
		walk(o, root,
		     language == RG_LANG_PYTHON ? rg_outline__enter_python : rg_outline__enter_cpp);
		if (o->out->has_errors && language == RG_LANG_PYTHON)
			rg_outline__read_lines(o);
	}
	ts_tree_delete(tree);
	ts_parser_delete(parser);
}

const rg_outline *rg_outline_parse(rg_arena *arena, rg_language language, rg_str source)
{
	rg_outline *out = RG_NEW(arena, rg_outline);
	rg_outliner o = {.arena = arena, .out = out, .wrap_begin = SIZE_MAX}, begun;

	if (language == RG_LANG_NONE)
		return out;
	o.source = rg_str_sub(source, 0, RG_LIMIT_SOURCE_BYTES);
	begun = o;
	if (language == RG_LANG_PYTHON ? rg_outline__scan_python(&o)
				       : rg_outline__scan_cpp(&o, language))
		return out;
	o = begun;
	*out = (rg_outline){0};
	rg_outline__read_tree(&o, language);
	return out;
}

const rg_definition *rg_outline_at_line(const rg_outline *outline, uint32_t line)
{
	const rg_definition *found = NULL;

	for (size_t i = 0; i < outline->definitions.n; i++) {
		const rg_definition *d = &outline->definitions.items[i];

		if (d->line <= line && line <= d->end_line)
			found = d;
	}
	return found;
}
