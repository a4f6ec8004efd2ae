/* SPDX-License-Identifier: MIT */
/*
 * run.c - one pytest process from its command line to its result:
 *
 *	start → job: folders, stale bytecode → child → job: log and probe read → done
 *
 * Everything of a run lies in one arena. Jobs use it while the loop does not: between the end of
 * start and the child's start, and between the child's end and done. A child that cannot be
 * started after all (a race; start has looked) is a result, "not-runnable", with the reason.
 */
#include "runner/run.h"

#include "base/log.h"
#include "base/mem.h"
#include "os/child.h"
#include "os/fs.h"
#include "os/job.h"
#include "os/system.h"
#include "runner/bytecode.h"
#include "runner/command.h"
#include "runner/environment.h"
#include "runner/follow.h"
#include "runner/lines.h"
#include "runner/noise.h"
#include "runner/reading.h"

struct rg_run {
	rg_loop *loop;
	rg_arena *arena;  /* owned, unless taken over */
	rg_run_spec spec; /* copied into the arena */
	rg_command_line command;
	bool has_probe; /* of the attempt under way */
	bool is_stopped;
	rg_child *child;       /* NULL: not running */
	rg_follow *follow;     /* NULL: nobody wants progress */
	rg_noise *noise;       /* NULL: none beside it */
	rg_child_result end;   /* out and err are not valid */
	rg_run_result *result; /* in the arena, so that both are taken over together */
	rg_err err;	       /* of a child that could not be started */
};

static void copy_spec(rg_run *run, const rg_run_spec *spec)
{
	rg_arena *arena = run->arena;
	rg_run_spec *copy = &run->spec;

	*copy = *spec;
	copy->id = rg_arena_dup(arena, spec->id);
	copy->root = rg_arena_dup(arena, spec->root);
	copy->cwd = rg_arena_dup(arena, spec->cwd.len ? spec->cwd : spec->root);
	copy->tests = rg_str_vec_dup(arena, &spec->tests);
	copy->first = rg_str_vec_dup(arena, &spec->first);
	copy->last = rg_str_vec_dup(arena, &spec->last);
	copy->python = rg_arena_dup(arena, spec->python);
	copy->python_version = rg_arena_dup(arena, spec->python_version);
	copy->env = rg_str_vec_dup(arena, &spec->env);
	copy->pytest_args = rg_str_vec_dup(arena, &spec->pytest_args);
	copy->wrapper = rg_str_vec_dup(arena, &spec->wrapper);
	copy->path_map = (rg_path_mapping_vec){0};
	for (size_t i = 0; i < spec->path_map.n; i++)
		RG_PUSH(arena, &copy->path_map,
			(rg_path_mapping){rg_arena_dup(arena, spec->path_map.items[i].from),
					  rg_arena_dup(arena, spec->path_map.items[i].to)});
	copy->probe = rg_arena_dup(arena, spec->probe);
	copy->log_path = rg_arena_dup(arena, spec->log_path);
	copy->scratch = rg_arena_dup(arena, spec->scratch);
	copy->cache = rg_arena_dup(arena, spec->cache.len ? spec->cache : spec->scratch);
}

/* What can be known before: a clear error at once is better than a result later. */
static rg_rc look(const rg_run *run, rg_err *err)
{
	const rg_run_spec *spec = &run->spec;
	rg_str path = rg_environment_get(&spec->env, "PATH");
	rg_str program = spec->wrapper.n ? spec->wrapper.items[0] : spec->python;

	if (!rg_fs_is_folder(spec->cwd.ptr))
		return rg_fail(err, RG_ENOTFOUND, "the folder %s does not exist", spec->cwd.ptr);
	if (rg_str_is_null(rg_find_program(run->arena, rg_arena_cstr(run->arena, program),
					   path.ptr ? path : RG_STR(""))))
		return rg_fail(err, RG_ENOTFOUND, "there is no program %.*s", RG_FMT(program));
	return RG_OK;
}

static void finish(void *data)
{
	rg_run *run = data;

	run->spec.done(run->spec.data, run->result);
	rg_arena_free(run->arena);
	free(run);
}

static void prepare(void *data, const rg_cancel *cancel)
{
	rg_run *run = data;
	rg_str log_folder = rg_path_folder(run->spec.log_path);

	(void)cancel;
	if (rg_fs_make_folders(run->spec.scratch.ptr, &run->err) < 0 ||
	    rg_fs_make_folders(run->spec.cache.ptr, &run->err) < 0 ||
	    (log_folder.len &&
	     rg_fs_make_folders(rg_arena_cstr(run->arena, log_folder), &run->err) < 0))
		return; /* run->err says it */
	if (run->command.bytecode.len)
		rg_bytecode_purge(run->arena, run->command.bytecode, run->command.there_root,
				  run->spec.root);
}

static void read_result(void *data, const rg_cancel *cancel)
{
	rg_run *run = data;
	rg_err err;

	(void)cancel;
	rg_reading_fill(run->result, run->arena, &run->spec, &run->command, &run->end);
	if (run->err.code != RG_OK) {
		run->result->outcome = RG_OUTCOME_NOT_RUNNABLE;
		run->result->why = rg_arena_dup(run->arena, rg_str_of(run->err.message));
	}
	if (rg_fs_remove(run->spec.scratch.ptr, &err) < 0)
		rg_log(RG_LOG_WARNING, "%s", err.message);
}

