/* SPDX-License-Identifier: MIT */
/*
 * log_lines.c - a line is compared with what the failures hold: a frame's line number and the end
 * of its path (the log's may be another machine's), a test's node id, a heading's name. Where
 * several failures went through one line of code, the one whose section it is comes first. Prefixes
 * that a pipeline puts before each line do not matter: what is looked for is found inside of it.
 */
#include "lsp/log_lines.h"

#include <string.h>

/* A section of a failure with --tb=long and its captured output. */
enum { MAX_SECTION_LINES = 4000, MAX_NEAR = 60, MAX_ERROR_LINES = 20 };

static rg_str line_of(const rg_text *text, size_t line)
{
	return rg_line_index_text(rg_text_lines(text), rg_text_bytes(text), line);
}

/* ---- headings ------------------------------------------------------------------------------- */

/* "TestA.test_b[1]" of "____ TestA.test_b[1] ____", also behind a prefix and "ERROR at setup of".
 */
static rg_str heading_of(rg_str line)
{
	size_t at = rg_str_find(line, RG_STR("__ ")), end;
	rg_str name;

	if (at == SIZE_MAX)
		return (rg_str){NULL, 0};
	name = rg_str_sub(line, at + 3, line.len);
	end = rg_str_find(name, RG_STR(" __"));
	if (end == SIZE_MAX)
		return (rg_str){NULL, 0};
	name = rg_str_trim(rg_str_sub(name, 0, end));
	if (rg_str_skip(&name, RG_STR("ERROR at "))) { /* "setup of" */
		size_t of = rg_str_find(name, RG_STR(" of "));

		return of == SIZE_MAX ? name : rg_str_sub(name, of + 4, name.len);
	}
	(void)rg_str_skip(&name, RG_STR("ERROR collecting "));
	return name;
}

/* Whether a heading's name is the test's: "a.py::TestA::test_b" is headed "TestA.test_b". */
static bool is_heading_of(rg_str name, rg_str test)
{
	size_t colons = rg_str_find(test, RG_STR("::"));
	rg_str rest = colons == SIZE_MAX ? test : rg_str_sub(test, colons + 2, test.len), part;

	if (name.len == 0)
		return false;
	if (colons == SIZE_MAX) /* a file that could not be collected */
		return rg_str_eq(name, test) || rg_str_ends(name, rest);
	while ((colons = rg_str_find(rest, RG_STR("::"))) != SIZE_MAX) {
		part = rg_str_sub(rest, 0, colons);
		if (!rg_str_skip(&name, part) || !rg_str_skip(&name, RG_STR(".")))
			return false;
		rest = rg_str_sub(rest, colons + 2, rest.len);
	}
	return rg_str_eq(name, rest);
}

/* The heading at or above the line, null for none in reach. */
static rg_str section_of(const rg_text *text, size_t line)
{
	for (size_t n = 0; n < MAX_SECTION_LINES; n++, line--) {
		rg_str s = line_of(text, line), name = heading_of(s);

		if (name.len)
			return name;
		if (line == 0 || rg_str_has(s, RG_STR("=====")))
			break;
	}
	return (rg_str){NULL, 0};
}

/* ---- frames --------------------------------------------------------------------------------- */

static bool is_same_char(char a, char b)
{
	return a == b || ((a == '/' || a == '\\') && (b == '/' || b == '\\'));
}

/* Whether one path ends in the other, between two of its parts. */
static bool is_same_path(rg_str a, rg_str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	rg_str longer = a.len < b.len ? b : a;

	if (n == 0)
		return false;
	for (size_t i = 1; i <= n; i++)
		if (!is_same_char(a.ptr[a.len - i], b.ptr[b.len - i]))
			return false;
	return longer.len == n || is_same_char(longer.ptr[longer.len - n - 1], '/') ||
	       longer.ptr[longer.len - n - 1] == ' ';
}

/* "12" of "path:12", "path(12" and `"path", line 12`; the path may be cut at a space before it. */
static bool next_place(rg_str *path, uint32_t *number, rg_str *rest)
{
	for (size_t i = 0; i < rest->len; i++) {
		size_t begin = i, end = i, digits;
		uint64_t value;

		if (rest->ptr[i] == '"' &&
		    rg_str_starts(rg_str_sub(*rest, i, rest->len), RG_STR("\", line "))) {
			i += 8;
		} else if (rest->ptr[i] == ':' || rest->ptr[i] == '(') {
			i += 1;
		} else {
			continue;
		}
		for (digits = i;
		     digits < rest->len && rest->ptr[digits] >= '0' && rest->ptr[digits] <= '9';)
			digits++;
		while (begin > 0 && !strchr(" \t\"'(<[", rest->ptr[begin - 1]))
			begin--;
		if (begin < end && rg_str_u64(&value, rg_str_sub(*rest, i, digits), UINT32_MAX)) {
			*path = rg_str_sub(*rest, begin, end);
			*number = (uint32_t)value;
			*rest = rg_str_sub(*rest, digits, rest->len);
			return true;
		}
		i = end;
	}
	return false;
}

static bool find_frame_in(rg_log_place *out, const rg_failure *failure,
			  const rg_exception *exception, rg_str path, uint32_t line)
{
	for (size_t i = exception->frames.n; i-- > 0;) {
		const rg_frame *frame = &exception->frames.items[i];

		if (frame->line != line || !is_same_path(frame->path, path))
			continue;
		*out = (rg_log_place){failure, exception, frame, (uint32_t)i + 1,
				      (uint32_t)exception->frames.n};
		return true;
	}
	return false;
}

