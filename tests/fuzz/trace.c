/* SPDX-License-Identifier: MIT */
/*
 * trace.c - any bytes are a log, and any bytes are the probe's records. What comes out must be
 * well-formed text within its limits. An input that begins with '{' is taken for the probe's file
 * up to its first empty line, and for the log behind it.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "trace/fmt_probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_right)
{
	if (!is_right)
		abort();
}

static void check_text(rg_str text)
{
	check(!text.ptr || rg_utf8_is_valid(text));
}

static void check_exception(const rg_exception *error)
{
	check_text(error->type);
	check_text(error->message);
	check(error->message.len <= 3 * RG_LIMIT_ERROR_BYTES);
	check(error->frames.n <= RG_LIMIT_FRAMES + 20); /* and the sites in the message */
	for (size_t i = 0; i < error->frames.n; i++) {
		const rg_frame *frame = &error->frames.items[i];

		check_text(frame->path);
		check_text(frame->function);
		check_text(frame->source);
		for (size_t k = 0; k < frame->values.n; k++) {
			check_text(frame->values.items[k].name);
			check_text(frame->values.items[k].repr);
		}
	}
}

static void check_trace(const rg_trace *trace)
{
	if (!trace)
		return;
	check(trace->failures.n <= RG_LIMIT_FAILURES);
	check_text(trace->usage);
	for (size_t i = 0; i < trace->failures.n; i++) {
		const rg_failure *failure = &trace->failures.items[i];

		check_text(failure->test);
		check(failure->test.ptr && failure->error.message.ptr);
		check(failure->fingerprint.len == 16);
		check_text(failure->operation);
		check_exception(&failure->error);
		for (size_t k = 0; k < failure->chain.n; k++)
			check_exception(&failure->chain.items[k]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"helper.py", "tests/test_kinds.py", "src/buffer.cpp",
					    "test_kinds.py", "sub/helper.py"};
	rg_arena *arena = rg_arena_new();
	rg_str text = {(const char *)data, size}, records = {NULL, 0};
	rg_trace_options options = {.cwd = RG_STR_INIT("sub")};
	rg_str_vec files = {NULL, 0, 0};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		RG_PUSH(arena, &files, rg_str_of(names[i]));
	options.paths = rg_paths_new(arena, RG_STR("/repo"), &files);
	(void)rg_trace_looks_like_log(rg_str_sub(text, 0, 4096));
	check_trace(rg_trace_parse(arena, text, &options));
	if (rg_str_starts(text, RG_STR("{"))) {
		size_t end = rg_str_find(text, RG_STR("\n\n"));

		records = rg_str_sub(text, 0, end);
		text = rg_str_sub(text, end == SIZE_MAX ? text.len : end + 2, text.len);
		check_trace(rg_trace_read_probe(arena, records, &options));
		check_trace(rg_trace_read_run(arena, records, text, &options));
	}
	rg_arena_free(arena);
	return 0;
}
