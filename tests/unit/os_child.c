/* SPDX-License-Identifier: MIT */
/*
 * os_child.c - child processes: how they end, what they print, and that nothing of them is left.
 * Children are small shell scripts. A process that must be gone is known by a pipe: its reading end
 * sees the end of file when the last holder of the writing end is gone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/child.h"
#include "os/fs.h"
#include "os/system.h"

typedef struct played {
	rg_arena *arena;
	rg_loop *loop;
	rg_child *child;
	rg_child_result result; /* texts in the arena */
	const char *stop_at;	/* stop when this was printed, or NULL */
	int n_done;
} played;

static void on_done(void *data, const rg_child_result *result)
{
	played *p = data;

	p->n_done++;
	p->result = *result;
	p->result.out = rg_arena_dup(p->arena, result->out);
	p->result.err = rg_arena_dup(p->arena, result->err);
	rg_loop_stop(p->loop);
}

static void on_output(void *data, rg_str piece)
{
	played *p = data;

	if (p->stop_at && rg_str_has(piece, rg_str_of(p->stop_at)))
		rg_child_stop(p->child);
}

static played *play_with(const char *script, rg_child_options options, const char *stop_at)
{
	played *p = calloc(1, sizeof(*p));
	const char *argv[] = {"sh", "-c", script, NULL};
	rg_err err;

	p->arena = rg_arena_new();
	p->loop = rg_loop_new();
	p->stop_at = stop_at;
	options.argv = argv;
	options.done = on_done;
	options.on_output = on_output;
	options.data = p;
	if (rg_child_start(&p->child, p->loop, &options, &err) < 0)
		fail_msg("%s", err.message);
	rg_loop_run(p->loop);
	assert_int_equal(p->n_done, 1);
	return p;
}

static played *play(const char *script)
{
	return play_with(script, (rg_child_options){0}, NULL);
}

static void release(played *p)
{
	rg_loop_free(p->loop);
	rg_arena_free(p->arena);
	free(p);
}

static void same(rg_str a, const char *expected)
{
	if (!rg_str_eq_z(a, expected))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(a), expected);
}

/* ---- ends ----------------------------------------------------------------------------------- */

static void end__status_and_both_streams_are_told(void **state)
{
	played *p = play("echo out; echo err >&2; exit 7");

	(void)state;
	assert_int_equal(p->result.end, RG_CHILD_EXITED);
	assert_int_equal(p->result.exit_code, 7);
	same(p->result.out, "out\n");
	same(p->result.err, "err\n");
	release(p);
}

static void end__a_signal_of_its_own_is_told(void **state)
{
	played *p = play("kill -SEGV $$");

	(void)state;
	assert_int_equal(p->result.end, RG_CHILD_SIGNALED);
	assert_int_equal(p->result.signal, SIGSEGV);
	release(p);
}

static void end__over_time_is_ended_by_us(void **state)
{
	played *p = play_with("sleep 600", (rg_child_options){.timeout_ms = 50}, NULL);

	(void)state;
	assert_int_equal(p->result.end, RG_CHILD_TIMEOUT);
	release(p);
}

static void end__stubborn_child_is_gone_in_two_seconds(void **state)
{
	uint64_t begin = rg_clock_ns();
	played *p = play_with("trap '' INT TERM; echo ready; while :; do sleep 1; done",
			      (rg_child_options){0}, "ready");

	(void)state;
	assert_int_equal(p->result.end, RG_CHILD_STOPPED);
	assert_true(rg_clock_ns() - begin < UINT64_C(120000000000)); /* not for ever */
	release(p);
}

static void end__a_grandchild_that_holds_the_pipe_is_not_waited_for(void **state)
{
	uint64_t begin = rg_clock_ns();
	played *p = play("sleep 600 & echo done");

	(void)state;
	assert_int_equal(p->result.end, RG_CHILD_EXITED);
	same(p->result.out, "done\n");
	assert_true(rg_clock_ns() - begin < UINT64_C(300000000000));
	release(p);
}

static void end__a_program_that_is_not_there_is_an_error(void **state)
{
	const char *argv[] = {"no-such-program-here", NULL};
	rg_loop *loop = rg_loop_new();
	rg_child_options options = {.argv = argv, .done = on_done};
	rg_child *child = NULL;
	rg_err err;

	(void)state;
	for (int guarded = 0; guarded < 2; guarded++) {
		options.ends_with_us = guarded;
		assert_int_equal(rg_child_start(&child, loop, &options, &err), RG_ENOTFOUND);
		assert_non_null(strstr(err.message, "no-such-program-here"));
	}
	rg_loop_free(loop);
}

