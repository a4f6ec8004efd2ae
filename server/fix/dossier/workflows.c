/* SPDX-License-Identifier: MIT */
/* workflows.c - the repository's CI files, read for forge/workflows.h. */
#include "fix/dossier/dossier.h"

#include "base/limits.h"
#include "forge/workflows.h"
#include "os/fs.h"

bool rg_dossier_forge(rg_forge_target *out, rg_arena *arena, const rg_ground *ground)
{
	const rg_settings *settings = &ground->settings;
	rg_repo *repo = NULL;
	rg_err why;
	bool is_known;

	if (!ground->session.base_remote.ptr ||
	    rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), &why) < 0)
		return false;
	is_known = rg_forge_choose(out, arena, settings->forge.kind, settings->forge.url,
				   settings->forge.project,
				   rg_remote_url(arena, repo, ground->session.base_remote),
				   &why) == RG_OK;
	rg_repo_close(repo);
	return is_known;
}

static void read_files(rg_workflow_file_vec *out, rg_arena *arena, const rg_ground *ground,
		       const rg_forge_target *forge)
{
	size_t n_before;

	do {
		rg_str_vec wanted = rg_workflows_wanted(arena, forge, &ground->files, out);

		n_before = out->n;
		for (size_t i = 0; i < wanted.n; i++) {
			rg_workflow_file file = {.path = wanted.items[i]};
			rg_err unread;

			if (rg_fs_read(&file.text, arena,
				       rg_path_join(arena, ground->root, file.path), RG_MiB,
				       &unread) == RG_OK)
				RG_PUSH(arena, out, file);
		}
	} while (out->n > n_before);
}

void rg_dossier_advise(rg_dossier *d, rg_arena *arena, const rg_ground *ground, rg_str branch,
		       const rg_str_vec *required)
{
	rg_forge_target forge;
	bool has_forge = rg_dossier_forge(&forge, arena, ground);
	rg_workflow_file_vec files = {0};
	rg_str_vec changed = {0}, added = {0};
	rg_workflow_input input = {.files = &files,
				   .table = &ground->settings.workflows,
				   .changed = &changed,
				   .added = &added,
				   .paths = &ground->files,
				   .base = ground->session.base_branch,
				   .branch = branch,
				   .title = d->facts.pr_title,
				   .target = has_forge ? &forge : NULL,
				   .required = required,
				   .is_performance = d->facts.performance.n > 0};

	for (size_t i = 0; i < d->facts.changes.n; i++) {
		const rg_file_change *change = &d->facts.changes.items[i];

		RG_PUSH(arena, &changed, change->path);
		if (rg_str_eq_z(change->change, "added"))
			RG_PUSH(arena, &added, change->path);
	}
	read_files(&files, arena, ground, input.target);
	d->facts.workflows = rg_workflows_advise(arena, &input);
}

void rg_dossier__workflows(rg_dossier *d, rg_arena *arena, const rg_ground *ground)
{
	rg_dossier_advise(d, arena, ground, ground->session.branch, NULL);
}
