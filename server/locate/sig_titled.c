/* SPDX-License-Identifier: MIT */
/*
 * sig_titled.c - the file with a function or class that is called what the failing test's own name
 * says: test_load_config_with_comments is about Loader.load_config. Words that both names have,
 * rare ones among the names counting most, and only in files that the other signals put first. It
 * says most where nothing else is known: without a history, or where the test file's name says
 * nothing.
 */
#include "locate/bm25.h"
#include "locate/function_set.h"
#include "locate/name_words.h"
#include "locate/signal.h"
#include "locate/title.h"

#define SHOWN 3

typedef struct named {
	uint32_t file;
	rg_str name;	   /* qualified */
	size_t begin, end; /* of the title's words in it */
} named;

typedef struct work {
	rg_title title;
	rg_letter_pairs pairs; /* of the title's words */
	RG_VEC(named) names;
	RG_VEC(uint32_t) words; /* of the title */
	const named **best;	/* by file */
} work;

/* Adds those of the name's words that the title has, each once. */
static void add_words(work *w, rg_arena *arena, size_t begin, rg_str name)
{
	rg_words words;

	if (!rg_letter_pairs_may_share(&w->pairs, name))
		return;
	rg_name_words(&words, name);
	for (size_t i = 0; i < words.n; i++) {
		rg_str word = {words.items[i].text, words.items[i].len};
		uint32_t idx = rg_str_map_find(&w->title.by_text, word);
		bool is_new = idx != RG_STR_MAP_NONE;

		for (size_t k = begin; is_new && k < w->words.n; k++)
			is_new = w->words.items[k] != idx;
		if (is_new)
			RG_PUSH(arena, &w->words, idx);
	}
}

static void add_file(work *w, const rg_scene *scene, uint32_t file)
{
	rg_str path = scene->files.items[file];
	const rg_function_text_vec *texts =
		rg_source_cache_functions(scene->sources, path, rg_scene_source(scene, path));

	for (size_t i = 0; i < texts->n; i++) {
		rg_str name = texts->items[i].definition->name;
		size_t begin = w->words.n;

		add_words(w, scene->arena, begin, rg_function__last_part(name));
		add_words(w, scene->arena, begin, rg_function__owner(name));
		RG_PUSH(scene->arena, &w->names, (named){file, name, begin, w->words.n});
	}
}

static void *score(double *values, rg_scene *scene)
{
	work *w = RG_NEW(scene->arena, work);
	uint32_t *n_with;

	w->best = RG_NEW_N(scene->arena, const named *, scene->files.n);
	rg_title_make(&w->title, scene);
	if (!w->title.words.n)
		return w;
	for (size_t i = 0; i < w->title.words.n; i++)
		rg_letter_pairs_add(&w->pairs, w->title.words.items[i]);
	for (size_t i = 0; i < scene->n_short_list; i++)
		add_file(w, scene, scene->short_list[i]);
	n_with = RG_NEW_N(scene->arena, uint32_t, w->title.words.n);
	for (size_t i = 0; i < w->words.n; i++)
		n_with[w->words.items[i]]++;
	for (size_t i = 0; i < w->names.n; i++) {
		const named *one = &w->names.items[i];
		double sum = 0;

		for (size_t k = one->begin; k < one->end; k++)
			sum += rg_bm25_idf(w->names.n, n_with[w->words.items[k]]);
		if (values[one->file] < sum) {
			values[one->file] = sum;
			w->best[one->file] = one;
		}
	}
	rg_signal__scale(values, scene->files.n);
	return w;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const work *w = state;
	const named *one = w->best[file];
	rg_str words[SHOWN];
	size_t n = 0;

	for (size_t k = one->begin; k < one->end && n < SHOWN; k++)
		words[n++] = w->title.words.items[w->words.items[k]];
	return rg_arena_printf(scene->arena,
			       "the name of its `%.*s` says %.*s, as the failing test's does",
			       RG_FMT(one->name), RG_FMT(rg_signal__list(scene->arena, words, n)));
}

const rg_signal rg_signal_titled = {"titled", score, text, .is_late = true};