/* ---- nothing survives ----------------------------------------------------------------------- */

/* A fifo that a process holds open for writing until it ends; its end of file is waited for. */
typedef struct held {
	rg_arena *arena;
	rg_str folder;
	const char *path;
	int fd;
} held;

static held hold(void)
{
	held h = {.arena = rg_arena_new()};
	rg_err err;

	assert_int_equal(rg_fs_make_temp(&h.folder, h.arena, &err), RG_OK);
	h.path = rg_path_join(h.arena, h.folder, RG_STR("fifo"));
	assert_int_equal(mkfifo(h.path, 0600), 0);
	h.fd = open(h.path, O_RDONLY | O_NONBLOCK);
	return h;
}

static void nobody_holds(held *h)
{
	struct pollfd wait = {.fd = h->fd, .events = POLLIN};
	char byte;
	rg_err err;

	assert_int_equal(poll(&wait, 1, 60000), 1);
	assert_int_equal(read(h->fd, &byte, 1), 0);
	close(h->fd);
	assert_int_equal(rg_fs_remove(h->folder.ptr, &err), RG_OK);
	rg_arena_free(h->arena);
}

static bool holds_text(const held *h, const char *name, const char *wanted)
{
	rg_str text;
	rg_err err;

	return rg_fs_read(&text, h->arena, rg_path_join(h->arena, h->folder, rg_str_of(name)),
			  10000, &err) == RG_OK &&
	       rg_str_has(text, rg_str_of(wanted));
}

/* Forked twice, a session of its own, an empty environment: all that a daemon does to get away. */
#define DAEMON "(setsid env -i sh -c '(exec 9>%s; echo ready; exec sleep 600) & exit' &)\n"

static void gone__a_session_of_its_own_is_not_enough(void **state)
{
	held h = hold();
	rg_str script = rg_arena_printf(
		h.arena, "setsid sh -c 'exec 9>%s; echo ready; exec sleep 600' & wait", h.path);

	(void)state;
	release(play_with(script.ptr, (rg_child_options){0}, "ready"));
	nobody_holds(&h);
}

static void gone__a_daemon_is_ended_by_a_stop(void **state)
{
	held h = hold();
	rg_str script = rg_arena_printf(h.arena, DAEMON "sleep 600", h.path);
	played *p = play_with(script.ptr, (rg_child_options){.ends_with_us = true}, "ready");

	(void)state;
	assert_int_equal(p->result.end, RG_CHILD_STOPPED);
	nobody_holds(&h);
	release(p);
}

static void gone__a_daemon_is_ended_when_the_program_has_ended(void **state)
{
	held h = hold();
	rg_str fifo = rg_arena_printf(h.arena, "%s.2", h.path), script;
	played *p;

	(void)state;
	/* It ends when the daemon is there, alone: the daemon's word goes into a second fifo. */
	assert_int_equal(mkfifo(fifo.ptr, 0600), 0);
	script = rg_arena_printf(
		h.arena,
		"exec 8<>%s\n"
		"(setsid env -i sh -c '(exec 9>%s; while kill -0 $$ 2>/dev/null; do :; done; "
		"echo ready >%s; exec sleep 600) & exit' &)\nread line <&8; exit 5",
		fifo.ptr, h.path, fifo.ptr);
	p = play_with(script.ptr, (rg_child_options){.ends_with_us = true}, NULL);
	assert_int_equal(p->result.end, RG_CHILD_EXITED);
	assert_int_equal(p->result.exit_code, 5);
	assert_int_equal(p->result.n_descendants_ended, 1);
	nobody_holds(&h);
	release(p);
}

static void gone__an_agent_of_git_is_left_alone(void **state)
{
	played *p =
		play_with("setsid sleep 600 >/dev/null & echo $!",
			  (rg_child_options){.ends_with_us = true, .leaves_daemons = true}, NULL);
	uint64_t pid;

	(void)state;
	assert_int_equal(p->result.n_descendants_ended, 0);
	assert_true(rg_str_u64(&pid, rg_str_trim(p->result.out), INT32_MAX));
	assert_int_equal(kill((pid_t)pid, SIGKILL), 0);
	release(p);
}

