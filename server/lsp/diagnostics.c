/* SPDX-License-Identifier: MIT */
/*
 * diagnostics.c - marks into publishDiagnostics. Related information leaves no trace in the file
 * that it points to (facts of VS Code and Neovim alike), so each line of the chain has a diagnostic
 * of its own, and "next problem" walks the chain. Columns need the line's text: an open document's
 * is at hand, the others are read by a job before anything is told.
 */
#include "lsp/diagnostics.h"

#include "base/limits.h"
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/protocol.h"
#include "lsp/tell.h"
#include "os/fs.h"

enum { MAX_RELATED = 20, MAX_CANDIDATES = 3, MAX_HEADLINE = 300, MAX_LINE_BYTES = 4096 };

/* ---- lines ---------------------------------------------------------------------------------- */

static const rg_document *open_document(const rg_root *root, rg_arena *arena, rg_str path)
{
	char *full = rg_path_join(arena, rg_workspace_root(root->workspace), path);

	return rg_document_of_path(root->lsp, rg_str_of(full));
}

rg_range rg_diagnostics_range(const rg_root *root, const rg_mark *mark)
{
	rg_arena *arena = rg_arena_new();
	const rg_document *document = open_document(root, arena, mark->path);
	rg_encoding encoding = root->lsp->client.encoding;
	rg_str line = mark->source, trimmed;
	rg_range range;

	if (document)
		line = rg_line_index_text(rg_text_lines(document->text),
					  rg_text_bytes(document->text), mark->line - 1);
	trimmed = rg_str_trim(line);
	if (trimmed.len == 0) {
		range.begin = range.end = (rg_position){0, 0};
	} else {
		rg_line_index one;

		rg_line_index_init(&one, line);
		range.begin = rg_line_index_position(&one, line, (size_t)(trimmed.ptr - line.ptr),
						     encoding);
		range.end = rg_line_index_position(
			&one, line, (size_t)(trimmed.ptr + trimmed.len - line.ptr), encoding);
		rg_line_index_release(&one);
	}
	range.begin.line = range.end.line = mark->line - 1;
	rg_arena_free(arena);
	return range;
}

/* ---- texts ---------------------------------------------------------------------------------- */

rg_str rg_diagnostics_headline(rg_arena *arena, const rg_exception *exception)
{
	rg_str rest = exception->message, line = {NULL, 0};

	while (rg_str_line(&line, &rest) && rg_str_trim(line).len == 0)
		;
	line = rg_str_sub(rg_str_trim(line), 0, MAX_HEADLINE);
	if (exception->type.len == 0)
		return line.len ? line : RG_STR("failed");
	/* pytest's `E   AssertionError: …` may be kept in the message as a whole. */
	if (line.len == 0 || rg_str_starts(line, exception->type))
		return line.len ? line : exception->type;
	return rg_arena_printf(arena, "%.*s: %.*s", RG_FMT(exception->type), RG_FMT(line));
}

static const char *relation_words(rg_relation relation)
{
	switch (relation) {
	case RG_RELATION_CAUSE:
		return "the cause of";
	case RG_RELATION_CONTEXT:
		return "raised before";
	case RG_RELATION_GROUP:
		return "one of the group";
	}
	return "behind";
}

rg_str rg_diagnostics_test(const rg_failure *failure)
{
	return failure->test.len ? failure->test : RG_STR("a traceback");
}

rg_str rg_diagnostics_log_name(const rg_findings *findings)
{
	return findings->log.len && findings->log.ptr[0] == '/' ? rg_path_name(findings->log)
								: RG_STR("a pasted log");
}

/* Red lines that no run of the user's put there say where they come from, and those of a run that
 * ran other code say that. */
static rg_str source_words(rg_arena *arena, const rg_findings *findings)
{
	if (findings->unsound.len)
		return rg_arena_printf(arena, "\n%.*s", RG_FMT(findings->unsound));
	if (!findings->is_log)
		return RG_STR("");
	return rg_arena_printf(arena, " (read from %.*s)",
			       RG_FMT(rg_diagnostics_log_name(findings)));
}

