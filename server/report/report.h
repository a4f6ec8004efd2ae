/* SPDX-License-Identifier: MIT */
/* report.h - the execution report (template T4, and T5 when it was given up). Pure. */
#ifndef RG_REPORT_REPORT_H
#define RG_REPORT_REPORT_H

#include "report/note.h"

/* Every section of the template, in its order, filled from facts and note; what is not known says
 * so. */
rg_str rg_report_render(rg_arena *arena, const rg_session_facts *facts, const rg_note *note,
			const rg_str_vec *secrets);
/* "✅ Success", "⚠️ Partial - Fix causes regressions", "❌ Failed - Needs expert analysis".
 */
rg_str rg_status_text(rg_arena *arena, rg_status status, rg_str note);

#endif