static void gone__nothing_outlives_us(void **state)
{
	held h = hold();
	rg_str script = rg_arena_printf(h.arena, DAEMON "sleep 600", h.path);
	pid_t us = fork();

	(void)state;
	if (us == 0) { /* the redgreen that is killed, once its child's daemon is there */
		const char *argv[] = {"sh", "-c", script.ptr, NULL};
		rg_child_options options = {.argv = argv, .ends_with_us = true};
		rg_loop *loop = rg_loop_new();
		rg_child *child;
		rg_err err;

		options.log_path = rg_path_join(h.arena, h.folder, RG_STR("log"));
		if (rg_child_start(&child, loop, &options, &err) == RG_OK)
			rg_loop_run(loop);
		_exit(1);
	}
	while (!holds_text(&h, "log", "ready"))
		(void)poll(NULL, 0, 5);
	assert_int_equal(kill(us, SIGKILL), 0);
	assert_int_equal(waitpid(us, NULL, 0), us);
	nobody_holds(&h);
}

static void gone__a_test_that_kills_its_guard_gains_nothing(void **state)
{
	held h = hold();
	rg_str script = rg_arena_printf(
		h.arena, "exec 9>%s; setsid sleep 600 & kill -KILL $PPID; sleep 600", h.path);
	played *p = play_with(script.ptr, (rg_child_options){.ends_with_us = true}, NULL);

	(void)state;
	assert_int_equal(p->result.end, RG_CHILD_SIGNALED);
	assert_int_equal(p->result.signal, SIGKILL);
	nobody_holds(&h);
	release(p);
}

/* ---- a guarded child ------------------------------------------------------------------------ */

static void guarded__ends_as_any_other(void **state)
{
	rg_child_options options = {.ends_with_us = true};
	played *p = play_with("echo out; exit 7", options, NULL);

	(void)state;
	assert_int_equal(p->result.end, RG_CHILD_EXITED);
	assert_int_equal(p->result.exit_code, 7);
	assert_true(p->result.seconds >= 0);
	same(p->result.out, "out\n");
	release(p);
	p = play_with("kill -SEGV $$", options, NULL);
	assert_int_equal(p->result.end, RG_CHILD_SIGNALED);
	assert_int_equal(p->result.signal, SIGSEGV);
	release(p);
	p = play_with("trap '' INT TERM; echo ready; while :; do sleep 1; done", options, "ready");
	assert_int_equal(p->result.end, RG_CHILD_STOPPED);
	assert_int_equal(p->result.signal, SIGKILL);
	release(p);
	options.timeout_ms = 50;
	p = play_with("sleep 600", options, NULL);
	assert_int_equal(p->result.end, RG_CHILD_TIMEOUT);
	release(p);
}

static void guarded__leads_a_session_without_cores_or_open_files(void **state)
{
	rg_arena *arena = rg_arena_new();
	int leaked = open("/dev/null", O_RDONLY); /* an editor's, not closed on exec */
	rg_str script = rg_arena_printf(arena,
					"read -r _ _ _ _ _ session _ </proc/$$/stat\n"
					"[ $session = $$ ] && echo leader; ulimit -c\n"
					"[ -e /proc/$$/fd/%d ] || echo closed",
					leaked);
	played *p = play_with(script.ptr, (rg_child_options){.ends_with_us = true}, NULL);

	(void)state;
	assert_true(leaked > 2);
	same(p->result.out, "leader\n0\nclosed\n");
	close(leaked);
	release(p);
	rg_arena_free(arena);
}

static void guarded__takes_no_more_memory_than_it_may(void **state)
{
	/* tail keeps the line that it has not seen the end of. */
	played *p = play_with(
		"head -c 400000000 /dev/zero | tail -n 1 >/dev/null; sleep 600",
		(rg_child_options){.ends_with_us = true, .memory_limit_bytes = 100 * RG_MiB}, NULL);

	(void)state;
	assert_int_equal(p->result.end, RG_CHILD_MEMORY);
	assert_true(p->result.memory_bytes > 100 * RG_MiB);
	release(p);
}

/* ---- streams -------------------------------------------------------------------------------- */

static void stream__standard_input_is_the_given_bytes_or_nothing(void **state)
{
	played *p = play_with("cat", (rg_child_options){.input = RG_STR("two\nlines")}, NULL);

	(void)state;
	same(p->result.out, "two\nlines");
	release(p);
	p = play("cat; echo end");
	same(p->result.out, "end\n");
	release(p);
}

