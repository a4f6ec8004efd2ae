/* SPDX-License-Identifier: MIT */
/*
 * sites.c - any bytes are an exception's text: the second pass for other languages, the words that
 * decide the kind, the operation and the fingerprint. The first line is the type, the second the
 * failing line of the source.
 */
#include "check_trace.h"

#include "trace/fingerprint.h"
#include "trace/kind.h"
#include "trace/sites.h"
#include "trace/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = {(const char *)data, size};
	rg_failure failure = {.seconds = -1};
	rg_frame frame = {.path = RG_STR_INIT("test_a.py"), .in_workspace = true};
	size_t n;

	(void)rg_str_line(&failure.error.type, &text);
	(void)rg_str_line(&frame.source, &text);
	frame.language = RG_STR("python");
	failure.error.message = text;
	rg_trace__add_values(&frame.values, arena, RG_STR("x"), frame.source);
	RG_PUSH(arena, &failure.error.frames, frame);
	rg_sites_find(&failure.error.frames, arena, text);
	n = failure.error.frames.n;
	check(n <= RG_LIMIT_FRAMES + 20);
	for (size_t i = 1; i < n; i++)
		check(failure.error.frames.items[i].path.len > 0 ||
		      failure.error.frames.items[i].function.len > 0);
	failure.kind = rg_kind_of(&failure.kind_words, &failure);
	check((failure.kind == RG_KIND_CORRECTNESS) == !failure.kind_words.ptr);
	check(failure.kind_words.len <= 200);
	(void)rg_operation_of(arena, &failure);
	check(rg_fingerprint(arena, &failure).len == 16);
	rg_arena_free(arena);
	return 0;
}
