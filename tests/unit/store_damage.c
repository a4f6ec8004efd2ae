/* SPDX-License-Identifier: MIT */
/* Files that cannot be used: what was there is kept beside a fresh one, and it is said once. */
#include "support/store_place.h"

#include <sys/file.h>

#define N_WRITERS 4
#define N_ROUNDS  5

/* Made anew with one sentence; what was there is kept beside it. */
static void is_set_aside(place *at, const char *word)
{
	size_t n_kept = n_files_with(at, "set-aside");
	rg_str notice;
	rg_store *store = open_store(at, &notice);

	assert_non_null(notice.ptr);
	assert_true(rg_str_has(notice, rg_str_of(word)));
	assert_true(rg_str_has(notice, RG_STR("evidence.db.set-aside-")));
	assert_true(rg_str_has(notice, rg_str_of(at->path)));
	assert_int_equal(n_files_with(at, "set-aside"), n_kept + 1);
	assert_null(fact(at, store, "a").ptr);
	set_fact(at, store, "a", "fresh");
	rg_store_close(store);
	store = open_quietly(at);
	assert_true(rg_str_eq_z(fact(at, store, "a"), "fresh"));
	rg_store_close(store);
	assert_int_equal(mode_of(at->path), 0600);
}

static void grow(place *at, int part)
{
	rg_store *store = open_quietly(at);
	char text[2001];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ok(at, rg_store_begin(store, &at->err));
	for (int i = 0; i < 200; i++) {
		char id[30];
		rg_evidence run = {.tree = RG_STR("t"), .argv = rg_str_of(text)};

		(void)snprintf(id, sizeof(id), "run-%d-%d", part, i);
		run.id = rg_str_of(id);
		ok(at, rg_evidence_add(store, &run, &at->err));
	}
	ok(at, rg_store_end(store, true, &at->err));
	rg_store_close(store);
}

static void make_full(place *at)
{
	rg_store *store = open_quietly(at);

	ok(at, rg_store_begin(store, &at->err));
	for (int i = 0; i < 500; i++) {
		char id[20];
		rg_evidence run = {.tree = RG_STR("t"), .outcome = RG_STR("passed")};

		(void)snprintf(id, sizeof(id), "run-%d", i);
		run.id = run.log = run.argv = rg_str_of(id);
		ok(at, rg_evidence_add(store, &run, &at->err));
	}
	set_fact(at, store, "a", "1");
	ok(at, rg_store_end(store, true, &at->err));
	rg_store_close(store);
}

static void store_damage__a_damaged_file_is_set_aside(void **state)
{
	place *at = *state;
	char zeros[4096 * 3] = {0};

	make_full(at);
	put_bytes(at->path, 0, "This is no database at all", 26);
	is_set_aside(at, "was damaged");
	make_full(at);
	assert_int_equal(truncate(at->path, 4096 * 2 + 100), 0);
	is_set_aside(at, "was damaged");
	rg_store_close(open_quietly(at));
	ok(at, rg_fs_remove(at->path, &at->err));
	make_full(at);
	put_bytes(at->path, 4096, zeros, sizeof(zeros));
	is_set_aside(at, "was damaged");
	ok(at, rg_fs_remove(at->path, &at->err));
	make_full(at);
	memset(zeros, 0x5a, sizeof(zeros));
	put_bytes(at->path, 4096 * 9, zeros, sizeof(zeros));
	is_set_aside(at, "was damaged");
}

/* A file too large to be checked when it is opened: the first to read it says so, once. */
static void store_damage__damage_that_is_found_while_reading_is_set_aside(void **state)
{
	place *at = *state;
	char garbage[4096 * 8];
	rg_evidence_query all = {.max = 3000};
	rg_evidence_vec found;
	rg_store *store;

	for (int i = 0; i < 12; i++)
		grow(at, i);
	memset(garbage, 0x5a, sizeof(garbage));
	for (off_t page = 100; page < 700; page += 8)
		put_bytes(at->path, 4096 * page, garbage, sizeof(garbage));
	store = open_quietly(at);
	assert_int_equal(rg_evidence_find(&found, at->arena, store, &all, &at->err), RG_EEXTERNAL);
	assert_non_null(strstr(at->err.message, at->path));
	assert_non_null(strstr(at->err.message, "is damaged"));
	rg_store_close(store);
	assert_int_equal(n_files_with(at, "set-aside-1"), 1);
	store = open_quietly(at);
	ok(at, rg_evidence_find(&found, at->arena, store, &all, &at->err));
	assert_int_equal(found.n, 0);
	rg_store_close(store);
}

