/* SPDX-License-Identifier: MIT */
/*
 * fmt_pytest.c - pytest's terminal output. Each report is paired with the line of the short
 * summary (or of -v's progress) that names its test whole: the report's title lacks the file. A
 * summary line without a report (--tb=no, --tb=line) still is a failure.
 *
 * Left out on purpose: expected failures, reruns that passed, tracebacks in captured output and
 * warnings; and the counts of progress letters.
 */
#include "base/limits.h"
#include "trace/complaint.h"
#include "trace/crash.h"
#include "trace/nodeid.h"
#include "trace/run_reader.h"

/* Of a line, where a node id is looked for. */
#define MAX_ID 2000

static const rg_str crashed_mark = RG_STR_INIT("' crashed while running '");

static bool starts_with_any(rg_str line, const char *const *beginnings)
{
	for (; *beginnings; beginnings++)
		if (rg_str_starts(line, rg_str_of(*beginnings)))
			return true;
	return false;
}

/* Whether only pytest writes such a line. */
static bool is_telling(rg_str line)
{
	static const char *const sections[] = {"test session starts", "FAILURES", "ERRORS",
					       "short test summary info", NULL};
	static const char *const beginnings[] = {"INTERNALERROR> ",
						 "ImportError while loading conftest '",
						 "ERROR: not found: ",
						 "ERROR: file or directory not found: ",
						 "ERROR: usage: ",
						 "Test session starts (platform: ",
						 NULL};
	size_t at;
	rg_str name;

	if (line.len == 0)
		return false;
	if (line.ptr[0] == '=')
		return rg_section_title(&name, line, '=') &&
		       (starts_with_any(name, sections) || rg_section_is_closing(name));
	if (line.ptr[0] == '_')
		return line.len >= 20 && rg_section_title(&name, line, '_') &&
		       !rg_section_is_tox(name);
	if (starts_with_any(line, beginnings) || rg_section_is_closing(line))
		return true;
	at = rg_str_find(rg_str_sub(line, 0, MAX_ID), RG_STR(".py::"));
	if (at != SIZE_MAX && line.ptr[0] != ' ')
		return rg_str_has(rg_str_sub(line, at, line.len), RG_STR(" FAILED")) ||
		       rg_str_has(rg_str_sub(line, at, line.len), RG_STR(" PASSED"));
	return false;
}

static bool sniff(rg_str text)
{
	rg_str line;

	if (rg_str_starts(text, RG_STR("ERROR: ")) ||
	    rg_trace__find_mark(text, RG_STR(": error: unrecognized arguments: "), 0) != SIZE_MAX)
		return true;
	while (rg_str_line(&line, &text))
		if (is_telling(line))
			return true;
	return false;
}

/* `worker 'gw1' crashed while running 'id'`: the id; the dump stands in the progress. */
static rg_str read_worker_crash(rg_run_reader *run, rg_exception *error)
{
	size_t at = rg_str_find(error->message, crashed_mark), from = 0;
	rg_str id = rg_str_sub(error->message, at + crashed_mark.len, error->message.len);
	rg_crash crash;

	(void)rg_str_chop(&id, RG_STR("'"));
	for (int i = 0; i < 20; i++) {
		if (!rg_crash_find(&crash, run->reader, run->session->progress, &from))
			break;
		if (!rg_str_eq(crash.function, rg_nodeid_function(id)))
			continue;
		error->type = crash.error.type;
		error->frames = crash.error.frames;
		break;
	}
	return id;
}

static void read_report(rg_run_reader *run, const rg_section_report *report)
{
	rg_str title = rg_str_trim(report->title);
	rg_failure failure = {.seconds = -1};
	rg_traceback traceback;
	rg_outcome_line *line;
	rg_str crashed = {NULL, 0};

	failure.phase = rg_nodeid_phase(&title, report->is_error);
	if (failure.phase == RG_PHASE_COLLECT && rg_run__is_collected(run, title))
		return;
	rg_traceback_read(&traceback, run->reader, report->body);
	if (!traceback.error.type.ptr && rg_str_has(traceback.error.message, crashed_mark))
		title = crashed = read_worker_crash(run, &traceback.error);
	line = rg_run__find_line(run, title, failure.phase, &traceback);
	for (size_t i = 0; i < run->lines.n && crashed.ptr && !line; i++)
		if (rg_str_eq(run->lines.items[i].nodeid, crashed))
			line = &run->lines.items[i];
	/* pytest-sugar and pytest-pretty do not tell errors from failures */
	if (!line && rg_section_is_results(run->session->closing))
		line = rg_run__find_line(run, title, RG_PHASE_CALL, &traceback);
	if (line) {
		line->is_used = true;
		failure.test = line->nodeid;
		rg_run__add_from_line(run, &traceback.error, line);
	} else {
		failure.test = crashed.ptr
				       ? crashed
				       : rg_run__guess_test(run, title, failure.phase, &traceback);
	}
	failure.error = traceback.error;
	failure.chain = traceback.chain;
	rg_trace__add_with_output(run->reader, &failure, report->printed);
}

