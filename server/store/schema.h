/* SPDX-License-Identifier: MIT */
/* schema.h - inside store/: the tables, and how a file of an older version becomes this one's. */
#ifndef RG_STORE_SCHEMA_H
#define RG_STORE_SCHEMA_H

#include "store/sql.h"

typedef enum rg_store_state {
	RG_STORE_GOOD,	  /* of this version */
	RG_STORE_OLD,	  /* empty, or of an older version: bring it up to date */
	RG_STORE_NEWER,	  /* written by a newer redgreen */
	RG_STORE_FOREIGN, /* a database of somebody else */
	RG_STORE_DAMAGED
} rg_store_state;

/* Looks at an open file. An error is one of permission, lock or disk. */
RG_MUST_CHECK rg_rc rg_store__look(rg_store_state *out, rg_store *store, rg_err *err);
/* Makes what is missing, as one transaction; several processes may do it at once. */
RG_MUST_CHECK rg_rc rg_store__migrate(rg_store *store, rg_err *err);

#endif
