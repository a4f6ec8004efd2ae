/* SPDX-License-Identifier: MIT */
/*
 * command.h - inside git/: what every call of the git program has in front and around it, and a
 * call that waits. No call can prompt, page, edit, run a hook of the repository or a monitor.
 */
#ifndef RG_GIT_COMMAND_H
#define RG_GIT_COMMAND_H

#include "base/err.h"
#include "base/vec.h"

typedef struct rg_git_command {
	const char *const *argv, *const *env; /* NULL-terminated, in the arena */
} rg_git_command;

/*
 * git with its flags, then args (NULL-terminated). env: more "K=V", may be NULL. The program is
 * an absolute path from PATH, never one inside of root. RG_ENOTFOUND: there is no git.
 */
RG_MUST_CHECK rg_rc rg_git__command(rg_git_command *out, rg_arena *arena, rg_str root,
				    const char *const *args, const char *const *env, rg_err *err);

typedef struct rg_git_output {
	int exit_code; /* -1: ended by a signal or by the timeout */
	bool is_timeout;
	bool is_cut;	 /* out is the head and the tail of more */
	rg_str out, err; /* bounded, in the arena */
} rg_git_output;
/* Runs it to its end on a loop of its own; from jobs. RG_ECANCELLED: the job was, and it was ended.
 */
RG_MUST_CHECK rg_rc rg_git__run(rg_git_output *out, rg_arena *arena, rg_str root,
				const char *const *args, const char *const *env, rg_str input,
				uint64_t timeout_ms, rg_err *err);
/* The last line of a text that has more than white space in it. */
rg_str rg_git__last_line(rg_str text);

#endif
