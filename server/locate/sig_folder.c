/* SPDX-License-Identifier: MIT */
/*
 * sig_folder.c - a test file lies beside what it tests, or in a tree of tests that has the shape
 * of the sources: tests/checkers/test_x.py and pkg/checkers/y.py.
 */
#include "locate/signal.h"

#define FOLDERS_MAX 16

/* The folders of a path that say what it is about, outermost first. */
static size_t folders_of(rg_str *out, rg_str path)
{
	static const char *const plain[] = {
		"test",	      "tests",	     "testing",	   "unittests",	  "unit_tests", "unit",
		"functional", "integration", "regression", "regressions", "t",		"src"};
	rg_str rest = rg_path_folder(path), folder;
	size_t n = 0;

	while (n < FOLDERS_MAX && rest.len && rg_str_part(&folder, &rest, '/')) {
		bool is_plain = false;

		for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
			is_plain |= rg_str_eq_nocase(folder, rg_str_of(plain[i]));
		if (!is_plain)
			out[n++] = folder;
	}
	return n;
}

/* Folders in common counted from the innermost, of those of the longer path. */
static double likeness(rg_str test, rg_str path)
{
	rg_str a[FOLDERS_MAX], b[FOLDERS_MAX];
	size_t n_a = folders_of(a, test), n_b = folders_of(b, path), n = 0;

	while (n < n_a && n < n_b && rg_str_eq(a[n_a - 1 - n], b[n_b - 1 - n]))
		n++;
	return n ? (double)n / (double)n_a : 0;
}

static void *score(double *values, rg_scene *scene)
{
	rg_str *nearest = RG_NEW_N(scene->arena, rg_str, scene->files.n);

	for (size_t i = 0; i < scene->query.test_files.n; i++)
		for (size_t k = 0; k < scene->files.n; k++) {
			rg_str path = scene->query.test_files.items[i].path;
			double value = likeness(path, scene->files.items[k]);

			if (values[k] < value) {
				values[k] = value;
				nearest[k] = path;
			}
		}
	return nearest;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	return rg_arena_printf(scene->arena, "lies in the folder that %.*s belongs to",
			       RG_FMT(((const rg_str *)state)[file]));
}

const rg_signal rg_signal_folder = {"folder", score, text};
