/* SPDX-License-Identifier: MIT */
/*
 * offers.h - inside lsp/ only: what can be done at a line. Lenses and code actions are made from
 * the same offers, so that a client without lenses misses nothing.
 */
#ifndef RG_LSP_OFFERS_H
#define RG_LSP_OFFERS_H

#include "commands/command.h"
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/protocol.h"
#include "lsp/roots.h"

typedef struct rg_offered {
	const rg_command *command;
	rg_str title;
	rg_command_args args; /* with root */
	rg_str disabled;      /* why not, or null */
	bool is_next;	      /* the step that comes next */
} rg_offered;
typedef RG_VEC(rg_offered) rg_offered_vec;

/* What the commands that are shown there (RG_SHOWN_…) offer. In a menu the next step comes first,
 * what is not possible last; lenses stand in the order of commands.def. */
rg_offered_vec rg_offers_at(const rg_root *root, const rg_offer_ctx *ctx, uint32_t shown);
/* A draft: to carry out the plan that waits, or to make it anew. Empty for any other document. */
rg_offered_vec rg_offers_for_draft(rg_arena *arena, const rg_root *root,
				   const rg_document *document);
/* The choices of the question that waits, for a client that cannot ask. Empty: none waits. */
rg_offered_vec rg_offers_for_question(rg_arena *arena, const rg_root *root);
/* The context of no place at all. */
rg_offer_ctx rg_offers_anywhere(rg_arena *arena, const rg_root *root);
/* The context of a document: its path or log. The caller adds what is at the line. */
rg_offer_ctx rg_offers_context(rg_arena *arena, const rg_root *root, const rg_document *document);

/* The failing test as one that can be run here; null when its file is not in the workspace. */
rg_str rg_offers_test(const rg_root *root, const rg_failure *failure);

/* {title, command, arguments}. */
rg_json *rg_offers_encode(const rg_offered *offered);

/* What a job handler of this file's kind keeps; it is work->data. */
typedef struct rg_offers_request {
	rg_str uri;
	rg_arena *parse_arena;	  /* of parsed; NULL when nothing is to be parsed */
	const rg_outline *parsed; /* by the worker */
} rg_offers_request;

/*
 * For job handlers: takes a snapshot of the document into the work, to be parsed on the worker
 * where it may have tests and they are not known yet.
 */
rg_offers_request *rg_offers_prepare(rg_lsp_work *work, const rg_document *document);
/*
 * Behind the job: the document, NULL when it was closed or changed meanwhile, and its tests, NULL
 * when it has none. They are kept with the document for the next request.
 */
rg_document *rg_offers_finish(rg_lsp_work *work, const rg_outline **outline);

#endif
