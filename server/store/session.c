/* SPDX-License-Identifier: MIT */
/*
 * session.c - sessions and their attempts. A session's place in the order is where it was first
 * put: a clock that is set back does not make an old one the newest.
 */
#include "store/session.h"

#include "base/buf.h"
#include "store/sql.h"

#define TEXT(member)                                                                               \
	{                                                                                          \
#member, RG_COLUMN_TEXT, offsetof(rg_session_row, member)                          \
	}
#define INT(member)                                                                                \
	{                                                                                          \
#member, RG_COLUMN_INT, offsetof(rg_session_row, member)                           \
	}

static const rg_column columns[] = {
	TEXT(id),	   TEXT(state),	      TEXT(phase),	   TEXT(root),
	TEXT(tests),	   TEXT(prompt),      TEXT(kind),	   TEXT(name),
	TEXT(fingerprint), TEXT(failure),     TEXT(dev_branch),	   TEXT(dev_oid),
	TEXT(base_branch), TEXT(base_remote), TEXT(base_ref),	   TEXT(base_oid),
	TEXT(branch),	   TEXT(worktree),    TEXT(mode),	   TEXT(carried),
	TEXT(products),	   TEXT(pr_commit),   TEXT(pr_tree),	   TEXT(pr_url),
	TEXT(pr_file),	   INT(pr_number),    TEXT(report),	   TEXT(reason),
	INT(started),	   INT(ended),	      INT(budget_seconds), INT(extended_seconds),
	TEXT(candidates),  TEXT(failures),
};
static const rg_table table = {"session", columns, sizeof(columns) / sizeof(columns[0])};
#undef TEXT
#undef INT

rg_rc rg_session_put(rg_store *store, const rg_session_row *row, rg_err *err)
{
	rg_buf tail;
	rg_sql sql;

	rg_buf_init(&tail, 4000);
	rg_buf_add_z(&tail, "ON CONFLICT (id) DO UPDATE SET ");
	for (size_t i = 1; i < table.n_columns; i++)
		rg_buf_printf(&tail, "%s%s = excluded.%s", i > 1 ? ", " : "", columns[i].name,
			      columns[i].name);
	sql = rg_store__insert(store, &table, tail.ptr, row);
	rg_buf_release(&tail);
	return rg_store__run(&sql, err);
}

/* The first row of the statement, whose one parameter is value. */
static rg_rc first(rg_session_row *out, bool *found, rg_arena *arena, rg_store *store,
		   const char *tail, rg_str value, rg_err *err)
{
	rg_sql sql = rg_store__select(store, &table, tail);
	rg_rc rc;

	rg_store__bind_str(&sql, value);
	rc = rg_store__step(found, &sql, err);
	if (*found)
		rg_store__get_row(out, arena, &sql, &table);
	rg_store__finish(&sql);
	return rc;
}

rg_rc rg_session_get(rg_session_row *out, rg_arena *arena, rg_store *store, rg_str id, rg_err *err)
{
	bool found;
	rg_rc rc = first(out, &found, arena, store, "WHERE id = ?", id, err);

	if (rc == RG_OK && !found)
		return rg_fail(err, RG_ENOTFOUND, "there is no fix session \"%.*s\"", RG_FMT(id));
	return rc;
}

rg_rc rg_session_active(rg_session_row *out, bool *found, rg_arena *arena, rg_store *store,
			rg_str root, rg_err *err)
{
	return first(out, found, arena, store,
		     "WHERE (root = ?1 OR worktree = ?1) AND state = 'active'"
		     " ORDER BY seq DESC LIMIT 1",
		     root, err);
}

rg_rc rg_session_newest(rg_session_row *out, bool *found, rg_arena *arena, rg_store *store,
			rg_str root, rg_err *err)
{
	return first(out, found, arena, store,
		     "WHERE root = ?1 OR worktree = ?1 ORDER BY seq DESC LIMIT 1", root, err);
}

#define TEXT(member)                                                                               \
	{                                                                                          \
#member, RG_COLUMN_TEXT, offsetof(rg_attempt_row, member)                          \
	}

static const rg_column attempt_columns[] = {
	TEXT(session), {"number", RG_COLUMN_UINT, offsetof(rg_attempt_row, number)},
	TEXT(run),     TEXT(tree),
	TEXT(outcome), TEXT(changed),
	TEXT(log),     {"time", RG_COLUMN_INT, offsetof(rg_attempt_row, time)},
};
static const rg_table attempt_table = {"attempt", attempt_columns,
				       sizeof(attempt_columns) / sizeof(attempt_columns[0])};

rg_rc rg_attempt_add(uint32_t *number, rg_store *store, const rg_attempt_row *row, rg_err *err)
{
	/* One statement, so that two processes cannot take the same number. */
	rg_sql sql = rg_store__sql(
		store, "INSERT INTO attempt (session, number, run, tree, outcome, changed, log,"
		       " time) SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7"
		       " FROM attempt WHERE session = ?1 RETURNING number");
	bool has_row;
	rg_rc rc;

	rg_store__bind_str(&sql, row->session);
	rg_store__bind_str(&sql, row->run);
	rg_store__bind_str(&sql, row->tree);
	rg_store__bind_str(&sql, row->outcome);
	rg_store__bind_str(&sql, row->changed);
	rg_store__bind_str(&sql, row->log);
	rg_store__bind_int(&sql, row->time);
	rc = rg_store__step(&has_row, &sql, err);
	if (rc == RG_OK && has_row) {
		*number = (uint32_t)rg_store__get_int(&sql, 0);
		/* The row is written for good when the statement has come to its end. */
		rc = rg_store__step(&has_row, &sql, err);
	}
	rg_store__finish(&sql);
	return rc;
}

rg_rc rg_attempt_list(rg_attempt_row_vec *out, rg_arena *arena, rg_store *store, rg_str session,
		      rg_err *err)
{
	rg_sql sql = rg_store__select(store, &attempt_table, "WHERE session = ? ORDER BY number");
	bool has_row;
	rg_rc rc;

	rg_store__bind_str(&sql, session);
	*out = (rg_attempt_row_vec){NULL, 0, 0};
	while ((rc = rg_store__step(&has_row, &sql, err)) == RG_OK && has_row)
		rg_store__get_row(RG_PUSH_NEW(arena, out), arena, &sql, &attempt_table);
	rg_store__finish(&sql);
	return rc;
}
