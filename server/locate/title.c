/* SPDX-License-Identifier: MIT */
/* title.c - node ids, without their file and parameters, in words. */
#include "locate/title.h"

#include "locate/tokens.h"

#define TESTS_MAX 20

static void add_word(rg_title *title, rg_arena *arena, rg_str word)
{
	uint32_t idx = (uint32_t)title->words.n;

	if (rg_str_eq_z(word, "test") || rg_str_eq_z(word, "tests") ||
	    rg_str_map_find(&title->by_text, word) != RG_STR_MAP_NONE)
		return;
	word = rg_arena_dup(arena, word);
	rg_str_map_set(&title->by_text, word, idx);
	RG_PUSH(arena, &title->words, word);
}

static void add_test(rg_title *title, rg_arena *arena, rg_str nodeid)
{
	size_t colons = rg_str_find(nodeid, RG_STR("::"));
	rg_str name = colons == SIZE_MAX ? nodeid : rg_str_sub(nodeid, colons + 2, nodeid.len);
	const char *at = name.ptr;
	rg_str token;

	name = rg_str_sub(name, 0, rg_str_find_char(name, '['));
	while (rg_token__next(&token, &at, name.ptr + name.len)) {
		rg_words words;

		rg_token__words(&words, token);
		for (size_t i = 0; i < words.n; i++)
			add_word(title, arena, (rg_str){words.items[i].text, words.items[i].len});
	}
}

void rg_title_make(rg_title *out, const rg_scene *scene)
{
	const rg_locate_input *input = scene->input;

	*out = (rg_title){0};
	rg_str_map_init(&out->by_text, scene->arena, 32);
	for (size_t i = 0; input->failures && i < input->failures->n && i < TESTS_MAX; i++)
		add_test(out, scene->arena, input->failures->items[i].test);
	for (size_t i = 0; input->tests && i < input->tests->n && i < TESTS_MAX; i++)
		add_test(out, scene->arena, input->tests->items[i]);
}
