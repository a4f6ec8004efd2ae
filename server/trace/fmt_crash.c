/* SPDX-License-Identifier: MIT */
/* fmt_crash.c - a crash alone: standard error of a run whose standard output lies elsewhere. */
#include "trace/crash.h"
#include "trace/nodeid.h"

/* Several ranks or workers may crash in one log. */
#define MAX_CRASHES 20

static bool sniff(rg_str text)
{
	return rg_trace__find_mark(text, RG_STR("Fatal Python error: "), 0) != SIZE_MAX ||
	       rg_trace__find_mark(text, RG_STR("Windows fatal exception: "), 0) != SIZE_MAX ||
	       rg_trace__find_mark(text, RG_STR("==ERROR: AddressSanitizer: "), 0) != SIZE_MAX ||
	       rg_trace__find_mark(text, RG_STR("~ Stack of MainThread"), 0) != SIZE_MAX ||
	       rg_trace__find_mark(text, RG_STR("(most recent call first):\n"), 0) != SIZE_MAX;
}

static bool read(rg_reader *reader, rg_str text)
{
	rg_crash crash;
	size_t from = 0, n = reader->trace->failures.n;

	for (int i = 0; i < MAX_CRASHES && rg_crash_find(&crash, reader, text, &from); i++) {
		rg_failure failure = {.phase = RG_PHASE_CALL, .error = crash.error, .seconds = -1};

		failure.test = crash.path.ptr
				       ? rg_nodeid_make(reader->arena, crash.path, crash.function)
				       : RG_STR("");
		rg_trace__add(reader, &failure);
	}
	return reader->trace->failures.n > n;
}

const rg_trace_format rg_trace_format_crash = {"crash", sniff, read};
