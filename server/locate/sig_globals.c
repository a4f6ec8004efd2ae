/* SPDX-License-Identifier: MIT */
/*
 * sig_globals.c - tables, patterns and classes that executed functions read, of files in which
 * nothing was executed: a spectrum of calls does not show these. What is read is an imported name
 * that stands in the function's code.
 */
#include "locate/dictionary.h"
#include "locate/executed.h"
#include "locate/modules.h"
#include "locate/signal.h"

typedef struct reader {
	const rg_called *function;
	rg_str name;
} reader;

typedef struct work {
	rg_scene *scene;
	const rg_called_vec *functions;
	double *values;
	bool *is_executed;
	size_t *used;	 /* by term: begin + 1 of the last functions that have it in their code */
	reader *readers; /* by file */
} work;

static uint32_t file_of(const rg_scene *scene, const rg_import *import, rg_str from)
{
	rg_str file = rg_module_file(scene, import->module, import->level, from);

	if (import->name.ptr && file.ptr && !rg_str_eq_z(import->name, "*"))
		file = rg_module_origin(scene, file, import->name).file;
	return file.ptr ? rg_scene_file(scene, file) : RG_NO_FILE;
}

static void mark_used(work *w, size_t begin, const rg_called *f)
{
	for (size_t k = 0; k < f->text->terms.n; k++)
		if (f->text->terms.items[k].n_code)
			w->used[f->text->terms.items[k].term] = begin + 1;
}

/* An import of the functions from begin to end, which are of one file. */
static void add_import(work *w, size_t begin, size_t end, const rg_import *import)
{
	rg_str from = w->scene->files.items[w->functions->items[begin].file];
	uint32_t term = rg_source_cache_term(w->scene->sources, import->alias);
	uint32_t file;

	if (term == RG_NO_TERM || w->used[term] != begin + 1)
		return; /* most imports; to find the file costs more */
	file = file_of(w->scene, import, from);
	if (file == RG_NO_FILE || w->is_executed[file])
		return;
	for (size_t i = begin; i < end; i++) {
		const rg_called *f = &w->functions->items[i];

		if (f->ochiai <= w->values[file])
			continue;
		for (size_t k = 0; k < f->text->terms.n; k++)
			if (f->text->terms.items[k].term == term &&
			    f->text->terms.items[k].n_code) {
				w->values[file] = f->ochiai;
				w->readers[file] = (reader){f, import->alias};
			}
	}
}

static void *score(double *values, rg_scene *scene)
{
	const rg_spectrum *spectrum = scene->input->spectrum;
	const rg_called_vec *functions = rg_executed_functions(scene);
	work w = {scene,
		  functions,
		  values,
		  RG_NEW_N(scene->arena, bool, scene->files.n),
		  RG_NEW_N(scene->arena, size_t, rg_source_cache_terms(scene->sources)),
		  RG_NEW_N(scene->arena, reader, scene->files.n)};

	for (size_t i = 0; functions->n && i < spectrum->functions.n; i++) {
		const rg_executed *row = &spectrum->functions.items[i];
		uint32_t file = rg_scene_file(scene, row->path);

		if (file != RG_NO_FILE && row->n_failing && rg_executed_function(row).len)
			w.is_executed[file] = true;
	}
	for (size_t begin = 0, end; begin < functions->n; begin = end) {
		uint32_t file = functions->items[begin].file;
		const rg_outline *outline = rg_scene_outline(scene, scene->files.items[file]);

		for (end = begin; end < functions->n && functions->items[end].file == file; end++)
			mark_used(&w, begin, &functions->items[end]);
		for (size_t i = 0; i < outline->imports.n; i++)
			add_import(&w, begin, end, &outline->imports.items[i]);
	}
	return w.readers;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const reader *r = &((const reader *)state)[file];

	return rg_arena_printf(scene->arena,
			       "`%.*s`, which the failing test called, uses `%.*s` "
			       "of it",
			       RG_FMT(r->function->text->definition->name), RG_FMT(r->name));
}

const rg_signal rg_signal_globals = {"globals", score, text, .is_late = true};
