/* SPDX-License-Identifier: MIT */
/*
 * descendants.c - a process that called setsid or forked twice has another group, another session
 * and init as its parent, but it still has the environment it was started with. So a mark in the
 * environment finds what no process tree shows. A process that cleared its environment is missed;
 * the group and the parents of the others still are not.
 *
 * The guard is one small process for all children. It holds the reading end of a pipe whose only
 * writer is redgreen: end of file means that redgreen is gone, however it went. Race: a child that
 * forks while /proc is read is found by the next pass, so passes go on until one finds nothing.
 */
#include "os/descendants.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GUARD_CHILDREN 64

typedef struct linux_dirent {
	uint64_t inode;
	int64_t offset;
	unsigned short size;
	unsigned char type;
	char name[];
} linux_dirent;

/* "123" → 123; 0 when it is no number. */
static int pid_of(const char *name)
{
	int pid = 0;

	for (; *name >= '0' && *name <= '9' && pid < 100000000; name++)
		pid = pid * 10 + (*name - '0');
	return *name ? 0 : pid;
}

/* Whether the environment of a process holds the mark as one of its entries. */
static bool has_mark(int proc, const char *pid, const char *mark)
{
	char path[40], chunk[4096 + RG_MARK_SIZE];
	size_t len = strlen(mark) + 1, kept = 0, n = strlen(pid);
	bool found = false;
	ssize_t got;
	int fd;

	if (n > 20)
		return false;
	memcpy(path, pid, n);
	memcpy(path + n, "/environ", 9);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false; /* not ours */
	while (!found && (got = read(fd, chunk + kept, 4096)) > 0) {
		size_t have = kept + (size_t)got;

		found = memmem(chunk, have, mark, len) != NULL;
		kept = have < len ? have : len;
		memmove(chunk, chunk + have - kept, kept);
	}
	close(fd);
	return found;
}

uint32_t rg_descendants__signal(int pid, const char *mark, int signal)
{
	char buffer[16384];
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC), self = (int)getpid();
	uint32_t n = 0;
	long got;

	if (pid > 1)
		kill(-pid, signal);
	if (proc < 0)
		return 0;
	while ((got = syscall(SYS_getdents64, proc, buffer, sizeof(buffer))) > 0) {
		for (long at = 0; at < got;) {
			const linux_dirent *entry = (const linux_dirent *)(buffer + at);
			int other = pid_of(entry->name);

			at += entry->size;
			if (other > 1 && other != self && has_mark(proc, entry->name, mark)) {
				n++;
				kill(other, signal);
			}
		}
	}
	close(proc);
	return n;
}

/* ---- the guard ------------------------------------------------------------------------------ */

typedef struct announcement {
	int pid; /* negative: taken back */
	char mark[RG_MARK_SIZE];
} announcement;

static int to_guard = -1;

static void pause_ms(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

static void end_all(const announcement *children, int n)
{
	static const int ladder[] = {SIGINT, SIGTERM};

	for (int rung = 0; rung < 2; rung++) {
		uint32_t left = 0;

		for (int i = 0; i < n; i++)
			left += rg_descendants__signal(children[i].pid, children[i].mark,
						       ladder[rung]);
		for (int wait = 0; left && wait < 10; wait++) {
			pause_ms(50);
			left = 0;
			for (int i = 0; i < n; i++)
				left += rg_descendants__signal(0, children[i].mark, 0);
		}
		if (!left)
			return;
	}
	for (int pass = 0; pass < 20; pass++) {
		uint32_t left = 0;

		for (int i = 0; i < n; i++)
			left += rg_descendants__signal(children[i].pid, children[i].mark, SIGKILL);
		if (!left)
			return;
		pause_ms(20);
	}
}

static void run_guard(int from)
{
	announcement children[GUARD_CHILDREN], one;
	int n = 0;
	ssize_t got;

	for (;;) {
		got = read(from, &one, sizeof(one)); /* smaller than PIPE_BUF: whole or nothing */
		if (got < 0 && errno == EINTR)
			continue;
		if (got != (ssize_t)sizeof(one))
			break;
		if (one.pid > 0) {
			if (n < GUARD_CHILDREN)
				children[n++] = one;
			continue;
		}
		for (int i = 0; i < n; i++)
			if (children[i].pid == -one.pid)
				children[i--] = children[--n];
	}
	end_all(children, n);
	_exit(0);
}

/* The guard's own descriptors: the pipe as 3, nothing else. */
static void become_guard(int from)
{
	int null = open("/dev/null", O_RDWR);
	sigset_t all;

	setsid();
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	prctl(PR_SET_NAME, "redgreen-guard");
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	dup2(from, 3);
	syscall(SYS_close_range, 4U, ~0U, 0U);
	run_guard(3);
}

static void send_to_guard(int pid, const char *mark)
{
	announcement one = {.pid = pid};
	size_t len = strlen(mark);
	ssize_t sent;

	memcpy(one.mark, mark, len < RG_MARK_SIZE ? len : RG_MARK_SIZE - 1);
	do
		sent = write(to_guard, &one, sizeof(one));
	while (sent < 0 && errno == EINTR);
	if (sent < 0) {
		close(to_guard);
		to_guard = -1; /* the guard was ended by somebody: the next child starts another */
	}
}

void rg_guard__add(int pid, const char *mark)
{
	int ends[2];
	pid_t middle;

	if (to_guard < 0) {
		if (pipe2(ends, O_CLOEXEC) < 0)
			return;
		/* Forked twice, so that the guard is init's child and never ours to wait for. */
		middle = fork();
		if (middle == 0) {
			if (fork() == 0)
				become_guard(ends[0]);
			_exit(0);
		}
		close(ends[0]);
		if (middle < 0) {
			close(ends[1]);
			return;
		}
		while (waitpid(middle, NULL, 0) < 0 && errno == EINTR)
			;
		to_guard = ends[1];
	}
	send_to_guard(pid, mark);
}

void rg_guard__remove(int pid, const char *mark)
{
	if (to_guard >= 0)
		send_to_guard(-pid, mark);
}
