/* SPDX-License-Identifier: MIT */
/*
 * sig_spectrum.c - the file's function that the failing tests called and the passing ones least
 * did (Ochiai). The largest counts and not the sum: a large file has many that all tests call.
 */
#include "locate/executed.h"
#include "locate/signal.h"

static void *score(double *values, rg_scene *scene)
{
	const rg_spectrum *spectrum = scene->input->spectrum;
	const rg_executed **best = RG_NEW_N(scene->arena, const rg_executed *, scene->files.n);

	for (size_t i = 0; rg_spectrum_speaks(spectrum) && i < spectrum->functions.n; i++) {
		const rg_executed *row = &spectrum->functions.items[i];
		uint32_t file = rg_scene_file(scene, row->path);
		double value = rg_executed_ochiai(spectrum, row);

		if (file != RG_NO_FILE && values[file] < value) {
			values[file] = value;
			best[file] = row;
		}
	}
	rg_signal__scale(values, scene->files.n);
	return best;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const rg_spectrum *spectrum = scene->input->spectrum;
	const rg_executed *row = ((const rg_executed *const *)state)[file];
	rg_str name = rg_executed_function(row);
	const char *tests = spectrum->n_failing == 1 ? "the failing test" : "the failing tests";

	name = name.len ? rg_arena_printf(scene->arena, "`%.*s`", RG_FMT(name)) : RG_STR("it");
	if (!spectrum->n_passing)
		return rg_arena_printf(scene->arena, "%s called %.*s", tests, RG_FMT(name));
	if (!row->n_passing)
		return rg_arena_printf(scene->arena, "%s called %.*s, and no passing one did",
				       tests, RG_FMT(name));
	return rg_arena_printf(scene->arena, "%s called %.*s, as %u of %u passing ones did", tests,
			       RG_FMT(name), row->n_passing, spectrum->n_passing);
}

const rg_signal rg_signal_spectrum = {"spectrum", score, text};
