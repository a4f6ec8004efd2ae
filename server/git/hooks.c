/* SPDX-License-Identifier: MIT */
/*
 * hooks.c - `git hook run` (git 2.36) sets the variables that hooks expect. The worktree's HEAD is
 * the commit's parent and its index the commit's tree, so that a hook sees what git commit would
 * show it: the change, staged. Neither the user's files nor their index are there to be changed.
 */
#include "git/hooks.h"

#include "git/command.h"
#include "os/fs.h"

#define CHECKOUT_MS (20 * 60 * 1000)
#define HOOK_MS	    (10 * 60 * 1000)
#define LOOK_MS	    (60 * 1000)
#define MESSAGE_MAX (1024 * 1024)

static const char *const names[] = {"pre-commit", "prepare-commit-msg", "commit-msg"};

rg_str_vec rg_hooks_of_commit(rg_arena *arena, rg_str hooks_dir)
{
	rg_str_vec out = {0};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (rg_fs_is_executable(rg_path_join(arena, hooks_dir, rg_str_of(names[i]))))
			RG_PUSH(arena, &out, rg_str_of(names[i]));
	return out;
}

/* git must succeed; what: "cannot check out the commit". */
static rg_rc must(rg_git_output *out, rg_arena *arena, rg_str where, const char *const *args,
		  uint64_t timeout_ms, const char *what, rg_err *err)
{
	rg_rc rc = rg_git__run(out, arena, where, args, NULL, (rg_str){NULL, 0}, timeout_ms, err);

	if (rc == RG_OK && out->exit_code != 0)
		rc = rg_fail(err, RG_EEXTERNAL, "%s for the hooks: %.*s", what,
			     RG_FMT(out->is_timeout ? RG_STR("git did not end in time")
						    : rg_git__last_line(out->err)));
	return rc;
}

static rg_rc check_out(rg_arena *arena, const rg_hooks_spec *spec, rg_err *err)
{
	const char *add[] = {"-c",
			     "worktree.useRelativePaths=false",
			     "worktree",
			     "add",
			     "--quiet",
			     "--detach",
			     "--no-checkout",
			     "--",
			     rg_arena_cstr(arena, spec->folder),
			     rg_arena_cstr(arena, spec->parent),
			     NULL};
	const char *fill[] = {"read-tree", "--reset", "-u", rg_arena_cstr(arena, spec->tree), NULL};
	const char *what = "cannot check out the commit";
	rg_git_output out;
	rg_rc rc = must(&out, arena, spec->root, add, CHECKOUT_MS, what, err);

	return rc < 0 ? rc : must(&out, arena, spec->folder, fill, CHECKOUT_MS, what, err);
}

/* arg: the file of the message, NULL for none; more: prepare-commit-msg's second one. */
static rg_rc run_hook(rg_hooks_result *out, rg_arena *arena, const rg_hooks_spec *spec,
		      const char *name, const char *arg, const char *more, rg_err *err)
{
	rg_str path = rg_arena_printf(arena, "core.hooksPath=%.*s", RG_FMT(spec->hooks_dir));
	const char *args[] = {"-c", path.ptr,	       "hook", "run", "--ignore-missing",
			      name, arg ? "--" : NULL, arg,    more,  NULL};
	rg_git_output ended;
	rg_rc rc = rg_git__run(&ended, arena, spec->folder, args, NULL, (rg_str){NULL, 0}, HOOK_MS,
			       err);

	if (rc < 0 || ended.exit_code == 0)
		return rc;
	if (rg_str_starts(ended.err, RG_STR("git: 'hook' is not a git command")))
		return rg_fail(err, RG_EEXTERNAL,
			       "this git is older than 2.36 and cannot run hooks for another "
			       "program: take a newer one, or set runHooks to false");
	out->declined_by = rg_str_of(name);
	out->output = rg_arena_printf(arena, "%.*s%.*s%s", RG_FMT(ended.out), RG_FMT(ended.err),
				      ended.is_timeout ? "it did not end in time\n" : "");
	return RG_OK;
}

/* In the index and in the files: the commit has neither. */
static rg_rc find_changed(rg_hooks_result *out, rg_arena *arena, const rg_hooks_spec *spec,
			  rg_err *err)
{
	const char *tree = rg_arena_cstr(arena, spec->tree);
	const char *files[] = {"diff",	       "--name-only", "-z", "--no-ext-diff",
			       "--no-renames", tree,	      "--", NULL};
	const char *staged[] = {"diff",		"--cached", "--name-only", "-z", "--no-ext-diff",
				"--no-renames", tree,	    "--",	   NULL};
	const char *const *both[] = {files, staged};

	for (size_t i = 0; i < 2; i++) {
		rg_git_output found;
		rg_str rest, path;
		rg_rc rc = must(&found, arena, spec->folder, both[i], LOOK_MS,
				"cannot look at what was changed", err);

		if (rc < 0)
			return rc;
		for (rest = found.out; rg_str_part(&path, &rest, '\0');)
			if (path.len && !rg_str_vec_has(&out->changed, path))
				RG_PUSH(arena, &out->changed, path);
	}
	return RG_OK;
}

static rg_rc run_all(rg_hooks_result *out, rg_arena *arena, const rg_hooks_spec *spec, rg_err *err)
{
	const char *file = rg_path_join(arena, spec->git_dir, RG_STR("COMMIT_EDITMSG"));
	rg_rc rc = rg_fs_write(file, spec->message, false, err);

	if (rc < 0 || (rc = run_hook(out, arena, spec, "pre-commit", NULL, NULL, err)) < 0 ||
	    out->declined_by.ptr || (rc = find_changed(out, arena, spec, err)) < 0 ||
	    out->changed.n)
		return rc;
	if ((rc = run_hook(out, arena, spec, "prepare-commit-msg", file, "message", err)) < 0 ||
	    out->declined_by.ptr ||
	    (rc = run_hook(out, arena, spec, "commit-msg", file, NULL, err)) < 0 ||
	    out->declined_by.ptr)
		return rc;
	return rg_fs_read(&out->message, arena, file, MESSAGE_MAX, err);
}

rg_rc rg_hooks_run(rg_hooks_result *out, rg_arena *arena, const rg_hooks_spec *spec, rg_err *err)
{
	rg_rc rc;

	*out = (rg_hooks_result){.message = spec->message};
	if (!rg_hooks_of_commit(arena, spec->hooks_dir).n)
		return RG_OK;
	rc = check_out(arena, spec, err);
	return rc < 0 ? rc : run_all(out, arena, spec, err);
}
