/* SPDX-License-Identifier: MIT */
/*
 * neighbours.c - points for each test file: what says more, outweighs what says less. Only files in
 * which the name of something that was changed stands are parsed.
 */
#include "fix/runs/neighbours.h"

#include <stdlib.h>

#include "os/fs.h"
#include "syntax/outline.h"

#define MOST_FILES	5
#define MOST_TESTS	400
#define MOST_CANDIDATES 3000
#define MOST_BYTES	(512 * 1024) /* of one file */
#define MOST_COMMITS	2000	     /* of the history; as many changed files are looked for */
#define LEAST_POINTS	15 /* importing something of the same package alone is no reason */

enum { OWN = 1000, FAILED = 500, IMPORTS = 100, NAMED = 60, PACKAGE = 10, TOGETHER = 15 };

typedef struct near {
	rg_str path;
	rg_str reason;
	uint32_t points, n_tests;
	uint32_t n_together;
} near;
typedef RG_VEC(near) near_vec;

/* A file that was changed, as an import names it: "src/app/prices.py" is src, app, prices. */
typedef struct module {
	rg_str_vec parts;
	rg_str name;
} module;
typedef RG_VEC(module) module_vec;

static bool is_test_file(rg_str path)
{
	rg_str name = rg_path_name(path);

	return rg_str_ends(name, RG_STR("_test.py")) ||
	       (rg_str_starts(name, RG_STR("test_")) && rg_str_ends(name, RG_STR(".py")));
}

static rg_str read_file(rg_arena *arena, rg_str root, rg_str path)
{
	rg_str bytes;
	rg_err ignored;

	if (rg_fs_read(&bytes, arena, rg_path_join(arena, root, path), MOST_BYTES, &ignored) < 0)
		return RG_STR("");
	return bytes;
}

static void add_parts(rg_str_vec *out, rg_arena *arena, rg_str text, char separator)
{
	rg_str part;

	while (rg_str_part(&part, &text, separator))
		if (part.len)
			RG_PUSH(arena, out, part);
}

static module_vec modules_of(rg_arena *arena, const rg_str_vec *changed)
{
	module_vec out = {0};

	for (size_t i = 0; i < changed->n; i++) {
		rg_str path = changed->items[i];
		module one = {0};

		(void)rg_str_chop(&path, rg_path_ext(path));
		(void)rg_str_chop(&path, RG_STR("/__init__"));
		add_parts(&one.parts, arena, path, '/');
		if (!one.parts.n || is_test_file(changed->items[i]))
			continue;
		one.name = one.parts.items[one.parts.n - 1];
		RG_PUSH(arena, &out, one);
	}
	return out;
}

/* Whether the module's path ends with these parts: "app.prices" is src/app/prices.py. */
static bool ends_with(const module *changed, const rg_str_vec *parts)
{
	if (!parts->n || parts->n > changed->parts.n)
		return false;
	for (size_t i = 0; i < parts->n; i++)
		if (!rg_str_eq(changed->parts.items[changed->parts.n - 1 - i],
			       parts->items[parts->n - 1 - i]))
			return false;
	return true;
}

static uint32_t points_of_import(const module *changed, rg_arena *arena, const rg_import *import)
{
	rg_str_vec parts = {0};
	bool is_package;

	add_parts(&parts, arena, import->module, '.');
	if (ends_with(changed, &parts))
		return IMPORTS;
	is_package =
		parts.n && changed->parts.n > 1 &&
		rg_str_eq(parts.items[parts.n - 1], changed->parts.items[changed->parts.n - 2]);
	if (import->name.len)
		RG_PUSH(arena, &parts, import->name);
	if (ends_with(changed, &parts))
		return IMPORTS;
	return is_package ? PACKAGE : 0;
}

static void add_points(near *to, uint32_t points, rg_str reason)
{
	if (!to->points || points > to->points)
		to->reason = reason;
	to->points += points;
}

/* test_prices.py, prices_test.py and test_app_prices.py are named like prices.py. */
static bool is_named_like(rg_str path, rg_str name)
{
	rg_str stem = rg_path_name(path);

	(void)rg_str_chop(&stem, RG_STR(".py"));
	(void)rg_str_chop(&stem, RG_STR("_test"));
	(void)rg_str_skip(&stem, RG_STR("test_"));
	return rg_str_eq(stem, name) ||
	       (name.len > 3 && rg_str_chop(&stem, name) && rg_str_ends(stem, RG_STR("_")));
}

