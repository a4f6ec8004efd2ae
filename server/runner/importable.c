/* SPDX-License-Identifier: MIT */
/*
 * importable.c - one child, python -c, whose path begins as that of python -m pytest does: with the
 * folder that it is started in, and what pytest's option pythonpath puts in front of it. The answer
 * is the line behind a marker, because a sitecustomize may print as well.
 */
#include "runner/importable.h"

#include <stdlib.h>

#include "base/mem.h"
#include "os/child.h"
#include "runner/lines.h"

#define TIMEOUT_MS 30000
#define MARKER	   "redgreen-importable:"

static const char script[] =
	"import json, os, shlex, sys\n"
	"root, probe, rootdir, first = sys.argv[1:]\n"
	"sys.path[:0] = [os.path.join(rootdir, path) for path in shlex.split(first)]\n"
	"sys.path.append(probe)\n"
	"sys.dont_write_bytecode = True\n"
	"from redgreen_probe_modules import importable\n"
	"print('" MARKER "' + json.dumps(importable(root)))\n";

struct rg_importable {
	rg_arena *arena; /* the caller's */
	rg_child *child;
	rg_provenance found;
	rg_importable_done done;
	void *data;
};

static void finish(void *data)
{
	rg_importable *importable = data;

	importable->done(importable->data, &importable->found);
	free(importable);
}

static void child_done(void *data, const rg_child_result *result)
{
	rg_importable *importable = data;
	rg_str line = rg_lines_find(result->out, RG_STR(MARKER));
	rg_json *answer = NULL;
	rg_err ignored;

	importable->child = NULL;
	if (line.ptr &&
	    rg_json_parse(&answer,
			  rg_str_sub(line, rg_str_find(line, RG_STR(MARKER)) + sizeof(MARKER) - 1,
				     line.len),
			  &ignored) == RG_OK) {
		rg_provenance_add(&importable->found, importable->arena, answer);
		rg_provenance_sort(&importable->found);
	}
	rg_json_free(answer);
	finish(importable);
}

rg_importable *rg_importable_start(rg_loop *loop, rg_arena *arena, const rg_importable_spec *spec,
				   rg_importable_done done, void *data)
{
	rg_importable *importable = rg_calloc(1, sizeof(*importable));
	rg_str words[] = {spec->python, RG_STR("-c"),  rg_str_of(script), spec->root,
			  spec->probe,	spec->rootdir, spec->pythonpath};
	rg_child_options options = {.ends_with_us = true,
				    .timeout_ms = TIMEOUT_MS,
				    .cwd = rg_arena_cstr(arena, spec->cwd),
				    .env = rg_lines_c_array(arena, spec->env),
				    .done = child_done,
				    .data = importable};
	rg_str_vec argv = {0};
	rg_err ignored;

	importable->arena = arena;
	importable->done = done;
	importable->data = data;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		RG_PUSH(arena, &argv, words[i].ptr ? words[i] : RG_STR(""));
	options.argv = rg_lines_c_array(arena, &argv);
	if (rg_child_start(&importable->child, loop, &options, &ignored) < 0)
		rg_loop_post(loop, finish, importable);
	return importable;
}

void rg_importable_stop(rg_importable *importable)
{
	if (importable->child)
		rg_child_stop(importable->child);
}
