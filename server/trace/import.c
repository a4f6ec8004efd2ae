/* SPDX-License-Identifier: MIT */
/*
 * import.c - the long text of a report read by the same code as a terminal's, then completed.
 * The text lost its outer blanks on the way (longreprtext in _pytest/reports.py), and with them
 * the indentation of its first line, by which source is told from other text.
 */
#include "trace/import.h"

#include <string.h>

#include "base/limits.h"
#include "trace/clean.h"
#include "trace/exception.h"
#include "trace/traceback.h"

static const rg_str indent = RG_STR_INIT("    ");

/* Whether the first line is source that lost its indentation. */
static bool has_lost_indent(rg_str text)
{
	rg_str rest = text, line;

	if (!rg_str_line(&line, &rest) || line.len == 0 || line.ptr[0] == ' ')
		return false;
	if (rg_str_starts(line, RG_STR("def ")) || rg_str_starts(line, RG_STR("async def ")) ||
	    line.ptr[0] == '@')
		return true;
	return rg_str_starts(rest, RG_STR(">  ")) && line.ptr[0] != 'E' && line.ptr[0] != '_' &&
	       line.ptr[0] != '[';
}

static rg_str first_line(rg_str text)
{
	rg_str line = text;

	(void)rg_str_line(&line, &text);
	return rg_str_trim(line);
}

/* The type and, where the text has nothing, the message. */
static void complete(rg_exception *error, rg_reader *reader, rg_str what)
{
	rg_str type, message;

	if (!what.ptr || error->type.ptr)
		return;
	rg_trace__split(&type, &message, what);
	if (error->message.len == 0)
		error->message =
			rg_trace__keep(reader, rg_str_sub(message, 0, RG_LIMIT_ERROR_BYTES));
	else if (!rg_str_eq(first_line(message), first_line(error->message)))
		return;
	error->type = rg_trace__keep(reader, type);
}

void rg_import_add(rg_reader *reader, const rg_import *import)
{
	rg_failure failure = {
		.test = import->test, .phase = import->phase, .seconds = import->seconds};
	rg_str text = rg_trace__without_escapes(reader->arena, import->text);
	rg_traceback traceback;

	if (rg_str_starts(text, RG_STR("+ Exception Group Traceback")))
		text = rg_arena_printf(reader->arena, "  %.*s", RG_FMT(text));
	else if (has_lost_indent(text))
		text = rg_arena_printf(reader->arena, "%.*s%.*s", RG_FMT(indent), RG_FMT(text));
	rg_traceback_read(&traceback, reader, text);
	complete(&traceback.error, reader, import->what);
	if (!traceback.error.frames.n && import->path.len && import->line)
		RG_PUSH(reader->arena, &traceback.error.frames,
			(rg_frame){.path = rg_trace__keep(
					   reader, rg_str_sub(import->path, 0, RG_TRACE_MAX_PATH)),
				   .line = import->line});
	failure.error = traceback.error;
	failure.chain = traceback.chain;
	rg_trace__add_with_output(reader, &failure, import->printed);
}

rg_phase rg_import_phase(rg_str *what)
{
	rg_phase phase = RG_PHASE_CALL;

	if (rg_str_skip(what, RG_STR("failed on setup with \"")))
		phase = RG_PHASE_SETUP;
	else if (rg_str_skip(what, RG_STR("failed on teardown with \"")))
		phase = RG_PHASE_TEARDOWN;
	else if (rg_str_eq_z(*what, "collection failure"))
		return RG_PHASE_COLLECT;
	if (phase != RG_PHASE_CALL)
		(void)rg_str_chop(what, RG_STR("\""));
	return phase;
}

/* The code unit of `\uXXXX` at `at`; 0x10000 when there is none. */
static uint32_t code_unit(rg_str text, size_t at)
{
	uint32_t value = 0;

	if (at + 6 > text.len || text.ptr[at] != '\\' || text.ptr[at + 1] != 'u')
		return 0x10000;
	for (size_t i = at + 2; i < at + 6; i++) {
		char c = text.ptr[i];

		if (c >= '0' && c <= '9')
			value = value * 16 + (uint32_t)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			value = value * 16 + (uint32_t)((c | 32) - 'a' + 10);
		else
			return 0x10000;
	}
	return value;
}

rg_str rg_import_mend_json(rg_arena *arena, rg_str text)
{
	char *out;

	if (rg_str_find(text, RG_STR("\\u0000")) == SIZE_MAX &&
	    rg_str_find(text, RG_STR("\\ud")) == SIZE_MAX &&
	    rg_str_find(text, RG_STR("\\uD")) == SIZE_MAX)
		return text;
	out = rg_arena_cstr(arena, text);
	for (size_t i = 0; i < text.len;) {
		uint32_t unit = code_unit(text, i), next;

		if (unit == 0 || (unit >= 0xD800 && unit < 0xE000)) {
			next = code_unit(text, i + 6);
			if (unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
				i += 12;
				continue;
			}
			memcpy(out + i, "\\ufffd", 6);
		}
		i += text.ptr[i] == '\\' ? 2 : 1; /* "\\\\u0000" is a backslash and text */
	}
	return (rg_str){out, text.len};
}
