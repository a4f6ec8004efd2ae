/* SPDX-License-Identifier: MIT */
/* kind.h - inside trace/: performance, correctness or resource, and the failing operation. Pure. */
#ifndef RG_TRACE_KIND_H
#define RG_TRACE_KIND_H

#include "trace/failure.h"

/* By the exception's type and text; correctness when nothing says otherwise. */
rg_failure_kind rg_kind_of(const rg_failure *failure);

/*
 * What failed, as a person would call it: the innermost function of the workspace that is no test
 * ("Parser.parse"), else what the failing line calls ("ttnn.gather"); null when neither is known.
 * Borrowed from the failure.
 */
rg_str rg_operation_of(const rg_failure *failure);

/* Whether a path is a test's by pytest's customs: test_*.py, *_test.py, conftest.py. */
bool rg_path_is_test(rg_str path);

#endif
