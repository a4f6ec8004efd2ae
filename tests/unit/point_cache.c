/* SPDX-License-Identifier: MIT */
/* The cache's files: what was written comes back, and what is damaged is as good as not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "point/cache.h"
#include "os/fs.h"

typedef struct place {
	rg_arena *arena;
	rg_str folder; /* the private folder, with a space in its name */
} place;

static int setup(void **state)
{
	rg_arena *arena = rg_arena_new();
	place *p = RG_NEW(arena, place);
	rg_err err;

	p->arena = arena;
	assert_int_equal(rg_fs_make_temp(&p->folder, arena, &err), RG_OK);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	place *p = *state;
	rg_err err;

	assert_int_equal(rg_fs_remove(p->folder.ptr, &err), RG_OK);
	rg_arena_free(p->arena);
	return 0;
}

static char *file(place *p, const char *name)
{
	return rg_path_join(p->arena, rg_arena_printf(p->arena, "%.*s/cache", RG_FMT(p->folder)),
			    rg_str_of(name));
}

static void cache__gives_back_what_was_written(void **state)
{
	place *p = *state;
	rg_str bytes = RG_STR("a\0b, and more than one lane of eight, and a tail"), got;
	rg_err err;

	assert_null(rg_cache_read(p->arena, p->folder, RG_STR("x"), 1).ptr);
	assert_true(rg_cache_write(p->folder, RG_STR("x"), 1, bytes));
	got = rg_cache_read(p->arena, p->folder, RG_STR("x"), 1);
	assert_true(rg_str_eq(got, bytes));
	assert_int_equal((size_t)got.ptr % 8, 0);
	assert_true(rg_cache_write(p->folder, RG_STR("x"), 1, RG_STR("")));
	got = rg_cache_read(p->arena, p->folder, RG_STR("x"), 1);
	assert_true(got.ptr && got.len == 0);
	assert_int_equal(rg_fs_list(p->arena, file(p, "")).n, 1); /* nothing temporary is left */
	assert_int_equal(rg_fs_remove(file(p, "x"), &err), RG_OK);
	assert_null(rg_cache_read(p->arena, p->folder, RG_STR("x"), 1).ptr);
}

static void cache__refuses_other_versions_and_every_damaged_byte(void **state)
{
	place *p = *state;
	rg_str bytes = RG_STR("0123456789012345678901234567890123456789"), all;
	rg_err err;

	assert_true(rg_cache_write(p->folder, RG_STR("x"), 7, bytes));
	assert_null(rg_cache_read(p->arena, p->folder, RG_STR("x"), 8).ptr);
	assert_int_equal(rg_fs_read(&all, p->arena, file(p, "x"), 4096, &err), RG_OK);
	for (size_t i = 0; i < all.len; i++) {
		char *damaged = rg_arena_cstr(p->arena, all);

		damaged[i] ^= 4;
		assert_int_equal(rg_fs_write(file(p, "x"), (rg_str){damaged, all.len}, false, &err),
				 RG_OK);
		assert_null(rg_cache_read(p->arena, p->folder, RG_STR("x"), 7).ptr);
	}
	for (size_t n = 0; n < all.len; n++) {
		assert_int_equal(rg_fs_write(file(p, "x"), rg_str_sub(all, 0, n), false, &err),
				 RG_OK);
		assert_null(rg_cache_read(p->arena, p->folder, RG_STR("x"), 7).ptr);
	}
	assert_true(rg_cache_write(p->folder, RG_STR("x"), 7, bytes));
	assert_true(rg_str_eq(rg_cache_read(p->arena, p->folder, RG_STR("x"), 7), bytes));
}

static void cache__where_nothing_can_be_written_it_says_so(void **state)
{
	place *p = *state;
	rg_err err;

	assert_false(rg_cache_write((rg_str){NULL, 0}, RG_STR("x"), 1, RG_STR("a")));
	assert_null(rg_cache_read(p->arena, (rg_str){NULL, 0}, RG_STR("x"), 1).ptr);
	/* A file where the folder should be: also for root, who may write everywhere. */
	assert_int_equal(rg_fs_write(rg_path_join(p->arena, p->folder, RG_STR("cache")), RG_STR(""),
				     false, &err),
			 RG_OK);
	assert_false(rg_cache_write(p->folder, RG_STR("x"), 1, RG_STR("a")));
	assert_null(rg_cache_read(p->arena, p->folder, RG_STR("x"), 1).ptr);
}

static void cache__keeps_the_newest(void **state)
{
	place *p = *state;
	rg_str_vec left;

	for (int i = 0; i < 6; i++) {
		rg_str name = rg_arena_printf(p->arena, "index-%d", i);
		struct timespec times[2] = {{.tv_sec = 1000 + i}, {.tv_sec = 1000 + i}};

		assert_true(rg_cache_write(p->folder, name, 1, name));
		assert_int_equal(utimensat(AT_FDCWD, file(p, name.ptr), times, 0), 0);
	}
	assert_true(rg_cache_write(p->folder, RG_STR("other"), 1, RG_STR("a")));
	rg_cache_trim(p->folder, RG_STR("index-"), 2);
	left = rg_fs_list(p->arena, file(p, ""));
	assert_int_equal(left.n, 3);
	assert_true(rg_str_vec_has(&left, RG_STR("index-4")));
	assert_true(rg_str_vec_has(&left, RG_STR("index-5")));
	assert_true(rg_str_vec_has(&left, RG_STR("other")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cache__gives_back_what_was_written),
		TEST(cache__refuses_other_versions_and_every_damaged_byte),
		TEST(cache__where_nothing_can_be_written_it_says_so),
		TEST(cache__keeps_the_newest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
