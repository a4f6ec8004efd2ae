/* SPDX-License-Identifier: MIT */
/*
 * truth.h - inside forge/: what a condition of a CI file is worth before the forge has run it.
 * MAYBE is what nobody can know from the files alone; it is said so and never made a guess.
 */
#ifndef RG_FORGE_TRUTH_H
#define RG_FORGE_TRUTH_H

#include <stdbool.h>

typedef enum rg_truth { RG_NO, RG_MAYBE, RG_YES } rg_truth;

static inline rg_truth rg_truth_of(bool is_true)
{
	return is_true ? RG_YES : RG_NO;
}

static inline rg_truth rg_truth_not(rg_truth a)
{
	return (rg_truth)(RG_YES - a);
}

static inline rg_truth rg_truth_and(rg_truth a, rg_truth b)
{
	return a < b ? a : b;
}

static inline rg_truth rg_truth_or(rg_truth a, rg_truth b)
{
	return a > b ? a : b;
}

#endif
