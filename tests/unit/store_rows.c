/* SPDX-License-Identifier: MIT */
/*
 * What was put comes back equal. Rows are filled and compared byte by byte of their members, by
 * offset, so that a member without a column fails the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/arena.h"
#include "os/fs.h"
#include "store/evidence.h"
#include "store/journal.h"
#include "store/session.h"

typedef struct place {
	rg_arena *arena;
	rg_str folder;
	const char *path;
	rg_store *store;
	rg_err err;
} place;

static void ok(const place *at, rg_rc rc)
{
	if (rc < 0)
		fail_msg("%s", at->err.message);
}

/* Closed and opened, so that what is read comes from the file. */
static void reopen(place *at)
{
	rg_str notice;

	rg_store_close(at->store);
	ok(at, rg_store_open(&at->store, at->arena, at->path, &notice, &at->err));
	assert_null(notice.ptr);
}

static int make_place(void **state)
{
	place *at = calloc(1, sizeof(*at));

	at->arena = rg_arena_new();
	if (rg_fs_make_temp(&at->folder, at->arena, &at->err) < 0)
		return -1;
	at->path = rg_arena_printf(at->arena, "%.*s/evidence.db", RG_FMT(at->folder)).ptr;
	reopen(at);
	*state = at;
	return 0;
}

static int remove_place(void **state)
{
	place *at = *state;
	int rc;

	rg_store_close(at->store);
	rc = rg_fs_remove(at->folder.ptr, &at->err) < 0 ? -1 : 0;
	rg_arena_free(at->arena);
	free(at);
	return rc;
}

/* Texts as they come: not known, empty, unicode, several lines, a NUL, bytes that are no UTF-8. */
static const rg_str texts[] = {
	{NULL, 0},
	RG_STR_INIT(""),
	RG_STR_INIT("plain"),
	RG_STR_INIT("tests/t\xC3\xA4st_\xE6\xB5\x8B.py::test_x[\xF0\x9F\x90\x8D-1]"),
	RG_STR_INIT("line 1\nline 2\r\n\n\tline 4\n"),
	RG_STR_INIT("'; DROP TABLE evidence; -- \" ?1 :a"),
	RG_STR_INIT("before\0behind"),
	RG_STR_INIT("\xff\xfe no utf-8"),
};
#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

static void is_same(rg_str got, rg_str want)
{
	assert_int_equal(got.ptr == NULL, want.ptr == NULL);
	assert_true(rg_str_eq(got, want));
}

#define E(member) offsetof(rg_evidence, member)
static const size_t evidence_texts[] = {
	E(session),	E(purpose), E(tree),	E(tests),   E(repro),	E(argv),
	E(environment), E(python),  E(pytest),	E(plugins), E(outcome), E(why),
	E(fingerprint), E(failure), E(foreign), E(log),	    E(numbers),
};
#define N_EVIDENCE_TEXTS (sizeof(evidence_texts) / sizeof(evidence_texts[0]))

static rg_str *text_at(void *row, size_t offset)
{
	return (rg_str *)((char *)row + offset);
}

static rg_evidence evidence_number(rg_arena *arena, size_t i)
{
	static const double seconds[] = {-1, 0, 0.1, 1.0 / 3, 899.999999999, 1e-9, 1e300, 42};
	rg_evidence out = {
		.id = rg_arena_printf(arena, "r%zu", i),
		.started = i % 2 ? INT64_MAX : -1,
		.seconds = seconds[i % 8],
		.test_seconds = seconds[(i + 3) % 8],
		.hash_seed = UINT32_MAX - (uint32_t)i,
		.n_passed = (uint32_t)i,
		.n_failed = 4000000000u,
		.is_complete = i % 2,
		.is_stale = i % 3 == 0,
	};

	for (size_t k = 0; k < N_EVIDENCE_TEXTS; k++)
		*text_at(&out, evidence_texts[k]) = texts[(i + k) % N_TEXTS];
	return out;
}

