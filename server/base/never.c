/* SPDX-License-Identifier: MIT */
/* never.c - a broken invariant: loud for developers, survived by users. */
#include "base/never.h"

#include <stdlib.h>

#include "base/log.h"

bool rg_never_at(bool happened, const char *what, const char *file, int line)
{
	if (happened) {
		rg_log(RG_LOG_ERROR, "bug: %s at %s:%d; please report it", what, file, line);
#ifdef RG_STRICT
		abort();
#endif
	}
	return happened;
}
