/* SPDX-License-Identifier: MIT */
/*
 * data_files.h - inside locate/: files that are no source and that the failing code reads: a table,
 * a template, a configuration. Only what is named in a text of the failure can be one.
 */
#ifndef RG_LOCATE_DATA_FILES_H
#define RG_LOCATE_DATA_FILES_H

#include "locate/query.h"

typedef struct rg_data_name {
	rg_str name;   /* as written: "tables/units.json" */
	double weight; /* 0 … 1 */
	rg_str why;    /* "read by `load_table` (app/tables.py:12)" */
} rg_data_name;

typedef struct rg_data_file {
	rg_str path;
	const rg_data_name *name;
} rg_data_file;

typedef struct rg_data_files {
	RG_VEC(rg_data_name) names;
	RG_VEC(rg_data_file) files; /* by path; few */
} rg_data_files;

/*
 * Looks for names of data in the functions that the call chains go through, in the errors and in
 * the tests, and for files of the workspace that end in one of them. A name that many files have is
 * none; files beside tests and documentation are none.
 */
void rg_data_files_find(rg_data_files *out, rg_arena *arena, const rg_locate_input *input,
			const rg_query *query, rg_source_cache *sources);

/* The entry of a path, or NULL. */
const rg_data_file *rg_data_files_get(const rg_data_files *files, rg_str path);

#endif
