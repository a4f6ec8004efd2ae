/* SPDX-License-Identifier: MIT */
/* native.h - inside locate/: what several signals ask about C, C++ and Cython files. */
#ifndef RG_LOCATE_NATIVE_H
#define RG_LOCATE_NATIVE_H

#include "locate/scene.h"

/* Whether a file is C, C++, CUDA or Cython, by its name; of the scene's files it is known. */
bool rg_native_is(rg_str path);

typedef struct rg_native_counts {
	size_t n_documents; /* that have the name at all */
	size_t n_python;    /* files of Python that define it */
} rg_native_counts;

/*
 * Native files that define a name, at most max of them into out; max + 1 when there are more.
 * owner: a class or namespace that they must mention too; null: any. counts may be NULL.
 */
size_t rg_native_definers(uint32_t *out, size_t max, rg_native_counts *counts,
			  const rg_scene *scene, rg_str name, rg_str owner);

/*
 * From 1 down to 0 for a file that many others include: a checker that everything calls is where
 * errors are found, seldom where they are made. By the files that mention its stem.
 */
double rg_native_rarity(const rg_scene *scene, uint32_t file);

#endif
