/* SPDX-License-Identifier: MIT */
/*
 * pytest_tree.c - grammars/pytest through tree-sitter, flattened: callers walk an array and never
 * see a tree-sitter type. The parser is made for each piece (it costs less than a report does), so
 * that nothing is shared between threads.
 */
#include "syntax/pytest_tree.h"

#include <tree_sitter/api.h>

#include "base/limits.h"
#include "base/never.h"

const TSLanguage *tree_sitter_pytest(void);

/* Symbols of the grammar → kinds; symbols without a kind are RG_PYTEST_OTHER. */
typedef struct rg_kind_table {
	uint8_t *kinds;
	uint32_t n;
} rg_kind_table;

static rg_kind_table kind_table(rg_arena *arena, const TSLanguage *language)
{
	static const char *const names[] = {
#define RG_KIND(constant, name) name,
		RG_PYTEST_KINDS(RG_KIND)
#undef RG_KIND
	};
	rg_kind_table table = {NULL, ts_language_symbol_count(language)};

	table.kinds = RG_NEW_N(arena, uint8_t, table.n);
	for (uint32_t i = 0; i < table.n; i++) {
		const char *name = ts_language_symbol_name(language, (TSSymbol)i);

		table.kinds[i] = RG_PYTEST_OTHER;
		if (ts_language_symbol_type(language, (TSSymbol)i) != TSSymbolTypeRegular)
			continue;
		for (uint8_t k = 0; k < RG_PYTEST_OTHER; k++)
			if (rg_str_eq_z(rg_str_of(name), names[k]))
				table.kinds[i] = k;
	}
	return table;
}

static void flatten(rg_pytest_tree *out, rg_arena *arena, const rg_kind_table *table, TSNode root)
{
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	RG_VEC(uint32_t) open = {NULL, 0, 0};
	bool is_done = false;

	while (!is_done) {
		TSNode node = ts_tree_cursor_current_node(&cursor);
		uint32_t idx = UINT32_MAX;

		if (ts_node_is_named(node)) {
			TSSymbol symbol = ts_node_symbol(node);

			idx = (uint32_t)out->n;
			RG_PUSH(arena, out,
				(rg_pytest_node){
					symbol < table->n ? (rg_pytest_kind)table->kinds[symbol]
							  : RG_PYTEST_OTHER,
					ts_node_start_byte(node), ts_node_end_byte(node), 0});
		}
		if (ts_tree_cursor_goto_first_child(&cursor)) {
			RG_PUSH(arena, &open, idx);
			continue;
		}
		while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
			if (!ts_tree_cursor_goto_parent(&cursor)) {
				is_done = true;
				break;
			}
			idx = open.items[--open.n];
			if (idx != UINT32_MAX)
				out->items[idx].n_below = (uint32_t)out->n - 1 - idx;
		}
	}
	ts_tree_cursor_delete(&cursor);
}

const rg_pytest_tree *rg_pytest_tree_parse(rg_arena *arena, rg_str text)
{
	rg_pytest_tree *out = RG_NEW(arena, rg_pytest_tree);
	TSParser *parser = ts_parser_new();
	TSTree *tree = NULL;

	text = rg_str_sub(text, 0, RG_LIMIT_SECTION_BYTES);
	if (rg_always(ts_parser_set_language(parser, tree_sitter_pytest())))
		tree = ts_parser_parse_string(parser, NULL, text.ptr ? text.ptr : "",
					      (uint32_t)text.len);
	if (tree) {
		rg_kind_table table = kind_table(arena, tree_sitter_pytest());

		flatten(out, arena, &table, ts_tree_root_node(tree));
	}
	ts_tree_delete(tree);
	ts_parser_delete(parser);
	return out;
}

rg_str rg_pytest_node_text(const rg_pytest_node *node, rg_str text)
{
	return rg_str_sub(text, node->begin, node->end);
}

const rg_pytest_node *rg_pytest_tree_find(const rg_pytest_tree *tree, size_t idx,
					  rg_pytest_kind kind)
{
	size_t end = idx + 1 + tree->items[idx].n_below;

	for (size_t i = idx + 1; i < end; i++)
		if (tree->items[i].kind == kind)
			return &tree->items[i];
	return NULL;
}
