/* SPDX-License-Identifier: MIT */
/*
 * weakened.h - how tests were weakened between two versions of their files: what is needed to tell
 * a fix that makes the test pass from a test that was made to pass. New tests, stricter assertions
 * and renamed or moved tests are none. Pure.
 */
#ifndef RG_SYNTAX_WEAKENED_H
#define RG_SYNTAX_WEAKENED_H

#include <stdint.h>

#include "base/vec.h"

/*      rule                    what a person reads */
#define RG_WEAKENED_RULES(RG_RULE)                                                                 \
	RG_RULE(DELETED_TEST, "deleted-test", "a test was deleted")                                \
	RG_RULE(DELETED_ASSERTION, "deleted-assertion", "an assertion was deleted")                \
	RG_RULE(WEAKENED_ASSERTION, "weakened-assertion", "an assertion was weakened")             \
	RG_RULE(CHANGED_EXPECTATION, "changed-expectation", "an expected value was changed")       \
	RG_RULE(LOOSENED_TOLERANCE, "loosened-tolerance", "a tolerance was loosened")              \
	RG_RULE(SKIPPED_TEST, "skipped-test", "a test is skipped now")                             \
	RG_RULE(XFAIL_TEST, "xfail-test", "a test is expected to fail now")                        \
	RG_RULE(REMOVED_CASES, "removed-cases", "cases of a parametrized test were removed")       \
	RG_RULE(SWALLOWED_FAILURE, "swallowed-failure", "an assertion's failure is caught now")    \
	RG_RULE(MOCKED_AWAY, "mocked-away", "a test replaces more of the code than before")        \
	RG_RULE(DISABLED_TEST, "disabled-test", "a test returns before its assertions")            \
	RG_RULE(DESELECTED_TESTS, "deselected-tests", "tests are left out by the configuration")   \
	RG_RULE(CHANGED_REPRODUCTION, "changed-reproduction",                                      \
		"the reproduction test was changed since it was seen failing")

typedef enum rg_weakened_rule {
#define RG_RULE(constant, name, message) RG_WEAKENED_##constant,
	RG_WEAKENED_RULES(RG_RULE)
#undef RG_RULE
} rg_weakened_rule;

typedef struct rg_weakening {
	rg_weakened_rule rule;
	rg_str path, test; /* test: "TestX::test_y", or null */
	rg_str detail;	   /* "assert x == 1" as it was and is, short; or null */
	uint32_t line;	   /* in the file as it is now; 1 where it is gone */
} rg_weakening;
typedef RG_VEC(rg_weakening) rg_weakening_vec;

const char *rg_weakened_rule_name(rg_weakened_rule rule);
/* "an assertion was weakened in test_x: x==1 → x" */
rg_str rg_weakening_text(rg_arena *arena, const rg_weakening *weakening);

typedef struct rg_test_versions {
	rg_str path;
	rg_str before, now; /* null: there was (is) no such file */
} rg_test_versions;
typedef RG_VEC(rg_test_versions) rg_test_versions_vec;

/*
 * Python files and pytest's configuration, by the path; others are left alone. All changed files
 * together, so that a test that moved is found. By file and line. tests: the paths of the files
 * with tests that there are: what the configuration leaves out has to be one of them; NULL: any
 * could be.
 */
void rg_weakened_find(rg_weakening_vec *out, rg_arena *arena, const rg_test_versions_vec *files,
		      const rg_str_vec *tests);
/* Whether the file can hold what pytest is told: pytest.ini, pyproject.toml, conftest.py, … */
bool rg_is_pytest_configuration(rg_str path);

#endif
