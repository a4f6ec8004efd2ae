/* SPDX-License-Identifier: MIT */
/*
 * tamper.c - files as they were and as they are, for syntax/weakened.h. The copies of the
 * reproduction test lie in the session's folder under their blob ids: a test that was never
 * committed is in no object database.
 */
#include "fix/dossier/tamper.h"

#include "base/hash.h"
#include "base/limits.h"
#include "fix/session/test_files.h"
#include "os/fs.h"
#include "syntax/outline.h"

#define MAX_FILES 500

static bool is_of_tests(rg_str path)
{
	return rg_is_pytest_configuration(path) ||
	       (rg_is_test_side(path) && rg_language_of(path) == RG_LANG_PYTHON);
}

static rg_str read_file(rg_arena *arena, rg_str folder, rg_str name)
{
	rg_str text = {NULL, 0};
	rg_err err;

	if (rg_fs_read(&text, arena, rg_path_join(arena, folder, name), RG_LIMIT_SOURCE_BYTES,
		       &err) < 0)
		return (rg_str){NULL, 0};
	return text.ptr ? text : RG_STR("");
}

/* By pytest's default names and the usual others (python_files). */
static bool has_tests(rg_str path)
{
	rg_str name = rg_path_name(path);

	return rg_str_chop(&name, RG_STR(".py")) &&
	       (rg_str_starts(name, RG_STR("test")) || rg_str_chop(&name, RG_STR("test")) ||
		rg_str_chop(&name, RG_STR("tests")));
}

/* The base's files of tests, and the reproduction test: whatever the change does not add. */
static rg_rc list_tests(rg_str_vec *out, rg_arena *arena, rg_repo *repo,
			const rg_change_vec *changes, rg_err *err)
{
	rg_str_vec added = {0}, files;
	rg_rc rc = rg_repo_files(&files, arena, repo, err);

	for (size_t i = 0; rc == RG_OK && i < changes->n; i++) {
		const rg_change *one = &changes->items[i];

		if (one->change == 'A')
			RG_PUSH(arena, &added, one->path);
		else if (one->change == 'D' && has_tests(one->path))
			RG_PUSH(arena, out, one->path);
	}
	rg_str_vec_sort(&added);
	for (size_t i = 0; rc == RG_OK && i < files.n; i++)
		if (has_tests(files.items[i]) && !rg_str_vec_has_sorted(&added, files.items[i]))
			RG_PUSH(arena, out, files.items[i]);
	return rc;
}

rg_rc rg_tamper_find(rg_weakening_vec *out, rg_arena *arena, rg_repo *repo, rg_str root,
		     rg_str base, const rg_str_vec *without, rg_err *err)
{
	rg_test_versions_vec files = {0};
	rg_str_vec tests = {0};
	rg_change_vec changes;
	bool has_configuration = false;
	rg_rc rc = rg_changes_since(&changes, arena, repo, base, without, err);

	for (size_t i = 0; rc == RG_OK && i < changes.n && files.n < MAX_FILES; i++) {
		rg_test_versions one = {.path = changes.items[i].path};
		rg_str oid;

		if (!is_of_tests(one.path))
			continue;
		if (changes.items[i].change != 'D')
			one.now = read_file(arena, root, one.path);
		if (changes.items[i].change != 'A' &&
		    (rc = rg_blob_in(&oid, &one.before, arena, repo, base, one.path, err)) ==
			    RG_ENOTFOUND)
			rc = RG_OK;
		has_configuration = has_configuration || rg_is_pytest_configuration(one.path);
		RG_PUSH(arena, &files, one);
	}
	if (rc == RG_OK && has_configuration)
		rc = list_tests(&tests, arena, repo, &changes, err);
	if (rc == RG_OK)
		rg_weakened_find(out, arena, &files, &tests);
	return rc;
}

/* ---- the reproduction test ------------------------------------------------------------------ */

static rg_str copies(rg_arena *arena, const rg_ground *ground)
{
	return rg_arena_printf(arena, "%.*s/sessions/%.*s/reproduction",
			       RG_FMT(ground->facts.private_dir), RG_FMT(ground->session.id));
}

/* "path blob"; the path may hold blanks. */
static bool split(rg_str *path, rg_str *blob, rg_str line)
{
	size_t at = rg_str_rfind_char(line, ' ');

	if (at == SIZE_MAX)
		return false;
	*path = rg_str_sub(line, 0, at);
	*blob = rg_str_sub(line, at + 1, line.len);
	return blob->len > 0;
}

