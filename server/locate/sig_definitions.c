/* SPDX-License-Identifier: MIT */
/*
 * sig_definitions.c - the file that defines what the test calls; names that many files define say
 * little.
 */
#include "locate/definers.h"

static void *score(double *values, rg_scene *scene)
{
	return (void *)rg_definers_add(values, scene, RG_TERM_CODE | RG_TERM_CALLED);
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const rg_term *term = &scene->query.terms.items[((const rg_defined *)state)[file].term];

	return rg_arena_printf(scene->arena, "defines `%.*s`, %s in the test", RG_FMT(term->text),
			       term->flags & RG_TERM_CALLED ? "called" : "named");
}

const rg_signal rg_signal_definitions = {"definitions", score, text};
