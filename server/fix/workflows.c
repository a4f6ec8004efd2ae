/* SPDX-License-Identifier: MIT */
/* workflows.c - the repository's workflow files, read for forge/workflows.h. */
#include "fix/dossier.h"

#include "base/limits.h"
#include "forge/workflows.h"
#include "os/fs.h"

#define MAX_WORKFLOWS 100

static bool is_workflow(rg_str path)
{
	rg_str rest = path;

	return rg_str_skip(&rest, RG_STR(".github/workflows/")) &&
	       rg_str_find_char(rest, '/') == SIZE_MAX &&
	       (rg_str_ends(rest, RG_STR(".yml")) || rg_str_ends(rest, RG_STR(".yaml")));
}

void rg_dossier__workflows(rg_dossier *d, rg_arena *arena, const rg_ground *ground)
{
	rg_workflow_file_vec files = {0};
	rg_str_vec changed = {0};
	rg_workflow_input input = {.files = &files,
				   .table = &ground->settings.workflows,
				   .changed = &changed,
				   .base = ground->session.base_branch,
				   .branch = ground->session.branch,
				   .is_performance = d->facts.performance.n > 0};

	for (size_t i = 0; i < ground->files.n && files.n < MAX_WORKFLOWS; i++) {
		rg_workflow_file file = {.path = ground->files.items[i]};
		rg_err unread;

		if (is_workflow(file.path) &&
		    rg_fs_read(&file.text, arena, rg_path_join(arena, ground->root, file.path),
			       RG_MiB, &unread) == RG_OK)
			RG_PUSH(arena, &files, file);
	}
	for (size_t i = 0; i < d->facts.changes.n; i++)
		RG_PUSH(arena, &changed, d->facts.changes.items[i].path);
	d->facts.workflows = rg_workflows_advise(arena, &input);
}