static bool find_frame(rg_log_place *out, const rg_failure *failure, rg_str path, uint32_t line)
{
	bool found = find_frame_in(out, failure, &failure->error, path, line);

	for (size_t i = 0; i < failure->chain.n && !found; i++)
		found = find_frame_in(out, failure, &failure->chain.items[i], path, line);
	return found;
}

static bool names_frame(rg_log_place *out, const rg_findings *findings, const rg_text *text,
			size_t line)
{
	rg_str rest = line_of(text, line), path, section = {NULL, 0};
	bool has_found = false;
	uint32_t number;

	while (!has_found && next_place(&path, &number, &rest)) {
		for (size_t i = 0; i < findings->failures.n; i++) {
			const rg_failure *failure = &findings->failures.items[i];
			rg_log_place place;

			if (!find_frame(&place, failure, path, number))
				continue;
			if (!has_found)
				section = section_of(text, line);
			if (!has_found || is_heading_of(section, failure->test))
				*out = place;
			has_found = true;
			if (is_heading_of(section, failure->test))
				break;
		}
	}
	return has_found;
}

/* ---- failures ------------------------------------------------------------------------------- */

static void set_whole(rg_log_place *out, const rg_failure *failure)
{
	*out = (rg_log_place){.failure = failure, .exception = &failure->error};
}

static bool find_by_heading(rg_log_place *out, const rg_findings *findings, rg_str name)
{
	for (size_t i = 0; i < findings->failures.n; i++)
		if (is_heading_of(name, findings->failures.items[i].test)) {
			set_whole(out, &findings->failures.items[i]);
			return true;
		}
	return false;
}

/* The longest node id in the line: "a.py::test_x" is in a line about "a.py::test_xy" too. */
static bool names_test(rg_log_place *out, const rg_findings *findings, rg_str line)
{
	size_t longest = 0;

	if (!rg_str_has(line, RG_STR("::")))
		return false;
	for (size_t i = 0; i < findings->failures.n; i++) {
		const rg_failure *failure = &findings->failures.items[i];

		if (failure->test.len <= longest || !rg_str_has(line, failure->test))
			continue;
		set_whole(out, failure);
		longest = failure->test.len;
	}
	return longest > 0;
}

/* pytest's "E   ", also behind a pipeline's time. */
static bool is_error_line(rg_str line)
{
	size_t at = rg_str_find(line, RG_STR("E   "));

	return at == 0 || (at != SIZE_MAX && at < 40 && line.ptr[at - 1] == ' ');
}

static bool is_in_section(rg_log_place *out, const rg_findings *findings, const rg_text *text,
			  size_t line)
{
	rg_str section = section_of(text, line);

	return section.len && find_by_heading(out, findings, section);
}

/* Without headings: a traceback's message is below its frames, pytest's above its last one. */
static bool is_near(rg_log_place *out, const rg_findings *findings, const rg_text *text,
		    size_t line, size_t reach)
{
	size_t n = rg_text_lines(text)->n;

	for (size_t i = 1; i <= reach; i++)
		if ((line + i < n && names_frame(out, findings, text, line + i)) ||
		    (line >= i && names_frame(out, findings, text, line - i)))
			return true;
	return false;
}

bool rg_log_line_names(rg_log_place *out, const rg_findings *findings, const rg_text *text,
		       size_t line)
{
	rg_str s;

	if (line >= rg_text_lines(text)->n)
		return false;
	s = line_of(text, line);
	return names_frame(out, findings, text, line) || names_test(out, findings, s) ||
	       (heading_of(s).len && find_by_heading(out, findings, heading_of(s))) ||
	       (is_error_line(s) && (is_in_section(out, findings, text, line) ||
				     is_near(out, findings, text, line, MAX_ERROR_LINES)));
}

bool rg_log_line_is_of(rg_log_place *out, const rg_findings *findings, const rg_text *text,
		       size_t line)
{
	return rg_log_line_names(out, findings, text, line) ||
	       (line < rg_text_lines(text)->n && (is_in_section(out, findings, text, line) ||
						  is_near(out, findings, text, line, MAX_NEAR)));
}

/* ---- all of them ---------------------------------------------------------------------------- */

static bool has_heading(const rg_log_heading_vec *headings, const rg_failure *failure)
{
	size_t i = 0;

	while (i < headings->n && headings->items[i].failure != failure)
		i++;
	return i < headings->n;
}

rg_log_heading_vec rg_log_headings(rg_arena *arena, const rg_failure_vec *failures,
				   const rg_text *text, size_t most)
{
	const rg_findings findings = {.failures = *failures};
	size_t n = rg_text_lines(text)->n;
	rg_log_heading_vec out = {0};
	rg_log_place place;

	for (size_t number = 0; out.n < most && number < n; number++) {
		rg_str line = line_of(text, number), name = heading_of(line);
		bool is_summary =
			rg_str_has(line, RG_STR("FAILED ")) || rg_str_has(line, RG_STR("ERROR "));

		if ((name.len && find_by_heading(&place, &findings, name)) ||
		    (is_summary && names_test(&place, &findings, line)))
			if (!has_heading(&out, place.failure))
				RG_PUSH(arena, &out, (rg_log_heading){place.failure, number});
	}
	return out;
}
