/* SPDX-License-Identifier: MIT */
/*
 * command.c - the git program with the flags of docs/security.md. The session is its own (os/child
 * sees to it), so that neither git nor ssh find a terminal to ask on; askpass programs are switched
 * off by name. The user's ssh set-up (GIT_SSH_COMMAND, core.sshCommand) therefore needs no change.
 */
#include "git/command.h"

#include "os/child.h"
#include "os/fs.h"
#include "os/job.h"
#include "os/system.h"

/* In front of every command. The repository's own hooks and monitors are not ours to run. */
static const char *const flags[] = {
	"-c",
	"core.fsmonitor=false",
	"-c",
	"core.hooksPath=/dev/null",
	"-c",
	"protocol.ext.allow=never",
	"-c",
	"submodule.recurse=false",
	"-c",
	"core.pager=cat",
	"-c",
	"safe.bareRepository=explicit",
	"-c",
	"gc.auto=0",
	"-c",
	"maintenance.auto=false",
	"--no-optional-locks",
};

/* Variables that point git at another repository or let it ask somebody. */
static const char *const dropped[] = {
	"GIT_DIR",
	"GIT_WORK_TREE",
	"GIT_COMMON_DIR",
	"GIT_INDEX_FILE",
	"GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_NAMESPACE",
	"GIT_PREFIX",
	"GIT_SHALLOW_FILE",
	"GIT_GRAFT_FILE",
	"GIT_NO_REPLACE_OBJECTS",
	"GIT_REPLACE_REF_BASE",
	"GIT_TERMINAL_PROMPT",
	"GIT_ASKPASS",
	"SSH_ASKPASS",
	"SSH_ASKPASS_REQUIRE",
	"GIT_OPTIONAL_LOCKS",
	"GIT_PAGER",
	"GIT_EDITOR",
	"GIT_TRACE",
	"GIT_TRACE_CURL",
	"GIT_CURL_VERBOSE",
	"GIT_TRACE_PACKET",
	"GCM_INTERACTIVE",
	"LC_ALL",
	"LANGUAGE",
	"PATH",
};

