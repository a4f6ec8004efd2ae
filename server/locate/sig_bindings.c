/* SPDX-License-Identifier: MIT */
/*
 * sig_bindings.c - from a Python name to C and C++: the file that binds it (scan.h knows the ways),
 * and then that file's folder and what lies below, most for files that carry the name. So
 * `lib.gather(x)` leads from gather_nanobind.cpp to gather.cpp, device/gather_op.cpp and
 * device/kernels/gather_reader.cpp. No call graph: names and folders are what such trees keep.
 */
#include "locate/signal.h"
#include "locate/tokens.h"

#define BINDERS_MAX 8

typedef struct bound {
	uint32_t term;	 /* of the query, bound in binder */
	uint32_t binder; /* a file */
} bound;

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

/* The value of a file for a name that binder binds: 1 for binder, less below and aside. */
static double value_of(rg_str path, rg_str binder, rg_str name)
{
	rg_str folder = rg_path_folder(binder), rest = path;

	if (rg_str_eq(path, binder))
		return 1;
	if (rg_language_of(path) != RG_LANG_C && rg_language_of(path) != RG_LANG_CPP)
		return 0;
	if (folder.len && (!rg_str_skip(&rest, folder) || !rg_str_skip(&rest, RG_STR("/"))))
		return 0;
	if (carries(path, name))
		return rg_str_find_char(rest, '/') == SIZE_MAX ? 0.8 : 0.6;
	return folder.len ? 0.2 : 0;
}

static void add_binder(double *values, bound *bounds, const rg_scene *scene, bound from,
		       double share)
{
	rg_str name = scene->query.terms.items[from.term].text;

	for (uint32_t i = 0; i < scene->files.n; i++) {
		double value = share * value_of(scene->files.items[i],
						scene->files.items[from.binder], name);

		if (values[i] < value) {
			values[i] = value;
			bounds[i] = from;
		}
	}
}

static void *score(double *values, rg_scene *scene)
{
	bound *bounds = RG_NEW_N(scene->arena, bound, scene->files.n);

	for (uint32_t i = 0; i < scene->query.terms.n; i++) {
		const rg_term *term = &scene->query.terms.items[i];
		uint32_t binders[BINDERS_MAX];
		size_t n = 0;
		rg_postings postings;
		rg_posting posting;

		if (!(term->flags & (RG_TERM_CALLED | RG_TERM_CODE | RG_TERM_ERROR)))
			continue;
		rg_postings_init(&postings, scene->index, term->text);
		while (n <= BINDERS_MAX && rg_postings_next(&posting, &postings)) {
			uint32_t file = scene->of_document[posting.document];

			if (!posting.is_definition || file == RG_NO_FILE ||
			    rg_language_of(scene->files.items[file]) == RG_LANG_PYTHON)
				continue;
			if (n < BINDERS_MAX)
				binders[n] = file;
			n++;
		}
		for (size_t k = 0; n <= BINDERS_MAX && k < n; k++)
			add_binder(values, bounds, scene, (bound){i, binders[k]}, 1 / (double)n);
	}
	return bounds;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const bound *b = &((const bound *)state)[file];
	rg_str name = scene->query.terms.items[b->term].text;

	if (b->binder == file)
		return rg_arena_printf(scene->arena, "gives Python `%.*s`, named in the test",
				       RG_FMT(name));
	return rg_arena_printf(scene->arena, "lies with %.*s, which gives Python `%.*s`",
			       RG_FMT(rg_path_name(scene->files.items[b->binder])), RG_FMT(name));
}

const rg_signal rg_signal_bindings = {"bindings", score, text};
