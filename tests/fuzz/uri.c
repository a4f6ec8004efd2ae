/* SPDX-License-Identifier: MIT */
/* uri.c - any bytes are a URI; a path that came out of one survives the way back. */
#include <stdlib.h>

#include "text/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_str uri = {(const char *)data, size}, path = rg_uri_to_path(arena, uri);

	(void)rg_uri_key(arena, uri);
	(void)rg_uri_has_scheme(uri, RG_STR("file"));
	if (path.ptr && !rg_str_eq(rg_uri_to_path(arena, rg_uri_of_path(arena, path)), path))
		abort();
	rg_arena_free(arena);
	return 0;
}
