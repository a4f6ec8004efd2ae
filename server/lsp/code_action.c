/* SPDX-License-Identifier: MIT */
/*
 * code_action.c - each lens once more, for clients without lenses, and what else is offered at a
 * line: the next step first and preferred, what is not possible last, with its reason. An action
 * that answers one of our diagnostics is a quick fix; the others are of the kind
 * source.redgreen.NAME, so that users can bind keys to them, and are offered only when the user
 * opened the menu. A line that nothing of ours is about has none: a light bulb on every line says
 * nothing. Who asks for source actions alone means the file. While a command waits for an answer,
 * its choices are in the menu of every line, for clients that cannot ask.
 */
#include "lsp/log_lines.h"
#include "lsp/offers.h"
#include "lsp/readings.h"

typedef struct request {
	rg_offers_request base;
	uint32_t first_line, last_line; /* 0-based, both included */
	bool is_explicit;
	rg_str_vec only;    /* kinds that are wanted; empty: all */
	rg_str diagnostics; /* those of ours in the context, as JSON; null without any */
	size_t n_diagnostics;
	bool has_left_out; /* something that is not possible, which the client cannot show */
} request;

/* ---- what is at the lines ------------------------------------------------------------------- */

/* The innermost test around the first line: they stand in the order of their beginnings. */
static const rg_test *test_at(const rg_outline *outline, const rg_text *text, uint32_t line)
{
	const rg_test *found = NULL;

	for (size_t i = 0; outline && i < outline->tests.n; i++) {
		const rg_test *test = &outline->tests.items[i];
		size_t first = rg_line_index_line(rg_text_lines(text), test->begin);

		if (first <= line && line + 1 <= test->end_line)
			found = test;
	}
	return found;
}

static const rg_mark *mark_at(const rg_root *root, rg_str path, const request *r)
{
	for (size_t i = 0; i < root->marks.list.n && path.ptr; i++) {
		const rg_mark *mark = &root->marks.list.items[i];

		if (rg_str_eq(mark->path, path) && mark->line - 1 >= r->first_line &&
		    mark->line - 1 <= r->last_line && !mark->is_missing)
			return mark;
	}
	return NULL;
}

/* ---- actions -------------------------------------------------------------------------------- */

/* Whether the client wants the kind: "source" wants "source.redgreen.runTest" too. */
static bool is_wanted(const request *r, rg_str kind)
{
	for (size_t i = 0; i < r->only.n; i++) {
		rg_str rest = kind;

		if (rg_str_skip(&rest, r->only.items[i]) && (rest.len == 0 || rest.ptr[0] == '.'))
			return true;
	}
	return r->only.n == 0;
}

/* "Source Action…" of an editor. */
static bool wants_source_alone(const request *r)
{
	for (size_t i = 0; i < r->only.n; i++)
		if (!rg_str_starts(r->only.items[i], RG_STR("source")))
			return false;
	return r->only.n > 0;
}

static void add_action(rg_json *list, const rg_lsp_work *work, request *r,
		       const rg_offered *offered)
{
	const rg_client *client = &work->lsp->client;
	rg_str kind = RG_STR("quickfix"), name = rg_str_of(offered->command->id);
	rg_json *json;

	if (offered->disabled.ptr && !client->has_disabled_actions) {
		r->has_left_out = true;
		return;
	}
	if (rg_str_is_null(r->diagnostics))
		kind = rg_arena_printf(work->arena, "source.%.*s", RG_FMT(name));
	if (!is_wanted(r, kind))
		return;
	if (!client->has_action_literals) {
		rg_json_push_take(list, rg_offers_encode(offered));
		return;
	}
	json = rg_json_push_take(list, rg_json_object());
	rg_json_set_str(json, "title", offered->title);
	rg_json_set_str(json, "kind", kind);
	if (r->diagnostics.ptr)
		rg_json_set_take(json, "diagnostics", rg_json_new_raw(r->diagnostics));
	if (offered->is_next && client->has_preferred_actions)
		rg_json_set_bool(json, "isPreferred", true);
	if (offered->disabled.ptr)
		rg_json_set_str(rg_json_set_take(json, "disabled", rg_json_object()), "reason",
				offered->disabled);
	else
		rg_json_set_take(json, "command", rg_offers_encode(offered));
}

static void add_actions(rg_json *list, const rg_lsp_work *work, request *r,
			const rg_offered_vec *offered)
{
	for (size_t i = 0; i < offered->n; i++)
		add_action(list, work, r, &offered->items[i]);
}

/* The one word about what is not in the menu. */
static void add_why_not(rg_json *list, const rg_lsp_work *work, request *r, const rg_root *root)
{
	rg_offered why = {.command = &rg_command_why_not};

	if (!r->has_left_out || !r->is_explicit)
		return;
	why.title = rg_str_of(rg_command_why_not.title);
	why.args.root = rg_workspace_root(root->workspace);
	add_action(list, work, r, &why);
}

