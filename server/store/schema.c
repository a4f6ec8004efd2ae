/* SPDX-License-Identifier: MIT */
/*
 * schema.c - the tables by version. Step i takes a file from user_version i to i + 1 and is never
 * edited once it has been released; a change is a new step behind it.
 */
#include "store/schema.h"

/* "RdGn": tells our files from other people's (sqlite.org/pragma.html#pragma_application_id). */
#define APPLICATION_ID 0x5264476e

/* Checking all pages takes about 1 ms per MiB; larger files are checked as they are read. */
#define CHECKED_BYTES ((int64_t)2 << 20)

static const char *const steps[] = {
	/* evidence: seq is the order of insertion; a row is never changed. */
	"CREATE TABLE evidence (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT,"
	" purpose TEXT, tree TEXT, tests TEXT, repro TEXT, argv TEXT, environment TEXT,"
	" python TEXT, pytest TEXT, plugins TEXT, outcome TEXT, why TEXT, fingerprint TEXT,"
	" failure TEXT, foreign_code TEXT, log TEXT, numbers TEXT, started INTEGER,"
	" seconds REAL, test_seconds REAL, hash_seed INTEGER, n_passed INTEGER,"
	" n_failed INTEGER, is_complete INTEGER, is_stale INTEGER);"
	"CREATE INDEX evidence_by_tree ON evidence (tree);"
	"CREATE INDEX evidence_by_session ON evidence (session);"
	"CREATE TABLE session (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT,"
	" phase TEXT, root TEXT, tests TEXT, prompt TEXT, kind TEXT, name TEXT,"
	" fingerprint TEXT, failure TEXT, dev_branch TEXT, dev_oid TEXT, base_branch TEXT,"
	" base_remote TEXT, base_ref TEXT, base_oid TEXT, branch TEXT, worktree TEXT, mode TEXT,"
	" carried TEXT, products TEXT, pr_commit TEXT, pr_tree TEXT, pr_url TEXT, pr_file TEXT,"
	" pr_number INTEGER, report TEXT, reason TEXT, started INTEGER, ended INTEGER,"
	" budget_seconds INTEGER, extended_seconds INTEGER, candidates TEXT, failures TEXT);"
	"CREATE INDEX session_by_root ON session (root);"
	"CREATE TABLE attempt (session TEXT NOT NULL, number INTEGER NOT NULL, run TEXT,"
	" tree TEXT, outcome TEXT, changed TEXT, log TEXT, time INTEGER,"
	" PRIMARY KEY (session, number)) WITHOUT ROWID;"
	/* journal: AUTOINCREMENT, so that an id never comes back. */
	"CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT,"
	" kind TEXT NOT NULL, intent TEXT, outcome TEXT, detail TEXT, time INTEGER NOT NULL);"
	"CREATE INDEX journal_open ON journal (id) WHERE outcome IS NULL;"
	"CREATE TABLE fact (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;",
	"ALTER TABLE evidence ADD COLUMN variant TEXT;"
	"ALTER TABLE evidence ADD COLUMN unbuilt TEXT;"
	"ALTER TABLE evidence ADD COLUMN provenance TEXT;",
};
#define N_STEPS ((int64_t)(sizeof(steps) / sizeof(steps[0])))

/* One number of the file, by a statement that gives one. */
static int number(int64_t *out, rg_store *store, const char *text)
{
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(store->db, text, -1, &stmt, NULL);

	if (code == SQLITE_OK) {
		code = sqlite3_step(stmt);
		if (code == SQLITE_ROW) {
			*out = sqlite3_column_int64(stmt, 0);
			code = SQLITE_OK;
		}
	}
	(void)sqlite3_finalize(stmt);
	return code;
}

static bool is_damage(int code)
{
	return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

rg_rc rg_store__look(rg_store_state *out, rg_store *store, rg_err *err)
{
	int64_t version = 0, id = 0, n_tables = 0, n_bytes = 0, is_ok = 1;
	int code;
	rg_rc rc;

	/* One look, though it takes several statements: another process may be making the tables.
	 */
	(void)sqlite3_exec(store->db, "BEGIN", NULL, NULL, NULL);
	if ((code = number(&version, store, "PRAGMA user_version")) != SQLITE_OK ||
	    (code = number(&id, store, "PRAGMA application_id")) != SQLITE_OK ||
	    (code = number(&n_tables, store, "SELECT count(*) FROM sqlite_schema")) != SQLITE_OK ||
	    (code = number(&n_bytes, store,
			   "SELECT page_count * page_size FROM pragma_page_count,"
			   " pragma_page_size")) != SQLITE_OK ||
	    (n_bytes <= CHECKED_BYTES &&
	     (code = number(&is_ok, store,
			    "SELECT quick_check = 'ok' FROM pragma_quick_check(1)")) != SQLITE_OK))
		*out = RG_STORE_DAMAGED;
	else if (!is_ok)
		*out = RG_STORE_DAMAGED;
	else if (n_tables && id != APPLICATION_ID)
		*out = RG_STORE_FOREIGN;
	else if (version > N_STEPS)
		*out = RG_STORE_NEWER;
	else
		*out = version == N_STEPS ? RG_STORE_GOOD : RG_STORE_OLD;
	if (code == SQLITE_OK || is_damage(code))
		rc = RG_OK;
	else
		rc = rg_store__failed(store, code, err);
	(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

rg_rc rg_store__migrate(rg_store *store, rg_err *err)
{
	int64_t version = 0;
	char pragmas[120];
	int code;
	rg_rc rc;

	/* The version is read again under the lock: another process may have been faster. */
	if ((rc = rg_store__exec(store, "BEGIN IMMEDIATE", err)) < 0)
		return rc;
	code = number(&version, store, "PRAGMA user_version");
	if (code != SQLITE_OK) {
		rc = rg_store__failed(store, code, err);
		goto failed;
	}
	for (; version < N_STEPS; version++)
		if ((rc = rg_store__exec(store, steps[version], err)) < 0)
			goto failed;
	(void)snprintf(pragmas, sizeof(pragmas),
		       "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
		       APPLICATION_ID, (int)version);
	if ((rc = rg_store__exec(store, pragmas, err)) < 0)
		goto failed;
	return RG_OK;
failed:
	(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}
