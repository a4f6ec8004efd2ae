/* SPDX-License-Identifier: MIT */
/*
 * pairing.c - a report's title lacks the file; the line of the short summary (or of -v's progress)
 * for the same test names it whole. Which line is whose is told by title, phase, and the file of
 * the report's first frame; without a summary the frames have to do.
 */
#include "trace/kind.h"
#include "trace/nodeid.h"
#include "trace/run_reader.h"

rg_str rg_run__find_only_file(rg_str progress)
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
static rg_outcome_line *find_line_by_title(rg_run_reader *run, rg_str title, rg_phase phase,
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

/* pytest-describe's title is the function alone, its id has all that it stands in. */
static bool is_last_part(const rg_outcome_line *line, rg_str title, const rg_frame *frame)
{
	rg_str id = line->nodeid;

	return frame && rg_str_chop(&id, title) && rg_str_ends(id, RG_STR("::")) &&
	       is_same_file(line->nodeid, frame->path);
}

/* pytest-mypy's "[mypy] src/a.py" is src/a.py::mypy. */
static bool is_checked_file(rg_str id, rg_str title)
{
	size_t end = rg_str_find(title, RG_STR("] "));

	return end != SIZE_MAX && title.ptr[0] == '[' &&
	       rg_str_skip(&id, rg_str_sub(title, end + 2, title.len)) &&
	       rg_str_skip(&id, RG_STR("::")) && rg_str_eq(id, rg_str_sub(title, 1, end));
}

/* "Black format check", "test session": what is checked is no test, and has no name. */
static bool is_nameless(rg_str title, const rg_frame *frame)
{
	return !frame && rg_str_find_char(title, ' ') != SIZE_MAX &&
	       rg_str_find_char(title, '[') == SIZE_MAX && rg_str_find_char(title, '(') == SIZE_MAX;
}

/*
 * Where a plug-in's title is made otherwise than pytest's. One without a name is the first line's
 * that no report before it was of, for both come in the same order.
 */
static rg_outcome_line *find_line_of_plug_in(rg_run_reader *run, rg_str title, rg_phase phase,
					     const rg_traceback *traceback)
{
	const rg_frame *frame = first_frame(traceback);
	bool is_any = phase == RG_PHASE_CALL && is_nameless(title, frame);

	for (size_t i = 0; i < run->lines.n; i++) {
		rg_outcome_line *line = &run->lines.items[i];

		if (!line->is_used && line->is_error == (phase != RG_PHASE_CALL) &&
		    (is_any || is_last_part(line, title, frame) ||
		     is_checked_file(line->nodeid, title)))
			return line;
	}
	return NULL;
}

rg_outcome_line *rg_run__find_line(rg_run_reader *run, rg_str title, rg_phase phase,
				   const rg_traceback *traceback)
{
	rg_outcome_line *line = find_line_by_title(run, title, phase, traceback);

	line = line ? line : find_line_by_text(run, title, phase);
	return line ? line : find_line_of_plug_in(run, title, phase, traceback);
}

rg_str rg_run__guess_test(rg_run_reader *run, rg_str title, rg_phase phase,
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
