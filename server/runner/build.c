/* SPDX-License-Identifier: MIT */
/*
 * build.c - child → job: its log read → done. The log is read from the file, of which both ends
 * are kept: the first errors are the ones that count, and they may be far from the end.
 */
#include "runner/build.h"

#include <inttypes.h>

#include "base/limits.h"
#include "base/mem.h"
#include "os/child.h"
#include "os/fs.h"
#include "os/job.h"
#include "os/system.h"
#include "runner/environment.h"
#include "trace/compiler.h"

struct rg_build {
	rg_loop *loop;
	rg_arena *arena; /* the result's */
	rg_build_spec spec;
	rg_child *child; /* NULL: not running */
	rg_build_result result;
};

static rg_str last_line(rg_str text)
{
	rg_str line, last = {NULL, 0};

	while (rg_str_line(&line, &text))
		if (rg_str_trim(line).len)
			last = rg_str_trim(line);
	return rg_str_sub(last, 0, 300);
}

static void read_log(void *data, const rg_cancel *cancel)
{
	rg_build *build = data;
	rg_trace_options options = {build->spec.paths, RG_STR("")};
	rg_str text;
	rg_err ignored;

	(void)cancel;
	if (build->result.end == RG_BUILD_OK ||
	    rg_fs_read_ends(&text, build->arena, build->spec.log_path.ptr, RG_LIMIT_TRACE_BYTES,
			    &ignored) < 0)
		return;
	build->result.errors = rg_compiler_errors(build->arena, text, build->spec.test, &options);
	build->result.last_words = last_line(text);
}

static void finish(void *data)
{
	rg_build *build = data;

	build->result.arena = build->arena;
	build->spec.done(build->spec.data, &build->result);
	free(build);
}

static void on_done(void *data, const rg_child_result *end)
{
	rg_build *build = data;
	rg_build_result *result = &build->result;
	rg_arena *arena = build->arena;

	build->child = NULL;
	result->seconds = end->seconds;
	result->end = end->end == RG_CHILD_STOPPED			   ? RG_BUILD_STOPPED
		      : end->end == RG_CHILD_TIMEOUT			   ? RG_BUILD_TIMEOUT
		      : end->end == RG_CHILD_EXITED && end->exit_code == 0 ? RG_BUILD_OK
									   : RG_BUILD_FAILED;
	if (result->end == RG_BUILD_TIMEOUT)
		result->why = rg_arena_printf(arena, "it did not end within %" PRIu64 " s",
					      build->spec.timeout_ms / 1000);
	else if (result->end == RG_BUILD_FAILED && end->end == RG_CHILD_SIGNALED)
		result->why = rg_arena_printf(arena, "signal %d", end->signal);
	else if (result->end == RG_BUILD_FAILED)
		result->why = rg_arena_printf(arena, "exit status %d", end->exit_code);
	rg_job_start(build->loop, read_log, finish, build);
}

static void output(void *data, rg_str piece)
{
	const rg_build *build = data;

	build->spec.on_output(build->spec.data, piece);
}

static const char **strings_of(rg_arena *arena, const rg_str_vec *texts)
{
	const char **out = rg_arena_alloc(arena, (texts->n + 1) * sizeof(*out));

	for (size_t i = 0; i < texts->n; i++)
		out[i] = rg_arena_cstr(arena, texts->items[i]);
	out[texts->n] = NULL;
	return out;
}

rg_rc rg_build_start(rg_build **out, rg_loop *loop, const rg_build_spec *spec, rg_err *err)
{
	rg_build *build = rg_calloc(1, sizeof(*build));
	rg_child_options options;
	rg_rc rc;

	build->loop = loop;
	build->arena = rg_arena_new();
	build->spec = *spec;
	build->spec.log_path = rg_arena_dup(build->arena, spec->log_path);
	build->spec.test = rg_arena_dup(build->arena, spec->test);
	options = (rg_child_options){.argv = strings_of(build->arena, &spec->argv),
				     .env = strings_of(build->arena, &spec->env),
				     .cwd = rg_arena_cstr(build->arena, spec->cwd),
				     .has_leash = spec->has_leash,
				     .merge_err = true,
				     .ends_with_us = true,
				     .log_path = rg_arena_cstr(build->arena, spec->log_path),
				     .timeout_ms = spec->timeout_ms,
				     .on_output = spec->on_output ? output : NULL,
				     .done = on_done,
				     .data = build};
	if ((rc = rg_child_start(&build->child, loop, &options, err)) < 0) {
		rg_arena_free(build->arena);
		free(build);
		return rc;
	}
	*out = build;
	return RG_OK;
}

void rg_build_stop(rg_build *build)
{
	if (build && build->child)
		rg_child_stop(build->child);
}
