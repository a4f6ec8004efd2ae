/* SPDX-License-Identifier: MIT */
/*
 * summary.c - `FAILED a.py::test_b - ValueError: c`. An id with parameters may hold blanks, " - "
 * and brackets, so it ends at the bracket that closes its first one (or at the end of the line);
 * any other ends at the first " - ". What names an exception decides. Continuation lines
 * (pytest 7.2 and later under CI) have no status word and are left out: the report holds the whole
 * message.
 */
#include "trace/summary.h"

#include <string.h>

#include "base/limits.h"
#include "trace/exception.h"
#include "trace/nodeid.h"

static const rg_str separator = RG_STR_INIT(" - ");

/* "Type", "Type: text", "assert …", "Ty...": what pytest says of an exception. */
static bool says_exception(rg_str message)
{
	rg_str type, text;

	rg_trace__split(&type, &text, message);
	return type.ptr || (rg_str_chop(&message, RG_STR("...")) && rg_trace__is_type(message));
}

/* Where an id with parameters ends when an exception is named behind it; 0 when none is. */
static size_t length_before_exception(rg_str what)
{
	size_t at = 0, dash;

	while ((dash = rg_str_find(rg_str_sub(what, at, what.len), separator)) != SIZE_MAX) {
		at += dash;
		if (at > 0 && what.ptr[at - 1] == ']' &&
		    says_exception(rg_str_sub(what, at + separator.len, what.len)))
			return at;
		at += separator.len;
	}
	return 0;
}

/* The length of the id that what begins with. */
static size_t id_length(rg_str what)
{
	size_t dash = rg_str_find(what, separator);
	size_t colons = rg_str_find(what, RG_STR("::"));
	size_t bracket = rg_str_find_char(what, '[');
	int depth = 0;

	if (dash == SIZE_MAX)
		return what.len;
	if (colons > dash || bracket > dash)
		return dash;
	if (length_before_exception(what))
		return length_before_exception(what);
	for (size_t i = bracket; i < what.len; i++) {
		depth += what.ptr[i] == '[';
		depth -= what.ptr[i] == ']';
		if (depth == 0 && (i + 1 == what.len ||
				   rg_str_starts(rg_str_sub(what, i + 1, what.len), separator)))
			return i + 1;
		if (depth < 0)
			break;
	}
	/* Unbalanced: the first bracket that closes before " - ". */
	for (size_t i = bracket; i + 1 < what.len; i++)
		if (what.ptr[i] == ']' &&
		    rg_str_starts(rg_str_sub(what, i + 1, what.len), separator))
			return i + 1;
	return what.ptr[what.len - 1] == ']' ? what.len : dash;
}

static void split(rg_outcome_line *line, rg_str what)
{
	size_t n;

	while (what.len > 0 && what.ptr[what.len - 1] == ' ')
		what.len--;
	n = id_length(what);
	line->what = what;
	line->nodeid = rg_str_sub(what, 0, n);
	if (n + separator.len <= what.len)
		line->message = rg_str_sub(what, n + separator.len, what.len);
}

/* "[msg] (i=1) a.py::t" → "a.py::t" */
static rg_str skip_subtest(rg_str what)
{
	for (int i = 0; i < 2 && what.len > 0; i++) {
		char open = what.ptr[0], close = open == '[' ? ']' : ')';
		int depth = 0;
		size_t n = 0;

		if (open != '[' && open != '(')
			break;
		for (; n < what.len; n++) {
			depth += what.ptr[n] == open;
			depth -= what.ptr[n] == close;
			if (depth == 0)
				break;
		}
		what = rg_str_trim(rg_str_sub(what, n + 1, what.len));
	}
	return what;
}

