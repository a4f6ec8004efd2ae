/* SPDX-License-Identifier: MIT */
/* files.c - a walk goes folder by folder, with a list of folders to come instead of recursion. */
#include "fix/session/files.h"

#include "base/limits.h"
#include "os/fs.h"
#include "trace/paths.h"

#define MAX_FILES 100000

static bool is_left_out(rg_str name)
{
	static const char *const names[] = {"node_modules", "__pycache__", "build", "dist", "venv"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (rg_str_eq_z(name, names[i]))
			return true;
	return name.len == 0 || name.ptr[0] == '.' || rg_str_ends(name, RG_STR(".egg-info"));
}

rg_str_vec rg_files_walk(rg_arena *arena, rg_str root, const rg_cancel *cancel)
{
	rg_str_vec out = {0}, folders = {0};

	RG_PUSH(arena, &folders, RG_STR(""));
	for (size_t i = 0; i < folders.n && out.n < MAX_FILES && !rg_cancel_is_set(cancel); i++) {
		rg_str folder = folders.items[i];
		rg_str_vec names = rg_fs_list(arena, rg_path_join(arena, root, folder));

		for (size_t j = 0; j < names.n; j++) {
			rg_str path = folder.len
					      ? rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(folder),
								RG_FMT(names.items[j]))
					      : names.items[j];
			const char *full = rg_path_join(arena, root, path);
			rg_fs_stamp stamp;

			if (!rg_fs_stat(&stamp, full))
				continue;
			if (stamp.is_folder && !is_left_out(names.items[j]) &&
			    !rg_path_is_installed(path))
				RG_PUSH(arena, &folders, path);
			else if (stamp.is_file)
				RG_PUSH(arena, &out, path);
		}
	}
	rg_str_vec_sort(&out);
	return out;
}

/* What is behind a link is not the work tree's. */
static rg_rc check_folders(rg_arena *arena, rg_str root, rg_str path, rg_err *err)
{
	for (size_t i = 0; i < path.len; i++) {
		rg_str folder = rg_str_sub(path, 0, i);
		rg_fs_stamp stamp;

		if (path.ptr[i] == '/' && rg_fs_stat(&stamp, rg_path_join(arena, root, folder)) &&
		    !stamp.is_folder)
			return rg_fail(err, RG_EREFUSED,
				       "%.*s cannot be put into %.*s: %.*s is no folder there",
				       RG_FMT(path), RG_FMT(root), RG_FMT(folder));
	}
	return RG_OK;
}

static rg_rc copy_file(rg_arena *arena, rg_str from_root, rg_str to_root, rg_str path, rg_err *err)
{
	const char *from = rg_path_join(arena, from_root, path);
	const char *to = rg_path_join(arena, to_root, path);
	rg_rc rc;

	if (!rg_fs_is_file(from))
		return RG_OK;
	if ((rc = check_folders(arena, to_root, path, err)) < 0 ||
	    (rc = rg_fs_make_folders(rg_arena_cstr(arena, rg_path_folder(rg_str_of(to))), err)) < 0)
		return rc;
	return rg_fs_copy(to, from, RG_LIMIT_DOCUMENT_BYTES, err);
}

rg_rc rg_files_copy(rg_arena *arena, rg_str from_root, rg_str to_root, const rg_str_vec *files,
		    const rg_cancel *cancel, rg_err *err)
{
	rg_rc rc = RG_OK;

	for (size_t i = 0; rc == RG_OK && i < files->n; i++) {
		if (cancel && rg_cancel_is_set(cancel))
			return rg_fail(err, RG_ECANCELLED, "the copying was stopped");
		rc = copy_file(arena, from_root, to_root, files->items[i], err);
	}
	return rc;
}
