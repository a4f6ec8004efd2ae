/* SPDX-License-Identifier: MIT */
/*
 * roots.c - folders of the client and the workspaces behind them. A root is the nearest folder
 * upwards that holds .git (the shell finds its root in the same way), else the client's folder. It
 * is made when something in it is touched, and those of the client's folders once the client is
 * ready: their files are read in the background then.
 */
#include "lsp/roots.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lsp/diagnostics.h"
#include "lsp/documents.h"
#include "lsp/readings.h"
#include "lsp/tell.h"
#include "os/fs.h"
#include "text/uri.h"

/* Whether path is folder or lies below it. */
static bool is_below(rg_str path, rg_str folder)
{
	if (!rg_str_skip(&path, folder))
		return false;
	return path.len == 0 || path.ptr[0] == '/' || rg_str_ends(folder, RG_STR("/"));
}

/* ---- folders -------------------------------------------------------------------------------- */

void rg_roots_add_folder(rg_lsp *lsp, rg_str path)
{
	rg_arena *arena = rg_arena_new();
	rg_folder **at = &lsp->folders, *folder;
	rg_str real;

	while (path.len > 1 && rg_str_chop(&path, RG_STR("/")))
		;
	real = rg_fs_real(arena, rg_arena_cstr(arena, path));
	while (*at && !rg_str_eq_z(path, (*at)->path))
		at = &(*at)->next;
	if (!*at) {
		folder = rg_calloc(1, sizeof(*folder));
		folder->path = rg_strdup(path);
		folder->real = rg_strdup(real.ptr ? real : path);
		*at = folder;
	}
	lsp->has_had_folders = true;
	rg_arena_free(arena);
}

static void free_folder(rg_folder *folder)
{
	rg_json_free(folder->settings);
	free(folder->path);
	free(folder->real);
	free(folder);
}

static const rg_folder *folder_of(const rg_lsp *lsp, rg_str path)
{
	const rg_folder *best = NULL;

	for (const rg_folder *f = lsp->folders; f; f = f->next)
		if (is_below(path, rg_str_of(f->real)) &&
		    (!best || strlen(f->real) > strlen(best->real)))
			best = f;
	return best;
}

/* The client's folder that covers the root, else the first that the root covers; or NULL. */
static const rg_folder *folder_for(const rg_lsp *lsp, rg_str root)
{
	const rg_folder *found = folder_of(lsp, root);

	for (const rg_folder *f = lsp->folders; f && !found; f = f->next)
		if (is_below(rg_str_of(f->real), root))
			found = f;
	return found;
}

/* Whether the client has a folder open that the root covers, or that covers the root. */
static bool is_open_in_client(const rg_lsp *lsp, rg_str root)
{
	return !lsp->has_had_folders || folder_for(lsp, root);
}

/* The client's section for a root, borrowed, or NULL. */
static const rg_json *settings_of(const rg_lsp *lsp, rg_str root)
{
	const rg_folder *folder = folder_for(lsp, root);

	return folder && folder->settings ? folder->settings : lsp->settings;
}

void rg_roots_remove_folder(rg_lsp *lsp, rg_str path)
{
	rg_folder **at = &lsp->folders;

	while (path.len > 1 && rg_str_chop(&path, RG_STR("/")))
		;
	while (*at && !rg_str_eq_z(path, (*at)->path))
		at = &(*at)->next;
	if (*at) {
		rg_folder *folder = *at;

		*at = folder->next;
		free_folder(folder);
	}
	for (rg_root *root = lsp->roots; root; root = root->next)
		if (!is_open_in_client(lsp, rg_workspace_root(root->workspace))) {
			root->is_leaving = true;
			(void)rg_workspace_cancel_all(root->workspace);
		}
	rg_roots_sweep(lsp);
}

/* ---- roots ---------------------------------------------------------------------------------- */

static rg_str_vec list_unsaved(void *self, rg_workspace *workspace, rg_arena *arena)
{
	rg_root *root = self;
	rg_str_vec names = {0};

	(void)workspace;
	for (const rg_document *d = root->lsp->documents; d; d = d->next) {
		rg_str name = rg_root_relative(root, rg_str_of(d->path));

		if (name.ptr && rg_document_is_unsaved(d))
			RG_PUSH(arena, &names, rg_arena_dup(arena, name));
	}
	rg_str_vec_sort(&names);
	return names;
}

