/* SPDX-License-Identifier: MIT */
/*
 * hover.c - the failure at a line, from state: what was raised, the values there, and which files
 * likely need changing. Markdown is the client's to show; what comes from a test's output stands
 * in code spans and fences that it cannot end.
 */
#include "lsp/diagnostics.h"
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/protocol.h"

enum { MAX_SHOWN = 3, MAX_VALUES = 12, MAX_CANDIDATES = 5, MAX_MESSAGE = 2000, MAX_VALUE = 200 };

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

static void add_mark(rg_buf *out, rg_arena *arena, const rg_mark *mark)
{
	const rg_exception *x = mark->exception;
	rg_str message = rg_str_trim(x->message);

	if (mark->is_edited)
		rg_buf_add_z(out, "*Before your edit:*\n\n");
	rg_buf_add_z(out, "**");
	rg_buf_add_z(out, mark->is_failing_line ? "Fails here" : "On the way to a failure");
	rg_buf_add_z(out, "** ");
	add_code(out, mark->failure->test, MAX_VALUE);
	if (mark->n_alike)
		rg_buf_printf(out, " and %u more", mark->n_alike);
	if (mark->frame)
		rg_buf_printf(out, " — frame %u of %u", mark->number, mark->n_frames);
	rg_buf_add_z(out, "\n\n");
	add_block(out,
		  message.len && x->type.len && !rg_str_starts(message, x->type)
			  ? rg_arena_printf(arena, "%.*s: %.*s", RG_FMT(x->type), RG_FMT(message))
		  : message.len ? message
				: rg_diagnostics_headline(arena, x));
	add_values(out, mark->frame);
}

static void add_candidates(rg_buf *out, const rg_candidate_vec *candidates)
{
	if (candidates->n == 0)
		return;
	rg_buf_add_z(out, "**Files to look at**\n\n");
	for (size_t i = 0; i < candidates->n && i < MAX_CANDIDATES; i++) {
		const rg_candidate *c = &candidates->items[i];

		rg_buf_printf(out, "%zu. ", i + 1);
		add_code(out, c->path, MAX_VALUE);
		for (size_t j = 0; j < c->functions.n && j < 2; j++) {
			rg_buf_add_z(out, j ? ", " : " ");
			add_code(out, c->functions.items[j].name, MAX_VALUE);
		}
		if (c->reasons.n)
			rg_buf_printf(out, " — %.*s", RG_FMT(c->reasons.items[0].text));
		rg_buf_add_char(out, '\n');
	}
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

/* NULL when no failure went through the line. */
static rg_json *hover_at(rg_root *root, const rg_document *document, uint32_t line)
{
	rg_str path = rg_root_relative(root, rg_str_of(document->path));
	rg_arena *arena = rg_arena_new();
	const rg_mark *first = NULL;
	rg_json *json = NULL;
	rg_buf out;
	size_t n = 0;

	rg_buf_init(&out, 64 * 1024);
	for (size_t i = 0; path.ptr && i < root->marks.list.n && n < MAX_SHOWN; i++) {
		const rg_mark *mark = &root->marks.list.items[i];

		if (mark->is_missing || mark->line != line + 1 || !rg_str_eq(mark->path, path))
			continue;
		first = first ? first : mark;
		add_mark(&out, arena, mark);
		n++;
	}
	if (first) {
		add_candidates(&out, &rg_workspace_findings(root->workspace)->answer.candidates);
		json = encode(&out, rg_diagnostics_range(root, first));
	}
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
	rg_reply_result_take(reply, root ? hover_at(root, document, at.line) : NULL);
}