static void store_damage__an_empty_file_is_filled(void **state)
{
	place *at = *state;

	rg_store_close(open_quietly(at));
	assert_int_equal(truncate(at->path, 0), 0);
	rg_store_close(open_quietly(at));
	assert_int_equal(n_files_with(at, "set-aside"), 0);
}

/* user_version and application_id are at these offsets (sqlite.org/fileformat.html, 1.3). */
static void store_damage__a_newer_or_foreign_file_is_set_aside(void **state)
{
	place *at = *state;

	make_full(at);
	put_bytes(at->path, 60, "\0\0\x7f\xff", 4);
	is_set_aside(at, "newer redgreen");
	put_bytes(at->path, 68, "GPKG", 4);
	is_set_aside(at, "not redgreen's");
}

/* Opens and writes as a command does; exits with what went wrong. */
static int use(place *at)
{
	rg_store *store = NULL;
	rg_str notice;

	if (rg_store_open(&store, at->arena, at->path, &notice, &at->err) < 0 ||
	    rg_fact_set(store, RG_STR("a"), RG_STR("1"), &at->err) < 0) {
		(void)fprintf(stderr, "%s\n", at->err.message);
		return 1;
	}
	rg_store_close(store);
	return 0;
}

/* Several see the damage; the second must not set the first's fresh file aside, and none fails. */
static void several_set_it_aside_once(place *at)
{
	size_t n_kept = n_files_with(at, "set-aside");
	pid_t pids[N_WRITERS];

	for (int i = 0; i < N_WRITERS; i++)
		if ((pids[i] = fork()) == 0)
			_exit(use(at));
	for (int i = 0; i < N_WRITERS; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(n_files_with(at, "set-aside"), n_kept + 1);
}

static void store_damage__several_processes_set_aside_once(void **state)
{
	place *at = *state;

	for (int i = 0; i < N_ROUNDS; i++) {
		make_full(at);
		put_bytes(at->path, 60, "\0\0\x7f\xff", 4);
		several_set_it_aside_once(at);
		put_bytes(at->path, 0, "This is no database at all", 26);
		several_set_it_aside_once(at);
		ok(at, rg_fs_remove(at->path, &at->err));
	}
}

/* The folder's lock, asked for by a process that would set a file of it aside. */
static bool can_be_set_aside(place *at)
{
	const char *folder = rg_arena_cstr(at->arena, rg_path_folder(rg_str_of(at->path)));
	int fd = open(folder, O_RDONLY | O_DIRECTORY);
	bool can = flock(fd, LOCK_EX | LOCK_NB) == 0;

	assert_true(fd >= 0);
	close(fd);
	return can;
}

/* Its handle would take the journal of the file that comes after it for its own. */
static void store_damage__a_file_that_is_open_stays_where_it_is(void **state)
{
	place *at = *state;
	rg_store *store = open_quietly(at), *other = open_quietly(at);

	assert_false(can_be_set_aside(at));
	rg_store_close(other);
	assert_false(can_be_set_aside(at));
	rg_store_close(store);
	assert_true(can_be_set_aside(at));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(store_damage__a_damaged_file_is_set_aside),
		TEST(store_damage__damage_that_is_found_while_reading_is_set_aside),
		TEST(store_damage__an_empty_file_is_filled),
		TEST(store_damage__a_newer_or_foreign_file_is_set_aside),
		TEST(store_damage__several_processes_set_aside_once),
		TEST(store_damage__a_file_that_is_open_stays_where_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
