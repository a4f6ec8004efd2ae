/* SPDX-License-Identifier: MIT */
/* kind.h - inside trace/: performance, correctness or resource, and the failing operation. Pure. */
#ifndef RG_TRACE_KIND_H
#define RG_TRACE_KIND_H

#include "trace/failure.h"

/*
 * By the exception's type and text, and those behind it; correctness when nothing says otherwise.
 * *words: what decided it, as a person would quote it ("Timeout >1.0s", "assert elapsed < 0.5"),
 * borrowed from the failure; null for correctness.
 */
rg_failure_kind rg_kind_of(rg_str *words, const rg_failure *failure);

/*
 * What failed, as a person would call it: the innermost function of the workspace that is no test
 * and no helper that asserts ("Parser.parse"), else what the failing line calls ("ttnn.gather");
 * null when neither is known. Borrowed from the failure, or in the arena.
 */
rg_str rg_operation_of(rg_arena *arena, const rg_failure *failure);

/* Whether a path is a test's by pytest's customs: test_*.py, *_test.py, conftest.py. */
bool rg_path_is_test(rg_str path);

#endif
