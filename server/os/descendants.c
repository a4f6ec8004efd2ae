/* SPDX-License-Identifier: MIT */
/*
 * descendants.c - a process that called setsid or forked twice has another group, another session
 * and init as its parent, but it still has the environment it was started with. So a mark in the
 * environment finds what no process tree shows. A process that cleared its environment is missed;
 * the group of the child still is not.
 * Race: a process that forks while /proc is read is found by the next pass.
 */
#include "os/descendants.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

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
