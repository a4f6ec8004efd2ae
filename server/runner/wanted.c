/* SPDX-License-Identifier: MIT */
/*
 * wanted.c - a test is wanted when it belongs to a wanted node id (a class, a test with all its
 * parameters). A failure that stands for more than them, such as a file that cannot be imported,
 * counts as theirs.
 */
#include "runner/wanted.h"

#include "runner/probe_log.h"

static bool is_wanted(const rg_run_result *result, const rg_str_vec *tests, rg_str root, rg_str id)
{
	for (size_t i = 0; i < tests->n; i++)
		if (rg_probe_log_is_of(id, result->rootdir, tests->items[i], root))
			return true;
	return false;
}

/* Whether the failure is of something that the test is a part of. */
static bool holds_wanted(const rg_str_vec *tests, rg_str id)
{
	for (size_t i = 0; i < tests->n; i++)
		if (id.len && rg_probe_log_is_of(tests->items[i], (rg_str){NULL, 0}, id, id))
			return true;
	return false;
}

static bool has_passed(const rg_run_result *result, rg_str test, rg_str root)
{
	bool found = false;

	for (size_t i = 0; i < result->times.n; i++)
		if (rg_probe_log_is_of(result->times.items[i].test, result->rootdir, test, root)) {
			if (!result->times.items[i].has_passed)
				return false;
			found = true;
		}
	return found;
}

rg_wanted rg_wanted_find(const rg_run_result *result, const rg_str_vec *tests, rg_str root)
{
	rg_wanted out = {.outcome = result->outcome};
	const rg_failure_vec *failures = &result->trace->failures;

	for (size_t i = 0; i < failures->n && !out.failure; i++)
		if (is_wanted(result, tests, root, failures->items[i].test) ||
		    holds_wanted(tests, failures->items[i].test))
			out.failure = &failures->items[i];
	if (!result->has_probe || !result->is_complete) {
		/* Something else ended it, or nothing says what. */
		if (result->outcome != RG_OUTCOME_TIMEOUT && failures->n && !out.failure)
			out.outcome = RG_OUTCOME_NO_TESTS;
		return out;
	}
	if (out.failure) {
		out.outcome =
			out.failure->phase == RG_PHASE_CALL ? RG_OUTCOME_FAILED : RG_OUTCOME_ERROR;
		return out;
	}
	out.outcome = RG_OUTCOME_PASSED;
	for (size_t i = 0; i < tests->n; i++)
		if (!has_passed(result, tests->items[i], root))
			out.outcome = RG_OUTCOME_NO_TESTS;
	return out;
}
