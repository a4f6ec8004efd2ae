/* SPDX-License-Identifier: MIT */
/* fix_unbuilt.c - which edits of native code a run did not run. Times are set, never waited for. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "fix/runs/unbuilt.h"
#include "support/temp_root.h"

#define BUILT 1700000000

typedef struct fixture {
	rg_arena *arena;
	rg_str root;
	rg_ground ground;
	rg_run_result result;
	rg_str_vec files;
} fixture;

static char *at(fixture *f, const char *name)
{
	return rg_path_join(f->arena, f->root, rg_str_of(name));
}

/* A file of the tree, written so many seconds after the build. */
static void put(fixture *f, const char *name, const char *text, int after_build)
{
	struct timespec times[2] = {{BUILT + after_build, 0}, {BUILT + after_build, 0}};

	put_file(f->root, name, text);
	assert_int_equal(utimensat(AT_FDCWD, at(f, name), times, 0), 0);
	if (!rg_str_vec_has(&f->files, rg_str_of(name)))
		RG_PUSH(f->arena, &f->files, rg_str_of(name));
}

/* A library that the run held; it need not be there. */
static void hold(fixture *f, const char *path, int after_build)
{
	RG_PUSH(f->arena, &f->result.provenance.native,
		(rg_native_file){path[0] == '/' ? rg_str_of(path) : rg_str_of(at(f, path)),
				 (int64_t)(BUILT + after_build) * 1000});
}

static rg_str find(fixture *f)
{
	return rg_unbuilt_find(f->arena, &f->ground, f->root, &f->result, &f->files);
}

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));

	f->arena = rg_arena_new();
	f->root = make_root(f->arena);
	f->result.provenance.is_known = true;
	f->ground.facts.private_dir = rg_str_of(at(f, ".git/redgreen"));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	int rc = remove_root(f->root);

	rg_arena_free(f->arena);
	free(f);
	return rc;
}

#define NOTHING(f) assert_true(rg_str_is_null(find(f)))
#define SAYS(f, words)                                                                             \
	assert_true(rg_str_has(find(f), rg_str_of(words)) &&                                       \
		    rg_str_starts(find(f), RG_STR("not rebuilt: ")))

static void unbuilt_find__a_source_that_is_younger_than_its_library(void **state)
{
	fixture *f = *state;

	put(f, "src/a/_core.c", "int x;", -10);
	NOTHING(f); /* no native code ran */
	hold(f, "src/a/_core.cpython-311-x86_64-linux-gnu.so", 0);
	NOTHING(f);
	put(f, "src/a/_core.c", "int y;", 10);
	SAYS(f, "src/a/_core.c changed after _core.cpython-311-x86_64-linux-gnu.so was built");
	hold(f, "src/a/_other.so", 20); /* another one that was built since does not excuse it */
	SAYS(f, "src/a/_core.c");
}

static void unbuilt_find__content_as_it_was_built_is_no_edit(void **state)
{
	fixture *f = *state;

	put(f, "core.cpp", "int x;", -10);
	put(f, "core.hpp", "int h;", -10);
	hold(f, "build/libcore.so", 0);
	NOTHING(f); /* seen behind the build */
	put(f, "core.cpp", "int x;", 10);
	NOTHING(f); /* another branch and back */
	put(f, "core.hpp", "int g;", 10);
	SAYS(f, "core.hpp changed after libcore.so was built, so the run did not run it");
	put(f, "core.cpp", "int z;", 10);
	SAYS(f, "core.cpp and 1 more native file changed");
	f->result.provenance.native.items[0].time_ms += 60000; /* built */
	NOTHING(f);
	put(f, "core.cpp", "int x;", 120); /* not what that build saw */
	SAYS(f, "core.cpp");
}

