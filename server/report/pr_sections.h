/* SPDX-License-Identifier: MIT */
/* pr_sections.h - inside report/: the sections of a pull request's text (template T3). */
#ifndef RG_REPORT_PR_SECTIONS_H
#define RG_REPORT_PR_SECTIONS_H

#include "report/page.h"

typedef struct rg_pr_section {
	const char *heading; /* "Root Cause" */
	const char *marker;  /* stands for its claims in the draft; NULL: it makes none */
	const char *const
		*same_as; /* headings of other people's templates, in lower case; NULL ends */
	void (*write)(rg_page *page);
	bool (*is_wanted)(const rg_session_facts *facts); /* NULL: always */
} rg_pr_section;

#define RG_PR_N_SECTIONS 7
extern const rg_pr_section rg_pr_sections[RG_PR_N_SECTIONS];

/* The section's text without its heading, between its markers when it has one. */
void rg_pr__write_section(rg_page *page, const rg_pr_section *section);
/* The section whose marker the line is; *is_end: it is the closing one. NULL for other lines. */
const rg_pr_section *rg_pr__marked(bool *is_end, rg_str line);
/* A repository's template with our sections under its headings, and the others below it. */
void rg_pr__fill_template(rg_page *page, rg_str template);

#endif
