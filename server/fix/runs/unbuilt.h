/* SPDX-License-Identifier: MIT */
/*
 * unbuilt.h - native code that was edited and not built since. A run that holds a library older
 * than its source shows what the code was, not what it is: "still fails" means nothing then.
 */
#ifndef RG_FIX_RUNS_UNBUILT_H
#define RG_FIX_RUNS_UNBUILT_H

#include "fix/session/ground.h"
#include "runner/run.h"

/*
 * The sentence about the run, or null: "not rebuilt: src/core.c was changed after _core.so was
 * built, …". root: the folder that it ran in; files: those of the tree, relative to it. Blocking.
 *
 * A source counts when a loaded library of its project is older than it by the clock, it is no
 * test, no kernel and not made by a program, and its content is not that which was seen behind the
 * build: a switch to another branch and back changes times alone.
 */
rg_str rg_unbuilt_find(rg_arena *arena, const rg_ground *ground, rg_str root,
		       const rg_run_result *result, const rg_str_vec *files);
/* What to do about it, by the settings. */
rg_str rg_unbuilt_next(const rg_ground *ground);

/* Whether the file is read by a compiler before the tests run: C, C++, CUDA, Cython, Rust, … */
bool rg_unbuilt_is_native(rg_str path);
/*
 * A name for the content of all native sources and of the files that say how they are built, and
 * one for their sizes and times. `known` are the ones of before: where the times are equal, the
 * content is not read again. Blocking.
 */
typedef struct rg_native_state {
	rg_str times, content;
} rg_native_state;
rg_native_state rg_unbuilt_state(rg_arena *arena, rg_str root, const rg_str_vec *files,
				 const rg_native_state *known);

#endif