static void store_rows__evidence_comes_back_equal_and_newest_first(void **state)
{
	place *at = *state;
	rg_evidence_query all = {.only_valid = false};
	rg_evidence_vec found;

	for (size_t i = 0; i < N_TEXTS; i++) {
		rg_evidence row = evidence_number(at->arena, i);

		ok(at, rg_evidence_add(at->store, &row, &at->err));
	}
	reopen(at);
	ok(at, rg_evidence_find(&found, at->arena, at->store, &all, &at->err));
	assert_int_equal(found.n, N_TEXTS);
	for (size_t i = 0; i < N_TEXTS; i++) {
		rg_evidence *got = &found.items[N_TEXTS - 1 - i];
		rg_evidence want = evidence_number(at->arena, i);

		is_same(got->id, want.id);
		for (size_t k = 0; k < N_EVIDENCE_TEXTS; k++)
			is_same(*text_at(got, evidence_texts[k]),
				*text_at(&want, evidence_texts[k]));
		assert_true(got->started == want.started && got->seconds == want.seconds);
		assert_true(got->test_seconds == want.test_seconds);
		assert_int_equal(got->hash_seed, want.hash_seed);
		assert_int_equal(got->n_passed, want.n_passed);
		assert_int_equal(got->n_failed, want.n_failed);
		assert_int_equal(got->is_complete, want.is_complete);
		assert_int_equal(got->is_stale, want.is_stale);
	}
}

static void store_rows__evidence_is_never_changed(void **state)
{
	place *at = *state;
	rg_evidence row = evidence_number(at->arena, 2), nameless = row;
	rg_evidence_query all = {.id = row.id};
	rg_evidence_vec found;

	ok(at, rg_evidence_add(at->store, &row, &at->err));
	row.outcome = RG_STR("passed");
	assert_int_equal(rg_evidence_add(at->store, &row, &at->err), RG_EEXISTS);
	nameless.id = (rg_str){NULL, 0};
	assert_int_equal(rg_evidence_add(at->store, &nameless, &at->err), RG_EINVAL);
	ok(at, rg_evidence_find(&found, at->arena, at->store, &all, &at->err));
	assert_int_equal(found.n, 1);
	is_same(found.items[0].outcome, evidence_number(at->arena, 2).outcome);
}

static size_t n_found(place *at, rg_evidence_query query, const char *newest)
{
	rg_evidence_vec found;

	ok(at, rg_evidence_find(&found, at->arena, at->store, &query, &at->err));
	if (newest)
		assert_true(found.n && rg_str_eq_z(found.items[0].id, newest));
	return found.n;
}

static void store_rows__a_claim_is_a_query_over_valid_runs_of_one_tree(void **state)
{
	static const struct {
		const char *id, *session, *purpose, *tree, *repro, *foreign;
		bool is_stale;
	} runs[] = {
		{"1", "s", "baseline", "base", "r", NULL, false},
		{"2", "s", "attempt", "fix", "r", NULL, false},
		{"3", "s", "stability", "fix", "r", NULL, false},
		{"4", "s", "stability", "fix", "r", "imports foo from site-packages", false},
		{"5", "s", "stability", "fix", "r", NULL, true},
		{"6", NULL, "stability", "fix", "other", NULL, false},
		{"7", "", "run", "", "r", NULL, false},
	};
	place *at = *state;

	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		rg_evidence row = {
			.id = rg_str_of(runs[i].id),
			.session = rg_str_of(runs[i].session),
			.purpose = rg_str_of(runs[i].purpose),
			.tree = rg_str_of(runs[i].tree),
			.tests = RG_STR("a\nb"),
			.repro = rg_str_of(runs[i].repro),
			.foreign = rg_str_of(runs[i].foreign),
			.is_stale = runs[i].is_stale,
		};

		ok(at, rg_evidence_add(at->store, &row, &at->err));
	}
	assert_int_equal(n_found(at, (rg_evidence_query){.tree = RG_STR("fix")}, "6"), 5);
	assert_int_equal(
		n_found(at, (rg_evidence_query){.tree = RG_STR("fix"), .only_valid = true}, "6"),
		3);
	assert_int_equal(n_found(at,
				 (rg_evidence_query){.tree = RG_STR("fix"),
						     .repro = RG_STR("r"),
						     .purpose = RG_STR("stability"),
						     .tests = RG_STR("a\nb"),
						     .session = RG_STR("s"),
						     .only_valid = true},
				 "3"),
			 1);
	assert_int_equal(n_found(at, (rg_evidence_query){.tree = RG_STR("")}, "7"), 1);
	assert_int_equal(n_found(at, (rg_evidence_query){.tree = RG_STR("FIX")}, NULL), 0);
	assert_int_equal(n_found(at, (rg_evidence_query){.tests = RG_STR("a")}, NULL), 0);
	assert_int_equal(n_found(at, (rg_evidence_query){.max = 2}, "7"), 2);
	assert_int_equal(n_found(at, (rg_evidence_query){.id = RG_STR("4")}, "4"), 1);
}

