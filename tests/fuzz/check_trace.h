/* SPDX-License-Identifier: MIT */
/* check_trace.h - what holds for every trace, whatever was read: well-formed text, within limits.
 */
#ifndef RG_TESTS_FUZZ_CHECK_TRACE_H
#define RG_TESTS_FUZZ_CHECK_TRACE_H

#include <stdlib.h>

#include "base/limits.h"
#include "trace/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void check(bool is_right)
{
	if (!is_right)
		abort();
}

static inline void check_text(rg_str text)
{
	check(!text.ptr || rg_utf8_is_valid(text));
}

static inline void check_exception(const rg_exception *error)
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

static inline void check_trace(const rg_trace *trace)
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

/* A workspace that the corpora's paths are files of, run in its folder `sub`. */
static inline rg_trace_options some_workspace(rg_arena *arena)
{
	static const char *const names[] = {"helper.py", "tests/test_kinds.py", "src/buffer.cpp",
					    "test_kinds.py", "sub/helper.py"};
	rg_trace_options options = {.cwd = RG_STR_INIT("sub")};
	rg_str_vec files = {NULL, 0, 0};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		RG_PUSH(arena, &files, rg_str_of(names[i]));
	options.paths = rg_paths_new(arena, RG_STR("/repo"), &files);
	return options;
}

/* Any bytes are a file of this format, whether it would be taken for one or not. */
static inline void check_format(const rg_trace_format *format, const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = {(const char *)data, size};
	rg_trace_options options = some_workspace(arena);
	rg_trace trace = {.failures = {NULL, 0, 0}};
	rg_reader reader = {.arena = arena, .options = &options, .trace = &trace};

	(void)format->sniff(text);
	(void)format->read(&reader, text);
	check_trace(&trace);
	rg_arena_free(arena);
}

#endif
