/* SPDX-License-Identifier: MIT */
/*
 * python.c - the choice of the interpreter, by files only, in the order that python.h states. Each
 * source of a choice is one small function that gives a path or nothing; the table says the order
 * and the words for "why". A conda `base` comes last but PATH: it is active in many shells whether
 * or not the project uses it.
 *
 * Tools are not asked (`poetry env info` takes a second): their environments are found where they
 * keep them. Poetry's are named after the project; when several fit, none is taken.
 */
#include "runner/python.h"

#include "base/limits.h"
#include "os/fs.h"
#include "os/system.h"
#include "runner/environment.h"

typedef struct rg_search {
	rg_arena *arena;
	const rg_python_spec *spec;
	rg_str cwd;
	rg_str detail; /* replaces the reason of the table when set */
} rg_search;

static const rg_str none = {NULL, 0};

static rg_str var(const rg_search *search, const char *name)
{
	rg_str value = rg_environment_get(search->spec->env, name);

	return value.len ? value : none;
}

/* The python of an environment's folder. */
static rg_str python_in(rg_search *search, rg_str folder)
{
	static const char *const names[] = {"bin/python", "bin/python3"};

	for (size_t i = 0; folder.len && i < 2; i++) {
		char *path = rg_path_join(search->arena, folder, rg_str_of(names[i]));

		if (rg_fs_is_executable(path))
			return rg_str_of(path);
	}
	return none;
}

static rg_str below(rg_search *search, rg_str folder, const char *name)
{
	return rg_str_of(rg_path_join(search->arena, folder, rg_str_of(name)));
}

static rg_str by_virtual_env(rg_search *search)
{
	return python_in(search, var(search, "VIRTUAL_ENV"));
}

/* A folder, or a file that names one (pipenv, virtualenvwrapper). */
static rg_str venv_named(rg_search *search, rg_str folder, const char *name)
{
	rg_str path = below(search, folder, name), text, line = none;
	rg_err err;

	if (rg_fs_is_folder(path.ptr))
		return python_in(search, path);
	if (!rg_fs_is_file(path.ptr) ||
	    rg_fs_read(&text, search->arena, path.ptr, 4096, &err) < 0 ||
	    !rg_str_line(&line, &text))
		return none;
	line = rg_str_trim(line);
	return line.len && line.ptr[0] == '/' ? python_in(search, line) : none;
}

static rg_str by_venv_folder(rg_search *search)
{
	static const char *const names[] = {".venv", "venv", ".conda", ".pixi/envs/default"};
	rg_str folder = search->cwd, found;

	while (folder.len) {
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			found = venv_named(search, folder, names[i]);
			if (found.ptr) {
				search->detail =
					rg_arena_printf(search->arena, "%s in %.*s", names[i],
							RG_FMT(rg_str_eq(folder, search->spec->root)
								       ? RG_STR("the root")
								       : folder));
				return found;
			}
		}
		if (rg_str_eq(folder, search->spec->root) ||
		    !rg_str_starts(folder, search->spec->root))
			break;
		folder = rg_path_folder(folder);
	}
	return none;
}

static bool is_conda_base(rg_search *search)
{
	return rg_str_eq_z(var(search, "CONDA_DEFAULT_ENV"), "base");
}

static rg_str by_conda(rg_search *search)
{
	return is_conda_base(search) ? none : python_in(search, var(search, "CONDA_PREFIX"));
}

static rg_str by_conda_base(rg_search *search)
{
	return is_conda_base(search) ? python_in(search, var(search, "CONDA_PREFIX")) : none;
}

static rg_str by_uv(rg_search *search)
{
	rg_str folder = var(search, "UV_PROJECT_ENVIRONMENT");

	return folder.len ? python_in(search, rg_str_of(rg_path_join(search->arena,
								     search->spec->root, folder)))
			  : none;
}

/* The value of the first line `name = "…"` of pyproject.toml. */
static rg_str project_name(rg_search *search)
{
	rg_str text, line;
	rg_err err;

	if (rg_fs_read(&text, search->arena,
		       below(search, search->spec->root, "pyproject.toml").ptr,
		       RG_LIMIT_SETTINGS_BYTES, &err) < 0)
		return none;
	while (rg_str_line(&line, &text)) {
		size_t begin, end;

		line = rg_str_trim(line);
		if (!rg_str_skip(&line, RG_STR("name")))
			continue;
		line = rg_str_trim(line);
		if (!rg_str_skip(&line, RG_STR("=")))
			continue;
		line = rg_str_trim(line);
		begin = 1;
		end = line.len > 1 ? rg_str_find_char(rg_str_sub(line, 1, line.len), line.ptr[0])
				   : SIZE_MAX;
		return end == SIZE_MAX ? none : rg_str_sub(line, begin, begin + end);
	}
	return none;
}

static rg_str cache_home(rg_search *search, const char *variable, const char *in_home)
{
	rg_str home = var(search, variable);

	if (home.len)
		return home;
	home = var(search, "HOME");
	return home.len ? below(search, home, in_home) : none;
}

