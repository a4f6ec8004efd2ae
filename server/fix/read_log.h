/* SPDX-License-Identifier: MIT */
/* read_log.h - a log, read into the failures of an analysis. Blocking. */
#ifndef RG_FIX_READ_LOG_H
#define RG_FIX_READ_LOG_H

#include "fix/runs/analysis.h"

/*
 * path: absolute, or relative to the ground's root; it is only a name where the ground's
 * arguments hold the text. The analysis gets an arena of its own with the
 * failures and their tests. *complaint: pytest's own (a usage error, say), or null. Errors:
 * RG_EINVAL (there is no such file, or it is a folder: with the next step), RG_EEXTERNAL.
 */
RG_MUST_CHECK rg_rc rg_log_read(rg_analysis *out, rg_str *complaint, const rg_ground *ground,
				rg_str path, rg_err *err);

#endif
