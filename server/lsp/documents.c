/* SPDX-License-Identifier: MIT */
/*
 * documents.c - a list: editors hold dozens of documents open, not thousands. Whether one is
 * unsaved is asked of the disk at the moment when it matters, because files change below editors
 * (a branch switch) and editors do not say so.
 */
#include "lsp/documents.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lsp/protocol.h"
#include "lsp/readings.h"
#include "os/fs.h"
#include "syntax/outline.h"
#include "text/uri.h"
#include "trace/trace.h"

/* Enough to see the first section of a log, or the summary behind hours of a pipeline's output. */
#define LOG_END_BYTES (64 * RG_KiB)

rg_document *rg_document_find(const rg_lsp *lsp, rg_str uri)
{
	rg_arena *arena = rg_arena_new();
	rg_str key = rg_uri_key(arena, uri);
	rg_document *document = lsp->documents;

	while (document && !rg_str_eq_z(key, document->key))
		document = document->next;
	rg_arena_free(arena);
	return document;
}

rg_rc rg_document_decode_cursor(rg_document **out, rg_position *at, const rg_lsp *lsp,
				const rg_json *params, rg_err *err)
{
	rg_str uri = {NULL, 0};
	rg_rc rc = rg_lsp_decode_uri(&uri, params, err);

	*out = rc == RG_OK ? rg_document_find(lsp, uri) : NULL;
	return rc < 0 ? rc : rg_lsp_decode_position(at, rg_json_get(params, "position"), err);
}

rg_document *rg_document_of_path(const rg_lsp *lsp, rg_str path)
{
	rg_document *document = lsp->documents;

	while (document && !(document->path && rg_str_eq_z(path, document->path)))
		document = document->next;
	return document;
}

/* The next byte with every line end as '\n'; -1 at the end. */
static int next_byte(rg_str *s)
{
	char c;

	if (s->len == 0)
		return -1;
	c = s->ptr[0];
	*s = rg_str_sub(*s, 1, s->len);
	if (c == '\r') {
		(void)rg_str_skip(s, RG_STR("\n"));
		return '\n';
	}
	return (unsigned char)c;
}

static bool is_same_text(rg_str a, rg_str b)
{
	(void)rg_str_skip(&a, RG_STR("\xef\xbb\xbf"));
	(void)rg_str_skip(&b, RG_STR("\xef\xbb\xbf"));
	for (;;) {
		int x = next_byte(&a), y = next_byte(&b);

		if (x == y && x < 0)
			return true;
		if (x != y)
			return (x < 0 && y == '\n' && b.len == 0) ||
			       (y < 0 && x == '\n' && a.len == 0);
	}
}

typedef enum disk { DISK_SAME, DISK_OTHER, DISK_MISSING, DISK_UNKNOWN } disk;

static disk compare_with_disk(const rg_document *document)
{
	rg_arena *arena = rg_arena_new();
	disk result = DISK_UNKNOWN;
	rg_str bytes;
	rg_err err;
	rg_rc rc = rg_fs_read(&bytes, arena, document->path, RG_LIMIT_DOCUMENT_BYTES, &err);

	if (rc == RG_ENOTFOUND)
		result = DISK_MISSING;
	else if (rc == RG_OK && rg_utf8_is_valid(bytes))
		result =
			is_same_text(bytes, rg_text_bytes(document->text)) ? DISK_SAME : DISK_OTHER;
	rg_arena_free(arena);
	return result;
}

bool rg_document_is_unsaved(const rg_document *document)
{
	return document->path && document->is_edited && compare_with_disk(document) != DISK_SAME;
}

bool rg_document_is_on_disk(const rg_document *document)
{
	return document->path && compare_with_disk(document) == DISK_SAME;
}

static void forget_outline(rg_document *document)
{
	rg_arena_free(document->outline_arena);
	document->outline_arena = NULL;
	document->outline = NULL;
}

void rg_document_touch(rg_document *document)
{
	document->is_edited = true;
	forget_outline(document);
}

static bool is_one_of(rg_str s, const char *const *names)
{
	while (*names && !rg_str_eq_z(s, *names))
		names++;
	return *names != NULL;
}

/*
 * A file of source is none, whatever it quotes. In a text without a file the language is a guess of
 * the editor's, which takes the lines of code in a traceback for more than they are; and some have
 * one language for all documents of a server (eglot 1.9): the name of a log weighs more.
 */
bool rg_document_may_be_log(const rg_document *document)
{
	static const char *const source[] = {"python", "c", "cpp", "cuda-cpp", "cuda", NULL};
	static const char *const logs[] = {".log", ".txt", ".out", NULL};
	rg_str path = rg_str_of(document->path);

	return !path.ptr || is_one_of(rg_path_ext(path), logs) ||
	       (rg_language_of(path) == RG_LANG_NONE &&
		!is_one_of(rg_str_of(document->language), source));
}

