/* SPDX-License-Identifier: MIT */
/*
 * hover.c - the failure at a line of source, or at a line of a log that names one; from state: what
 * was raised, the values there, and which files likely need changing, with how sure that is.
 * What comes from a test's output stands in code spans and fences that it cannot end (markup.h).
 */
#include "commands/command.h"
#include "lsp/diagnostics.h"
#include "locate/words.h"
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/executions.h"
#include "lsp/log_lines.h"
#include "lsp/markup.h"
#include "lsp/offers.h"
#include "lsp/protocol.h"
#include "lsp/readings.h"
#include "os/fs.h"
#include "text/terminal.h"

enum { MAX_SHOWN = 3, MAX_VALUES = 12, MAX_CANDIDATES = 3, MAX_MESSAGE = 2000, MAX_VALUE = 200 };
enum { MAX_REASONS = 2, MAX_FUNCTIONS = 2 };

static void add_values(rg_markup *out, const rg_frame *frame)
{
	if (!frame || frame->values.n == 0)
		return;
	rg_markup_head(out, "name", "value");
	for (size_t i = 0; i < frame->values.n && i < MAX_VALUES; i++)
		rg_markup_row(out, frame->values.items[i].name, frame->values.items[i].repr,
			      MAX_VALUE);
	if (frame->values.n > MAX_VALUES)
		rg_markup_say(out, "\nand %zu more\n", frame->values.n - MAX_VALUES);
	rg_markup_say(out, "\n");
}

static void add_error(rg_markup *out, rg_arena *arena, const rg_exception *x)
{
	rg_str message = rg_str_trim(x->message);

	rg_markup_block(
		out,
		message.len && x->type.len && !rg_str_starts(message, x->type)
			? rg_arena_printf(arena, "%.*s: %.*s", RG_FMT(x->type), RG_FMT(message))
		: message.len ? message
			      : rg_diagnostics_headline(arena, x),
		MAX_MESSAGE);
}

/* A wrong value is what one expects; the other kinds say what decided it. */
static void add_kind(rg_markup *out, const rg_failure *failure)
{
	if (failure->kind == RG_KIND_CORRECTNESS)
		return;
	rg_markup_say(out, "Of the kind ");
	rg_markup_aside(out, rg_failure_kind_name(failure->kind));
	if (failure->kind_words.len) {
		rg_markup_say(out, ": ");
		rg_markup_code(out, failure->kind_words, MAX_VALUE);
	}
	rg_markup_paragraph(out);
}

static void add_aside(rg_markup *out, const char *words, const char *behind)
{
	rg_markup_aside(out, words);
	rg_markup_say(out, "%s", behind);
}

static void add_mark(rg_markup *out, rg_arena *arena, const rg_mark *mark)
{
	if (mark->is_edited)
		add_aside(out, "Before your edit:", "\n\n");
	rg_markup_strong(out, mark->is_failing_line ? "Fails here" : "On the way to a failure");
	rg_markup_say(out, " ");
	rg_markup_code(out, rg_diagnostics_test(mark->failure), MAX_VALUE);
	if (mark->n_alike)
		rg_markup_say(out, " and %u more", mark->n_alike);
	if (mark->frame)
		rg_markup_say(out, " — frame %u of %u", mark->number, mark->n_frames);
	if (mark->findings->is_log) {
		rg_markup_say(out, ", read from ");
		rg_markup_code(out, rg_diagnostics_log_name(mark->findings), MAX_VALUE);
	}
	rg_markup_paragraph(out);
	if (mark->findings->unsound.len) {
		add_aside(out, "Says nothing about this tree:", " ");
		rg_markup_code(out, mark->findings->unsound, MAX_MESSAGE);
		rg_markup_paragraph(out);
	}
	add_error(out, arena, mark->exception);
	add_kind(out, mark->failure);
	add_values(out, mark->frame);
}

static void add_file(rg_markup *out, rg_arena *arena, const rg_root *root, rg_str path,
		     uint32_t line)
{
	char *full = rg_path_join(arena, rg_workspace_root(root->workspace), path);

	rg_markup_link(out, path, MAX_VALUE, rg_roots_uri(arena, root->lsp, rg_str_of(full)), line);
}

