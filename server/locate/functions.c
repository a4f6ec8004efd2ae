/* SPDX-License-Identifier: MIT */
/*
 * functions.c - the functions of the short list. Each is a small document: BM25 over them, whether
 * the call chain goes through them, whether the test or the error names them, and how good their
 * file is. What a nested function says counts for it alone, not for the one around it.
 */
#include "locate/functions.h"

#include "locate/bm25.h"
#include "locate/tokens.h"

#define FILES_MAX     20
#define SHOWN_MAX     10
#define FUNCTIONS_MAX 20000

/* Fitted as the weights of signals.def are; in thousandths. */
static const double weight_bm25 = 1000, weight_file = 500, weight_frame = 500, weight_named = 300,
		    weight_class = 100, weight_error = 200;

typedef struct function {
	const rg_definition *definition;
	uint32_t candidate;
	uint32_t length; /* tokens of its own */
	double bm25, frame;
	uint16_t *counts; /* by term of the query */
} function;
typedef RG_VEC(function) function_vec;

/* A token of the sources, looked up once. */
typedef struct known {
	uint32_t n;
	uint32_t terms[1 + RG_WORDS_MAX];
} known;

typedef struct work {
	rg_scene *scene;
	rg_candidate_vec *candidates;
	function_vec functions;
	RG_VEC(known) tokens;
	rg_str_map by_token;  /* → tokens */
	rg_str_map n_of_name; /* last part of a name → how many functions have it */
} work;

static rg_str last_part(rg_str qualified)
{
	size_t dot = rg_str_rfind_char(qualified, '.');
	size_t colon = rg_str_rfind_char(qualified, ':');

	if (dot == SIZE_MAX || (colon != SIZE_MAX && colon > dot))
		dot = colon;
	return dot == SIZE_MAX ? qualified : rg_str_sub(qualified, dot + 1, qualified.len);
}

/* What stands before the last part: "Class" of "Class.method". */
static rg_str owner(rg_str qualified)
{
	rg_str last = last_part(qualified);
	rg_str rest = rg_str_sub(qualified, 0, qualified.len - last.len);

	while (rg_str_chop(&rest, RG_STR(".")) || rg_str_chop(&rest, RG_STR(":")))
		;
	return last_part(rest);
}

/* ---- tokens --------------------------------------------------------------------------------- */

/* The terms of the query that a token is, or has as words. */
static const known *known_of(work *w, rg_str token)
{
	const rg_query *query = &w->scene->query;
	uint32_t idx = rg_str_map_add(&w->by_token, token, (uint32_t)w->tokens.n);
	known *out;
	rg_words words;
	uint32_t term;

	if (idx < w->tokens.n)
		return &w->tokens.items[idx];
	out = RG_PUSH_NEW(w->scene->arena, &w->tokens);
	term = rg_str_map_find(&query->by_text, token);
	if (term != RG_STR_MAP_NONE)
		out->terms[out->n++] = term;
	rg_token__words(&words, token);
	for (size_t i = 0; i < words.n; i++) {
		term = rg_str_map_find(&query->by_text,
				       (rg_str){words.items[i].text, words.items[i].len});
		if (term != RG_STR_MAP_NONE)
			out->terms[out->n++] = term;
	}
	return out;
}

static void count_token(work *w, function *f, rg_str token)
{
	const known *terms = known_of(w, token);

	f->length++;
	for (size_t i = 0; i < terms->n; i++)
		if (f->counts[terms->terms[i]] < UINT16_MAX)
			f->counts[terms->terms[i]]++;
}

/* Gives each token to the innermost function around it; functions are in order of their begin. */
static void count_tokens(work *w, size_t first, rg_str source)
{
	RG_VEC(size_t) open = {NULL, 0, 0};
	const char *at = source.ptr;
	size_t next = first;
	rg_str token;

	while (rg_token__next(&token, &at, source.ptr + source.len)) {
		size_t offset = (size_t)(token.ptr - source.ptr);

		while (next < w->functions.n &&
		       w->functions.items[next].definition->begin <= offset)
			RG_PUSH(w->scene->arena, &open, next++);
		while (open.n &&
		       w->functions.items[open.items[open.n - 1]].definition->end <= offset)
			open.n--;
		if (open.n)
			count_token(w, &w->functions.items[open.items[open.n - 1]], token);
	}
}

