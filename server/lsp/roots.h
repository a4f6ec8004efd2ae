/* SPDX-License-Identifier: MIT */
/*
 * roots.h - inside lsp/ only: which workspace a file belongs to. Editors open folders; redgreen
 * works on repositories. A folder inside of a repository stands for that repository, and a folder
 * of several repositories for each of them, as soon as a file of it is touched.
 */
#ifndef RG_LSP_ROOTS_H
#define RG_LSP_ROOTS_H

#include "lsp/countdown.h"
#include "lsp/marks.h"
#include "lsp/server.h"
#include "lsp/status_line.h"

struct rg_root {
	rg_root *next;
	rg_lsp *lsp;
	rg_workspace *workspace; /* owned */
	rg_marks marks;
	rg_countdown countdown;
	rg_status_line status_line;
	bool has_told_files; /* that they are known, in the client's log */
	bool is_leaving;     /* its folder was closed: freed when its tasks have ended */
	/* The draft whose pull request is not there yet, and the plan that waits to be carried out,
	 * by its hash: both owned, or NULL. A draft without a plan: it is to be made anew. */
	char *plan_body, *plan_hash;
};

/* path: as the client spells it. */
void rg_roots_add_folder(rg_lsp *lsp, rg_str path);
void rg_roots_remove_folder(rg_lsp *lsp, rg_str path);

/* From now on all roots keep an eye on their files; those of the client's folders are made. */
void rg_roots_open(rg_lsp *lsp);
/* The root that a file or folder belongs to (resolved path), made on demand; NULL for none. */
rg_root *rg_roots_of_path(rg_lsp *lsp, rg_str path);
/*
 * The same for a document: a draft belongs to the root whose plan it is; a text without a file, and
 * a log that lies in no folder of the client, to the one that was used last.
 */
rg_root *rg_roots_of_document(rg_lsp *lsp, const rg_document *document);
/*
 * The root that a command means: root (path or file URI) when given, else the only one, else the
 * one of the document that the client touched last. RG_EINVAL says which there are.
 */
RG_MUST_CHECK rg_rc rg_roots_of_command(rg_root **out, rg_lsp *lsp, rg_str root, rg_err *err);

/* The path relative to the root; null when it is not below it, or below its .git. */
rg_str rg_root_relative(const rg_root *root, rg_str path);
/* The URI of a resolved path: the client's own for what it has open, else its folder's spelling. */
rg_str rg_roots_uri(rg_arena *arena, const rg_lsp *lsp, rg_str path);

/* The client's settings, for all roots; NULL for none. */
void rg_roots_set_settings(rg_lsp *lsp, const rg_json *settings);
/*
 * The same, and what takes its place for each of the client's folders: sections are those of
 * lsp->folders in their order, no object for none; fewer are enough.
 */
void rg_roots_set_folder_settings(rg_lsp *lsp, const rg_json *settings, const rg_json *sections);
/* A file was saved, or written by somebody else, with another text: what runs showed is of others.
 */
void rg_root_edited(rg_root *root);
/* Tells the user when the settings of a root cannot be used. */
void rg_root_check_settings(rg_root *root);

bool rg_roots_are_idle(const rg_lsp *lsp);
void rg_roots_cancel_all(rg_lsp *lsp);
/* Frees those that are leaving and idle; on the loop, not from inside of a task. */
void rg_roots_sweep(rg_lsp *lsp);
/* All must be idle. */
void rg_roots_free(rg_lsp *lsp);

#endif
