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
#include "trace/exception.h"
#include "trace/kind.h"
#include "trace/nodeid.h"
#include "trace/sections.h"
#include "trace/summary.h"
#include "trace/traceback.h"

/* Of the progress, where -v's line of a single test is looked for. */
#define MAX_PROGRESS (256 * 1024)

/* Of a line, where a node id is looked for. */
#define MAX_ID 2000

static const rg_str crashed_mark = RG_STR_INIT("' crashed while running '");

static const rg_str single_mark = RG_STR_INIT(" [single exception in ");

typedef struct rg_run_reader {
	rg_reader *reader;
	const rg_session *session;
	rg_outcome_line_vec lines;
	rg_str_vec collected; /* titles of collection errors */
	rg_str only_file;     /* the one file that the progress names, or null */
} rg_run_reader;

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
	static const char *const beginnings[] = {
		"INTERNALERROR> ",    "ImportError while loading conftest '",
		"ERROR: not found: ", "ERROR: file or directory not found: ",
		"ERROR: usage: ",     NULL};
	size_t at;
	rg_str name;

	if (line.len == 0)
		return false;
	if (line.ptr[0] == '=')
		return rg_section_title(&name, line, '=') &&
		       (starts_with_any(name, sections) || rg_section_is_closing(name));
	if (line.ptr[0] == '_')
		return line.len >= 20 && rg_section_title(&name, line, '_');
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

/* The only file among lines like `tests/test_a.py ..F [ 50%]`, or null. */
static rg_str find_only_file(rg_str progress)
{
	rg_str line, found = {NULL, 0};

	while (rg_str_line(&line, &progress)) {
		size_t at = rg_str_find(rg_str_sub(line, 0, 400), RG_STR(".py"));
		rg_str file;

		if (at == SIZE_MAX || line.ptr[0] == ' ' || line.ptr[0] == '[' ||
		    (at + 3 < line.len && line.ptr[at + 3] != ' ' && line.ptr[at + 3] != ':'))
			continue;
		file = rg_str_sub(line, 0, at + 3);
		if (rg_str_find_char(file, ' ') != SIZE_MAX)
			continue;
		if (found.ptr && !rg_str_eq(found, file))
			return (rg_str){NULL, 0};
		found = file;
	}
	return found;
}

/* Whether an id's file is the one in a printed path, as far as their names say. */
static bool is_same_file(rg_str nodeid, rg_str path)
{
	rg_str file = rg_str_sub(nodeid, 0, rg_str_find(nodeid, RG_STR("::")));

	return rg_str_eq(rg_path_name(file), rg_path_name(path));
}

static const rg_frame *first_frame(const rg_traceback *traceback)
{
	return traceback->error.frames.n ? &traceback->error.frames.items[0] : NULL;
}

/* The summary's line for a report: same title, same phase, and best also the same file. */
static rg_outcome_line *find_line(rg_run_reader *run, rg_str title, rg_phase phase,
				  const rg_traceback *traceback)
{
	const rg_frame *frame = first_frame(traceback);
	rg_outcome_line *best = NULL;
	int best_points = 0;

	for (size_t i = 0; i < run->lines.n; i++) {
		rg_outcome_line *line = &run->lines.items[i];
		rg_title_match match;
		int points;

		if (line->is_used || line->is_error != (phase != RG_PHASE_CALL))
			continue;
		match = rg_nodeid_match(line->nodeid, title);
		if (match == RG_TITLE_OTHER)
			continue;
		points = 1 + (line->is_subtest == (match == RG_TITLE_SUBTEST) ? 2 : 0) +
			 (frame && is_same_file(line->nodeid, frame->path) ? 1 : 0);
		if (points > best_points) {
			best = line;
			best_points = points;
		}
	}
	return best;
}

/* An id that holds " - ", which the summary alone cannot tell from the one behind it. */
static rg_outcome_line *find_line_by_text(rg_run_reader *run, rg_str title, rg_phase phase)
{
	for (size_t i = 0; i < run->lines.n; i++) {
		rg_outcome_line *line = &run->lines.items[i];
		size_t n = 0;

		if (line->is_used || line->is_error != (phase != RG_PHASE_CALL))
			continue;
		n = rg_nodeid_find_end(line->what, title);
		if (n == 0)
			continue;
		line->nodeid = rg_str_sub(line->what, 0, n);
		return line;
	}
	return NULL;
}

