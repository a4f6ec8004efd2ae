/* SPDX-License-Identifier: MIT */
/*
 * sql.c - SQLite's statements with one error path. Rows are copied between structs and columns by
 * a table of names and offsets, so that a column is named once in C and once in the schema.
 */
#include "store/sql.h"

#include <errno.h>

#include "base/buf.h"
#include "base/mem.h"

#define MAX_STATEMENT ((size_t)16 * 1024)

rg_rc rg_store__failed(rg_store *store, int code, rg_err *err)
{
	const char *path = store->path, *text = store->db ? sqlite3_errmsg(store->db) : "";
	int extended = store->db ? sqlite3_extended_errcode(store->db) : code;
	int number = store->db ? sqlite3_system_errno(store->db) : 0;

	switch (code & 0xff) {
	case SQLITE_NOMEM:
		rg_out_of_memory(0);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return rg_fail(
			err, RG_ETIMEOUT,
			"another redgreen has kept %s locked for 5 seconds; wait until it is "
			"done, then try again",
			path);
	case SQLITE_FULL:
		return rg_fail(err, RG_EEXTERNAL,
			       "no room on the disk for %s; free some, then try again", path);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		store->is_damaged = true;
		return rg_fail(err, RG_EEXTERNAL,
			       "%s is damaged (%s) and is set aside; try again, with a fresh one",
			       path, text);
	case SQLITE_READONLY:
		if (extended == SQLITE_READONLY_DBMOVED)
			return rg_fail(err, RG_ESTALE,
				       "%s was moved or removed meanwhile; try again", path);
		/* fall through */
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		if (number)
			return rg_fail(err, RG_EEXTERNAL,
				       "cannot write %s (%s); make it and its folder writable",
				       path, strerror(number));
		return rg_fail(err, RG_EEXTERNAL,
			       "cannot write %s; make it and its folder writable", path);
	case SQLITE_CONSTRAINT:
		if (extended == SQLITE_CONSTRAINT_UNIQUE ||
		    extended == SQLITE_CONSTRAINT_PRIMARYKEY)
			return rg_fail(err, RG_EEXISTS, "%s has it already (%s)", path, text);
		return rg_fail(err, RG_EINVAL, "%s refuses it (%s)", path, text);
	case SQLITE_TOOBIG:
		return rg_fail(err, RG_ETOOBIG, "too much text for one row of %s", path);
	case SQLITE_IOERR:
		return rg_fail(err, RG_EEXTERNAL, "cannot read or write %s: %s", path,
			       number ? strerror(number) : text);
	default:
		return rg_fail(err, RG_EEXTERNAL, "%s: %s", path, text);
	}
}

rg_sql rg_store__sql(rg_store *store, const char *text)
{
	rg_sql sql = {store, NULL, SQLITE_OK, 0};

	sql.code = sqlite3_prepare_v2(store->db, text, -1, &sql.stmt, NULL);
	return sql;
}

rg_sql rg_store__insert(rg_store *store, const rg_table *table, const char *tail, const void *row)
{
	rg_buf text;
	rg_sql sql;

	rg_buf_init(&text, MAX_STATEMENT);
	rg_buf_printf(&text, "INSERT INTO %s (", table->name);
	for (size_t i = 0; i < table->n_columns; i++)
		rg_buf_printf(&text, "%s%s", i ? ", " : "", table->columns[i].name);
	rg_buf_add_z(&text, ") VALUES (");
	for (size_t i = 0; i < table->n_columns; i++)
		rg_buf_add_z(&text, i ? ", ?" : "?");
	rg_buf_printf(&text, ") %s", tail);
	sql = rg_store__sql(store, text.ptr);
	rg_buf_release(&text);
	for (size_t i = 0; i < table->n_columns; i++) {
		const rg_column *column = &table->columns[i];
		const void *member = (const char *)row + column->offset;

		switch (column->kind) {
		case RG_COLUMN_TEXT:
			rg_store__bind_str(&sql, *(const rg_str *)member);
			break;
		case RG_COLUMN_INT:
			rg_store__bind_int(&sql, *(const int64_t *)member);
			break;
		case RG_COLUMN_UINT:
			rg_store__bind_int(&sql, *(const uint32_t *)member);
			break;
		case RG_COLUMN_BOOL:
			rg_store__bind_int(&sql, *(const bool *)member);
			break;
		case RG_COLUMN_REAL:
			if (sql.code == SQLITE_OK)
				sql.code = sqlite3_bind_double(sql.stmt, ++sql.n_bound,
							       *(const double *)member);
			break;
		}
	}
	return sql;
}

