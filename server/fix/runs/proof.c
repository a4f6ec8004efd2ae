/* SPDX-License-Identifier: MIT */
/*
 * proof.c - environment, tree, run, tree again, record: a chain of effects, each handing over to
 * the next on the loop.
 */
#include "fix/runs/proof.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/never.h"
#include "fix/runs/building.h"
#include "fix/runs/proof_private.h"
#include "fix/runs/where.h"
#include "fix/session/repro.h"
#include "fix/session/sweep.h"
#include "fix/workspace/workspace.h"
#include "git/submodules.h"
#include "git/tree.h"
#include "os/fs.h"
#include "os/system.h"

static rg_proof *proof_of(rg_task *task)
{
	return rg_ground_of(task)->proof;
}

rg_str rg_proof__root(const rg_ground *ground, const rg_proof *proof)
{
	return proof->spec.worktree.ptr ? proof->spec.worktree : ground->root;
}

/* ---- the run -------------------------------------------------------------------------------- */

static void recorded(rg_task *task)
{
	proof_of(task)->after(task);
}

rg_proof *rg_proof_at(rg_proof *proof, size_t i)
{
	return i ? &proof->others[i - 1] : proof;
}

static void set_runs(rg_task *task, const rg_proof *proof)
{
	rg_str_vec ids = {0};

	for (size_t i = 0; i < proof->n; i++) {
		const rg_proof *one = i ? &proof->others[i - 1] : proof;

		if (one->run)
			RG_PUSH(rg_task_arena(task), &ids, one->evidence.id);
	}
	rg_task_set_run(task,
			ids.n ? rg_str_vec_lines(rg_task_arena(task), &ids) : (rg_str){NULL, 0});
}

/* The last of them has ended. */
static void ended(rg_task *task, rg_proof *proof)
{
	rg_task_on_cancel(task, NULL, NULL);
	if (rg_task_is_cancelled(task))
		rg_task_next(task); /* ends it */
	else if (proof->start_err.code != RG_OK)
		rg_task_fail(task, &proof->start_err);
	else
		rg_task_job(task, rg_proof__record, recorded);
}

static void on_run_done(void *data, const rg_run_result *result)
{
	rg_proof *one = data, *proof = proof_of(one->task);

	one->arena = rg_workspace_ports(rg_task_workspace(one->task))->run_take_arena(one->run);
	one->run = NULL;
	one->result = result;
	set_runs(one->task, proof);
	if (--proof->n_running == 0)
		ended(one->task, proof);
}

static void stop_runs(void *data)
{
	rg_task *task = data;
	rg_proof *proof = proof_of(task);

	for (size_t i = 0; i < proof->n; i++)
		if (rg_proof_at(proof, i)->run)
			rg_workspace_ports(rg_task_workspace(task))
				->run_stop(rg_proof_at(proof, i)->run);
}

static void on_output(void *data, rg_str piece)
{
	rg_task_output(((rg_proof *)data)->task, piece);
}

static void on_progress(void *data, rg_str test, uint32_t n_ended)
{
	rg_task *task = ((rg_proof *)data)->task;

	rg_task_set_test(task, rg_arena_dup(rg_task_arena(task), test));
	rg_task_progress(
		task, 0, 0,
		n_ended ? rg_arena_printf(rg_task_arena(task), "running %.*s (%" PRIu32 " done)",
					  RG_FMT(test), n_ended)
			: rg_arena_printf(rg_task_arena(task), "running %.*s", RG_FMT(test)));
}

/* Where the session ends first, the run is stopped, and that says nothing about the test. */
static uint64_t timeout_of(const rg_ground *ground, const rg_proof_spec *spec)
{
	uint64_t limit = (uint64_t)ground->settings.run_timeout_seconds * 1000;

	return spec->limit_ms && spec->limit_ms < limit ? spec->limit_ms : limit;
}

rg_str rg_proof__run_id(rg_arena *arena)
{
	static uint64_t counter; /* the loop's thread only */
	uint64_t parts[3] = {rg_clock_ns(), (uint64_t)getpid(), ++counter};

	return rg_hash_hex(
		arena, rg_hash(rg_hash(RG_HASH_START, (rg_str){(const char *)parts, sizeof(parts)}),
			       RG_STR("run")));
}

