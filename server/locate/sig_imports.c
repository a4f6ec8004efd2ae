/* SPDX-License-Identifier: MIT */
/*
 * sig_imports.c - what the test file imports, followed through re-exports to the file that defines
 * it. Most for what the failing test itself uses.
 */
#include "locate/modules.h"
#include "locate/signal.h"
#include "locate/tokens.h"

#define UNUSED	0.25 /* imported by the test file, not used by the failing test */
#define THROUGH 0.3  /* a package that hands the name on */

typedef struct imported {
	rg_str name;
	bool is_used;
} imported;

static void raise_to(double *values, imported *names, const rg_scene *scene, rg_str path,
		     double value, imported name)
{
	uint32_t file = rg_scene_file(scene, path);

	if (file != RG_NO_FILE && values[file] < value) {
		values[file] = value;
		names[file] = name;
	}
}

static void add_origin(double *values, imported *names, const rg_scene *scene, rg_str module,
		       rg_str name)
{
	bool is_used = rg_query_flags(&scene->query, name) & (RG_TERM_CODE | RG_TERM_HELPER);
	double value = is_used ? 1 : UNUSED;
	rg_origin origin = rg_module_origin(scene, module, name);

	raise_to(values, names, scene, origin.file, value, (imported){name, is_used});
	if (origin.through.ptr)
		raise_to(values, names, scene, origin.through, value * THROUGH,
			 (imported){name, is_used});
}

/* `import pkg.mod as m`: the names behind `m.` in what the failing tests run. */
static void add_attributes(double *values, imported *names, const rg_scene *scene,
			   const rg_test_file *test, rg_str module, rg_str alias)
{
	rg_str dotted = rg_arena_printf(scene->arena, "%.*s.", RG_FMT(alias));

	for (size_t i = 0; i < test->parts.n; i++) {
		rg_str rest = rg_str_sub(test->source, test->parts.items[i].begin,
					 test->parts.items[i].end);
		size_t at;

		while ((at = rg_str_find(rest, dotted)) != SIZE_MAX) {
			size_t end = at += dotted.len;

			while (end < rest.len && rg_token__bytes[(uint8_t)rest.ptr[end]])
				end++;
			if (end > at)
				add_origin(values, names, scene, module, rg_str_sub(rest, at, end));
			rest = rg_str_sub(rest, end, rest.len);
		}
	}
}

static void add_import(double *values, imported *names, const rg_scene *scene,
		       const rg_test_file *test, const rg_import *import)
{
	rg_str module = rg_module_file(scene, import->module, import->level, test->path);
	bool is_used =
		rg_query_flags(&scene->query, import->alias) & (RG_TERM_CODE | RG_TERM_HELPER);

	if (!module.ptr)
		return;
	if (!import->name.ptr || rg_str_eq_z(import->name, "*")) {
		raise_to(values, names, scene, module, is_used ? 0.5 : UNUSED,
			 (imported){import->module, is_used});
		if (!import->name.ptr)
			add_attributes(values, names, scene, test, module, import->alias);
		return;
	}
	add_origin(values, names, scene, module, import->name);
	if (is_used)
		add_attributes(values, names, scene, test,
			       rg_module_origin(scene, module, import->name).file, import->alias);
}

static void *score(double *values, rg_scene *scene)
{
	imported *names = RG_NEW_N(scene->arena, imported, scene->files.n);

	for (size_t i = 0; i < scene->query.test_files.n; i++) {
		const rg_test_file *test = &scene->query.test_files.items[i];

		for (size_t k = 0; k < test->outline->imports.n; k++)
			add_import(values, names, scene, test, &test->outline->imports.items[k]);
	}
	return names;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const imported *name = &((const imported *)state)[file];

	return rg_arena_printf(scene->arena,
			       name->is_used ? "gives the test `%.*s`, which it imports"
					     : "gives the test's file `%.*s`",
			       RG_FMT(name->name));
}

const rg_signal rg_signal_imports = {"imports", score, text};
