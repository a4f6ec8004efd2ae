/* SPDX-License-Identifier: MIT */
/* variant.c - the table of variant.def. */
#include "runner/variant.h"

#include <inttypes.h>

static const rg_variant variants[] = {
#define RG_VARIANT(variant_id, name_, words_, cause_, ...)                                         \
	[RG_VARIANT_##variant_id] = {.id = RG_VARIANT_##variant_id,                                \
				     .name = name_,                                                \
				     .words = words_,                                              \
				     .cause = cause_,                                              \
				     __VA_ARGS__},
#include "runner/variant.def"
#undef RG_VARIANT
};

const rg_variant *rg_variant_of(rg_variant_id id)
{
	return &variants[id];
}

bool rg_variant_leaves_to_chance(const rg_variant *variant)
{
	return variant->on_one_cpu || variant->is_twice || variant->threads != RG_THREADS_AS_IS;
}

bool rg_variant_draws(const rg_variant *variant)
{
	return rg_variant_leaves_to_chance(variant) || variant->order == RG_ORDER_RANDOM ||
	       variant->order == RG_ORDER_BEHIND || variant->order == RG_ORDER_SEEDED;
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

rg_str_vec rg_variant_tests(rg_arena *arena, rg_scope scope, const rg_str_vec *tests)
{
	rg_str_vec out = {0};

	for (size_t i = 0; i < tests->n; i++) {
		rg_str test = tests->items[i];
		size_t at = rg_str_find(test, RG_STR("::"));

		if (scope != RG_SCOPE_TESTS && at != SIZE_MAX)
			test = rg_str_sub(test, 0, at);
		if (scope == RG_SCOPE_FOLDERS) {
			at = rg_str_rfind_char(test, '/');
			test = at == SIZE_MAX ? RG_STR(".") : rg_str_sub(test, 0, at);
		}
		if (!rg_str_vec_has(&out, test))
			RG_PUSH(arena, &out, test);
	}
	return out;
}

/* The signs of these names are POSIX's: Etc/GMT-12 is twelve hours ahead of Greenwich. */
static rg_str fixed_zone(rg_arena *arena, int64_t hours_ahead)
{
	return rg_arena_printf(arena, "Etc/GMT%+" PRId64, -hours_ahead);
}

rg_str rg_variant_zone(rg_arena *arena, rg_zone zone, int64_t now)
{
	int64_t hour = now / 3600 % 24; /* in Greenwich */

	switch (zone) {
	case RG_ZONE_SAME:
		break;
	case RG_ZONE_OTHER_DATE:
		return fixed_zone(arena, hour >= 12 ? 12 : -12);
	case RG_ZONE_FIRST_HOUR:
		return fixed_zone(arena, hour >= 12 ? 24 - hour : -hour);
	case RG_ZONE_LAST_HOUR:
		return fixed_zone(arena, hour >= 12 ? 23 - hour : -1 - hour);
	case RG_ZONE_SUMMER_TIME:
		return RG_STR("Australia/Lord_Howe");
	}
	return (rg_str){NULL, 0};
}

rg_str rg_variant_locale(rg_str current)
{
	bool is_plain = !current.len || rg_str_eq_z(current, "C") || rg_str_eq_z(current, "POSIX");

	return is_plain ? RG_STR("C.UTF-8") : RG_STR("C");
}
