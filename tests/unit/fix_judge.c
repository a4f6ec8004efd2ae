/* SPDX-License-Identifier: MIT */
/* The status that follows from what is known of a session: success is nothing but all of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fix/dossier/dossier.h"

static const rg_evidence run = {.id = RG_STR_INIT("1")};

static const struct {
	const char *name;
	bool lacks_red, fails_here, is_open;
	uint32_t n_green; /* of five */
	size_t n_regressions;
	rg_status status;
	const char *note;
} cases[] = {
	{.name = "all of it", .n_green = 5, .status = RG_STATUS_SUCCESS, .note = ""},
	{.name = "a neighbour that passes on the base fails",
	 .n_green = 5,
	 .n_regressions = 1,
	 .status = RG_STATUS_PARTIAL,
	 .note = "Fix causes regressions"},
	{.name = "a neighbour fails, and nobody knows what it does on the base",
	 .n_green = 5,
	 .is_open = true,
	 .status = RG_STATUS_PARTIAL,
	 .note = "Neighbouring tests fail, not run on the base"},
	{.name = "the newest run failed",
	 .n_green = 5,
	 .fails_here = true,
	 .status = RG_STATUS_FAILED,
	 .note = "Needs expert analysis"},
	{.name = "not red on the base",
	 .n_green = 5,
	 .lacks_red = true,
	 .status = RG_STATUS_PARTIAL,
	 .note = "Not shown to fail on the base"},
	{.name = "no pass of the stability check",
	 .status = RG_STATUS_PARTIAL,
	 .note = "Passes, not checked for stability"},
};

static void judge__success_is_all_of_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_ground ground = {.session = {.pr_commit = RG_STR("4f2a91c")}};
		rg_dossier dossier = {.red = cases[i].lacks_red ? NULL : &run,
				      .passes_here = !cases[i].fails_here,
				      .n_green = cases[i].n_green,
				      .is_green = cases[i].n_green == 5,
				      .neighbours = {.run = &run, .is_open = cases[i].is_open}};

		dossier.neighbours.regressions.n = cases[i].n_regressions;
		rg_dossier_judge(&dossier, &ground);
		if (dossier.facts.status != cases[i].status ||
		    !rg_str_eq_z(dossier.facts.status_note, cases[i].note))
			fail_msg("%s: %d, %.*s", cases[i].name, (int)dossier.facts.status,
				 RG_FMT(dossier.facts.status_note));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(judge__success_is_all_of_it)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
