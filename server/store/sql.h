/* SPDX-License-Identifier: MIT */
/*
 * sql.h - inside store/: statements, and rows as structs. A statement's first failure sticks: what
 * follows does nothing, and rg_store__step says it. So binding needs no error path of its own.
 */
#ifndef RG_STORE_SQL_H
#define RG_STORE_SQL_H

#include <stddef.h>
#include <stdint.h>
#include <sqlite3.h>

#include "store/store.h"

struct rg_store {
	sqlite3 *db;	    /* owned */
	char *path;	    /* owned */
	int hold;	    /* the folder's lock while db is open; -1 */
	bool is_collecting; /* between rg_store_begin and rg_store_end */
	bool is_damaged;    /* a statement found it so: set aside when closed */
};

typedef enum rg_column_kind {
	RG_COLUMN_TEXT, /* rg_str */
	RG_COLUMN_INT,	/* int64_t */
	RG_COLUMN_UINT, /* uint32_t */
	RG_COLUMN_REAL, /* double */
	RG_COLUMN_BOOL	/* bool */
} rg_column_kind;

/* A column and the member of the row's struct that it is kept in. */
typedef struct rg_column {
	const char *name;
	rg_column_kind kind;
	size_t offset;
} rg_column;

typedef struct rg_table {
	const char *name;
	const rg_column *columns;
	size_t n_columns;
} rg_table;

typedef struct rg_sql {
	rg_store *store;
	sqlite3_stmt *stmt;
	int code;    /* SQLite's, of the first failure; SQLITE_OK */
	int n_bound; /* parameters so far */
} rg_sql;

/* Prepares a statement; finish it in any case. */
rg_sql rg_store__sql(rg_store *store, const char *text);
/* INSERT INTO table (…) VALUES (…) and what follows it, with the row bound. */
rg_sql rg_store__insert(rg_store *store, const rg_table *table, const char *tail, const void *row);
/* SELECT … FROM table and what follows it. */
rg_sql rg_store__select(rg_store *store, const rg_table *table, const char *tail);
/* Bind the next parameter; a null string as NULL. The text must live until the next step is done.
 */
void rg_store__bind_str(rg_sql *sql, rg_str value);
void rg_store__bind_int(rg_sql *sql, int64_t value);
/* The next row; false when there is none left. */
RG_MUST_CHECK rg_rc rg_store__step(bool *has_row, rg_sql *sql, rg_err *err);
/* Steps once, takes no row and finishes: for writing. */
RG_MUST_CHECK rg_rc rg_store__run(rg_sql *sql, rg_err *err);
void rg_store__finish(rg_sql *sql);

/* The column of the row that the last step gave, copied. */
rg_str rg_store__get_str(rg_arena *arena, const rg_sql *sql, int column);
int64_t rg_store__get_int(const rg_sql *sql, int column);
/* The same for all columns of rg_store__select, into the row's struct. */
void rg_store__get_row(void *row, rg_arena *arena, const rg_sql *sql, const rg_table *table);

/* SQLite's code as an error of ours that names the file and the next step. */
RG_MUST_CHECK rg_rc rg_store__failed(rg_store *store, int code, rg_err *err);
/* A statement without parameters and rows. */
RG_MUST_CHECK rg_rc rg_store__exec(rg_store *store, const char *text, rg_err *err);

#endif