rg_rc rg_tamper_keep(rg_arena *arena, const rg_ground *ground, rg_str repro_blobs, rg_err *err)
{
	rg_str folder = copies(arena, ground), line, path, blob;
	rg_rc rc = rg_fs_make_folders(rg_arena_cstr(arena, folder), err);

	while (rc == RG_OK && rg_str_line(&line, &repro_blobs)) {
		rg_str text;

		if (!split(&path, &blob, line))
			continue;
		text = read_file(arena, ground->root, path);
		if (text.ptr)
			rc = rg_fs_write(rg_path_join(arena, folder, blob), text, false, err);
	}
	return rc;
}

static rg_str blob_of(rg_str blobs, rg_str wanted)
{
	rg_str line, path, blob;

	while (rg_str_line(&line, &blobs))
		if (split(&path, &blob, line) && rg_str_eq(path, wanted))
			return blob;
	return (rg_str){NULL, 0};
}

static bool says_something(rg_str line)
{
	return line.len && line.ptr[0] != '#';
}

/* Whether every line of the one is in the other, in that order. */
static bool is_only_added_to(rg_str before, rg_str now)
{
	rg_str wanted, line = {NULL, 0};

	while (rg_str_line(&wanted, &before)) {
		bool is_there = false;

		wanted = rg_str_trim(wanted);
		while (says_something(wanted) && !is_there && rg_str_line(&line, &now))
			is_there = rg_str_eq(rg_str_trim(line), wanted);
		if (says_something(wanted) && !is_there)
			return false;
	}
	return true;
}

void rg_tamper_repro(rg_weakening_vec *out, rg_arena *arena, const rg_ground *ground,
		     rg_str red_blobs, rg_str now_blobs)
{
	rg_str line, path, blob, folder = copies(arena, ground);

	while (rg_str_line(&line, &red_blobs)) {
		rg_test_versions one;
		rg_test_versions_vec files = {.items = &one, .n = 1};
		size_t n = out->n;

		if (!split(&path, &blob, line) || rg_str_eq(blob_of(now_blobs, path), blob))
			continue;
		one = (rg_test_versions){.path = path,
					 .before = read_file(arena, folder, blob),
					 .now = read_file(arena, ground->root, path)};
		if (one.before.ptr)
			rg_weakened_find(out, arena, &files, NULL);
		if (out->n == n && !(one.before.ptr && is_only_added_to(one.before, one.now)))
			RG_PUSH(arena, out,
				(rg_weakening){.rule = RG_WEAKENED_CHANGED_REPRODUCTION,
					       .path = path,
					       .line = 1});
	}
}

/* ---- a person's word ------------------------------------------------------------------------ */

static rg_str fact_name(rg_arena *arena, rg_str session)
{
	return rg_arena_printf(arena, "tampered:%.*s", RG_FMT(session));
}

/* Lines move while one works; what was said of a finding stays said. */
static rg_str hash_of(rg_arena *arena, const rg_weakening_vec *findings)
{
	uint64_t hash = RG_HASH_START;

	for (size_t i = 0; i < findings->n; i++) {
		hash = rg_hash_field(hash, findings->items[i].path);
		hash = rg_hash_field(hash, rg_weakening_text(arena, &findings->items[i]));
	}
	return rg_hash_hex(arena, hash);
}

rg_rc rg_tamper_word(rg_str *reason, rg_arena *arena, rg_store *store, rg_str session,
		     const rg_weakening_vec *findings, rg_err *err)
{
	rg_str fact = {NULL, 0};
	rg_rc rc = rg_fact_get(&fact, arena, store, fact_name(arena, session), err);

	*reason = (rg_str){NULL, 0};
	if (rc == RG_OK && fact.ptr && findings->n &&
	    rg_str_skip(&fact, hash_of(arena, findings)) && rg_str_skip(&fact, RG_STR(" ")))
		*reason = fact;
	return rc;
}

rg_rc rg_tamper_accept(rg_arena *arena, rg_store *store, rg_str session,
		       const rg_weakening_vec *findings, rg_str reason, rg_err *err)
{
	return rg_fact_set(store, fact_name(arena, session),
			   rg_arena_printf(arena, "%.*s %.*s", RG_FMT(hash_of(arena, findings)),
					   RG_FMT(reason)),
			   err);
}
