/* SPDX-License-Identifier: MIT */
/*
 * The file of evidence and journal: who may read it, two users at once, what a kill leaves behind,
 * and files that cannot be used.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"
#include "os/fs.h"
#include "store/evidence.h"
#include "store/journal.h"
#include "store/session.h"

#define NOBODY 65534

typedef struct place {
	rg_arena *arena;
	rg_str folder;
	const char *path;
	rg_err err;
} place;

static int make_place(void **state)
{
	place *at = calloc(1, sizeof(*at));

	at->arena = rg_arena_new();
	if (rg_fs_make_temp(&at->folder, at->arena, &at->err) < 0)
		return -1;
	at->path = rg_arena_printf(at->arena, "%.*s/my répo/.git/redgreen/evidence.db",
				   RG_FMT(at->folder))
			   .ptr;
	*state = at;
	return 0;
}

static int remove_place(void **state)
{
	place *at = *state;
	int rc = rg_fs_remove(at->folder.ptr, &at->err) < 0 ? -1 : 0;

	rg_arena_free(at->arena);
	free(at);
	return rc;
}

static rg_store *open_store(place *at, rg_str *notice)
{
	rg_store *store = NULL;

	if (rg_store_open(&store, at->arena, at->path, notice, &at->err) < 0)
		fail_msg("%s", at->err.message);
	return store;
}

static rg_store *open_quietly(place *at)
{
	rg_str notice;
	rg_store *store = open_store(at, &notice);

	assert_null(notice.ptr);
	return store;
}

static void ok(const place *at, rg_rc rc)
{
	if (rc < 0)
		fail_msg("%s", at->err.message);
}

static void set_fact(place *at, rg_store *store, const char *name, const char *value)
{
	ok(at, rg_fact_set(store, rg_str_of(name), rg_str_of(value), &at->err));
}

static rg_str fact(place *at, rg_store *store, const char *name)
{
	rg_str value;

	ok(at, rg_fact_get(&value, at->arena, store, rg_str_of(name), &at->err));
	return value;
}

static size_t n_files_with(place *at, const char *part)
{
	rg_str_vec names = rg_fs_list(
		at->arena, rg_arena_cstr(at->arena, rg_path_folder(rg_str_of(at->path))));
	size_t n = 0;

	for (size_t i = 0; i < names.n; i++)
		n += rg_str_has(names.items[i], rg_str_of(part));
	return n;
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

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

static void put_bytes(const char *path, off_t at, const void *bytes, size_t n)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, n, at), n);
	close(fd);
}

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

/* Its exit code is what matters. */
static int in_child(place *at, int (*what)(place *))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(what(at));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
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

static void store_store__a_damaged_file_is_set_aside(void **state)
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
static void store_store__damage_that_is_found_while_reading_is_set_aside(void **state)
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

static void store_store__an_empty_file_is_filled(void **state)
{
	place *at = *state;

	rg_store_close(open_quietly(at));
	assert_int_equal(truncate(at->path, 0), 0);
	rg_store_close(open_quietly(at));
	assert_int_equal(n_files_with(at, "set-aside"), 0);
}

/* user_version and application_id are at these offsets (sqlite.org/fileformat.html, 1.3). */
static void store_store__a_newer_or_foreign_file_is_set_aside(void **state)
{
	place *at = *state;

	make_full(at);
	put_bytes(at->path, 60, "\0\0\x7f\xff", 4);
	is_set_aside(at, "newer redgreen");
	put_bytes(at->path, 68, "GPKG", 4);
	is_set_aside(at, "not redgreen's");
}

/* Two see the damage; the second must not set the first's fresh file aside. */
static void store_store__several_processes_set_aside_once(void **state)
{
	place *at = *state;
	pid_t pids[N_WRITERS];

	make_full(at);
	put_bytes(at->path, 60, "\0\0\x7f\xff", 4);
	for (int i = 0; i < N_WRITERS; i++) {
		if ((pids[i] = fork()) == 0) {
			rg_str notice;
			rg_store *store = open_store(at, &notice);

			rg_store_close(store);
			_exit(0);
		}
	}
	for (int i = 0; i < N_WRITERS; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(n_files_with(at, "set-aside"), 1);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(store_store__only_its_owner_may_read_it),
		TEST(store_store__facts_are_kept_replaced_and_forgotten),
		TEST(store_store__a_transaction_is_kept_or_taken_back_as_a_whole),
		TEST(store_store__a_kill_before_the_end_leaves_the_old_state),
		TEST(store_store__several_processes_write_at_once),
		TEST(store_store__a_reader_is_not_stopped_by_a_writer),
		TEST(store_store__a_damaged_file_is_set_aside),
		TEST(store_store__damage_that_is_found_while_reading_is_set_aside),
		TEST(store_store__without_room_the_old_state_stays),
		TEST(store_store__an_empty_file_is_filled),
		TEST(store_store__a_newer_or_foreign_file_is_set_aside),
		TEST(store_store__several_processes_set_aside_once),
		TEST(store_store__a_place_that_cannot_be_is_one_clear_error),
		TEST(store_store__a_read_only_folder_is_one_clear_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
