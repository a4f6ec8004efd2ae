/* SPDX-License-Identifier: MIT */
/*
 * journal.c - intents and outcomes. An intent is on the disk before rg_journal_begin returns
 * (synchronous=FULL): only then may the step act.
 */
#include "store/journal.h"

#include <time.h>

#include "store/sql.h"

static const rg_column columns[] = {
	{"id", RG_COLUMN_INT, offsetof(rg_journal_entry, id)},
	{"session", RG_COLUMN_TEXT, offsetof(rg_journal_entry, session)},
	{"kind", RG_COLUMN_TEXT, offsetof(rg_journal_entry, kind)},
	{"intent", RG_COLUMN_TEXT, offsetof(rg_journal_entry, intent)},
	{"outcome", RG_COLUMN_TEXT, offsetof(rg_journal_entry, outcome)},
	{"detail", RG_COLUMN_TEXT, offsetof(rg_journal_entry, detail)},
	{"time", RG_COLUMN_INT, offsetof(rg_journal_entry, time)},
};
static const rg_table table = {"journal", columns, sizeof(columns) / sizeof(columns[0])};

rg_rc rg_journal_begin(int64_t *id, rg_store *store, rg_str session, rg_str kind, rg_str intent,
		       rg_err *err)
{
	rg_sql sql = rg_store__sql(
		store, "INSERT INTO journal (session, kind, intent, time) VALUES (?, ?, ?, ?)");
	rg_rc rc;

	rg_store__bind_str(&sql, session);
	rg_store__bind_str(&sql, kind);
	rg_store__bind_str(&sql, intent);
	rg_store__bind_int(&sql, (int64_t)time(NULL));
	if ((rc = rg_store__run(&sql, err)) == RG_OK)
		*id = sqlite3_last_insert_rowid(store->db);
	return rc;
}

rg_rc rg_journal_end(rg_store *store, int64_t id, rg_str outcome, rg_str detail, rg_err *err)
{
	rg_sql sql =
		rg_store__sql(store, "UPDATE journal SET outcome = ?, detail = ? WHERE id = ?");
	rg_rc rc;

	rg_store__bind_str(&sql, outcome);
	rg_store__bind_str(&sql, detail);
	rg_store__bind_int(&sql, id);
	if ((rc = rg_store__run(&sql, err)) == RG_OK && sqlite3_changes(store->db) == 0)
		rc = rg_fail(err, RG_ENOTFOUND, "%s has no journal entry %lld", store->path,
			     (long long)id);
	return rc;
}

rg_rc rg_journal_list(rg_journal_entry_vec *out, rg_arena *arena, rg_store *store, rg_str session,
		      bool only_open, rg_err *err)
{
	rg_sql sql = rg_store__select(
		store, &table,
		only_open ? "WHERE (?1 IS NULL OR session = ?1) AND outcome IS NULL ORDER BY id"
			  : "WHERE (?1 IS NULL OR session = ?1) ORDER BY id");
	bool has_row;
	rg_rc rc;

	rg_store__bind_str(&sql, session);
	*out = (rg_journal_entry_vec){NULL, 0, 0};
	while ((rc = rg_store__step(&has_row, &sql, err)) == RG_OK && has_row)
		rg_store__get_row(RG_PUSH_NEW(arena, out), arena, &sql, &table);
	rg_store__finish(&sql);
	return rc;
}
