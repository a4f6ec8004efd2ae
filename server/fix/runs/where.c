/* SPDX-License-Identifier: MIT */
/* where.c - settings and the place of the tests, put together. */
#include "fix/runs/where.h"

#include "os/fs.h"
#include "runner/pytest_config.h"

static rg_str wanted_cwd(rg_arena *arena, const rg_ground *ground, rg_str root)
{
	return ground->settings.cwd.len ? rg_str_of(rg_path_join(arena, root, ground->settings.cwd))
					: root;
}

rg_environment_spec rg_where_environment(rg_arena *arena, const rg_ground *ground)
{
	return (rg_environment_spec){.root = ground->home,
				     .tree = ground->root,
				     .cwd = wanted_cwd(arena, ground, ground->home),
				     .env = &ground->settings.env,
				     .env_file = ground->settings.env_file,
				     .setup = ground->settings.setup};
}

rg_python_spec rg_where_python(rg_arena *arena, const rg_ground *ground, const rg_str_vec *vars,
			       const rg_str_vec *tests)
{
	return (rg_python_spec){.root = ground->home,
				.cwd = wanted_cwd(arena, ground, ground->home),
				.near = rg_pytest_common_folder(arena, ground->home, tests),
				.setting = ground->settings.python,
				.env = vars,
				.wrapper = &ground->settings.wrapper};
}

rg_str rg_where_cwd(rg_arena *arena, const rg_ground *ground, const rg_python *python, rg_str root)
{
	rg_str rest = python->folder;

	if (ground->settings.cwd.len || !rest.len || !rg_str_skip(&rest, ground->home) ||
	    !rg_str_skip(&rest, RG_STR("/")) || !rest.len)
		return wanted_cwd(arena, ground, root);
	return rg_str_of(rg_path_join(arena, root, rest));
}