/* Reports, drafts and documentation quote logs; they are read when the user asks for it. */
static bool is_prose(const rg_document *document)
{
	static const char *const languages[] = {"markdown",   "restructuredtext", "rst", "asciidoc",
						"git-commit", "gitcommit",	  NULL};
	static const char *const ends[] = {".md", ".rst", ".adoc", NULL};

	return is_one_of(rg_str_of(document->language), languages) ||
	       is_one_of(rg_path_ext(rg_str_of(document->path)), ends);
}

static void judge(rg_document *document, rg_str text)
{
	size_t tail = text.len > LOG_END_BYTES ? text.len - LOG_END_BYTES : 0;

	document->is_log = rg_document_may_be_log(document) &&
			   (rg_trace_looks_like_log(rg_str_sub(text, 0, LOG_END_BYTES)) ||
			    (tail && rg_trace_looks_like_log(rg_str_sub(text, tail, text.len))));
	document->is_read = document->is_log && !is_prose(document);
}

void rg_document_judge(rg_document *document)
{
	if (!document->is_cut)
		judge(document, rg_text_bytes(document->text));
}

rg_str rg_document_name(const rg_document *document)
{
	return rg_str_of(document->path ? document->path : document->uri);
}

static void free_document(rg_document *document)
{
	forget_outline(document);
	rg_text_drop(document->text);
	free(document->uri);
	free(document->key);
	free(document->path);
	free(document->language);
	free(document);
}

static rg_document *make_document(const rg_document_item *item)
{
	rg_document *document = rg_calloc(1, sizeof(*document));
	rg_arena *arena = rg_arena_new();
	rg_str path = rg_uri_to_path(arena, item->uri);

	document->uri = rg_strdup(item->uri);
	document->key = rg_strdup(rg_uri_key(arena, item->uri));
	if (path.ptr) {
		rg_str real = rg_fs_real(arena, rg_arena_cstr(arena, path));

		document->path = rg_strdup(real.ptr ? real : path);
	}
	document->language = rg_strdup(item->language.ptr ? item->language : RG_STR(""));
	document->is_cut = item->text.len > RG_LIMIT_DOCUMENT_BYTES;
	document->text = rg_text_new(rg_utf8_cut(item->text, RG_LIMIT_DOCUMENT_BYTES));
	document->version = item->version;
	judge(document, item->text); /* all of it: the tail may not be kept */
	/* An editor may bring back what was never saved. */
	document->is_edited =
		document->path && !document->is_cut && compare_with_disk(document) == DISK_OTHER;
	rg_arena_free(arena);
	return document;
}

rg_rc rg_document_open(rg_document **out, rg_lsp *lsp, const rg_document_item *item, rg_err *err)
{
	rg_document *document = rg_document_find(lsp, item->uri);

	if (document)
		rg_document_close(lsp, document);
	document = make_document(item);
	if (document->is_cut && !document->is_log) {
		free_document(document);
		return rg_fail(err, RG_ETOOBIG, "%.*s has %zu bytes, above the limit of %zu",
			       RG_FMT(item->uri), item->text.len, (size_t)RG_LIMIT_DOCUMENT_BYTES);
	}
	document->next = lsp->documents;
	lsp->documents = document;
	*out = document;
	return RG_OK;
}

void rg_document_close(rg_lsp *lsp, rg_document *document)
{
	rg_document **at = &lsp->documents;

	rg_reading_end(document);
	while (*at != document)
		at = &(*at)->next;
	*at = document->next;
	free_document(document);
}

/* pytest's default python_files, and what lies in a folder of tests. */
bool rg_document_may_have_tests(const rg_document *document)
{
	rg_str path = rg_str_of(document->path), name, folder;

	if (!rg_str_chop(&path, RG_STR(".py")))
		return false;
	name = rg_path_name(path);
	if (rg_str_starts(name, RG_STR("test")) || rg_str_ends(name, RG_STR("_test")))
		return true;
	for (folder = rg_path_folder(path); folder.len > 1; folder = rg_path_folder(folder)) {
		name = rg_path_name(folder);
		if (rg_str_eq_z(name, "tests") || rg_str_eq_z(name, "test") ||
		    rg_str_eq_z(name, "testing"))
			return true;
	}
	return false;
}

void rg_documents_free(rg_lsp *lsp)
{
	while (lsp->documents) {
		rg_document *next = lsp->documents->next;

		rg_reading_end(lsp->documents);
		free_document(lsp->documents);
		lsp->documents = next;
	}
}
