/* SPDX-License-Identifier: MIT */
/*
 * hover.c - the failure at a line of source, or at a line of a log that names one; from state: what
 * was raised, the values there, and which files likely need changing, with how sure that is.
 * Markdown is the client's to show; what comes from a test's output stands in code spans and fences
 * that it cannot end.
 */
#include "commands/command.h"
#include "lsp/diagnostics.h"
#include "locate/words.h"
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/executions.h"
#include "lsp/log_lines.h"
#include "lsp/offers.h"
#include "lsp/protocol.h"
#include "lsp/readings.h"
#include "os/fs.h"
#include "text/terminal.h"

enum { MAX_SHOWN = 3, MAX_VALUES = 12, MAX_CANDIDATES = 3, MAX_MESSAGE = 2000, MAX_VALUE = 200 };
enum { MAX_REASONS = 2, MAX_FUNCTIONS = 2 };

/* Longest run of backticks in s. */
static size_t longest_ticks(rg_str s)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < s.len; i++) {
		run = s.ptr[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void add_ticks(rg_buf *out, size_t n)
{
	while (n--)
		rg_buf_add_char(out, '`');
}

/* A code span (CommonMark 6.1) on one line; `|` would end a table's cell even inside of it. */
static void add_code(rg_buf *out, rg_str s, size_t max)
{
	size_t ticks;
	bool is_cut = s.len > max;

	s = rg_str_sub(s, 0, max);
	while (is_cut && s.len && !rg_utf8_is_valid(s))
		s.len--;
	ticks = longest_ticks(s) + 1;
	add_ticks(out, ticks);
	rg_buf_add_char(out, ' ');
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '|')
			rg_buf_add_z(out, "\\|");
		else
			rg_buf_add_char(out, (unsigned char)s.ptr[i] < ' ' ? ' ' : s.ptr[i]);
	}
	rg_buf_add_char(out, ' ');
	add_ticks(out, ticks);
	if (is_cut)
		rg_buf_add_z(out, " …");
}

/* A fenced block (CommonMark 4.5), its fence longer than any in the text. */
static void add_block(rg_buf *out, rg_str s)
{
	size_t ticks = longest_ticks(s) < 3 ? 3 : longest_ticks(s) + 1;
	bool is_cut = s.len > MAX_MESSAGE;

	s = rg_utf8_cut(s, MAX_MESSAGE);
	while (is_cut && s.len && !rg_utf8_is_valid(s))
		s.len--;
	add_ticks(out, ticks);
	rg_buf_add_char(out, '\n');
	rg_buf_add(out, s);
	rg_buf_add_z(out, is_cut ? "\n…\n" : "\n");
	add_ticks(out, ticks);
	rg_buf_add_z(out, "\n\n");
}

static void add_values(rg_buf *out, const rg_frame *frame)
{
	if (!frame || frame->values.n == 0)
		return;
	rg_buf_add_z(out, "| name | value |\n|--|--|\n");
	for (size_t i = 0; i < frame->values.n && i < MAX_VALUES; i++) {
		rg_buf_add_z(out, "| ");
		add_code(out, frame->values.items[i].name, MAX_VALUE);
		rg_buf_add_z(out, " | ");
		add_code(out, frame->values.items[i].repr, MAX_VALUE);
		rg_buf_add_z(out, " |\n");
	}
	if (frame->values.n > MAX_VALUES)
		rg_buf_printf(out, "\nand %zu more\n", frame->values.n - MAX_VALUES);
	rg_buf_add_char(out, '\n');
}

static void add_error(rg_buf *out, rg_arena *arena, const rg_exception *x)
{
	rg_str message = rg_str_trim(x->message);

	add_block(out,
		  message.len && x->type.len && !rg_str_starts(message, x->type)
			  ? rg_arena_printf(arena, "%.*s: %.*s", RG_FMT(x->type), RG_FMT(message))
		  : message.len ? message
				: rg_diagnostics_headline(arena, x));
}

