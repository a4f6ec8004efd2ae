/* SPDX-License-Identifier: MIT */
/*
 * marks.c - one mark per line that a failure went through. Failures of one fingerprint share
 * theirs: 200 parameters of a test are one red line, not 200. A mark moves with its line as long
 * as nothing of the line itself is touched; after that it says so, because what it shows is true
 * of a text that is not there any more.
 */
#include "lsp/marks.h"

/* More than anybody reads; keeps a recursion of 200 failures from costing a pause. */
enum { MAX_MARKS = 500, MAX_FRAMES = 50 };

void rg_marks_init(rg_marks *marks)
{
	*marks = (rg_marks){.arena = rg_arena_new(), .shown_arena = rg_arena_new()};
}

void rg_marks_release(rg_marks *marks)
{
	rg_arena_free(marks->arena);
	rg_arena_free(marks->shown_arena);
	*marks = (rg_marks){0};
}

static rg_mark *find_mark(const rg_marks *marks, rg_str path, uint32_t line,
			  const rg_failure *failure)
{
	for (size_t i = 0; i < marks->list.n; i++) {
		rg_mark *m = &marks->list.items[i];

		if (m->line == line && rg_str_eq(m->path, path) &&
		    (m->failure == failure ||
		     rg_str_eq(m->failure->fingerprint, failure->fingerprint)))
			return m;
	}
	return NULL;
}

static void add_mark(rg_marks *marks, const rg_mark *mark)
{
	rg_mark *old = find_mark(marks, mark->path, mark->line, mark->failure);

	if (old) {
		old->n_alike += old->failure != mark->failure &&
				old->is_failing_line == mark->is_failing_line;
		return;
	}
	if (marks->list.n < MAX_MARKS) {
		RG_PUSH(marks->arena, &marks->list, *mark);
		marks->list.items[marks->list.n - 1].saved_line = mark->line;
	}
}

/* The frames of one exception, innermost first; whether one became the failing line. */
static bool add_frames(rg_marks *marks, const rg_mark *base, const rg_exception *exception,
		       bool has_failing_line)
{
	size_t n = exception->frames.n, n_done = 0;

	for (size_t i = n; i-- > 0 && n_done < MAX_FRAMES;) {
		const rg_frame *frame = &exception->frames.items[i];
		rg_mark mark = *base;

		mark.path = frame->path;
		mark.line = frame->line;
		mark.is_failing_line = !has_failing_line;
		mark.exception = exception;
		mark.frame = frame;
		mark.number = (uint32_t)i + 1;
		mark.n_frames = (uint32_t)n;
		if (!frame->in_workspace || frame->line == 0)
			continue;
		has_failing_line = true;
		n_done++;
		add_mark(marks, &mark);
	}
	return has_failing_line;
}

/* Without a frame in the workspace the test itself is what can be shown. */
static void add_test(rg_marks *marks, const rg_mark *base)
{
	rg_str test = base->failure->test;
	rg_str path = rg_str_sub(test, 0, rg_str_find(test, RG_STR("::")));
	rg_mark mark = *base;

	mark.path = path;
	mark.line = 1;
	mark.is_failing_line = true;
	mark.exception = &base->failure->error;
	if (path.len && path.ptr[0] != '/' && !rg_str_has(path, RG_STR("..")))
		add_mark(marks, &mark);
}

static void add_failure(rg_marks *marks, const rg_findings *findings, const rg_failure *failure)
{
	rg_mark base = {.findings = findings, .failure = failure};
	bool has_failing_line = add_frames(marks, &base, &failure->error, false);

	for (size_t i = 0; i < failure->chain.n; i++)
		has_failing_line =
			add_frames(marks, &base, &failure->chain.items[i], has_failing_line);
	if (!has_failing_line)
		add_test(marks, &base);
}

static bool is_covered(const rg_findings *newest, const rg_findings *by, rg_str test)
{
	while (newest != by && !rg_findings_cover(newest, test))
		newest = newest->older;
	return newest != by;
}

