/* SPDX-License-Identifier: MIT */
/* words.h - an answer's facts in words, the same ones in the editor, the shell and the report. */
#ifndef RG_LOCATE_WORDS_H
#define RG_LOCATE_WORDS_H

#include "locate/locate.h"

/*
 * How likely the first candidate is one to change: "very likely (93 %)", "likely (71 %)", "a guess
 * (34 %)"; "" where it is not known, or the fault lies elsewhere. Nothing is ever certain: at most
 * 99 %.
 */
rg_str rg_confidence_words(rg_arena *arena, const rg_answer *answer);
/* What an edit of such a file asks for before a run can show it; NULL: nothing. */
const char *rg_candidate_kind_words(rg_candidate_kind kind);
/* "Most likely it is the test itself", "… the environment"; NULL for the source. */
const char *rg_fault_words(rg_fault fault);

/* The other way round, for what was stored; an unknown name is python, and the source. */
rg_candidate_kind rg_candidate_kind_of(rg_str name);
rg_fault rg_fault_of(rg_str name);

#endif
