/* SPDX-License-Identifier: MIT */
/*
 * program.c - one child, in a process group of its own so that a helper which waits for a window or
 * a password can be ended with all that it started. This program has one thread and no event loop:
 * fork, exec and poll are enough. Input is at most a few hundred bytes, less than any pipe takes
 * at once, so it is written before anything is read.
 */
#include "forge/net/program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"

#define EXEC_FAILED 127

/* The program in the absolute folders of PATH; null when there is none. */
static rg_str look_up(rg_arena *arena, const char *name)
{
	rg_str rest = rg_str_of(getenv("PATH")), folder;

	while (rg_str_part(&folder, &rest, ':')) {
		rg_str path;

		if (!rg_str_starts(folder, RG_STR("/")))
			continue;
		path = rg_arena_printf(arena, "%.*s/%s", RG_FMT(folder), name);
		if (access(path.ptr, X_OK) == 0)
			return path;
	}
	return (rg_str){0};
}

typedef struct pipes {
	int in[2], out[2]; /* seen from the child */
} pipes;

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_all(pipes *p)
{
	close_fd(&p->in[0]);
	close_fd(&p->in[1]);
	close_fd(&p->out[0]);
	close_fd(&p->out[1]);
}

static rg_rc open_all(pipes *p, rg_err *err)
{
	*p = (pipes){{-1, -1}, {-1, -1}};
	if (pipe(p->in) < 0 || pipe(p->out) < 0) {
		rg_rc rc = rg_fail_errno(err, RG_EEXTERNAL, "no pipe");

		close_all(p);
		return rc;
	}
	fcntl(p->in[1], F_SETFD, FD_CLOEXEC);
	fcntl(p->out[0], F_SETFD, FD_CLOEXEC);
	return RG_OK;
}

_Noreturn static void become(const char *path, const rg_program *program, pipes *p)
{
	int null = open("/dev/null", O_WRONLY);

	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	if (null < 0 || dup2(p->in[0], 0) < 0 || dup2(p->out[1], 1) < 0 || dup2(null, 2) < 0 ||
	    (program->cwd && chdir(program->cwd) < 0))
		_exit(EXEC_FAILED);
	close_all(p);
	close(null);
	for (const char *const *name = program->without; name && *name; name++)
		unsetenv(*name);
	for (const char *const *pair = program->with; pair && *pair; pair++)
		putenv((char *)*pair);
	execv(path, (char *const *)program->argv);
	_exit(EXEC_FAILED);
}

/* Reads until the end of output; false when the time is over or there is too much of it. */
static bool read_all(char *output, size_t *n_output, int fd, const rg_program *program)
{
	rg_deadline own = rg_deadline_in(rg_deadline_left(program->deadline, program->timeout_ms));

	for (;;) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		int left = (int)rg_deadline_left(own, INT_MAX);
		ssize_t n;

		if (!left || *n_output == RG_PROGRAM_OUTPUT)
			return false;
		if (poll(&wait, 1, left) <= 0)
			continue;
		n = read(fd, output + *n_output, RG_PROGRAM_OUTPUT - *n_output);
		if (n == 0)
			return true;
		if (n > 0)
			*n_output += (size_t)n;
		else if (errno != EINTR)
			return false;
	}
}

/* Its status, or false when it does not end, although nothing more can come from it. */
static bool reap(int *status, pid_t pid, const rg_program *program)
{
	for (;;) {
		pid_t ended = waitpid(pid, status, WNOHANG);

		if (ended == pid)
			return true;
		if ((ended < 0 && errno != EINTR) || !rg_deadline_wait(program->deadline, 5))
			return false;
	}
}

rg_rc rg_program_run(char *output, size_t *n_output, const rg_program *program, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	const char *name = program->argv[0];
	rg_str path = look_up(arena, name);
	pipes p;
	pid_t pid;
	int status = 0;
	bool is_whole;
	rg_rc rc = RG_OK;

	*n_output = 0;
	if (rg_str_is_null(path)) {
		rc = rg_fail(err, RG_ENOTFOUND, "%s is not installed", name);
		goto done;
	}
	if ((rc = open_all(&p, err)) < 0)
		goto done;
	if ((pid = fork()) < 0) {
		rc = rg_fail_errno(err, RG_EEXTERNAL, "%s cannot be started", name);
		close_all(&p);
		goto done;
	}
	if (pid == 0)
		become(path.ptr, program, &p);
	setpgid(pid, pid); /* whoever comes first */
	close_fd(&p.in[0]);
	close_fd(&p.out[1]);
	if (write(p.in[1], program->input.ptr ? program->input.ptr : "", program->input.len) < 0)
		(void)errno; /* a child that does not read its input may still answer */
	close_fd(&p.in[1]);
	is_whole = read_all(output, n_output, p.out[0], program) && reap(&status, pid, program);
	close_all(&p);
	if (!is_whole) {
		kill(-pid, SIGKILL);
		waitpid(pid, &status, 0);
		rc = rg_fail(err, RG_ETIMEOUT, "%s did not answer in time", name);
	} else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		rc = rg_fail(err, RG_EEXTERNAL, "%s has none", name);
	}
	if (rc < 0) {
		rg_wipe(output, *n_output);
		*n_output = 0;
	}
done:
	rg_arena_free(arena);
	return rc;
}
