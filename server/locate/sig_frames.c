/* SPDX-License-Identifier: MIT */
/*
 * sig_frames.c - the call chain: the innermost frame in a source file says most, those around it
 * less and less. Exceptions behind the reported one count as well: the root cause is among them.
 */
#include "locate/native.h"
#include "locate/signal.h"

#define OUTER 0.5 /* of the innermost frame's value, for the next one that is in another file */

typedef struct place {
	rg_str function;
	uint32_t line;
	bool is_innermost;
} place;

static void add_chain(double *values, place *places, const rg_scene *scene,
		      const rg_exception *error, double value)
{
	for (size_t i = error->frames.n; i-- > 0;) {
		const rg_frame *frame = &error->frames.items[i];
		uint32_t file = rg_scene_frame(scene, frame);
		double said;

		if (file == RG_NO_FILE)
			continue;
		said = rg_native_is(scene, file) ? value * rg_native_rarity(scene, file) : value;
		if (values[file] < said) {
			places[file] = (place){frame->function, frame->line, value == 1};
			values[file] = said;
		}
		value = value == 1 ? OUTER : value * 0.8;
	}
}

static void *score(double *values, rg_scene *scene)
{
	const rg_failure_vec *failures = scene->input->failures;
	place *places = RG_NEW_N(scene->arena, place, scene->files.n);

	for (size_t i = 0; failures && i < failures->n; i++) {
		const rg_failure *failure = &failures->items[i];

		add_chain(values, places, scene, &failure->error, 1);
		for (size_t k = 0; k < failure->chain.n; k++)
			add_chain(values, places, scene, &failure->chain.items[k], 0.9);
	}
	return places;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const place *p = &((const place *)state)[file];
	const char *what = p->is_innermost ? "the innermost source frame" : "in the call chain";

	if (p->function.ptr && p->line)
		return rg_arena_printf(scene->arena, "%s: `%.*s`, line %u", what,
				       RG_FMT(p->function), p->line);
	return rg_arena_printf(scene->arena, p->line ? "%s: line %u" : "%s", what, p->line);
}

const rg_signal rg_signal_frames = {"frames", score, text};
