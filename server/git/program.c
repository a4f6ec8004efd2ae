/* SPDX-License-Identifier: MIT */
/*
 * program.c - fetch, push and linked worktrees as children on the loop. One rg_git_child is one
 * wish of the user and runs up to three commands after each other: a push asks where it pushed to,
 * and then what is there, because "Everything up-to-date" and a server that rewrites are not proof.
 */
#include "git/program.h"

#include <stdlib.h>

#include "base/mem.h"
#include "git/cause.h"
#include "git/command.h"
#include "os/child.h"
#include "os/fs.h"

#define TIMEOUT_MS     120000
#define LINE_MAX_BYTES 500

typedef enum step { STEP_ACT, STEP_WHERE, STEP_CONFIRM } step;

struct rg_git_child {
	rg_loop *loop;
	rg_arena *arena; /* of everything here; freed at the end */
	rg_git_spec spec;
	rg_child *running; /* between commands NULL */
	step step;
	bool is_push, is_remove;
	rg_str remote, commit, ref; /* of a push */
	rg_str output;		    /* of the command that acts */
	char line[LINE_MAX_BYTES];  /* the progress line that is being read */
	size_t line_len;
};

static rg_rc start(rg_git_child *child, const char *const *args, rg_err *err);

/* ---- the end -------------------------------------------------------------------------------- */

static void finish(rg_git_child *child, const rg_git_result *result)
{
	child->spec.done(child->spec.data, result);
	rg_arena_free(child->arena);
	free(child);
}

static void fail(rg_git_child *child, rg_git_cause cause, rg_str message)
{
	rg_git_result result = {.cause = cause, .message = message, .output = child->output};

	finish(child, &result);
}

/* Runs the next command; when that is impossible this is the end. */
static void go_on(rg_git_child *child, step next, const char *const *args)
{
	rg_err err;

	child->step = next;
	if (start(child, args, &err) < 0)
		fail(child, RG_GIT_OTHER, rg_str_of(err.message));
}

/* What the remote says about the ref, as of ls-remote's lines. */
static void confirm(rg_git_child *child, rg_str listing)
{
	rg_git_result result = {.cause = RG_GIT_OK, .output = child->output};
	rg_str line, oid;

	while (rg_str_line(&line, &listing))
		if (rg_str_part(&oid, &line, '\t') && rg_str_eq(line, child->ref))
			result.remote_oid = rg_arena_dup(child->arena, oid);
	if (!rg_str_eq(result.remote_oid, child->commit)) {
		result.cause = RG_GIT_OTHER;
		result.message = rg_arena_printf(
			child->arena, "git reported success, but %.*s on the remote is %s%.*s",
			RG_FMT(child->ref), result.remote_oid.ptr ? "at " : "not there",
			RG_FMT(rg_str_sub(result.remote_oid, 0, 12)));
	}
	finish(child, &result);
}

static void after_success(rg_git_child *child, const rg_child_result *ended)
{
	rg_git_result result = {.cause = RG_GIT_OK, .output = child->output};
	rg_arena *arena = child->arena;

	if (child->step == STEP_ACT && child->is_push) {
		const char *args[] = {
			"remote", "get-url", "--push", "--", rg_arena_cstr(arena, child->remote),
			NULL};

		go_on(child, STEP_WHERE, args);
	} else if (child->step == STEP_WHERE) {
		rg_str url, rest = ended->out;
		const char *args[] = {"ls-remote", "--", NULL, rg_arena_cstr(arena, child->ref),
				      NULL};

		rg_str_line(&url, &rest);
		args[2] = rg_arena_cstr(arena, url);
		go_on(child, STEP_CONFIRM, args);
	} else if (child->step == STEP_CONFIRM) {
		confirm(child, ended->out);
	} else {
		finish(child, &result);
	}
}

/*
 * The hook is run before anything is sent: of the remote ("To URL") nothing is said then
 * (transport_push in git's transport.c). What the hook prints is among git's own lines.
 */
