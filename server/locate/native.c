/* SPDX-License-Identifier: MIT */
/* native.c - answered by the index alone. */
#include "locate/native.h"

#include <math.h>

bool rg_native_is(rg_str path)
{
	rg_language language = rg_language_of(path);

	return language == RG_LANG_C || language == RG_LANG_CPP ||
	       rg_str_eq_z(rg_language_name(path), "cython");
}

/* Both lists are in order of documents: whether the owner's has this one. */
static bool has_owner(rg_postings *owners, rg_posting *owner, bool *has_more, uint32_t document)
{
	while (*has_more && owner->document < document)
		*has_more = rg_postings_next(owner, owners);
	return *has_more && owner->document == document;
}

size_t rg_native_definers(uint32_t *out, size_t max, rg_native_counts *counts,
			  const rg_scene *scene, rg_str name, rg_str owner)
{
	rg_postings postings, owners;
	rg_posting posting, of_owner = {0};
	rg_native_counts all = {0, 0};
	size_t n = 0;
	bool has_more = false;

	rg_postings_init(&postings, scene->index, name);
	if (owner.len) {
		rg_postings_init(&owners, scene->index, owner);
		has_more = rg_postings_next(&of_owner, &owners);
	}
	while (rg_postings_next(&posting, &postings)) {
		uint32_t file = scene->of_document[posting.document];

		all.n_documents++;
		if (!posting.is_definition || file == RG_NO_FILE)
			continue;
		if (!scene->is_native[file]) {
			all.n_python++;
			continue;
		}
		if (owner.len && !has_owner(&owners, &of_owner, &has_more, posting.document))
			continue;
		if (n < max)
			out[n] = file;
		n += n <= max;
	}
	if (counts)
		*counts = all;
	return n;
}

double rg_native_rarity(const rg_scene *scene, uint32_t file)
{
	rg_str stem = rg_path_name(scene->files.items[file]);
	rg_postings postings;
	rg_posting posting;
	size_t n = 0;

	(void)rg_str_chop(&stem, rg_path_ext(stem));
	rg_postings_init(&postings, scene->index, stem);
	while (rg_postings_next(&posting, &postings))
		n++;
	/* Measured on trees of some thousand files: of an operation's files less than twenty others
	 * know, of a shared checker some hundred. */
	return 1 / sqrt(1 + (double)n / 20);
}
