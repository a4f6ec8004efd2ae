/* SPDX-License-Identifier: MIT */
/*
 * paths.h - the files of a workspace, and printed paths resolved to them. Pure; after
 * rg_paths_new read only, so that jobs may share it.
 */
#ifndef RG_TRACE_PATHS_H
#define RG_TRACE_PATHS_H

#include <stdbool.h>

#include "base/vec.h"

typedef struct rg_paths rg_paths;

/*
 * The files of a workspace, for resolving printed paths by their longest unique suffix.
 * files: relative paths with '/', any order, copied. root: absolute, without a '/' at the end.
 */
rg_paths *rg_paths_new(rg_arena *arena, rg_str root, const rg_str_vec *files);
/*
 * A printed path as one relative to the root (borrowed from paths): exact, below the root or cwd,
 * by the longest unique suffix, or as an installed copy of the workspace's package. False when it
 * is no file of the workspace, lies in an environment there or is made by a generator or a build;
 * *is_ambiguous then says whether several were possible.
 * cwd: where the test ran, relative to the root ("" for the root). paths may be NULL.
 */
bool rg_paths_resolve(rg_str *out, bool *is_ambiguous, const rg_paths *paths, rg_str cwd,
		      rg_str printed);
/* Whether path (relative) is a file of the workspace. */
bool rg_paths_has(const rg_paths *paths, rg_str path);

/* Whether a path lies in an environment or a build (site-packages, lib/python3.N, .tox, …). */
bool rg_path_is_installed(rg_str path);

/* What stands behind site-packages or build/lib ("app/core.py"), or null. */
rg_str rg_path_in_installation(rg_str path);

/* Whether a path is that of a file that a program writes (foo_pb2.py, CMakeFiles/, …). */
bool rg_path_is_generated(rg_str path);

#endif
