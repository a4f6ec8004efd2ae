/* SPDX-License-Identifier: MIT */
/*
 * findings.c - several findings can hold at once: those of the last run, and those of each log that
 * is open. For one test the newest ones count.
 */
#include "fix/workspace/findings.h"

#include <stdlib.h>

#include "base/mem.h"

rg_findings *rg_findings_new_take(rg_arena *arena)
{
	rg_findings *findings = rg_calloc(1, sizeof(*findings));

	findings->arena = arena;
	findings->n_users = 1;
	findings->answer.confidence = -1;
	return findings;
}

rg_findings *rg_findings_retain(rg_findings *findings)
{
	findings->n_users++;
	return findings;
}

void rg_findings_drop(rg_findings *findings)
{
	if (!findings || --findings->n_users > 0)
		return;
	rg_arena_free(findings->arena);
	free(findings);
}

bool rg_test_is_of(rg_str test, rg_str wanted)
{
	return wanted.len && rg_str_skip(&test, wanted) &&
	       (test.len == 0 || test.ptr[0] == ':' || test.ptr[0] == '[' || test.ptr[0] == '/');
}

bool rg_findings_cover(const rg_findings *findings, rg_str test)
{
	for (size_t i = 0; i < findings->tests.n; i++)
		if (rg_test_is_of(test, findings->tests.items[i]))
			return true;
	return false;
}
