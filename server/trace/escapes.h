/* SPDX-License-Identifier: MIT */
/* escapes.h - inside trace/: what terminals and encodings put around a log's characters. Pure. */
#ifndef RG_TRACE_ESCAPES_H
#define RG_TRACE_ESCAPES_H

#include <stdbool.h>

#include "base/arena.h"

/* The length of the escape sequence that s begins with; its line's end is not in it. */
size_t rg_escape_length(rg_str s);

/* text without escape sequences. Borrowed from text when there are none, else in the arena. */
rg_str rg_trace__without_escapes(rg_arena *arena, rg_str text);

/* UTF-16 with a byte order mark as UTF-8, in the arena; other text as it is. */
rg_str rg_trace__decode(rg_arena *arena, rg_str text);

#endif
