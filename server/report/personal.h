/* SPDX-License-Identifier: MIT */
/* personal.h - inside report/: a person's own Markdown in the middle of a line of ours. */
#ifndef RG_REPORT_PERSONAL_H
#define RG_REPORT_PERSONAL_H

#include "base/vec.h"

/* rg_sink_markdown for one line: several become one, and what would begin a block begins none. */
rg_str rg_report__personal_line(rg_arena *arena, rg_str text, bool allow_mentions,
				const rg_str_vec *known);

#endif