static void unbuilt_find__only_what_the_library_is_made_of(void **state)
{
	fixture *f = *state;

	put(f, "pyproject.toml", "", -10);
	put(f, "packages/a/pyproject.toml", "", -10);
	put(f, "packages/b/setup.py", "", -10);
	hold(f, "packages/a/src/a/_a.so", 0);
	put(f, "packages/b/src/b.cpp", "int b;", 10);	/* another project's */
	put(f, "packages/a/tests/t.cpp", "int t;", 10); /* a test in C++ */
	put(f, "packages/a/src/a/gen.pyx", "x = 1", -10);
	put(f, "packages/a/src/a/gen.c", "/* by Cython */", 10);
	put(f, "packages/a/src/device/kernels/k.cpp", "int k;", 10); /* compiled when it runs */
	put(f, "packages/a/src/other/k.cpp", "void kernel_main() {}", 10);
	put(f, "packages/a/src/a/x.py", "x = 1", 10);
	NOTHING(f);
	put(f, "packages/a/src/a/gen.pyx", "x = 2", 10);
	SAYS(f, "packages/a/src/a/gen.pyx");
	put(f, "packages/a/src/a/gen.pyx", "x = 1", -10);
	put(f, "packages/a/src/other/k.cpp", "void kernel_main_of_host() {}", 10);
	SAYS(f, "packages/a/src/other/k.cpp");
}

static void unbuilt_find__a_library_that_was_installed_from_the_tree(void **state)
{
	fixture *f = *state;

	hold(f, "/v/lib/python3.11/site-packages/fast.so", 0);
	put(f, "module.c", "int x;", 0);
	NOTHING(f); /* at the same time: not after it */
	put(f, "module.c", "int y;", 1);
	SAYS(f, "module.c changed after fast.so was built");
	put(f, "module.c", "int y;", -1);
	NOTHING(f);
}

static void unbuilt_find__a_crash_says_nothing_of_libraries(void **state)
{
	fixture *f = *state;

	put(f, "src/core.c", "int x;", -10);
	put(f, "src/core.so", "", 0);
	f->result.provenance.is_known = false;
	NOTHING(f); /* no run before it tells */
	f->result.provenance.is_known = true;
	hold(f, "src/core.so", 0);
	NOTHING(f);
	f->result.provenance.native.n = 0;
	f->result.provenance.is_known = false;
	NOTHING(f);
	put(f, "src/core.c", "int y;", 10);
	SAYS(f, "src/core.c changed after core.so was built");
	put(f, "src/core.so", "", 20);
	NOTHING(f);
	put(f, "src/core.c", "int z;", 30);
	f->result.provenance.is_known = true; /* no native code ran */
	NOTHING(f);
}

static void unbuilt_state__names_contents(void **state)
{
	fixture *f = *state;
	rg_native_state first, second;

	put(f, "a.cpp", "int a;", 0);
	put(f, "CMakeLists.txt", "project(a)", 0);
	put(f, "a.py", "a = 1", 0);
	first = rg_unbuilt_state(f->arena, f->root, &f->files, NULL);
	put(f, "a.py", "a = 2", 5);
	second = rg_unbuilt_state(f->arena, f->root, &f->files, &first);
	assert_true(rg_str_eq(first.times, second.times));
	assert_true(rg_str_eq(first.content, second.content));
	put(f, "a.cpp", "int a;", 5);
	second = rg_unbuilt_state(f->arena, f->root, &f->files, &first);
	assert_false(rg_str_eq(first.times, second.times));
	assert_true(rg_str_eq(first.content, second.content));
	put(f, "CMakeLists.txt", "project(b)", 5);
	second = rg_unbuilt_state(f->arena, f->root, &f->files, &second);
	assert_false(rg_str_eq(first.content, second.content));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(unbuilt_find__a_source_that_is_younger_than_its_library),
		TEST(unbuilt_find__content_as_it_was_built_is_no_edit),
		TEST(unbuilt_find__only_what_the_library_is_made_of),
		TEST(unbuilt_find__a_library_that_was_installed_from_the_tree),
		TEST(unbuilt_find__a_crash_says_nothing_of_libraries),
		TEST(unbuilt_state__names_contents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
