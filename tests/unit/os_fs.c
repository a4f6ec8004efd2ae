/* SPDX-License-Identifier: MIT */
/* os_fs.c - files: whole or not at all, never through a link, and every folder that is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "os/fs.h"
#include "os/system.h"

typedef struct place {
	rg_arena *arena;
	rg_str folder;
} place;

static int setup(void **state)
{
	place *p = calloc(1, sizeof(*p));
	rg_err err;

	p->arena = rg_arena_new();
	assert_int_equal(rg_fs_make_temp(&p->folder, p->arena, &err), RG_OK);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	place *p = *state;
	rg_err err;

	assert_int_equal(rg_fs_remove(p->folder.ptr, &err), RG_OK);
	assert_false(rg_fs_is_folder(p->folder.ptr));
	rg_arena_free(p->arena);
	free(p);
	return 0;
}

static char *at(place *p, const char *name)
{
	return rg_path_join(p->arena, p->folder, rg_str_of(name));
}

static void same(rg_str a, const char *expected)
{
	if (!rg_str_eq_z(a, expected))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(a), expected);
}

static void write__replaces_as_a_whole_with_the_mode_that_is_wanted(void **state)
{
	place *p = *state;
	rg_str text;
	struct stat st;
	rg_err err;

	assert_int_equal(rg_fs_write(at(p, "a ü.txt"), RG_STR("one"), false, &err), RG_OK);
	assert_int_equal(rg_fs_write(at(p, "a ü.txt"), RG_STR("two"), true, &err), RG_OK);
	assert_int_equal(rg_fs_read(&text, p->arena, at(p, "a ü.txt"), 100, &err), RG_OK);
	same(text, "two");
	assert_int_equal(stat(at(p, "a ü.txt"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(rg_fs_list(p->arena, p->folder.ptr).n, 1); /* no temporary file is left */
}

