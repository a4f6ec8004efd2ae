/* SPDX-License-Identifier: MIT */
/*
 * The file of evidence and journal: who may read it, two users at once, and what a kill, a full
 * disk or a folder that cannot be written leaves behind.
 */
#include "support/store_place.h"

#include <signal.h>
#include <sys/resource.h>

#define NOBODY 65534

static void store_store__only_its_owner_may_read_it(void **state)
{
	place *at = *state;
	rg_store *store = open_quietly(at);

	set_fact(at, store, "consent", "yes");
	assert_int_equal(mode_of(at->path), 0600);
	assert_int_equal(mode_of(rg_arena_cstr(at->arena, rg_path_folder(rg_str_of(at->path)))),
			 0700);
	rg_store_close(store);
	assert_int_equal(n_files_with(at, ""), 1);
}

static void store_store__facts_are_kept_replaced_and_forgotten(void **state)
{
	place *at = *state;
	rg_store *store = open_quietly(at);

	assert_null(fact(at, store, "consent").ptr);
	set_fact(at, store, "consent", "yes");
	set_fact(at, store, "empty", "");
	rg_store_close(store);
	store = open_quietly(at);
	assert_true(rg_str_eq_z(fact(at, store, "consent"), "yes"));
	assert_non_null(fact(at, store, "empty").ptr);
	assert_int_equal(fact(at, store, "empty").len, 0);
	set_fact(at, store, "consent", "no, \xE2\x9D\x8C\n");
	assert_true(rg_str_eq_z(fact(at, store, "consent"), "no, \xE2\x9D\x8C\n"));
	set_fact(at, store, "consent", NULL);
	assert_null(fact(at, store, "consent").ptr);
	rg_store_close(store);
	rg_store_close(NULL);
}

static void store_store__a_transaction_is_kept_or_taken_back_as_a_whole(void **state)
{
	place *at = *state;
	rg_store *store = open_quietly(at), *other = open_quietly(at);
	int64_t id;

	ok(at, rg_store_begin(store, &at->err));
	set_fact(at, store, "a", "1");
	ok(at, rg_journal_begin(&id, store, RG_STR("s"), RG_STR("push"), RG_STR("{}"), &at->err));
	assert_null(fact(at, other, "a").ptr);
	ok(at, rg_store_end(store, false, &at->err));
	assert_null(fact(at, store, "a").ptr);
	ok(at, rg_store_begin(store, &at->err));
	set_fact(at, store, "a", "2");
	ok(at, rg_store_end(store, true, &at->err));
	assert_true(rg_str_eq_z(fact(at, other, "a"), "2"));
	rg_store_close(other);
	/* Closed in the middle: nothing stays. */
	ok(at, rg_store_begin(store, &at->err));
	set_fact(at, store, "a", "3");
	rg_store_close(store);
	store = open_quietly(at);
	assert_true(rg_str_eq_z(fact(at, store, "a"), "2"));
	rg_store_close(store);
}