#define S(member) offsetof(rg_session_row, member)
static const size_t session_texts[] = {
	S(state),	S(phase),	S(root),       S(tests),      S(prompt),   S(kind),
	S(name),	S(fingerprint), S(failure),    S(dev_branch), S(dev_oid),  S(base_branch),
	S(base_remote), S(base_ref),	S(base_oid),   S(branch),     S(worktree), S(mode),
	S(carried),	S(products),	S(pr_commit),  S(pr_tree),    S(pr_url),   S(pr_file),
	S(report),	S(reason),	S(candidates), S(failures),
};
#define N_SESSION_TEXTS (sizeof(session_texts) / sizeof(session_texts[0]))

static rg_session_row session_number(rg_arena *arena, size_t i, size_t shift)
{
	rg_session_row out = {
		.id = rg_arena_printf(arena, "2026-11-24_14-05-0%zu_prices-gap", i),
		.pr_number = (int64_t)i,
		.started = 1700000000 + (int64_t)i,
		.ended = INT64_MIN,
		.budget_seconds = 900,
		.extended_seconds = -5,
	};

	for (size_t k = 0; k < N_SESSION_TEXTS; k++)
		*text_at(&out, session_texts[k]) = texts[(i + k + shift) % N_TEXTS];
	return out;
}

static void is_same_session(rg_session_row *got, rg_session_row want)
{
	is_same(got->id, want.id);
	for (size_t k = 0; k < N_SESSION_TEXTS; k++)
		is_same(*text_at(got, session_texts[k]), *text_at(&want, session_texts[k]));
	assert_true(got->pr_number == want.pr_number && got->started == want.started);
	assert_true(got->ended == want.ended && got->budget_seconds == want.budget_seconds);
	assert_true(got->extended_seconds == want.extended_seconds);
}

static void store_rows__sessions_come_back_equal_and_are_replaced_whole(void **state)
{
	place *at = *state;

	for (size_t shift = 0; shift < 2; shift++) {
		for (size_t i = 0; i < N_TEXTS; i++) {
			rg_session_row row = session_number(at->arena, i, shift);

			ok(at, rg_session_put(at->store, &row, &at->err));
		}
		reopen(at);
		for (size_t i = 0; i < N_TEXTS; i++) {
			rg_session_row want = session_number(at->arena, i, shift), got;

			ok(at, rg_session_get(&got, at->arena, at->store, want.id, &at->err));
			is_same_session(&got, want);
		}
	}
}

static void store_rows__an_unknown_session_is_named(void **state)
{
	place *at = *state;
	rg_session_row row;

	assert_int_equal(
		rg_session_get(&row, at->arena, at->store, RG_STR("2026_nothing"), &at->err),
		RG_ENOTFOUND);
	assert_non_null(strstr(at->err.message, "2026_nothing"));
}

static void put_session(place *at, const char *id, const char *root, const char *session_state)
{
	rg_session_row row = {
		.id = rg_str_of(id), .root = rg_str_of(root), .state = rg_str_of(session_state)};

	ok(at, rg_session_put(at->store, &row, &at->err));
}

static void is_session(place *at, const char *root, const char *active, const char *newest)
{
	rg_session_row row;
	bool found;

	ok(at, rg_session_active(&row, &found, at->arena, at->store, rg_str_of(root), &at->err));
	assert_int_equal(found, active != NULL);
	if (active)
		is_same(row.id, rg_str_of(active));
	ok(at, rg_session_newest(&row, &found, at->arena, at->store, rg_str_of(root), &at->err));
	assert_int_equal(found, newest != NULL);
	if (newest)
		is_same(row.id, rg_str_of(newest));
}

static void store_rows__each_work_tree_has_its_newest_and_its_active_session(void **state)
{
	place *at = *state;

	is_session(at, "/a", NULL, NULL);
	put_session(at, "3", "/a", "active");
	put_session(at, "1", "/a", "active"); /* the clock was set back */
	put_session(at, "2", "/b", "done");
	is_session(at, "/a", "1", "1");
	is_session(at, "/b", NULL, "2");
	put_session(at, "1", "/a", "done");
	is_session(at, "/a", "3", "1");
	put_session(at, "3", "/a", "given-up");
	is_session(at, "/a", NULL, "1");
	is_session(at, "/A", NULL, NULL);
}

