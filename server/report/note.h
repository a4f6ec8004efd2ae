/* SPDX-License-Identifier: MIT */
/*
 * note.h - NOTE.md of a session: what only a person can say. Template T1 of the procedure with the
 * lessons and a word per file; redgreen opens it filled in as far as it knows and reads it back.
 * Pure.
 */
#ifndef RG_REPORT_NOTE_H
#define RG_REPORT_NOTE_H

#include "report/facts.h"

typedef struct rg_note_file {
	rg_str path, what;
} rg_note_file;
typedef RG_VEC(rg_note_file) rg_note_file_vec;

/* Placeholders that were left as they were (<…>) and empty sections are null. */
typedef struct rg_note {
	rg_str issue, why, expected_fix, verification, approach, lessons;
	rg_note_file_vec files;
} rg_note;

/*
 * The file as the session opens it: prompt, failure and candidates are filled in. The failure and
 * how sure the candidates are have labels of their own that are not read back: issue is what a
 * person said. answer may be NULL.
 */
rg_str rg_note_render(rg_arena *arena, const rg_failure *failure, rg_str prompt,
		      const rg_answer *answer);
/* Any text gives a note. */
rg_note rg_note_parse(rg_arena *arena, rg_str text);
/* What the note says about a file, or null. */
rg_str rg_note_of_file(const rg_note *note, rg_str path);

#endif
