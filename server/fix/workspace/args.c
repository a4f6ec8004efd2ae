/* SPDX-License-Identifier: MIT */
/* args.c - what they say that is not simply there. */
#include "fix/workspace/args.h"

static bool is_one_of(rg_str word, const char *words)
{
	rg_str rest = rg_str_of(words), one;

	while (rg_str_part(&one, &rest, ' '))
		if (rg_str_eq(one, word))
			return true;
	return false;
}

rg_rc rg_fix_args_check(const rg_fix_args *args, rg_err *err)
{
	if (args->kind.len && !is_one_of(args->kind, RG_FIX_KINDS))
		return rg_fail(err, RG_EINVAL, "kind must be " RG_FIX_KINDS_WORDS ", not \"%.*s\"",
			       RG_FMT(args->kind));
	for (size_t i = 0; i < args->tests.n; i++) {
		if (args->tests.items[i].len == 0)
			return rg_fail(err, RG_EINVAL, "a node id is empty");
		if (args->tests.items[i].ptr[0] == '-')
			return rg_fail(err, RG_EINVAL, "a node id cannot begin with '-': \"%.*s\"",
				       RG_FMT(args->tests.items[i]));
	}
	return RG_OK;
}

bool rg_fix_args_accept(const rg_fix_args *args, const char *code)
{
	rg_str rest = args->accept, one;

	while (rg_str_part(&one, &rest, ','))
		if (rg_str_eq_z(rg_str_trim(one), code))
			return true;
	return false;
}
