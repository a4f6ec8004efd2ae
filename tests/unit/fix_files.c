/* SPDX-License-Identifier: MIT */
/* fix_files.c - copies of files from one work tree in another: what they are, and where. */
#include "support/temp_root.h"

#include <unistd.h>

#include "fix/session/files.h"

static void copies__keep_what_a_file_is_and_make_folders(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str root = make_root(arena), text;
	const char *from = rg_path_join(arena, root, RG_STR("from"));
	const char *to = rg_path_join(arena, root, RG_STR("to"));
	rg_str_vec files = {0};
	rg_err err;

	(void)state;
	put_file(root, "from/tests/data/a.txt", "a");
	put_program(root, "from/tests/tool.sh", "tool");
	RG_PUSH(arena, &files, RG_STR("tests/data/a.txt"));
	RG_PUSH(arena, &files, RG_STR("tests/none.txt"));
	RG_PUSH(arena, &files, RG_STR("tests/tool.sh"));
	assert_int_equal(rg_files_copy(arena, rg_str_of(from), rg_str_of(to), &files, NULL, &err),
			 RG_OK);
	assert_int_equal(rg_fs_read(&text, arena,
				    rg_path_join(arena, rg_str_of(to), RG_STR("tests/data/a.txt")),
				    10, &err),
			 RG_OK);
	assert_true(rg_str_eq_z(text, "a"));
	assert_true(
		rg_fs_is_executable(rg_path_join(arena, rg_str_of(to), RG_STR("tests/tool.sh"))));
	assert_int_equal(rg_fs_list(arena, rg_path_join(arena, rg_str_of(to), RG_STR("tests"))).n,
			 2);
	assert_int_equal(remove_root(root), 0);
	rg_arena_free(arena);
}

/* A base may have a link where this branch has a folder. */
static void copies__go_behind_no_link(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str root = make_root(arena);
	const char *to = rg_path_join(arena, root, RG_STR("to"));
	const char *outside = rg_path_join(arena, root, RG_STR("outside"));
	rg_str_vec files = {0};
	rg_err err;

	(void)state;
	put_file(root, "from/tests/deep/a.txt", "a");
	assert_int_equal(rg_fs_make_folders(to, &err), RG_OK);
	assert_int_equal(rg_fs_make_folders(outside, &err), RG_OK);
	assert_int_equal(symlink("../outside", rg_path_join(arena, root, RG_STR("to/tests"))), 0);
	RG_PUSH(arena, &files, RG_STR("tests/deep/a.txt"));
	assert_int_equal(rg_files_copy(arena, rg_str_of(rg_path_join(arena, root, RG_STR("from"))),
				       rg_str_of(to), &files, NULL, &err),
			 RG_EREFUSED);
	assert_non_null(strstr(err.message, "tests is no folder there"));
	assert_int_equal(rg_fs_list(arena, outside).n, 0);
	assert_int_equal(remove_root(root), 0);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies__keep_what_a_file_is_and_make_folders),
		cmocka_unit_test(copies__go_behind_no_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
