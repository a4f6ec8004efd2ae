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
	char *uri;	/* as the client sent it at didOpen */
	char *key;	/* what documents are compared by (text/uri.h) */
	char *path;	/* of a file, links resolved where it exists; else NULL */
	char *language; /* languageId, "" when the client gave none */
	rg_text *text;	/* owned, counted */
	int64_t version;
	bool is_edited; /* changed since it was opened or saved, or opened other than on disk */
	bool is_cut;	/* only the beginning of a log that is larger than any other document */
	bool is_log;	/* it looks like a log with failures */
	bool is_read;	/* such a log is read when it is opened: it is no prose that quotes one */
	rg_reading *reading; /* lsp/readings.h, or NULL */
	/* The tests in it, made by a job on demand; NULL when not known for this text. */
	rg_arena *outline_arena;
	const rg_outline *outline;
};

/* NULL when it is not open. */
rg_document *rg_document_find(const rg_lsp *lsp, rg_str uri);
/*
 * What params.textDocument and params.position name: the document, NULL when it is not open, and
 * the place in it. RG_EINVAL names what is wrong.
 */
RG_MUST_CHECK rg_rc rg_document_decode_cursor(rg_document **out, rg_position *at, const rg_lsp *lsp,
					      const rg_json *params, rg_err *err);
/* The open document of a file, by its resolved path; or NULL. */
rg_document *rg_document_of_path(const rg_lsp *lsp, rg_str path);
typedef struct rg_document_item {
	rg_str uri, language, text;
	int64_t version;
} rg_document_item;
/* Opens it; one that is open already is replaced. RG_ETOOBIG above its limit, but for logs. */
RG_MUST_CHECK rg_rc rg_document_open(rg_document **out, rg_lsp *lsp, const rg_document_item *item,
				     rg_err *err);
void rg_document_close(rg_lsp *lsp, rg_document *document);
/* The text was replaced or edited: what was known about it is not any more. */
void rg_document_touch(rg_document *document);
/* Whether it is no file of source, so that its text decides. */
bool rg_document_may_be_log(const rg_document *document);
/* Looks at head and tail for what makes it a log: at most twice 64 KiB. */
void rg_document_judge(rg_document *document);
/* What findings know it by, when it is a log: its path, else its URI. */
rg_str rg_document_name(const rg_document *document);
/*
 * Whether it holds changes that are not on disk. Line ends, a byte order mark and a last line end
 * do not count: editors normalise them on reading. A file that is no UTF-8 cannot be compared.
 */
bool rg_document_is_unsaved(const rg_document *document);
/* Whether the disk has this very text. */
bool rg_document_is_on_disk(const rg_document *document);
/* Whether its name is one that pytest collects tests from. */
bool rg_document_may_have_tests(const rg_document *document);
void rg_documents_free(rg_lsp *lsp);

#endif