static void add_candidate(rg_markup *out, rg_arena *arena, const rg_root *root,
			  const rg_candidate *c)
{
	const char *kind = rg_candidate_kind_words(c->kind);

	add_file(out, arena, root, c->path, c->functions.n ? c->functions.items[0].line : 0);
	for (size_t i = 0; i < c->functions.n && i < MAX_FUNCTIONS; i++) {
		rg_markup_say(out, i ? ", " : " ");
		rg_markup_code(out, c->functions.items[i].name, MAX_VALUE);
	}
	for (size_t i = 0; i < c->reasons.n && i < MAX_REASONS; i++)
		rg_markup_say(out, "%s%.*s", i ? "; " : " — ", RG_FMT(c->reasons.items[i].text));
	if (kind) {
		rg_markup_say(out, " (");
		rg_markup_aside(out, kind);
		rg_markup_say(out, ")");
	}
	rg_markup_say(out, "\n");
}

/* Where the fault lies comes first: with it the files may not matter at all. */
static void add_answer(rg_markup *out, rg_arena *arena, const rg_root *root,
		       const rg_answer *answer)
{
	const rg_candidate_vec *candidates = &answer->candidates;
	const char *fault = rg_fault_words(answer->fault);
	rg_str sure = rg_confidence_words(arena, answer);

	if (fault) {
		rg_markup_strong(out, fault);
		rg_markup_say(out, ": %.*s\n\n", RG_FMT(answer->fault_text));
	}
	if (candidates->n == 0)
		return;
	rg_markup_strong(out, fault ? "Files to look at, if it is the source after all"
				    : "Files to look at");
	rg_markup_say(out, "%s%.*s\n\n", sure.len ? " — the first is " : "", RG_FMT(sure));
	for (size_t i = 0; i < candidates->n && i < MAX_CANDIDATES; i++) {
		rg_markup_say(out, "%zu. ", i + 1);
		add_candidate(out, arena, root, &candidates->items[i]);
	}
	if (candidates->n > MAX_CANDIDATES)
		rg_markup_say(out, "\n%zu more: “%s”\n", candidates->n - MAX_CANDIDATES,
			      rg_command_locate.title);
}

/* What the user's next key could be. */
static void add_next(rg_markup *out, rg_arena *arena, const rg_root *root)
{
	rg_offer_ctx ctx = rg_offers_anywhere(arena, root);
	const rg_command *next = rg_command_of_move(rg_move_next(ctx.known));

	if (!next)
		return;
	rg_markup_say(out, "\n");
	rg_markup_aside(out, "Next:");
	rg_markup_say(out, " %s\n", next->title);
}

static rg_json *encode(const rg_markup *contents, rg_range range)
{
	rg_json *json = rg_json_object();

	rg_json_set_take(json, "contents", rg_markup_encode(contents));
	rg_json_set_take(json, "range", rg_lsp_encode_range(range));
	return json;
}

static rg_range range_of_line(const rg_text *text, size_t line, rg_encoding encoding)
{
	rg_str bytes = rg_text_bytes(text);
	rg_str content = rg_line_index_text(rg_text_lines(text), bytes, line);
	size_t begin = (size_t)(content.ptr - bytes.ptr);

	return (rg_range){rg_text_position(text, begin, encoding),
			  rg_text_position(text, begin + content.len, encoding)};
}

/* ---- a run under way ------------------------------------------------------------------------ */

enum { MAX_OUTPUT_LINES = 12 };

/* Whether a line of source begins the function of a test: `def test_x(`, in whatever class. */
static bool begins_test(rg_str line, rg_str test)
{
	rg_str name = rg_str_sub(test, 0, rg_str_find_char(test, '['));
	size_t colon = rg_str_rfind_char(name, ':');

	if (colon == SIZE_MAX)
		return false;
	name = rg_str_sub(name, colon + 1, name.len);
	line = rg_str_trim(line);
	(void)rg_str_skip(&line, RG_STR("async "));
	return rg_str_skip(&line, RG_STR("def ")) && rg_str_skip(&line, name) && line.len &&
	       line.ptr[0] == '(';
}

