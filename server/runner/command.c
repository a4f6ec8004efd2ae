/* SPDX-License-Identifier: MIT */
/*
 * command.c - PYTHON -m pytest -p redgreen_probe [-o cache_dir=…] [the user's arguments] NODEIDS.
 * Ours stand in front, so that the user's win. What pytest would write into the work tree goes to
 * private folders: bytecode by PYTHONPYCACHEPREFIX, its cache by cache_dir. The latter is left
 * alone where anything of the user's speaks about the cache: --lf must find what the user's own
 * runs stored, and pytest 9 refuses an option whose plug-in is switched off. A run that is there
 * for the sake of what it calls leaves nothing at all, and --lf shall find nothing.
 */
#include "runner/command.h"

#include "base/limits.h"
#include "os/fs.h"
#include "runner/environment.h"
#include "runner/leash.h"
#include "runner/wrapper.h"

#define MAX_TESTS_BYTES (64 * 1024) /* Linux takes 128 KiB for one variable */

/* There is no path here but is mapped for the wrapper's other side. */
static rg_str mapped(rg_arena *arena, const rg_run_spec *spec, rg_str path)
{
	for (size_t i = 0; i < spec->path_map.n; i++) {
		rg_str rest = path, from = spec->path_map.items[i].from;

		if (from.len > 1 && from.ptr[from.len - 1] == '/')
			from.len--;
		if (rg_str_skip(&rest, from) && (rest.len == 0 || rest.ptr[0] == '/'))
			return rg_arena_printf(arena, "%.*s%.*s",
					       RG_FMT(spec->path_map.items[i].to), RG_FMT(rest));
	}
	return path;
}

/* A node id relative to the root as pytest finds it from cwd. */
static rg_rc add_test(rg_str_vec *argv, rg_arena *arena, const rg_run_spec *spec, rg_str test,
		      rg_err *err)
{
	rg_str path = test, cwd = spec->cwd.len ? spec->cwd : spec->root;
	rg_str cwd_with_slash = rg_arena_printf(arena, "%.*s/", RG_FMT(cwd));

	if (test.len == 0 || test.ptr[0] == '-' || test.ptr[0] == '@')
		return rg_fail(err, RG_EINVAL, "\"%.*s\" is not the id of a test", RG_FMT(test));
	if (memchr(test.ptr, '\0', test.len))
		return rg_fail(err, RG_EINVAL, "the id of a test cannot hold a NUL byte");
	if (test.ptr[0] != '/')
		path = rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(spec->root), RG_FMT(test));
	if (rg_str_skip(&path, cwd_with_slash) && path.len && path.ptr[0] != '-' &&
	    path.ptr[0] != '@')
		RG_PUSH(arena, argv, path);
	else
		RG_PUSH(arena, argv,
			mapped(arena, spec,
			       test.ptr[0] == '/'
				       ? test
				       : rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(spec->root),
							 RG_FMT(test))));
	return RG_OK;
}

static bool speaks_of_cacheprovider(rg_str text)
{
	return rg_str_has(text, RG_STR("cacheprovider"));
}

static bool speaks_of_cache(rg_str text)
{
	return speaks_of_cacheprovider(text) || rg_str_has(text, RG_STR("cache_dir"));
}

static bool speaks_of_junit(rg_str text)
{
	return rg_str_has(text, RG_STR("junitxml")) || rg_str_has(text, RG_STR("junit-xml"));
}

/* Whether the user's arguments or configuration files speak of something. */
static bool user_speaks(rg_arena *arena, const rg_run_spec *spec, bool (*speaks)(rg_str text))
{
	static const char *const files[] = {"pytest.ini",   ".pytest.ini",    "pytest.toml",
					    ".pytest.toml", "pyproject.toml", "tox.ini",
					    "setup.cfg"};
	rg_str folder = spec->cwd.len ? spec->cwd : spec->root, text;
	rg_err ignored;

	if (speaks(rg_environment_get(&spec->env, "PYTEST_ADDOPTS")))
		return true;
	for (size_t i = 0; i < spec->pytest_args.n; i++)
		if (speaks(spec->pytest_args.items[i]))
			return true;
	while (folder.len) {
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
			if (rg_fs_read(&text, arena,
				       rg_path_join(arena, folder, rg_str_of(files[i])),
				       RG_LIMIT_SETTINGS_BYTES, &ignored) == RG_OK &&
			    speaks(text))
				return true;
		if (rg_str_eq(folder, spec->root) || !rg_str_starts(folder, spec->root))
			break;
		folder = rg_path_folder(folder);
	}
	return false;
}

