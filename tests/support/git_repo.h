/* SPDX-License-Identifier: MIT */
/*
 * git_repo.h - real repositories for the tests of server/git: a folder and a HOME of the test's
 * own, and sh(), which runs a shell script in the repository and gives back what it printed. What
 * git says there is what redgreen's own reading is compared with.
 */
#ifndef RG_TESTS_SUPPORT_GIT_REPO_H
#define RG_TESTS_SUPPORT_GIT_REPO_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "git/repo.h"
#include "os/fs.h"

#define NONE ((rg_str){NULL, 0})
/* A list of texts, for the functions that take one. */
#define LIST(...)                                                                                  \
	(&(rg_str_vec){.items = (rg_str[]){__VA_ARGS__},                                           \
		       .n = sizeof((rg_str[]){__VA_ARGS__}) / sizeof(rg_str)})
#define S(text) RG_STR(text)

typedef struct fixture {
	rg_arena *arena;
	rg_str folder; /* temporary; removed at the end */
	rg_str root;   /* folder/work */
	rg_repo *repo; /* of root, opened by opened() */
	rg_err err;
} fixture;

/* Runs a script with sh -e in a folder; its output without white space at the ends. */
static inline rg_str sh_in(fixture *f, rg_str folder, const char *script)
{
	rg_str out_path = rg_arena_printf(f->arena, "%.*s/output", RG_FMT(f->folder)), out = NONE;
	char *const argv[] = {"sh", "-e", "-c", (char *)(uintptr_t)script, NULL};
	posix_spawn_file_actions_t actions;
	int status = -1;
	pid_t pid = 0;
	rg_err err;

	/* Not fork: what the sanitizers keep in memory would be copied each time. */
	assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
	posix_spawn_file_actions_addopen(&actions, 1, out_path.ptr, O_WRONLY | O_CREAT | O_TRUNC,
					 0600);
	posix_spawn_file_actions_addchdir_np(&actions, rg_arena_cstr(f->arena, folder));
	assert_int_equal(posix_spawn(&pid, "/bin/sh", &actions, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("the script failed with %d:\n%s", WEXITSTATUS(status), script);
	if (rg_fs_read(&out, f->arena, out_path.ptr, 64 * RG_MiB, &err) < 0)
		fail_msg("%s", err.message);
	return rg_str_trim(out);
}

static inline rg_str sh(fixture *f, const char *script)
{
	return sh_in(f, f->root, script);
}

/* The repository, opened anew, as every job does. */
static inline rg_repo *opened(fixture *f)
{
	rg_repo_close(f->repo);
	f->repo = NULL;
	if (rg_repo_open(&f->repo, rg_arena_cstr(f->arena, f->root), &f->err) < 0)
		fail_msg("%s", f->err.message);
	return f->repo;
}

/* Fails with the message that is there. */
static inline void ok(fixture *f, rg_rc rc)
{
	if (rc != RG_OK)
		fail_msg("%s: %s", rg_rc_name(rc), f->err.message);
}

static inline void refused(fixture *f, rg_rc rc, rg_rc expected, const char *words)
{
	assert_string_equal(rg_rc_name(rc), rg_rc_name(expected));
	if (!rg_str_has(rg_str_of(f->err.message), rg_str_of(words)))
		fail_msg("\"%s\" is not in: %s", words, f->err.message);
}

static inline void same(rg_str a, rg_str b)
{
	if (!rg_str_eq(a, b))
		fail_msg("\"%.*s\" is not \"%.*s\"", RG_FMT(a), RG_FMT(b));
}

/* libgit2 asks for HOME once in the life of a process, so all tests of a program share it. */
static inline const char *home(void)
{
	static char path[4096];
	rg_arena *arena;
	rg_str folder;
	rg_err err;

	if (path[0])
		return path;
	arena = rg_arena_new();
	if (rg_fs_make_temp(&folder, arena, &err) < 0)
		fail_msg("%s", err.message);
	snprintf(path, sizeof(path), "%.*s", RG_FMT(rg_fs_real(arena, folder.ptr)));
	rg_arena_free(arena);
	setenv("HOME", path, 1);
	return path;
}

static int remove_home(void **state)
{
	rg_err err;

	(void)state;
	return rg_fs_remove(home(), &err) < 0;
}

/* An empty repository on branch main, and a HOME with a name and an address in it. */
static int setup(void **state)
{
	static const char *const unwanted[] = {"XDG_CONFIG_HOME",
					       "GIT_DIR",
					       "GIT_AUTHOR_NAME",
					       "GIT_AUTHOR_EMAIL",
					       "GIT_AUTHOR_DATE",
					       "GIT_COMMITTER_NAME",
					       "GIT_COMMITTER_DATE",
					       "GIT_COMMITTER_EMAIL",
					       "EMAIL"};
	fixture *f = calloc(1, sizeof(*f));
	rg_err err;

	f->arena = rg_arena_new();
	if (rg_fs_make_temp(&f->folder, f->arena, &err) < 0)
		fail_msg("%s", err.message);
	f->folder = rg_fs_real(f->arena, f->folder.ptr);
	f->root = rg_arena_printf(f->arena, "%.*s/work", RG_FMT(f->folder));
	mkdir(f->root.ptr, 0700);
	home();
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++)
		unsetenv(unwanted[i]);
	sh(f, "rm -f ~/.gitconfig\n"
	      "printf '%s\n' '[user]' 'name = Ada Test' 'email = ada@example.org' "
	      "'[init]' 'defaultBranch = main' '[advice]' 'detachedHead = false' "
	      "'[protocol \"file\"]' 'allow = always' >~/.gitconfig\n"
	      "git init -q\n");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rg_err err;

	rg_repo_close(f->repo);
	if (rg_fs_remove(rg_arena_cstr(f->arena, f->folder), &err) < 0)
		fail_msg("%s", err.message);
	rg_arena_free(f->arena);
	free(f);
	return 0;
}

#define TEST(name)	 cmocka_unit_test_setup_teardown(name, setup, teardown)
#define RUN_TESTS(tests) cmocka_run_group_tests(tests, NULL, remove_home)

#endif
