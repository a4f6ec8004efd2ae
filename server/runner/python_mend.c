/* SPDX-License-Identifier: MIT */
/*
 * python_mend.c - each tool has its own way, and the wrong one is undone at its next sync: what
 * `uv pip install` adds to a project of uv's, `uv sync` takes away again.
 */
#include "runner/python_mend.h"

#include "os/fs.h"
#include "runner/wrapper.h"

static bool has_file(rg_arena *arena, rg_str folder, const char *name)
{
	return folder.len && rg_fs_is_file(rg_path_join(arena, folder, rg_str_of(name)));
}

static bool is_made_by_uv(rg_arena *arena, rg_str prefix)
{
	rg_str text;
	rg_err ignored;

	return prefix.len &&
	       rg_fs_read(&text, arena, rg_path_join(arena, prefix, RG_STR("pyvenv.cfg")), 65536,
			  &ignored) == RG_OK &&
	       rg_str_has(text, RG_STR("\nuv = "));
}

static bool is_tool(const rg_python *python, const char *name)
{
	return rg_str_eq_z(python->tool, name);
}

rg_str rg_python_mend(rg_arena *arena, const rg_python *python, const rg_python_spec *spec,
		      bool has_pip, bool is_managed, bool is_newer)
{
	rg_str path = rg_shell_quoted(arena, python->path), prefix = python->prefix;
	rg_str project = python->folder.len ? python->folder : spec->root, command;
	const char *what = is_newer ? "'pytest>=6.2'" : "pytest";
	bool is_ours = true; /* of the project's tool, which looks for the project in the folder */

	if (spec->wrapper && spec->wrapper->n)
		return rg_arena_printf(arena, "%.*s %.*s -m pip install %s",
				       RG_FMT(rg_shell_line(arena, spec->wrapper)), RG_FMT(path),
				       what);
	if (is_tool(python, "poetry") ||
	    (prefix.len && python->folder.len && has_file(arena, project, "poetry.lock")))
		command = rg_arena_printf(arena, "poetry add --group dev %s", what);
	else if (is_tool(python, "pipenv"))
		command = rg_arena_printf(arena, "pipenv install --dev %s", what);
	else if (is_tool(python, "pixi"))
		command = rg_arena_printf(arena, "pixi add %s", what);
	else if (is_made_by_uv(arena, prefix) && python->folder.len &&
		 has_file(arena, project, "uv.lock"))
		command = rg_arena_printf(arena, "uv add --dev %s", what);
	else
		is_ours = false;
	if (is_ours)
		return rg_str_eq(project, spec->root)
			       ? command
			       : rg_arena_printf(arena, "(cd %.*s && %.*s)",
						 RG_FMT(rg_shell_quoted(arena, project)),
						 RG_FMT(command));
	if (is_made_by_uv(arena, prefix))
		return rg_arena_printf(arena, "uv pip install -p %.*s %s", RG_FMT(path), what);
	if (prefix.len && rg_fs_is_folder(rg_path_join(arena, prefix, RG_STR("conda-meta"))))
		return rg_arena_printf(arena, "conda install -p %.*s %s",
				       RG_FMT(rg_shell_quoted(arena, prefix)), what);
	if (is_managed)
		return rg_arena_printf(arena,
				       "%.*s -m venv .venv && .venv/bin/python -m pip install %s",
				       RG_FMT(path), what);
	if (!has_pip)
		return rg_arena_printf(arena, "%.*s -m ensurepip && %.*s -m pip install %s",
				       RG_FMT(path), RG_FMT(path), what);
	return rg_arena_printf(arena, "%.*s -m pip install %s", RG_FMT(path), what);
}