/* False when the run under way is not at the test of this line. */
static bool add_live(rg_markup *out, rg_arena *arena, const rg_root *root, rg_str path,
		     rg_str line_text)
{
	rg_str file, output;
	rg_live live;

	if (!rg_executions_live(&live, root))
		return false;
	file = rg_str_sub(live.test, 0, rg_str_find(live.test, RG_STR("::")));
	if (!rg_str_eq(file, path) || !begins_test(line_text, live.test))
		return false;
	rg_markup_strong(out, "Running");
	rg_markup_say(out, ", %.0f s\n\n", live.seconds);
	output = rg_terminal_last_lines(arena, live.output, MAX_OUTPUT_LINES);
	if (output.ptr)
		rg_markup_block(out, output, MAX_MESSAGE);
	return true;
}

/* ---- the line under the cursor -------------------------------------------------------------- */

/* NULL when no failure went through the line, and no run is at its test. */
static rg_json *hover_at(rg_root *root, const rg_document *document, uint32_t line)
{
	rg_str path = rg_root_relative(root, rg_str_of(document->path));
	rg_arena *arena = rg_arena_new();
	const rg_mark *first = NULL;
	rg_json *json = NULL;
	bool is_live;
	rg_markup out;
	size_t n = 0;

	rg_markup_init(&out, !root->lsp->client.has_markdown);
	is_live = path.ptr && add_live(&out, arena, root, path,
				       rg_line_index_text(rg_text_lines(document->text),
							  rg_text_bytes(document->text), line));
	for (size_t i = 0; path.ptr && i < root->marks.list.n && n < MAX_SHOWN; i++) {
		const rg_mark *mark = &root->marks.list.items[i];

		if (mark->is_missing || mark->line != line + 1 || !rg_str_eq(mark->path, path))
			continue;
		first = first ? first : mark;
		add_mark(&out, arena, mark);
		n++;
	}
	if (first) {
		add_answer(&out, arena, root, &first->findings->answer);
		add_next(&out, arena, root);
		json = encode(&out, rg_diagnostics_range(root, first));
	} else if (is_live) {
		json = encode(&out,
			      range_of_line(document->text, line, root->lsp->client.encoding));
	}
	rg_markup_release(&out);
	rg_arena_free(arena);
	return json;
}

/* The file that a line of a log names, as it is here. */
static void add_place(rg_markup *out, rg_arena *arena, const rg_root *root,
		      const rg_log_place *place)
{
	const rg_frame *frame = place->frame;

	rg_markup_code(out, rg_diagnostics_test(place->failure), MAX_VALUE);
	if (frame)
		rg_markup_say(out, " — frame %u of %u", place->number, place->n_frames);
	if (frame && frame->in_workspace) {
		rg_markup_say(out, ": ");
		add_file(out, arena, root, frame->path, frame->line);
		rg_markup_say(out, " line %u", frame->line);
	} else if (frame && frame->is_ambiguous) {
		rg_markup_say(out, ": several files here end in this path");
	}
	rg_markup_paragraph(out);
	add_error(out, arena, place->exception);
	add_kind(out, place->failure);
	add_values(out, frame);
}

/* NULL when the line of the log names nothing. */
static rg_json *hover_in_log(rg_root *root, const rg_document *document, uint32_t line)
{
	const rg_findings *findings = rg_reading_findings(root, document);
	rg_json *json = NULL;
	rg_arena *arena;
	rg_log_place place;
	rg_markup out;

	if (!findings || !rg_log_line_names(&place, findings, document->text, line))
		return NULL;
	arena = rg_arena_new();
	rg_markup_init(&out, !root->lsp->client.has_markdown);
	add_place(&out, arena, root, &place);
	add_answer(&out, arena, root, &findings->answer);
	add_next(&out, arena, root);
	json = encode(&out, range_of_line(document->text, line, root->lsp->client.encoding));
	rg_markup_release(&out);
	rg_arena_free(arena);
	return json;
}

void rg_lsp_hover(rg_lsp *lsp, const rg_message *message, rg_reply *reply)
{
	rg_document *document;
	rg_position at;
	rg_root *root;
	rg_err err;

	if (rg_document_decode_cursor(&document, &at, lsp, message->params, &err) < 0) {
		rg_reply_fail(reply, &err);
		return;
	}
	root = document ? rg_roots_of_document(lsp, document) : NULL;
	rg_reply_result_take(reply, !root	       ? NULL
				    : document->is_log ? hover_in_log(root, document, at.line)
						       : hover_at(root, document, at.line));
}
