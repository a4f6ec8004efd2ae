/* SPDX-License-Identifier: MIT */
/*
 * sig_namesake.c - files of C, C++ and Cython that share words with the failing test's name or its
 * file's: test_image_resample.py::test_clamp is about Resample.c. What Python is given is bound in
 * few large files, and the test names these; the file that does the work is named after what it
 * does, as the test is, and the test's code never mentions it. Rare words count most, and names
 * that hold little else. A folder that is called as the test file is speaks for all that lies in
 * it, less the more that is.
 */
#include <math.h>

#include "locate/bm25.h"
#include "locate/kinship.h"
#include "locate/name_words.h"
#include "locate/native.h"
#include "locate/signal.h"
#include "locate/title.h"

#define TEST_WORDS_MAX 64
#define OWN_NAME       (2.0 / 3) /* of the signal: the file's name; the rest is the folder's */
#define CROWD	       30	 /* files in a folder that halve what it says, squared */

typedef struct work {
	rg_str_vec words; /* of the tests' names, each once */
	rg_str_vec stems; /* of the test files */
	rg_letter_pairs pairs;
	uint32_t n_with[TEST_WORDS_MAX]; /* files with each word */
	uint64_t *shared;		 /* by file: which words its name has */
	uint8_t *n_words;		 /* of its name */
	rg_str *homes;			 /* by file: the folder that a test file is named after */
} work;

static size_t find_word(const work *w, rg_str word)
{
	size_t at = 0;

	while (at < w->words.n && !rg_kinship__is_same(w->words.items[at], word))
		at++;
	return at;
}

static void add_word(work *w, rg_arena *arena, rg_str word)
{
	if (w->words.n == TEST_WORDS_MAX || find_word(w, word) < w->words.n)
		return;
	word = rg_arena_dup(arena, word);
	rg_letter_pairs_add(&w->pairs, word);
	RG_PUSH(arena, &w->words, word);
}

static void read_tests(work *w, const rg_scene *scene)
{
	rg_title title;

	rg_title_make(&title, scene);
	for (size_t i = 0; i < scene->query.test_files.n; i++) {
		rg_str stem = rg_kinship__stem(scene->query.test_files.items[i].path);
		rg_words words;

		rg_name_words(&words, stem);
		for (size_t k = 0; k < words.n; k++)
			add_word(w, scene->arena,
				 (rg_str){words.items[k].text, words.items[k].len});
		if (stem.len)
			RG_PUSH(scene->arena, &w->stems, stem);
	}
	for (size_t i = 0; i < title.words.n; i++)
		add_word(w, scene->arena, title.words.items[i]);
}

static void read_name(work *w, const rg_scene *scene, uint32_t file)
{
	rg_words words;

	if (!rg_letter_pairs_may_share(&w->pairs, scene->stems[file]))
		return;
	rg_name_words(&words, scene->stems[file]);
	w->n_words[file] = (uint8_t)words.n;
	for (size_t i = 0; i < words.n; i++) {
		size_t at = find_word(w, (rg_str){words.items[i].text, words.items[i].len});
		uint64_t bit = at < w->words.n ? UINT64_C(1) << at : 0;

		if (!bit || w->shared[file] & bit)
			continue;
		w->shared[file] |= bit;
		w->n_with[at]++;
	}
}

/* The folder around the files of a folder that has the name of a test file; null. */
static rg_str home_of(const work *w, rg_str rest)
{
	rg_str folder;

	while (rg_str_part(&folder, &rest, '/'))
		for (size_t i = 0; i < w->stems.n; i++)
			if (rg_kinship__is_same(folder, w->stems.items[i]))
				return folder;
	return (rg_str){NULL, 0};
}

static double value_of_name(const work *w, uint32_t file, size_t n_native)
{
	double sum = 0, n = 0;

	for (size_t i = 0; i < w->words.n; i++)
		if (w->shared[file] >> i & 1) {
			sum += rg_bm25_idf(n_native, w->n_with[i]);
			n++;
		}
	return n > 0 ? sum * n / w->n_words[file] : 0;
}

static void *score(double *values, rg_scene *scene)
{
	work *w = RG_NEW(scene->arena, work);
	size_t n = scene->files.n, n_native = 0, n_homes = 0;
	rg_str folder = {NULL, 0}, home_of_folder = {NULL, 0}; /* neighbours share theirs */
	double home;

	w->shared = RG_NEW_N(scene->arena, uint64_t, n);
	w->n_words = RG_NEW_N(scene->arena, uint8_t, n);
	w->homes = RG_NEW_N(scene->arena, rg_str, n);
	read_tests(w, scene);
	for (uint32_t i = 0; i < n; i++) {
		if (!scene->is_native[i])
			continue;
		n_native++;
		read_name(w, scene, i);
		if (!rg_str_eq(folder, rg_path_folder(scene->files.items[i]))) {
			folder = rg_path_folder(scene->files.items[i]);
			home_of_folder = home_of(w, folder);
		}
		w->homes[i] = home_of_folder;
		n_homes += w->homes[i].ptr != NULL;
	}
	for (uint32_t i = 0; i < n; i++)
		values[i] = w->shared[i] ? value_of_name(w, i, n_native) : 0;
	rg_signal__scale(values, n);
	home = (1 - OWN_NAME) / sqrt(1 + (double)n_homes / CROWD);
	for (uint32_t i = 0; i < n; i++)
		values[i] = OWN_NAME * values[i] + (w->homes[i].ptr ? home : 0);
	return w;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const work *w = state;
	rg_str names[TEST_WORDS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < w->words.n; i++)
		if (w->shared[file] >> i & 1)
			names[n++] = w->words.items[i];
	if (!n)
		return rg_arena_printf(
			scene->arena, "lies in %.*s/, which the failing test's file is named after",
			RG_FMT(w->homes[file]));
	return rg_arena_printf(scene->arena, "has %.*s in its name, as the failing test has",
			       RG_FMT(rg_signal__list(scene->arena, names, n)));
}

const rg_signal rg_signal_namesake = {"namesake", score, text};
