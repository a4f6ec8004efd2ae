/* SPDX-License-Identifier: MIT */
/* log_text.h - a log file of any size as a text that rg_trace_parse takes. Blocking. */
#ifndef RG_FIX_LOG_TEXT_H
#define RG_FIX_LOG_TEXT_H

#include "base/arena.h"
#include "base/err.h"

/* The file, or of one above RG_LIMIT_TRACE_BYTES what rg_thinner keeps; in the arena. */
RG_MUST_CHECK rg_rc rg_log_text_read(rg_str *out, rg_arena *arena, const char *path, rg_err *err);

#endif
