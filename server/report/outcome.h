/* SPDX-License-Identifier: MIT */
/* outcome.h - inside report/: the report's second half. */
#ifndef RG_REPORT_OUTCOME_H
#define RG_REPORT_OUTCOME_H

#include "report/page.h"

/* Verification, Pull Request, Next Steps, Relevant Developers, Technical Details, Lessons Learned.
 */
void rg_report__outcome(rg_page *page);

#endif
