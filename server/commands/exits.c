/* SPDX-License-Identifier: MIT */
/* exits.c - the table. */
#include "commands/exits.h"

#include <stddef.h>

const rg_exit rg_exits[] = {
#define RG_EXIT(id, status, meaning) {RG_EXIT_##id, meaning},
#include "commands/exits.def"
#undef RG_EXIT
	{RG_EXIT_DONE, NULL},
};
