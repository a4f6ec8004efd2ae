/* SPDX-License-Identifier: MIT */
/* os_process_end.c - a server learns that the process it works for has ended. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/process_end.h"

static int n_ends;

static void stop(void *data)
{
	n_ends++;
	rg_loop_stop(data);
}

static void end__of_a_process_that_is_there(void **state)
{
	rg_loop *loop = rg_loop_new();
	rg_process_end *watch;
	int ends[2];
	char byte;
	pid_t pid;

	(void)state;
	n_ends = 0;
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[1]);
		_exit((int)read(ends[0], &byte, 1)); /* until the pipe is closed */
	}
	close(ends[0]);
	watch = rg_process_end_new(loop, pid, stop, loop);
	close(ends[1]);
	rg_loop_run(loop);
	assert_int_equal(n_ends, 1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	rg_process_end_free(watch);
	rg_loop_free(loop);
}

static void end__of_one_that_never_was(void **state)
{
	rg_loop *loop = rg_loop_new();
	rg_process_end *watch;

	(void)state;
	n_ends = 0;
	watch = rg_process_end_new(loop, 4194305, stop, loop); /* above every id of Linux */
	rg_loop_run(loop);
	assert_int_equal(n_ends, 1);
	rg_process_end_free(watch);
	rg_loop_free(loop);
}

static void end__is_not_waited_for_any_more(void **state)
{
	rg_loop *loop = rg_loop_new();

	(void)state;
	n_ends = 0;
	rg_process_end_free(rg_process_end_new(loop, getpid(), stop, loop));
	rg_process_end_free(NULL);
	rg_loop_run(loop); /* nothing is left that could wake it */
	assert_int_equal(n_ends, 0);
	rg_loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(end__of_a_process_that_is_there),
		cmocka_unit_test(end__of_one_that_never_was),
		cmocka_unit_test(end__is_not_waited_for_any_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