/* A session that did not come to its end: the crash, if it left a trace. */
static void read_crash(rg_run_reader *run)
{
	rg_failure failure = {.phase = RG_PHASE_CALL, .seconds = -1};
	rg_crash crash, last;
	size_t from = 0, n = 0;
	rg_str running;

	while (n < 20 && rg_crash_find(&crash, run->reader, run->session->progress, &from)) {
		last = crash;
		n++;
	}
	if (n == 0)
		return;
	running = rg_summary_running(rg_str_sub(run->session->progress, 0, last.begin));
	if (running.ptr &&
	    (!last.function.ptr || rg_str_eq(rg_nodeid_function(running), last.function)))
		failure.test = running;
	else if (last.path.ptr)
		failure.test = rg_nodeid_make(run->reader->arena, last.path, last.function);
	else
		failure.test = run->only_file.ptr ? run->only_file : RG_STR("");
	failure.error = last.error;
	rg_trace__add(run->reader, &failure);
}

/* pytest-sugar and pytest-pretty count below "Results", one line each. */
static void count_outcomes(rg_trace *trace, const rg_session *session)
{
	rg_str lines, line;

	rg_summary_count(trace, session->closing);
	if (!rg_section_is_results(session->closing) || !session->summaries.n)
		return;
	lines = session->summaries.items[session->summaries.n - 1];
	while (rg_str_line(&line, &lines))
		rg_summary_count(trace, line);
}

static void read_session(rg_reader *reader, const rg_session *session)
{
	rg_run_reader run = {.reader = reader, .session = session};
	rg_traceback_vec parts = {NULL, 0, 0};

	rg_summary_read(&run.lines, reader->arena, session);
	if (run.lines.n == 0)
		run.only_file = rg_run__find_only_file(session->progress);
	for (size_t i = 0; i < session->reports.n; i++) {
		if (reader->trace->failures.n >= RG_LIMIT_FAILURES)
			break;
		if (session->reports.items[i].title.ptr)
			read_report(&run, &session->reports.items[i]);
		else
			rg_traceback_read_lines(&parts, reader, session->reports.items[i].body);
	}
	/* pytest-sugar has no section for the lines of --tb=line */
	if (rg_section_is_results(session->closing) && !session->reports.n)
		rg_traceback_read_lines(&parts, reader, session->progress);
	rg_run__read_rest(&run, &parts);
	if (session->closing.ptr)
		count_outcomes(reader->trace, session);
	else if (!session->summaries.n)
		read_crash(&run);
}

static bool read(rg_reader *reader, rg_str text)
{
	rg_session_vec sessions = {NULL, 0, 0};
	rg_trace *trace = reader->trace;

	rg_sections_find(&sessions, reader->arena, text);
	for (size_t i = 0; i < sessions.n; i++)
		read_session(reader, &sessions.items[i]);
	trace->is_complete = sessions.items[sessions.n - 1].closing.ptr != NULL;
	if (trace->failures.n == 0 && trace->n_passed == 0) {
		rg_complaint_read(reader, text);
	} else {
		for (size_t i = 0; i < sessions.n && !trace->usage.ptr; i++)
			rg_complaint_read_internal(reader, sessions.items[i].progress);
	}
	return trace->failures.n > 0 || trace->usage.ptr || trace->is_complete ||
	       sessions.items[0].reports.n > 0 ||
	       rg_str_has(text, RG_STR("= test session starts ="));
}

const rg_trace_format rg_trace_format_pytest = {"pytest", sniff, read};
