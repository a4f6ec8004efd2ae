/* SPDX-License-Identifier: MIT */
/*
 * code_lens.c - what can be done with each test, over it; with each failure of a log, over its
 * heading; and with a draft, over its first line.
 */
#include "lsp/executions.h"
#include "lsp/log_lines.h"
#include "lsp/offers.h"
#include "lsp/readings.h"

/*
 * Editors sort the lenses of a line by where they begin, and Neovim's sort (table.sort, in 0.11 and
 * 0.12) shuffles those that begin at one place. So the nth begins n letters into the line.
 */
static size_t begin_of(rg_str content, size_t n)
{
	size_t i = 0;

	while (i < n && i < content.len && (unsigned char)content.ptr[i] < 0x80)
		i++;
	return i;
}

static rg_json *lens(const rg_offered *offered, size_t n, const rg_text *text, size_t line,
		     rg_encoding encoding)
{
	rg_json *json = rg_json_object();
	rg_str bytes = rg_text_bytes(text);
	rg_str content = rg_line_index_text(rg_text_lines(text), bytes, line);
	size_t begin = (size_t)(content.ptr - bytes.ptr);
	rg_range range = {rg_text_position(text, begin + begin_of(content, n), encoding),
			  rg_text_position(text, begin + content.len, encoding)};

	rg_json_set_take(json, "range", rg_lsp_encode_range(range));
	rg_json_set_take(json, "command", rg_offers_encode(offered));
	return json;
}

static void add_lenses(rg_json *list, const rg_lsp_work *work, const rg_offered_vec *offered,
		       size_t line)
{
	for (size_t i = 0; i < offered->n; i++)
		rg_json_push_take(list, lens(&offered->items[i], i, work->text, line,
					     work->lsp->client.encoding));
}

/* ---- logs ----------------------------------------------------------------------------------- */

/* Enough to walk along; a log of hundreds of failures is no menu. */
enum { MAX_HEADINGS = 50 };

typedef struct request {
	rg_offers_request base;
	rg_findings *findings; /* retained: of the log; or NULL */
	rg_log_heading_vec headings;
} request;

static void find_headings(rg_lsp_work *work, const rg_cancel *cancel)
{
	request *r = work->data;

	if (!rg_cancel_is_set(cancel))
		r->headings = rg_log_headings(work->arena, &r->findings->failures, work->text,
					      MAX_HEADINGS);
}

/* What one wants of a failure in a log: see it here, see where to look, begin. */
static bool is_for_log(const rg_command *command)
{
	return command == &rg_command_run_test || command == &rg_command_locate ||
	       command == &rg_command_start_fix;
}

static void add_log(rg_json *list, const rg_lsp_work *work, const rg_root *root, rg_offer_ctx *ctx)
{
	const request *r = work->data;

	for (size_t i = 0; i < r->headings.n; i++) {
		const rg_log_heading *heading = &r->headings.items[i];
		rg_offered_vec offered, kept = {0};

		ctx->has_failure = true;
		ctx->test = rg_offers_test(root, heading->failure);
		offered = rg_offers_at(root, ctx, RG_SHOWN_LENS | RG_SHOWN_ACTION);
		for (size_t j = 0; j < offered.n; j++)
			if (is_for_log(offered.items[j].command) && !offered.items[j].disabled.ptr)
				RG_PUSH(work->arena, &kept, offered.items[j]);
		add_lenses(list, work, &kept, heading->line);
	}
}

/* ---- a run under way ------------------------------------------------------------------------ */

/* Over the test that it is at: how long already; the lens ends it. */
static void tell_time(rg_offered_vec *offered, rg_arena *arena, const rg_live *live, rg_str test)
{
	rg_str at = rg_str_sub(live->test, 0, rg_str_find_char(live->test, '['));

	for (size_t i = 0; rg_str_eq(at, test) && i < offered->n; i++)
		if (offered->items[i].command == &rg_command_stop)
			offered->items[i].title =
				rg_arena_printf(arena, "Running, %.0f s: stop", live->seconds);
}

/* ---- the clock of the session --------------------------------------------------------------- */

static void note_clock(rg_root *root, const rg_offered_vec *offered)
{
	for (size_t i = 0; i < offered->n; i++)
		if (offered->items[i].command == &rg_command_show_status)
			rg_countdown_shown(root, offered->items[i].title);
}

/* ---- the request ---------------------------------------------------------------------------- */

static rg_json *list_lenses(rg_lsp_work *work)
{
	const request *r = work->data;
	const rg_outline *outline;
	rg_document *document = rg_offers_finish(work, &outline);
	rg_root *root = document ? rg_roots_of_document(work->lsp, document) : NULL;
	rg_json *list = rg_json_array();
	rg_offered_vec offered;
	rg_offer_ctx ctx;
	rg_live live;
	bool is_live;

	if (!root)
		return list;
	is_live = rg_executions_live(&live, root);
	offered = rg_offers_for_draft(work->arena, root, document);
	add_lenses(list, work, &offered, 0);
	ctx = rg_offers_context(work->arena, root, document);
	ctx.is_lens = true;
	for (size_t i = 0; outline && ctx.path.ptr && i < outline->tests.n; i++) {
		const rg_test *test = &outline->tests.items[i];

		ctx.test = rg_arena_printf(work->arena, "%.*s::%.*s", RG_FMT(ctx.path),
					   RG_FMT(test->name));
		offered = rg_offers_at(root, &ctx, RG_SHOWN_LENS);
		if (is_live)
			tell_time(&offered, work->arena, &live, ctx.test);
		note_clock(root, &offered);
		add_lenses(list, work, &offered, test->line - 1);
	}
	if (r->findings)
		add_log(list, work, root, &ctx);
	return list;
}

static rg_json *answer(rg_lsp_work *work)
{
	request *r = work->data;
	rg_json *list = list_lenses(work);

	rg_findings_drop(r->findings);
	return list;
}

rg_rc rg_lsp_code_lens(rg_lsp_work *work, const rg_json *params, rg_err *err)
{
	request *r = RG_NEW(work->arena, request);
	rg_document *document;
	rg_findings *found;
	rg_root *root;
	rg_str uri;
	rg_rc rc = rg_lsp_decode_uri(&uri, params, err);

	if (rc < 0)
		return rc;
	document = rg_document_find(work->lsp, uri);
	if (!document)
		return rg_fail(err, RG_EINVAL, "%.*s is not open", RG_FMT(uri));
	r->base = *rg_offers_prepare(work, document);
	root = document->is_log ? rg_roots_of_document(work->lsp, document) : NULL;
	found = root ? rg_reading_findings(root, document) : NULL;
	if (found) {
		r->findings = rg_findings_retain(found);
		work->run = find_headings;
	}
	work->data = r;
	work->answer = answer;
	return RG_OK;
}
