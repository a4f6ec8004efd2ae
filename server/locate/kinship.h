/* SPDX-License-Identifier: MIT */
/* kinship.h - inside locate/: what the name of a test file says about the file that it tests. */
#ifndef RG_LOCATE_KINSHIP_H
#define RG_LOCATE_KINSHIP_H

#include "base/vec.h"

/* "test_x.py", "x_test.py", "unittest_x.py" and the like. */
bool rg_kinship__is_test(rg_str path);
/*
 * "foo" of "tests/test_foo.py", "unittest_foo.py", "foo_test.py" and "pkg/_foo.py"; "pkg" of
 * "pkg/__init__.py".
 */
rg_str rg_kinship__stem(rg_str path);
/* Compares without case, and with "s" at the end of one of them. */
bool rg_kinship__is_same(rg_str a, rg_str b);

#endif