static const char *const added[] = {
	"GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=",  "SSH_ASKPASS_REQUIRE=never",
	"GIT_OPTIONAL_LOCKS=0",	 "GIT_PAGER=cat", "GIT_EDITOR=false",
	"GCM_INTERACTIVE=never", "LC_ALL=C",
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static bool is_dropped(rg_str variable)
{
	for (size_t i = 0; i < COUNT(dropped); i++) {
		rg_str rest = variable;

		if (rg_str_skip(&rest, rg_str_of(dropped[i])) && rest.len && rest.ptr[0] == '=')
			return true;
	}
	return false;
}

/* PATH without relative folders and without those inside of root: nothing that a repository brings
 * along is taken for git, ssh or a helper. */
static rg_str safe_path(rg_arena *arena, rg_str root)
{
	rg_str rest = rg_env_get("PATH"), folder, real_root;
	rg_str_vec kept = {0};

	real_root = rg_fs_real(arena, rg_arena_cstr(arena, root));
	if (!rest.ptr)
		rest = RG_STR("/usr/local/bin:/usr/bin:/bin");
	while (rg_str_part(&folder, &rest, ':')) {
		rg_str real = rg_fs_real(arena, rg_arena_cstr(arena, folder)), below = real;

		if (!folder.len || folder.ptr[0] != '/' || !real.ptr)
			continue;
		if (real_root.len > 1 && rg_str_skip(&below, real_root) &&
		    (below.len == 0 || below.ptr[0] == '/'))
			continue;
		RG_PUSH(arena, &kept, folder);
	}
	return rg_str_vec_join(arena, &kept, RG_STR(":"));
}

rg_rc rg_git__command(rg_git_command *out, rg_arena *arena, rg_str root, const char *const *args,
		      const char *const *env, rg_err *err)
{
	RG_VEC(const char *) argv = {0}, all = {0};
	rg_str path = safe_path(arena, root), git = rg_find_program(arena, "git", path);
	rg_str_vec ours = rg_env_all(arena);

	if (!git.ptr)
		return rg_fail(
			err, RG_ENOTFOUND,
			"there is no git program on PATH (folders inside of the repository do "
			"not count); install git");
	RG_PUSH(arena, &argv, rg_arena_cstr(arena, git));
	for (size_t i = 0; i < COUNT(flags); i++)
		RG_PUSH(arena, &argv, flags[i]);
	for (; *args; args++)
		RG_PUSH(arena, &argv, *args);
	RG_PUSH(arena, &argv, NULL);
	for (size_t i = 0; i < ours.n; i++)
		if (!is_dropped(ours.items[i]))
			RG_PUSH(arena, &all, rg_arena_cstr(arena, ours.items[i]));
	for (size_t i = 0; i < COUNT(added); i++)
		RG_PUSH(arena, &all, added[i]);
	RG_PUSH(arena, &all, rg_arena_printf(arena, "PATH=%.*s", RG_FMT(path)).ptr);
	for (; env && *env; env++)
		RG_PUSH(arena, &all, *env);
	RG_PUSH(arena, &all, NULL);
	out->argv = argv.items;
	out->env = all.items;
	return RG_OK;
}

/* ---- waiting for it -------------------------------------------------------------------------- */

/* How often the job's flag is looked at: it wakes nobody. */
#define LOOK_MS 20

typedef struct wait {
	rg_git_output *out;
	rg_arena *arena;
	rg_loop *loop;
	rg_child *child;
	rg_timer *timer; /* to the next look; NULL: there is nothing to look for */
	bool is_cancelled;
} wait;

static void on_done(void *data, const rg_child_result *result)
{
	wait *w = data;

	rg_timer_cancel(w->timer);
	w->timer = NULL;
	w->out->exit_code = result->end == RG_CHILD_EXITED ? result->exit_code : -1;
	w->out->is_timeout = result->end == RG_CHILD_TIMEOUT;
	w->out->is_cut = result->is_cut;
	w->is_cancelled = result->end == RG_CHILD_STOPPED;
	w->out->out = rg_arena_dup(w->arena, result->out);
	w->out->err = rg_arena_dup(w->arena, result->err);
}

static void look_at_flag(void *data)
{
	wait *w = data;

	w->timer = NULL;
	if (rg_cancel_is_set(rg_job_cancel_flag()))
		rg_child_stop(w->child);
	else
		w->timer = rg_timer_start(w->loop, LOOK_MS, look_at_flag, w);
}

rg_rc rg_git__run(rg_git_output *out, rg_arena *arena, rg_str root, const char *const *args,
		  const char *const *env, rg_str input, uint64_t timeout_ms, rg_err *err)
{
	wait w = {.out = out, .arena = arena};
	rg_git_command command;
	rg_child_options options = {0};
	rg_rc rc = rg_git__command(&command, arena, root, args, env, err);

	if (rc < 0)
		return rc;
	*out = (rg_git_output){.exit_code = -1};
	options.argv = command.argv;
	options.env = command.env;
	options.cwd = rg_arena_cstr(arena, root);
	options.input = input;
	options.timeout_ms = timeout_ms;
	options.leaves_daemons = true;
	options.done = on_done;
	options.data = &w;
	w.loop = rg_loop_new();
	rc = rg_child_start(&w.child, w.loop, &options, err);
	if (rc == RG_OK)
		look_at_flag(&w);
	rg_loop_run(w.loop);
	rg_loop_free(w.loop);
	if (rc == RG_OK && w.is_cancelled)
		rc = rg_fail(err, RG_ECANCELLED, "git %s was stopped", args[0]);
	return rc;
}

rg_str rg_git__last_line(rg_str text)
{
	rg_str line, last = {NULL, 0};

	while (rg_str_line(&line, &text))
		if (rg_str_trim(line).len)
			last = rg_str_trim(line);
	return last;
}