/* A transaction that overflows SQLite's cache has touched the file itself when it is killed. */
static void store_store__a_kill_before_the_end_leaves_the_old_state(void **state)
{
	place *at = *state;
	rg_store *store = open_quietly(at);
	const size_t size = (size_t)8 << 20;
	char *big = malloc(size + 1);
	int go[2], status;
	char byte;
	pid_t pid;

	memset(big, 'x', size);
	big[size] = '\0';
	set_fact(at, store, "a", "old");
	rg_store_close(store);
	assert_int_equal(pipe(go), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		store = open_quietly(at);
		if (rg_store_begin(store, &at->err) < 0)
			_exit(1);
		set_fact(at, store, "a", "new");
		set_fact(at, store, "big", big);
		(void)write(go[1], "x", 1);
		for (;;)
			pause();
	}
	close(go[1]);
	assert_int_equal(read(go[0], &byte, 1), 1);
	assert_int_equal(n_files_with(at, "-journal"), 1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(go[0]);
	store = open_quietly(at);
	assert_true(rg_str_eq_z(fact(at, store, "a"), "old"));
	assert_null(fact(at, store, "big").ptr);
	rg_store_close(store);
	assert_int_equal(n_files_with(at, ""), 1);
	free(big);
}

#define N_WRITERS 4
#define N_WRITES  15

static int write_much(place *at, int writer)
{
	rg_store *store = open_quietly(at);

	for (int i = 0; i < N_WRITES; i++) {
		char name[30];
		rg_attempt_row attempt = {.session = RG_STR("s"), .outcome = RG_STR("failed")};
		rg_evidence run = {.outcome = RG_STR("passed"), .tree = RG_STR("t")};
		uint32_t number;

		(void)snprintf(name, sizeof(name), "%d-%d", writer, i);
		run.id = attempt.run = rg_str_of(name);
		if (rg_store_begin(store, &at->err) < 0 ||
		    rg_evidence_add(store, &run, &at->err) < 0 ||
		    rg_attempt_add(&number, store, &attempt, &at->err) < 0 ||
		    rg_store_end(store, true, &at->err) < 0) {
			fprintf(stderr, "%s\n", at->err.message);
			return 1;
		}
	}
	rg_store_close(store);
	return 0;
}

/* They open a file that is not there yet, and write at the same time. */
static void store_store__several_processes_write_at_once(void **state)
{
	place *at = *state;
	rg_attempt_row_vec attempts;
	rg_evidence_vec runs;
	rg_evidence_query all = {.tree = RG_STR("t")};
	pid_t pids[N_WRITERS];
	rg_store *store;

	for (int i = 0; i < N_WRITERS; i++)
		if ((pids[i] = fork()) == 0)
			_exit(write_much(at, i));
	for (int i = 0; i < N_WRITERS; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	store = open_quietly(at);
	ok(at, rg_attempt_list(&attempts, at->arena, store, RG_STR("s"), &at->err));
	assert_int_equal(attempts.n, N_WRITERS * N_WRITES);
	for (size_t i = 0; i < attempts.n; i++)
		assert_int_equal(attempts.items[i].number, i + 1);
	ok(at, rg_evidence_find(&runs, at->arena, store, &all, &at->err));
	assert_int_equal(runs.n, N_WRITERS * N_WRITES);
	rg_store_close(store);
	assert_int_equal(n_files_with(at, "set-aside"), 0);
}

static void store_store__a_reader_is_not_stopped_by_a_writer(void **state)
{
	place *at = *state;
	rg_store *writer = open_quietly(at), *reader;

	ok(at, rg_store_begin(writer, &at->err));
	set_fact(at, writer, "a", "1");
	reader = open_quietly(at);
	assert_null(fact(at, reader, "a").ptr);
	ok(at, rg_store_end(writer, true, &at->err));
	assert_true(rg_str_eq_z(fact(at, reader, "a"), "1"));
	rg_store_close(reader);
	rg_store_close(writer);
}

static int write_without_room(place *at)
{
	const struct rlimit limit = {64 * 1024, 64 * 1024};
	char big[256 * 1024 + 1];
	rg_store *store = open_quietly(at);

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) < 0)
		return 99;
	if (rg_store_begin(store, &at->err) < 0)
		return 1;
	if (rg_fact_set(store, RG_STR("a"), RG_STR("new"), &at->err) < 0)
		return 2;
	if (rg_fact_set(store, RG_STR("b"), rg_str_of(big), &at->err) == RG_OK &&
	    rg_store_end(store, true, &at->err) == RG_OK)
		return 3;
	if (!rg_str_has(rg_str_of(at->err.message), rg_str_of(at->path)))
		return 4;
	rg_store_close(store);
	return 0;
}

static void store_store__without_room_the_old_state_stays(void **state)
{
	place *at = *state;
	rg_store *store = open_quietly(at);

	set_fact(at, store, "a", "old");
	rg_store_close(store);
	assert_int_equal(in_child(at, write_without_room), 0);
	store = open_quietly(at);
	assert_true(rg_str_eq_z(fact(at, store, "a"), "old"));
	assert_null(fact(at, store, "b").ptr);
	rg_store_close(store);
}

static void is_refused(place *at, rg_rc code, const char *words)
{
	rg_store *store = NULL;
	rg_str notice;

	assert_int_equal(rg_store_open(&store, at->arena, at->path, &notice, &at->err), code);
	if (!rg_str_has(rg_str_of(at->err.message), rg_str_of(words)))
		fail_msg("\"%s\" is not in: %s", words, at->err.message);
	assert_null(store);
	assert_null(strchr(at->err.message, '\n'));
}

