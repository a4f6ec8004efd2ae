/* SPDX-License-Identifier: MIT */
/* code_lens.c - what can be done with each test, over it; and with a draft, over its first line. */
#include "lsp/offers.h"

static rg_json *lens(const rg_offered *offered, const rg_text *text, size_t line,
		     rg_encoding encoding)
{
	rg_json *json = rg_json_object();
	rg_str bytes = rg_text_bytes(text);
	rg_str content = rg_line_index_text(rg_text_lines(text), bytes, line);
	size_t begin = (size_t)(content.ptr - bytes.ptr);
	rg_range range = {rg_text_position(text, begin, encoding),
			  rg_text_position(text, begin + content.len, encoding)};

	rg_json_set_take(json, "range", rg_lsp_encode_range(range));
	rg_json_set_take(json, "command", rg_offers_encode(offered));
	return json;
}

static void add_lenses(rg_json *list, const rg_lsp_work *work, const rg_offered_vec *offered,
		       size_t line)
{
	for (size_t i = 0; i < offered->n; i++)
		rg_json_push_take(list, lens(&offered->items[i], work->text, line,
					     work->lsp->client.encoding));
}

static rg_json *answer(rg_lsp_work *work)
{
	const rg_outline *outline;
	rg_document *document = rg_offers_finish(work, &outline);
	rg_root *root = document ? rg_roots_of_document(work->lsp, document) : NULL;
	rg_json *list = rg_json_array();
	rg_offered_vec offered;
	rg_offer_ctx ctx;

	if (!root)
		return list;
	offered = rg_offers_for_draft(work->arena, root, document);
	add_lenses(list, work, &offered, 0);
	ctx = rg_offers_context(work->arena, root, document);
	ctx.is_explicit = true;
	for (size_t i = 0; outline && ctx.path.ptr && i < outline->tests.n; i++) {
		const rg_test *test = &outline->tests.items[i];

		ctx.test = rg_arena_printf(work->arena, "%.*s::%.*s", RG_FMT(ctx.path),
					   RG_FMT(test->name));
		offered = rg_offers_at(root, &ctx, RG_SHOWN_LENS);
		add_lenses(list, work, &offered, test->line - 1);
	}
	return list;
}

rg_rc rg_lsp_code_lens(rg_lsp_work *work, const rg_json *params, rg_err *err)
{
	rg_document *document;
	rg_str uri;
	rg_rc rc = rg_lsp_decode_uri(&uri, params, err);

	if (rc < 0)
		return rc;
	document = rg_document_find(work->lsp, uri);
	if (!document)
		return rg_fail(err, RG_EINVAL, "%.*s is not open", RG_FMT(uri));
	rg_offers_prepare(work, document);
	work->answer = answer;
	return RG_OK;
}