/* Takes the status off a line of the summary; false when it is no failure's. */
static bool take_status(rg_outcome_line *out, rg_str *line)
{
	*out = (rg_outcome_line){0};
	if (rg_str_skip(line, RG_STR("FAILED ")))
		return true;
	if (rg_str_skip(line, RG_STR("ERROR "))) {
		out->is_error = true;
		return true;
	}
	/* `SUBFAILED[msg] (i=1) id` (9.0), `[msg] (i=1) SUBFAIL id` (pytest-subtests) */
	out->is_subtest = true;
	if (rg_str_skip(line, RG_STR("SUBFAILED")) || rg_str_skip(line, RG_STR("SUBFAIL"))) {
		*line = skip_subtest(rg_str_trim(*line));
		return true;
	}
	if (line->len == 0 || (line->ptr[0] != '[' && line->ptr[0] != '('))
		return false;
	*line = skip_subtest(*line);
	return rg_str_skip(line, RG_STR("SUBFAIL "));
}

/*
 * "tests/test_a.py:12 TestB.test_c - Type: text": pytest-pretty's progress, and behind "- " what
 * pytest-sugar says in the end. False for other lines.
 */
static bool read_place_line(rg_outcome_line *out, rg_arena *arena, rg_str line)
{
	rg_str path, title;
	size_t colon, n;
	bool is_cut = rg_str_chop(&line, RG_STR("\xe2\x80\xa6"));

	line = rg_str_trim(line);
	(void)rg_str_skip(&line, RG_STR("- "));
	colon = rg_str_find(line, RG_STR(".py:"));
	if (colon == SIZE_MAX || rg_str_find_char(line, ':') < colon)
		return false;
	path = rg_str_sub(line, 0, colon + strlen(".py"));
	for (n = path.len + 1; n < line.len && line.ptr[n] >= '0' && line.ptr[n] <= '9';)
		n++;
	if (n == path.len + 1 || n + 2 >= line.len || line.ptr[n] != ' ')
		return false;
	title = rg_str_sub(line, n + 1, line.len);
	if (!rg_str_starts(title, RG_STR("test")) && !rg_str_starts(title, RG_STR("Test")))
		return false;
	*out = (rg_outcome_line){0};
	split(out, rg_arena_printf(arena, "%.*s::%.*s%s", RG_FMT(path), RG_FMT(title),
				   is_cut ? "..." : ""));
	title = rg_str_sub(out->nodeid, path.len + strlen("::"), out->nodeid.len);
	out->nodeid = rg_nodeid_make(arena, path, title);
	return true;
}

static void read_summary(rg_outcome_line_vec *out, rg_arena *arena, rg_str lines)
{
	const size_t n_before = out->n;
	rg_outcome_line found;
	rg_str line;

	while (rg_str_line(&line, &lines) && out->n < RG_LIMIT_FAILURES * 4) {
		if (!take_status(&found, &line)) {
			if (n_before == 0 && read_place_line(&found, arena, line))
				RG_PUSH(arena, out, found);
			continue;
		}
		split(&found, rg_str_trim(line));
		if (found.nodeid.len > 0)
			RG_PUSH(arena, out, found);
	}
}

/* Whether id is own, or what is left of an own id that holds " - ". */
static bool is_id_of(rg_str own, rg_str id)
{
	return rg_str_skip(&own, id) && (own.len == 0 || rg_str_starts(own, separator));
}

/*
 * pytest-sugar's summary says FAILED of errors in fixtures, too; what really failed stands once
 * more below "Results", "N failed", each by its place.
 */
static void tell_errors(rg_outcome_line_vec *lines, rg_arena *arena, rg_str results)
{
	rg_outcome_line_vec failed = {NULL, 0, 0};
	rg_outcome_line found;
	rg_str rest = results, line;

	while (rg_str_line(&line, &rest) && failed.n < RG_LIMIT_FAILURES * 4)
		if (read_place_line(&found, arena, line))
			RG_PUSH(arena, &failed, found);
	if (failed.n == 0 && rg_str_has(results, RG_STR(" failed\n")))
		return; /* an older one, which does not list them */
	for (size_t i = 0; i < lines->n; i++) {
		rg_outcome_line *one = &lines->items[i];
		size_t k = 0;

		while (k < failed.n &&
		       (failed.items[k].is_used || !is_id_of(one->nodeid, failed.items[k].nodeid)))
			k++;
		if (k < failed.n)
			failed.items[k].is_used = true;
		else
			one->is_error = true;
	}
}

