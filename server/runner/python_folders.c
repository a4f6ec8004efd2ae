/* SPDX-License-Identifier: MIT */
/*
 * python_folders.c - environments that lie in the tree or are named by a variable: venv and its
 * kin, conda's, pixi's, nox's and tox's.
 */
#include "os/fs.h"
#include "os/system.h"
#include "runner/config_text.h"
#include "runner/python_search.h"

static rg_str in_folder(rg_search *search, const char *name)
{
	rg_str where = rg_search__name(search, search->folder);

	return rg_arena_printf(search->arena, "%s in %.*s", name, RG_FMT(where));
}

void rg_search__by_virtual_env(rg_search *search)
{
	rg_str prefix = rg_search__var(search, "VIRTUAL_ENV");

	if (prefix.len)
		rg_search__add(search, prefix, RG_STR("VIRTUAL_ENV"), NULL);
}

/* docs.astral.sh/uv, "Project environment path": relative to the root of uv's workspace. */
void rg_search__by_uv_project(rg_search *search)
{
	rg_str folder = rg_search__var(search, "UV_PROJECT_ENVIRONMENT");

	if (folder.len)
		rg_search__add(search,
			       rg_str_of(rg_path_join(search->arena, search->spec->root, folder)),
			       RG_STR("UV_PROJECT_ENVIRONMENT"), "uv");
}

/*
 * A file that names the environment: a path, or a name in WORKON_HOME (pipenv, docs "Virtualenv
 * mapping caveat"; autoswitch plug-ins of shells).
 */
static void venv_file(rg_search *search, rg_str path)
{
	rg_str text = rg_search__text(search, path), line, home;

	if (!rg_str_line(&line, &text))
		return;
	line = rg_str_trim(line);
	if (!line.len)
		return;
	if (rg_str_find_char(line, '/') != SIZE_MAX) {
		rg_search__add(search, rg_str_of(rg_path_join(search->arena, search->folder, line)),
			       in_folder(search, ".venv"), NULL);
		return;
	}
	home = rg_search__home(search, "WORKON_HOME", ".local/share/virtualenvs");
	if (home.len)
		rg_search__add(search, rg_str_of(rg_path_join(search->arena, home, line)),
			       in_folder(search, ".venv"), "pipenv");
}

static bool is_environment(rg_search *search, rg_str prefix)
{
	return rg_fs_is_file(rg_search__below(search, prefix, "pyvenv.cfg").ptr) ||
	       rg_fs_is_folder(rg_search__below(search, prefix, "conda-meta").ptr);
}

void rg_search__by_venv_folder(rg_search *search)
{
	static const char *const names[] = {".venv", "venv", "env"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		rg_str path = rg_search__below(search, search->folder, names[i]);

		if (i == 0 && rg_fs_is_file(path.ptr))
			venv_file(search, path);
		else if (rg_fs_is_folder(path.ptr) && (i == 0 || is_environment(search, path) ||
						       rg_search__python_in(search, path).ptr))
			rg_search__add(search, path, in_folder(search, names[i]), NULL);
	}
}

void rg_search__by_conda_folder(rg_search *search)
{
	rg_str path = rg_search__below(search, search->folder, ".conda");

	if (rg_fs_is_folder(path.ptr))
		rg_search__add(search, path, in_folder(search, ".conda"), "conda");
}

/* The folders in a folder, as paths. */
static rg_str_vec folders_in(rg_search *search, rg_str folder)
{
	rg_str_vec names = rg_fs_list(search->arena, rg_arena_cstr(search->arena, folder)),
		   out = {0};

	for (size_t i = 0; i < names.n; i++)
		RG_PUSH(search->arena, &out,
			rg_str_of(rg_path_join(search->arena, folder, names.items[i])));
	return out;
}

static void best_in(rg_search *search, const char *name, const char *favourite, const char *tool)
{
	rg_str_vec prefixes = folders_in(search, rg_search__below(search, search->folder, name));

	if (prefixes.n)
		rg_search__add_best(search, &prefixes, favourite, in_folder(search, name), tool);
}

/* pixi.sh, "Environment": also where environments are detached, .pixi/envs leads to them. */
void rg_search__by_pixi_folder(rg_search *search)
{
	best_in(search, ".pixi/envs", "default", "pixi");
}

/* nox docs, "Where the virtualenvs live": --envdir, .nox. */
void rg_search__by_nox_folder(rg_search *search)
{
	best_in(search, ".nox", NULL, "nox");
}

/* tox docs, work_dir: {tox_root}/.tox, a folder for each environment. */
void rg_search__by_tox_folder(rg_search *search)
{
	best_in(search, ".tox", NULL, "tox");
}

