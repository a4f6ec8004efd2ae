/* SPDX-License-Identifier: MIT */
/*
 * importable.h - whose code Python would import for the packages of a tree, asked before any run
 * and without importing them: the interpreter with the tests' environment and folder looks for
 * their names (clients/pytest/redgreen_probe_modules.py, `importable`). What a conftest.py does to
 * the path is not seen.
 */
#ifndef RG_RUNNER_IMPORTABLE_H
#define RG_RUNNER_IMPORTABLE_H

#include "os/loop.h"
#include "runner/provenance.h"

typedef struct rg_importable_spec {
	rg_str root, cwd;
	rg_str probe;	       /* rg_run_find_probe */
	rg_str python;	       /* the interpreter */
	rg_str rootdir;	       /* pytest's */
	rg_str pythonpath;     /* pytest's option of that name, or null */
	const rg_str_vec *env; /* of the tests */
} rg_importable_spec;

typedef struct rg_importable rg_importable;
/* found: nothing in it, and not known, when Python did not answer; valid in the arena. */
typedef void (*rg_importable_done)(void *data, const rg_provenance *found);

/* done comes later on the loop, exactly once. */
rg_importable *rg_importable_start(rg_loop *loop, rg_arena *arena, const rg_importable_spec *spec,
				   rg_importable_done done, void *data);
void rg_importable_stop(rg_importable *importable);

#endif
