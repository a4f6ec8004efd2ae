/* SPDX-License-Identifier: MIT */
/*
 * sig_definitions.c - the file that defines what the test calls. Names that many files define say
 * little, and so do names that every test uses; the best one counts, as a test of one thing also
 * builds what that needs.
 */
#include "locate/signal.h"

#define DEFINERS_MAX 20
#define IN_STRING    0.3 /* named in a string of the test alone, as an option or an attribute is */

static void *score(double *values, rg_scene *scene)
{
	uint32_t *names = RG_NEW_N(scene->arena, uint32_t, scene->files.n);

	for (uint32_t i = 0; i < scene->query.terms.n; i++) {
		const rg_term *term = &scene->query.terms.items[i];
		uint32_t files[DEFINERS_MAX];
		size_t n = 0;
		rg_postings postings;
		rg_posting posting;

		if (!(term->flags & (RG_TERM_CODE | RG_TERM_CALLED | RG_TERM_STRING)))
			continue;
		rg_postings_init(&postings, scene->index, term->text);
		while (n <= DEFINERS_MAX && rg_postings_next(&posting, &postings)) {
			uint32_t file = scene->of_document[posting.document];

			if (!posting.is_definition || file == RG_NO_FILE)
				continue;
			if (n < DEFINERS_MAX)
				files[n] = file;
			n++;
		}
		for (size_t k = 0; n <= DEFINERS_MAX && k < n; k++) {
			double value = term->rarity / (double)n *
				       (term->flags & RG_TERM_CODE ? 1 : IN_STRING);

			if (values[files[k]] < value) {
				values[files[k]] = value;
				names[files[k]] = i;
			}
		}
	}
	return names;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const rg_term *term = &scene->query.terms.items[((const uint32_t *)state)[file]];

	return rg_arena_printf(scene->arena, "defines `%.*s`, %s in the test", RG_FMT(term->text),
			       term->flags & RG_TERM_CALLED ? "called" : "named");
}

const rg_signal rg_signal_definitions = {"definitions", score, text};
