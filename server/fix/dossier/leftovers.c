/* SPDX-License-Identifier: MIT */
/*
 * leftovers.c - the added lines, file by file, each file read whole and compared with what the base
 * has of it. A change of more files than a person would look through is looked at in part.
 */
#include "fix/dossier/leftovers.h"

#include "base/limits.h"
#include "fix/session/test_files.h"
#include "os/fs.h"
#include "os/system.h"

#define MAX_FILES 500

/* The lines of one file, which stand together. */
static rg_rc look_at_file(rg_leftover_vec *out, rg_arena *arena, rg_repo *repo, rg_str root,
			  rg_str base, const rg_added_line *lines, size_t n, rg_err *err)
{
	rg_str path = lines[0].path, oid;
	uint32_t *added = RG_NEW_N(arena, uint32_t, n);
	rg_debug_input input = {.language = rg_language_of(path),
				.added = added,
				.n_added = n,
				.is_test = rg_is_test_side(path),
				.home = rg_env_get("HOME")};
	rg_debug_code_vec found = {0};
	rg_err unread;
	rg_rc rc;

	for (size_t i = 0; i < n; i++)
		added[i] = lines[i].line;
	/* Gone or grown since the lines were read: the next check will see it. */
	if (rg_fs_read(&input.source, arena, rg_path_join(arena, root, path), RG_LIMIT_SOURCE_BYTES,
		       &unread) < 0)
		return RG_OK;
	rc = rg_blob_in(&oid, &input.before, arena, repo, base, path, err);
	if (rc < 0 && rc != RG_ENOTFOUND)
		return rc;
	rg_debug_code_find(&found, arena, &input);
	for (size_t i = 0; i < found.n; i++)
		RG_PUSH(arena, out, (rg_leftover){.path = path, .code = found.items[i]});
	return RG_OK;
}

rg_rc rg_leftovers_find(rg_leftover_vec *out, rg_arena *arena, rg_repo *repo, rg_str root,
			rg_str base, const rg_str_vec *without, rg_err *err)
{
	rg_added_line_vec lines;
	size_t n_files = 0;
	rg_rc rc = rg_added_lines(&lines, arena, repo, base, err);

	*out = (rg_leftover_vec){0};
	for (size_t i = 0; rc == RG_OK && i < lines.n && n_files < MAX_FILES;) {
		rg_str path = lines.items[i].path;
		size_t end = i;

		while (end < lines.n && rg_str_eq(lines.items[end].path, path))
			end++;
		if (rg_language_of(path) != RG_LANG_NONE && !rg_str_vec_has(without, path)) {
			rc = look_at_file(out, arena, repo, root, base, &lines.items[i], end - i,
					  err);
			n_files++;
		}
		i = end;
	}
	return rc;
}
