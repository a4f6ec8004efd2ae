/* SPDX-License-Identifier: MIT */
/*
 * sig_bindings.c - from a Python name to C and C++. The file that binds it is known to the index
 * (scan.h knows the ways); what it binds, `&ns::gather` or a class, leads to the file that defines
 * that; and the binder's folder and what lies below belong to it, most where they carry the name.
 * So `lib.gather(x)` leads from gather_nanobind.cpp to gather.cpp, device/gather_op.cpp and
 * device/kernels/gather_reader.cpp, and to the kernels that these load by name. No call graph:
 * names and folders are what such trees keep.
 */
#include <math.h>

#include "locate/binding.h"
#include "locate/native.h"
#include "locate/signal.h"
#include "locate/tokens.h"

#define BINDERS_MAX  8
#define DEFINERS_MAX 4
#define COMMON_MIN   20 /* files: a name that no more have is rare */
#define KERNELS_MAX  8	/* that one file of host code names */
#define READ_MAX     16 /* files that are looked into for one answer */
#define FOLDER_MAX   60 /* files below a folder that is one operation's, and not all of them */

typedef enum role { BINDS, DEFINES, TARGET, CARRIES, BESIDE, LOADED } role;

typedef struct bound {
	double value;
	uint32_t term;	 /* of the query */
	uint32_t binder; /* the file that binds it */
	rg_str target;	 /* what it binds */
	role role;
} bound;

typedef struct work {
	rg_scene *scene;
	double *values;
	bound *bounds; /* of each file, the strongest */
	size_t n_read;
} work;

static void add(work *w, uint32_t file, const bound *from, double value, role as)
{
	w->values[file] += value;
	if (w->bounds[file].value < value) {
		w->bounds[file] = *from;
		w->bounds[file].value = value;
		w->bounds[file].role = as;
	}
}

/* How much it says that the query has this term, which so many files have. */
static double weight_of(const rg_scene *scene, const rg_term *term, size_t n_documents)
{
	double weight = term->flags & RG_TERM_CALLED   ? 1
			: term->flags & RG_TERM_ERROR  ? 0.7
			: term->flags & RG_TERM_CODE   ? 0.6
			: term->flags & RG_TERM_STRING ? 0.4
			: term->flags & RG_TERM_HELPER ? 0.25
						       : 0;
	double n_more = n_documents > COMMON_MIN ? (double)(n_documents - COMMON_MIN) : 0;

	/* A name that every fiftieth file has says two thirds of what a rare one says. */
	return weight / sqrt(1 + 50 * n_more / (double)(scene->n_documents + 1));
}

/* Whether a file's name has the bound name as one of its words, or as a whole. */
static bool carries(rg_str path, rg_str name)
{
	rg_str stem = rg_path_name(path);
	rg_words words;

	rg_str_chop(&stem, rg_path_ext(stem));
	if (rg_str_starts(stem, name) &&
	    (stem.len == name.len || !rg_token__bytes[(uint8_t)stem.ptr[name.len]] ||
	     stem.ptr[name.len] == '_'))
		return true;
	rg_token__words(&words, rg_str_sub(stem, 0, RG_TOKEN_MAX));
	for (size_t i = 0; i < words.n; i++)
		if (rg_str_eq((rg_str){words.items[i].text, words.items[i].len}, name))
			return true;
	return false;
}

/* The file that a path in a string of host code means, by the longest suffix that there is. */
static uint32_t kernel_named(const rg_scene *scene, rg_str path)
{
	uint32_t file = rg_scene_file(scene, path), found = RG_NO_FILE;
	size_t slash = rg_str_find_char(path, '/');

	if (file != RG_NO_FILE || slash == SIZE_MAX)
		return file;
	path = rg_str_sub(path, slash + 1, path.len);
	for (uint32_t i = 0; i < scene->files.n; i++) {
		rg_str other = scene->files.items[i];

		if (other.len <= path.len || other.ptr[other.len - path.len - 1] != '/' ||
		    !rg_str_ends(other, path))
			continue;
		if (found != RG_NO_FILE)
			return RG_NO_FILE;
		found = i;
	}
	return found;
}

/* Kernels are loaded by path: "ops/gather/device/kernels/reader.cpp" in a string of host code. */
static void add_kernels(work *w, const bound *from, uint32_t host, double value)
{
	rg_str rest, line;
	size_t n = 0;

	if (w->n_read++ >= READ_MAX)
		return;
	rest = rg_scene_source(w->scene, w->scene->files.items[host]);
	while (n < KERNELS_MAX && rg_str_line(&line, &rest)) {
		size_t at = rg_str_find(line, RG_STR("kernels/")), begin = at, end = at;
		uint32_t file;

		if (at == SIZE_MAX || rg_str_has(line, RG_STR("#include")))
			continue;
		while (begin > 0 && line.ptr[begin - 1] != '"')
			begin--;
		while (end < line.len && line.ptr[end] != '"')
			end++;
		file = begin > 0 ? kernel_named(w->scene, rg_str_sub(line, begin, end))
				 : RG_NO_FILE;
		if (file == RG_NO_FILE || !w->scene->is_native[file])
			continue;
		n++;
		if (w->bounds[file].value < value)
			add(w, file, &(bound){.term = from->term, .binder = host}, value, LOADED);
	}
}

