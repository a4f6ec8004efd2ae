/* SPDX-License-Identifier: MIT */
/*
 * python.c - the choice of the interpreter, by files only, in the order of python_sources.def.
 * Tools are not asked (`poetry env info` takes a second): their environments are found where they
 * keep them, under the names that they give them.
 */
#include "runner/python.h"

#include "base/limits.h"
#include "base/log.h"
#include "os/fs.h"
#include "os/system.h"
#include "runner/environment.h"
#include "runner/python_search.h"

static const rg_str none = {NULL, 0};

typedef enum source_scope { ONCE, IN_FOLDERS } source_scope;

static const struct {
	void (*look)(rg_search *search);
	source_scope scope;
	const char *name, *what;
} sources[] = {
#define RG_PYTHON_SOURCE(function, scope, name, what) {rg_search__by_##function, scope, name, what},
#include "runner/python_sources.def"
#undef RG_PYTHON_SOURCE
};
#define N_SOURCES (sizeof(sources) / sizeof(sources[0]))

/* ---- what the sources use -------------------------------------------------------------------- */

rg_str rg_search__var(const rg_search *search, const char *name)
{
	rg_str value = rg_environment_get(search->spec->env, name);

	return value.len ? value : none;
}

rg_str rg_search__below(rg_search *search, rg_str folder, const char *name)
{
	return rg_str_of(rg_path_join(search->arena, folder, rg_str_of(name)));
}

rg_str rg_search__home(rg_search *search, const char *variable, const char *in_home)
{
	rg_str home = variable ? rg_search__var(search, variable) : none;

	if (home.len)
		return home;
	home = rg_search__var(search, "HOME");
	return home.len ? rg_search__below(search, home, in_home) : none;
}

rg_str rg_search__name(rg_search *search, rg_str folder)
{
	rg_str rest = folder;

	if (rg_str_eq(folder, search->spec->root))
		return RG_STR("the root");
	if (rg_str_skip(&rest, search->spec->root) && rg_str_skip(&rest, RG_STR("/")) && rest.len)
		return rest;
	return folder;
}

rg_str rg_search__text(rg_search *search, rg_str path)
{
	rg_str text;
	rg_err ignored;

	return path.len && rg_fs_read(&text, search->arena, rg_arena_cstr(search->arena, path),
				      RG_LIMIT_SETTINGS_BYTES, &ignored) == RG_OK
		       ? text
		       : none;
}

rg_str rg_search__python_in(rg_search *search, rg_str prefix)
{
	static const char *const names[] = {"bin/python", "bin/python3"};

	for (size_t i = 0; prefix.len && i < 2; i++) {
		rg_str path = rg_search__below(search, prefix, names[i]);

		if (rg_fs_is_executable(path.ptr))
			return path;
	}
	return none;
}

/* "python3.11" as 311; 0 for another name. */
static unsigned minor_of(rg_str name)
{
	uint64_t minor;

	return rg_str_skip(&name, RG_STR("python3.")) &&
			       rg_str_u64(&minor, rg_str_sub(name, 0, rg_str_find_char(name, 't')),
					  99)
		       ? (unsigned)(300 + minor)
		       : 0;
}

/* Its Python's version and whether pytest is there. */
static unsigned look_into(rg_search *search, rg_str prefix, bool *has_pytest)
{
	rg_str lib = rg_search__below(search, prefix, "lib");
	rg_str_vec names = rg_fs_list(search->arena, lib.ptr);
	unsigned newest = 0;

	*has_pytest = false;
	for (size_t i = 0; i < names.n; i++) {
		unsigned minor = minor_of(names.items[i]);
		rg_str packages;

		if (!minor)
			continue;
		newest = minor > newest ? minor : newest;
		packages = rg_search__below(
			search, rg_str_of(rg_path_join(search->arena, lib, names.items[i])),
			"site-packages/pytest");
		*has_pytest = *has_pytest || rg_fs_is_folder(packages.ptr);
	}
	return newest;
}

static void pass_over(rg_search *search, rg_str path, rg_str reason, rg_str why)
{
	RG_PUSH(search->arena, &search->chosen->passed_over,
		(rg_python_other){rg_arena_dup(search->arena, path), reason, why});
}

/* An environment under two names (VIRTUAL_ENV is .venv) is one. */
static bool is_known(rg_search *search, rg_str prefix)
{
	rg_str real = rg_fs_real(search->arena, rg_arena_cstr(search->arena, prefix));

	if (!real.ptr)
		real = rg_arena_dup(search->arena, prefix);
	if (rg_str_vec_has(&search->prefixes, real))
		return true;
	RG_PUSH(search->arena, &search->prefixes, real);
	return false;
}