static bool is_by_pre_push(const rg_git_child *child, const rg_child_result *ended)
{
	return child->is_push && child->spec.hooks_dir.ptr && child->step == STEP_ACT &&
	       ended->exit_code == 1 && !rg_str_starts(ended->out, RG_STR("To ")) &&
	       !rg_str_has(ended->out, RG_STR("\nTo ")) &&
	       rg_str_has(ended->err, RG_STR("failed to push some refs"));
}

static rg_git_verdict declined_here(rg_git_child *child, const rg_child_result *ended)
{
	rg_str err = ended->err, line, last = rg_git__last_line(ended->out);

	while (rg_str_line(&line, &err))
		if (rg_str_trim(line).len && !rg_str_has(line, RG_STR("failed to push some refs")))
			last = rg_str_trim(line);
	last = rg_git__without_secrets(child->arena, last);
	return (rg_git_verdict){RG_GIT_HOOK_DECLINED,
				rg_arena_printf(child->arena, "your pre-push hook said no%s%.*s",
						last.len ? ": " : "", RG_FMT(last))};
}

static void on_done(void *data, const rg_child_result *ended)
{
	rg_git_child *child = data;
	rg_git_verdict verdict;

	child->running = NULL;
	if (child->step == STEP_ACT)
		child->output = rg_arena_printf(child->arena, "%.*s%.*s", RG_FMT(ended->out),
						RG_FMT(ended->err));
	if (ended->end == RG_CHILD_STOPPED) {
		fail(child, RG_GIT_STOPPED, RG_STR("stopped"));
	} else if (ended->end == RG_CHILD_TIMEOUT) {
		fail(child, RG_GIT_TIMEOUT,
		     rg_arena_printf(child->arena,
				     "git was ended after %llu seconds without an end",
				     (unsigned long long)(child->spec.timeout_ms / 1000)));
	} else if (ended->end == RG_CHILD_SIGNALED) {
		fail(child, RG_GIT_OTHER,
		     rg_arena_printf(child->arena, "git was ended by signal %d", ended->signal));
	} else if (ended->exit_code == 0) {
		after_success(child, ended);
	} else if (child->is_remove && rg_str_has(ended->err, RG_STR("is not a working tree"))) {
		after_success(child, ended); /* removed already: the step is repeated */
	} else {
		verdict = is_by_pre_push(child, ended)
				  ? declined_here(child, ended)
				  : rg_git__verdict(child->arena, ended->out, ended->err);
		if (child->step == STEP_CONFIRM)
			verdict.message = rg_arena_printf(
				child->arena,
				"pushed, but the remote could not be asked for it: %.*s",
				RG_FMT(verdict.message));
		fail(child, verdict.cause, verdict.message);
	}
}

/* ---- progress ------------------------------------------------------------------------------- */

static void on_output(void *data, rg_str piece)
{
	rg_git_child *child = data;

	for (size_t i = 0; i < piece.len; i++) {
		char c = piece.ptr[i];

		if (c != '\r' && c != '\n') {
			if (child->line_len < sizeof(child->line))
				child->line[child->line_len++] = c;
			continue;
		}
		if (child->line_len && child->step == STEP_ACT)
			child->spec.on_progress(
				child->spec.data,
				rg_git__without_secrets(child->arena,
							(rg_str){child->line, child->line_len}));
		child->line_len = 0;
	}
}

/* ---- the start ------------------------------------------------------------------------------ */

static rg_rc start(rg_git_child *child, const char *const *args, rg_err *err)
{
	rg_git_command command;
	rg_child_options options = {0};
	rg_rc rc = rg_git__command(&command, child->arena, child->spec.root, args, NULL, err);

	if (rc < 0)
		return rc;
	options.argv = command.argv;
	options.env = command.env;
	options.cwd = child->spec.root.ptr;
	options.ends_with_us = true;
	options.timeout_ms = child->spec.timeout_ms;
	options.on_output = child->spec.on_progress ? on_output : NULL;
	options.leaves_daemons = true;
	options.done = on_done;
	options.data = child;
	return rg_child_start(&child->running, child->loop, &options, err);
}

