/* SPDX-License-Identifier: MIT */
/*
 * workflows_main.c - server/forge's reading of CI files from a script, for tests/real/workflows.py:
 *
 *	workflows_program KIND BASE BRANCH CHANGED FOLDER <PATHS
 *
 * PATHS are all files of the tree at FOLDER, a line each, sorted. Prints a JSON object: "read"
 *(each file that was wanted, with why it could not be read, or null) and "advice" about a change of
 * CHANGED.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "forge/workflow.h"
#include "forge/workflows.h"
#include "forge/yaml_tree.h"
#include "os/fs.h"

#define MAX_INPUT ((size_t)64 << 20)

static rg_str read_input(rg_arena *arena)
{
	rg_buf bytes;
	char part[65536];
	size_t n;
	rg_str out;

	rg_buf_init(&bytes, MAX_INPUT);
	while ((n = fread(part, 1, sizeof(part), stdin)) > 0)
		rg_buf_add(&bytes, (rg_str){part, n});
	out = rg_arena_dup(arena, rg_buf_str(&bytes));
	rg_buf_release(&bytes);
	return out;
}

static void read_files(rg_workflow_file_vec *out, rg_json *read, rg_arena *arena,
		       const rg_forge_target *target, const rg_str_vec *paths, rg_str folder)
{
	size_t n_before;

	do {
		rg_str_vec wanted = rg_workflows_wanted(arena, target, paths, out);

		n_before = out->n;
		for (size_t i = 0; i < wanted.n; i++) {
			rg_workflow_file file = {.path = wanted.items[i]};
			rg_json *one = rg_json_object();
			rg_str why;
			rg_err err;

			if (rg_fs_read(&file.text, arena, rg_path_join(arena, folder, file.path),
				       1 << 20, &err) < 0)
				continue;
			RG_PUSH(arena, out, file);
			rg_json_set_str(one, "path", file.path);
			rg_json_set_null(one, "unreadable");
			if (!rg_yaml__read(arena, file.text, &why).n)
				rg_json_set_str(one, "unreadable", why);
			rg_json_push_take(read, one);
		}
	} while (out->n > n_before);
}

static rg_json *shape(const rg_workflow_advice *advice)
{
	rg_json *out = rg_json_object();

	rg_json_set_str(out, "name", advice->name);
	rg_json_set_str(out, "file", advice->file);
	rg_json_set_str(out, "reason", advice->reason);
	rg_json_set_str(out, "command", advice->command);
	rg_json_set_bool(out, "runs", advice->runs_by_itself);
	rg_json_set_bool(out, "waits", advice->waits_for_ready);
	rg_json_set_bool(out, "manual", advice->is_manual);
	rg_json_set_bool(out, "unsure", advice->is_unsure);
	return out;
}

int main(int argc, char **argv)
{
	rg_arena *arena = rg_arena_new();
	rg_json *out = rg_json_object();
	rg_json *read = rg_json_set_take(out, "read", rg_json_array());
	rg_json *list = rg_json_set_take(out, "advice", rg_json_array());
	rg_workflow_file_vec files = {0};
	rg_workflow_advice_vec advice;
	rg_str_vec paths, changed = {0};
	rg_buf text;

	if (argc != 6) {
		fputs("usage: workflows_program KIND BASE BRANCH CHANGED FOLDER <PATHS\n", stderr);
		return 2;
	}
	paths = rg_str_vec_of_lines(arena, read_input(arena));
	RG_PUSH(arena, &changed, rg_str_of(argv[4]));
	rg_forge_target target = {.kind = rg_str_of(argv[1])};
	rg_workflow_input input = {.files = &files,
				   .changed = &changed,
				   .paths = &paths,
				   .base = rg_str_of(argv[2]),
				   .branch = rg_str_of(argv[3]),
				   .target = &target};
	read_files(&files, read, arena, &target, &paths, rg_str_of(argv[5]));
	advice = rg_workflows_advise(arena, &input);
	for (size_t i = 0; i < advice.n; i++)
		rg_json_push_take(list, shape(&advice.items[i]));
	rg_buf_init(&text, MAX_INPUT);
	rg_json_render(&text, out);
	printf("%.*s\n", RG_FMT(rg_buf_str(&text)));
	rg_buf_release(&text);
	rg_json_free(out);
	rg_arena_free(arena);
	return 0;
}
