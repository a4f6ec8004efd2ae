/* SPDX-License-Identifier: MIT */
/*
 * left_out.h - what pytest's configuration keeps from being run, and whether that holds a test.
 * Pure. What the words mean: pytest's reference, "Configuration Options", and
 * _pytest/main.py (pytest_ignore_collect, norecursedirs).
 */
#ifndef RG_SYNTAX_LEFT_OUT_H
#define RG_SYNTAX_LEFT_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

typedef enum rg_left_out_kind {
	RG_LEFT_OUT_FOLDERS, /* norecursedirs: a pattern for names, or with a slash for paths */
	RG_LEFT_OUT_PATH,    /* --ignore, collect_ignore: a file or folder */
	RG_LEFT_OUT_GLOB,    /* --ignore-glob, collect_ignore_glob */
	RG_LEFT_OUT_TEST,    /* --deselect: the beginning of a node id */
	RG_LEFT_OUT_CHOICE,  /* -k, -m, -p: what cannot be looked up by paths */
} rg_left_out_kind;

typedef struct rg_left_out {
	rg_left_out_kind kind;
	rg_str what;
	uint32_t line; /* 1-based */
} rg_left_out;
typedef RG_VEC(rg_left_out) rg_left_out_vec;

typedef struct rg_collection {
	rg_left_out_vec left_out;
	rg_str_vec paths; /* testpaths; empty: everything */
	uint32_t paths_line;
	bool is_strict; /* xfail_strict */
	uint32_t strict_line;
} rg_collection;

/* Of pytest.ini, tox.ini, setup.cfg, pyproject.toml. Texts are the input's. */
void rg_collection_parse(rg_collection *out, rg_arena *arena, rg_str text);
/*
 * The value of collect_ignore (is_glob: of collect_ignore_glob) in a conftest.py; *out gets its
 * strings. False: it is not a list of strings alone.
 */
bool rg_collect_ignore_parse(rg_left_out_vec *out, rg_arena *arena, rg_str value, bool is_glob,
			     uint32_t line);

/* Whether one of the tests (paths of files) is; folder: of the file that says so, "" for the root.
 */
bool rg_left_out_has_test(const rg_left_out *one, rg_str folder, const rg_str_vec *tests);
/* Whether a test is looked for by `before` and not by `now`. */
bool rg_collection_misses_test(const rg_collection *before, const rg_collection *now, rg_str folder,
			       const rg_str_vec *tests);

#endif