static bool speaks_of_basetemp(rg_str text)
{
	return rg_str_has(text, RG_STR("basetemp"));
}

bool rg_run_can_be_beside(rg_arena *arena, const rg_run_spec *spec)
{
	return spec->wrapper.n == 0 && !user_speaks(arena, spec, speaks_of_basetemp);
}

static bool has_own_cache(rg_arena *arena, const rg_run_spec *spec)
{
	static const char *const options[] = {
		"--lf", "--last-failed", "--ff",     "--failed-first", "--nf",	"--new-first",
		"--sw", "--stepwise",	 "--cache-", "--lfnf",	       "--sw-", "--last-failed-"};

	for (size_t i = 0; i < spec->pytest_args.n; i++)
		for (size_t j = 0; j < sizeof(options) / sizeof(options[0]); j++)
			if (rg_str_starts(spec->pytest_args.items[i], rg_str_of(options[j])))
				return true;
	return user_speaks(arena, spec, speaks_of_cache);
}

/* Python 3.6 and 3.7 do not know PYTHONPYCACHEPREFIX. */
static bool has_cache_prefix(rg_str version)
{
	return !rg_str_starts(version, RG_STR("3.6.")) && !rg_str_starts(version, RG_STR("3.7."));
}

static void unset(rg_str_vec *env, const char *name)
{
	rg_str wanted = rg_str_of(name);

	for (size_t i = 0; i < env->n; i++)
		if (rg_str_starts(env->items[i], wanted) && env->items[i].len > wanted.len &&
		    env->items[i].ptr[wanted.len] == '=')
			env->items[i--] = env->items[--env->n];
}

/* Node ids for the probe; of too many the first ones. */
static void set_tests(rg_command_line *out, rg_arena *arena, const char *name,
		      const rg_str_vec *tests)
{
	rg_str_vec taken = {0};
	size_t n_bytes = 0;

	for (size_t i = 0; i < tests->n; i++) {
		n_bytes += tests->items[i].len + 1;
		if (n_bytes > MAX_TESTS_BYTES)
			break;
		RG_PUSH(arena, &taken, tests->items[i]);
	}
	rg_environment_set(arena, &out->env, name, rg_str_vec_join(arena, &taken, RG_STR("\n")));
}

/* What the probe is to watch. */
static void build_watch(rg_command_line *out, rg_arena *arena, const rg_run_spec *spec)
{
	unset(&out->env, "REDGREEN_PROBE_CALLS"); /* of a redgreen around this one */
	if (spec->watch == RG_WATCH_NOTHING)
		return;
	rg_environment_set(arena, &out->env, "REDGREEN_PROBE_CALLS",
			   spec->watch == RG_WATCH_FULL ? RG_STR("full") : RG_STR("free"));
	if (spec->watch != RG_WATCH_FULL)
		return;
	if (!spec->wrapper.n)
		rg_environment_set(
			arena, &out->env, "COVERAGE_FILE",
			rg_str_of(rg_path_join(arena, spec->scratch, RG_STR("coverage"))));
	set_tests(out, arena, "REDGREEN_PROBE_FIRST", &spec->first);
	rg_environment_set(arena, &out->env, "REDGREEN_PROBE_WARM",
			   rg_arena_printf(arena, "%.3f", (double)spec->warm_ms / 1000));
	rg_environment_set(arena, &out->env, "REDGREEN_PROBE_ENOUGH",
			   rg_arena_printf(arena, "%u", spec->n_enough));
}

static const char *const orders[] = {[RG_ORDER_AS_IS] = "",
				     [RG_ORDER_SEEDED] = "seeded",
				     [RG_ORDER_REVERSED] = "reversed",
				     [RG_ORDER_RANDOM] = "random",
				     [RG_ORDER_LAST] = "last",
				     [RG_ORDER_LAST_REVERSED] = "last-reversed",
				     [RG_ORDER_BEHIND] = "behind"};

