/* SPDX-License-Identifier: MIT */
/* store_place.h - a store in a folder of its own, for the tests of server/store. */
#ifndef RG_TESTS_STORE_PLACE_H
#define RG_TESTS_STORE_PLACE_H

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

typedef struct place {
	rg_arena *arena;
	rg_str folder;
	const char *path;
	rg_err err;
} place;

static inline int make_place(void **state)
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

static inline int remove_place(void **state)
{
	place *at = *state;
	int rc = rg_fs_remove(at->folder.ptr, &at->err) < 0 ? -1 : 0;

	rg_arena_free(at->arena);
	free(at);
	return rc;
}

static inline rg_store *open_store(place *at, rg_str *notice)
{
	rg_store *store = NULL;

	if (rg_store_open(&store, at->arena, at->path, notice, &at->err) < 0)
		fail_msg("%s", at->err.message);
	return store;
}

static inline rg_store *open_quietly(place *at)
{
	rg_str notice;
	rg_store *store = open_store(at, &notice);

	assert_null(notice.ptr);
	return store;
}

static inline void ok(const place *at, rg_rc rc)
{
	if (rc < 0)
		fail_msg("%s", at->err.message);
}

static inline void set_fact(place *at, rg_store *store, const char *name, const char *value)
{
	ok(at, rg_fact_set(store, rg_str_of(name), rg_str_of(value), &at->err));
}

static inline rg_str fact(place *at, rg_store *store, const char *name)
{
	rg_str value;

	ok(at, rg_fact_get(&value, at->arena, store, rg_str_of(name), &at->err));
	return value;
}

static inline size_t n_files_with(place *at, const char *part)
{
	rg_str_vec names = rg_fs_list(
		at->arena, rg_arena_cstr(at->arena, rg_path_folder(rg_str_of(at->path))));
	size_t n = 0;

	for (size_t i = 0; i < names.n; i++)
		n += rg_str_has(names.items[i], rg_str_of(part));
	return n;
}

static inline mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static inline void put_bytes(const char *path, off_t at, const void *bytes, size_t n)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, n, at), n);
	close(fd);
}

/* Its exit code is what matters. */
static inline int in_child(place *at, int (*what)(place *))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(what(at));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

#endif
