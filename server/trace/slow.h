/* SPDX-License-Identifier: MIT */
/* slow.h - inside trace/: whether an assertion bounds a time or a rate. Pure. */
#ifndef RG_TRACE_SLOW_H
#define RG_TRACE_SLOW_H

#include <stdbool.h>

#include "base/str.h"

/*
 * Whether a line of source that failed says "took too long" or "too few a second": `elapsed < 0.5`,
 * `self.assertLess(t.duration, LIMIT)`, `fps > 30`. An order of two times (`start < end`), and a
 * time that should be greater (`elapsed > 0`), are no such bound.
 */
bool rg_slow_is_bound(rg_str source);

#endif
