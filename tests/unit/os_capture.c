/* SPDX-License-Identifier: MIT */
/* A log file is made anew, whoever else makes one of the same name at the same time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "os/capture.h"
#include "os/fs.h"

#define N_PROCESSES 4
#define N_LOGS	    300

static rg_arena *arena;
static rg_str folder;
static const char *path;

static int set_up(void **state)
{
	rg_err err;

	(void)state;
	arena = rg_arena_new();
	if (rg_fs_make_temp(&folder, arena, &err) < 0)
		return -1;
	path = rg_path_join(arena, folder, RG_STR("last_run.txt"));
	return 0;
}

static int tear_down(void **state)
{
	rg_err err;
	int rc;

	(void)state;
	rc = rg_fs_remove(folder.ptr, &err);
	rg_arena_free(arena);
	return rc < 0 ? -1 : 0;
}

static int make_logs(void)
{
	rg_log_file log;

	for (int i = 0; i < N_LOGS; i++) {
		if (!rg_log_file__open(&log, path))
			return 1;
		rg_log_file__add(&log, RG_STR("a line\n"));
		if (log.has_failed)
			return 1;
		rg_log_file__close(&log, path);
	}
	return 0;
}

static void os_capture__several_make_a_log_of_one_name(void **state)
{
	pid_t pids[N_PROCESSES];

	(void)state;
	for (int i = 0; i < N_PROCESSES; i++)
		if ((pids[i] = fork()) == 0)
			_exit(make_logs());
	for (int i = 0; i < N_PROCESSES; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
}

static void os_capture__a_link_is_not_written_through(void **state)
{
	rg_str text;
	rg_err err;
	const char *other = rg_path_join(arena, folder, RG_STR("other.txt"));

	(void)state;
	assert_int_equal(rg_fs_write(other, RG_STR("the user's"), false, &err), RG_OK);
	assert_int_equal(symlink(other, path), 0);
	assert_int_equal(make_logs(), 0);
	assert_int_equal(rg_fs_read(&text, arena, other, 100, &err), RG_OK);
	assert_true(rg_str_eq_z(text, "the user's"));
}

static void os_capture__what_is_in_the_way_is_an_error(void **state)
{
	rg_log_file log;

	(void)state;
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(rg_log_file__open(&log, path));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(os_capture__several_make_a_log_of_one_name),
		TEST(os_capture__a_link_is_not_written_through),
		TEST(os_capture__what_is_in_the_way_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
