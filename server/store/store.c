/* SPDX-License-Identifier: MIT */
/*
 * store.c - opening, closing, transactions, and facts. A file that can be used is opened without
 * any lock of ours; only one that cannot goes the slow way: with the folder's lock, looked at
 * again, set aside. The database is never opened but by SQLite: closing any descriptor of it would
 * drop this process's locks (fcntl(2)).
 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/never.h"
#include "os/fs.h"
#include "store/schema.h"
#include "store/set_aside.h"

#define BUSY_MS 5000

/* The folder and an empty file; neither is to be read by others. */
static rg_rc make_file(rg_arena *arena, const char *path, rg_err *err)
{
	rg_str folder = rg_path_folder(rg_str_of(path)), above = rg_path_folder(folder);
	struct stat st;
	int fd;
	rg_rc rc;

	if (lstat(path, &st) == 0) {
		if (S_ISLNK(st.st_mode))
			return rg_fail(err, RG_EREFUSED,
				       "%s is a symbolic link; put the file itself there", path);
		if (!S_ISREG(st.st_mode))
			return rg_fail(err, RG_EEXTERNAL, "%s is not a file; move it away", path);
		return RG_OK;
	}
	if (above.len && (rc = rg_fs_make_folders(rg_arena_cstr(arena, above), err)) < 0)
		return rc;
	if (folder.len && mkdir(rg_arena_cstr(arena, folder), 0700) < 0 && errno != EEXIST)
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot make the folder %s",
				     rg_arena_cstr(arena, folder));
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0)
		(void)close(fd);
	else if (errno != EEXIST)
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot make %s", path);
	return RG_OK;
}

static rg_rc open_file(rg_store_state *state, rg_store *store, rg_arena *arena, rg_err *err)
{
	int code;
	rg_rc rc;

	if ((rc = make_file(arena, store->path, err)) < 0)
		return rc;
	/* One thread at a time uses a store: no mutex is needed. */
	code = sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
			       NULL);
	if (code != SQLITE_OK)
		return rg_store__failed(store, code, err);
	(void)sqlite3_extended_result_codes(store->db, 1);
	(void)sqlite3_busy_timeout(store->db, BUSY_MS);
	/* The file may be anybody's: what a schema can do is limited (sqlite.org/security.html). */
	(void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if ((rc = rg_store__look(state, store, err)) < 0 || *state == RG_STORE_DAMAGED)
		return rc;
	return rg_store__exec(store, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL",
			      err);
}

static void close_file(rg_store *store)
{
	if (rg_never(sqlite3_close(store->db) != SQLITE_OK))
		(void)sqlite3_close_v2(store->db);
	store->db = NULL;
}

static bool is_usable(rg_store_state state)
{
	return state == RG_STORE_GOOD || state == RG_STORE_OLD;
}

static const char *word(rg_store_state state)
{
	return state == RG_STORE_NEWER	   ? "was written by a newer redgreen"
	       : state == RG_STORE_FOREIGN ? "is not redgreen's"
					   : "was damaged";
}

/* With the folder's lock. Who is in the middle of a transaction is waited for. */
static rg_rc replace_file(rg_store_state *state, rg_store *store, rg_arena *arena, rg_str *notice,
			  rg_err *err)
{
	rg_store_state why;
	rg_str kept = {NULL, 0};
	rg_rc rc;

	close_file(store);
	if ((rc = open_file(state, store, arena, err)) < 0 || is_usable(*state))
		return rc;
	why = *state;
	rc = rg_store__exec(store, "BEGIN EXCLUSIVE", err);
	if (rc < 0 && why != RG_STORE_DAMAGED)
		return rc;
	if ((rc = rg_store__set_aside(&kept, arena, store->path, err)) < 0)
		return rc;
	close_file(store);
	store->is_damaged = false;
	if ((rc = open_file(state, store, arena, err)) < 0)
		return rc;
	*notice = rg_arena_printf(arena, "%s %s; it is kept as %.*s and a fresh one was made",
				  store->path, word(why), RG_FMT(rg_path_name(kept)));
	return RG_OK;
}

