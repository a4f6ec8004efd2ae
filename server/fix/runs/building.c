/* SPDX-License-Identifier: MIT */
/*
 * building.c - what was built is remembered as a name for the content of all native files and
 * recipes, taken before the build: what is edited while it runs is built the next time. The record
 * belongs to root and command. A temporary worktree has none: nothing in it was built ever.
 */
#include "fix/runs/building.h"

#include "base/hash.h"
#include "fix/runs/analysis.h"
#include "fix/runs/unbuilt.h"
#include "fix/workspace/shapes.h"
#include "fix/workspace/workspace.h"
#include "os/fs.h"
#include "point/cache.h"
#include "runner/leash.h"
#include "runner/python.h"
#include "runner/wrapper.h"

#define FORMAT	  1
#define PREFIX	  "built-"
#define MOST_KEPT 32
typedef struct rg_building {
	const rg_building_spec *spec;
	rg_build *build;
	rg_str_vec files;
	rg_native_state state; /* as of before the build */
	bool is_needed;
	rg_str log_path;
	void (*after)(rg_task *task);
} rg_building;

static rg_building *building_of(rg_task *task)
{
	return rg_ground_of(task)->building;
}

static rg_str name_of(rg_arena *arena, const rg_ground *ground, rg_str root)
{
	const rg_str_vec *argv = &ground->settings.build;
	uint64_t hash = rg_hash_field(RG_HASH_START, root);

	for (size_t i = 0; i < argv->n; i++)
		hash = rg_hash_field(hash, argv->items[i]);
	return rg_arena_printf(arena, PREFIX "%.*s", RG_FMT(rg_hash_hex(arena, hash)));
}

static rg_native_state recall(rg_arena *arena, const rg_ground *ground, rg_str root)
{
	rg_str bytes = rg_cache_read(arena, ground->facts.private_dir, name_of(arena, ground, root),
				     FORMAT);
	rg_native_state out = {{NULL, 0}, {NULL, 0}};

	(void)(rg_str_line(&out.times, &bytes) && rg_str_line(&out.content, &bytes));
	return out;
}

static void keep(rg_arena *arena, const rg_ground *ground, rg_str root,
		 const rg_native_state *state)
{
	if (rg_cache_write(ground->facts.private_dir, name_of(arena, ground, root), FORMAT,
			   rg_arena_printf(arena, "%.*s\n%.*s\n", RG_FMT(state->times),
					   RG_FMT(state->content))))
		rg_cache_trim(ground->facts.private_dir, RG_STR(PREFIX), MOST_KEPT);
}

static rg_rc look(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_building *b = building_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_native_state known = recall(arena, ground, b->spec->root);
	bool has_known = known.content.len && !b->spec->is_worktree;
	rg_repo *repo = NULL;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, b->spec->root), err);

	(void)cancel;
	if (rc == RG_OK)
		rc = rg_repo_files(&b->files, arena, repo, err);
	rg_repo_close(repo);
	if (rc < 0)
		return rc;
	b->state = rg_unbuilt_state(arena, b->spec->root, &b->files, has_known ? &known : NULL);
	b->is_needed = !has_known || !rg_str_eq(known.content, b->state.content);
	if (!b->is_needed && !rg_str_eq(known.times, b->state.times))
		keep(arena, ground, b->spec->root, &b->state);
	return RG_OK;
}

static rg_rc note_success(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	const rg_building *b = building_of(task);

	(void)cancel, (void)err;
	if (!b->spec->is_worktree)
		keep(rg_task_arena(task), rg_ground_of(task), b->spec->root, &b->state);
	return RG_OK;
}

static void built(rg_task *task)
{
	building_of(task)->after(task);
}

