/* SPDX-License-Identifier: MIT */
/*
 * functions.c - the functions of the short list, each a small document with a name. A weighted sum
 * again, of what functions.def lists; a function's score compares with those of other files.
 */
#include "locate/functions.h"

#include "locate/bm25.h"
#include "locate/dictionary.h"
#include "locate/tokens.h"

#define FILES_MAX     20
#define FUNCTIONS_MAX 20000
#define FAILURES_MAX  20
#define SHOWN_MAX     10

/* Functions differ in length by their nature, and repeat themselves less than files do: fitted. */
#define K1 0.8
#define B  0.3

static const char *const names[] = {
#define RG_FUNCTION_SIGNAL(name, weight) #name,
#include "locate/functions.def"
#undef RG_FUNCTION_SIGNAL
};

static const int32_t weights[] = {
#define RG_FUNCTION_SIGNAL(name, weight) weight,
#include "locate/functions.def"
#undef RG_FUNCTION_SIGNAL
};

const char *rg_function_signal_name(size_t idx)
{
	return names[idx];
}

typedef struct work {
	rg_scene *scene;
	const rg_candidate_vec *candidates;
	rg_function_vec functions;
	rg_str_map names;	  /* last part of a function's name → its number */
	RG_VEC(uint32_t) n_named; /* by number: how many functions have the name */
	uint32_t *query_of;	  /* term of the sources → term of the query, or RG_NO_TERM */
	uint32_t *name_of;	  /* term of the sources → number of a name, or RG_NO_TERM */
} work;

/* "method" of "Class.method"; "f" of "ns::f". */
static rg_str last_part(rg_str qualified)
{
	size_t dot = rg_str_rfind_char(qualified, '.');
	size_t colon = rg_str_rfind_char(qualified, ':');

	if (dot == SIZE_MAX || (colon != SIZE_MAX && colon > dot))
		dot = colon;
	return dot == SIZE_MAX ? qualified : rg_str_sub(qualified, dot + 1, qualified.len);
}

/* What stands before it: "Class". */
static rg_str owner_of(rg_str qualified)
{
	rg_str last = last_part(qualified);
	rg_str rest = rg_str_sub(qualified, 0, qualified.len - last.len);

	while (rg_str_chop(&rest, RG_STR(".")) || rg_str_chop(&rest, RG_STR(":")))
		;
	return last_part(rest);
}

static void add_file(work *w, uint32_t candidate)
{
	rg_str path = w->candidates->items[candidate].path;
	const rg_function_text_vec *texts =
		rg_source_cache_functions(w->scene->sources, path, rg_scene_source(w->scene, path));

	for (size_t i = 0; i < texts->n && w->functions.n < FUNCTIONS_MAX; i++) {
		uint32_t name =
			rg_str_map_add(&w->names, last_part(texts->items[i].definition->name),
				       (uint32_t)w->n_named.n);

		if (name == w->n_named.n)
			RG_PUSH(w->scene->arena, &w->n_named, 0);
		w->n_named.items[name]++;
		RG_PUSH(w->scene->arena, &w->functions,
			(rg_function){
				.text = &texts->items[i], .candidate = candidate, .name = name});
	}
}

/* From the sources' numbers of terms to the query's and to those of names. */
static void make_tables(work *w)
{
	size_t n = rg_source_cache_terms(w->scene->sources);
	uint32_t term;

	w->query_of = RG_NEW_N(w->scene->arena, uint32_t, n);
	w->name_of = RG_NEW_N(w->scene->arena, uint32_t, n);
	memset(w->query_of, 0xff, n * sizeof(*w->query_of));
	memset(w->name_of, 0xff, n * sizeof(*w->name_of));
	for (uint32_t i = 0; i < w->scene->query.terms.n; i++) {
		term = rg_source_cache_term(w->scene->sources, w->scene->query.terms.items[i].text);
		if (term != RG_NO_TERM)
			w->query_of[term] = i;
	}
	for (size_t i = 0; i < w->functions.n; i++) {
		const rg_function *f = &w->functions.items[i];

		term = rg_source_cache_term(w->scene->sources,
					    last_part(f->text->definition->name));
		if (term != RG_NO_TERM)
			w->name_of[term] = f->name;
	}
}

