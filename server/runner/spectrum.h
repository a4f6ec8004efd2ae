/* SPDX-License-Identifier: MIT */
/* spectrum.h - what locating wants to know of the functions that tests called. Pure. */
#ifndef RG_RUNNER_SPECTRUM_H
#define RG_RUNNER_SPECTRUM_H

#include "locate/spectrum.h"
#include "runner/calls.h"

/*
 * The failing tests against all that passed. failing: node ids; those that no
 * record says did not pass are left out, and so is every other test that failed. The failing
 * tests' own files are left out, a doctest's excepted. NULL when nothing of a failing test is
 * known. Copied into the arena.
 */
const rg_spectrum *rg_spectrum_make(rg_arena *arena, const rg_calls *calls,
				    const rg_str_vec *failing);
/* Whether each of them is a test of which it is known what it called before it failed. */
bool rg_calls_know(const rg_calls *calls, const rg_str_vec *failing);

#endif
