/* SPDX-License-Identifier: MIT */
/*
 * provenance.h - whose code a run ran, from what the probe saw (clients/pytest/redgreen_probe.py,
 * `finish`): as lists, as the sentence that a user reads, and as what evidence keeps. Pure.
 */
#ifndef RG_RUNNER_PROVENANCE_H
#define RG_RUNNER_PROVENANCE_H

#include "base/json.h"
#include "base/vec.h"

/* A module that stands for the tree's and came from elsewhere. */
typedef struct rg_foreign {
	rg_str module;
	rg_str path; /* where it came from, as Python says it */
	rg_str kind; /* "installed", "checkout", "archive", "build", "link", "bytecode"; or null */
	rg_str via;  /* "editable", "PYTHONPATH", "sys.path", "sourceless", "stale"; or null */
} rg_foreign;
typedef RG_VEC(rg_foreign) rg_foreign_vec;

/* A module of the tree, and its file relative to the root. */
typedef struct rg_own_module {
	rg_str module, path;
} rg_own_module;
typedef RG_VEC(rg_own_module) rg_own_module_vec;

/* A file with native code of the tree that the process held. */
typedef struct rg_native_file {
	rg_str path;	 /* absolute, as the process saw it */
	int64_t time_ms; /* when it was written, since the epoch */
} rg_native_file;
typedef RG_VEC(rg_native_file) rg_native_file_vec;

typedef struct rg_provenance {
	rg_foreign_vec foreign; /* by module, each once */
	rg_own_module_vec own;	/* the first ones by name; of each worker */
	rg_native_file_vec native;
	uint64_t n_own; /* how many there were, in the process that had most */
	bool is_known;	/* the probe came to its end */
} rg_provenance;

/* Adds what one `finish` record says; workers of xdist each have one. Copied into the arena. */
void rg_provenance_add(rg_provenance *out, rg_arena *arena, const rg_json *record);
/* Behind the last of them. */
void rg_provenance_sort(rg_provenance *provenance);

/*
 * "the tests import `foo` from site-packages, not from this tree; your edits have no effect", and
 * what to do about it; null when nothing is foreign. python: of the run.
 */
rg_str rg_provenance_text(rg_arena *arena, const rg_provenance *provenance);
/* The same of what Python would import, before any run (runner/importable.h). */
rg_str rg_provenance_outlook(rg_arena *arena, const rg_provenance *provenance);
rg_str rg_provenance_next(rg_arena *arena, const rg_provenance *provenance, rg_str python,
			  rg_str root);
/* {"own": 12, "modules": [[name, path]], "elsewhere": [{"module", "path", "kind", "via"}],
 * "native": [{"path", "time"}]}, at most 64 KiB; null when nothing is known. */
rg_str rg_provenance_json(rg_arena *arena, const rg_provenance *provenance);

#endif