/* The environment is of another tree: that of the worktree's home. */
static bool is_in_worktree(const rg_ground *ground, const rg_proof *proof)
{
	return proof->spec.worktree.ptr || !rg_str_eq(ground->root, ground->home);
}

/* Its own code comes first then, src layout too. */
static rg_str_vec environment_of(rg_arena *arena, const rg_ground *ground, const rg_proof *proof)
{
	rg_str_vec vars = rg_str_vec_dup(arena, &proof->environment->vars);
	rg_str root = rg_proof__root(ground, proof), before, path;

	if (!is_in_worktree(ground, proof))
		return vars;
	before = rg_environment_get(&vars, "PYTHONPATH");
	path = rg_arena_printf(arena, "%.*s/src:%.*s", RG_FMT(root), RG_FMT(root));
	if (before.len)
		path = rg_arena_printf(arena, "%.*s:%.*s", RG_FMT(path), RG_FMT(before));
	rg_environment_set(arena, &vars, "PYTHONPATH", path);
	return vars;
}

/* Where the clock or the language is to be another one. */
static void vary_environment(rg_str_vec *vars, rg_arena *arena, const rg_ground *ground,
			     const rg_variant *variant)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	rg_str locale = {NULL, 0};

	for (size_t i = 0; i < 3 && !locale.len; i++)
		locale = rg_environment_get(vars, names[i]);
	if (variant && variant->zone != RG_ZONE_SAME)
		rg_environment_set(arena, vars, "TZ",
				   rg_variant_zone(arena, variant->zone, ground->now));
	if (variant && variant->in_other_locale)
		rg_environment_set(arena, vars, "LC_ALL", rg_variant_locale(locale));
}

static rg_path_mapping_vec mapping_of(rg_arena *arena, const rg_ground *ground)
{
	rg_path_mapping_vec out = {0};

	for (size_t i = 0; i < ground->settings.path_map.n; i++) {
		const rg_path_map *map = &ground->settings.path_map.items[i];
		rg_str here = rg_str_of(rg_path_join(arena, ground->root, map->to));

		rg_str_chop(&here, RG_STR("/."));
		RG_PUSH(arena, &out, (rg_path_mapping){.from = here, .to = map->from});
	}
	return out;
}

static rg_str_vec arguments_of(rg_arena *arena, const rg_ground *ground, const rg_proof *proof)
{
	rg_str_vec out = rg_str_vec_dup(arena, &ground->settings.pytest_args);

	for (size_t i = 0; i < proof->spec.but.n; i++)
		RG_PUSH(arena, &out,
			rg_arena_printf(arena, "--deselect=%.*s",
					RG_FMT(proof->spec.but.items[i])));
	return out;
}

rg_run_spec rg_proof__run_spec(rg_task *task, const rg_proof *proof, rg_str id)
{
	const rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_str root = rg_proof__root(ground, proof);
	const rg_variant *variant = proof->spec.variant;
	rg_order order = variant ? variant->order : RG_ORDER_AS_IS;
	rg_str_vec vars = environment_of(arena, ground, proof);

	vary_environment(&vars, arena, ground, variant);
	if (order == RG_ORDER_AS_IS && proof->spec.is_seeded)
		order = RG_ORDER_SEEDED;
	return (rg_run_spec){
		.id = id,
		.root = root,
		.cwd = rg_where_cwd(arena, ground, &proof->interpreter, root),
		.tests = variant ? rg_variant_tests(arena, variant->scope, &proof->spec.tests)
				 : proof->spec.tests,
		.last = proof->spec.tests,
		.order = order,
		.threads = variant ? variant->threads : RG_THREADS_AS_IS,
		.only_cpu = variant && variant->on_one_cpu ? proof->spec.hash_seed + 1 : 0,
		.n_noise = variant ? variant->n_noise : 0,
		.is_beside = rg_ground_of(task)->proof && rg_ground_of(task)->proof->n > 1,
		.python = proof->interpreter.path,
		.env = vars,
		.pytest_args = arguments_of(arena, ground, proof),
		.wrapper = ground->settings.wrapper,
		.path_map = mapping_of(arena, ground),
		.probe = rg_run_find_probe(arena),
		.scratch = rg_sweep_folder(arena, ground->facts.private_dir, "run", id),
		.cache = rg_arena_printf(arena, "%.*s/cache", RG_FMT(ground->facts.private_dir)),
		.hash_seed = proof->spec.hash_seed,
		.is_measured = proof->spec.is_measured,
		.memory_limit_bytes = (uint64_t)ground->settings.memory_limit_megabytes * RG_MiB,
		.paths = proof->paths,
		.data = task,
	};
}