rg_rc rg_store_open(rg_store **out, rg_arena *arena, const char *path, rg_str *notice, rg_err *err)
{
	rg_store *store = rg_calloc(1, sizeof(*store));
	rg_store_state state;
	rg_rc rc;

	*notice = (rg_str){NULL, 0};
	store->path = rg_strdup(rg_str_of(path));
	rc = open_file(&state, store, arena, err);
	if (rc == RG_OK && !is_usable(state)) {
		int lock = rg_store__lock_folder(path);

		rc = replace_file(&state, store, arena, notice, err);
		if (lock >= 0)
			(void)close(lock);
	}
	if (rc == RG_OK && state == RG_STORE_OLD)
		rc = rg_store__migrate(store, err);
	if (rc < 0) {
		store->is_damaged = false;
		rg_store_close(store);
		return rc;
	}
	*out = store;
	return RG_OK;
}

/* Found while reading. Unless another process has done it: then a good file is there already. */
static void set_damaged_aside(rg_store *store)
{
	int lock = rg_store__lock_folder(store->path), has_moved = 0;
	rg_arena *arena = rg_arena_new();
	rg_str kept;
	rg_err err;

	(void)sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
	if (!has_moved && rg_store__set_aside(&kept, arena, store->path, &err) < 0)
		rg_log(RG_LOG_ERROR, "%s", err.message);
	else if (!has_moved)
		rg_log(RG_LOG_WARNING, "%s is damaged; it is kept as %s", store->path, kept.ptr);
	rg_arena_free(arena);
	if (lock >= 0)
		(void)close(lock);
}

void rg_store_close(rg_store *store)
{
	if (!store)
		return;
	if (store->is_collecting)
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	if (store->is_damaged)
		set_damaged_aside(store);
	close_file(store);
	free(store->path);
	free(store);
}

rg_rc rg_store_begin(rg_store *store, rg_err *err)
{
	rg_rc rc;

	if (rg_never(store->is_collecting))
		return rg_fail(err, RG_EBUG, "a transaction inside of another");
	if ((rc = rg_store__exec(store, "BEGIN IMMEDIATE", err)) == RG_OK)
		store->is_collecting = true;
	return rc;
}

rg_rc rg_store_end(rg_store *store, bool keep, rg_err *err)
{
	/* A full disk ends the transaction by itself. */
	bool is_over = sqlite3_get_autocommit(store->db) != 0;
	rg_rc rc = RG_OK;

	if (rg_never(!store->is_collecting))
		return rg_fail(err, RG_EBUG, "the end of no transaction");
	store->is_collecting = false;
	if (keep && is_over)
		return rg_fail(err, RG_EEXTERNAL,
			       "what was written to %s was taken back after an "
			       "error; try again",
			       store->path);
	if (keep)
		rc = rg_store__exec(store, "COMMIT", err);
	if ((!keep || rc < 0) && !sqlite3_get_autocommit(store->db))
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

rg_rc rg_fact_get(rg_str *out, rg_arena *arena, rg_store *store, rg_str name, rg_err *err)
{
	rg_sql sql = rg_store__sql(store, "SELECT value FROM fact WHERE name = ?");
	bool has_row;
	rg_rc rc;

	rg_store__bind_str(&sql, name);
	rc = rg_store__step(&has_row, &sql, err);
	*out = has_row ? rg_store__get_str(arena, &sql, 0) : (rg_str){NULL, 0};
	rg_store__finish(&sql);
	return rc;
}

rg_rc rg_fact_set(rg_store *store, rg_str name, rg_str value, rg_err *err)
{
	rg_sql sql =
		rg_store__sql(store, value.ptr ? "REPLACE INTO fact (name, value) VALUES (?, ?)"
					       : "DELETE FROM fact WHERE name = ?");

	rg_store__bind_str(&sql, name);
	if (value.ptr)
		rg_store__bind_str(&sql, value);
	return rg_store__run(&sql, err);
}
