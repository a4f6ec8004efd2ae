/* SPDX-License-Identifier: MIT */
/*
 * fn_text.c - each function is a small document: BM25 of its words against what the tests and the
 * errors mention. Parts of both sides count for themselves: code and prose of the function; the
 * test's name, which says in words what is expected; its strings. A name's words are worth more
 * the fewer tests of the file use them: all tests of a parser call `parse`.
 */
#include "locate/bm25.h"
#include "locate/dictionary.h"
#include "locate/function_set.h"
#include "locate/title.h"
#include "locate/tokens.h"

/* Functions differ in length by their nature, and repeat themselves less than files do: fitted. */
#define K1 0.8
#define B  0.3

/* Of a query's terms. */
typedef struct table {
	double *idf;	 /* over the functions */
	double *rarity;	 /* 0 … 1: idf over the tests of the tests' files */
	bool *is_title;	 /* a word of a test's name */
	uint32_t *terms; /* term of the sources → term of the query, or RG_NO_TERM */
} table;

static rg_str word_at(const rg_words *words, size_t i)
{
	return (rg_str){words->items[i].text, words->items[i].len};
}

static void add_titles(table *t, const rg_scene *scene)
{
	rg_title title;

	rg_title_make(&title, scene);
	for (size_t i = 0; i < title.words.n; i++) {
		uint32_t idx = rg_str_map_find(&scene->query.by_text, title.words.items[i]);

		if (idx != RG_STR_MAP_NONE)
			t->is_title[idx] = true;
	}
}

/* Counts the term for the test with this number, once. */
static void count_in_test(uint32_t *n_with, uint32_t *last, const rg_query *query, rg_str text,
			  uint32_t test)
{
	uint32_t idx = rg_str_map_find(&query->by_text, text);

	if (idx != RG_STR_MAP_NONE && last[idx] != test) {
		last[idx] = test;
		n_with[idx]++;
	}
}

static void add_rarity(table *t, const rg_scene *scene)
{
	const rg_query *query = &scene->query;
	size_t n = query->terms.n;
	uint32_t *n_with = RG_NEW_N(scene->arena, uint32_t, n);
	uint32_t *last = RG_NEW_N(scene->arena, uint32_t, n);
	uint32_t n_tests = 0;

	for (size_t i = 0; i < query->test_files.n; i++) {
		const rg_test_file *file = &query->test_files.items[i];

		for (size_t k = 0; k < file->outline->tests.n; k++) {
			const rg_test *test = &file->outline->tests.items[k];
			const char *at = file->source.ptr + test->begin;
			rg_str token;

			if (test->is_class)
				continue;
			n_tests++;
			while (rg_token__next(&token, &at, file->source.ptr + test->end)) {
				rg_words words;

				count_in_test(n_with, last, query, token, n_tests);
				rg_token__words(&words, token);
				for (size_t j = 0; j < words.n; j++)
					count_in_test(n_with, last, query, word_at(&words, j),
						      n_tests);
			}
		}
	}
	for (size_t i = 0; i < n; i++)
		t->rarity[i] =
			n_tests ? rg_bm25_idf(n_tests, n_with[i]) / rg_bm25_idf(n_tests, 0) : 1;
}

/* Sets terms and idf; returns the mean length of a function. */
static double add_idf(table *t, const rg_function_set *set)
{
	const rg_query *query = &set->scene->query;
	const rg_source_cache *sources = set->scene->sources;
	size_t n_terms = rg_source_cache_terms(sources);
	uint32_t *n_with = RG_NEW_N(set->scene->arena, uint32_t, query->terms.n);
	double sum = 0;

	t->terms = RG_NEW_N(set->scene->arena, uint32_t, n_terms);
	memset(t->terms, 0xff, n_terms * sizeof(*t->terms));
	for (uint32_t i = 0; i < query->terms.n; i++) {
		uint32_t term = rg_source_cache_term(sources, query->terms.items[i].text);

		if (term != RG_NO_TERM)
			t->terms[term] = i;
	}
	for (size_t i = 0; i < set->functions.n; i++) {
		const rg_function_text *text = set->functions.items[i].text;

		sum += text->length;
		for (size_t k = 0; k < text->terms.n; k++)
			if (t->terms[text->terms.items[k].term] != RG_NO_TERM)
				n_with[t->terms[text->terms.items[k].term]]++;
	}
	for (size_t i = 0; i < query->terms.n; i++)
		t->idf[i] = rg_bm25_idf(set->functions.n, n_with[i]);
	return sum / (double)set->functions.n;
}

static void add_text(rg_function *f, const table *t, const rg_query *query, const rg_bm25 *bm25)
{
	for (size_t k = 0; k < f->text->terms.n; k++) {
		const rg_function_term *term = &f->text->terms.items[k];
		uint32_t idx = t->terms[term->term];
		double value;

		if (idx == RG_NO_TERM)
			continue;
		f->shares_error |= (query->terms.items[idx].flags & RG_TERM_ERROR) != 0;
		value = t->idf[idx] * rg_bm25_weight(bm25, term->count, f->text->length);
		f->values[RG_FUNCTION_code] += t->idf[idx] * query->terms.items[idx].weight *
					       rg_bm25_weight(bm25, term->n_code, f->text->length);
		if (query->terms.items[idx].flags & RG_TERM_STRING)
			f->values[RG_FUNCTION_string] += value;
		if (t->is_title[idx])
			f->values[RG_FUNCTION_title] += value;
	}
}

static void add_name_part(rg_function *f, const table *t, const rg_query *query, rg_str text)
{
	uint32_t idx = rg_str_map_find(&query->by_text, text);
	double value;

	if (idx == RG_STR_MAP_NONE)
		return;
	value = t->idf[idx] * t->rarity[idx] * query->terms.items[idx].weight;
	f->values[RG_FUNCTION_name] += value;
	if (t->is_title[idx])
		f->values[RG_FUNCTION_titled] += value;
}

static void add_name(rg_function *f, const table *t, const rg_query *query)
{
	rg_str qualified = f->text->definition->name;
	rg_str parts[2] = {rg_function__last_part(qualified), rg_function__owner(qualified)};

	for (size_t k = 0; k < 2; k++) {
		rg_words words;

		add_name_part(f, t, query, parts[k]);
		rg_token__words(&words, rg_str_sub(parts[k], 0, RG_TOKEN_MAX));
		for (size_t j = 0; j < words.n; j++)
			add_name_part(f, t, query, word_at(&words, j));
	}
}

void rg_functions__text(rg_function_set *set)
{
	static const size_t signals[] = {RG_FUNCTION_code, RG_FUNCTION_string, RG_FUNCTION_title,
					 RG_FUNCTION_name, RG_FUNCTION_titled};
	const rg_query *query = &set->scene->query;
	rg_arena *arena = set->scene->arena;
	table t = {.idf = RG_NEW_N(arena, double, query->terms.n),
		   .rarity = RG_NEW_N(arena, double, query->terms.n),
		   .is_title = RG_NEW_N(arena, bool, query->terms.n)};
	rg_bm25 bm25 = {K1, B, 0};

	add_titles(&t, set->scene);
	add_rarity(&t, set->scene);
	bm25.mean = add_idf(&t, set);
	for (size_t i = 0; i < set->functions.n; i++) {
		add_text(&set->functions.items[i], &t, query, &bm25);
		add_name(&set->functions.items[i], &t, query);
	}
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		rg_function_set_scale(set, signals[i]);
}
