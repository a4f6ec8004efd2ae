/* SPDX-License-Identifier: MIT */
/*
 * complaint.c - lines that pytest writes outside of any section: `ERROR: …` (UsageError, in
 * _pytest/config/__init__.py), argparse's `PROG: error: …`, `ImportError while loading conftest`
 * with a short traceback below it, and `INTERNALERROR> ` before each line of a native one.
 */
#include "trace/complaint.h"

#include <string.h>

#include "base/buf.h"
#include "trace/traceback.h"

#define MAX_BODY ((size_t)256 * 1024)

static const rg_str conftest_mark = RG_STR_INIT("ImportError while loading conftest '");
static const rg_str internal_mark = RG_STR_INIT("INTERNALERROR> ");

/* The offset of a line that begins with prefix, or SIZE_MAX. */
static size_t line_with(rg_str text, rg_str prefix)
{
	size_t from = 0;

	for (;;) {
		size_t at = rg_str_find(rg_str_sub(text, from, text.len), prefix);

		if (at == SIZE_MAX)
			return SIZE_MAX;
		at += from;
		if (at == 0 || text.ptr[at - 1] == '\n')
			return at;
		from = at + prefix.len;
	}
}

/* The complaint on a line of progress that has not ended: where prefix's last word stands. */
static size_t glued(rg_str text, rg_str prefix)
{
	size_t at = line_with(text, prefix);

	return at == SIZE_MAX ? SIZE_MAX : at + prefix.len - strlen("ERROR: ");
}

static void read_conftest(rg_reader *reader, rg_str text, size_t at)
{
	rg_str rest = rg_str_sub(text, at, at + MAX_BODY), line, path;
	rg_failure failure = {.phase = RG_PHASE_COLLECT, .seconds = -1};
	rg_traceback traceback;

	(void)rg_str_line(&line, &rest);
	path = rg_str_sub(line, conftest_mark.len, line.len);
	path = rg_str_sub(path, 0, rg_str_rfind_char(path, '\''));
	rg_traceback_read(&traceback, reader, rest);
	failure.test = path;
	failure.error = traceback.error;
	failure.chain = traceback.chain;
	reader->trace->usage = rg_trace__keep(reader, rg_str_sub(line, 0, RG_TRACE_MAX_PATH));
	rg_trace__add(reader, &failure);
}

/* A worker of xdist sends its traceback as text, which became the message: without its indent. */
static void read_inner(rg_traceback *traceback, rg_reader *reader)
{
	rg_str rest = traceback->error.message, line;
	rg_traceback inner;
	rg_buf body;

	if (!rg_str_starts(rest, RG_STR("Traceback (most recent call last):")))
		return;
	rg_buf_init(&body, MAX_BODY);
	while (rg_str_line(&line, &rest)) {
		(void)rg_str_skip(&line, RG_STR("  "));
		rg_buf_add(&body, line);
		rg_buf_add_char(&body, '\n');
	}
	rg_traceback_read(&inner, reader, rg_buf_str(&body));
	if (inner.has_error && inner.error.type.ptr)
		*traceback = inner;
	rg_buf_release(&body);
}

static void read_internal(rg_reader *reader, rg_str text, size_t at)
{
	rg_str rest = rg_str_sub(text, at, at + MAX_BODY), line, first = {NULL, 0};
	rg_failure failure = {.phase = RG_PHASE_COLLECT, .seconds = -1, .test = {"", 0}};
	rg_traceback traceback;
	rg_buf body;

	rg_buf_init(&body, MAX_BODY);
	while (rg_str_line(&line, &rest)) {
		if (!rg_str_skip(&line, internal_mark) &&
		    !rg_str_eq(line, rg_str_trim(internal_mark)))
			break;
		rg_buf_add(&body, line);
		rg_buf_add_char(&body, '\n');
	}
	rg_traceback_read(&traceback, reader, rg_buf_str(&body));
	rg_buf_release(&body);
	read_inner(&traceback, reader);
	failure.error = traceback.error;
	failure.chain = traceback.chain;
	rest = traceback.error.message;
	(void)rg_str_line(&first, &rest);
	reader->trace->usage =
		rg_arena_printf(reader->arena, "internal error of pytest: %.*s: %.*s",
				RG_FMT(traceback.error.type), RG_FMT(first));
	rg_trace__add(reader, &failure);
}

/* `ERROR: …` up to a blank line; of argparse's usage the complaint itself. */
static void read_usage(rg_reader *reader, rg_str text, size_t at)
{
	rg_str rest = rg_str_sub(text, at, at + 4096), line, all;
	size_t error, end;

	(void)rg_str_skip(&rest, RG_STR("ERROR: "));
	all = rest;
	end = rg_str_find(all, RG_STR("\n\n"));
	all = rg_str_trim(rg_str_sub(all, 0, end));
	error = rg_str_find(all, RG_STR(": error: "));
	if (error != SIZE_MAX) {
		rest = rg_str_sub(all, error + 9, all.len);
		(void)rg_str_line(&line, &rest);
		all = line;
	}
	reader->trace->usage = rg_trace__keep(reader, all);
}

void rg_complaint_read_internal(rg_reader *reader, rg_str progress)
{
	size_t at = line_with(progress, internal_mark);

	if (at != SIZE_MAX)
		read_internal(reader, progress, at);
}

void rg_complaint_read(rg_reader *reader, rg_str text)
{
	size_t at;

	if ((at = line_with(text, internal_mark)) != SIZE_MAX)
		read_internal(reader, text, at);
	else if ((at = line_with(text, conftest_mark)) != SIZE_MAX)
		read_conftest(reader, text, at);
	else if ((at = line_with(text, RG_STR("ERROR: "))) != SIZE_MAX ||
		 (at = glued(text, RG_STR("collecting ... ERROR: "))) != SIZE_MAX ||
		 (at = line_with(text, RG_STR("usage: "))) != SIZE_MAX)
		read_usage(reader, text, at);
}
