/* SPDX-License-Identifier: MIT */
/* modules.c - from module to file and from name to definition, by outlines alone. */
#include "locate/modules.h"

#define STEPS_MAX 6

static bool is_file(const rg_scene *scene, rg_str path)
{
	return rg_str_map_find(&scene->all, path) != RG_STR_MAP_NONE;
}

static rg_str joined(const rg_scene *scene, rg_str folder, rg_str rest)
{
	if (!folder.len)
		return rest;
	if (!rest.len)
		return folder;
	return rg_arena_printf(scene->arena, "%.*s/%.*s", RG_FMT(folder), RG_FMT(rest));
}

/* folder/a/b.py, folder/a/b/__init__.py, or null; inner: "a/b", perhaps empty. */
static rg_str file_below(const rg_scene *scene, rg_str folder, rg_str inner)
{
	static const char *const ends[] = {".py", "/__init__.py", ".pyx", ".pyi"};
	rg_str base = joined(scene, folder, inner);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		rg_str path = rg_arena_printf(scene->arena, "%.*s%s", RG_FMT(base), ends[i]);

		if (base.len && is_file(scene, path))
			return path;
	}
	return (rg_str){NULL, 0};
}

static rg_str with_slashes(const rg_scene *scene, rg_str module)
{
	rg_str copy = rg_arena_dup(scene->arena, module);

	for (size_t i = 0; i < copy.len; i++)
		if (copy.ptr[i] == '.')
			((char *)copy.ptr)[i] = '/'; /* our own copy */
	return copy;
}

/* Whether path is PREFIX/inner + end, where PREFIX is no package itself. */
static bool ends_in_module(const rg_scene *scene, rg_str path, rg_str inner, rg_str end)
{
	size_t n = inner.len + end.len;

	if (path.len <= n || path.ptr[path.len - n - 1] != '/' ||
	    memcmp(path.ptr + path.len - n, inner.ptr, inner.len) != 0 || !rg_str_ends(path, end))
		return false;
	path = rg_str_sub(path, 0, path.len - n - 1);
	return !is_file(scene, joined(scene, path, RG_STR("__init__.py")));
}

/* The shortest path that fits, then the first: any layout of folders above the package. */
static rg_str file_anywhere(const rg_scene *scene, rg_str inner)
{
	rg_str best = {NULL, 0};

	for (size_t i = 0; i < scene->files.n; i++) {
		rg_str path = scene->files.items[i];

		if (best.ptr && path.len >= best.len)
			continue;
		if (ends_in_module(scene, path, inner, RG_STR(".py")) ||
		    ends_in_module(scene, path, inner, RG_STR("/__init__.py")))
			best = path;
	}
	return best;
}

rg_str rg_module_file(const rg_scene *scene, rg_str module, uint32_t level, rg_str from)
{
	rg_str inner = with_slashes(scene, module), folder = rg_path_folder(from), found;

	if (level > 0) {
		for (uint32_t i = 1; i < level; i++)
			folder = rg_path_folder(folder);
		return file_below(scene, folder, inner);
	}
	if (!module.len)
		return (rg_str){NULL, 0};
	found = file_below(scene, RG_STR(""), inner);
	if (!found.ptr)
		found = file_below(scene, RG_STR("src"), inner);
	if (!found.ptr)
		found = file_anywhere(scene, inner);
	return found;
}

static bool defines(const rg_outline *outline, rg_str name)
{
	for (size_t i = 0; i < outline->definitions.n; i++)
		if (rg_str_eq(outline->definitions.items[i].name, name))
			return true;
	return false;
}

/* One step: the file that `name` comes from into `file`, and its name there; null: from here. */
static rg_str came_from(rg_str *name, const rg_scene *scene, const rg_outline *outline, rg_str file)
{
	for (size_t i = outline->imports.n; i-- > 0;) {
		const rg_import *import = &outline->imports.items[i];
		rg_str module, inner;
		const rg_outline *other;

		if (!import->name.ptr)
			continue;
		if (rg_str_eq(import->alias, *name)) {
			module = rg_module_file(scene, import->module, import->level, file);
			if (!module.ptr)
				return module;
			/* `from pkg import mod`: the module itself */
			inner = rg_str_ends(module, RG_STR("__init__.py"))
					? file_below(scene, rg_path_folder(module), import->name)
					: (rg_str){NULL, 0};
			*name = import->name;
			return inner.ptr ? inner : module;
		}
		if (!rg_str_eq_z(import->name, "*"))
			continue;
		module = rg_module_file(scene, import->module, import->level, file);
		if (!module.ptr)
			continue;
		other = rg_scene_outline(scene, module);
		if (defines(other, *name))
			return module;
	}
	return (rg_str){NULL, 0};
}

rg_origin rg_module_origin(const rg_scene *scene, rg_str file, rg_str name)
{
	rg_origin origin = {file, {NULL, 0}};
	rg_str submodule;

	if (rg_str_ends(file, RG_STR("__init__.py"))) {
		submodule = file_below(scene, rg_path_folder(file), name);
		if (submodule.ptr)
			return (rg_origin){submodule, {NULL, 0}};
	}
	for (int i = 0; i < STEPS_MAX; i++) {
		rg_str next;
		const rg_outline *outline = rg_scene_outline(scene, origin.file);

		if (defines(outline, name))
			break;
		next = came_from(&name, scene, outline, origin.file);
		if (!next.ptr || rg_str_eq(next, origin.file))
			break;
		origin.through = origin.file;
		origin.file = next;
	}
	return origin;
}