/* Stops the task; the errors go where a run's failures go. */
static void stop_for(rg_task *task, const rg_build_result *result)
{
	rg_building *b = building_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_analysis shown = {
		.arena = result->arena, .failures = result->errors, .tests = *b->spec->tests};
	rg_str what = result->errors.n	       ? rg_analysis_headline(arena, &result->errors)
		      : result->last_words.len ? rg_arena_dup(arena, result->last_words)
					       : RG_STR("it printed nothing");
	rg_str message = rg_arena_printf(arena, "the build failed (%.*s): %.*s",
					 RG_FMT(result->why), RG_FMT(what));

	if (rg_json_get(rg_task_result(task), "failures"))
		rg_json_set_take(rg_task_result(task), "failures",
				 rg_shape_failures(&result->errors));
	if (result->errors.n)
		rg_analysis_publish(task, &shown, RG_STR("not built"), b->log_path, false);
	else
		rg_arena_free(result->arena);
	rg_task_stop(task, "build-failed", message,
		     rg_arena_printf(arena, "The log is %.*s. Mend it, then run it again.",
				     RG_FMT(b->log_path)));
}

static void on_done(void *data, const rg_build_result *result)
{
	rg_task *task = data;

	building_of(task)->build = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (result->end == RG_BUILD_OK || rg_task_is_cancelled(task))
		rg_arena_free(result->arena);
	if (rg_task_is_cancelled(task))
		rg_task_next(task); /* ends it */
	else if (result->end == RG_BUILD_OK)
		rg_task_job(task, note_success, built);
	else
		stop_for(task, result);
}

static void on_output(void *data, rg_str piece)
{
	rg_task_output(data, piece);
}

static void stop_build(void *data)
{
	rg_task *task = data;

	rg_workspace_ports(rg_task_workspace(task))->build_stop(building_of(task)->build);
}

static void looked(rg_task *task)
{
	rg_ground *ground = rg_ground_of(task);
	rg_building *b = building_of(task);
	rg_arena *arena = rg_task_arena(task);
	const rg_ports *ports = rg_workspace_ports(rg_task_workspace(task));
	const rg_str_vec *wrapper = &ground->settings.wrapper, *build = &ground->settings.build;
	rg_str_vec shown = rg_wrapper_argv(arena, wrapper, (rg_str){NULL, 0}, NULL, build);
	rg_str_vec leashed = rg_leash_argv(arena, rg_python_there(ground->settings.python), build);
	rg_build_spec spec = {
		.argv = wrapper->n
				? rg_wrapper_argv(arena, wrapper, (rg_str){NULL, 0}, NULL, &leashed)
				: shown,
		.has_leash = wrapper->n > 0,
		.env = *b->spec->env,
		.cwd = b->spec->root,
		.test = b->spec->tests->items[0],
		.timeout_ms = (uint64_t)ground->settings.build_timeout_seconds * 1000,
		.paths = rg_paths_new(arena, b->spec->root, &b->files),
		.on_output = on_output,
		.done = on_done,
		.data = task};
	rg_str folder;
	rg_err err;

	if (!b->is_needed) {
		b->after(task);
		return;
	}
	if (rg_ground_folder(&folder, task, &err) < 0) {
		rg_task_fail(task, &err);
		return;
	}
	b->log_path = rg_str_of(rg_path_join(arena, folder, RG_STR("build_log.txt")));
	spec.log_path = b->log_path;
	rg_task_progress(task, 0, 0,
			 rg_arena_printf(arena, "building: %.*s",
					 RG_FMT(rg_str_vec_join(arena, &shown, RG_STR(" ")))));
	if (ports->build_start(&b->build, rg_workspace_loop(rg_task_workspace(task)), &spec, &err) <
	    0)
		rg_task_stop(task, "build-failed",
			     rg_arena_printf(arena, "the build cannot be started: %s", err.message),
			     RG_STR("Mend the setting `build`."));
	else
		rg_task_on_cancel(task, stop_build, task);
}

void rg_building_start(rg_task *task, const rg_building_spec *spec, void (*after)(rg_task *task))
{
	rg_ground *ground = rg_ground_of(task);
	rg_building *b;

	if (!ground->settings.build.n ||
	    (spec->is_worktree && !ground->settings.build_in_worktrees)) {
		after(task);
		return;
	}
	b = RG_NEW(rg_task_arena(task), rg_building);
	b->spec = spec;
	b->after = after;
	ground->building = b;
	rg_task_job(task, look, looked);
}
