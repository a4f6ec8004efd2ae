/* SPDX-License-Identifier: MIT */
/* failure.c - the names of the enumerations, as docs/results.md spells them. */
#include "trace/failure.h"

const char *rg_phase_name(rg_phase phase)
{
	static const char *const names[] = {"collect", "setup", "call", "teardown"};

	return names[phase];
}

const char *rg_failure_kind_name(rg_failure_kind kind)
{
	static const char *const names[] = {"correctness", "performance", "resource"};

	return names[kind];
}

const char *rg_relation_name(rg_relation relation)
{
	static const char *const names[] = {"cause", "context", "group"};

	return names[relation];
}
