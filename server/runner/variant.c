/* SPDX-License-Identifier: MIT */
/* variant.c - the table of variant.def. */
#include "runner/variant.h"

static const rg_variant variants[] = {
#define RG_VARIANT(id, name, words, cause, in_file, order, one_cpu, n_noise, other_zone, n)        \
	[RG_VARIANT_##id] = {RG_VARIANT_##id,  name,	words,	 cause,	     in_file,              \
			     RG_ORDER_##order, one_cpu, n_noise, other_zone, n},
#include "runner/variant.def"
#undef RG_VARIANT
};

const rg_variant *rg_variant_of(rg_variant_id id)
{
	return &variants[id];
}

const rg_variant *rg_variant_find(rg_str text)
{
	for (size_t i = 0; i < RG_N_VARIANTS; i++)
		if (rg_str_eq_z(text, variants[i].name) || rg_str_eq_z(text, variants[i].words))
			return &variants[i];
	return NULL;
}

rg_str rg_variant_names(rg_arena *arena)
{
	rg_str_vec names = {0};

	for (size_t i = 0; i < RG_N_VARIANTS; i++)
		RG_PUSH(arena, &names, rg_str_of(variants[i].name));
	return rg_str_vec_join(arena, &names, RG_STR(", "));
}

rg_str_vec rg_variant_files(rg_arena *arena, const rg_str_vec *tests)
{
	rg_str_vec out = {0};

	for (size_t i = 0; i < tests->n; i++) {
		rg_str file = tests->items[i];
		size_t at = rg_str_find(file, RG_STR("::"));

		if (at != SIZE_MAX)
			file = rg_str_sub(file, 0, at);
		if (!rg_str_vec_has(&out, file))
			RG_PUSH(arena, &out, file);
	}
	return out;
}

/* The signs of these names are POSIX's: Etc/GMT-12 is twelve hours ahead of Greenwich. */
rg_str rg_variant_zone(int64_t now)
{
	return now / 3600 % 24 >= 12 ? RG_STR("Etc/GMT-12") : RG_STR("Etc/GMT+12");
}