static void stream__a_leash_is_held_until_it_is_to_end(void **state)
{
	played *p = play_with("read line; echo held; cat; echo let go; exit 5",
			      (rg_child_options){.has_leash = true}, "held");

	(void)state;
	assert_int_equal(p->result.end, RG_CHILD_STOPPED);
	assert_int_equal(p->result.exit_code, 5); /* no signal was needed */
	same(p->result.out, "held\nlet go\n");
	release(p);
	p = play_with("read line; trap '' INT; echo held; sleep 1000",
		      (rg_child_options){.has_leash = true}, "held");
	assert_int_equal(p->result.end, RG_CHILD_STOPPED);
	assert_int_equal(p->result.signal, SIGTERM);
	release(p);
}

static void stream__merged_output_keeps_its_order(void **state)
{
	played *p = play_with("echo 1; echo 2 >&2; echo 3", (rg_child_options){.merge_err = true},
			      NULL);

	(void)state;
	same(p->result.out, "1\n2\n3\n");
	release(p);
}

static void stream__a_flood_keeps_head_and_tail_and_counts_all(void **state)
{
	played *p = play("echo first; head -c 20000000 /dev/zero | tr '\\0' x; echo; echo last");
	rg_str out = p->result.out;

	(void)state;
	assert_true(p->result.is_cut);
	assert_int_equal(p->result.out_bytes, 6 + 20000000 + 1 + 5);
	assert_true(rg_str_starts(out, RG_STR("first\nxxx")));
	assert_true(rg_str_ends(out, RG_STR("xxx\nlast\n")));
	assert_true(out.len < RG_LIMIT_OUTPUT_HEAD_BYTES + RG_LIMIT_OUTPUT_TAIL_BYTES + 1000);
	release(p);
}

static void stream__the_log_file_has_it_too(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str folder, text;
	const char *path;
	rg_err err;
	played *p;

	(void)state;
	assert_int_equal(rg_fs_make_temp(&folder, arena, &err), RG_OK);
	path = rg_path_join(arena, folder, RG_STR("log é.txt"));
	p = play_with("echo logged", (rg_child_options){.log_path = path, .merge_err = true}, NULL);
	assert_int_equal(rg_fs_read(&text, arena, path, 1000, &err), RG_OK);
	same(text, "logged\n");
	release(p);
	assert_int_equal(rg_fs_remove(folder.ptr, &err), RG_OK);
	rg_arena_free(arena);
}

static void stream__environment_and_folder_are_the_given_ones(void **state)
{
	const char *env[] = {"PATH=/usr/bin:/bin", "ONLY=this one", NULL};
	played *p = play_with("pwd; echo $ONLY; echo ${HOME-none}",
			      (rg_child_options){.env = env, .cwd = "/"}, NULL);

	(void)state;
	same(p->result.out, "/\nthis one\nnone\n");
	release(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(end__status_and_both_streams_are_told),
		cmocka_unit_test(end__a_signal_of_its_own_is_told),
		cmocka_unit_test(end__over_time_is_ended_by_us),
		cmocka_unit_test(end__stubborn_child_is_gone_in_two_seconds),
		cmocka_unit_test(end__a_grandchild_that_holds_the_pipe_is_not_waited_for),
		cmocka_unit_test(end__a_program_that_is_not_there_is_an_error),
		cmocka_unit_test(gone__a_session_of_its_own_is_not_enough),
		cmocka_unit_test(gone__a_daemon_is_ended_by_a_stop),
		cmocka_unit_test(gone__a_daemon_is_ended_when_the_program_has_ended),
		cmocka_unit_test(gone__an_agent_of_git_is_left_alone),
		cmocka_unit_test(gone__nothing_outlives_us),
		cmocka_unit_test(gone__a_test_that_kills_its_guard_gains_nothing),
		cmocka_unit_test(guarded__ends_as_any_other),
		cmocka_unit_test(guarded__leads_a_session_without_cores_or_open_files),
		cmocka_unit_test(guarded__takes_no_more_memory_than_it_may),
		cmocka_unit_test(stream__standard_input_is_the_given_bytes_or_nothing),
		cmocka_unit_test(stream__a_leash_is_held_until_it_is_to_end),
		cmocka_unit_test(stream__merged_output_keeps_its_order),
		cmocka_unit_test(stream__a_flood_keeps_head_and_tail_and_counts_all),
		cmocka_unit_test(stream__the_log_file_has_it_too),
		cmocka_unit_test(stream__environment_and_folder_are_the_given_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