static void settle(rg_search *search, rg_str path, rg_str prefix, rg_str reason, const char *tool)
{
	rg_python *chosen = search->chosen;

	if (chosen->path.ptr && rg_str_eq(chosen->path, path))
		return; /* pyenv's version, once more on PATH */
	if (chosen->path.ptr) {
		pass_over(
			search, path, reason,
			rg_arena_printf(search->arena, "%.*s comes first", RG_FMT(chosen->reason)));
		return;
	}
	chosen->path = path;
	chosen->reason = reason;
	chosen->prefix = prefix.ptr ? rg_arena_dup(search->arena, prefix) : none;
	chosen->tool = rg_str_of(tool);
	chosen->folder = search->is_walk ? search->folder : none;
}

void rg_search__add_useless(rg_search *search, rg_str path, rg_str reason, rg_str why)
{
	pass_over(search, path, reason, why);
}

void rg_search__add(rg_search *search, rg_str prefix, rg_str reason, const char *tool)
{
	rg_str python = rg_search__python_in(search, prefix);

	if (is_known(search, prefix))
		return;
	if (!python.ptr)
		pass_over(search, prefix, reason,
			  rg_fs_is_folder(rg_arena_cstr(search->arena, prefix))
				  ? RG_STR("there is no python in it")
				  : RG_STR("there is no such folder"));
	else
		settle(search, python, prefix, reason, tool);
}

void rg_search__add_program(rg_search *search, rg_str path, rg_str reason, const char *tool)
{
	settle(search, path, none, reason, tool);
}

typedef struct contender {
	rg_str prefix;
	bool has_pytest, is_favourite;
	unsigned minor;
} contender;

/* <0 when a is better. */
static int by_worth(const void *a, const void *b)
{
	const contender *x = a, *y = b;

	if (x->has_pytest != y->has_pytest)
		return x->has_pytest ? -1 : 1;
	if (x->is_favourite != y->is_favourite)
		return x->is_favourite ? -1 : 1;
	if (x->minor != y->minor)
		return x->minor > y->minor ? -1 : 1;
	return rg_str_cmp(x->prefix, y->prefix);
}

static rg_str what_it_lacks(rg_search *search, const contender *one, const contender *best)
{
	rg_str name = rg_path_name(best->prefix);

	if (best->has_pytest && !one->has_pytest)
		return RG_STR("there is no pytest in it");
	if (best->is_favourite)
		return rg_arena_printf(search->arena, "%.*s is the default one", RG_FMT(name));
	if (best->minor != one->minor)
		return rg_arena_printf(search->arena, "%.*s has a newer Python", RG_FMT(name));
	return rg_arena_printf(search->arena, "%.*s comes first by name", RG_FMT(name));
}

void rg_search__add_best(rg_search *search, const rg_str_vec *prefixes, const char *favourite,
			 rg_str reason, const char *tool)
{
	RG_VEC(contender) found = {0};

	for (size_t i = 0; i < prefixes->n; i++) {
		rg_str prefix = prefixes->items[i];
		contender one = {.prefix = prefix};

		if (!rg_search__python_in(search, prefix).ptr || is_known(search, prefix))
			continue;
		one.is_favourite = favourite && rg_str_eq_z(rg_path_name(prefix), favourite);
		one.minor = look_into(search, prefix, &one.has_pytest);
		RG_PUSH(search->arena, &found, one);
	}
	if (!found.n)
		return;
	qsort(found.items, found.n, sizeof(found.items[0]), by_worth);
	for (size_t i = 0; i < found.n; i++) {
		rg_str prefix = found.items[i].prefix;
		rg_str python = rg_search__python_in(search, prefix);
		rg_str what = rg_arena_printf(search->arena, "%.*s of %.*s",
					      RG_FMT(rg_path_name(prefix)), RG_FMT(reason));

		if (i == 0)
			settle(search, python, prefix, what, tool);
		else
			pass_over(search, python, what,
				  what_it_lacks(search, &found.items[i], &found.items[0]));
	}
}

/* ---- the order ------------------------------------------------------------------------------- */

static bool is_below(rg_str folder, rg_str root)
{
	return rg_str_starts(folder, root) &&
	       (folder.len == root.len || folder.ptr[root.len] == '/');
}

