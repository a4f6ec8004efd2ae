/* SPDX-License-Identifier: MIT */
/*
 * guarded.c - the program is looked up here, so that one that is missing is an error at once, and
 * so that a relative entry of PATH never finds one in a repository.
 */
#include "os/guarded.h"

#include <inttypes.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/fs.h"
#include "os/system.h"

#define INSTALLED_AT "../libexec/redgreen"

/* Beside this program (the build tree), or where it is installed. */
static const char *find_guard(rg_arena *arena)
{
	rg_str here = rg_path_folder(rg_self_path(arena));
	const char *places[] = {
		rg_path_join(arena, here, RG_STR(RG_GUARD_NAME)),
		rg_path_join(arena, here, RG_STR(INSTALLED_AT "/" RG_GUARD_NAME)),
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (rg_fs_is_executable(places[i]))
			return places[i];
	return NULL;
}

static rg_str path_of(const char *const *env)
{
	for (; env && *env; env++)
		if (rg_str_starts(rg_str_of(*env), RG_STR("PATH=")))
			return rg_str_of(*env + 5);
	return env ? RG_STR("") : (rg_str){NULL, 0};
}

/* As it is to be called: with a slash as it is (a Python in a venv is a link), else from PATH. */
static const char *find_program(rg_arena *arena, const rg_child_options *options)
{
	const char *name = options->argv[0], *path = name;
	rg_str found;

	if (rg_str_find_char(rg_str_of(name), '/') == SIZE_MAX) {
		found = rg_find_program(arena, name, path_of(options->env));
		return found.ptr ? rg_arena_cstr(arena, found) : NULL;
	}
	if (name[0] != '/' && options->cwd)
		path = rg_path_join(arena, rg_str_of(options->cwd), rg_str_of(name));
	return rg_fs_is_executable(path) ? name : NULL;
}

rg_rc rg_guarded__init(rg_guarded *out, rg_arena *arena, const rg_child_options *options,
		       rg_err *err)
{
	const char *guard = find_guard(arena), *program = find_program(arena, options), **argv;
	size_t n = 0;
	int ends[2];

	*out = (rg_guarded){.ours = -1, .theirs = -1};
	if (!guard)
		return rg_fail(err, RG_ENOTFOUND,
			       RG_GUARD_NAME " is not beside %.*s; install redgreen as a whole",
			       RG_FMT(rg_self_path(arena)));
	if (!program)
		return rg_fail(err, RG_ENOTFOUND, "cannot start %s: there is no such program",
			       options->argv[0]);
	while (options->argv[n])
		n++;
	argv = RG_NEW_N(arena, const char *, n + 4);
	argv[0] = guard;
	argv[1] = options->leaves_daemons ? "1" : "0";
	argv[2] = rg_arena_printf(arena, "%" PRIu64, options->memory_limit_bytes).ptr;
	argv[3] = program;
	for (size_t i = 1; i <= n; i++)
		argv[3 + i] = options->argv[i];
	out->argv = argv;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot start %s", options->argv[0]);
	out->ours = ends[0];
	out->theirs = ends[1];
	return RG_OK;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void rg_guarded__let_go_of_theirs(rg_guarded *guarded)
{
	close_end(&guarded->theirs);
}

void rg_guarded__stop(const rg_guarded *guarded)
{
	char word = RG_GUARD_STOP;

	(void)send(guarded->ours, &word, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool rg_guarded__report(rg_guard_report *out, const rg_guarded *guarded)
{
	return recv(guarded->ours, out, sizeof(*out), MSG_DONTWAIT) == (ssize_t)sizeof(*out);
}

void rg_guarded__release(rg_guarded *guarded)
{
	close_end(&guarded->ours);
	close_end(&guarded->theirs);
}
