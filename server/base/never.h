/* SPDX-License-Identifier: MIT */
/*
 * never.h - what cannot happen: abort in tests and developers' builds (RG_STRICT), in release one
 * log line with file and line, and the caller goes on with RG_EBUG. Never about input.
 *
 *	if (rg_never(out == NULL))
 *		return rg_fail(err, RG_EBUG, "no place for the result");
 */
#ifndef RG_BASE_NEVER_H
#define RG_BASE_NEVER_H

#include <stdbool.h>

bool rg_never_at(bool happened, const char *what, const char *file, int line);

#define rg_never(x)  rg_never_at((x), #x, __FILE__, __LINE__)
#define rg_always(x) (!rg_never_at(!(x), "not: " #x, __FILE__, __LINE__))

#endif
