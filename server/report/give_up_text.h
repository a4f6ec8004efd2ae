/* SPDX-License-Identifier: MIT */
/* give_up_text.h - inside report/: the hand-over of a session that failed (template T5). */
#ifndef RG_REPORT_GIVE_UP_TEXT_H
#define RG_REPORT_GIVE_UP_TEXT_H

#include "report/page.h"

/* "## Status: ❌ Failed" with its five sections. */
void rg_report__give_up(rg_page *page);
/* The parts of the report's "If Failed" that are the same: what to try next, as list items. */
void rg_report__next_to_try(rg_page *page, const char *bullet);

#endif
