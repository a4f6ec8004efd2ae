/* SPDX-License-Identifier: MIT */
/* locate_identity.c - bots, accounts behind addresses, and who is who. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "locate/identity.h"

static void bots_are_no_people(void **state)
{
	static const struct {
		const char *name, *email;
		bool is_bot;
	} rows[] = {
		{"dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", true},
		{"dependabot-preview[bot]", "support@dependabot.com", true},
		{"renovate[bot]", "29139614+renovate[bot]@users.noreply.github.com", true},
		{"WhiteSource Renovate", "bot@renovateapp.com", true},
		{"github-actions", "41898282+github-actions@users.noreply.github.com", true},
		{"pre-commit-ci[bot]", "66853113+pre-commit-ci[bot]@users.noreply.github.com",
		 true},
		{"GitHub", "noreply@github.com", true},
		{"web-flow", "noreply@github.com", true},
		{"GitLab", "noreply@gitlab.example.com", true},
		{"An assistant", "noreply@example.com", true},
		{"Mail", "no-reply@example.com", true},
		{"release-bot", "release@example.com", true},
		{"ImgBot", "imgbot@example.com", true},
		{"The Bot", "x@example.com", true},
		{"pyup.io bot", "github-bot@pyup.io", true},
		{"Mergify", "37929162+mergify@users.noreply.github.com", true},
		{"Copybara", "copybara-service@example.com", true},
		{"", "", true},
		{"Ann Talbot", "talbot@example.com", false},
		{"Botond Kis", "botond@example.com", false},
		{"Jean Abbot", "jean.abbot@example.com", false},
		{"Robot Ng", "robot.ng@example.com", false},
		{"Ann", "12345+ann@users.noreply.github.com", false},
		{"Ann", "ann@noreply.codeberg.org", false},
		{"", "ann@example.com", false},
		{"Ann", "", false},
		{"\xff\xfe", "\xff@x", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_identity one = {rg_str_of(rows[i].name), rg_str_of(rows[i].email)};

		if (rg_identity_is_bot(&one) != rows[i].is_bot)
			fail_msg("%s <%s>", rows[i].name, rows[i].email);
	}
}

static void accounts_behind_addresses_that_forges_give(void **state)
{
	static const struct {
		const char *email, *account;
	} rows[] = {
		{"12345+ann@users.noreply.github.com", "ann"},
		{"ann@users.noreply.github.com", "ann"},
		{"7-ann-lee@users.noreply.gitlab.com", "ann-lee"},
		{"ann@noreply.codeberg.org", "ann"},
		{"123@users.noreply.github.com", "123"},
		{"ann@example.com", NULL},
		{"@users.noreply.github.com", NULL},
		{"ann", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_str got = rg_identity_account(rg_str_of(rows[i].email));

		assert_int_equal(rg_str_is_null(got), rows[i].account == NULL);
		if (rows[i].account && !rg_str_eq_z(got, rows[i].account))
			fail_msg("%s: %.*s", rows[i].email, RG_FMT(got));
	}
}

static uint32_t add(rg_identity_set *set, const char *name, const char *email)
{
	return rg_identity_set_add(set, &(rg_identity){rg_str_of(name), rg_str_of(email)});
}

static void one_person_has_many_addresses(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_identity_set set;

	(void)state;
	rg_identity_set_init(&set, arena);
	assert_int_equal(add(&set, "Ann Lee", "ann@work"), 0);
	assert_int_equal(add(&set, "ann lee ", "ann@home"), 0); /* by name */
	assert_int_equal(add(&set, "alee", "ANN@HOME"), 0);	/* by address */
	assert_int_equal(add(&set, "root", "root@a"), 1);
	assert_int_equal(add(&set, "root", "root@b"), 2); /* one word is no name */
	assert_int_equal(add(&set, "Bo", ""), 3);
	assert_int_equal(add(&set, "Bo", ""), 3);
	assert_int_equal(add(&set, "", "x@y"), 4);
	assert_int_equal(add(&set, "x[bot]", "bot@x"), RG_STR_MAP_NONE);
	assert_int_equal(set.items.n, 5);
	assert_true(rg_str_eq_z(set.items.items[0].email, "ann@work"));
	assert_int_equal(add(&set, "Cy Dee", "7+Cy@users.noreply.github.com"), 5);
	assert_int_equal(rg_identity_set_find(&set, RG_STR("@cY")), 5);
	assert_int_equal(rg_identity_set_find(&set, RG_STR("Ann@Home")), 0);
	assert_int_equal(rg_identity_set_find(&set, RG_STR("@ann")), RG_STR_MAP_NONE);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bots_are_no_people),
		cmocka_unit_test(accounts_behind_addresses_that_forges_give),
		cmocka_unit_test(one_person_has_many_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
