/* SPDX-License-Identifier: MIT */
/*
 * probe.c - any bytes are the probe's records up to the first empty line, and the log of the same
 * run behind it: the failures in them, and what they say about the run.
 */
#include "check_trace.h"
#include "runner/probe_log.h"
#include "trace/fmt_probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = {(const char *)data, size}, log;
	size_t end = rg_str_find(text, RG_STR("\n\n"));
	rg_trace_options options = some_workspace(arena);
	rg_probe_log log_of_run;

	log = rg_str_sub(text, end == SIZE_MAX ? text.len : end + 2, text.len);
	text = rg_str_sub(text, 0, end);
	check_trace(rg_trace_read_probe(arena, text, &options));
	rg_probe_log_read(&log_of_run, arena, text);
	check_trace(rg_trace_read_run(arena, text, log, &options));
	rg_arena_free(arena);
	return 0;
}
