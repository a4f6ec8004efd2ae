/* SPDX-License-Identifier: MIT */
/*
 * line_style.c - --tb=line, which gives a report a single line and no title: `path:N: Type: text`.
 * From 9.0 on E lines, chains and captured output stand before it.
 */
#include "trace/traceback.h"

#include "base/limits.h"
#include "syntax/pytest_tree.h"

/* More cannot become failures. */
#define MAX_REPORTS (2 * RG_LIMIT_FAILURES)

static rg_str text_of(const rg_pytest_tree *tree, rg_str text, size_t idx, rg_pytest_kind kind)
{
	const rg_pytest_node *node = rg_pytest_tree_find(tree, idx, kind);

	return node ? rg_pytest_node_text(node, text) : (rg_str){NULL, 0};
}

/* A report that is being read. */
typedef struct rg_line_report {
	size_t begin;
	size_t captured;   /* where its captured output begins; SIZE_MAX: none */
	rg_str_vec errors; /* its E lines */
} rg_line_report;

/*
 * Captured output stands before the last line (9.0 and later), and its end has no mark: the last
 * line is the one that says again what an E line, or the first line, has said.
 */
static bool is_last_line(const rg_line_report *report, rg_str text, rg_str what)
{
	rg_str rest = rg_str_trim(rg_str_sub(text, report->begin, report->captured)), line;

	what = rg_str_trim(what);
	if (report->captured == SIZE_MAX)
		return true;
	for (size_t i = 0; i < report->errors.n; i++)
		if (rg_str_eq(rg_str_trim(report->errors.items[i]), what))
			return true;
	return rg_str_line(&line, &rest) && line.len > 0 && rg_str_ends(what, line);
}

static void add_line_report(rg_traceback_vec *out, rg_reader *reader, rg_str text,
			    const rg_line_report *report, size_t location, size_t end)
{
	rg_str body = rg_str_sub(text, report->begin, end);
	rg_traceback traceback;

	if (report->captured != SIZE_MAX)
		body = rg_arena_printf(reader->arena, "%.*s%.*s",
				       RG_FMT(rg_str_sub(text, report->begin, report->captured)),
				       RG_FMT(rg_str_sub(text, location, end)));
	rg_traceback_read(&traceback, reader, body);
	if (traceback.has_error)
		RG_PUSH(reader->arena, out, traceback);
}

static const rg_str pass_mark = RG_STR_INIT("[XPASS(strict)]");

bool rg_traceback_is_unexpected_pass(const rg_traceback *traceback)
{
	return !traceback->error.type.ptr && rg_str_starts(traceback->error.message, pass_mark);
}

/* An unexpected pass has no place, and its line stands there once or twice (9.0 and later). */
static bool is_unexpected_pass(const rg_line_report *report, const rg_pytest_node *node,
			       rg_str text)
{
	return report->captured == SIZE_MAX &&
	       rg_str_starts(rg_pytest_node_text(node, text), pass_mark) &&
	       rg_str_trim(rg_str_sub(text, report->begin, node->begin)).len == 0;
}

static void end_unexpected_pass(rg_traceback_vec *out, rg_reader *reader, rg_line_report *report,
				const rg_pytest_node *node, rg_str text)
{
	rg_str rest = rg_pytest_node_text(node, text), line;

	(void)rg_str_line(&line, &rest);
	report->begin = node->begin;
	add_line_report(out, reader, text, report, text.len, node->begin + line.len);
	*report = (rg_line_report){.begin = node->end, .captured = SIZE_MAX};
}

void rg_traceback_read_lines(rg_traceback_vec *out, rg_reader *reader, rg_str body)
{
	rg_str text = rg_trace__without_middle(reader, body);
	const rg_pytest_tree *tree = rg_pytest_tree_parse(reader->arena, text);
	rg_line_report report = {.captured = SIZE_MAX};

	for (size_t i = 0; i < tree->n && out->n < MAX_REPORTS; i++) {
		const rg_pytest_node *node = &tree->items[i];

		if (node->kind == RG_PYTEST_CAPTURED_TITLE && report.captured == SIZE_MAX)
			report.captured = node->begin;
		else if (node->kind == RG_PYTEST_ERROR && report.captured == SIZE_MAX &&
			 report.errors.n < RG_TRACE_MAX_CHAIN)
			RG_PUSH(reader->arena, &report.errors,
				text_of(tree, text, i, RG_PYTEST_ERROR_TEXT));
		else if (node->kind == RG_PYTEST_MESSAGE && is_unexpected_pass(&report, node, text))
			end_unexpected_pass(out, reader, &report, node, text);
		if (node->kind != RG_PYTEST_LOCATION ||
		    !is_last_line(&report, text, text_of(tree, text, i, RG_PYTEST_WHAT)))
			continue;
		add_line_report(out, reader, text, &report, node->begin, node->end);
		report = (rg_line_report){.begin = node->end, .captured = SIZE_MAX};
	}
	add_line_report(out, reader, text, &report, text.len, text.len);
}