static void add_bm25(work *w)
{
	const rg_query *query = &w->scene->query;
	size_t n = w->functions.n;
	double *idf = RG_NEW_N(w->scene->arena, double, query->terms.n);
	uint32_t *n_with = RG_NEW_N(w->scene->arena, uint32_t, query->terms.n);
	rg_bm25 bm25 = {K1, B, 0};
	double max = 0;

	for (size_t i = 0; i < n; i++) {
		const rg_function_text *text = w->functions.items[i].text;

		bm25.mean += text->length;
		for (size_t k = 0; k < text->terms.n; k++)
			if (w->query_of[text->terms.items[k].term] != RG_NO_TERM)
				n_with[w->query_of[text->terms.items[k].term]]++;
	}
	bm25.mean /= (double)n;
	for (size_t t = 0; t < query->terms.n; t++)
		idf[t] = rg_bm25_idf(n, n_with[t]) * query->terms.items[t].weight;
	for (size_t i = 0; i < n; i++) {
		rg_function *f = &w->functions.items[i];
		double *value = &f->values[RG_FUNCTION_bm25];

		for (size_t k = 0; k < f->text->terms.n; k++) {
			const rg_function_term *term = &f->text->terms.items[k];
			uint32_t t = w->query_of[term->term];

			if (t != RG_NO_TERM)
				*value += idf[t] *
					  rg_bm25_weight(&bm25, term->count, f->text->length);
		}
		if (max < *value)
			max = *value;
	}
	for (size_t i = 0; max > 0 && i < n; i++)
		w->functions.items[i].values[RG_FUNCTION_bm25] /= max;
}

/* The innermost function of the file at a line. */
static rg_function *function_at(work *w, rg_str path, uint32_t line)
{
	rg_function *found = NULL;
	uint32_t candidate = 0;

	while (candidate < w->candidates->n && candidate < FILES_MAX &&
	       !rg_str_eq(w->candidates->items[candidate].path, path))
		candidate++;
	for (size_t i = 0; i < w->functions.n; i++) {
		rg_function *f = &w->functions.items[i];

		if (f->candidate == candidate && f->text->definition->line <= line &&
		    line <= f->text->definition->end_line)
			found = f;
	}
	return found;
}

static void add_chain(work *w, const rg_exception *error, double value)
{
	for (size_t i = error->frames.n; i-- > 0;) {
		const rg_frame *frame = &error->frames.items[i];
		uint32_t file = rg_scene_frame(w->scene, frame);
		rg_function *f = file == RG_NO_FILE
					 ? NULL
					 : function_at(w, w->scene->files.items[file], frame->line);

		if (!f)
			continue;
		if (f->values[RG_FUNCTION_frame] < value)
			f->values[RG_FUNCTION_frame] = value;
		value *= 0.6;
	}
}

static void add_frames(work *w)
{
	const rg_failure_vec *failures = w->scene->input->failures;

	for (size_t i = 0; failures && i < failures->n && i < FAILURES_MAX; i++) {
		add_chain(w, &failures->items[i].error, 1);
		for (size_t k = 0; k < failures->items[i].chain.n; k++)
			add_chain(w, &failures->items[i].chain.items[k], 0.9);
	}
}

/* Of the words of a name, those that the query has too. */
static double words_in(const rg_query *query, rg_str name)
{
	rg_words words;
	size_t n = 0;

	rg_token__words(&words, rg_str_sub(name, 0, RG_TOKEN_MAX));
	for (size_t i = 0; i < words.n; i++)
		n += rg_query_flags(query, (rg_str){words.items[i].text, words.items[i].len}) != 0;
	return words.n ? (double)n / (double)words.n : 0;
}

