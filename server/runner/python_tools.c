/* SPDX-License-Identifier: MIT */
/*
 * python_tools.c - environments that poetry, pipenv and hatch keep in the user's home, under names
 * made from the project's name and a hash of its path. The rules are those of the tools' own code:
 *
 *	poetry  utils/env/env_manager.py, generate_env_name: <name>-<8 of SHA-256>-py<minor>
 *	pipenv  utils/venv_locator.py, _get_virtualenv_hash: <folder>-<8 of SHA-256>[-<python>]
 *	hatch   env/virtual.py: <data>/env/virtual/<name>/<8 of SHA-256>/<environment>
 */
#include "base/sha256.h"
#include "os/fs.h"
#include "runner/config_text.h"
#include "runner/python_search.h"

static const rg_str none = {NULL, 0};

#define NAME_MAX_CHARS 42 /* of poetry and pipenv, so that a path fits into #! */

static rg_str of_project(rg_search *search, const char *tool)
{
	return rg_str_eq(search->folder, search->spec->root)
		       ? rg_arena_printf(search->arena, "%s's environment of this project", tool)
		       : rg_arena_printf(search->arena, "%s's environment of %.*s", tool,
					 RG_FMT(rg_search__name(search, search->folder)));
}

/* name with each of `odd` made a '_', at most 42 characters. */
static rg_str sanitized(rg_arena *arena, rg_str name, const char *odd)
{
	char *out = rg_arena_alloc(arena, name.len + 1);
	size_t n = 0, n_chars = 0;

	for (; n < name.len; n++) {
		char c = name.ptr[n];

		if (((unsigned char)c & 0xc0) != 0x80 && n_chars++ == NAME_MAX_CHARS)
			break;
		out[n] = strchr(odd, c) ? '_' : c;
	}
	return (rg_str){out, n};
}

/* Folders for a tool's files: $variable, else the usual ones of Linux and of macOS. */
static rg_str_vec homes_of(rg_search *search, const char *variable, const char *linux_home,
			   const char *mac_home, const char *below)
{
	rg_str_vec out = {0};
	rg_str first = rg_search__home(search, variable, linux_home);
	rg_str second = rg_search__home(search, NULL, mac_home);

	if (first.len)
		RG_PUSH(search->arena, &out, rg_search__below(search, first, below));
	if (second.len)
		RG_PUSH(search->arena, &out, rg_search__below(search, second, below));
	return out;
}

/* A path from a tool's settings: ~, and relative to a folder. */
static rg_str settled(rg_search *search, rg_str path, rg_str base)
{
	if (rg_str_skip(&path, RG_STR("~/")))
		base = rg_search__var(search, "HOME");
	return rg_str_of(rg_path_join(search->arena, base, path));
}

/* A project's name as packages are looked up by (PEP 503); poetry and hatch begin with it. */
static rg_str normalized(rg_arena *arena, rg_str name)
{
	char *out = rg_arena_alloc(arena, name.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c == '_' || c == '.' || c == '-') {
			if (n && out[n - 1] != '-')
				out[n++] = '-';
		} else {
			out[n++] = c;
		}
	}
	return (rg_str){out, n};
}

/* ---- poetry --------------------------------------------------------------------------------- */

static rg_str poetry_name(rg_search *search, rg_str pyproject)
{
	rg_str name = rg_toml_string(search->arena, pyproject, RG_STR("project"), "name");

	if (!name.len)
		name = rg_toml_string(search->arena, pyproject, RG_STR("tool.poetry"), "name");
	return name.len ? name : RG_STR("non-package-mode"); /* core/factory.py */
}

/* A value of poetry's settings: variable, the project's poetry.toml, the user's config.toml. */
static rg_str poetry_setting(rg_search *search, const char *variable, const char *table,
			     const char *key)
{
	rg_str value = rg_search__var(search, variable),
	       own = rg_search__var(search, "POETRY_CONFIG_DIR"), file;
	rg_str_vec files = homes_of(search, "XDG_CONFIG_HOME", ".config",
				    "Library/Application Support", "pypoetry/config.toml");

	if (value.len)
		return value;
	value = rg_toml_string(
		search->arena,
		rg_search__text(search, rg_search__below(search, search->folder, "poetry.toml")),
		rg_str_of(table), key);
	if (own.len) {
		file = rg_search__below(search, own, "config.toml");
		files = (rg_str_vec){.items = &file, .n = 1};
	}
	for (size_t i = 0; i < files.n && !value.len; i++)
		value = rg_toml_string(search->arena, rg_search__text(search, files.items[i]),
				       rg_str_of(table), key);
	return value;
}

