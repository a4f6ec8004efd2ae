/* SPDX-License-Identifier: MIT */
/* parts.h - inside report/: sentences and lists that the report and the pull request share. */
#ifndef RG_REPORT_PARTS_H
#define RG_REPORT_PARTS_H

#include "report/page.h"

/* "Correctness", "Performance", "Resource" */
const char *rg_part__kind(rg_failure_kind kind);
/* `ValueError: no price` */
void rg_part__error(rg_page *page, const rg_exception *error);
/* "`tests/a.py::test_x` failed with `ValueError: no price` in `Parser.parse`." and no line end */
void rg_part__failure(rg_page *page);
/* The innermost frame in the workspace, or the innermost; NULL when there is none. */
const rg_frame *rg_part__where(const rg_failure *failure);
/* `app/prices.py:12` in `parse` */
void rg_part__frame(rg_page *page, const rg_frame *frame);
/* "- <claim>: `<command>`", a line each. */
void rg_part__claims(rg_page *page, const rg_claim_vec *claims);
/* What tests lost, and whether somebody meant it; nothing where they lost nothing. */
void rg_part__weakened(rg_page *page);
/* What passes on the base and fails with the fix, or nothing. */
void rg_part__regressions(rg_page *page);
/* "- **Before**: …", or a sentence that nothing was measured. */
void rg_part__performance(rg_page *page);
/* Bars of what was measured, and the picture beside the report. */
void rg_part__plots(rg_page *page);
bool rg_part__is_measured(const rg_session_facts *facts);
/* "3 lines added, 1 removed", or what the note says of the file. */
void rg_part__change(rg_page *page, const rg_file_change *change);
/* "changed `a.py`, `b.py`" */
void rg_part__changed(rg_page *page, const rg_str_vec *paths);
/* "`@org/team`" or "Ada Lovelace": never a live mention. */
void rg_part__name(rg_page *page, const rg_person *person);
/* "code owner: owns server/git/ (CODEOWNERS line 12)" */
void rg_part__reason(rg_page *page, const rg_person *person);
/* "- [x] `tests` (required): changes src/; start it with `gh workflow run …`", a line each. */
void rg_part__workflows(rg_page *page);
/* "`app/prices.py` (raises the exception; …)", and what an edit of it asks for. */
void rg_part__candidate(rg_page *page, const rg_candidate *candidate);
/* The candidates; NULL when none are known. */
const rg_candidate_vec *rg_part__candidates(const rg_page *page);
/* "**Most likely it is the environment**: …", a line, where it is not the source. */
void rg_part__fault(rg_page *page);
/* ", the first is likely (71 %)", or nothing. */
void rg_part__how_sure(rg_page *page);
/* The files of the tests' node ids, each once. */
rg_str_vec rg_part__test_files(const rg_page *page);

#endif
