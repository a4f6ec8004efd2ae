/* SPDX-License-Identifier: MIT */
/*
 * python.h - which Python runs the tests, and why. The order of what is looked at is
 * python_sources.def, from which docs/settings.md is made. The first that is there is chosen; a
 * choice of the user's (setting) that does not exist is an error and nothing is put in its place.
 */
#ifndef RG_RUNNER_PYTHON_H
#define RG_RUNNER_PYTHON_H

#include "base/buf.h"
#include "base/err.h"
#include "base/vec.h"
#include "os/loop.h"

typedef struct rg_python_spec {
	rg_str root, cwd; /* absolute; cwd null: root */
	/* Absolute, at or below root: environments are looked for from here upwards, so that the
	 * nearest to the tests wins (rg_pytest_common_folder); null: cwd. */
	rg_str near;
	rg_str setting;		   /* `python`: a path relative to root, a name on PATH; or null */
	const rg_str_vec *env;	   /* of the tests (environment.h) */
	const rg_str_vec *wrapper; /* not NULL and not empty: Python is somewhere else, its name
				    * is not looked up here ("python3" when there is no setting) */
	bool wants_all; /* look at what comes after the chosen one too, for passed_over */
} rg_python_spec;

/* An environment that was found and not taken. */
typedef struct rg_python_other {
	rg_str path;   /* of its python, or of what was named; absolute */
	rg_str reason; /* as rg_python.reason */
	rg_str why; /* why not: "there is no python in it", "no pytest in it", "VIRTUAL_ENV …" */
} rg_python_other;
typedef RG_VEC(rg_python_other) rg_python_other_vec;

/* All text lies in the caller's arena. */
typedef struct rg_python {
	rg_str path;   /* absolute, links not resolved (a venv's python is one); or a bare name */
	rg_str reason; /* "setting python", "VIRTUAL_ENV", ".venv in the root", "first on PATH" */
	rg_str prefix; /* folder of the virtual environment, or null */
	rg_str tool;   /* who made it: "poetry", "pipenv", "pixi", …; null when that is unknown */
	rg_str folder; /* of the tree, absolute, to which the environment belongs; or null */
	rg_python_other_vec passed_over;
	/* From rg_python_check_start; null before. */
	rg_str version;	       /* "3.11.7" */
	rg_str implementation; /* "cpython" */
	rg_str sys_prefix;
	rg_str pytest;	    /* pytest's version */
	rg_str_vec plugins; /* "pytest-xdist 3.8.0", sorted */
} rg_python;

/* Which one runs behind a wrapper: the setting, else python3. */
rg_str rg_python_there(rg_str setting);
/* Looks at files only, blocking for some stat calls. RG_ENOTFOUND says what to do about it. */
RG_MUST_CHECK rg_rc rg_python_choose(rg_python *out, rg_arena *arena, const rg_python_spec *spec,
				     rg_err *err);

typedef struct rg_python_check rg_python_check;
/*
 * python: as given, with versions filled in; valid in the arena. rc: RG_OK, RG_ENOTFOUND (no
 * pytest: the message holds the command that installs it; no such program), RG_EINVAL (older than
 * Python 3.6 or pytest 6.2), RG_EEXTERNAL (it does not work: its last line), RG_ETIMEOUT,
 * RG_ECANCELLED. python is NULL unless it answered; next: the command that mends it, or null.
 */
typedef void (*rg_python_done)(void *data, rg_rc rc, const rg_python *python, rg_str next,
			       const rg_err *err);

/* Asks the interpreter itself, in a child; done comes later on the loop, exactly once. */
rg_python_check *rg_python_check_start(rg_loop *loop, rg_arena *arena, const rg_python *python,
				       const rg_python_spec *spec, rg_python_done done, void *data);
void rg_python_check_stop(rg_python_check *check);

/* The order of the choice as a Markdown table, for docs/settings.md. */
void rg_python_render_docs(rg_buf *out);

#endif
