/* SPDX-License-Identifier: MIT */
/*
 * evidence.c - rows in, rows out. There is no statement that changes or removes one: what a claim
 * was made from stays as it was.
 */
#include "store/evidence.h"

#include "base/buf.h"
#include "store/sql.h"

#define DEFAULT_MAX 1000

#define TEXT(name, member)                                                                         \
	{                                                                                          \
		name, RG_COLUMN_TEXT, offsetof(rg_evidence, member)                                \
	}

static const rg_column columns[] = {
	TEXT("id", id),
	TEXT("session", session),
	TEXT("purpose", purpose),
	TEXT("variant", variant),
	TEXT("tree", tree),
	TEXT("tests", tests),
	TEXT("repro", repro),
	TEXT("argv", argv),
	TEXT("environment", environment),
	TEXT("python", python),
	TEXT("pytest", pytest),
	TEXT("plugins", plugins),
	TEXT("outcome", outcome),
	TEXT("why", why),
	TEXT("fingerprint", fingerprint),
	TEXT("failure", failure),
	TEXT("foreign_code", foreign),
	TEXT("unbuilt", unbuilt),
	TEXT("provenance", provenance),
	TEXT("log", log),
	TEXT("numbers", numbers),
	{"started", RG_COLUMN_INT, offsetof(rg_evidence, started)},
	{"seconds", RG_COLUMN_REAL, offsetof(rg_evidence, seconds)},
	{"test_seconds", RG_COLUMN_REAL, offsetof(rg_evidence, test_seconds)},
	{"hash_seed", RG_COLUMN_UINT, offsetof(rg_evidence, hash_seed)},
	{"n_passed", RG_COLUMN_UINT, offsetof(rg_evidence, n_passed)},
	{"n_failed", RG_COLUMN_UINT, offsetof(rg_evidence, n_failed)},
	{"is_complete", RG_COLUMN_BOOL, offsetof(rg_evidence, is_complete)},
	{"is_stale", RG_COLUMN_BOOL, offsetof(rg_evidence, is_stale)},
};
static const rg_table table = {"evidence", columns, sizeof(columns) / sizeof(columns[0])};

rg_rc rg_evidence_add(rg_store *store, const rg_evidence *evidence, rg_err *err)
{
	rg_sql sql = rg_store__insert(store, &table, "", evidence);

	return rg_store__run(&sql, err);
}

rg_rc rg_evidence_find(rg_evidence_vec *out, rg_arena *arena, rg_store *store,
		       const rg_evidence_query *query, rg_err *err)
{
	const struct {
		const char *name;
		rg_str value;
	} terms[] = {
		{"session", query->session}, {"purpose", query->purpose}, {"tree", query->tree},
		{"tests", query->tests},     {"repro", query->repro},	  {"id", query->id},
	};
	const size_t n_terms = sizeof(terms) / sizeof(terms[0]);
	rg_buf tail;
	rg_sql sql;
	bool has_row;
	rg_rc rc;

	rg_buf_init(&tail, 1000);
	rg_buf_add_z(&tail, query->only_valid ? "WHERE foreign_code IS NULL AND unbuilt IS NULL"
						" AND NOT is_stale"
					      : "WHERE true");
	for (size_t i = 0; i < n_terms; i++)
		if (terms[i].value.ptr)
			rg_buf_printf(&tail, " AND %s = ?", terms[i].name);
	rg_buf_add_z(&tail, " ORDER BY seq DESC LIMIT ?");
	sql = rg_store__select(store, &table, tail.ptr);
	rg_buf_release(&tail);
	for (size_t i = 0; i < n_terms; i++)
		if (terms[i].value.ptr)
			rg_store__bind_str(&sql, terms[i].value);
	rg_store__bind_int(&sql, query->max && query->max < INT32_MAX ? (int64_t)query->max
								      : DEFAULT_MAX);
	*out = (rg_evidence_vec){NULL, 0, 0};
	while ((rc = rg_store__step(&has_row, &sql, err)) == RG_OK && has_row)
		rg_store__get_row(RG_PUSH_NEW(arena, out), arena, &sql, &table);
	rg_store__finish(&sql);
	return rc;
}