static bool is_open_log(const rg_lsp *lsp, rg_str name)
{
	const rg_document *document = lsp->documents;

	while (document && !rg_str_eq(rg_document_name(document), name))
		document = document->next;
	return document != NULL;
}

/* A log that nobody has open holds until something newer is known. */
static void on_failures_changed(void *self, rg_workspace *workspace)
{
	rg_root *root = self;

	for (const rg_findings *f = rg_workspace_findings(workspace)->older; f; f = f->older)
		if (f->is_log && !is_open_log(root->lsp, f->log)) {
			rg_workspace_forget_log(workspace, f->log); /* and comes back to here */
			return;
		}
	rg_diagnostics_rebuild(root);
}

static void look_around(void *data)
{
	rg_lsp *lsp = data;

	rg_readings_refresh(lsp);
	rg_roots_sweep(lsp);
	rg_lsp_check_end(lsp);
}

/* Posted: the workspace may go then. */
static void on_rested(void *self, rg_workspace *workspace)
{
	rg_root *root = self;
	const rg_inventory *inventory =
		root->has_told_files ? NULL : rg_sight_inventory(rg_workspace_sight(workspace));

	if (inventory) {
		root->has_told_files = true;
		rg_lsp_note(root->lsp, RG_LSP_INFORMATION, "%.*s: its %zu files are read",
			    RG_FMT(rg_workspace_root(workspace)), inventory->files.n);
	}
	rg_loop_post(root->lsp->loop, look_around, root->lsp);
}

/* An editor writes what it shows, and says so as well (did_save.c). */
static void on_written(void *self, rg_workspace *workspace, rg_str path)
{
	rg_root *root = self;
	rg_arena *arena = rg_arena_new();
	const rg_document *document = rg_document_of_path(
		root->lsp, rg_str_of(rg_path_join(arena, rg_workspace_root(workspace), path)));

	if (!document || document->is_edited || !rg_document_is_on_disk(document))
		rg_root_edited(root);
	if (!document)
		rg_diagnostics_publish(root, path); /* it may be gone, or be there again */
	rg_arena_free(arena);
}

static rg_root *find_root(const rg_lsp *lsp, rg_str path)
{
	rg_root *root = lsp->roots;

	while (root && (root->is_leaving || !rg_str_eq(path, rg_workspace_root(root->workspace))))
		root = root->next;
	return root;
}

/* From now on it is kept an eye on: its files, and the time of a session. */
static void open_root(rg_root *root)
{
	static const char *const words[] = {
		[RG_TRUST_ASK] = "before the first run of its code you are asked",
		[RG_TRUST_DENIED] = "it is not trusted: none of its code is run",
		[RG_TRUST_TESTS] = "its tests may run",
		[RG_TRUST_GRANTED] = "its code may run",
	};

	rg_lsp_note(root->lsp, RG_LSP_INFORMATION, "%.*s: opened; %s",
		    RG_FMT(rg_workspace_root(root->workspace)),
		    words[rg_workspace_trust(root->workspace)]);
	rg_workspace_open(root->workspace);
	rg_countdown_look(root);
}

static rg_root *get_root(rg_lsp *lsp, rg_str path)
{
	rg_root *root = find_root(lsp, path);
	rg_workspace_hooks hooks = {.unsaved = list_unsaved,
				    .failures_changed = on_failures_changed,
				    .written = on_written,
				    .rested = on_rested};

	if (root)
		return root;
	root = hooks.self = rg_calloc(1, sizeof(*root));
	root->lsp = lsp;
	root->workspace = rg_workspace_new(lsp->loop, path, &hooks);
	rg_marks_init(&root->marks);
	/* The client vouches for the folders that it has open, and for nothing else. */
	rg_workspace_set_trust(root->workspace,
			       is_open_in_client(lsp, path) ? lsp->trust : RG_TRUST_ASK);
	rg_workspace_set_editor_settings(root->workspace, settings_of(lsp, path));
	if (lsp->is_open)
		open_root(root);
	root->next = lsp->roots;
	lsp->roots = root;
	return root;
}