static void store_rows__attempts_are_numbered_per_session(void **state)
{
	place *at = *state;
	rg_attempt_row_vec found;
	uint32_t number = 0;

	for (uint32_t i = 0; i < 3; i++) {
		for (int k = 0; k < 2; k++) {
			rg_attempt_row row = {.session = k ? RG_STR("a") : RG_STR("b"),
					      .number = 77,
					      .run = RG_STR("run"),
					      .tree = texts[i],
					      .outcome = RG_STR("failed"),
					      .changed = RG_STR("a b.py\nc.py"),
					      .log = texts[i + 3],
					      .time = 1700000000};

			ok(at, rg_attempt_add(&number, at->store, &row, &at->err));
			assert_int_equal(number, i + 1);
		}
	}
	reopen(at);
	ok(at, rg_attempt_list(&found, at->arena, at->store, RG_STR("a"), &at->err));
	assert_int_equal(found.n, 3);
	for (uint32_t i = 0; i < 3; i++) {
		const rg_attempt_row *row = &found.items[i];

		assert_int_equal(row->number, i + 1);
		is_same(row->session, RG_STR("a"));
		is_same(row->run, RG_STR("run"));
		is_same(row->tree, texts[i]);
		is_same(row->outcome, RG_STR("failed"));
		is_same(row->changed, RG_STR("a b.py\nc.py"));
		is_same(row->log, texts[i + 3]);
		assert_int_equal(row->time, 1700000000);
	}
	ok(at, rg_attempt_list(&found, at->arena, at->store, RG_STR("none"), &at->err));
	assert_int_equal(found.n, 0);
}

static void store_rows__an_intent_without_an_outcome_is_open(void **state)
{
	place *at = *state;
	const rg_str none = {NULL, 0}, detail = RG_STR("{\"ref\": \"refs/heads/fix/\xC3\xA9\"}");
	int64_t now = (int64_t)time(NULL), branch, push, other;
	rg_journal_entry_vec found;

	ok(at,
	   rg_journal_begin(&branch, at->store, RG_STR("s"), RG_STR("branch"), detail, &at->err));
	ok(at,
	   rg_journal_begin(&push, at->store, RG_STR("s"), RG_STR("push"), RG_STR("{}"), &at->err));
	ok(at, rg_journal_begin(&other, at->store, none, RG_STR("undo"), none, &at->err));
	assert_true(branch < push && push < other);
	ok(at, rg_journal_end(at->store, branch, RG_STR("done"), none, &at->err));
	ok(at, rg_journal_end(at->store, branch, RG_STR("undone"), detail, &at->err));
	reopen(at);
	ok(at, rg_journal_list(&found, at->arena, at->store, none, false, &at->err));
	assert_int_equal(found.n, 3);
	assert_int_equal(found.items[0].id, branch);
	is_same(found.items[0].session, RG_STR("s"));
	is_same(found.items[0].kind, RG_STR("branch"));
	is_same(found.items[0].intent, detail);
	is_same(found.items[0].outcome, RG_STR("undone"));
	is_same(found.items[0].detail, detail);
	assert_true(found.items[0].time >= now && found.items[0].time < now + 60);
	is_same(found.items[2].session, none);
	is_same(found.items[2].intent, none);
	ok(at, rg_journal_list(&found, at->arena, at->store, RG_STR("s"), true, &at->err));
	assert_int_equal(found.n, 1);
	assert_int_equal(found.items[0].id, push);
	is_same(found.items[0].outcome, none);
	is_same(found.items[0].detail, none);
	ok(at, rg_journal_list(&found, at->arena, at->store, none, true, &at->err));
	assert_int_equal(found.n, 2);
	assert_int_equal(rg_journal_end(at->store, 999, RG_STR("done"), none, &at->err),
			 RG_ENOTFOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(store_rows__evidence_comes_back_equal_and_newest_first),
		TEST(store_rows__evidence_is_never_changed),
		TEST(store_rows__a_claim_is_a_query_over_valid_runs_of_one_tree),
		TEST(store_rows__sessions_come_back_equal_and_are_replaced_whole),
		TEST(store_rows__an_unknown_session_is_named),
		TEST(store_rows__each_work_tree_has_its_newest_and_its_active_session),
		TEST(store_rows__attempts_are_numbered_per_session),
		TEST(store_rows__an_intent_without_an_outcome_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