static void add_file(work *w, uint32_t candidate)
{
	rg_arena *arena = w->scene->arena;
	rg_str source;
	const rg_outline *outline =
		rg_scene_outline(&source, w->scene, w->candidates->items[candidate].path);
	size_t first = w->functions.n;

	for (size_t i = 0; i < outline->definitions.n; i++) {
		const rg_definition *d = &outline->definitions.items[i];
		rg_str name = last_part(d->name);
		uint32_t n;

		if (d->kind != RG_DEF_FUNCTION || w->functions.n == FUNCTIONS_MAX)
			continue;
		RG_PUSH(arena, &w->functions,
			(function){.definition = d,
				   .candidate = candidate,
				   .counts = RG_NEW_N(arena, uint16_t, w->scene->query.terms.n)});
		n = rg_str_map_find(&w->n_of_name, name);
		rg_str_map_set(&w->n_of_name, name, n == RG_STR_MAP_NONE ? 1 : n + 1);
	}
	if (w->functions.n > first)
		count_tokens(w, first, source);
}

/* ---- features ------------------------------------------------------------------------------- */

static void add_bm25(work *w)
{
	size_t n = w->functions.n;
	double mean = 0, max = 0;

	for (size_t i = 0; i < n; i++)
		mean += w->functions.items[i].length;
	mean /= (double)n;
	for (size_t t = 0; t < w->scene->query.terms.n; t++) {
		size_t n_with = 0;
		double idf;

		for (size_t i = 0; i < n; i++)
			n_with += w->functions.items[i].counts[t] > 0;
		idf = rg_bm25_idf(n, n_with) * w->scene->query.terms.items[t].weight;
		for (size_t i = 0; n_with && i < n; i++) {
			function *f = &w->functions.items[i];

			if (f->counts[t])
				f->bm25 += idf * rg_bm25_weight(f->counts[t], f->length, mean);
		}
	}
	for (size_t i = 0; i < n; i++)
		if (max < w->functions.items[i].bm25)
			max = w->functions.items[i].bm25;
	for (size_t i = 0; max > 0 && i < n; i++)
		w->functions.items[i].bm25 /= max;
}

/* The innermost function of the file at a line. */
static function *function_at(work *w, rg_str path, uint32_t line)
{
	function *found = NULL;

	for (size_t i = 0; i < w->functions.n; i++) {
		function *f = &w->functions.items[i];

		if (f->definition->line <= line && line <= f->definition->end_line &&
		    rg_str_eq(w->candidates->items[f->candidate].path, path))
			found = f;
	}
	return found;
}

static void add_chain(work *w, const rg_exception *error, double value)
{
	for (size_t i = error->frames.n; i-- > 0;) {
		const rg_frame *frame = &error->frames.items[i];
		function *f = frame->in_workspace ? function_at(w, frame->path, frame->line) : NULL;

		if (!f)
			continue;
		if (f->frame < value)
			f->frame = value;
		value *= 0.6;
	}
}

static void add_frames(work *w)
{
	const rg_failure_vec *failures = w->scene->input->failures;

	for (size_t i = 0; failures && i < failures->n; i++) {
		add_chain(w, &failures->items[i].error, 1);
		for (size_t k = 0; k < failures->items[i].chain.n; k++)
			add_chain(w, &failures->items[i].chain.items[k], 0.9);
	}
}

static double score_of(const work *w, const function *f, double best_file)
{
	const rg_query *query = &w->scene->query;
	rg_str name = last_part(f->definition->name), class = owner(f->definition->name);
	uint32_t flags = rg_query_flags(query, name), class_flags = rg_query_flags(query, class);
	double n = rg_str_map_find(&w->n_of_name, name);
	double score = weight_bm25 * f->bm25 + weight_frame * f->frame;
	bool is_made = rg_str_eq_z(name, "__init__") && class_flags & RG_TERM_CALLED;

	score += weight_file * w->candidates->items[f->candidate].score / best_file;
	if (flags & RG_TERM_CALLED)
		score += weight_named / n;
	else if (flags & RG_TERM_CODE)
		score += weight_named * 0.6 / n;
	else if (is_made)
		score += weight_named * 0.6;
	if (class.len && class_flags & RG_TERM_CODE)
		score += weight_class;
	if (flags & RG_TERM_ERROR)
		score += weight_error / n;
	return score;
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
	work w = {.scene = scene, .candidates = candidates};

	rg_str_map_init(&w.n_of_name, scene->arena, 256);
	rg_str_map_init(&w.by_token, scene->arena, 4096);
	for (uint32_t i = 0; i < candidates->n && i < FILES_MAX; i++)
		add_file(&w, i);
	if (!w.functions.n)
		return;
	add_bm25(&w);
	add_frames(&w);
	for (size_t i = 0; i < w.functions.n; i++) {
		const function *f = &w.functions.items[i];
		rg_function_candidate out = {
			rg_arena_dup(scene->arena, f->definition->name), f->definition->line,
			(int32_t)(score_of(&w, f, candidates->items[0].score) + 0.5)};

		insert(&candidates->items[f->candidate].functions, scene->arena, &out);
	}
}
