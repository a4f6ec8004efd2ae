/* SPDX-License-Identifier: MIT */
/*
 * contrast.h - tests to hold a failing one against, where its own file has hardly any others: a
 * reproduction test often stands in a file of its own. Blocking: reads test files.
 */
#ifndef RG_POINT_CONTRAST_H
#define RG_POINT_CONTRAST_H

#include "base/vec.h"

/*
 * Up to three test files that use most of what the failing tests' files import, the closest first;
 * none when these have other tests enough. root: absolute; files: all of the workspace; failing:
 * node ids. Paths are borrowed from files.
 */
rg_str_vec rg_contrast_files(rg_arena *arena, rg_str root, const rg_str_vec *files,
			     const rg_str_vec *failing);

#endif