static rg_str message_of(rg_arena *arena, const rg_mark *m)
{
	rg_str headline = rg_diagnostics_headline(arena, m->exception),
	       who = rg_diagnostics_test(m->failure);

	if (m->n_alike)
		who = rg_arena_printf(arena, "%.*s and %u more", RG_FMT(who), m->n_alike);
	if (m->exception != &m->failure->error)
		headline =
			rg_arena_printf(arena, "%.*s (%s %.*s)", RG_FMT(headline),
					relation_words(m->exception->relation),
					RG_FMT(rg_diagnostics_headline(arena, &m->failure->error)));
	if (!m->is_failing_line)
		return rg_arena_printf(arena, "%sframe %u/%u of %.*s: %.*s",
				       m->is_edited ? "before your edit: " : "", m->number,
				       m->n_frames, RG_FMT(who), RG_FMT(headline));
	return rg_arena_printf(arena, "%s%.*s\n%.*s%s%.*s",
			       m->is_edited ? "before your edit: " : "", RG_FMT(headline),
			       RG_FMT(who),
			       m->failure->phase == RG_PHASE_CALL      ? ""
			       : m->failure->phase == RG_PHASE_COLLECT ? " (while it was collected)"
			       : m->failure->phase == RG_PHASE_SETUP   ? " (in its setup)"
								       : " (in its teardown)",
			       RG_FMT(source_words(arena, m->findings)));
}

/* ---- one file ------------------------------------------------------------------------------- */

static const rg_mark *mark_of_frame(const rg_root *root, const rg_frame *frame)
{
	for (size_t i = 0; i < root->marks.list.n; i++)
		if (root->marks.list.items[i].frame == frame)
			return &root->marks.list.items[i];
	return NULL;
}

static rg_json *related_frame(rg_arena *arena, const rg_root *root, const rg_frame *frame,
			      size_t number)
{
	const rg_mark *mark = mark_of_frame(root, frame);
	rg_position at = {frame->line - 1, 0};
	rg_json *json = rg_json_object(), *location = rg_json_object();
	char *path = rg_path_join(arena, rg_workspace_root(root->workspace), frame->path);

	rg_json_set_str(location, "uri", rg_roots_uri(arena, root->lsp, rg_str_of(path)));
	rg_json_set_take(
		location, "range",
		rg_lsp_encode_range(mark ? rg_diagnostics_range(root, mark) : (rg_range){at, at}));
	rg_json_set_take(json, "location", location);
	rg_json_set_str(json, "message",
			rg_arena_printf(arena, "#%zu in %.*s%s%.*s", number,
					RG_FMT(frame->function.len ? frame->function
								   : rg_path_name(frame->path)),
					frame->source.len ? ": " : "",
					RG_FMT(rg_utf8_cut(frame->source, MAX_HEADLINE))));
	return json;
}

/* Innermost first, then what is behind the exception. */
static rg_json *related(rg_arena *arena, const rg_root *root, const rg_mark *mark)
{
	rg_json *list = rg_json_array();
	const rg_failure *failure = mark->failure;
	size_t n_done = 0;

	for (size_t e = 0; e <= failure->chain.n; e++) {
		const rg_exception *x = e == 0 ? &failure->error : &failure->chain.items[e - 1];

		for (size_t i = x->frames.n; i-- > 0 && n_done < MAX_RELATED;) {
			const rg_frame *frame = &x->frames.items[i];

			if (!frame->in_workspace || frame->line == 0)
				continue;
			rg_json_push_take(list, related_frame(arena, root, frame, i + 1));
			n_done++;
		}
	}
	return list;
}

/* Behind the chain: the first candidates, for clients that show places and nothing of ours. */
static void add_related_candidates(rg_json *list, rg_arena *arena, const rg_root *root,
				   const rg_answer *answer)
{
	for (size_t i = 0; i < answer->candidates.n && i < MAX_CANDIDATES; i++) {
		const rg_candidate *c = &answer->candidates.items[i];
		uint32_t line = c->functions.n && c->functions.items[0].line
					? c->functions.items[0].line - 1
					: 0;
		rg_json *json = rg_json_push_take(list, rg_json_object());
		rg_json *location = rg_json_set_take(json, "location", rg_json_object());
		char *path = rg_path_join(arena, rg_workspace_root(root->workspace), c->path);

		rg_json_set_str(location, "uri", rg_roots_uri(arena, root->lsp, rg_str_of(path)));
		rg_json_set_take(location, "range",
				 rg_lsp_encode_range((rg_range){{line, 0}, {line, 0}}));
		rg_json_set_str(
			json, "message",
			rg_arena_printf(
				arena, "candidate %zu%s%.*s: %.*s", i + 1,
				c->functions.n ? ", " : "",
				RG_FMT(c->functions.n ? c->functions.items[0].name : RG_STR("")),
				RG_FMT(c->reasons.n ? c->reasons.items[0].text : c->path)));
	}
}

