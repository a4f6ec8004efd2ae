/* SPDX-License-Identifier: MIT */
/*
 * pytest_config.c - pytest's own search, repeated: from the folder that the arguments share
 * upwards, in each folder the files in pytest's order, the first that has its table. Without one, a
 * bare pyproject.toml (from 8.1), else the nearest folder with a setup.py, else what cwd and the
 * arguments share.
 */
#include "runner/pytest_config.h"

#include "base/limits.h"
#include "os/fs.h"
#include "runner/config_text.h"

static const rg_str none = {NULL, 0};

typedef struct finder {
	rg_arena *arena;
	unsigned version; /* 804 for 8.4; 9999 when unknown */
	rg_str bare;	  /* the first pyproject.toml that says nothing of pytest */
} finder;

static const char *const names[] = {"pytest.toml",    ".pytest.toml", "pytest.ini", ".pytest.ini",
				    "pyproject.toml", "tox.ini",      "setup.cfg"};
#define N_NAMES (sizeof(names) / sizeof(names[0]))

static unsigned version_number(rg_str version)
{
	uint64_t major, minor = 0;
	rg_str part;

	if (!version.len || !rg_str_part(&part, &version, '.') || !rg_str_u64(&major, part, 90))
		return 9999;
	if (rg_str_part(&part, &version, '.'))
		(void)rg_str_u64(&minor, part, 99);
	return (unsigned)(major * 100 + minor);
}

static bool is_toml(const char *name)
{
	return rg_str_ends(rg_str_of(name), RG_STR(".toml"));
}

/* Whether pytest takes this file, and below which table its values stand. */
static bool is_taken(rg_str *table, const finder *f, const char *name, rg_str text)
{
	bool is_own = rg_str_has(rg_str_of(name), RG_STR("pytest."));

	*table = none;
	if (is_own && is_toml(name)) {
		*table = RG_STR("[pytest]");
		return f->version >= 900;
	}
	if (is_toml(name)) {
		if (rg_toml_has_table(text, RG_STR("tool.pytest.ini_options")))
			*table = RG_STR("[tool.pytest.ini_options]");
		else if (f->version >= 900 && rg_toml_has_table(text, RG_STR("tool.pytest")))
			*table = RG_STR("[tool.pytest]");
	} else if (rg_str_eq_z(rg_str_of(name), "setup.cfg")) {
		if (rg_ini_has_section(text, "tool:pytest"))
			*table = RG_STR("[tool:pytest]");
	} else if (name[0] == '.' && f->version < 700) {
		return false;
	} else if (is_own || rg_ini_has_section(text, "pytest")) {
		*table = RG_STR("[pytest]");
	}
	return table->ptr != NULL;
}

static void read_values(rg_pytest_config *out, const finder *f, rg_str text)
{
	rg_str table = out->table, *const fields[] = {&out->addopts, &out->testpaths,
						      &out->pythonpath};
	static const char *const keys[] = {"addopts", "testpaths", "pythonpath"};

	(void)rg_str_skip(&table, RG_STR("["));
	(void)rg_str_chop(&table, RG_STR("]"));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && table.len; i++) {
		if (rg_str_ends(out->file, RG_STR(".toml"))) {
			rg_str value = rg_toml_find(text, table, keys[i]);
			rg_str_vec words = rg_toml_strings(f->arena, value);

			*fields[i] =
				value.ptr ? rg_str_vec_join(f->arena, &words, RG_STR(" ")) : none;
		} else {
			*fields[i] = rg_ini_find(f->arena, text, rg_arena_cstr(f->arena, table),
						 keys[i]);
		}
	}
}

/* The configuration in one folder. */
static bool take_from(rg_pytest_config *out, finder *f, rg_str folder)
{
	rg_str text, table;
	rg_err ignored;

	for (size_t i = 0; i < N_NAMES; i++) {
		char *path = rg_path_join(f->arena, folder, rg_str_of(names[i]));

		if (!rg_fs_is_file(path) ||
		    rg_fs_read(&text, f->arena, path, RG_LIMIT_SETTINGS_BYTES, &ignored) < 0)
			continue;
		if (!f->bare.ptr && rg_str_eq_z(rg_str_of(names[i]), "pyproject.toml"))
			f->bare = rg_str_of(path);
		if (!is_taken(&table, f, names[i], text))
			continue;
		if (out->file.ptr) {
			RG_PUSH(f->arena, &out->ignored, rg_str_of(names[i]));
			continue;
		}
		out->file = rg_str_of(path);
		out->table = table;
		out->rootdir = folder;
		read_values(out, f, text);
	}
	return out->file.ptr != NULL;
}

static rg_str above(rg_str folder)
{
	if (folder.len <= 1)
		return none;
	folder = rg_path_folder(folder);
	return folder.len ? folder : RG_STR("/");
}

