/* SPDX-License-Identifier: MIT */
/*
 * grammar.c - any bytes give a tree of pytest's output whose nodes nest, in order, within the
 * text; every line has a kind, so that nothing is an error node (which has none).
 */
#include <stdlib.h>

#include "base/limits.h"
#include "syntax/pytest_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checks node idx and all below it; returns the index behind them. */
static size_t check_node(const rg_pytest_tree *tree, size_t idx, uint32_t depth)
{
	const rg_pytest_node *node = &tree->items[idx];
	size_t i = idx + 1, end = idx + 1 + node->n_below;
	uint32_t at = node->begin;

	if (end > tree->n || node->begin > node->end || depth > 50 ||
	    (idx > 0 && node->kind == RG_PYTEST_OTHER))
		abort();
	while (i < end) {
		if (tree->items[i].begin < at || tree->items[i].end > node->end)
			abort();
		at = tree->items[i].end;
		i = check_node(tree, i, depth + 1);
	}
	if (i != end)
		abort();
	return end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = {(const char *)data, size};
	const rg_pytest_tree *tree = rg_pytest_tree_parse(arena, text);

	if (tree->n == 0 || tree->items[0].end > RG_LIMIT_SECTION_BYTES ||
	    tree->items[0].end > size || check_node(tree, 0, 0) != tree->n)
		abort();
	rg_arena_free(arena);
	return 0;
}