static rg_json *diagnostic(rg_arena *arena, const rg_root *root, const rg_mark *mark)
{
	rg_json *json = rg_json_object();

	rg_json_set_take(json, "range", rg_lsp_encode_range(rg_diagnostics_range(root, mark)));
	rg_json_set_int(json, "severity",
			mark->is_failing_line ? RG_LSP_ERROR : RG_LSP_INFORMATION);
	if (mark->exception->type.len)
		rg_json_set_str(json, "code", mark->exception->type);
	rg_json_set_str(json, "source", RG_STR("redgreen"));
	rg_json_set_str(json, "message", message_of(arena, mark));
	if (mark->is_failing_line && root->lsp->client.has_related_information) {
		rg_json *list = related(arena, root, mark);

		add_related_candidates(list, arena, root, &mark->findings->answer);
		rg_json_set_take(json, "relatedInformation", list);
	}
	return json;
}

static void publish(rg_root *root, rg_str path, bool is_withdrawn)
{
	rg_arena *arena = rg_arena_new();
	const rg_document *document = open_document(root, arena, path);
	rg_json *params = rg_json_object(), *list;
	char *full = rg_path_join(arena, rg_workspace_root(root->workspace), path);

	rg_json_set_str(params, "uri", rg_roots_uri(arena, root->lsp, rg_str_of(full)));
	if (document && root->lsp->client.has_diagnostic_versions)
		rg_json_set_int(params, "version", document->version);
	list = rg_json_set_take(params, "diagnostics", rg_json_array());
	for (size_t i = 0; i < root->marks.list.n && !is_withdrawn; i++) {
		const rg_mark *mark = &root->marks.list.items[i];

		if (!mark->is_missing && rg_str_eq(mark->path, path))
			rg_json_push_take(list, diagnostic(arena, root, mark));
	}
	rg_peer_notify_take(root->lsp->peer, "textDocument/publishDiagnostics", params, 0);
	rg_arena_free(arena);
}

/* ---- all files ------------------------------------------------------------------------------ */

static void publish_all(rg_root *root)
{
	rg_marks *marks = &root->marks;
	rg_arena *arena = rg_arena_new();
	rg_str_vec shown = {0};

	for (size_t i = 0; i < marks->list.n; i++)
		if (!marks->list.items[i].is_missing)
			RG_PUSH(arena, &shown, rg_arena_dup(arena, marks->list.items[i].path));
	rg_str_vec_sort(&shown);
	rg_str_vec_unique(&shown);
	for (size_t i = 0; i < marks->shown.n; i++)
		if (!rg_str_vec_has(&shown, marks->shown.items[i]))
			publish(root, marks->shown.items[i], true);
	rg_arena_free(marks->shown_arena);
	marks->shown_arena = arena;
	marks->shown = shown;
	for (size_t i = 0; i < shown.n; i++)
		publish(root, shown.items[i], false);
	rg_lsp_refresh_lenses(root->lsp);
}

void rg_diagnostics_withdraw(rg_root *root)
{
	for (size_t i = 0; i < root->marks.shown.n; i++)
		publish(root, root->marks.shown.items[i], true);
	root->marks.shown = (rg_str_vec){0};
}

/* ---- reading the lines ---------------------------------------------------------------------- */

/* What a worker is asked about one mark, and what it found. */
typedef struct line_query {
	char *path;
	uint32_t line; /* in: of the run; out: of the test when it had to be searched */
	rg_str test;   /* the function's name when the line is not known, else null */
	bool is_missing;
	rg_str source;
} line_query;

typedef struct read_lines {
	rg_root *root;
	uint64_t generation;
	line_query *queries; /* one for each mark */
	size_t n;
} read_lines;

/* The line of `def name(` or `class name`; 1 when there is none. */
static uint32_t find_test(rg_str source, rg_str name)
{
	rg_str line;

	for (uint32_t number = 1; rg_str_line(&line, &source); number++) {
		line = rg_str_trim(line);
		(void)rg_str_skip(&line, RG_STR("async "));
		if ((rg_str_skip(&line, RG_STR("def ")) || rg_str_skip(&line, RG_STR("class "))) &&
		    rg_str_skip(&line, name) && line.len &&
		    (line.ptr[0] == '(' || line.ptr[0] == ':'))
			return number;
	}
	return 1;
}

static void answer_query(line_query *query, rg_arena *arena, rg_str source)
{
	rg_line_index lines;

	if (query->test.ptr)
		query->line = query->test.len ? find_test(source, query->test) : 1;
	rg_line_index_init(&lines, source);
	query->source =
		rg_str_sub(rg_line_index_text(&lines, source, query->line - 1), 0, MAX_LINE_BYTES);
	query->source = rg_arena_dup(arena, query->source);
	if (query->line > lines.n)
		query->source = RG_STR("");
	rg_line_index_release(&lines);
}