rg_sql rg_store__select(rg_store *store, const rg_table *table, const char *tail)
{
	rg_buf text;
	rg_sql sql;

	rg_buf_init(&text, MAX_STATEMENT);
	rg_buf_add_z(&text, "SELECT ");
	for (size_t i = 0; i < table->n_columns; i++)
		rg_buf_printf(&text, "%s%s", i ? ", " : "", table->columns[i].name);
	rg_buf_printf(&text, " FROM %s %s", table->name, tail);
	sql = rg_store__sql(store, text.ptr);
	rg_buf_release(&text);
	return sql;
}

void rg_store__bind_str(rg_sql *sql, rg_str value)
{
	if (sql->code != SQLITE_OK)
		return;
	sql->n_bound++;
	sql->code = value.ptr ? sqlite3_bind_text64(sql->stmt, sql->n_bound, value.ptr, value.len,
						    SQLITE_STATIC, SQLITE_UTF8)
			      : sqlite3_bind_null(sql->stmt, sql->n_bound);
}

void rg_store__bind_int(rg_sql *sql, int64_t value)
{
	if (sql->code == SQLITE_OK)
		sql->code = sqlite3_bind_int64(sql->stmt, ++sql->n_bound, value);
}

rg_rc rg_store__step(bool *has_row, rg_sql *sql, rg_err *err)
{
	*has_row = false;
	if (sql->code == SQLITE_OK) {
		int code = sqlite3_step(sql->stmt);

		*has_row = code == SQLITE_ROW;
		if (code == SQLITE_ROW || code == SQLITE_DONE)
			return RG_OK;
		sql->code = code;
	}
	return rg_store__failed(sql->store, sql->code, err);
}

rg_rc rg_store__run(rg_sql *sql, rg_err *err)
{
	bool has_row;
	rg_rc rc = rg_store__step(&has_row, sql, err);

	rg_store__finish(sql);
	return rc;
}

void rg_store__finish(rg_sql *sql)
{
	/* It repeats the last step's failure, which has been told. */
	(void)sqlite3_finalize(sql->stmt);
	sql->stmt = NULL;
}

rg_str rg_store__get_str(rg_arena *arena, const rg_sql *sql, int column)
{
	const void *text;

	if (sqlite3_column_type(sql->stmt, column) == SQLITE_NULL)
		return (rg_str){NULL, 0};
	text = sqlite3_column_text(sql->stmt, column);
	if (!text)
		rg_out_of_memory((size_t)sqlite3_column_bytes(sql->stmt, column));
	return rg_arena_dup(arena, (rg_str){text, (size_t)sqlite3_column_bytes(sql->stmt, column)});
}

int64_t rg_store__get_int(const rg_sql *sql, int column)
{
	return sqlite3_column_int64(sql->stmt, column);
}

void rg_store__get_row(void *row, rg_arena *arena, const rg_sql *sql, const rg_table *table)
{
	for (size_t i = 0; i < table->n_columns; i++) {
		void *member = (char *)row + table->columns[i].offset;
		int column = (int)i;

		switch (table->columns[i].kind) {
		case RG_COLUMN_TEXT:
			*(rg_str *)member = rg_store__get_str(arena, sql, column);
			break;
		case RG_COLUMN_INT:
			*(int64_t *)member = rg_store__get_int(sql, column);
			break;
		case RG_COLUMN_UINT:
			*(uint32_t *)member = (uint32_t)rg_store__get_int(sql, column);
			break;
		case RG_COLUMN_BOOL:
			*(bool *)member = rg_store__get_int(sql, column) != 0;
			break;
		case RG_COLUMN_REAL:
			*(double *)member = sqlite3_column_double(sql->stmt, column);
			break;
		}
	}
}

rg_rc rg_store__exec(rg_store *store, const char *text, rg_err *err)
{
	int code = sqlite3_exec(store->db, text, NULL, NULL, NULL);

	return code == SQLITE_OK ? RG_OK : rg_store__failed(store, code, err);
}