/* The end of `[gw1] [  7%] ` or 0. */
static size_t worker_prefix(rg_str line)
{
	size_t n;

	if (!rg_str_starts(line, RG_STR("[gw")))
		return 0;
	n = rg_str_find(line, RG_STR("%] "));
	return n == SIZE_MAX || n > 20 ? 0 : n + 3;
}

/* "a.py::t [msg] (i=1)" → "a.py::t" */
static rg_str without_subtest(rg_str what)
{
	size_t colons = rg_str_find(what, RG_STR("::")), end;

	if (colons == SIZE_MAX)
		return what;
	for (end = colons; end + 1 < what.len; end++)
		if (what.ptr[end] == ' ' && (what.ptr[end + 1] == '[' || what.ptr[end + 1] == '('))
			return rg_str_sub(what, 0, end);
	return what;
}

/* `a.py::t FAILED [ 50%]` or `[gw1] [  7%] FAILED a.py::t`; false for other lines. */
static bool read_progress_line(rg_outcome_line *out, rg_str line)
{
	size_t prefix = worker_prefix(line), at;

	*out = (rg_outcome_line){0};
	if (prefix) {
		line = rg_str_sub(line, prefix, line.len);
		out->is_error = rg_str_starts(line, RG_STR("ERROR "));
		if (!rg_str_skip(&line, RG_STR("FAILED ")) && !rg_str_skip(&line, RG_STR("ERROR ")))
			return false;
		out->nodeid = rg_str_trim(line);
		return rg_str_has(line, RG_STR("::"));
	}
	at = rg_str_find(line, RG_STR(" FAILED"));
	if (at == SIZE_MAX) {
		at = rg_str_find(line, RG_STR(" SUBFAIL"));
		out->is_subtest = at != SIZE_MAX;
	}
	if (at == SIZE_MAX) {
		at = rg_str_find(line, RG_STR(" ERROR"));
		out->is_error = true;
	}
	if (at == SIZE_MAX)
		return false;
	out->nodeid = out->is_subtest ? without_subtest(rg_str_sub(line, 0, at))
				      : rg_str_sub(line, 0, at);
	line = rg_str_sub(line, at + 1, line.len);
	if (!rg_str_skip(&line, RG_STR("FAILED")) && !rg_str_skip(&line, RG_STR("ERROR")) &&
	    !rg_str_skip(&line, RG_STR("SUBFAILED")))
		(void)rg_str_skip(&line, RG_STR("SUBFAIL"));
	line = rg_str_trim(line);
	return (line.len == 0 || line.ptr[0] == '[' || out->is_subtest) &&
	       rg_str_has(out->nodeid, RG_STR("::")) &&
	       (line.len > 0 || rg_str_has(out->nodeid, RG_STR(".py")));
}

/* "FAILED [ 50%]": the test printed what stands before it, and its name on a line above. */
static bool read_lone_status(rg_outcome_line *out, rg_str line, rg_str running)
{
	*out = (rg_outcome_line){.nodeid = running, .is_error = line.len && line.ptr[0] == 'E'};
	if (!running.ptr ||
	    (!rg_str_skip(&line, RG_STR("FAILED")) && !rg_str_skip(&line, RG_STR("ERROR"))))
		return false;
	line = rg_str_trim(line);
	return line.len == 0 || (line.ptr[0] == '[' && line.ptr[line.len - 1] == ']');
}