/* Without a summary: from the file that a frame of the test's own function names. */
static rg_str guess_test(rg_run_reader *run, rg_str title, rg_phase phase,
			 const rg_traceback *traceback)
{
	rg_str function = rg_nodeid_function(title), path = run->only_file;
	const rg_frame_vec *frames = &traceback->error.frames;

	if (phase == RG_PHASE_COLLECT)
		return title;
	for (size_t i = 0; i < frames->n; i++) {
		rg_str bare = frames->items[i].function;

		if (rg_str_eq(bare, function) || traceback->is_doctest) {
			path = frames->items[i].path;
			break;
		}
	}
	for (size_t i = 0; i < frames->n && !path.ptr; i++)
		if (rg_path_is_test(frames->items[i].path))
			path = frames->items[i].path;
	return path.ptr ? rg_nodeid_make(run->reader->arena, path, title) : title;
}

/* Whether the summary's message (perhaps cut, "...") is this exception. */
static bool is_message_of(rg_str message, const rg_exception *error)
{
	rg_str type, text, rest = error->message, line = {NULL, 0};

	(void)rg_str_line(&line, &rest);
	rg_trace__split(&type, &text, message);
	if (!type.ptr)
		text = message;
	else if (!rg_str_eq(type, error->type))
		return false;
	rest = text;
	(void)rg_str_line(&text, &rest);
	if (rg_str_chop(&text, RG_STR("...")))
		return rg_str_starts(line, text);
	return rg_str_eq(rg_str_trim(line), rg_str_trim(text));
}

/* The same for a report of --tb=line, whose last line and the summary's say the same. */
static bool is_message_of_line(rg_str message, const rg_traceback *part)
{
	rg_str rest = message;

	if (!part->what.len)
		return is_message_of(message, &part->error);
	(void)rg_str_line(&message, &rest);
	message = rg_str_trim(message);
	if (rg_str_chop(&message, RG_STR("...")))
		return rg_str_starts(part->what, message);
	return rg_str_eq(part->what, message);
}