/* What lies with the binder and below it. */
static void add_folder(work *w, const bound *from, double value)
{
	const rg_scene *scene = w->scene;
	rg_str name = scene->query.terms.items[from->term].text;
	rg_str folder = rg_path_folder(scene->files.items[from->binder]);
	rg_str prefix = rg_arena_printf(scene->arena, "%.*s/", RG_FMT(folder));
	uint32_t first, end;

	if (!folder.len)
		return;
	first = (uint32_t)rg_str_vec_bound(&scene->files, prefix);
	for (end = first; end < scene->files.n && rg_str_starts(scene->files.items[end], prefix);)
		end++;
	for (uint32_t i = first; i < end; i++) {
		rg_str path = scene->files.items[i];
		bool is_below =
			rg_str_find_char(rg_str_sub(path, prefix.len, path.len), '/') != SIZE_MAX;

		if (i == from->binder || !scene->is_native[i])
			continue;
		if (carries(path, name)) {
			add(w, i, from, value * (is_below ? 0.7 : 0.8), CARRIES);
			if (is_below && !rg_str_has(path, RG_STR("/kernels/")))
				add_kernels(w, from, i, value * 0.6);
		} else if (end - first <= FOLDER_MAX)
			add(w, i, from, value * 0.2, BESIDE);
	}
}

static void add_targets(work *w, const bound *from, const rg_binding *binding, double value)
{
	for (size_t i = 0; i < binding->n; i++) {
		uint32_t files[DEFINERS_MAX];
		bound target = *from;
		size_t n;

		target.target = binding->targets[i];
		n = rg_native_definers(files, DEFINERS_MAX, NULL, w->scene, target.target,
				       (rg_str){NULL, 0});
		for (size_t k = 0; n <= DEFINERS_MAX && k < n; k++)
			if (files[k] != from->binder)
				add(w, files[k], &target, value * 0.9 / (double)n, TARGET);
	}
}

/*
 * The files that define a term: those that bind it share its weight; others may be meant, the less
 * the more files of Python define the name as well.
 */
static void add_term(work *w, uint32_t term, const uint32_t *files, size_t n, double weight,
		     size_t n_python)
{
	rg_str name = w->scene->query.terms.items[term].text;
	rg_binding bindings[BINDERS_MAX];
	bool is_binder[BINDERS_MAX] = {false};
	size_t n_binders = 0;

	for (size_t i = 0; i < n && w->n_read < READ_MAX; i++) {
		w->n_read++;
		is_binder[i] = rg_binding_find(
			&bindings[i], rg_scene_source(w->scene, w->scene->files.items[files[i]]),
			name);
		n_binders += is_binder[i];
	}
	for (size_t i = 0; i < n; i++) {
		bound from = {.term = term, .binder = files[i]};
		double value = is_binder[i] ? weight / (double)n_binders
					    : weight * 0.6 / (double)(n + n_python);

		add(w, files[i], &from, value, is_binder[i] ? BINDS : DEFINES);
		if (!is_binder[i])
			continue;
		add_targets(w, &from, &bindings[i], value);
		add_folder(w, &from, value);
	}
}

static void *score(double *values, rg_scene *scene)
{
	work w = {.scene = scene, .values = values};

	w.bounds = RG_NEW_N(scene->arena, bound, scene->files.n);
	for (uint32_t i = 0; i < scene->query.terms.n; i++) {
		const rg_term *term = &scene->query.terms.items[i];
		uint32_t files[BINDERS_MAX];
		rg_native_counts counts;
		size_t n;
		double weight;

		n = rg_native_definers(files, BINDERS_MAX, &counts, scene, term->text,
				       (rg_str){NULL, 0});
		weight = weight_of(scene, term, counts.n_documents);
		if (weight > 0 && n <= BINDERS_MAX)
			add_term(&w, i, files, n, weight, counts.n_python);
	}
	for (size_t i = 0; i < scene->files.n; i++)
		if (values[i] > 1)
			values[i] = 1;
	return w.bounds;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const bound *b = &((const bound *)state)[file];
	rg_str name = scene->query.terms.items[b->term].text;
	const char *where = scene->query.terms.items[b->term].flags &
					    (RG_TERM_CODE | RG_TERM_STRING | RG_TERM_HELPER)
				    ? "test"
				    : "error";

	switch (b->role) {
	case BINDS:
		return rg_arena_printf(scene->arena, "gives Python `%.*s`, named in the %s",
				       RG_FMT(name), where);
	case DEFINES:
		return rg_arena_printf(scene->arena, "defines `%.*s`, named in the %s",
				       RG_FMT(name), where);
	case TARGET:
		return rg_arena_printf(scene->arena, "defines `%.*s`, which Python knows as `%.*s`",
				       RG_FMT(b->target), RG_FMT(name));
	case LOADED:
		return rg_arena_printf(scene->arena, "a kernel that %.*s loads for `%.*s`",
				       RG_FMT(rg_path_name(scene->files.items[b->binder])),
				       RG_FMT(name));
	case CARRIES:
	case BESIDE:
		break;
	}
	return rg_arena_printf(scene->arena, "lies with %.*s, which gives Python `%.*s`",
			       RG_FMT(rg_path_name(scene->files.items[b->binder])), RG_FMT(name));
}

const rg_signal rg_signal_bindings = {"bindings", score, text};