/* A wrong value is what one expects; the other kinds say what decided it. */
static void add_kind(rg_buf *out, const rg_failure *failure)
{
	if (failure->kind == RG_KIND_CORRECTNESS)
		return;
	rg_buf_printf(out, "Of the kind *%s*", rg_failure_kind_name(failure->kind));
	if (failure->kind_words.len) {
		rg_buf_add_z(out, ": ");
		add_code(out, failure->kind_words, MAX_VALUE);
	}
	rg_buf_add_z(out, "\n\n");
}

static void add_mark(rg_buf *out, rg_arena *arena, const rg_mark *mark)
{
	if (mark->is_edited)
		rg_buf_add_z(out, "*Before your edit:*\n\n");
	rg_buf_add_z(out, "**");
	rg_buf_add_z(out, mark->is_failing_line ? "Fails here" : "On the way to a failure");
	rg_buf_add_z(out, "** ");
	add_code(out, rg_diagnostics_test(mark->failure), MAX_VALUE);
	if (mark->n_alike)
		rg_buf_printf(out, " and %u more", mark->n_alike);
	if (mark->frame)
		rg_buf_printf(out, " — frame %u of %u", mark->number, mark->n_frames);
	if (mark->findings->is_log) {
		rg_buf_add_z(out, ", read from ");
		add_code(out, rg_diagnostics_log_name(mark->findings), MAX_VALUE);
	}
	rg_buf_add_z(out, "\n\n");
	if (mark->findings->unsound.len) {
		rg_buf_add_z(out, "*Says nothing about this tree:* ");
		add_code(out, mark->findings->unsound, MAX_MESSAGE);
		rg_buf_add_z(out, "\n\n");
	}
	add_error(out, arena, mark->exception);
	add_kind(out, mark->failure);
	add_values(out, mark->frame);
}

/* "[`app/money.py`](file:///…#L4)": editors that know Markdown's links go there. */
static void add_file(rg_buf *out, rg_arena *arena, const rg_root *root, rg_str path, uint32_t line)
{
	char *full = rg_path_join(arena, rg_workspace_root(root->workspace), path);

	rg_buf_add_char(out, '[');
	add_code(out, path, MAX_VALUE);
	rg_buf_printf(out, "](%.*s", RG_FMT(rg_roots_uri(arena, root->lsp, rg_str_of(full))));
	if (line)
		rg_buf_printf(out, "#L%u", line);
	rg_buf_add_char(out, ')');
}

static void add_candidate(rg_buf *out, rg_arena *arena, const rg_root *root, const rg_candidate *c)
{
	const char *kind = rg_candidate_kind_words(c->kind);

	add_file(out, arena, root, c->path, c->functions.n ? c->functions.items[0].line : 0);
	for (size_t i = 0; i < c->functions.n && i < MAX_FUNCTIONS; i++) {
		rg_buf_add_z(out, i ? ", " : " ");
		add_code(out, c->functions.items[i].name, MAX_VALUE);
	}
	for (size_t i = 0; i < c->reasons.n && i < MAX_REASONS; i++)
		rg_buf_printf(out, "%s%.*s", i ? "; " : " — ", RG_FMT(c->reasons.items[i].text));
	if (kind)
		rg_buf_printf(out, " (*%s*)", kind);
	rg_buf_add_char(out, '\n');
}

/* Where the fault lies comes first: with it the files may not matter at all. */
static void add_answer(rg_buf *out, rg_arena *arena, const rg_root *root, const rg_answer *answer)
{
	const rg_candidate_vec *candidates = &answer->candidates;
	const char *fault = rg_fault_words(answer->fault);
	rg_str sure = rg_confidence_words(arena, answer);

	if (fault)
		rg_buf_printf(out, "**%s**: %.*s\n\n", fault, RG_FMT(answer->fault_text));
	if (candidates->n == 0)
		return;
	rg_buf_printf(out, "**%s**%s%.*s\n\n",
		      fault ? "Files to look at, if it is the source after all"
			    : "Files to look at",
		      sure.len ? " — the first is " : "", RG_FMT(sure));
	for (size_t i = 0; i < candidates->n && i < MAX_CANDIDATES; i++) {
		rg_buf_printf(out, "%zu. ", i + 1);
		add_candidate(out, arena, root, &candidates->items[i]);
	}
	if (candidates->n > MAX_CANDIDATES)
		rg_buf_printf(out, "\n%zu more: “%s”\n", candidates->n - MAX_CANDIDATES,
			      rg_command_locate.title);
}