static const char *const threads[] = {[RG_THREADS_SWITCHING] = "switching",
				      [RG_THREADS_LATE] = "late",
				      [RG_THREADS_LATE_MAIN] = "late-main"};

static void build_env(rg_command_line *out, rg_arena *arena, const rg_run_spec *spec, rg_str cache)
{
	rg_str path = rg_environment_get(&spec->env, "PYTHONPATH");
	rg_str seed = rg_environment_get(&spec->env, "PYTHONHASHSEED");
	uint64_t wanted_seed;

	out->env = rg_str_vec_dup(arena, &spec->env);
	out->hash_seed = spec->hash_seed;
	if (rg_str_u64(&wanted_seed, seed, UINT32_MAX))
		out->hash_seed = (uint32_t)wanted_seed;
	rg_environment_set(arena, &out->env, "PYTHONHASHSEED",
			   rg_arena_printf(arena, "%u", out->hash_seed));
	if (has_cache_prefix(spec->python_version)) {
		out->bytecode = rg_str_of(rg_path_join(arena, cache, RG_STR("bytecode")));
		rg_environment_set(arena, &out->env, "PYTHONPYCACHEPREFIX", out->bytecode);
		/* Without writing, every run would compile the standard library anew. */
		unset(&out->env, "PYTHONDONTWRITEBYTECODE");
	} else {
		rg_environment_set(arena, &out->env, "PYTHONDONTWRITEBYTECODE", RG_STR("1"));
	}
	if (!out->probe_file.ptr)
		return;
	if (spec->order != RG_ORDER_AS_IS) {
		rg_environment_set(arena, &out->env, "REDGREEN_PROBE_ORDER",
				   rg_str_of(orders[spec->order]));
		set_tests(out, arena, "REDGREEN_PROBE_LAST", &spec->last);
	}
	if (spec->threads != RG_THREADS_AS_IS)
		rg_environment_set(arena, &out->env, "REDGREEN_PROBE_THREADS",
				   rg_str_of(threads[spec->threads]));
	if (spec->order != RG_ORDER_AS_IS || spec->threads != RG_THREADS_AS_IS)
		rg_environment_set(arena, &out->env, "REDGREEN_PROBE_SEED",
				   rg_arena_printf(arena, "%u", spec->hash_seed));
	/* Behind the user's entries, so that nothing of theirs is shadowed. */
	rg_environment_set(
		arena, &out->env, "PYTHONPATH",
		path.len ? rg_arena_printf(arena, "%.*s:%.*s", RG_FMT(path), RG_FMT(spec->probe))
			 : spec->probe);
	rg_environment_set(arena, &out->env, "REDGREEN_PROBE", out->probe_file);
	rg_environment_set(arena, &out->env, "REDGREEN_PROBE_ROOT", spec->root);
	unset(&out->env, "REDGREEN_PROBE_PRINTED"); /* of a redgreen around this one */
	if (spec->is_measured)
		rg_environment_set(arena, &out->env, "REDGREEN_PROBE_PRINTED", RG_STR("1"));
	build_watch(out, arena, spec);
}

/*
 * Few wrappers hand over the environment: what decides the test's outcome or the text that is read
 * goes along in the command, and nothing else does, because others see a command's words. Where the
 * other side has the working folder under another name, that is where it runs.
 */
static void wrap(rg_command_line *out, rg_arena *arena, const rg_run_spec *spec)
{
	static const char *const names[] = {"PYTHONHASHSEED", "PY_COLORS", "COLUMNS"};
	rg_str cwd = spec->cwd.len ? spec->cwd : spec->root, there = mapped(arena, spec, cwd);
	rg_str_vec vars = {0}, leashed = rg_leash_argv(arena, spec->python, &out->argv);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		rg_str value = rg_environment_get(&out->env, names[i]);

		if (value.len)
			RG_PUSH(arena, &vars,
				rg_arena_printf(arena, "%s=%.*s", names[i], RG_FMT(value)));
	}
	if (rg_str_eq(there, cwd))
		there = (rg_str){NULL, 0};
	out->leashed = rg_wrapper_argv(arena, &spec->wrapper, there, &vars, &leashed);
	out->argv = rg_wrapper_argv(arena, &spec->wrapper, there, &vars, &out->argv);
}