static void look_into(near *one, rg_arena *arena, const module_vec *modules,
		      const rg_neighbours_input *in)
{
	rg_str text = read_file(arena, in->root, one->path);
	const rg_outline *outline = NULL;

	for (size_t i = 0; i < modules->n; i++) {
		const module *changed = &modules->items[i];
		rg_str parent = changed->parts.n > 1 ? changed->parts.items[changed->parts.n - 2]
						     : changed->name;
		uint32_t most = 0;

		if (is_named_like(one->path, changed->name))
			add_points(one, NAMED,
				   rg_arena_printf(arena, "is named like %.*s",
						   RG_FMT(changed->name)));
		if (!rg_str_has(text, changed->name) && !rg_str_has(text, parent))
			continue;
		if (!outline)
			outline = rg_outline_parse(arena, RG_LANG_PYTHON, text);
		for (size_t k = 0; k < outline->imports.n; k++) {
			uint32_t points =
				points_of_import(changed, arena, &outline->imports.items[k]);

			most = points > most ? points : most;
		}
		if (most)
			add_points(
				one, most,
				rg_arena_printf(arena, "imports %.*s",
						RG_FMT(most == IMPORTS ? changed->name : parent)));
	}
}

static void count_commits(near_vec *candidates, rg_arena *arena, const rg_neighbours_input *in)
{
	for (size_t c = 0; in->history && c < in->history->commits.n && c < MOST_COMMITS; c++) {
		rg_str_vec paths =
			rg_history_paths(arena, in->history, &in->history->commits.items[c]);
		bool has_changed = false;

		for (size_t i = 0; i < paths.n && !has_changed; i++)
			has_changed = rg_str_vec_has(in->changed, paths.items[i]);
		for (size_t i = 0; has_changed && i < paths.n; i++)
			for (size_t k = 0; is_test_file(paths.items[i]) && k < candidates->n; k++)
				candidates->items[k].n_together +=
					rg_str_eq(candidates->items[k].path, paths.items[i]);
	}
}

static bool has_test_in(const rg_str_vec *tests, rg_str path)
{
	for (size_t i = 0; i < tests->n; i++)
		if (rg_str_eq(rg_str_sub(tests->items[i], 0,
					 rg_str_find(tests->items[i], RG_STR("::"))),
			      path))
			return true;
	return false;
}

/* Tests of a file, without those that are the reproduction test. */
static uint32_t count_tests(rg_arena *arena, const rg_neighbours_input *in, rg_str path)
{
	const rg_outline *outline =
		rg_outline_parse(arena, RG_LANG_PYTHON, read_file(arena, in->root, path));
	uint32_t n = 0;

	for (size_t i = 0; i < outline->tests.n; i++) {
		rg_str id = rg_arena_printf(arena, "%.*s::%.*s", RG_FMT(path),
					    RG_FMT(outline->tests.items[i].name));
		bool is_own = outline->tests.items[i].is_class;

		for (size_t k = 0; k < in->tests->n; k++) {
			rg_str wanted = in->tests->items[k];

			is_own |= rg_str_eq(wanted, id) || rg_str_eq(wanted, path) ||
				  (rg_str_skip(&wanted, id) && rg_str_starts(wanted, RG_STR("[")));
		}
		n += !is_own;
	}
	return n;
}

static int by_points(const void *a, const void *b)
{
	const near *x = a, *y = b;

	if (x->points != y->points)
		return x->points > y->points ? -1 : 1;
	return rg_str_cmp(x->path, y->path);
}

static near_vec rate(rg_arena *arena, const rg_neighbours_input *in)
{
	module_vec modules = modules_of(arena, in->changed);
	near_vec out = {0};

	for (size_t i = 0; i < in->files->n && out.n < MOST_CANDIDATES; i++)
		if (is_test_file(in->files->items[i]))
			RG_PUSH(arena, &out, (near){.path = in->files->items[i]});
	count_commits(&out, arena, in);
	for (size_t i = 0; i < out.n; i++) {
		near *one = &out.items[i];
		uint32_t n = one->n_together < 5 ? one->n_together : 5;

		if (has_test_in(in->tests, one->path))
			add_points(one, OWN, RG_STR("has the reproduction test"));
		if (has_test_in(in->failed, one->path))
			add_points(one, FAILED, RG_STR("failed last time"));
		if (n)
			add_points(one, n * TOGETHER,
				   rg_arena_printf(arena, "was changed together with it %u time%s",
						   one->n_together,
						   one->n_together == 1 ? "" : "s"));
		look_into(one, arena, &modules, in);
	}
	if (out.n)
		qsort(out.items, out.n, sizeof(near), by_points);
	return out;
}

void rg_neighbours_find(rg_neighbours *out, rg_arena *arena, const rg_neighbours_input *in)
{
	rg_arena *scratch = rg_arena_new();
	near_vec candidates = rate(scratch, in);

	*out = (rg_neighbours){0};
	for (size_t i = 0; i < candidates.n && out->files.n < MOST_FILES; i++) {
		const near *one = &candidates.items[i];
		uint32_t n;

		if (one->points < LEAST_POINTS)
			break;
		n = count_tests(scratch, in, one->path);
		if (!n || (out->files.n && out->n_tests + n > MOST_TESTS))
			continue;
		RG_PUSH(arena, &out->files, one->path);
		RG_PUSH(arena, &out->reasons, rg_arena_dup(arena, one->reason));
		out->n_tests += n;
	}
	rg_arena_free(scratch);
}