static rg_rc start_one(rg_proof *one, rg_str folder, bool is_shown)
{
	rg_task *task = one->task;
	rg_ground *ground = rg_ground_of(task);
	const rg_ports *ports = rg_workspace_ports(rg_task_workspace(task));
	rg_run_spec spec = rg_proof__run_spec(task, one, one->evidence.id);

	spec.log_path = rg_str_of(rg_path_join(rg_task_arena(task), folder, one->spec.log_name));
	spec.timeout_ms = timeout_of(ground, &one->spec);
	spec.patterns = one->patterns;
	if (one->spec.is_watched && ground->settings.spectrum)
		spec.watch = RG_WATCH_FREE;
	if (is_shown) {
		spec.on_output = on_output;
		if (!one->spec.series.ptr) /* who measures says what is under way */
			spec.on_progress = on_progress;
	}
	spec.done = on_run_done;
	spec.data = one;
	return ports->run_start(&one->run, rg_workspace_loop(rg_task_workspace(task)), &spec,
				&ground->proof->start_err);
}

/* Of several the output of the first is shown. */
static void start_runs(rg_task *task)
{
	rg_proof *proof = proof_of(task);
	rg_str folder;
	rg_err err;

	if (rg_ground_folder(&folder, task, &err) < 0) {
		rg_task_fail(task, &err);
		return;
	}
	proof->start_err.code = RG_OK;
	proof->n_running = 0;
	for (size_t i = 0; i < proof->n; i++) {
		rg_proof *one = rg_proof_at(proof, i);

		if (i) {
			one->evidence.tree = proof->evidence.tree;
			one->evidence.repro = proof->evidence.repro;
			one->environment = proof->environment;
			one->interpreter = proof->interpreter;
			one->patterns = proof->patterns;
			one->paths = proof->paths;
			one->unheld = proof->unheld;
		}
		if (start_one(one, folder, i == 0) < 0)
			break;
		proof->n_running++;
	}
	set_runs(task, proof);
	if (proof->n_running && proof->spec.tests.n == 1)
		rg_task_set_test(task, proof->spec.tests.items[0]);
	rg_task_on_cancel(task, stop_runs, task);
	if (proof->n_running == 0)
		ended(task, proof);
	else if (proof->start_err.code != RG_OK)
		stop_runs(task);
}

/* ---- before the run: environment and tree --------------------------------------------------- */

static rg_rc look_at_submodules(rg_proof *proof, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	rg_str_vec dirty;
	rg_rc rc = rg_submodules_dirty(&dirty, arena, repo, err);

	if (rc == RG_OK && dirty.n)
		proof->unheld = rg_arena_printf(
			arena,
			"the submodule %.*s has uncommitted changes, which no tree of this "
			"repository holds: the run proves nothing about one",
			RG_FMT(rg_str_vec_join(arena, &dirty, RG_STR(", "))));
	return rc;
}

static rg_rc look_before(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_proof *proof = proof_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_str root = rg_proof__root(ground, proof);
	rg_str_vec without = rg_repro_without(arena, ground, &proof->spec.repro);
	rg_repo *repo = NULL;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, root), err);

	(void)cancel;
	if (rc < 0)
		return rc;
	if ((rc = rg_repo_files(&proof->files_before, arena, repo, err)) == RG_OK &&
	    (rc = rg_repro_blobs(&proof->evidence.repro, arena, repo, &proof->spec.repro, err)) ==
		    RG_OK)
		rc = rg_tree_snapshot(&proof->evidence.tree, arena, repo, &without, err);
	if (rc == RG_OK)
		rc = look_at_submodules(proof, arena, repo, err);
	rg_repo_close(repo);
	if (rc == RG_OK)
		proof->paths = rg_paths_new(arena, root, &proof->files_before);
	return rc;
}

