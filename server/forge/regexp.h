/* SPDX-License-Identifier: MIT */
/*
 * regexp.h - regular expressions as Go's package regexp has them, for patterns that stand in a
 * repository: every pattern is followed in all its ways at once, so that the time is pattern times
 * text whatever the pattern. Pure.
 */
#ifndef RG_FORGE_REGEXP_H
#define RG_FORGE_REGEXP_H

#include "base/str.h"

/*
 * How many steps a pattern has, which times the length of a text is what a match costs; 0 when it
 * is none, has more than a thousand, or has what is not known here.
 *
 * Known: characters, '.', classes with ranges, \d \w \s and their opposites, escapes, groups with
 * and without name, (?i), '|', '*', '+', '?', {n,m} and their lazy forms, '^', '$', \A, \z, \b, \B.
 * Not known: \p{…}, [[:name:]], \Q…\E, octal escapes, other flags.
 */
size_t rg_regexp_steps(rg_str pattern);
/* Whether it describes the whole of text; never, when it is none. Characters are those of UTF-8. */
bool rg_regexp_matches(rg_str pattern, rg_str text);

#endif
