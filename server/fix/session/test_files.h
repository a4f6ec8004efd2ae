/* SPDX-License-Identifier: MIT */
/* test_files.h - which files are part of the tests, by their names alone. Pure. */
#ifndef RG_FIX_SESSION_TEST_FILES_H
#define RG_FIX_SESSION_TEST_FILES_H

#include "base/vec.h"

/* Whether a folder of this name holds tests: "test", "tests", "testing". */
bool rg_is_test_folder(rg_str name);
/* Whether a file is part of the tests: in a folder named for them, or named like one. */
bool rg_is_test_side(rg_str path);
/* The files of the tests (node ids), sorted, each once. */
rg_str_vec rg_test_files(rg_arena *arena, const rg_str_vec *tests);

#endif
