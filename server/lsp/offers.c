/* SPDX-License-Identifier: MIT */
/*
 * offers.c - commands decide themselves what they offer (commands/); here is only where the user
 * is. Finding the tests of a file means parsing it, at some megabytes a second: a job on a
 * snapshot, whose result is kept with the document until the text changes.
 */
#include "lsp/offers.h"

#include "base/limits.h"
#include "os/fs.h"

rg_offer_ctx rg_offers_context(rg_arena *arena, const rg_root *root, const rg_document *document)
{
	rg_offer_ctx ctx = {.workspace = root->workspace, .arena = arena};

	if (document->path)
		ctx.path = rg_root_relative(root, rg_str_of(document->path));
	if (document->is_log)
		ctx.log = rg_document_name(document);
	return ctx;
}

rg_offered_vec rg_offers_at(const rg_root *root, const rg_offer_ctx *ctx, uint32_t shown)
{
	rg_offered_vec list = {0};
	size_t n;
	const rg_command *const *commands = rg_commands(&n);

	for (size_t i = 0; i < n; i++) {
		rg_offer offer = {0};

		if (!(commands[i]->shown & shown) ||
		    (commands[i]->offer && !commands[i]->offer(&offer, ctx)))
			continue;
		offer.args.root = rg_workspace_root(root->workspace);
		RG_PUSH(ctx->arena, &list,
			(rg_offered){commands[i],
				     offer.title.ptr ? offer.title : rg_str_of(commands[i]->title),
				     offer.args, offer.disabled});
	}
	return list;
}

rg_offered_vec rg_offers_for_draft(rg_arena *arena, const rg_root *root,
				   const rg_document *document)
{
	rg_offered_vec list = {0};
	rg_offered carry_out = {.command = &rg_command_create_draft_fix_pr};

	if (!root->plan_body || !root->plan_hash || !document->path ||
	    !rg_str_eq_z(rg_str_of(document->path), root->plan_body))
		return list;
	carry_out.title = RG_STR("Create this draft PR");
	carry_out.args.root = rg_workspace_root(root->workspace);
	carry_out.args.plan = rg_str_of(root->plan_hash);
	RG_PUSH(arena, &list, carry_out);
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