/* What only the summary knows: the type behind `pytest.fail(…, pytrace=False)`, or everything. */
static void add_from_line(rg_run_reader *run, rg_exception *error, const rg_outcome_line *line)
{
	rg_str type, message;

	rg_frame place;
	size_t at;

	if (!line->message.ptr || error->type.ptr)
		return;
	if (error->frames.n == 0 && rg_trace__native_frame(&place, line->message)) {
		place.path = rg_trace__keep(run->reader, place.path);
		place.function = (rg_str){NULL, 0};
		RG_PUSH(run->reader->arena, &error->frames, place);
	}
	rg_trace__split(&type, &message, line->message);
	/* "ValueError('x') [single exception in ExceptionGroup]", 8.4 and later */
	at = rg_str_find(line->message, single_mark);
	if (at != SIZE_MAX && !type.ptr && rg_str_ends(line->message, RG_STR("]"))) {
		type = rg_str_sub(line->message, at + single_mark.len, line->message.len - 1);
		message = rg_str_sub(line->message, 0, at);
	}
	if (error->message.len == 0)
		error->message = rg_trace__keep(run->reader, message);
	else if (!is_message_of(message, error))
		return;
	error->type = rg_trace__keep(run->reader, type);
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

/* With xdist each worker collects, and shows the same error. */
static bool is_collected(rg_run_reader *run, rg_str title)
{
	if (rg_str_vec_has(&run->collected, title))
		return true;
	RG_PUSH(run->reader->arena, &run->collected, title);
	return false;
}

static void read_report(rg_run_reader *run, const rg_section_report *report)
{
	rg_str title = rg_str_trim(report->title);
	rg_failure failure = {.seconds = -1};
	rg_traceback traceback;
	rg_outcome_line *line;
	rg_str crashed = {NULL, 0};

	failure.phase = rg_nodeid_phase(&title, report->is_error);
	if (failure.phase == RG_PHASE_COLLECT && is_collected(run, title))
		return;
	rg_traceback_read(&traceback, run->reader, report->body);
	if (!traceback.error.type.ptr && rg_str_has(traceback.error.message, crashed_mark))
		title = crashed = read_worker_crash(run, &traceback.error);
	line = find_line(run, title, failure.phase, &traceback);
	if (!line)
		line = find_line_by_text(run, title, failure.phase);
	for (size_t i = 0; i < run->lines.n && crashed.ptr && !line; i++)
		if (rg_str_eq(run->lines.items[i].nodeid, crashed))
			line = &run->lines.items[i];
	if (line) {
		line->is_used = true;
		failure.test = line->nodeid;
		add_from_line(run, &traceback.error, line);
	} else {
		failure.test =
			crashed.ptr ? crashed : guess_test(run, title, failure.phase, &traceback);
	}
	failure.error = traceback.error;
	failure.chain = traceback.chain;
	rg_trace__add(run->reader, &failure);
}

/* By the summary alone: a test that failed or passed before its error had been set up. */
static rg_phase phase_of(const rg_run_reader *run, const rg_outcome_line *line)
{
	rg_str progress = rg_str_sub(run->session->progress, 0, MAX_PROGRESS);
	size_t at;

	if (!line->is_error)
		return RG_PHASE_CALL;
	if (!rg_str_has(line->nodeid, RG_STR("::")))
		return RG_PHASE_COLLECT;
	for (size_t i = 0; i < run->lines.n; i++)
		if (!run->lines.items[i].is_error &&
		    rg_str_eq(run->lines.items[i].nodeid, line->nodeid))
			return RG_PHASE_TEARDOWN;
	at = rg_str_find(progress, line->nodeid);
	progress = at == SIZE_MAX ? RG_STR("")
				  : rg_str_sub(progress, at + line->nodeid.len, progress.len);
	return rg_str_starts(progress, RG_STR(" PASSED")) ? RG_PHASE_TEARDOWN : RG_PHASE_SETUP;
}

/* Whether the summary's lines have no messages and are as many as the reports of --tb=line. */
static bool is_in_order(const rg_run_reader *run, const rg_traceback_vec *parts)
{
	size_t n = 0;

	for (size_t i = 0; i < run->lines.n; i++) {
		const rg_outcome_line *line = &run->lines.items[i];

		if (line->is_error || line->is_used)
			continue;
		if (line->message.ptr)
			return false;
		n++;
	}
	return n == parts->n;
}

/* The same for a line of the summary: its file was reported, perhaps by another path. */
static bool is_collected_line(rg_run_reader *run, const rg_outcome_line *line)
{
	for (size_t i = 0; i < run->collected.n; i++)
		if (rg_nodeid_match(line->nodeid, run->collected.items[i]) != RG_TITLE_OTHER)
			return true;
	return is_collected(run, line->nodeid);
}

/* Of the reports of --tb=line the one for this line; *next: the first that is not taken. */
static const rg_traceback *find_part(const rg_traceback_vec *parts, size_t *next,
				     const rg_outcome_line *line, bool is_in_order)
{
	if (line->is_error || (!line->message.ptr && !is_in_order))
		return NULL;
	for (size_t k = *next; k < parts->n; k++) {
		if (!is_in_order && !is_message_of_line(line->message, &parts->items[k]))
			continue;
		*next = k + 1;
		return &parts->items[k];
	}
	return NULL;
}

/* Summary lines without a report; under --tb=line with what the section shows for them. */
static void read_rest(rg_run_reader *run, const rg_traceback_vec *parts)
{
	bool has_order = is_in_order(run, parts);
	size_t next = 0;

	for (size_t i = 0; i < run->lines.n; i++) {
		const rg_outcome_line *line = &run->lines.items[i];
		rg_failure failure = {.seconds = -1, .test = line->nodeid};
		const rg_traceback *part;

		if (line->is_used)
			continue;
		failure.phase = phase_of(run, line);
		if (failure.phase == RG_PHASE_COLLECT && is_collected_line(run, line))
			continue;
		part = find_part(parts, &next, line, has_order);
		if (part) {
			failure.error = part->error;
			failure.chain = part->chain;
		}
		add_from_line(run, &failure.error, line);
		rg_trace__add(run->reader, &failure);
	}
	for (size_t k = 0; k < parts->n && run->lines.n == 0; k++) {
		rg_failure failure = {.phase = RG_PHASE_CALL,
				      .error = parts->items[k].error,
				      .chain = parts->items[k].chain,
				      .seconds = -1,
				      .test = {"", 0}};

		if (parts->items[k].error.frames.n > 0)
			rg_trace__add(run->reader, &failure);
	}
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
		failure.test = RG_STR("");
	failure.error = last.error;
	rg_trace__add(run->reader, &failure);
}

static void read_session(rg_reader *reader, const rg_session *session)
{
	rg_run_reader run = {.reader = reader, .session = session};
	rg_traceback_vec parts = {NULL, 0, 0};

	rg_summary_read(&run.lines, reader->arena, session);
	if (run.lines.n == 0)
		run.only_file = find_only_file(session->progress);
	for (size_t i = 0; i < session->reports.n; i++) {
		if (reader->trace->failures.n >= RG_LIMIT_FAILURES)
			break;
		if (session->reports.items[i].title.ptr)
			read_report(&run, &session->reports.items[i]);
		else
			rg_traceback_read_lines(&parts, reader, session->reports.items[i].body);
	}
	read_rest(&run, &parts);
	if (!session->closing.ptr)
		read_crash(&run);
	else
		rg_summary_count(reader->trace, session->closing);
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
