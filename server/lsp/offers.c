/* SPDX-License-Identifier: MIT */
/*
 * offers.c - commands decide themselves what they offer (commands/); here is only where the user
 * is. Finding the tests of a file means parsing it, at some megabytes a second: a job on a
 * snapshot, whose result is kept with the document until the text changes.
 */
#include "lsp/offers.h"

#include "base/limits.h"
#include "lsp/tell.h"
#include "os/fs.h"

rg_offer_ctx rg_offers_anywhere(rg_arena *arena, const rg_root *root)
{
	rg_offer_ctx ctx = {.workspace = root->workspace,
			    .arena = arena,
			    .known = rg_workspace_known(root->workspace)};
	rg_err err; /* said when they were read */

	if (rg_workspace_settings(&ctx.settings, root->workspace, &err) < 0)
		ctx.settings = NULL;
	return ctx;
}

rg_offer_ctx rg_offers_context(rg_arena *arena, const rg_root *root, const rg_document *document)
{
	rg_offer_ctx ctx = rg_offers_anywhere(arena, root);

	if (document->path)
		ctx.path = rg_root_relative(root, rg_str_of(document->path));
	if (document->is_log)
		ctx.log = rg_document_name(document);
	return ctx;
}

/* Over a test stands what is possible with it, and the next step where that is about it. */
static bool is_shown(const rg_command *command, const rg_offer *offer, const rg_offer_ctx *ctx,
		     uint32_t shown)
{
	const rg_open_session *session = rg_workspace_session(ctx->workspace);

	if (!ctx->is_lens)
		return command->shown & shown;
	if (offer->disabled.ptr)
		return false;
	return command->shown & shown ||
	       (offer->is_next && (!session || rg_str_vec_has(&session->tests, ctx->test)));
}

/* Where it stands in a menu: lower comes first. Lenses stay where they are. */
static int rank(const rg_offered *offered, const rg_offer_ctx *ctx)
{
	return ctx->is_lens ? 1 : offered->disabled.ptr ? 2 : offered->is_next ? 0 : 1;
}

rg_offered_vec rg_offers_at(const rg_root *root, const rg_offer_ctx *ctx, uint32_t shown)
{
	rg_offered_vec all = {0}, list = {0};
	size_t n;
	const rg_command *const *commands = rg_commands(&n);
	rg_offer offer;

	for (size_t i = 0; i < n; i++) {
		if (!rg_command_offer(&offer, commands[i], ctx) ||
		    !is_shown(commands[i], &offer, ctx, shown))
			continue;
		offer.args.root = rg_workspace_root(root->workspace);
		RG_PUSH(ctx->arena, &all,
			(rg_offered){commands[i], offer.title, offer.args, offer.disabled,
				     offer.is_next});
	}
	for (int r = 0; r <= 2; r++)
		for (size_t i = 0; i < all.n; i++)
			if (rank(&all.items[i], ctx) == r)
				RG_PUSH(ctx->arena, &list, all.items[i]);
	return list;
}

rg_offered_vec rg_offers_for_draft(rg_arena *arena, const rg_root *root,
				   const rg_document *document)
{
	rg_offered_vec list = {0};
	rg_offered next = {.command = &rg_command_create_draft_fix_pr, .is_next = true};

	if (!root->plan_body || !document->path ||
	    !rg_str_eq_z(rg_str_of(document->path), root->plan_body))
		return list;
	next.title = rg_str_of(root->plan_hash ? RG_LSP_CARRY_OUT : next.command->title);
	next.args.root = rg_workspace_root(root->workspace);
	if (root->plan_hash)
		next.args.plan = rg_str_of(root->plan_hash);
	RG_PUSH(arena, &list, next);
	return list;
}

rg_offered_vec rg_offers_for_question(rg_arena *arena, const rg_root *root)
{
	const rg_task *asking = rg_workspace_asking(root->workspace);
	const rg_question *question = asking ? rg_task_question(asking) : NULL;
	rg_offered_vec list = {0};

	for (size_t i = 0; question && i < question->n_choices; i++) {
		rg_offered one = {.command = &rg_command_answer};

		one.title = rg_arena_printf(arena, "Answer: %.*s", RG_FMT(question->choices[i]));
		one.args.root = rg_workspace_root(root->workspace);
		one.args.choice = question->choices[i];
		RG_PUSH(arena, &list, one);
	}
	return list;
}

rg_str rg_offers_test(const rg_root *root, const rg_failure *failure)
{
	rg_arena *arena = rg_arena_new();
	rg_str file = rg_str_sub(failure->test, 0, rg_str_find(failure->test, RG_STR("::")));
	bool is_here = file.len && file.ptr[0] != '/' && file.ptr[0] != '-' &&
		       rg_fs_is_file(rg_path_join(arena, rg_workspace_root(root->workspace), file));

	rg_arena_free(arena);
	return is_here ? failure->test : (rg_str){NULL, 0};
}

rg_json *rg_offers_encode(const rg_offered *offered)
{
	return rg_lsp_encode_command_take(offered->title, offered->command->id,
					  rg_command_encode(&offered->args));
}

/* ---- the tests of a document ---------------------------------------------------------------- */

static void run(rg_lsp_work *work, const rg_cancel *cancel)
{
	rg_offers_request *request = work->data;

	if (!rg_cancel_is_set(cancel))
		request->parsed = rg_outline_parse(request->parse_arena, RG_LANG_PYTHON,
						   rg_text_bytes(work->text));
}

rg_offers_request *rg_offers_prepare(rg_lsp_work *work, const rg_document *document)
{
	rg_offers_request *request = RG_NEW(work->arena, rg_offers_request);

	request->uri = rg_arena_dup(work->arena, rg_str_of(document->uri));
	work->text = rg_text_retain(document->text);
	work->data = request;
	if (rg_document_may_have_tests(document) && !document->outline &&
	    rg_text_bytes(document->text).len <= RG_LIMIT_SOURCE_BYTES) {
		request->parse_arena = rg_arena_new();
		work->run = run;
	}
	return request;
}

rg_document *rg_offers_finish(rg_lsp_work *work, const rg_outline **outline)
{
	rg_offers_request *request = work->data;
	rg_document *document = rg_document_find(work->lsp, request->uri);

	/* The snapshot is retained, so an edit made another object of the document's text. */
	if (document && document->text != work->text)
		document = NULL;
	if (document && request->parsed && !document->outline) {
		document->outline = request->parsed;
		document->outline_arena = request->parse_arena;
		request->parse_arena = NULL;
	}
	rg_arena_free(request->parse_arena);
	request->parse_arena = NULL;
	*outline = document ? document->outline : NULL;
	return document;
}
