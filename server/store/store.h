/* SPDX-License-Identifier: MIT */
/*
 * store.h - evidence and journal, one SQLite file in the common git directory. Opened for one job;
 * several processes at a time are expected: a writer waits up to five seconds for another.
 * synchronous=FULL, no WAL (network file systems), user_version for migrations. Blocking.
 *
 * Text that was not known is NULL in the file and a null string here. Times are seconds since the
 * epoch. Everything that is read lies in the caller's arena.
 */
#ifndef RG_STORE_STORE_H
#define RG_STORE_STORE_H

#include "base/err.h"
#include "base/vec.h"

typedef struct rg_store rg_store;

/*
 * Opens or makes the file (its folder is made, mode 0700; the file 0600). A damaged or newer file
 * is renamed to NAME.set-aside-N and a fresh one made: notice then says so in one sentence, else it
 * is null. RG_EEXTERNAL: disk full, no permission (the path is named).
 */
RG_MUST_CHECK rg_rc rg_store_open(rg_store **out, rg_arena *arena, const char *path, rg_str *notice,
				  rg_err *err);
/* NULL is accepted. */
void rg_store_close(rg_store *store);

/* Several writes as one: begin takes the write lock; end(false) takes everything back. */
RG_MUST_CHECK rg_rc rg_store_begin(rg_store *store, rg_err *err);
RG_MUST_CHECK rg_rc rg_store_end(rg_store *store, bool keep, rg_err *err);

/* Small facts by name, such as a consent; null when there is none. A null value forgets it. */
RG_MUST_CHECK rg_rc rg_fact_get(rg_str *out, rg_arena *arena, rg_store *store, rg_str name,
				rg_err *err);
RG_MUST_CHECK rg_rc rg_fact_set(rg_store *store, rg_str name, rg_str value, rg_err *err);

#endif
