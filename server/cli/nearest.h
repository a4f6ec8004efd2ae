/* SPDX-License-Identifier: MIT */
/* nearest.h - inside cli/: what was meant by a word that is none of ours. */
#ifndef RG_CLI_NEAREST_H
#define RG_CLI_NEAREST_H

#include "base/buf.h"
#include "base/vec.h"

/*
 * The choice that takes the fewest changes of letters (two letters in each other's place are one:
 * Damerau, CACM 7 (1964), 171-176), the first among equals; null when none is close: more than a
 * third of the word's letters, or longer than 200.
 */
rg_str rg_nearest(rg_str word, const rg_str_vec *choices);
/* One sentence about a first word that is no command. */
void rg_cli_explain_word(rg_buf *out, rg_str word);
/*
 * The node id that was meant by one that its file does not have, in the arena; null when nothing is
 * close. path: of the file as the node id names it, below the folder.
 */
rg_str rg_nearest_test(rg_arena *arena, rg_str folder, rg_str nodeid);

#endif