void rg_marks_build(rg_marks *marks, const rg_findings *newest)
{
	rg_arena_free(marks->arena);
	marks->arena = rg_arena_new();
	marks->list = (rg_mark_vec){0};
	marks->generation++;
	for (const rg_findings *f = newest; f; f = f->older)
		for (size_t i = 0; i < f->failures.n; i++)
			if (!is_covered(newest, f, f->failures.items[i].test))
				add_failure(marks, f, &f->failures.items[i]);
}

bool rg_marks_has_path(const rg_marks *marks, rg_str path)
{
	for (size_t i = 0; i < marks->list.n; i++)
		if (rg_str_eq(marks->list.items[i].path, path))
			return true;
	return false;
}

/* ---- edits ---------------------------------------------------------------------------------- */

static bool is_line_begin(const rg_text *text, size_t offset)
{
	const rg_line_index *lines = rg_text_lines(text);

	return lines->begins[rg_line_index_line(lines, offset)] == offset;
}

static bool is_line_end(const rg_text *text, size_t offset)
{
	const rg_line_index *lines = rg_text_lines(text);
	rg_str line =
		rg_line_index_text(lines, rg_text_bytes(text), rg_line_index_line(lines, offset));

	return rg_text_bytes(text).ptr + offset == line.ptr + line.len;
}

/* Lines here are 0-based. */
typedef struct edit_lines {
	size_t first, last;	    /* of the old text, touched by the edit */
	size_t new_first, new_last; /* of the new text, where what was inserted begins and ends */
	bool keeps_first;	    /* the text of `first` is whole: the edit begins at its end */
	bool keeps_last; /* the text of `last` is whole: the edit ends at its beginning */
} edit_lines;

static edit_lines lines_of_edit(const rg_text *before, const rg_text *after, const rg_edit *edit)
{
	return (edit_lines){
		.first = rg_line_index_line(rg_text_lines(before), edit->begin),
		.last = rg_line_index_line(rg_text_lines(before), edit->old_end),
		.new_first = rg_line_index_line(rg_text_lines(after), edit->begin),
		.new_last = rg_line_index_line(rg_text_lines(after), edit->new_end),
		.keeps_first = is_line_end(before, edit->begin) && is_line_end(after, edit->begin),
		.keeps_last =
			is_line_begin(before, edit->old_end) && is_line_begin(after, edit->new_end),
	};
}

static bool follow(rg_mark *mark, const edit_lines *e)
{
	size_t line = mark->line - 1, moved = line;
	bool is_touched = false;

	if (line > e->last || (line == e->last && e->keeps_last)) {
		moved = line - e->last + e->new_last;
	} else if (line > e->first || (line == e->first && !e->keeps_first)) {
		is_touched = true;
		moved = line == e->first ? e->new_first : e->new_last;
	}
	if (moved == line && (!is_touched || mark->is_edited))
		return false;
	mark->line = (uint32_t)moved + 1;
	mark->is_edited |= is_touched;
	return true;
}

bool rg_marks_follow(rg_marks *marks, rg_str path, const rg_text *before, const rg_text *after,
		     const rg_edit *edit)
{
	edit_lines e = lines_of_edit(before, after, edit);
	bool has_changed = false;

	for (size_t i = 0; i < marks->list.n; i++)
		if (rg_str_eq(marks->list.items[i].path, path))
			has_changed |= follow(&marks->list.items[i], &e);
	return has_changed;
}

void rg_marks_save(rg_marks *marks, rg_str path)
{
	for (size_t i = 0; i < marks->list.n; i++) {
		rg_mark *m = &marks->list.items[i];

		if (rg_str_eq(m->path, path)) {
			m->saved_line = m->line;
			m->saved_is_edited = m->is_edited;
		}
	}
}

void rg_marks_close(rg_marks *marks, rg_str path)
{
	for (size_t i = 0; i < marks->list.n; i++) {
		rg_mark *m = &marks->list.items[i];

		if (rg_str_eq(m->path, path)) {
			m->line = m->saved_line;
			m->is_edited = m->saved_is_edited;
		}
	}
}