static rg_str_vec poetry_folders(rg_search *search)
{
	rg_str path = poetry_setting(search, "POETRY_VIRTUALENVS_PATH", "virtualenvs", "path");
	rg_str cache = poetry_setting(search, "POETRY_CACHE_DIR", "", "cache-dir");
	rg_str_vec out = {0}, caches;

	if (!path.len)
		path = RG_STR("{cache-dir}/virtualenvs");
	caches = homes_of(search, "XDG_CACHE_HOME", ".cache", "Library/Caches", "pypoetry");
	if (cache.len)
		caches = (rg_str_vec){.items = &cache, .n = 1};
	if (!rg_str_skip(&path, RG_STR("{cache-dir}/"))) {
		(void)rg_str_skip(&path, RG_STR("{project-dir}/"));
		RG_PUSH(search->arena, &out, settled(search, path, search->folder));
		return out;
	}
	for (size_t i = 0; i < caches.n; i++)
		RG_PUSH(search->arena, &out,
			settled(search, path, settled(search, caches.items[i], search->folder)));
	return out;
}

void rg_search__by_poetry_project(rg_search *search)
{
	rg_arena *arena = search->arena;
	rg_str pyproject =
		rg_search__text(search, rg_search__below(search, search->folder, "pyproject.toml"));
	rg_str base, real, minor, favourite;
	rg_str_vec folders, prefixes = {0};

	if (!pyproject.ptr ||
	    (!rg_toml_has_table(pyproject, RG_STR("tool.poetry")) &&
	     !rg_fs_is_file(rg_search__below(search, search->folder, "poetry.lock").ptr)))
		return;
	real = rg_fs_real(arena, rg_arena_cstr(arena, search->folder));
	base = normalized(arena, poetry_name(search, pyproject));
	base = sanitized(arena, base, " $`!*@\"\\\r\n\t");
	base = rg_arena_printf(arena, "%.*s-%.*s", RG_FMT(base),
			       RG_FMT(rg_sha256_base64url(arena, real, 8)));
	folders = poetry_folders(search);
	for (size_t i = 0; i < folders.n && !prefixes.n; i++) {
		rg_str_vec names = rg_fs_list(arena, rg_arena_cstr(arena, folders.items[i]));

		/* `poetry env use` writes down which one. */
		minor = rg_toml_string(
			arena,
			rg_search__text(search,
					rg_search__below(search, folders.items[i], "envs.toml")),
			base, "minor");
		favourite = minor.len ? rg_arena_printf(arena, "%.*s-py%.*s", RG_FMT(base),
							RG_FMT(minor))
				      : none;
		for (size_t j = 0; j < names.n; j++) {
			rg_str rest = names.items[j];

			if (rg_str_skip(&rest, base) && rg_str_skip(&rest, RG_STR("-py")) &&
			    (!favourite.len || rg_str_eq(favourite, names.items[j])))
				RG_PUSH(arena, &prefixes,
					rg_str_of(rg_path_join(arena, folders.items[i],
							       names.items[j])));
		}
	}
	if (prefixes.n == 1)
		rg_search__add(search, prefixes.items[0], of_project(search, "poetry"), "poetry");
	else if (prefixes.n)
		rg_search__add_best(search, &prefixes, NULL, of_project(search, "poetry"),
				    "poetry");
}

/* ---- pipenv --------------------------------------------------------------------------------- */

/* The file .project in an environment holds the project's folder: also under a name of the user's
 * (PIPENV_CUSTOM_VENV_NAME in an older shell), or with an older pipenv's hash. */
static rg_str pipenv_by_mark(rg_search *search, rg_str home)
{
	rg_str_vec names = rg_fs_list(search->arena, rg_arena_cstr(search->arena, home));

	for (size_t i = 0; i < names.n; i++) {
		rg_str prefix = rg_str_of(rg_path_join(search->arena, home, names.items[i]));
		rg_str mark = rg_search__text(search, rg_search__below(search, prefix, ".project"));

		if (mark.len && rg_str_eq(rg_str_trim(mark), search->folder))
			return prefix;
	}
	return none;
}

