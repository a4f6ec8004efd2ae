/* SPDX-License-Identifier: MIT */
/* ci_files.h - a change and CI files held in memory, for the unit tests of forge/workflows.h. */
#ifndef RG_TESTS_CI_FILES_H
#define RG_TESTS_CI_FILES_H

#include <stdlib.h>

#include "forge/workflows.h"

typedef struct ci_files {
	rg_arena *arena;
	rg_workflow_file_vec files;
	rg_workflow_path_vec table;
	rg_str_vec changed, paths;
	rg_workflow_input input; /* of these, but for the paths, which nobody knows at first */
	rg_workflow_advice_vec out;
} ci_files;

static inline int open_ci_files(void **state)
{
	ci_files *f = calloc(1, sizeof(*f));

	f->arena = rg_arena_new();
	RG_PUSH(f->arena, &f->changed, RG_STR("src/app/prices.py"));
	f->input = (rg_workflow_input){.files = &f->files,
				       .table = &f->table,
				       .changed = &f->changed,
				       .base = RG_STR("main"),
				       .branch = RG_STR("fix/prices")};
	*state = f;
	return 0;
}

static inline int close_ci_files(void **state)
{
	ci_files *f = *state;

	rg_arena_free(f->arena);
	free(f);
	return 0;
}

static inline void put_ci_file(ci_files *f, const char *path, const char *text)
{
	RG_PUSH(f->arena, &f->files,
		(rg_workflow_file){.path = rg_str_of(path), .text = rg_str_of(text)});
}

#endif