void rg_search__by_other_folder(rg_search *search)
{
	rg_str_vec folders = folders_in(search, search->folder), prefixes = {0};

	for (size_t i = 0; i < folders.n; i++)
		if (is_environment(search, folders.items[i]))
			RG_PUSH(search->arena, &prefixes, folders.items[i]);
	if (prefixes.n)
		rg_search__add_best(search, &prefixes, NULL,
				    rg_search__name(search, search->folder), NULL);
}

static bool is_conda_base(const rg_search *search)
{
	return rg_str_eq_z(rg_search__var(search, "CONDA_DEFAULT_ENV"), "base");
}

void rg_search__by_conda_active(rg_search *search)
{
	rg_str prefix = rg_search__var(search, "CONDA_PREFIX");

	if (prefix.len && !is_conda_base(search))
		rg_search__add(search, prefix, RG_STR("CONDA_PREFIX"), "conda");
}

void rg_search__by_conda_base(rg_search *search)
{
	rg_str prefix = rg_search__var(search, "CONDA_PREFIX");

	if (prefix.len && is_conda_base(search) && !search->chosen->path.ptr)
		rg_search__add(search, prefix, RG_STR("CONDA_PREFIX (base)"), "conda");
}

/* The value of `key: value` at the left margin of a YAML file. */
static rg_str yaml_text(rg_str text, rg_str key)
{
	rg_str line;

	while (rg_str_line(&line, &text))
		if (rg_str_skip(&line, key)) {
			line = rg_str_trim(rg_str_sub(line, 0, rg_str_find(line, RG_STR(" #"))));
			if (line.len >= 2 && (line.ptr[0] == '"' || line.ptr[0] == '\''))
				line = rg_str_sub(line, 1, line.len - 1);
			return line;
		}
	return (rg_str){NULL, 0};
}

/* Every environment that conda, mamba or micromamba made stands in ~/.conda/environments.txt
 * (conda/core/envs_manager.py); those in a folder `envs` are found by name. */
static void named_in_list(rg_search *search, rg_str name, rg_str reason)
{
	rg_str list = rg_search__home(search, NULL, ".conda/environments.txt"), line;
	rg_str text = rg_search__text(search, list);

	while (rg_str_line(&line, &text)) {
		line = rg_str_trim(line);
		if (rg_str_eq(rg_path_name(line), name) &&
		    rg_str_eq_z(rg_path_name(rg_path_folder(line)), "envs") &&
		    rg_search__python_in(search, line).ptr)
			rg_search__add(search, line, reason, "conda");
	}
}

static void named_below(rg_search *search, rg_str folder, rg_str name, rg_str reason)
{
	rg_str prefix;

	if (!folder.len)
		return;
	prefix = rg_str_of(rg_path_join(search->arena, folder, name));
	if (rg_search__python_in(search, prefix).ptr)
		rg_search__add(search, prefix, reason, "conda");
}

void rg_search__by_conda_named(rg_search *search)
{
	static const char *const files[] = {"environment.yml", "environment.yaml", "conda.yml",
					    "conda.yaml"};
	static const char *const homes[] = {
		".conda/envs",	   "miniconda3/envs", "anaconda3/envs",		"miniforge3/envs",
		"mambaforge/envs", "micromamba/envs", ".local/share/mamba/envs"};
	static const char *const lists[] = {"CONDA_ENVS_PATH", "CONDA_ENVS_DIRS"};
	rg_str name = {NULL, 0}, reason, exe, part;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && !name.len; i++) {
		rg_str text =
			rg_search__text(search, rg_search__below(search, search->folder, files[i]));

		name = yaml_text(text, RG_STR("name:"));
		reason = in_folder(search, files[i]);
	}
	if (!name.len || rg_str_find_char(name, '/') != SIZE_MAX || rg_str_eq_z(name, "base"))
		return;
	reason = rg_arena_printf(search->arena, "conda's environment %.*s, named by %.*s",
				 RG_FMT(name), RG_FMT(reason));
	named_in_list(search, name, reason);
	for (size_t i = 0; i < 2; i++) {
		rg_str list = rg_search__var(search, lists[i]);

		while (rg_str_part(&part, &list, ':'))
			named_below(search, part, name, reason);
	}
	part = rg_search__var(search, "MAMBA_ROOT_PREFIX");
	if (part.len)
		named_below(search, rg_search__below(search, part, "envs"), name, reason);
	exe = rg_search__var(search, "CONDA_EXE"); /* <root>/bin/conda */
	if (exe.len)
		named_below(search,
			    rg_search__below(search, rg_path_folder(rg_path_folder(exe)), "envs"),
			    name, reason);
	for (size_t i = 0; i < sizeof(homes) / sizeof(homes[0]); i++)
		named_below(search, rg_search__home(search, NULL, homes[i]), name, reason);
}
