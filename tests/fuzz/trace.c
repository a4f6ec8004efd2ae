/* SPDX-License-Identifier: MIT */
/* trace.c - any bytes are a log: prefixes, sections, grammar and second pass in one. */
#include "check_trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = {(const char *)data, size};
	rg_trace_options options = some_workspace(arena);

	(void)rg_trace_looks_like_log(rg_str_sub(text, 0, 4096));
	check_trace(rg_trace_parse(arena, text, &options));
	rg_arena_free(arena);
	return 0;
}