static void add_names(work *w)
{
	const rg_query *query = &w->scene->query;
	double best = w->candidates->items[0].score;

	for (size_t i = 0; i < w->functions.n; i++) {
		rg_function *f = &w->functions.items[i];
		rg_str name = last_part(f->text->definition->name);
		rg_str class = owner_of(f->text->definition->name);
		uint32_t flags = rg_query_flags(query, name);
		uint32_t of_class = rg_query_flags(query, class);
		double n = w->n_named.items[f->name];

		f->values[RG_FUNCTION_file] = w->candidates->items[f->candidate].score / best;
		f->values[RG_FUNCTION_called] = flags & RG_TERM_CALLED ? 1 / n : 0;
		f->values[RG_FUNCTION_named] =
			flags & (RG_TERM_CODE | RG_TERM_STRING | RG_TERM_HELPER) ? 1 / n : 0;
		f->values[RG_FUNCTION_made] =
			rg_str_eq_z(name, "__init__") && of_class & RG_TERM_CALLED;
		f->values[RG_FUNCTION_error] = flags & RG_TERM_ERROR ? 1 / n : 0;
		f->values[RG_FUNCTION_words] = words_in(query, name);
	}
}

/* One step along calls, from what the test calls and what the chain goes through. */
static void add_callees(work *w)
{
	double *values = RG_NEW_N(w->scene->arena, double, w->n_named.n);

	for (size_t i = 0; i < w->functions.n; i++) {
		const rg_function *f = &w->functions.items[i];
		double value = f->values[RG_FUNCTION_called];

		if (value < f->values[RG_FUNCTION_frame])
			value = f->values[RG_FUNCTION_frame];
		if (value < f->values[RG_FUNCTION_made])
			value = f->values[RG_FUNCTION_made];
		for (size_t k = 0; value > 0 && k < f->text->terms.n; k++) {
			const rg_function_term *term = &f->text->terms.items[k];
			uint32_t name = term->is_called ? w->name_of[term->term] : RG_NO_TERM;

			if (name != RG_NO_TERM && name != f->name && values[name] < value)
				values[name] = value;
		}
	}
	for (size_t i = 0; i < w->functions.n; i++) {
		rg_function *f = &w->functions.items[i];

		f->values[RG_FUNCTION_callee] = values[f->name] / w->n_named.items[f->name];
	}
}

const rg_function_vec *rg_functions_measure(rg_scene *scene, const rg_candidate_vec *candidates)
{
	work *w = RG_NEW(scene->arena, work);

	w->scene = scene;
	w->candidates = candidates;
	rg_str_map_init(&w->names, scene->arena, 1024);
	for (uint32_t i = 0; i < candidates->n && i < FILES_MAX; i++)
		add_file(w, i);
	if (w->functions.n) {
		make_tables(w);
		add_bm25(w);
		add_frames(w);
		add_names(w);
		add_callees(w);
	}
	return &w->functions;
}

/* Best first; then in order of the file. */
static void insert(rg_function_candidate_vec *functions, rg_arena *arena,
		   const rg_function_candidate *added)
{
	size_t at = functions->n;

	if (at < SHOWN_MAX)
		RG_PUSH(arena, functions, *added);
	else if (functions->items[--at].score >= added->score)
		return;
	for (; at > 0 && functions->items[at - 1].score < added->score; at--)
		functions->items[at] = functions->items[at - 1];
	functions->items[at] = *added;
}

void rg_functions_rank(rg_candidate_vec *candidates, rg_scene *scene)
{
	const rg_function_vec *functions = rg_functions_measure(scene, candidates);

	for (size_t i = 0; i < functions->n; i++) {
		const rg_function *f = &functions->items[i];
		rg_function_candidate out = {rg_arena_dup(scene->arena, f->text->definition->name),
					     f->text->definition->line, 0};

		for (size_t k = 0; k < RG_N_FUNCTION_SIGNALS; k++)
			out.score += (int32_t)(weights[k] * f->values[k] + 0.5);
		insert(&candidates->items[f->candidate].functions, scene->arena, &out);
	}
}