/* <cache>/pypoetry/virtualenvs/<name>-<8 characters>-py3.11 */
static rg_str by_poetry(rg_search *search)
{
	rg_str folder = var(search, "POETRY_VIRTUALENVS_PATH"), prefix, found = none;
	rg_str name;
	rg_str_vec names;

	if (!rg_fs_is_file(below(search, search->spec->root, "poetry.lock").ptr))
		return none;
	name = project_name(search);
	if (!folder.len)
		folder = below(search, cache_home(search, "XDG_CACHE_HOME", ".cache"),
			       "pypoetry/virtualenvs");
	if (!name.len)
		return none;
	prefix = rg_arena_printf(search->arena, "%.*s-", RG_FMT(name));
	names = rg_fs_list(search->arena, rg_arena_cstr(search->arena, folder));
	for (size_t i = 0; i < names.n; i++) {
		rg_str rest = names.items[i];

		if (!rg_str_skip(&rest, prefix) || rg_str_find(rest, RG_STR("-py")) != 8)
			continue;
		if (found.ptr)
			return none; /* of several Pythons: poetry knows, we do not */
		found = python_in(search,
				  rg_str_of(rg_path_join(search->arena, folder, names.items[i])));
	}
	return found;
}

/* <data>/virtualenvs/<name>-<hash>/.project holds the project's path. */
static rg_str by_pipenv(rg_search *search)
{
	rg_str folder = var(search, "WORKON_HOME"), text;
	rg_str_vec names;
	rg_err err;

	if (!rg_fs_is_file(below(search, search->spec->root, "Pipfile").ptr))
		return none;
	if (!folder.len)
		folder = below(search, cache_home(search, "XDG_DATA_HOME", ".local/share"),
			       "virtualenvs");
	names = rg_fs_list(search->arena, rg_arena_cstr(search->arena, folder));
	for (size_t i = 0; i < names.n; i++) {
		rg_str environment = rg_str_of(rg_path_join(search->arena, folder, names.items[i]));

		if (rg_fs_read(&text, search->arena, below(search, environment, ".project").ptr,
			       4096, &err) == RG_OK &&
		    rg_str_eq(rg_str_trim(text), search->spec->root))
			return python_in(search, environment);
	}
	return none;
}

static rg_str by_path(rg_search *search)
{
	rg_str path = var(search, "PATH");
	rg_str found = rg_find_program(search->arena, "python3", path.ptr ? path : RG_STR(""));

	return found.ptr ? found
			 : rg_find_program(search->arena, "python", path.ptr ? path : RG_STR(""));
}

static const struct {
	rg_str (*find)(rg_search *search);
	const char *reason;
	bool is_environment;
} sources[] = {
	{by_virtual_env, "VIRTUAL_ENV", true},
	{by_venv_folder, "virtual environment", true},
	{by_conda, "CONDA_PREFIX", true},
	{by_uv, "UV_PROJECT_ENVIRONMENT", true},
	{by_poetry, "poetry's environment of this project", true},
	{by_pipenv, "pipenv's environment of this project", true},
	{by_conda_base, "CONDA_PREFIX (base)", true},
	{by_path, "first on PATH", false},
};

static rg_rc by_setting(rg_python *out, rg_search *search, rg_err *err)
{
	rg_str setting = search->spec->setting, home = var(search, "HOME"), path = none;
	rg_str in_root = rg_str_of(rg_path_join(search->arena, search->spec->root, setting));

	if (rg_str_starts(setting, RG_STR("~/")) && home.len)
		path = below(search, home,
			     rg_arena_cstr(search->arena, rg_str_sub(setting, 2, setting.len)));
	else if (rg_str_find_char(setting, '/') != SIZE_MAX ||
		 python_in(search, in_root).ptr) /* "venv" is an environment's folder */
		path = in_root;
	if (path.ptr && rg_fs_is_folder(path.ptr)) {
		out->prefix = path;
		path = python_in(search, path);
	} else if (path.ptr && !rg_fs_is_executable(path.ptr)) {
		path = none;
	} else if (!path.ptr) {
		path = rg_find_program(search->arena, rg_arena_cstr(search->arena, setting),
				       var(search, "PATH"));
	}
	if (!path.ptr)
		return rg_fail(err, RG_EINVAL,
			       "the setting python is \"%.*s\", and there is no such program; name "
			       "another one, or take the setting away",
			       RG_FMT(setting));
	out->path = path;
	out->reason = RG_STR("setting python");
	return RG_OK;
}

rg_rc rg_python_choose(rg_python *out, rg_arena *arena, const rg_python_spec *spec, rg_err *err)
{
	rg_search search = {.arena = arena, .spec = spec};

	memset(out, 0, sizeof(*out));
	search.cwd = rg_arena_dup(arena, spec->cwd.len ? spec->cwd : spec->root);
	if (spec->wrapper && spec->wrapper->n) {
		out->path =
			spec->setting.len ? rg_arena_dup(arena, spec->setting) : RG_STR("python3");
		out->reason = spec->setting.len ? RG_STR("setting python, behind the wrapper")
						: RG_STR("python3 behind the wrapper");
		return RG_OK;
	}
	if (spec->setting.len)
		return by_setting(out, &search, err);
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		rg_str path = sources[i].find(&search);

		if (!path.ptr)
			continue;
		out->path = path;
		out->reason = search.detail.ptr ? search.detail : rg_str_of(sources[i].reason);
		if (sources[i].is_environment)
			out->prefix = rg_path_folder(rg_path_folder(path));
		return RG_OK;
	}
	return rg_fail(err, RG_ENOTFOUND,
		       "no Python found: install Python 3.6 or later, or set python in "
		       ".redgreen.json");
}
