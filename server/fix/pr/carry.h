/* SPDX-License-Identifier: MIT */
/*
 * carry.h - which files the reproduction test needs when it moves to another branch: the test
 * file, what it imports from the repository that the base does not have, the conftest.py files
 * above it, and the files of the tests that it reads. Pure: contents come through a function.
 */
#ifndef RG_FIX_PR_CARRY_H
#define RG_FIX_PR_CARRY_H

#include "locate/locate.h"

typedef struct rg_carry_input {
	const rg_str_vec *tests; /* node ids relative to the root */
	const rg_str_vec *files; /* sorted: all files of the workspace */
	/* Whether a file is the same on the base; such files are not carried. */
	bool (*is_on_base)(void *self, rg_str path);
	/* Whether the base has a file of that path, the same or another. */
	bool (*has_base)(void *self, rg_str path);
	rg_source_fn source;
	void *self;
} rg_carry_input;

/* Everything to carry, sorted: a part of the files that differ from the base. */
rg_str_vec rg_carry_find(rg_arena *arena, const rg_carry_input *input);

#endif