static void add_upwards(rg_search *search, rg_str_vec *folders, rg_str folder)
{
	for (; is_below(folder, search->spec->root) && folder.len > search->spec->root.len;
	     folder = rg_path_folder(folder))
		if (!rg_str_vec_has(folders, folder))
			RG_PUSH(search->arena, folders, rg_arena_dup(search->arena, folder));
}

/* From the tests to the root, then from cwd, the root last. */
static rg_str_vec folders_of(rg_search *search)
{
	rg_str_vec folders = {0};

	add_upwards(search, &folders, search->spec->near);
	add_upwards(search, &folders, search->cwd);
	RG_PUSH(search->arena, &folders, search->spec->root);
	return folders;
}

static void look_around(rg_search *search)
{
	rg_str_vec folders = folders_of(search);
	bool wants_all = search->spec->wants_all;

	for (size_t i = 0, end; i < N_SOURCES && (wants_all || !search->chosen->path.ptr);
	     i = end) {
		bool is_walk = sources[i].scope == IN_FOLDERS;

		for (end = i + 1; is_walk && end < N_SOURCES && sources[end].scope == IN_FOLDERS;)
			end++;
		for (size_t f = is_walk ? 0 : folders.n - 1; f < folders.n; f++)
			for (size_t s = i; s < end; s++) {
				if (search->chosen->path.ptr && !wants_all)
					return;
				search->folder = folders.items[f];
				search->is_walk = is_walk;
				sources[s].look(search);
			}
	}
}

static rg_rc by_setting(rg_python *out, rg_search *search, rg_err *err)
{
	rg_str setting = search->spec->setting, path = none;
	rg_str in_root = rg_str_of(rg_path_join(search->arena, search->spec->root, setting));
	rg_str home = rg_search__var(search, "HOME");

	if (rg_str_starts(setting, RG_STR("~/")) && home.len)
		path = rg_search__below(
			search, home,
			rg_arena_cstr(search->arena, rg_str_sub(setting, 2, setting.len)));
	else if (rg_str_find_char(setting, '/') != SIZE_MAX ||
		 rg_search__python_in(search, in_root).ptr) /* "venv" is an environment's folder */
		path = in_root;
	if (path.ptr && rg_fs_is_folder(path.ptr)) {
		out->prefix = path;
		path = rg_search__python_in(search, path);
	} else if (path.ptr && !rg_fs_is_executable(path.ptr)) {
		path = none;
	} else if (!path.ptr) {
		path = rg_find_program(search->arena, rg_arena_cstr(search->arena, setting),
				       rg_search__var(search, "PATH"));
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

rg_str rg_python_there(rg_str setting)
{
	return setting.len ? setting : RG_STR("python3");
}

rg_rc rg_python_choose(rg_python *out, rg_arena *arena, const rg_python_spec *spec, rg_err *err)
{
	rg_search search = {.arena = arena, .spec = spec, .chosen = out, .folder = spec->root};

	memset(out, 0, sizeof(*out));
	search.cwd = rg_arena_dup(arena, spec->cwd.len ? spec->cwd : spec->root);
	if (spec->wrapper && spec->wrapper->n) {
		out->path = rg_arena_dup(arena, rg_python_there(spec->setting));
		out->reason = spec->setting.len ? RG_STR("setting python, behind the wrapper")
						: RG_STR("python3 behind the wrapper");
		return RG_OK;
	}
	if (spec->setting.len) {
		rg_rc rc = by_setting(out, &search, err);

		if (rc < 0)
			return rc;
	}
	look_around(&search);
	if (!out->path.ptr)
		return rg_fail(err, RG_ENOTFOUND,
			       "no Python found: install Python 3.6 or later, or set python in "
			       ".redgreen.json");
	rg_log(RG_LOG_INFO, "tests run with %.*s (%.*s)", RG_FMT(out->path), RG_FMT(out->reason));
	return RG_OK;
}

void rg_python_render_docs(rg_buf *out)
{
	rg_buf_add_z(out, "| | source | which one |\n|--|--|--|\n"
			  "| 1 | the setting `python` | a program, or an environment's folder; one "
			  "that does not exist is an error |\n");
	for (size_t i = 0; i < N_SOURCES; i++)
		rg_buf_printf(out, "| %zu | %s%s | %s |\n", i + 2, sources[i].name,
			      sources[i].scope == IN_FOLDERS ? " ↑" : "", sources[i].what);
}
