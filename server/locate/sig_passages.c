/* SPDX-License-Identifier: MIT */
/*
 * sig_passages.c - the file with the function that is most like the failing test and its error. A
 * long file holds many words somewhere; a bug sits where they stand together. Only files that the
 * other signals put first are looked into, because their functions have to be parsed.
 */
#include "locate/bm25.h"
#include "locate/dictionary.h"
#include "locate/signal.h"

/* As for functions (functions.c). */
#define K1 0.8
#define B  0.3

typedef struct passage {
	uint32_t file;
	const rg_function_text *text; /* NULL: what stands outside of functions */
	uint32_t length;
	uint32_t *counts;  /* of the query's terms, where text is NULL */
	size_t begin, end; /* of its matches, where text is not */
} passage;

typedef struct match {
	uint32_t term, count; /* of the query */
} match;

typedef struct passages {
	RG_VEC(passage) list;
	RG_VEC(match) matches; /* functions have many terms, few of them the query's */
} passages;

/* term of the sources → term of the query, or RG_NO_TERM. */
static uint32_t *query_terms(const rg_scene *scene)
{
	size_t n = rg_source_cache_terms(scene->sources);
	uint32_t *out = RG_NEW_N(scene->arena, uint32_t, n);

	memset(out, 0xff, n * sizeof(*out));
	for (uint32_t i = 0; i < scene->query.terms.n; i++) {
		uint32_t term =
			rg_source_cache_term(scene->sources, scene->query.terms.items[i].text);

		if (term != RG_NO_TERM)
			out[term] = i;
	}
	return out;
}

static void add_functions(passages *out, passage *rest, const rg_scene *scene,
			  const rg_function_text_vec *texts, const uint32_t *terms)
{
	for (size_t i = 0; i < texts->n; i++) {
		const rg_function_text *text = &texts->items[i];
		size_t begin = out->matches.n;

		rest->length -= text->length < rest->length ? text->length : rest->length;
		for (size_t k = 0; k < text->terms.n; k++) {
			uint32_t term = terms[text->terms.items[k].term];
			uint32_t count = text->terms.items[k].count;

			if (term == RG_NO_TERM)
				continue;
			rest->counts[term] -=
				count < rest->counts[term] ? count : rest->counts[term];
			RG_PUSH(scene->arena, &out->matches, (match){term, count});
		}
		RG_PUSH(scene->arena, &out->list,
			(passage){rest->file, text, text->length, NULL, begin, out->matches.n});
	}
}

/* The whole files of the short list, by the index; by file: their places, or UINT32_MAX. */
static passage *whole_files(const rg_scene *scene)
{
	uint32_t *places = RG_NEW_N(scene->arena, uint32_t, scene->files.n);
	passage *out = RG_NEW_N(scene->arena, passage, scene->n_short_list);

	for (size_t i = 0; i < scene->files.n; i++)
		places[i] = UINT32_MAX;
	for (uint32_t i = 0; i < scene->n_short_list; i++) {
		uint32_t file = scene->short_list[i];
		uint32_t document = scene->documents[file];

		places[file] = i;
		out[i].file = file;
		out[i].length =
			document == RG_NO_DOCUMENT ? 0 : rg_index__length(scene->index, document);
		out[i].counts = RG_NEW_N(scene->arena, uint32_t, scene->query.terms.n);
	}
	for (size_t i = 0; i < scene->query.terms.n; i++) {
		rg_postings postings;
		rg_posting posting;

		rg_postings_init(&postings, scene->index, scene->query.terms.items[i].text);
		while (rg_postings_next(&posting, &postings)) {
			uint32_t file = scene->of_document[posting.document];

			if (file != RG_NO_FILE && places[file] != UINT32_MAX)
				out[places[file]].counts[i] = posting.count;
		}
	}
	return out;
}

/* Each function of the short list, and what its files have beside them. */
static passages passages_of(const rg_scene *scene)
{
	passage *rests = whole_files(scene);
	const rg_function_text_vec **texts =
		RG_NEW_N(scene->arena, const rg_function_text_vec *, scene->n_short_list);
	const uint32_t *terms;
	passages out = {0};

	for (size_t i = 0; i < scene->n_short_list; i++) {
		rg_str path = scene->files.items[scene->short_list[i]];

		texts[i] = rg_source_cache_functions(scene->sources, path,
						     rg_scene_source(scene, path));
	}
	terms = query_terms(scene);
	for (size_t i = 0; i < scene->n_short_list; i++) {
		add_functions(&out, &rests[i], scene, texts[i], terms);
		rests[i].end = scene->query.terms.n;
		RG_PUSH(scene->arena, &out.list, rests[i]);
	}
	return out;
}

/* The next term of the query that is in the passage, and how often; false behind the last. */
static bool next_term(match *out, size_t *at, const passages *all, const passage *p)
{
	if (p->text && *at < p->end) {
		*out = all->matches.items[(*at)++];
		return true;
	}
	while (!p->text && *at < p->end) {
		*out = (match){(uint32_t)*at, p->counts[*at]};
		++*at;
		if (out->count)
			return true;
	}
	return false;
}

/* What a term of the query is worth in a passage. */
static double *shares_of(const rg_scene *scene, const passages *all)
{
	size_t n_terms = scene->query.terms.n;
	double *shares = RG_NEW_N(scene->arena, double, n_terms);
	uint32_t *n_with = RG_NEW_N(scene->arena, uint32_t, n_terms);
	match m;

	for (size_t i = 0; i < all->list.n; i++)
		for (size_t at = all->list.items[i].begin;
		     next_term(&m, &at, all, &all->list.items[i]);)
			n_with[m.term]++;
	for (size_t i = 0; i < n_terms; i++)
		if (n_with[i])
			shares[i] = rg_bm25_idf(all->list.n, n_with[i]) *
				    scene->query.terms.items[i].weight *
				    scene->query.terms.items[i].rarity;
	return shares;
}

static void *score(double *values, rg_scene *scene)
{
	const passage **best = RG_NEW_N(scene->arena, const passage *, scene->files.n);
	passages all = passages_of(scene);
	double *shares = shares_of(scene, &all);
	rg_bm25 bm25 = {K1, B, 0};

	for (size_t i = 0; i < all.list.n; i++)
		bm25.mean += all.list.items[i].length / (double)all.list.n;
	for (size_t i = 0; i < all.list.n; i++) {
		const passage *p = &all.list.items[i];
		double sum = 0;
		match m;

		for (size_t at = p->begin; next_term(&m, &at, &all, p);)
			sum += shares[m.term] * rg_bm25_weight(&bm25, m.count, p->length);
		if (values[p->file] < sum) {
			values[p->file] = sum;
			best[p->file] = p;
		}
	}
	rg_signal__scale(values, scene->files.n);
	return (void *)best;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const passage *p = ((const passage *const *)state)[file];

	if (!p->text)
		return RG_STR("outside of its functions it uses the words of the failing test");
	return rg_arena_printf(scene->arena, "`%.*s`, line %u, uses the words of the failing test",
			       RG_FMT(p->text->definition->name), p->text->definition->line);
}

const rg_signal rg_signal_passages = {"passages", score, text, .is_late = true};
