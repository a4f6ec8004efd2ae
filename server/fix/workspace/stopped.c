/* SPDX-License-Identifier: MIT */
/* stopped.c - the table of stopped.def. */
#include "fix/workspace/stopped.h"

#include <string.h>

static const rg_stopped_code codes[] = {
#define RG_STOPPED(code, meaning) {code, meaning},
#include "fix/workspace/stopped.def"
#undef RG_STOPPED
};

const rg_stopped_code *rg_stopped_codes(size_t *n)
{
	*n = sizeof(codes) / sizeof(codes[0]);
	return codes;
}

bool rg_stopped_is_known(const char *code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(codes[i].code, code) == 0)
			return true;
	return false;
}
