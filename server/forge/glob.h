/* SPDX-License-Identifier: MIT */
/*
 * glob.h - file and branch patterns as forges write them. Every pattern is followed in all its ways
 * at once, so that the time is pattern times path whatever the pattern; nothing backtracks.
 */
#ifndef RG_FORGE_GLOB_H
#define RG_FORGE_GLOB_H

#include "base/str.h"

typedef enum rg_glob_style {
	/* * and ? stay inside a path component, ** does not; everything else is itself. */
	RG_GLOB_PLAIN,
	/*
	 * Filters of GitHub's workflows: ? and + make the character before them optional or
	 * repeated, [a-z] is a class. "Workflow syntax for GitHub Actions", filter pattern cheat
	 * sheet.
	 */
	RG_GLOB_FILTER,
	/* Ruby's File.fnmatch with PATHNAME and DOTMATCH, which GitLab's CODEOWNERS uses. */
	RG_GLOB_FNMATCH
} rg_glob_style;

/*
 * Whether the pattern describes the whole of path. In every style a double star and a slash at the
 * start or behind a slash stands for any number of folders, also none, and a backslash takes the
 * meaning from the character behind it. A pattern of more than a thousand parts matches nothing.
 */
bool rg_glob_matches(rg_glob_style style, rg_str pattern, rg_str path);
/* The same with RG_GLOB_PLAIN: the patterns of redgreen's own settings. */
bool rg_glob_match(rg_str pattern, rg_str path);

#endif
