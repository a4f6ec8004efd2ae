/* SPDX-License-Identifier: MIT */
/* old_lines.h - the lines of the old side that a unified diff is about. Pure. */
#ifndef RG_FIX_DOSSIER_OLD_LINES_H
#define RG_FIX_DOSSIER_OLD_LINES_H

#include "git/blame.h"

/*
 * A range for each hunk, its lines of context too: what was only added has no other neighbours. New
 * files have none. Names that git puts in quotes are taken out of them. A diff that is cut short
 * gives what it has.
 */
rg_line_range_vec rg_old_lines(rg_arena *arena, rg_str diff);

#endif