/* The id that a line of -v begins with, its blanks and all; null: none. */
static rg_str begun_id(rg_str line)
{
	size_t colons = rg_str_find(line, RG_STR(".py::")), end, bracket;

	if (colons == SIZE_MAX || line.len > 4000 || line.ptr[0] == ' ' || line.ptr[0] == '[')
		return (rg_str){NULL, 0};
	end = rg_str_find_char(rg_str_sub(line, colons, line.len), ' ');
	if (end == SIZE_MAX)
		return line;
	end += colons;
	bracket = rg_str_find(line, RG_STR("] "));
	if (bracket != SIZE_MAX && bracket > end &&
	    rg_str_find_char(rg_str_sub(line, colons, end), '[') != SIZE_MAX)
		end = bracket + 1;
	return rg_str_sub(line, 0, end);
}

/* The same, of a test that the line says nothing else of. */
static rg_str running_on(rg_str line)
{
	static const char *const statuses[] = {"PASSED", "SKIPPED", "XFAIL", "XPASS", "RERUN"};
	rg_str id = begun_id(line), behind = rg_str_trim(rg_str_sub(line, id.len, line.len));

	for (unsigned i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
		if (rg_str_starts(behind, rg_str_of(statuses[i])))
			return (rg_str){NULL, 0};
	return id;
}

/* "a.py ..E    [ 50%]" */
static bool ends_in_error(rg_str line)
{
	line = rg_str_trim(rg_str_sub(line, 0, rg_str_rfind_char(line, '[')));
	return rg_str_has(line, RG_STR(".py ")) && rg_str_ends(line, RG_STR("E"));
}

static void read_progress(rg_outcome_line_vec *out, rg_arena *arena, rg_str progress)
{
	rg_str line, running = {NULL, 0};
	bool is_error = false;
	bool is_verbose = false; /* the line before was -v's, of a test that failed */

	while (rg_str_line(&line, &progress) && out->n < RG_LIMIT_FAILURES * 4) {
		rg_outcome_line found;

		if (line.len >= 2000)
			continue;
		if (read_place_line(&found, arena, line)) {
			if (is_verbose)
				out->items[out->n - 1].message = found.message;
			else
				RG_PUSH(arena, out, found);
			out->items[out->n - 1].is_error |= is_error;
		}
		is_error = ends_in_error(line);
		is_verbose =
			read_progress_line(&found, line) || read_lone_status(&found, line, running);
		if (is_verbose) {
			RG_PUSH(arena, out, found);
			running = (rg_str){NULL, 0};
		} else if (begun_id(line).ptr) {
			running = running_on(line);
		}
	}
}

void rg_summary_read(rg_outcome_line_vec *out, rg_arena *arena, const rg_session *session)
{
	const rg_str_vec *summaries = &session->summaries;

	for (size_t i = 0; i < summaries->n; i++)
		read_summary(out, arena, summaries->items[i]);
	if (summaries->n > 1 && rg_section_is_results(session->closing))
		tell_errors(out, arena, summaries->items[summaries->n - 1]);
	if (out->n == 0)
		read_progress(out, arena, session->progress);
}

void rg_summary_count(rg_trace *trace, rg_str closing)
{
	size_t in = rg_str_find(closing, RG_STR(" in "));
	rg_str part, rest = rg_str_sub(closing, 0, in == SIZE_MAX ? closing.len : in);

	while (rg_str_part(&part, &rest, ',')) {
		rg_str word, number;
		uint64_t n;

		part = rg_str_trim(part);
		if (!rg_str_part(&number, &part, ' ') || !rg_str_u64(&n, number, UINT32_MAX))
			continue;
		word = part;
		if (rg_str_eq_z(word, "passed"))
			trace->n_passed += (uint32_t)n;
		else if (rg_str_eq_z(word, "failed"))
			trace->n_failed += (uint32_t)n;
		else if (rg_str_eq_z(word, "error") || rg_str_eq_z(word, "errors"))
			trace->n_errors += (uint32_t)n;
	}
}

rg_str rg_summary_running(rg_str progress)
{
	rg_str line, found = {NULL, 0};

	while (rg_str_line(&line, &progress))
		if (begun_id(line).ptr)
			found = begun_id(line);
	return found;
}
