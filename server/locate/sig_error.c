/* SPDX-License-Identifier: MIT */
/* sig_error.c - the file that defines what the error's type or message names. */
#include "locate/definers.h"

static void *score(double *values, rg_scene *scene)
{
	return (void *)rg_definers_add(values, scene, RG_TERM_ERROR);
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const rg_term *term = &scene->query.terms.items[((const rg_defined *)state)[file].term];

	return rg_arena_printf(scene->arena, "defines `%.*s`, named in the error",
			       RG_FMT(term->text));
}

const rg_signal rg_signal_error = {"error", score, text};