/* The nearest folder upwards that holds .git; null for none. path is absolute, resolved. */
static rg_str find_repository(rg_arena *arena, rg_str path)
{
	for (rg_str folder = path; folder.len > 1; folder = rg_path_folder(folder)) {
		char *git = rg_path_join(arena, folder, RG_STR(".git"));

		if (rg_fs_is_folder(git) || rg_fs_is_file(git))
			return folder;
	}
	return (rg_str){NULL, 0};
}

rg_root *rg_roots_of_path(rg_lsp *lsp, rg_str path)
{
	rg_arena *arena = rg_arena_new();
	rg_str repository = find_repository(arena, path);
	const rg_folder *folder = folder_of(lsp, path);
	rg_root *root = NULL;

	if (repository.ptr && is_open_in_client(lsp, repository))
		root = get_root(lsp, repository);
	else if (folder)
		root = get_root(lsp, rg_str_of(folder->real));
	rg_arena_free(arena);
	return root;
}

void rg_roots_open(rg_lsp *lsp)
{
	for (rg_root *root = lsp->roots; root; root = root->next)
		open_root(root);
	for (const rg_folder *folder = lsp->folders; folder; folder = folder->next)
		(void)rg_roots_of_path(lsp, rg_str_of(folder->real));
}

/* The client's only root, or the one it used last; NULL when it cannot be told. */
static rg_root *default_root(rg_lsp *lsp)
{
	if (lsp->folders && !lsp->folders->next)
		return rg_roots_of_path(lsp, rg_str_of(lsp->folders->real));
	return lsp->last_root;
}

rg_root *rg_roots_of_document(rg_lsp *lsp, const rg_document *document)
{
	rg_root *found = NULL;

	for (rg_root *root = lsp->roots; root && document->path; root = root->next)
		if (root->plan_body && rg_str_eq_z(rg_str_of(document->path), root->plan_body))
			return root;
	if (!document->path)
		return default_root(lsp);
	found = rg_roots_of_path(lsp, rg_str_of(document->path));
	if (found)
		lsp->last_root = found;
	else if (document->is_log) /* downloaded to somewhere */
		found = default_root(lsp);
	return found;
}

static rg_rc list_folders(const rg_lsp *lsp, rg_err *err)
{
	rg_buf names;
	rg_rc rc;

	rg_buf_init(&names, 500);
	for (const rg_folder *f = lsp->folders; f; f = f->next)
		rg_buf_printf(&names, "%s%s", names.len ? ", " : "", f->path);
	rc = names.len ? rg_fail(err, RG_EINVAL, "\"root\" must say which folder: one of %s",
				 names.ptr)
		       : rg_fail(err, RG_EINVAL, "\"root\" is missing, and no folder is open");
	rg_buf_release(&names);
	return rc;
}

rg_rc rg_roots_of_command(rg_root **out, rg_lsp *lsp, rg_str root, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	rg_str path = rg_uri_has_scheme(root, RG_STR("file")) ? rg_uri_to_path(arena, root) : root;
	rg_str real;
	rg_rc rc = RG_OK;

	if (rg_str_is_null(root)) {
		*out = default_root(lsp);
		rc = *out ? RG_OK : list_folders(lsp, err);
		goto done;
	}
	if (path.len == 0 || path.ptr[0] != '/') {
		rc = rg_fail(err, RG_EINVAL,
			     "\"root\" must be an absolute path or a file URI, not "
			     "\"%.*s\"",
			     RG_FMT(root));
		goto done;
	}
	real = rg_fs_real(arena, rg_arena_cstr(arena, path));
	if (rg_str_is_null(real) || !rg_fs_is_folder(rg_arena_cstr(arena, real))) {
		rc = rg_fail(err, RG_EINVAL, "\"root\": there is no folder %.*s", RG_FMT(path));
		goto done;
	}
	/* A root that is known is meant as it is; a folder below a repository means that. */
	*out = find_root(lsp, real);
	if (!*out) {
		rg_str repository = find_repository(arena, real);

		*out = get_root(lsp, repository.ptr ? repository : real);
	}
done:
	rg_arena_free(arena);
	return rc;
}