/* What the line of a log or of source is about, as far as a failure goes. */
static void look_at_line(rg_offer_ctx *ctx, const rg_root *root, const rg_document *document,
			 const request *r)
{
	const rg_findings *findings = document->is_log ? rg_reading_findings(root, document) : NULL;
	const rg_mark *mark = mark_at(root, ctx->path, r);
	rg_log_place place;

	if (findings && rg_log_line_is_of(&place, findings, document->text, r->first_line)) {
		ctx->has_failure = true;
		ctx->test = rg_offers_test(root, place.failure);
	} else if (mark) {
		ctx->has_failure = true;
		/* a line of its chain stands for the test */
		ctx->test = rg_offers_test(root, mark->failure);
	}
}

static rg_json *answer(rg_lsp_work *work)
{
	request *r = work->data;
	const rg_outline *outline;
	rg_document *document = rg_offers_finish(work, &outline);
	rg_root *root = document ? rg_roots_of_document(work->lsp, document) : NULL;
	rg_json *list = rg_json_array();
	rg_offered_vec offered;
	const rg_test *test;
	rg_offer_ctx ctx;

	if (!root)
		return list;
	if (r->is_explicit) {
		offered = rg_offers_for_question(work->arena, root);
		add_actions(list, work, r, &offered);
	}
	offered = rg_offers_for_draft(work->arena, root, document);
	if (r->is_explicit || r->first_line == 0) /* its lens stands over the first line */
		add_actions(list, work, r, &offered);
	ctx = rg_offers_context(work->arena, root, document);
	ctx.is_file = r->is_explicit && wants_source_alone(r) && ctx.path.ptr;
	look_at_line(&ctx, root, document, r);
	test = test_at(outline, work->text, r->first_line);
	if (test && ctx.path.ptr)
		ctx.test = rg_arena_printf(work->arena, "%.*s::%.*s", RG_FMT(ctx.path),
					   RG_FMT(test->name));
	if (!r->is_explicit && rg_str_is_null(r->diagnostics))
		return list;
	offered = rg_offers_at(root, &ctx, RG_SHOWN_LENS | RG_SHOWN_ACTION);
	add_actions(list, work, r, &offered);
	add_why_not(list, work, r, root);
	return list;
}

/* ---- the request ---------------------------------------------------------------------------- */

static void read_context(request *r, rg_arena *arena, const rg_json *context)
{
	const rg_json *diagnostics = rg_json_get(context, "diagnostics");
	const rg_json *only = rg_json_get(context, "only");
	rg_buf ours;

	/* CodeActionTriggerKind: 1 invoked, 2 automatic; older clients do not say. */
	r->is_explicit = rg_json_int(rg_json_get(context, "triggerKind"), 1) == 1;
	for (const rg_json *x = rg_json_first(only); x; x = rg_json_next(x))
		if (rg_json_is_string(x))
			RG_PUSH(arena, &r->only, rg_arena_dup(arena, rg_json_str(x)));
	rg_buf_init(&ours, SIZE_MAX / 2);
	for (const rg_json *x = rg_json_first(diagnostics); x; x = rg_json_next(x)) {
		if (!rg_str_eq_z(rg_json_str(rg_json_get(x, "source")), "redgreen"))
			continue;
		rg_buf_add_char(&ours, r->n_diagnostics++ ? ',' : '[');
		rg_json_render(&ours, x);
	}
	if (r->n_diagnostics) {
		rg_buf_add_char(&ours, ']');
		r->diagnostics = rg_arena_dup(arena, rg_buf_str(&ours));
	}
	rg_buf_release(&ours);
}

rg_rc rg_lsp_code_action(rg_lsp_work *work, const rg_json *params, rg_err *err)
{
	request *r = RG_NEW(work->arena, request);
	rg_document *document;
	rg_range range;
	rg_str uri;
	rg_rc rc;

	if ((rc = rg_lsp_decode_uri(&uri, params, err)) < 0 ||
	    (rc = rg_lsp_decode_range(&range, rg_json_get(params, "range"), err)) < 0)
		return rc;
	document = rg_document_find(work->lsp, uri);
	if (!document)
		return rg_fail(err, RG_EINVAL, "%.*s is not open", RG_FMT(uri));
	r->first_line = range.begin.line;
	r->last_line = range.end.line > range.begin.line ? range.end.line : range.begin.line;
	read_context(r, work->arena, rg_json_get(params, "context"));
	r->base = *rg_offers_prepare(work, document);
	work->data = r;
	work->answer = answer;
	return RG_OK;
}
