/* SPDX-License-Identifier: MIT */
/*
 * outline.c - any bytes are a source file of each language: definitions in order, within the file,
 * and on lines that it has.
 */
#include <stdlib.h>

#include "syntax/outline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_outline(rg_language language, rg_str source)
{
	rg_arena *arena = rg_arena_new();
	const rg_outline *outline = rg_outline_parse(arena, language, source);
	size_t begin = 0;

	for (size_t i = 0; i < outline->definitions.n; i++) {
		const rg_definition *definition = &outline->definitions.items[i];

		if (definition->begin < begin || definition->end > source.len ||
		    definition->begin > definition->end || definition->line == 0 ||
		    definition->end_line < definition->line ||
		    definition->end_line > source.len + 1)
			abort();
		begin = definition->begin;
	}
	for (size_t i = 0; i < outline->tests.n; i++)
		if (outline->tests.items[i].end > source.len)
			abort();
	(void)rg_outline_at_line(outline, (uint32_t)(source.len / 20));
	rg_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_str source = {(const char *)data, size};

	check_outline(RG_LANG_PYTHON, source);
	check_outline(RG_LANG_CPP, source);
	check_outline(RG_LANG_C, source);
	return 0;
}
