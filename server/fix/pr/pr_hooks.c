/* SPDX-License-Identifier: MIT */
/*
 * pr_hooks.c - the setting runHooks, for the commit. A hook's no stops, with what it printed. What
 * pre-commit changes is not taken: nothing ran on that tree, so nothing could be claimed of it.
 * What hooks make of the message (a Change-Id, a ticket) is taken.
 */
#include "fix/pr/pr_private.h"

#include "fix/session/sweep.h"
#include "git/hooks.h"
#include "os/fs.h"

static rg_str last_line(rg_str text)
{
	rg_str line, last = RG_STR("it says nothing");

	while (rg_str_line(&line, &text))
		if (rg_str_trim(line).len)
			last = rg_str_trim(line);
	return last;
}

static rg_rc halt_declined(rg_pr_state *state, rg_arena *arena, const rg_hooks_result *result,
			   rg_err *err)
{
	const char *path =
		rg_path_join(arena, rg_path_folder(state->draft_path), RG_STR("hook_output.txt"));

	rg_ground_halt(&state->ground, "hook-declined",
		       rg_arena_printf(arena, "your %.*s hook said no: %.*s",
				       RG_FMT(result->declined_by),
				       RG_FMT(last_line(result->output))),
		       rg_arena_printf(arena, "All that it printed is in %s. %.*s", path,
				       RG_FMT(rg_pr__go_on(arena, state))));
	return rg_fs_write(path, result->output, false, err);
}

static void halt_changed(rg_pr_state *state, rg_arena *arena, const rg_hooks_result *result)
{
	rg_ground_halt(
		&state->ground, "hook-declined",
		rg_arena_printf(arena, "your pre-commit hook changes %.*s, and no test ran on that",
				RG_FMT(rg_str_vec_join(arena, &result->changed, RG_STR(", ")))),
		RG_STR("Run the hook in your work tree, so that the change is part of the "
		       "fix, then check stability and ask again."));
}

rg_rc rg_pr__run_hooks(rg_pr_state *state, rg_arena *arena, rg_commit_spec *commit, rg_err *err)
{
	rg_ground *ground = &state->ground;
	const rg_repo_facts *facts = &ground->facts;
	rg_str folder = rg_sweep_folder(arena, facts->private_dir, "tree", RG_STR("hooks"));
	rg_hooks_spec spec = {.root = ground->root,
			      .hooks_dir = facts->hooks_dir,
			      .folder = folder,
			      .git_dir = rg_arena_printf(arena, "%.*s/worktrees/%.*s",
							 RG_FMT(facts->common_dir),
							 RG_FMT(rg_path_name(folder))),
			      .tree = commit->tree,
			      .parent = commit->parent,
			      .message = commit->message};
	rg_hooks_result result;
	rg_rc rc;

	if (!ground->settings.run_hooks)
		return RG_OK;
	rc = rg_hooks_run(&result, arena, &spec, err);
	rg_sweep_remove(arena, folder, facts->common_dir);
	if (rc < 0)
		return rc;
	if (result.declined_by.ptr)
		return halt_declined(state, arena, &result, err);
	if (result.changed.n)
		halt_changed(state, arena, &result);
	commit->message = result.message;
	return RG_OK;
}
