/* SPDX-License-Identifier: MIT */
/*
 * import.c - the long text of a report read by the same code as a terminal's, then completed.
 * The text lost its outer blanks on the way (longreprtext in _pytest/reports.py), and with them
 * the indentation of its first line, by which source is told from other text.
 */
#include "trace/import.h"

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
	failure.error = traceback.error;
	failure.chain = traceback.chain;
	rg_trace__add(reader, &failure);
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
