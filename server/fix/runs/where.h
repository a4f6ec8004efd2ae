/* SPDX-License-Identifier: MIT */
/* where.h - where tests run, and with what, by the settings and by where they lie: one answer for
 * runs and for the doctor. */
#ifndef RG_FIX_RUNS_WHERE_H
#define RG_FIX_RUNS_WHERE_H

#include "fix/session/ground.h"
#include "runner/environment.h"
#include "runner/python.h"

/* What the tests' environment is made of. */
rg_environment_spec rg_where_environment(rg_arena *arena, const rg_ground *ground);
/* What their Python is chosen by; vars and tests are borrowed. */
rg_python_spec rg_where_python(rg_arena *arena, const rg_ground *ground, const rg_str_vec *vars,
			       const rg_str_vec *tests);
/*
 * The folder that pytest is started in, in the work tree `root`: the setting `cwd`; else the
 * project that has the chosen environment, as somebody who works there would do (what `python -m
 * pytest` finds by its working folder is found then); else the root.
 */
rg_str rg_where_cwd(rg_arena *arena, const rg_ground *ground, const rg_python *python, rg_str root);

#endif
