/* SPDX-License-Identifier: MIT */
/*
 * git_push_main.c - the program `git_program`: server/git's fetch, push, work trees and trees from
 * a shell, one JSON object on stdout. tests/e2e/test_git_remote.py drives it.
 *
 *	git_program [--timeout MS] [--stop MS] fetch ROOT REMOTE BRANCH
 *	git_program ... push ROOT REMOTE COMMIT BRANCH EXPECTED|-
 *	git_program ... worktree-add ROOT FOLDER COMMIT
 *	git_program ... worktree-branch ROOT FOLDER BRANCH
 *	git_program ... worktree-remove ROOT FOLDER
 *	git_program trees ROOT BASE [WITHOUT...]        ids and milliseconds of both trees
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "git/program.h"
#include "git/refs.h"
#include "git/switch.h"
#include "git/tree.h"
#include "os/system.h"

typedef struct state {
	rg_loop *loop;
	rg_git_child *child;
	rg_json *answer;
	uint64_t n_progress;
} state;

static void on_progress(void *data, rg_str line)
{
	state *s = data;

	if (line.len)
		s->n_progress++;
}

static void on_done(void *data, const rg_git_result *result)
{
	state *s = data;

	rg_json_set_str(s->answer, "cause", rg_str_of(rg_git_cause_name(result->cause)));
	rg_json_set_str(s->answer, "message", result->message);
	rg_json_set_str(s->answer, "remote", result->remote_oid);
	rg_json_set_str(s->answer, "output", result->output);
	s->child = NULL;
	rg_loop_stop(s->loop);
}

static void on_stop(void *data)
{
	state *s = data;

	rg_git_child_stop(s->child);
}

static rg_rc start(state *s, const rg_git_spec *spec, char **args, rg_err *err)
{
	rg_str a = rg_str_of(args[2]), b = rg_str_of(args[3]), c = {NULL, 0};

	if (strcmp(args[0], "fetch") == 0)
		return rg_git_fetch(&s->child, s->loop, spec, a, b, err);
	if (strcmp(args[0], "worktree-add") == 0)
		return rg_git_worktree_add(&s->child, s->loop, spec, a, b, err);
	if (strcmp(args[0], "worktree-remove") == 0)
		return rg_git_worktree_remove(&s->child, s->loop, spec, a, err);
	if (strcmp(args[0], "push") != 0 || !args[3] || !args[4] || !args[5])
		return rg_fail(err, RG_EINVAL, "what is \"%s\"?", args[0]);
	if (strcmp(args[5], "-") != 0)
		c = rg_str_of(args[5]);
	return rg_git_push(&s->child, s->loop, spec, a, b, rg_str_of(args[4]), c, err);
}

static double cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Two numbers, "nameMs" on the clock and "nameCpuMs" of the processor, since the last call. */
static void lap(rg_json *answer, rg_arena *arena, const char *name)
{
	static uint64_t last_ns;
	static double last_cpu;
	uint64_t now_ns = rg_clock_ns();
	double now_cpu = cpu_ms();

	if (last_ns) {
		rg_json_set_number(answer, rg_arena_printf(arena, "%sMs", name).ptr,
				   (double)(now_ns - last_ns) / 1e6);
		rg_json_set_number(answer, rg_arena_printf(arena, "%sCpuMs", name).ptr,
				   now_cpu - last_cpu);
	}
	last_ns = now_ns;
	last_cpu = now_cpu;
}

static rg_rc make_trees(rg_json *answer, rg_arena *arena, char **args, rg_err *err)
{
	rg_repo *repo = NULL;
	rg_str_vec without = {0};
	rg_pr_tree pr;
	rg_switch_check check;
	rg_str snapshot, base;
	rg_rc rc;

	for (char **one = args + 3; *one; one++)
		RG_PUSH(arena, &without, rg_str_of(*one));
	lap(answer, arena, "start");
	if ((rc = rg_repo_open(&repo, args[1], err)) < 0)
		return rc;
	lap(answer, arena, "open");
	if ((rc = rg_repo_resolve(&base, arena, repo, rg_str_of(args[2]), err)) < 0)
		goto done;
	if ((rc = rg_tree_snapshot(&snapshot, arena, repo, &without, err)) < 0)
		goto done;
	lap(answer, arena, "snapshot");
	rg_json_set_str(answer, "snapshot", snapshot);
	if ((rc = rg_switch_look(&check, arena, repo, base, &without, err)) < 0)
		goto done;
	lap(answer, arena, "look");
	if ((rc = rg_pr_tree_make(&pr, arena, repo, base, &without, NULL, true, err)) < 0)
		goto done;
	lap(answer, arena, "prTree");
	rg_json_set_str(answer, "prTree", pr.tree);
	rg_json_set_int(answer, "changes", (int64_t)pr.changes.n);
done:
	rg_repo_close(repo);
	return rc;
}

static uint64_t option(char ***args, const char *name)
{
	uint64_t value = 0;

	if (**args && strcmp(**args, name) == 0 && (*args)[1]) {
		if (!rg_str_u64(&value, rg_str_of((*args)[1]), 1000000))
			value = 1;
		*args += 2;
	}
	return value;
}

int main(int argc, char **argv)
{
	char *none[7] = {NULL}, **args = argv + 1;
	rg_arena *arena = rg_arena_new();
	state s = {.answer = rg_json_object()};
	rg_git_spec spec = {.on_progress = on_progress, .done = on_done, .data = &s};
	uint64_t stop_ms;
	rg_buf text;
	rg_err err;
	rg_rc rc;

	spec.timeout_ms = option(&args, "--timeout");
	stop_ms = option(&args, "--stop");
	if (argc < 4 || !args[0] || !args[1] || !args[2]) {
		fprintf(stderr, "usage: see the first lines of git_push_main.c\n");
		return 2;
	}
	if (strcmp(args[0], "trees") == 0) {
		rc = make_trees(s.answer, arena, args, &err);
	} else {
		for (int i = 0; i < 6 && args[i]; i++)
			none[i] = args[i];
		s.loop = rg_loop_new();
		spec.root = rg_str_of(args[1]);
		rc = start(&s, &spec, none, &err);
		if (rc == RG_OK) {
			rg_timer *timer =
				stop_ms ? rg_timer_start(s.loop, stop_ms, on_stop, &s) : NULL;

			(void)timer; /* the loop's end closes it */
			rg_loop_run(s.loop);
		}
		rg_json_set_int(s.answer, "progress", (int64_t)s.n_progress);
		rg_loop_free(s.loop);
	}
	if (rc < 0) {
		rg_json_set_str(s.answer, "error", rg_str_of(rg_rc_name(rc)));
		rg_json_set_str(s.answer, "message", rg_str_of(err.message));
	}
	rg_buf_init(&text, 1 << 24);
	rg_json_render(&text, s.answer);
	puts(text.ptr);
	rg_buf_release(&text);
	rg_json_free(s.answer);
	rg_arena_free(arena);
	return 0;
}
