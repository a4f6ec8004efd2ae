/* SPDX-License-Identifier: MIT */
/*
 * sig_kinship.c - a test file named after a source file: test_foo.py → foo.py, foo/__init__.py,
 * _foo.py; test_pkg_foo.py → pkg/foo.py; less for names that share some of their words.
 */
#include "locate/kinship.h"
#include "locate/name_words.h"
#include "locate/signal.h"

static rg_letter_pairs pairs_of(const rg_words *words)
{
	rg_letter_pairs out = {{0}};

	for (size_t i = 0; i < words->n; i++)
		rg_letter_pairs_add(&out, (rg_str){words->items[i].text, words->items[i].len});
	return out;
}

/* Words in common, of all words of both. */
static double overlap(const rg_words *a, const rg_words *b)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (rg_kinship__is_same((rg_str){a->items[i].text, a->items[i].len},
						(rg_str){b->items[k].text, b->items[k].len})) {
				n++;
				break;
			}
	return n ? (double)n / (double)(a->n + b->n - n) : 0;
}

/* Whether stem is the end of path, folders joined by '_': "pkg_foo" and "a/pkg/foo.py". */
static bool is_joined_path(rg_str stem, rg_str own, rg_str path)
{
	if (!rg_str_chop(&stem, own) || !rg_str_chop(&stem, RG_STR("_")))
		return false;
	return rg_str_eq(rg_path_name(rg_path_folder(path)), stem);
}

static double kinship(rg_str test_stem, const rg_words *test_words, const rg_letter_pairs *pairs,
		      const rg_scene *scene, size_t file)
{
	rg_str path = scene->files.items[file], stem = scene->stems[file];
	rg_words words;

	if (!stem.len || !test_stem.len)
		return 0;
	if (rg_str_eq_nocase(stem, test_stem) || is_joined_path(test_stem, stem, path))
		return 1;
	if (rg_kinship__is_same(stem, test_stem))
		return 0.9;
	if (!rg_letter_pairs_may_share(pairs, stem))
		return 0;
	rg_name_words(&words, stem);
	return 0.6 * overlap(test_words, &words);
}

static void *score(double *values, rg_scene *scene)
{
	for (size_t i = 0; i < scene->query.test_files.n; i++) {
		rg_str stem = rg_kinship__stem(scene->query.test_files.items[i].path);
		rg_words words;
		rg_letter_pairs pairs;

		rg_name_words(&words, stem);
		pairs = pairs_of(&words);
		for (size_t k = 0; k < scene->files.n; k++) {
			double value = kinship(stem, &words, &pairs, scene, k);

			if (values[k] < value)
				values[k] = value;
		}
	}
	return NULL;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	rg_str best = {NULL, 0};
	double most = -1;

	(void)state;
	for (size_t i = 0; i < scene->query.test_files.n; i++) {
		rg_str path = scene->query.test_files.items[i].path, stem = rg_kinship__stem(path);
		rg_words words;
		rg_letter_pairs pairs;
		double value;

		rg_name_words(&words, stem);
		pairs = pairs_of(&words);
		value = kinship(stem, &words, &pairs, scene, file);
		if (value > most) {
			most = value;
			best = path;
		}
	}
	return rg_arena_printf(scene->arena, "is named like the test file %.*s", RG_FMT(best));
}

const rg_signal rg_signal_kinship = {"kinship", score, text};