static bool take_upwards(rg_pytest_config *out, finder *f, rg_str folder)
{
	for (; folder.len; folder = above(folder))
		if (take_from(out, f, folder))
			return true;
	if (!f->bare.ptr || f->version < 801)
		return false;
	out->file = f->bare;
	out->rootdir = rg_path_folder(f->bare);
	return true;
}

/* What two folders share. */
static rg_str shared_folder(rg_str a, rg_str b)
{
	size_t end = 0, i = 0;

	while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i]) {
		if (a.ptr[i] == '/')
			end = i;
		i++;
	}
	if ((i == a.len && (i == b.len || b.ptr[i] == '/')) || (i == b.len && a.ptr[i] == '/'))
		end = i;
	return end ? rg_str_sub(a, 0, end) : RG_STR("/");
}

static rg_str folder_of_test(rg_arena *arena, rg_str root, rg_str test)
{
	rg_str file = rg_str_sub(test, 0, rg_str_find(test, RG_STR("::")));
	rg_str path = rg_str_of(rg_path_join(arena, root, file));

	return rg_fs_is_folder(path.ptr) ? path : rg_path_folder(path);
}

rg_str rg_pytest_common_folder(rg_arena *arena, rg_str root, const rg_str_vec *tests)
{
	rg_str out = none;

	for (size_t i = 0; tests && i < tests->n; i++) {
		rg_str folder = folder_of_test(arena, root, tests->items[i]);

		if (rg_fs_is_folder(rg_arena_cstr(arena, folder)))
			out = out.ptr ? shared_folder(out, folder) : folder;
	}
	if (!out.ptr || !rg_str_starts(out, root) ||
	    (out.len > root.len && out.ptr[root.len] != '/'))
		return root;
	return out;
}

/* -c FILE, --config-file=FILE, --rootdir=FOLDER among the user's words. */
static void take_options(rg_str *file, rg_str *rootdir, rg_arena *arena, const rg_str_vec *words)
{
	static const char *const of_file[] = {"-c", "--config-file"};
	static const char *const of_root[] = {"--rootdir"};

	for (size_t i = 0; words && i < words->n; i++) {
		for (size_t j = 0; j < 3; j++) {
			const char *option = j < 2 ? of_file[j] : of_root[0];
			rg_str *out = j < 2 ? file : rootdir, rest = words->items[i];

			if (rg_str_eq_z(rest, option) && i + 1 < words->n)
				*out = words->items[i + 1];
			else if (rg_str_skip(&rest, rg_arena_printf(arena, "%s=", option)))
				*out = rest;
		}
	}
}

static rg_str_vec words_of(rg_arena *arena, rg_str text)
{
	rg_str_vec out = {0};
	rg_str word;

	while (rg_str_part(&word, &text, ' '))
		if (word.len)
			RG_PUSH(arena, &out, word);
	return out;
}

static void take_named(rg_pytest_config *out, const finder *f, rg_str path)
{
	rg_str text;
	rg_err ignored;

	out->file = path;
	out->rootdir = rg_path_folder(path);
	if (rg_fs_read(&text, f->arena, path.ptr, RG_LIMIT_SETTINGS_BYTES, &ignored) == RG_OK &&
	    is_taken(&out->table, f, rg_arena_cstr(f->arena, rg_path_name(path)), text))
		read_values(out, f, text);
}

rg_pytest_config rg_pytest_config_find(rg_arena *arena, const rg_pytest_config_spec *spec)
{
	finder f = {.arena = arena, .version = version_number(spec->pytest_version)};
	rg_pytest_config out = {0};
	rg_str cwd = rg_arena_dup(arena, spec->cwd.len ? spec->cwd : spec->root);
	rg_str ancestor = spec->tests && spec->tests->n
				  ? rg_pytest_common_folder(arena, spec->root, spec->tests)
				  : cwd;
	rg_str_vec inherited = words_of(arena, spec->addopts);
	rg_str file = none, rootdir = none;

	take_options(&file, &rootdir, arena, &inherited);
	take_options(&file, &rootdir, arena, spec->pytest_args);
	if (file.len)
		take_named(&out, &f, rg_str_of(rg_path_join(arena, cwd, file)));
	else
		(void)take_upwards(&out, &f, ancestor);
	for (rg_str folder = ancestor; folder.len && !out.rootdir.ptr; folder = above(folder))
		if (rg_fs_is_file(rg_path_join(arena, folder, RG_STR("setup.py"))))
			out.rootdir = folder;
	for (size_t i = 0; spec->tests && i < spec->tests->n && !out.rootdir.ptr; i++)
		(void)take_upwards(&out, &f,
				   folder_of_test(arena, spec->root, spec->tests->items[i]));
	if (!out.rootdir.ptr)
		out.rootdir = shared_folder(cwd, ancestor);
	if (out.rootdir.len <= 1)
		out.rootdir = ancestor;
	if (rootdir.len)
		out.rootdir = rg_str_of(rg_path_join(arena, cwd, rootdir));
	out.rootdir = rg_arena_dup(arena, out.rootdir);
	return out;
}
