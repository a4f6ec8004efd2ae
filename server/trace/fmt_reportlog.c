/* SPDX-License-Identifier: MIT */
/*
 * fmt_reportlog.c - pytest-reportlog's JSON Lines (--report-log): pytest's own reports, serialised
 * by _report_to_json in _pytest/reports.py. The parts of a traceback are put together again as the
 * terminal shows them (toterminal in _pytest/_code/code.py), and read as that. Lines that are no
 * JSON, like the last one of a run that died, are left out.
 *
 * Subtests, an xfail and a rerun are told by their outcome and report type, as in fmt_probe.c.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "trace/import.h"

static const rg_str mark = RG_STR_INIT("\"$report_type\"");

typedef struct rg_reportlog {
	rg_reader *reader;
	const rg_json *record;
	rg_buf text;
	bool has_record;
} rg_reportlog;

static rg_str member(const rg_json *object, const char *key)
{
	return rg_json_str(rg_json_get(object, key));
}

static void add_line(rg_buf *out, rg_str line)
{
	rg_buf_add(out, line);
	rg_buf_add_char(out, '\n');
}

static void add_lines(rg_buf *out, const rg_json *lines)
{
	for (const rg_json *at = rg_json_first(lines); at; at = rg_json_next(at))
		add_line(out, rg_json_str(at));
}

/* "path:3: message"; of a short entry it comes first, its message is "in f". */
static void add_place(rg_buf *out, const rg_json *place)
{
	if (rg_json_is_object(place))
		rg_buf_printf(out, "%.*s:%lld: %.*s\n", RG_FMT(member(place, "path")),
			      (long long)rg_json_int(rg_json_get(place, "lineno"), 0),
			      RG_FMT(member(place, "message")));
}

static void add_arguments(rg_buf *out, const rg_json *arguments)
{
	bool is_first = true;

	for (const rg_json *at = rg_json_first(arguments); at; at = rg_json_next(at)) {
		rg_buf_printf(out, "%s%.*s = %.*s", is_first ? "" : ", ",
			      RG_FMT(rg_json_str(rg_json_at(at, 0))),
			      RG_FMT(rg_json_str(rg_json_at(at, 1))));
		is_first = false;
	}
	if (!is_first)
		rg_buf_add_z(out, "\n\n");
}

static void add_entry(rg_buf *out, const rg_json *data)
{
	const rg_json *place = rg_json_get(data, "reprfileloc");
	const rg_json *locals = rg_json_get(data, "reprlocals");

	if (rg_str_eq_z(member(data, "style"), "short")) {
		add_place(out, place);
		add_lines(out, rg_json_get(data, "lines"));
		add_lines(out, rg_json_get(locals, "lines"));
		return;
	}
	add_arguments(out, rg_json_get(rg_json_get(data, "reprfuncargs"), "args"));
	add_lines(out, rg_json_get(data, "lines"));
	if (rg_json_is_object(locals)) {
		rg_buf_add_char(out, '\n');
		add_lines(out, rg_json_get(locals, "lines"));
	}
	if (rg_json_is_object(place)) {
		rg_buf_add_char(out, '\n');
		add_place(out, place);
	}
}

/* Under --tb=no the entries have no place, but the exception has one: "path:3: ValueError". */
static void add_crash(rg_buf *out, const rg_json *crash)
{
	rg_str what = member(crash, "message");

	if (!member(crash, "path").len)
		return;
	what = rg_str_sub(what, 0, rg_str_find_char(what, ':'));
	rg_buf_printf(out, "\n%.*s:%lld: %.*s\n", RG_FMT(member(crash, "path")),
		      (long long)rg_json_int(rg_json_get(crash, "lineno"), 0), RG_FMT(what));
}

static void add_traceback(rg_buf *out, const rg_json *traceback, const rg_json *crash)
{
	const rg_json *entry = rg_json_first(rg_json_get(traceback, "reprentries"));
	rg_str extra = member(traceback, "extraline");

	while (entry) {
		const rg_json *next = rg_json_next(entry);

		add_entry(out, rg_json_get(entry, "data"));
		if (next && (rg_str_eq_z(member(traceback, "style"), "long") ||
			     rg_str_eq_z(member(rg_json_get(next, "data"), "style"), "long")))
			rg_buf_add_z(out, "_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ \n");
		entry = next;
	}
	if (extra.ptr)
		add_line(out, extra);
	if (rg_str_eq_z(member(traceback, "style"), "no"))
		add_crash(out, crash);
}