static void read_run(rg_lsp_work *work, const rg_cancel *cancel)
{
	read_lines *input = work->data;

	for (size_t i = 0; i < input->n && !rg_cancel_is_set(cancel); i++) {
		rg_arena *scratch = rg_arena_new();
		rg_str source;
		rg_err err;

		/* Marks of one file stand together, more or less; the page cache does the rest. */
		if (rg_fs_read(&source, scratch, input->queries[i].path, RG_LIMIT_SOURCE_BYTES,
			       &err) == RG_OK)
			answer_query(&input->queries[i], work->arena, source);
		else
			input->queries[i].is_missing = !rg_fs_is_file(input->queries[i].path);
		rg_arena_free(scratch);
	}
}

static void start_reading(rg_root *root);

static rg_json *read_answer(rg_lsp_work *work)
{
	read_lines *input = work->data;
	rg_root *root = input->root;
	rg_marks *marks = &root->marks;

	marks->is_being_read = false;
	if (root->is_leaving) {
		rg_roots_sweep(work->lsp);
		return NULL;
	}
	if (input->generation != marks->generation) {
		start_reading(root);
		return NULL;
	}
	for (size_t i = 0; i < input->n; i++) {
		rg_mark *mark = &marks->list.items[i];
		const line_query *query = &input->queries[i];

		mark->is_missing = query->is_missing;
		mark->source = rg_arena_dup(marks->arena, query->source);
		/* An edit while it was read moved the mark already; a searched line is new. */
		if (query->test.ptr)
			mark->line = mark->saved_line = query->line;
	}
	publish_all(root);
	return NULL;
}

/* "test_x" of "tests/test_a.py::TestA::test_x[1-2]". */
static rg_str test_name(rg_str test)
{
	rg_str name = rg_str_sub(test, 0, rg_str_find_char(test, '['));
	size_t colon = rg_str_rfind_char(name, ':');

	return colon == SIZE_MAX ? RG_STR("") : rg_str_sub(name, colon + 1, name.len);
}

static void start_reading(rg_root *root)
{
	rg_lsp_work *work = rg_lsp_work_new(root->lsp);
	read_lines *input = RG_NEW(work->arena, read_lines);
	rg_marks *marks = &root->marks;

	*input = (read_lines){.root = root, .generation = marks->generation, .n = marks->list.n};
	input->queries = RG_NEW_N(work->arena, line_query, input->n ? input->n : 1);
	for (size_t i = 0; i < input->n; i++) {
		const rg_mark *mark = &marks->list.items[i];

		input->queries[i] = (line_query){
			.path = rg_path_join(work->arena, rg_workspace_root(root->workspace),
					     mark->path),
			.line = mark->line};
		if (!mark->frame)
			input->queries[i].test =
				rg_arena_dup(work->arena, test_name(mark->failure->test));
	}
	work->data = input;
	work->answer = read_answer;
	work->run = input->n ? read_run : NULL;
	marks->is_being_read = true;
	rg_lsp_work_start(work);
}

/* ---- one file ------------------------------------------------------------------------------- */

/* What is open is there, whatever became of its file. */
static bool is_there(const rg_root *root, rg_str path)
{
	rg_arena *arena = rg_arena_new();
	bool is = open_document(root, arena, path) ||
		  rg_fs_is_file(rg_path_join(arena, rg_workspace_root(root->workspace), path));

	rg_arena_free(arena);
	return is;
}

void rg_diagnostics_publish(rg_root *root, rg_str path)
{
	rg_marks *marks = &root->marks;
	bool is_missing = rg_marks_has_path(marks, path) && !is_there(root, path);

	if (!rg_str_vec_has(&marks->shown, path)) {
		/* What was not there when its lines were read may be now. */
		if (!is_missing && rg_marks_has_path(marks, path) && !marks->is_being_read)
			start_reading(root);
		return;
	}
	for (size_t i = 0; i < marks->list.n; i++)
		if (rg_str_eq(marks->list.items[i].path, path))
			marks->list.items[i].is_missing = is_missing;
	publish(root, path, false);
}

void rg_diagnostics_rebuild(rg_root *root)
{
	rg_marks_build(&root->marks, rg_workspace_findings(root->workspace));
	if (!root->marks.is_being_read)
		start_reading(root);
}
