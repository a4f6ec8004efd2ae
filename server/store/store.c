/* SPDX-License-Identifier: MIT */
/*
 * store.c - opening, closing, transactions, and facts. Whoever has the file open shares the
 * folder's lock; one that cannot be used is looked at again and set aside by who has that lock
 * alone. The database is never opened but by SQLite: closing any descriptor of it would drop this
 * process's locks (fcntl(2)).
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

/* Other processes may damage or replace what one has just made; not three times in a row. */
#define MAX_OPENINGS 4

/* Not to be read by others. */
static rg_rc make_folder(rg_arena *arena, const char *path, rg_err *err)
{
	rg_str folder = rg_path_folder(rg_str_of(path)), above = rg_path_folder(folder);
	rg_rc rc;

	if (above.len && (rc = rg_fs_make_folders(rg_arena_cstr(arena, above), err)) < 0)
		return rc;
	if (folder.len && mkdir(rg_arena_cstr(arena, folder), 0700) < 0 && errno != EEXIST)
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot make the folder %s",
				     rg_arena_cstr(arena, folder));
	return RG_OK;
}

/* An empty file, not to be read by others either. */
static rg_rc make_file(const char *path, rg_err *err)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) == 0) {
		if (S_ISLNK(st.st_mode))
			return rg_fail(err, RG_EREFUSED,
				       "%s is a symbolic link; put the file itself there", path);
		if (!S_ISREG(st.st_mode))
			return rg_fail(err, RG_EEXTERNAL, "%s is not a file; move it away", path);
		return RG_OK;
	}
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0)
		(void)close(fd);
	else if (errno != EEXIST)
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot make %s", path);
	return RG_OK;
}

/* With the lock held: nobody renames the file between its opening and the first look. */
static rg_rc open_held(rg_store_state *state, rg_store *store, rg_err *err)
{
	int code;
	rg_rc rc;

	if ((rc = make_file(store->path, err)) < 0)
		return rc;
	/* One thread at a time uses a store: no mutex is needed. */
	code = sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
			       NULL);
	if (code != SQLITE_OK)
		return rg_store__failed(store, code, err);
	(void)sqlite3_extended_result_codes(store->db, 1);
	(void)sqlite3_busy_timeout(store->db, RG_STORE_BUSY_MS);
	/* The file may be anybody's: what a schema can do is limited (sqlite.org/security.html). */
	(void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if ((rc = rg_store__look(state, store, err)) < 0 || *state == RG_STORE_DAMAGED)
		return rc;
	return rg_store__exec(store, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL",
			      err);
}

/* Every error but damage, which is a state. */
static rg_rc open_file(rg_store_state *state, rg_store *store, bool alone, rg_err *err)
{
	rg_rc rc = rg_store__hold(&store->hold, store->path, alone);

	if (rc < 0)
		return rg_store__failed(store, SQLITE_BUSY, err);
	rc = open_held(state, store, err);
	if (rc == RG_OK && *state == RG_STORE_OLD && !alone)
		rc = rg_store__migrate(store, err);
	if (rc < 0 && store->is_damaged) {
		*state = RG_STORE_DAMAGED;
		store->is_damaged = false;
		return RG_OK;
	}
	return rc;
}

static void close_file(rg_store *store)
{
	if (rg_never(sqlite3_close(store->db) != SQLITE_OK))
		(void)sqlite3_close_v2(store->db);
	store->db = NULL;
	rg_store__let_go(&store->hold);
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

/* Alone, and looked at again: another process may have done it meanwhile. */
static rg_rc make_room(rg_store *store, rg_arena *arena, rg_str *notice, rg_err *err)
{
	rg_store_state state;
	rg_str kept;
	rg_rc rc = open_file(&state, store, true, err);

	if (rc == RG_OK && !is_usable(state)) {
		/* Other programs than redgreen know SQLite's locks alone. */
		rc = rg_store__exec(store, "BEGIN EXCLUSIVE", err);
		if (rc == RG_OK || state == RG_STORE_DAMAGED)
			rc = rg_store__set_aside(&kept, arena, store->path, err);
		if (rc == RG_OK)
			*notice = rg_arena_printf(
				arena, "%s %s; it is kept as %.*s and a fresh one was made",
				store->path, word(state), RG_FMT(rg_path_name(kept)));
	}
	store->is_damaged = false;
	close_file(store);
	return rc;
}

rg_rc rg_store_open(rg_store **out, rg_arena *arena, const char *path, rg_str *notice, rg_err *err)
{
	rg_store *store = rg_calloc(1, sizeof(*store));
	rg_store_state state = RG_STORE_DAMAGED;
	rg_rc rc;

	*notice = (rg_str){NULL, 0};
	store->path = rg_strdup(rg_str_of(path));
	store->hold = -1;
	rc = make_folder(arena, path, err);
	for (int i = 0; rc == RG_OK && i < MAX_OPENINGS; i++) {
		if ((rc = open_file(&state, store, false, err)) < 0 || is_usable(state))
			break;
		close_file(store);
		rc = make_room(store, arena, notice, err);
	}
	if (rc == RG_OK && !is_usable(state))
		rc = rg_fail(err, RG_EEXTERNAL,
			     "%s is damaged again and again; look which other program writes it",
			     path);
	if (rc < 0) {
		rg_store_close(store);
		return rc;
	}
	*out = store;
	return RG_OK;
}

/* Found while reading. Unless another process has done it: then a good file is there already. */
static void set_damaged_aside(rg_store *store)
{
	rg_arena *arena = rg_arena_new();
	struct stat damaged, now;
	int has_moved = 0;
	rg_str kept;
	rg_err err;

	(void)sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
	has_moved = has_moved || lstat(store->path, &damaged) < 0;
	close_file(store);
	if (has_moved)
		;
	else if (rg_store__hold(&store->hold, store->path, true) < 0)
		rg_log(RG_LOG_WARNING, "%s is damaged, and another redgreen has it open",
		       store->path);
	else if (lstat(store->path, &now) < 0 || now.st_dev != damaged.st_dev ||
		 now.st_ino != damaged.st_ino)
		;
	else if (rg_store__set_aside(&kept, arena, store->path, &err) < 0)
		rg_log(RG_LOG_ERROR, "%s", err.message);
	else
		rg_log(RG_LOG_WARNING, "%s is damaged; it is kept as %s", store->path, kept.ptr);
	rg_store__let_go(&store->hold);
	rg_arena_free(arena);
}

void rg_store_close(rg_store *store)
{
	if (!store)
		return;
	if (store->is_collecting)
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	if (store->is_damaged)
		set_damaged_aside(store);
	else
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