static rg_git_child *make(rg_loop *loop, const rg_git_spec *spec)
{
	rg_git_child *child = rg_calloc(1, sizeof(*child));

	child->loop = loop;
	child->arena = rg_arena_new();
	child->spec = *spec;
	child->spec.root = rg_arena_dup(child->arena, spec->root);
	child->spec.hooks_dir = rg_arena_dup(child->arena, spec->hooks_dir);
	if (!child->spec.timeout_ms)
		child->spec.timeout_ms = TIMEOUT_MS;
	return child;
}

/* Starts the first command, or takes the child apart again. */
static rg_rc begin(rg_git_child **out, rg_git_child *child, const char *const *args, rg_err *err)
{
	rg_rc rc = start(child, args, err);

	if (rc < 0) {
		rg_arena_free(child->arena);
		free(child);
	} else {
		*out = child;
	}
	return rc;
}

rg_rc rg_git_fetch(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec, rg_str remote,
		   rg_str branch, rg_err *err)
{
	rg_git_child *child = make(loop, spec);
	rg_str refspec = rg_arena_printf(child->arena, "+refs/heads/%.*s:refs/remotes/%.*s/%.*s",
					 RG_FMT(branch), RG_FMT(remote), RG_FMT(branch));
	const char *args[] = {"fetch",
			      "--progress",
			      "--no-tags",
			      "--no-prune",
			      "--no-recurse-submodules",
			      "--no-write-fetch-head",
			      "--",
			      rg_arena_cstr(child->arena, remote),
			      refspec.ptr,
			      NULL};

	return begin(out, child, args, err);
}

rg_rc rg_git_push(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec, rg_str remote,
		  rg_str commit, rg_str branch, rg_str expected, rg_err *err)
{
	rg_git_child *child = make(loop, spec);
	rg_arena *arena = child->arena;
	rg_str lease, refspec;
	const char **args = RG_NEW_N(arena, const char *, 14 + spec->options.n);
	size_t n = 0;

	child->is_push = true;
	child->remote = rg_arena_dup(arena, remote);
	child->commit = rg_arena_dup(arena, commit);
	child->ref = rg_arena_printf(arena, "refs/heads/%.*s", RG_FMT(branch));
	lease = rg_arena_printf(arena, "--force-with-lease=%.*s:%.*s", RG_FMT(child->ref),
				RG_FMT(expected));
	refspec = rg_arena_printf(arena, "%.*s:%.*s", RG_FMT(commit), RG_FMT(child->ref));
	if (spec->hooks_dir.ptr) {
		args[n++] = "-c";
		args[n++] =
			rg_arena_printf(arena, "core.hooksPath=%.*s", RG_FMT(spec->hooks_dir)).ptr;
	}
	args[n++] = "push";
	if (!spec->hooks_dir.ptr)
		args[n++] = "--no-verify";
	args[n++] = "--porcelain";
	args[n++] = "--progress";
	args[n++] = "--no-follow-tags";
	args[n++] = "--no-recurse-submodules";
	args[n++] = lease.ptr;
	for (size_t i = 0; i < spec->options.n; i++)
		args[n++] =
			rg_arena_printf(arena, "--push-option=%.*s", RG_FMT(spec->options.items[i]))
				.ptr;
	args[n++] = "--";
	args[n++] = rg_arena_cstr(arena, remote);
	args[n++] = refspec.ptr;
	return begin(out, child, args, err);
}

rg_rc rg_git_worktree_add(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec, rg_str folder,
			  rg_str commit, rg_err *err)
{
	rg_git_child *child = make(loop, spec);
	const char *args[] = {"-c",
			      "worktree.useRelativePaths=false",
			      "worktree",
			      "add",
			      "--detach",
			      "--",
			      rg_arena_cstr(child->arena, folder),
			      rg_arena_cstr(child->arena, commit),
			      NULL};

	return begin(out, child, args, err);
}

rg_rc rg_git_worktree_remove(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec,
			     rg_str folder, rg_err *err)
{
	rg_git_child *child = make(loop, spec);
	const char *args[] = {
		"worktree", "remove", "--force", "--", rg_arena_cstr(child->arena, folder), NULL};

	child->is_remove = true;
	return begin(out, child, args, err);
}

void rg_git_child_stop(rg_git_child *child)
{
	if (child && child->running)
		rg_child_stop(child->running);
}
