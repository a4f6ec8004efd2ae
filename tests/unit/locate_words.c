/* SPDX-License-Identifier: MIT */
/* How sure an answer is, in words; kinds and faults by name, there and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "locate/words.h"

static void locate_words__confidence_has_a_word_and_the_number(void **state)
{
	static const struct {
		int32_t confidence;
		const char *words;
	} cases[] = {
		{-1, ""},
		{0, "a guess (0 %)"},
		{599, "a guess (59 %)"},
		{600, "likely (60 %)"},
		{899, "likely (89 %)"},
		{900, "very likely (90 %)"},
		{989, "very likely (98 %)"},
		{1000, "very likely (99 %)"}, /* never certain */
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(rg_str_eq_z(
			rg_confidence_words(arena, &(rg_answer){.confidence = cases[i].confidence}),
			cases[i].words));
	/* Where the source is not at fault, no file is likely. */
	assert_true(rg_str_eq_z(
		rg_confidence_words(arena, &(rg_answer){.confidence = 990, .fault = RG_FAULT_TEST}),
		""));
	rg_arena_free(arena);
}

static void locate_words__names_lead_back(void **state)
{
	(void)state;
	for (int kind = RG_CANDIDATE_PYTHON; kind <= RG_CANDIDATE_DATA; kind++)
		assert_int_equal(rg_candidate_kind_of(rg_str_of(
					 rg_candidate_kind_name((rg_candidate_kind)kind))),
				 kind);
	for (int fault = RG_FAULT_SOURCE; fault <= RG_FAULT_ENVIRONMENT; fault++)
		assert_int_equal(rg_fault_of(rg_str_of(rg_fault_name((rg_fault)fault))), fault);
	assert_int_equal(rg_candidate_kind_of(RG_STR("of a later version")), RG_CANDIDATE_PYTHON);
	assert_int_equal(rg_fault_of((rg_str){NULL, 0}), RG_FAULT_SOURCE);
}

static void locate_words__what_asks_for_nothing_says_nothing(void **state)
{
	(void)state;
	assert_null(rg_candidate_kind_words(RG_CANDIDATE_PYTHON));
	assert_non_null(rg_candidate_kind_words(RG_CANDIDATE_NATIVE));
	assert_non_null(rg_candidate_kind_words(RG_CANDIDATE_KERNEL));
	assert_null(rg_fault_words(RG_FAULT_SOURCE));
	assert_non_null(rg_fault_words(RG_FAULT_TEST));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_words__confidence_has_a_word_and_the_number),
		cmocka_unit_test(locate_words__names_lead_back),
		cmocka_unit_test(locate_words__what_asks_for_nothing_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
