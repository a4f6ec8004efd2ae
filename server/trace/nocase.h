/* SPDX-License-Identifier: MIT */
/* nocase.h - inside trace/: words looked for without regard to case. Pure. */
#ifndef RG_TRACE_NOCASE_H
#define RG_TRACE_NOCASE_H

#include <stdbool.h>

#include "base/str.h"

/* Where needle (in lower case) stands in text at `from` or behind it, or SIZE_MAX. */
size_t rg_nocase_find(rg_str text, const char *needle, size_t from);

/* Whether text begins, or ends, with needle (in lower case). */
bool rg_nocase_starts(rg_str text, const char *needle);
bool rg_nocase_ends(rg_str text, const char *needle);

#endif
