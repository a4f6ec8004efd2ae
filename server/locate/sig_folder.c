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
	static const rg_str plain[] = {
		RG_STR_INIT("test"),	   RG_STR_INIT("tests"),       RG_STR_INIT("testing"),
		RG_STR_INIT("unittests"),  RG_STR_INIT("unit_tests"),  RG_STR_INIT("unit"),
		RG_STR_INIT("functional"), RG_STR_INIT("integration"), RG_STR_INIT("regression"),
		RG_STR_INIT("t"),	   RG_STR_INIT("regressions"), RG_STR_INIT("src"),
	};
	rg_str rest = rg_path_folder(path), folder;
	size_t n = 0;

	while (n < FOLDERS_MAX && rest.len && rg_str_part(&folder, &rest, '/')) {
		bool is_plain = false;

		for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
			is_plain |= rg_str_eq_nocase(folder, plain[i]);
		if (!is_plain)
			out[n++] = folder;
	}
	return n;
}

/* Folders in common counted from the innermost, of those of the test. */
static double likeness(const rg_str *test, size_t n_test, rg_str path)
{
	rg_str folders[FOLDERS_MAX];
	size_t n_path = folders_of(folders, path), n = 0;

	while (n < n_test && n < n_path && rg_str_eq(test[n_test - 1 - n], folders[n_path - 1 - n]))
		n++;
	return n ? (double)n / (double)n_test : 0;
}

static void *score(double *values, rg_scene *scene)
{
	rg_str *nearest = RG_NEW_N(scene->arena, rg_str, scene->files.n);

	for (size_t i = 0; i < scene->query.test_files.n; i++) {
		rg_str path = scene->query.test_files.items[i].path, folders[FOLDERS_MAX];
		size_t n = folders_of(folders, path);
		rg_str last = {NULL, 0};
		double value = 0;

		for (size_t k = 0; n && k < scene->files.n; k++) {
			rg_str folder = rg_path_folder(scene->files.items[k]);

			if (k == 0 || !rg_str_eq(folder, last)) /* they are sorted */
				value = likeness(folders, n, scene->files.items[k]);
			last = folder;
			if (values[k] < value) {
				values[k] = value;
				nearest[k] = path;
			}
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
