/* SPDX-License-Identifier: MIT */
/*
 * sig_executed.c - a function that the failing tests called is about what their names are about.
 * Each executed function is a document, matched with the words of the names (BM25), times its
 * Ochiai; the file's best counts.
 */
#include "locate/bm25.h"
#include "locate/dictionary.h"
#include "locate/executed.h"
#include "locate/signal.h"
#include "locate/title.h"

#define SHOWN 3

/* As for functions in general (fn_text.c). */
#define K1 0.8
#define B  0.3

typedef struct work {
	rg_scene *scene;
	rg_title title;
	const rg_called_vec *functions;
	uint32_t *words; /* term of the sources → word of the title, or RG_NO_TERM */
	double *idf;	 /* of words */
} work;

static void make_tables(work *w)
{
	const rg_source_cache *sources = w->scene->sources;
	size_t n_terms = rg_source_cache_terms(sources);
	uint32_t *n_with = RG_NEW_N(w->scene->arena, uint32_t, w->title.words.n);

	w->idf = RG_NEW_N(w->scene->arena, double, w->title.words.n);
	w->words = RG_NEW_N(w->scene->arena, uint32_t, n_terms);
	memset(w->words, 0xff, n_terms * sizeof(*w->words));
	for (uint32_t i = 0; i < w->title.words.n; i++) {
		uint32_t term = rg_source_cache_term(sources, w->title.words.items[i]);

		if (term != RG_NO_TERM)
			w->words[term] = i;
	}
	for (size_t i = 0; i < w->functions->n; i++) {
		const rg_function_text *text = w->functions->items[i].text;

		for (size_t k = 0; k < text->terms.n; k++)
			if (w->words[text->terms.items[k].term] != RG_NO_TERM)
				n_with[w->words[text->terms.items[k].term]]++;
	}
	for (size_t i = 0; i < w->title.words.n; i++)
		w->idf[i] = rg_bm25_idf(w->functions->n, n_with[i]);
}

static void *score(double *values, rg_scene *scene)
{
	const rg_called **best = RG_NEW_N(scene->arena, const rg_called *, scene->files.n);
	work *w = RG_NEW(scene->arena, work);
	rg_bm25 bm25 = {K1, B, 0};

	w->scene = scene;
	rg_title_make(&w->title, scene);
	w->functions = rg_executed_functions(scene);
	if (!w->functions->n)
		return best;
	make_tables(w);
	for (size_t i = 0; i < w->functions->n; i++)
		bm25.mean += w->functions->items[i].text->length / (double)w->functions->n;
	for (size_t i = 0; i < w->functions->n; i++) {
		const rg_called *c = &w->functions->items[i];
		double value = 0;

		for (size_t k = 0; k < c->text->terms.n; k++) {
			const rg_function_term *term = &c->text->terms.items[k];
			uint32_t word = w->words[term->term];

			if (word != RG_NO_TERM)
				value += w->idf[word] *
					 rg_bm25_weight(&bm25, term->count, c->text->length);
		}
		value *= c->ochiai;
		if (values[c->file] < value) {
			values[c->file] = value;
			best[c->file] = c;
		}
	}
	rg_signal__scale(values, scene->files.n);
	return best;
}

/* Up to SHOWN words of the title that the function has, in the title's order. */
static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const rg_called *c = ((const rg_called *const *)state)[file];
	rg_title title;
	rg_str names[SHOWN];
	size_t n = 0;

	rg_title_make(&title, scene);
	for (size_t i = 0; i < title.words.n && n < SHOWN; i++) {
		uint32_t term = rg_source_cache_term(scene->sources, title.words.items[i]);
		bool has = false;

		for (size_t k = 0; k < c->text->terms.n && !has; k++)
			has = c->text->terms.items[k].term == term;
		if (has)
			names[n++] = title.words.items[i];
	}
	return rg_arena_printf(scene->arena,
			       "its `%.*s`, which the failing test called, mentions %.*s, as the "
			       "test's name does",
			       RG_FMT(c->text->definition->name),
			       RG_FMT(rg_signal__list(scene->arena, names, n)));
}

const rg_signal rg_signal_executed = {"executed", score, text, .is_late = true};