static void copy__is_a_program_where_the_file_is_one(void **state)
{
	place *p = *state;
	rg_str text;
	struct stat st;
	rg_err err;

	assert_int_equal(rg_fs_write(at(p, "from"), RG_STR("echo"), true, &err), RG_OK);
	assert_int_equal(rg_fs_copy(at(p, "to"), at(p, "from"), 4, &err), RG_OK);
	assert_int_equal(stat(at(p, "to"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	assert_int_equal(chmod(at(p, "from"), 0700), 0);
	assert_int_equal(rg_fs_copy(at(p, "to"), at(p, "from"), 4, &err), RG_OK);
	assert_int_equal(stat(at(p, "to"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0755);
	assert_int_equal(rg_fs_read(&text, p->arena, at(p, "to"), 100, &err), RG_OK);
	same(text, "echo");
	assert_int_equal(rg_fs_copy(at(p, "to"), at(p, "from"), 3, &err), RG_ETOOBIG);
	assert_int_equal(rg_fs_copy(at(p, "to"), at(p, "none"), 4, &err), RG_ENOTFOUND);
}

static void write__does_not_follow_a_link(void **state)
{
	place *p = *state;
	rg_str text;
	rg_err err;

	assert_int_equal(rg_fs_write(at(p, "target"), RG_STR("safe"), false, &err), RG_OK);
	assert_int_equal(symlink("target", at(p, "link")), 0);
	(void)(rg_fs_write(at(p, "link"), RG_STR("overwritten"), false, &err) < 0);
	assert_int_equal(rg_fs_read(&text, p->arena, at(p, "target"), 100, &err), RG_OK);
	same(text, "safe");
}

static void read__says_what_is_wrong(void **state)
{
	place *p = *state;
	rg_str text;
	rg_err err;

	assert_int_equal(rg_fs_read(&text, p->arena, at(p, "none"), 100, &err), RG_ENOTFOUND);
	assert_int_equal(rg_fs_read(&text, p->arena, p->folder.ptr, 100, &err), RG_ENOTFOUND);
	assert_int_equal(rg_fs_write(at(p, "big"), RG_STR("0123456789"), false, &err), RG_OK);
	assert_int_equal(rg_fs_read(&text, p->arena, at(p, "big"), 9, &err), RG_ETOOBIG);
	assert_non_null(strstr(err.message, "10 bytes"));
}

static void read_ends__has_head_tail_and_a_word_between(void **state)
{
	place *p = *state;
	rg_str text;
	rg_err err;

	assert_int_equal(rg_fs_write(at(p, "log"), RG_STR("begin 0123456789 end"), false, &err),
			 RG_OK);
	assert_int_equal(rg_fs_read_ends(&text, p->arena, at(p, "log"), 10, &err), RG_OK);
	assert_true(rg_str_starts(text, RG_STR("begin")));
	assert_true(rg_str_ends(text, RG_STR(" end")));
	assert_true(text.len > 10);
	assert_int_equal(rg_fs_read_ends(&text, p->arena, at(p, "log"), 100, &err), RG_OK);
	same(text, "begin 0123456789 end");
}

typedef struct pieces {
	rg_buf text;
	size_t n;
} pieces;

static void take_piece(void *self, rg_str piece)
{
	pieces *got = self;

	rg_buf_add(&got->text, piece);
	got->n++;
}

static void read_parts__gives_a_file_of_any_size_in_order(void **state)
{
	place *p = *state;
	pieces got = {.n = 0};
	rg_buf text;
	rg_err err;

	rg_buf_init(&text, 4 * RG_MiB);
	rg_buf_init(&got.text, 4 * RG_MiB);
	for (int i = 0; i < 100000; i++)
		rg_buf_printf(&text, "line %d\n", i);
	assert_int_equal(rg_fs_write(at(p, "log"), rg_buf_str(&text), false, &err), RG_OK);
	assert_int_equal(rg_fs_read_parts(at(p, "log"), take_piece, &got, &err), RG_OK);
	assert_true(got.n > 1);
	assert_true(rg_str_eq(rg_buf_str(&got.text), rg_buf_str(&text)));
	assert_int_equal(rg_fs_read_parts(at(p, "none"), take_piece, &got, &err), RG_ENOTFOUND);
	assert_int_equal(rg_fs_read_parts(at(p, ""), take_piece, &got, &err), RG_ENOTFOUND);
	rg_buf_release(&text);
	rg_buf_release(&got.text);
}

static void folders__are_made_and_removed_with_what_is_in_them(void **state)
{
	place *p = *state;
	rg_err err;

	assert_int_equal(rg_fs_make_folders(at(p, "a/b c/d"), &err), RG_OK);
	assert_int_equal(rg_fs_make_folders(at(p, "a/b c/d"), &err), RG_OK);
	assert_true(rg_fs_is_folder(at(p, "a/b c/d")));
	assert_int_equal(rg_fs_write(at(p, "keep"), RG_STR("x"), false, &err), RG_OK);
	assert_int_equal(symlink("../keep", at(p, "a/link")), 0);
	assert_int_equal(rg_fs_remove(at(p, "a"), &err), RG_OK);
	assert_true(rg_fs_is_file(at(p, "keep"))); /* links are not followed */
	assert_true(rg_fs_make_folders(at(p, "keep/under"), &err) < 0);
}

static void stamps__tell_an_edit_of_equal_length(void **state)
{
	place *p = *state;
	rg_fs_stamp before, after;
	rg_err err;

	assert_int_equal(rg_fs_write(at(p, "x.py"), RG_STR("a = 1"), false, &err), RG_OK);
	assert_true(rg_fs_stat(&before, at(p, "x.py")));
	assert_true(before.is_file && before.size == 5);
	assert_int_equal(rg_fs_write(at(p, "x.py"), RG_STR("a = 2"), false, &err), RG_OK);
	assert_true(rg_fs_stat(&after, at(p, "x.py")));
	assert_true(before.inode != after.inode || before.ctime_ns != after.ctime_ns);
	assert_false(rg_fs_stat(&after, at(p, "none")));
	assert_true(rg_fs_stat(&after, p->folder.ptr) && after.is_folder);
}

static void processes__are_known_by_number_and_start(void **state)
{
	int64_t start = rg_process_start();

	(void)state;
	assert_true(rg_process_is_alive(getpid(), start));
	assert_true(rg_process_is_alive(getpid(), 0));
	assert_false(rg_process_is_alive(getpid(), start + 1));
	assert_false(rg_process_is_alive(0, 0));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(write__replaces_as_a_whole_with_the_mode_that_is_wanted),
		TEST(copy__is_a_program_where_the_file_is_one),
		TEST(write__does_not_follow_a_link),
		TEST(read__says_what_is_wrong),
		TEST(read_ends__has_head_tail_and_a_word_between),
		TEST(read_parts__gives_a_file_of_any_size_in_order),
		TEST(folders__are_made_and_removed_with_what_is_in_them),
		TEST(stamps__tell_an_edit_of_equal_length),
		TEST(processes__are_known_by_number_and_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
