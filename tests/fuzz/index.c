/* SPDX-License-Identifier: MIT */
/*
 * index.c - any bytes are an index that was kept in a file (its checksum is checked before): what
 * is accepted can be asked for terms, put to and written again.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "locate/index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of forged bytes answers may be wrong; reading them must end. */
static void ask(const rg_index *index, const char *term)
{
	rg_postings postings;
	rg_posting posting;

	rg_postings_init(&postings, index, rg_str_of(term));
	while (rg_postings_next(&posting, &postings))
		if (posting.document >= rg_index__documents(index))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_index *index =
		rg_index_parse_take(arena, rg_arena_dup(arena, (rg_str){(const char *)data, size}));
	rg_buf text;

	if (!index)
		return 0;
	ask(index, "parse");
	ask(index, "total");
	rg_index_put(index, RG_STR("a.py"), RG_STR("def parse(total):\n    pass\n"));
	ask(index, "parse");
	rg_buf_init(&text, 64 * RG_MiB);
	rg_index_render(&text, index);
	rg_buf_release(&text);
	rg_index_free(index);
	return 0;
}
