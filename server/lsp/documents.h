/* SPDX-License-Identifier: MIT */
/*
 * documents.h - inside lsp/ only: the texts that the client has open. A document is the same by
 * its decoded URI and is answered with the URI as the client sent it.
 */
#ifndef RG_LSP_DOCUMENTS_H
#define RG_LSP_DOCUMENTS_H

#include "lsp/server.h"
#include "syntax/outline.h"

struct rg_document {
	rg_document *next;
	char *uri;     /* as the client sent it at didOpen */
	char *key;     /* what documents are compared by (text/uri.h) */
	char *path;    /* of a file, links resolved where it exists; else NULL */
	rg_text *text; /* owned, counted */
	int64_t version;
	bool is_edited; /* changed since it was opened or saved, or opened other than on disk */
	bool is_log;	/* it looks like a log with failures */
	/* The tests in it, made by a job on demand; NULL when not known for this text. */
	rg_arena *outline_arena;
	const rg_outline *outline;
};

/* NULL when it is not open. */
rg_document *rg_document_find(const rg_lsp *lsp, rg_str uri);
/* The open document of a file, by its resolved path; or NULL. */
rg_document *rg_document_of_path(const rg_lsp *lsp, rg_str path);
/* Opens it; one that is open already is replaced. RG_ETOOBIG above its limit. */
RG_MUST_CHECK rg_rc rg_document_open(rg_document **out, rg_lsp *lsp, rg_str uri, int64_t version,
				     rg_str text, rg_err *err);
void rg_document_close(rg_lsp *lsp, rg_document *document);
/* The text was replaced or edited: what was known about it is not any more. */
void rg_document_touch(rg_document *document);
/*
 * Whether it holds changes that are not on disk. Line ends, a byte order mark and a last line end
 * do not count: editors normalise them on reading. A file that is no UTF-8 cannot be compared.
 */
bool rg_document_is_unsaved(const rg_document *document);
/* Whether its name is one that pytest collects tests from. */
bool rg_document_may_have_tests(const rg_document *document);
void rg_documents_free(rg_lsp *lsp);

#endif