rg_str rg_root_relative(const rg_root *root, rg_str path)
{
	if (rg_str_is_null(path) || !rg_str_skip(&path, rg_workspace_root(root->workspace)) ||
	    !rg_str_skip(&path, RG_STR("/")) || rg_str_starts(path, RG_STR(".git/")))
		return (rg_str){NULL, 0};
	return path;
}

rg_str rg_roots_uri(rg_arena *arena, const rg_lsp *lsp, rg_str path)
{
	const rg_document *document = rg_document_of_path(lsp, path);
	const rg_folder *folder = folder_of(lsp, path);

	if (document)
		return rg_arena_dup(arena, rg_str_of(document->uri));
	if (folder)
		path = rg_arena_printf(arena, "%s%.*s", folder->path,
				       RG_FMT(rg_str_sub(path, strlen(folder->real), path.len)));
	return rg_uri_of_path(arena, path);
}

/* ---- settings ------------------------------------------------------------------------------- */

void rg_root_edited(rg_root *root)
{
	uint32_t known = rg_workspace_known(root->workspace);

	rg_workspace_edited(root->workspace);
	if (rg_workspace_known(root->workspace) == known)
		return;
	rg_lsp_refresh_lenses(root->lsp);
	rg_status_line_tell(root);
}

void rg_root_check_settings(rg_root *root)
{
	const rg_settings *settings;
	rg_err err;

	if (rg_workspace_settings(&settings, root->workspace, &err) < 0)
		rg_lsp_tell(root->lsp, RG_LSP_WARNING, rg_str_of(err.message));
}

static void replace_section(rg_json **section, const rg_json *by)
{
	rg_json_free(*section);
	*section = rg_json_is_object(by) ? rg_json_copy(by) : NULL;
}

void rg_roots_set_folder_settings(rg_lsp *lsp, const rg_json *settings, const rg_json *sections)
{
	replace_section(&lsp->settings, settings);
	for (rg_folder *f = lsp->folders; f; f = f->next) {
		replace_section(&f->settings, sections);
		sections = sections ? rg_json_next(sections) : NULL;
	}
	for (rg_root *root = lsp->roots; root; root = root->next) {
		rg_workspace_set_editor_settings(
			root->workspace, settings_of(lsp, rg_workspace_root(root->workspace)));
		rg_root_check_settings(root);
	}
}

void rg_roots_set_settings(rg_lsp *lsp, const rg_json *settings)
{
	rg_roots_set_folder_settings(lsp, settings, NULL);
}

/* ---- the end -------------------------------------------------------------------------------- */

bool rg_roots_are_idle(const rg_lsp *lsp)
{
	for (const rg_root *root = lsp->roots; root; root = root->next)
		if (!rg_workspace_is_idle(root->workspace))
			return false;
	return true;
}

void rg_roots_cancel_all(rg_lsp *lsp)
{
	for (rg_root *root = lsp->roots; root; root = root->next)
		(void)rg_workspace_cancel_all(root->workspace);
}

static void free_root(rg_root *root)
{
	rg_countdown_stop(&root->countdown);
	rg_status_line_release(&root->status_line);
	rg_workspace_free(root->workspace);
	rg_marks_release(&root->marks);
	free(root->plan_hash);
	free(root->plan_body);
	free(root);
}

void rg_roots_sweep(rg_lsp *lsp)
{
	for (rg_root **at = &lsp->roots; *at;) {
		rg_root *root = *at;

		/* Jobs that read for the marks or the countdown hold on to the root. */
		if (!root->is_leaving || !rg_workspace_is_idle(root->workspace) ||
		    root->marks.is_being_read || root->countdown.is_looking) {
			at = &root->next;
			continue;
		}
		rg_diagnostics_withdraw(root);
		if (lsp->last_root == root)
			lsp->last_root = NULL;
		*at = root->next;
		free_root(root);
	}
}

void rg_roots_free(rg_lsp *lsp)
{
	while (lsp->roots) {
		rg_root *next = lsp->roots->next;

		free_root(lsp->roots);
		lsp->roots = next;
	}
	while (lsp->folders) {
		rg_folder *next = lsp->folders->next;

		free_folder(lsp->folders);
		lsp->folders = next;
	}
}
