/* SPDX-License-Identifier: MIT */
/* definers.c - definitions are marked in the index's postings (scan.h). */
#include "locate/definers.h"

#define DEFINERS_MAX 20

const rg_defined *rg_definers_add(double *values, rg_scene *scene, uint32_t flags)
{
	rg_defined *strongest = RG_NEW_N(scene->arena, rg_defined, scene->files.n);

	for (size_t i = 0; i < scene->query.terms.n; i++) {
		const rg_term *term = &scene->query.terms.items[i];
		uint32_t files[DEFINERS_MAX];
		size_t n = 0;
		rg_postings postings;
		rg_posting posting;

		if (!(term->flags & flags))
			continue;
		rg_postings_init(&postings, scene->index, term->text);
		while (n <= DEFINERS_MAX && rg_postings_next(&posting, &postings)) {
			uint32_t file = scene->of_document[posting.document];

			if (posting.is_definition && file != RG_NO_FILE) {
				if (n < DEFINERS_MAX)
					files[n] = file;
				n++;
			}
		}
		for (size_t k = 0; n <= DEFINERS_MAX && k < n; k++) {
			values[files[k]] += 1 / (double)n;
			if (strongest[files[k]].value < 1 / (double)n)
				strongest[files[k]] = (rg_defined){(uint32_t)i, 1 / (double)n};
		}
	}
	rg_signal__scale(values, scene->files.n);
	return strongest;
}
