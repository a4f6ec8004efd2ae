/* SPDX-License-Identifier: MIT */
/* args.c - what they say that is not simply there. */
#include "fix/workspace/args.h"

bool rg_fix_args_accept(const rg_fix_args *args, const char *code)
{
	rg_str rest = args->accept, one;

	while (rg_str_part(&one, &rest, ','))
		if (rg_str_eq_z(rg_str_trim(one), code))
			return true;
	return false;
}