static void add_report(rg_buf *out, const rg_json *longrepr)
{
	const rg_json *link = rg_json_first(rg_json_get(longrepr, "chain"));

	if (rg_json_is_string(longrepr))
		rg_buf_add(out, rg_json_str(longrepr));
	else if (!link)
		add_traceback(out, rg_json_get(longrepr, "reprtraceback"),
			      rg_json_get(longrepr, "reprcrash"));
	for (; link; link = rg_json_next(link)) {
		rg_str description = rg_json_str(rg_json_at(link, 2));

		add_traceback(out, rg_json_at(link, 0), rg_json_at(link, 1));
		if (description.ptr)
			rg_buf_printf(out, "\n%.*s\n\n", RG_FMT(description));
	}
}

static rg_phase phase_of(rg_str when)
{
	if (rg_str_eq_z(when, "setup"))
		return RG_PHASE_SETUP;
	return rg_str_eq_z(when, "teardown") ? RG_PHASE_TEARDOWN : RG_PHASE_CALL;
}

/* Of [["Captured stderr call", "…"], …] the last. */
static rg_str printed_of(const rg_json *sections)
{
	rg_str out = {NULL, 0};

	for (const rg_json *at = rg_json_first(sections); at; at = rg_json_next(at))
		if (rg_str_starts(rg_json_str(rg_json_at(at, 0)), RG_STR("Captured stderr")))
			out = rg_json_str(rg_json_at(at, 1));
	return out;
}

static void on_report(rg_reportlog *log, bool is_collection)
{
	rg_trace *trace = log->reader->trace;
	const rg_json *longrepr = rg_json_get(log->record, "longrepr");
	const rg_json *crash = rg_json_get(longrepr, "reprcrash");
	rg_str outcome = member(log->record, "outcome"), when = member(log->record, "when");
	rg_import import = {.test = member(log->record, "nodeid"),
			    .phase = is_collection ? RG_PHASE_COLLECT : phase_of(when)};

	if (rg_str_eq_z(outcome, "passed") && !is_collection)
		trace->n_passed +=
			rg_str_eq_z(when, "call") && !rg_json_get(log->record, "wasxfail");
	if (!rg_str_eq_z(outcome, "failed"))
		return;
	if (import.phase == RG_PHASE_CALL)
		trace->n_failed++;
	else
		trace->n_errors++;
	import.seconds = rg_json_number(rg_json_get(log->record, "duration"), -1);
	import.what = member(crash, "message");
	import.path = member(crash, "path");
	import.line = (uint32_t)(rg_json_int(rg_json_get(crash, "lineno"), 0) & INT32_MAX);
	import.printed = printed_of(rg_json_get(log->record, "sections"));
	rg_buf_clear(&log->text);
	add_report(&log->text, longrepr);
	import.text = rg_buf_str(&log->text);
	rg_import_add(log->reader, &import);
}

static void on_record(rg_reportlog *log)
{
	rg_str type = member(log->record, "$report_type");

	log->has_record = log->has_record || type.ptr;
	if (rg_str_eq_z(type, "CollectReport"))
		on_report(log, true);
	else if (rg_str_eq_z(type, "SessionFinish"))
		log->reader->trace->is_complete = true;
	else if (rg_str_ends(type, RG_STR("Report"))) /* TestReport, SubTestReport */
		on_report(log, false);
}

static bool sniff(rg_str text)
{
	rg_str line;

	if (!rg_str_starts(text, RG_STR("{")) || !rg_str_line(&line, &text))
		return false;
	return rg_str_has(rg_str_sub(line, 0, 4096), mark); /* a session's start is a short line */
}

static bool read(rg_reader *reader, rg_str text)
{
	rg_reportlog log = {.reader = reader};
	rg_str line;

	rg_buf_init(&log.text, 2 * RG_LIMIT_SECTION_BYTES);
	while (rg_str_line(&line, &text)) {
		rg_json *record = NULL;
		rg_err ignored;

		if (!rg_str_has(line, mark) ||
		    rg_json_parse(&record, rg_import_mend_json(reader->arena, line), &ignored) < 0)
			continue;
		log.record = record;
		on_record(&log);
		rg_json_free(record);
	}
	rg_buf_release(&log.text);
	return log.has_record;
}

const rg_trace_format rg_trace_format_reportlog = {"reportlog", sniff, read};