/* What the user's next key could be. */
static void add_next(rg_buf *out, rg_arena *arena, const rg_root *root)
{
	rg_offer_ctx ctx = rg_offers_anywhere(arena, root);
	const rg_command *next = rg_command_of_move(rg_move_next(ctx.known));

	if (next)
		rg_buf_printf(out, "\n*Next:* %s\n", next->title);
}

static rg_json *encode(const rg_buf *markdown, rg_range range)
{
	rg_json *json = rg_json_object();
	rg_json *contents = rg_json_set_take(json, "contents", rg_json_object());

	rg_json_set_str(contents, "kind", RG_STR("markdown"));
	rg_json_set_str(contents, "value", rg_buf_str(markdown));
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
static bool add_live(rg_buf *out, rg_arena *arena, const rg_root *root, rg_str path,
		     rg_str line_text)
{
	rg_str file, output;
	rg_live live;

	if (!rg_executions_live(&live, root))
		return false;
	file = rg_str_sub(live.test, 0, rg_str_find(live.test, RG_STR("::")));
	if (!rg_str_eq(file, path) || !begins_test(line_text, live.test))
		return false;
	rg_buf_printf(out, "**Running**, %.0f s\n\n", live.seconds);
	output = rg_terminal_last_lines(arena, live.output, MAX_OUTPUT_LINES);
	if (output.ptr)
		add_block(out, output);
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
	rg_buf out;
	size_t n = 0;

	rg_buf_init(&out, 64 * 1024);
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
	rg_buf_release(&out);
	rg_arena_free(arena);
	return json;
}

/* The file that a line of a log names, as it is here. */
static void add_place(rg_buf *out, rg_arena *arena, const rg_root *root, const rg_log_place *place)
{
	const rg_frame *frame = place->frame;

	add_code(out, rg_diagnostics_test(place->failure), MAX_VALUE);
	if (frame)
		rg_buf_printf(out, " — frame %u of %u", place->number, place->n_frames);
	if (frame && frame->in_workspace) {
		rg_buf_add_z(out, ": ");
		add_file(out, arena, root, frame->path, frame->line);
		rg_buf_printf(out, " line %u", frame->line);
	} else if (frame && frame->is_ambiguous) {
		rg_buf_add_z(out, ": several files here end in this path");
	}
	rg_buf_add_z(out, "\n\n");
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
	rg_buf out;

	if (!findings || !rg_log_line_names(&place, findings, document->text, line))
		return NULL;
	arena = rg_arena_new();
	rg_buf_init(&out, 64 * 1024);
	add_place(&out, arena, root, &place);
	add_answer(&out, arena, root, &findings->answer);
	add_next(&out, arena, root);
	json = encode(&out, range_of_line(document->text, line, root->lsp->client.encoding));
	rg_buf_release(&out);
	rg_arena_free(arena);
	return json;
}

void rg_lsp_hover(rg_lsp *lsp, const rg_message *message, rg_reply *reply)
{
	rg_document *document;
	rg_position at;
	rg_root *root;
	rg_str uri;
	rg_err err;

	if (rg_lsp_decode_uri(&uri, message->params, &err) < 0 ||
	    rg_lsp_decode_position(&at, rg_json_get(message->params, "position"), &err) < 0) {
		rg_reply_fail(reply, &err);
		return;
	}
	document = rg_document_find(lsp, uri);
	root = document ? rg_roots_of_document(lsp, document) : NULL;
	rg_reply_result_take(reply, !root	       ? NULL
				    : document->is_log ? hover_in_log(root, document, at.line)
						       : hover_at(root, document, at.line));
}
