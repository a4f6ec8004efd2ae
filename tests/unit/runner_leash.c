/* SPDX-License-Identifier: MIT */
/*
 * runner_leash.c - what holds a command on a wrapper's other side, on its own: a shell plays the
 * other side. Real ones, an sshd among them, are in tests/e2e.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "os/child.h"
#include "runner/leash.h"
#include "runner/wrapper.h"
#include "support/temp_root.h"

typedef struct ended {
	rg_loop *loop;
	int status; /* as the shell gives it: 128 and the signal's number */
	char out[1000];
	uint32_t n_left;
} ended;

static void on_done(void *data, const rg_child_result *result)
{
	ended *e = data;

	e->status = result->exit_code;
	e->n_left = result->n_descendants_ended;
	assert_true(result->out.len < sizeof(e->out));
	memcpy(e->out, result->out.ptr, result->out.len);
	rg_loop_stop(e->loop);
}

/*
 * script: the shell's, in a folder with a fifo. is_held: a line comes, and the end of file once the
 * script has opened and closed the fifo; otherwise the end alone.
 */
static ended play(bool is_held, const char *script)
{
	rg_arena *arena = rg_arena_new();
	rg_str root = make_root(arena);
	rg_str_vec command = {0}, line;
	const char *argv[] = {"sh", "-c", NULL, NULL};
	ended e = {.loop = rg_loop_new()};
	rg_child_options options = {.argv = argv, .cwd = root.ptr, .done = on_done, .data = &e};
	rg_child *child;
	rg_err err;

	RG_PUSH(arena, &command, RG_STR("sh"));
	RG_PUSH(arena, &command, RG_STR("-c"));
	RG_PUSH(arena, &command, rg_str_of(script));
	line = rg_leash_argv(arena, RG_STR("python3"), &command);
	argv[2] = rg_arena_printf(arena, "mkfifo fifo && { %s; } | { %.*s; }; exit $?",
				  is_held ? "echo; cat fifo" : ":",
				  RG_FMT(rg_shell_line(arena, &line)))
			  .ptr;
	if (rg_child_start(&child, e.loop, &options, &err) < 0)
		fail_msg("%s", err.message);
	rg_loop_run(e.loop);
	rg_loop_free(e.loop);
	assert_int_equal(e.n_left, 0);
	assert_int_equal(remove_root(root), 0);
	rg_arena_free(arena);
	return e;
}

static void leash__the_end_of_file_behind_a_line_ends_it(void **state)
{
	ended e = play(true,
		       "trap 'echo interrupted; exit 7' INT; exec 3>fifo; exec 3>&-; sleep 1000 & "
		       "wait");

	(void)state;
	assert_string_equal(e.out, "interrupted\n");
	assert_int_equal(e.status, 7);
}

static void leash__who_does_not_hear_is_killed_and_its_processes_too(void **state)
{
	ended e = play(true, "trap '' INT TERM; setsid sh -c 'sleep 1000 & sleep 1000' & "
			     "exec 3>fifo; exec 3>&-; while :; do sleep 1000; done");

	(void)state;
	assert_string_equal(e.out, "");
	assert_int_equal(e.status, 128 + 9);
}

static void leash__without_a_line_the_end_of_file_means_nothing(void **state)
{
	ended e = play(false, "cat; echo ran; exit 3");

	(void)state;
	assert_string_equal(e.out, "ran\n"); /* and it has no standard input */
	assert_int_equal(e.status, 3);
}

static void leash__what_outlives_the_command_is_ended(void **state)
{
	ended e = play(false, "sleep 1000 & setsid sleep 1000 & echo done");

	(void)state;
	assert_string_equal(e.out, "done\n");
	assert_int_equal(e.status, 0);
}

static void leash__its_end_is_the_commands(void **state)
{
	(void)state;
	assert_int_equal(play(false, "kill -TERM $$").status, 128 + 15);
	assert_int_equal(play(false, "exec nothing-of-that-name 2>&1").status, 127);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leash__the_end_of_file_behind_a_line_ends_it),
		cmocka_unit_test(leash__who_does_not_hear_is_killed_and_its_processes_too),
		cmocka_unit_test(leash__without_a_line_the_end_of_file_means_nothing),
		cmocka_unit_test(leash__what_outlives_the_command_is_ended),
		cmocka_unit_test(leash__its_end_is_the_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
