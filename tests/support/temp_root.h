/* SPDX-License-Identifier: MIT */
/*
 * temp_root.h - a folder of its own for a unit test, its files, and its end. What goes wrong fails
 * the test.
 */
#ifndef RG_TESTS_TEMP_ROOT_H
#define RG_TESTS_TEMP_ROOT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "os/fs.h"

/* Absolute, links resolved; lies in the arena. */
static inline rg_str make_root(rg_arena *arena)
{
	rg_str folder;
	rg_err err;

	if (rg_fs_make_temp(&folder, arena, &err) < 0)
		fail_msg("%s", err.message);
	return rg_fs_real(arena, folder.ptr);
}

/* With all that is in it. For a teardown: 0, or -1 when something stays. */
static inline int remove_root(rg_str root)
{
	rg_err err;

	return rg_fs_remove(root.ptr, &err) < 0 ? -1 : 0;
}

/* A file below the root; its folders are made. */
static inline void put_file(rg_str root, const char *name, const char *text)
{
	rg_arena *scratch = rg_arena_new();
	char *path = rg_path_join(scratch, root, rg_str_of(name));
	rg_err err;

	if (rg_fs_make_folders(rg_arena_cstr(scratch, rg_path_folder(rg_str_of(path))), &err) < 0 ||
	    rg_fs_write(path, rg_str_of(text), false, &err) < 0)
		fail_msg("%s", err.message);
	rg_arena_free(scratch);
}

/* One that can be started: a script. */
static inline void put_program(rg_str root, const char *name, const char *text)
{
	rg_arena *scratch = rg_arena_new();

	put_file(root, name, text);
	assert_int_equal(chmod(rg_path_join(scratch, root, rg_str_of(name)), 0755), 0);
	rg_arena_free(scratch);
}

#endif