static void store_store__a_place_that_cannot_be_is_one_clear_error(void **state)
{
	place *at = *state;
	const char *folder = rg_arena_cstr(at->arena, rg_path_folder(rg_str_of(at->path)));

	put_bytes(rg_arena_printf(at->arena, "%.*s/my r\xC3\xA9po", RG_FMT(at->folder)).ptr, 0, "x",
		  1);
	is_refused(at, RG_EEXTERNAL, "my r\xC3\xA9po");
	at->path = rg_arena_printf(at->arena, "%.*s/link/evidence.db", RG_FMT(at->folder)).ptr;
	folder = rg_arena_cstr(at->arena, rg_path_folder(rg_str_of(at->path)));
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(symlink("/etc/passwd", at->path), 0);
	is_refused(at, RG_EREFUSED, "link/evidence.db is a symbolic link");
	at->path = rg_arena_printf(at->arena, "%s/sub", folder).ptr;
	assert_int_equal(mkdir(at->path, 0700), 0);
	is_refused(at, RG_EEXTERNAL, "is not a file");
}

/* Root may write everywhere. */
static void drop_rights(void)
{
	if (geteuid() == 0 && (setgid(NOBODY) < 0 || setuid(NOBODY) < 0))
		_exit(99);
}

static int open_as_nobody(place *at)
{
	rg_store *store = NULL;
	rg_str notice;

	drop_rights();
	if (rg_store_open(&store, at->arena, at->path, &notice, &at->err) != RG_EEXTERNAL)
		return 1;
	return rg_str_has(rg_str_of(at->err.message), rg_str_of(at->path)) &&
			       rg_str_has(rg_str_of(at->err.message), RG_STR("Permission denied"))
		       ? 0
		       : 2;
}

static int read_as_nobody(place *at)
{
	rg_store *store = NULL;
	rg_str value;

	drop_rights();
	if (rg_store_open(&store, at->arena, at->path, &value, &at->err) < 0)
		return 1;
	if (rg_fact_get(&value, at->arena, store, RG_STR("a"), &at->err) < 0)
		return 2;
	if (!rg_str_eq_z(value, "1"))
		return 3;
	if (rg_fact_set(store, RG_STR("a"), RG_STR("2"), &at->err) != RG_EEXTERNAL)
		return 4;
	if (!rg_str_has(rg_str_of(at->err.message), RG_STR("make it and its folder writable")))
		return 5;
	rg_store_close(store);
	return 0;
}

static void store_store__a_read_only_folder_is_one_clear_error(void **state)
{
	place *at = *state;
	rg_store *store;

	at->path = rg_arena_printf(at->arena, "%.*s/ro/evidence.db", RG_FMT(at->folder)).ptr;
	assert_int_equal(chmod(at->folder.ptr, 0755), 0);
	assert_int_equal(mkdir(rg_arena_printf(at->arena, "%.*s/ro", RG_FMT(at->folder)).ptr, 0555),
			 0);
	assert_int_equal(in_child(at, open_as_nobody), 0);
	/* What is there can still be read. */
	assert_int_equal(chmod(rg_arena_printf(at->arena, "%.*s/ro", RG_FMT(at->folder)).ptr, 0755),
			 0);
	store = open_quietly(at);
	set_fact(at, store, "a", "1");
	rg_store_close(store);
	assert_int_equal(chmod(at->path, 0444), 0);
	assert_int_equal(chmod(rg_arena_printf(at->arena, "%.*s/ro", RG_FMT(at->folder)).ptr, 0555),
			 0);
	assert_int_equal(in_child(at, read_as_nobody), 0);
	assert_int_equal(chmod(rg_arena_printf(at->arena, "%.*s/ro", RG_FMT(at->folder)).ptr, 0755),
			 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(store_store__only_its_owner_may_read_it),
		TEST(store_store__facts_are_kept_replaced_and_forgotten),
		TEST(store_store__a_transaction_is_kept_or_taken_back_as_a_whole),
		TEST(store_store__a_kill_before_the_end_leaves_the_old_state),
		TEST(store_store__several_processes_write_at_once),
		TEST(store_store__a_reader_is_not_stopped_by_a_writer),
		TEST(store_store__without_room_the_old_state_stays),
		TEST(store_store__a_place_that_cannot_be_is_one_clear_error),
		TEST(store_store__a_read_only_folder_is_one_clear_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