void rg_search__by_pipenv_project(rg_search *search)
{
	rg_arena *arena = search->arena;
	rg_str pipfile = rg_search__below(search, search->folder, "Pipfile");
	rg_str home = rg_search__var(search, "WORKON_HOME"), name, prefix;
	rg_str own = rg_search__var(search, "PIPENV_CUSTOM_VENV_NAME");
	rg_str python = rg_search__var(search, "PIPENV_PYTHON");

	if (!rg_fs_is_file(pipfile.ptr))
		return;
	home = home.len ? settled(search, home, search->folder)
			: rg_search__below(search,
					   rg_search__home(search, "XDG_DATA_HOME", ".local/share"),
					   "virtualenvs");
	name = sanitized(arena, rg_path_name(search->folder), " &$`!*@\"()[]\\\r\n\t");
	name = rg_arena_printf(arena, "%.*s-%.*s", RG_FMT(name),
			       RG_FMT(rg_sha256_base64url(arena, pipfile, 8)));
	if (own.len)
		name = own;
	else if (python.len)
		name = rg_arena_printf(arena, "%.*s-%.*s", RG_FMT(name),
				       RG_FMT(rg_path_name(python)));
	prefix = rg_str_of(rg_path_join(arena, home, name));
	if (!rg_search__python_in(search, prefix).ptr)
		prefix = pipenv_by_mark(search, home);
	if (prefix.len)
		rg_search__add(search, prefix, of_project(search, "pipenv"), "pipenv");
}

/* ---- hatch ---------------------------------------------------------------------------------- */

static void add_folders(rg_search *search, rg_str_vec *out, rg_str folder)
{
	rg_str_vec names = rg_fs_list(search->arena, rg_arena_cstr(search->arena, folder));

	for (size_t i = 0; i < names.n; i++)
		if (!rg_str_ends(names.items[i], RG_STR("-build"))) /* where it builds wheels */
			RG_PUSH(search->arena, out,
				rg_str_of(rg_path_join(search->arena, folder, names.items[i])));
}

/* Where hatch keeps its environments, besides .hatch: variable, settings, the usual folder. */
static void add_hatch_data(rg_search *search, rg_str_vec *out, rg_str project)
{
	rg_arena *arena = search->arena;
	rg_str own = rg_search__var(search, "HATCH_CONFIG"), data, virtual;
	rg_str_vec folders = homes_of(search, "XDG_DATA_HOME", ".local/share",
				      "Library/Application Support", "hatch");
	rg_str_vec files = homes_of(search, "XDG_CONFIG_HOME", ".config",
				    "Library/Application Support", "hatch/config.toml");
	rg_str config = {NULL, 0};

	if (own.len)
		files = (rg_str_vec){.items = &own, .n = 1};
	for (size_t i = 0; i < files.n && !config.ptr; i++)
		config = rg_search__text(search, files.items[i]);
	virtual = rg_toml_string(arena, config, RG_STR("dirs.env"), "virtual");
	if (virtual.len) {
		virtual = settled(search, virtual, search->folder);
		add_folders(search, out,
			    rg_str_starts(virtual, search->folder)
				    ? virtual
				    : rg_str_of(rg_path_join(arena, virtual, project)));
	}
	data = rg_search__var(search, "HATCH_DATA_DIR");
	if (!data.len)
		data = rg_toml_string(arena, config, RG_STR("dirs"), "data");
	if (data.len) {
		data = settled(search, data, search->folder);
		folders = (rg_str_vec){.items = &data, .n = 1};
	}
	for (size_t i = 0; i < folders.n; i++)
		add_folders(search, out,
			    rg_arena_printf(arena, "%.*s/env/virtual/%.*s",
					    RG_FMT(folders.items[i]), RG_FMT(project)));
}

void rg_search__by_hatch_project(rg_search *search)
{
	rg_arena *arena = search->arena;
	rg_str pyproject =
		rg_search__text(search, rg_search__below(search, search->folder, "pyproject.toml"));
	rg_str name = rg_toml_string(arena, pyproject, RG_STR("project"), "name"), id;
	rg_str_vec prefixes = {0};

	if (!pyproject.ptr)
		return;
	id = rg_sha256_base64url(arena, rg_fs_real(arena, rg_arena_cstr(arena, search->folder)), 8);
	name = normalized(arena, name.len ? name : rg_path_name(search->folder));
	add_folders(search, &prefixes, rg_search__below(search, search->folder, ".hatch"));
	add_hatch_data(search, &prefixes,
		       rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(name), RG_FMT(id)));
	if (prefixes.n)
		rg_search__add_best(search, &prefixes, rg_arena_cstr(arena, name),
				    of_project(search, "hatch"), "hatch");
}
