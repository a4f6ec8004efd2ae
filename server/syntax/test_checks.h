/* SPDX-License-Identifier: MIT */
/*
 * test_checks.h - what the functions of a Python test file check, as plain data that can be
 * compared: assertions with their strength, tolerances, cases, marks that skip, patches, swallowed
 * failures. Pure; a file with syntax errors gives what could be read.
 */
#ifndef RG_SYNTAX_TEST_CHECKS_H
#define RG_SYNTAX_TEST_CHECKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

/* How much an assertion excludes, from nothing to everything but one value. */
typedef enum rg_strength {
	RG_STRENGTH_NONE,  /* assert True */
	RG_STRENGTH_TRUTH, /* assert x, a or b */
	RG_STRENGTH_KIND,  /* isinstance(x, T), x is not None, x != 1 */
	RG_STRENGTH_RANGE, /* x < 1, x in xs */
	RG_STRENGTH_NEAR,  /* x == approx(1), raises(T) */
	RG_STRENGTH_EXACT, /* x == 1, raises(T, match=…) */
} rg_strength;

/* Texts are without white space outside of strings, so that layout makes no difference. */
typedef struct rg_assertion {
	rg_str text;		  /* the whole, tolerances written as "~" */
	rg_str subject, expected; /* the sides of a comparison; null where it is none */
	rg_strength strength;
	double bound;  /* the number of `x < 0.1`, else NaN */
	bool is_upper; /* x < bound, and not x > bound */
	uint32_t line;
} rg_assertion;

typedef struct rg_tolerance {
	rg_str name; /* "rel", "rtol", "places" */
	double value;
	bool is_digits; /* more is stricter */
	uint32_t line;
} rg_tolerance;

/* A text that counts by itself, and where it stands. */
typedef struct rg_check_text {
	rg_str text, key; /* key: what it is about (a case's inputs, a variable's name), or null */
	uint32_t line;
} rg_check_text;
typedef RG_VEC(rg_check_text) rg_check_text_vec;

typedef struct rg_checked_function {
	rg_str name; /* "TestX::test_y", "helper" */
	uint32_t line;
	bool is_test;
	rg_str body; /* without white space outside of strings */
	RG_VEC(rg_assertion) assertions;
	RG_VEC(rg_tolerance) tolerances;
	rg_check_text_vec skips;     /* marks and calls that skip */
	rg_check_text_vec xfails;    /* expected failures */
	rg_check_text_vec cases;     /* elements of parametrize lists */
	rg_check_text_vec expected;  /* assignments to `expected`, `want`, … */
	rg_check_text_vec patches;   /* monkeypatch, mock.patch */
	rg_check_text_vec swallowed; /* assertions whose failure is caught */
	uint32_t early_return;	     /* line of a return before the first assertion, 0: none */
} rg_checked_function;
typedef RG_VEC(rg_checked_function) rg_checked_function_vec;

typedef struct rg_test_checks {
	rg_checked_function_vec functions; /* in order */
	rg_check_text_vec module; /* pytestmark, collect_ignore, __test__ and module-level skips */
} rg_test_checks;

const rg_test_checks *rg_test_checks_parse(rg_arena *arena, rg_str source);

#endif