/* Behind the user's arguments, so that these win: see rg_watch. */
static void add_full_watch(rg_str_vec *argv, rg_arena *arena, const rg_run_spec *spec)
{
	RG_PUSH(arena, argv, RG_STR("--maxfail=0"));
	RG_PUSH(arena, argv, RG_STR("--continue-on-collection-errors"));
	if (spec->wrapper.n)
		return; /* scratch is a folder here, not there */
	if (!user_speaks(arena, spec, speaks_of_cacheprovider)) {
		RG_PUSH(arena, argv, RG_STR("-o"));
		RG_PUSH(arena, argv,
			rg_arena_printf(arena, "cache_dir=%.*s/pytest", RG_FMT(spec->scratch)));
	}
	if (user_speaks(arena, spec, speaks_of_junit))
		RG_PUSH(arena, argv,
			rg_arena_printf(arena, "--junitxml=%.*s/junit.xml", RG_FMT(spec->scratch)));
}

rg_rc rg_command_line_build(rg_command_line *out, rg_arena *arena, const rg_run_spec *spec,
			    bool with_probe, rg_err *err)
{
	rg_str cache = spec->cache.len ? spec->cache : spec->scratch;
	rg_str_vec *argv = &out->argv;
	rg_rc rc;

	memset(out, 0, sizeof(*out));
	RG_PUSH(arena, argv, spec->python);
	out->there_root = mapped(arena, spec, spec->root);
	if (spec->wrapper.n && has_cache_prefix(spec->python_version)) {
		/* Behind a wrapper that hands over no environment, __pycache__ would be believed:
		 * Python before 3.8 takes the option and does nothing. */
		RG_PUSH(arena, argv, RG_STR("-X"));
		RG_PUSH(arena, argv,
			rg_arena_printf(arena, "pycache_prefix=%.*s/bytecode",
					RG_FMT(mapped(arena, spec, cache))));
	}
	RG_PUSH(arena, argv, RG_STR("-m"));
	RG_PUSH(arena, argv, RG_STR("pytest"));
	if (with_probe && spec->probe.len) {
		out->probe_file =
			rg_str_of(rg_path_join(arena, spec->scratch, RG_STR("probe.jsonl")));
		RG_PUSH(arena, argv, RG_STR("-p"));
		RG_PUSH(arena, argv, RG_STR("redgreen_probe"));
		if (spec->order != RG_ORDER_AS_IS) {
			RG_PUSH(arena, argv, RG_STR("-p"));
			RG_PUSH(arena, argv, RG_STR("redgreen_probe_order"));
		}
		if (spec->threads != RG_THREADS_AS_IS) {
			RG_PUSH(arena, argv, RG_STR("-p"));
			RG_PUSH(arena, argv, RG_STR("redgreen_probe_threads"));
		}
	}
	if (spec->wrapper.n == 0 && spec->watch != RG_WATCH_FULL && !has_own_cache(arena, spec)) {
		RG_PUSH(arena, argv, RG_STR("-o"));
		RG_PUSH(arena, argv,
			rg_arena_printf(arena, "cache_dir=%.*s/pytest",
					RG_FMT(spec->is_beside ? spec->scratch : cache)));
	}
	if (spec->is_beside)
		RG_PUSH(arena, argv,
			rg_arena_printf(arena, "--basetemp=%.*s/tmp", RG_FMT(spec->scratch)));
	for (size_t i = 0; i < spec->pytest_args.n; i++)
		RG_PUSH(arena, argv, spec->pytest_args.items[i]);
	if (spec->watch == RG_WATCH_FULL)
		add_full_watch(argv, arena, spec);
	for (size_t i = 0; i < spec->tests.n; i++)
		if ((rc = add_test(argv, arena, spec, spec->tests.items[i], err)) < 0)
			return rc;
	build_env(out, arena, spec, cache);
	if (spec->wrapper.n)
		wrap(out, arena, spec);
	return RG_OK;
}
