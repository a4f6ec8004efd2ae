/* SPDX-License-Identifier: MIT */
/* Watched folders: what was changed before a question is told by its answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "os/fs.h"
#include "os/folder_watch.h"

typedef struct place {
	rg_arena *arena;
	rg_str folder;
	rg_folder_watch *watch;
	rg_buf told; /* "1:name " for each */
	rg_loop *loop;
} place;

static int setup(void **state)
{
	rg_arena *arena = rg_arena_new();
	place *p = RG_NEW(arena, place);
	rg_err err;

	p->arena = arena;
	assert_int_equal(rg_fs_make_temp(&p->folder, arena, &err), RG_OK);
	p->watch = rg_folder_watch_new();
	assert_non_null(p->watch);
	rg_buf_init(&p->told, 1 << 20);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	place *p = *state;
	rg_err err;

	rg_folder_watch_free(p->watch);
	rg_loop_free(p->loop);
	rg_buf_release(&p->told);
	assert_int_equal(rg_fs_remove(p->folder.ptr, &err), RG_OK);
	rg_arena_free(p->arena);
	return 0;
}

static char *path(place *p, const char *name)
{
	return rg_path_join(p->arena, p->folder, rg_str_of(name));
}

static void tell(void *data, uint32_t folder, rg_str name)
{
	place *p = data;
	rg_str one = rg_arena_printf(p->arena, "%u:%.*s ", folder, RG_FMT(name));

	if (!rg_str_has(rg_buf_str(&p->told), one))
		rg_buf_add(&p->told, one);
}

/* What was told since the last time, each once; and whether that was all. */
static const char *drained(place *p, bool is_all)
{
	rg_buf_clear(&p->told);
	assert_int_equal(rg_folder_watch_drain(p->watch, tell, p), is_all);
	return p->told.len ? p->told.ptr : "";
}

static void write_in_place(place *p, const char *name)
{
	FILE *file = fopen(path(p, name), "a");

	assert_non_null(file);
	assert_true(fputs("x", file) >= 0);
	fclose(file);
}

static void folder_watch__tells_edits_in_place_new_files_and_removed_ones(void **state)
{
	place *p = *state;
	rg_err err;

	write_in_place(p, "a");
	assert_true(rg_folder_watch_add(p->watch, p->folder.ptr, 7));
	assert_string_equal(drained(p, true), "");
	write_in_place(p, "a");
	assert_string_equal(drained(p, true), "7:a ");
	assert_string_equal(drained(p, true), "");
	write_in_place(p, "b");
	assert_string_equal(drained(p, true), "7:b ");
	assert_int_equal(rg_fs_remove(path(p, "b"), &err), RG_OK);
	assert_string_equal(drained(p, true), "7:b ");
	assert_int_equal(rename(path(p, "a"), path(p, "\xff c")), 0);
	assert_string_equal(drained(p, true), "7:a 7:\xff c ");
	assert_int_equal(chmod(path(p, "\xff c"), 0600), 0);
	assert_string_equal(drained(p, true), ""); /* nothing that is in it changed */
}

static void folder_watch__tells_folders_apart(void **state)
{
	place *p = *state;

	assert_int_equal(mkdir(path(p, "in"), 0777), 0);
	assert_int_equal(mkdir(path(p, "in/deeper"), 0777), 0);
	assert_true(rg_folder_watch_add(p->watch, p->folder.ptr, 0));
	assert_true(rg_folder_watch_add(p->watch, path(p, "in"), 1));
	write_in_place(p, "in/a");
	write_in_place(p, "in/deeper/a"); /* not watched */
	write_in_place(p, "b");
	assert_string_equal(drained(p, true), "1:a 0:b ");
	assert_false(rg_folder_watch_add(p->watch, path(p, "none"), 2));
	assert_false(rg_folder_watch_add(p->watch, path(p, "b"), 2));
	assert_int_equal(symlink("in", path(p, "link")), 0);
	assert_false(rg_folder_watch_add(p->watch, path(p, "link"), 2));
}

static void folder_watch__says_when_it_cannot_be_relied_upon(void **state)
{
	place *p = *state;

	assert_int_equal(mkdir(path(p, "in"), 0777), 0);
	assert_true(rg_folder_watch_add(p->watch, path(p, "in"), 1));
	assert_int_equal(rmdir(path(p, "in")), 0);
	drained(p, false);
	drained(p, false); /* and stays so */
}

static void on_notice(void *data)
{
	place *p = data;

	assert_string_equal(drained(p, true), "3:a ");
	rg_loop_stop(p->loop);
}

static void is_late(void *data)
{
	(void)data;
	fail_msg("the loop was not woken");
}

static void folder_watch__wakes_the_loop(void **state)
{
	place *p = *state;
	rg_timer *late;

	p->loop = rg_loop_new();
	assert_true(rg_folder_watch_add(p->watch, p->folder.ptr, 3));
	rg_folder_watch_on_change(p->watch, p->loop, on_notice, p);
	rg_loop_run(p->loop); /* returns at once: a watch alone keeps nobody */
	write_in_place(p, "a");
	late = rg_timer_start(p->loop, 60000, is_late, NULL);
	rg_loop_run(p->loop);
	rg_timer_cancel(late);
	assert_true(p->told.len > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(folder_watch__tells_edits_in_place_new_files_and_removed_ones),
		TEST(folder_watch__tells_folders_apart),
		TEST(folder_watch__says_when_it_cannot_be_relied_upon),
		TEST(folder_watch__wakes_the_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