static void read_now(void *data)
{
	rg_run *run = data;

	rg_job_start(run->loop, read_result, finish, run);
}

/* When what made noise beside it has ended, too. */
static void start_reading(rg_run *run)
{
	rg_noise *noise = run->noise;

	run->noise = NULL;
	if (noise)
		rg_noise_end(noise, read_now, run);
	else
		read_now(run);
}

static void start_child(rg_run *run);

static void on_output(void *data, rg_str piece)
{
	rg_run *run = data;

	run->spec.on_output(run->spec.data, piece);
}

/* Behind a wrapper or an isolating Python the probe may be out of reach; nothing has run then. */
static bool must_begin_again(rg_run *run, const rg_child_result *result)
{
	return run->has_probe && !run->is_stopped && result->end == RG_CHILD_EXITED &&
	       result->exit_code != 0 && !rg_fs_is_file(run->command.probe_file.ptr) &&
	       rg_reading_is_probe_missing(result->out);
}

static void child_done(void *data, const rg_child_result *result)
{
	rg_run *run = data;

	run->child = NULL;
	rg_follow_free(run->follow);
	run->follow = NULL;
	if (must_begin_again(run, result)) {
		rg_err err;

		run->has_probe = false;
		if (rg_command_line_build(&run->command, run->arena, &run->spec, false, &err) ==
		    RG_OK) {
			start_child(run);
			return;
		}
	}
	run->end = *result;
	run->end.out = run->end.err = (rg_str){NULL, 0};
	start_reading(run);
}

/* Longer than the run and its ladder; an hour where it has no limit. */
static uint64_t noise_limit(const rg_run_spec *spec)
{
	return spec->timeout_ms ? spec->timeout_ms + 5000 : 3600 * 1000;
}

static void start_child(rg_run *run)
{
	bool has_leash = run->command.leashed.n > 0;
	rg_child_options options = {
		.argv = rg_lines_c_array(run->arena,
					 has_leash ? &run->command.leashed : &run->command.argv),
		.env = rg_lines_c_array(run->arena, &run->command.env),
		.cwd = run->spec.cwd.ptr,
		.has_leash = has_leash,
		.merge_err = true,
		.ends_with_us = true,
		.only_cpu = run->spec.only_cpu,
		.log_path = run->spec.log_path.len ? run->spec.log_path.ptr : NULL,
		.timeout_ms = run->spec.timeout_ms,
		.memory_limit_bytes = run->spec.memory_limit_bytes,
		.on_output = run->spec.on_output ? on_output : NULL,
		.done = child_done,
		.data = run,
	};

	if (run->spec.n_noise && !run->noise)
		run->noise = rg_noise_start(run->loop, run->spec.n_noise, run->spec.only_cpu,
					    noise_limit(&run->spec));
	if (rg_child_start(&run->child, run->loop, &options, &run->err) < 0) {
		start_reading(run);
		return;
	}
	if (run->spec.on_progress && run->has_probe)
		run->follow = rg_follow_new(run->loop, run->command.probe_file.ptr,
					    run->spec.on_progress, run->spec.data);
}

static void prepared(void *data)
{
	rg_run *run = data;

	if (run->is_stopped)
		run->end.end = RG_CHILD_STOPPED;
	if (run->is_stopped || run->err.code != RG_OK)
		start_reading(run);
	else
		start_child(run);
}

rg_rc rg_run_start(rg_run **out, rg_loop *loop, const rg_run_spec *spec, rg_err *err)
{
	rg_run *run = rg_calloc(1, sizeof(*run));
	rg_rc rc;

	run->loop = loop;
	run->arena = rg_arena_new();
	run->result = RG_NEW(run->arena, rg_run_result);
	copy_spec(run, spec);
	run->has_probe = run->spec.probe.len != 0;
	if ((rc = rg_command_line_build(&run->command, run->arena, &run->spec, run->has_probe,
					err)) < 0 ||
	    (rc = look(run, err)) < 0) {
		rg_arena_free(run->arena);
		free(run);
		return rc;
	}
	run->result->started = rg_clock_wall();
	rg_job_start(loop, prepare, prepared, run);
	*out = run;
	return RG_OK;
}

void rg_run_stop(rg_run *run)
{
	if (!run)
		return;
	run->is_stopped = true;
	if (run->child)
		rg_child_stop(run->child);
}

rg_arena *rg_run_take_arena(rg_run *run)
{
	rg_arena *arena = run->arena;

	run->arena = NULL;
	return arena;
}

rg_str rg_run_find_probe(rg_arena *arena)
{
	/* bin/redgreen → share/redgreen/pytest, installed and in the build tree. */
	rg_str folder = rg_path_folder(rg_self_path(arena));
	char *path = rg_path_join(arena, folder, RG_STR("../share/redgreen/pytest"));

	if (!rg_fs_is_file(rg_path_join(arena, rg_str_of(path), RG_STR("redgreen_probe.py"))))
		return (rg_str){NULL, 0};
	return rg_fs_real(arena, path);
}