static void look(rg_task *task)
{
	rg_task_job(task, look_before, start_runs);
}

static void build_first(rg_task *task)
{
	const rg_ground *ground = rg_ground_of(task);
	const rg_proof *proof = proof_of(task);
	rg_building_spec *spec = RG_NEW(rg_task_arena(task), rg_building_spec);

	*spec = (rg_building_spec){.root = rg_proof__root(ground, proof),
				   .is_worktree = proof->spec.worktree.ptr != NULL,
				   .env = &proof->environment->vars,
				   .tests = &proof->spec.tests};
	rg_building_start(task, spec, look);
}

static void on_environment(void *data, rg_rc rc, const rg_environment *environment,
			   const rg_err *err)
{
	rg_task *task = data;
	rg_ground *ground = rg_ground_of(task);
	rg_proof *proof = ground->proof;
	rg_python_spec spec;
	rg_err python_err;

	proof->environment_task = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (rc < 0) {
		rg_task_fail(task, err);
		return;
	}
	proof->environment = environment;
	spec = rg_where_python(rg_task_arena(task), ground, &environment->vars, &proof->spec.tests);
	if (rg_python_choose(&proof->interpreter, rg_task_arena(task), &spec, &python_err) < 0) {
		rg_task_fail(task, &python_err);
		return;
	}
	build_first(task);
}

static void stop_environment(void *data)
{
	rg_environment_stop(proof_of(data)->environment_task);
}

static void start_environment(rg_task *task)
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_environment_spec spec = rg_where_environment(arena, ground);

	proof_of(task)->environment_task = rg_environment_start(
		rg_workspace_loop(rg_task_workspace(task)), arena, &spec, on_environment, task);
	rg_task_on_cancel(task, stop_environment, task);
}

static void begin(rg_proof *one, rg_task *task, const rg_proof_spec *spec)
{
	rg_evidence before = one->evidence;

	rg_arena_free(one->arena);
	one->arena = NULL;
	one->result = NULL;
	one->task = task;
	one->wanted = (rg_wanted){0};
	one->spec = *spec;
	one->evidence = (rg_evidence){.id = rg_proof__run_id(rg_task_arena(task))};
	if (spec->follows) {
		one->evidence.tree = before.tree;
		one->evidence.repro = before.repro;
	} else {
		one->unheld = (rg_str){NULL, 0};
	}
}

void rg_proof_make_several(rg_task *task, rg_proof *proof, const rg_proof_spec *specs, size_t n,
			   void (*after)(rg_task *task))
{
	rg_ground *ground = rg_ground_of(task);
	rg_err err;

	if (rg_never(n == 0 || n > RG_PROOF_AT_ONCE || specs->tests.n == 0))
		return;
	if (n > 1 && !proof->others)
		proof->others = RG_NEW_N(rg_task_arena(task), rg_proof, RG_PROOF_AT_ONCE - 1);
	proof->n = n;
	for (size_t i = 0; i < n; i++)
		begin(rg_proof_at(proof, i), task, &specs[i]);
	proof->after = after;
	ground->proof = proof;
	if (!proof->patterns && ground->settings.measure_patterns.n &&
	    rg_number_patterns_new(&proof->patterns, &ground->settings.measure_patterns, &err) < 0)
		rg_task_fail(task, &err);
	else if (!proof->environment)
		start_environment(task);
	else if (specs->follows && proof->evidence.tree.ptr)
		start_runs(task);
	else
		build_first(task);
}

void rg_proof_make(rg_task *task, rg_proof *proof, const rg_proof_spec *spec,
		   void (*after)(rg_task *task))
{
	rg_proof_make_several(task, proof, spec, 1, after);
}

void rg_proof_release(rg_proof *proof)
{
	for (size_t i = 0; proof->others && i < RG_PROOF_AT_ONCE - 1; i++) {
		rg_arena_free(proof->others[i].arena);
		proof->others[i].arena = NULL;
	}
	rg_arena_free(proof->arena);
	proof->arena = NULL;
	rg_number_patterns_free(proof->patterns);
	proof->patterns = NULL;
}
