/* SPDX-License-Identifier: MIT */
/*
 * tree.c - one pass over /proc gives (process, parent, group) triples; who is below us follows from
 * there, a generation at a time. A process that forks meanwhile is found by the next reading.
 */
#include "os/guard/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

enum { MAX_PROCESSES = 32768 };

typedef struct process {
	int pid, parent, group;
	bool is_zombie;
} process;

/* all[0, n_below) are below us, each behind its parent. */
static process all[MAX_PROCESSES];
static uint32_t n_all, n_below;

/* The beginning of a small file of /proc as text; false when the process is gone. */
static bool read_small(char *out, size_t size, int pid, const char *name)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, out, size - 1);
	close(fd);
	out[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/*
 * "12 (a name) S 1 12 …": the name may hold anything, its end is the last parenthesis. A zombie may
 * be one whose threads live on, and is signalled as well.
 */
static bool read_process(process *out, int pid)
{
	char text[512], state;
	const char *rest;

	if (!read_small(text, sizeof(text), pid, "stat"))
		return false;
	rest = strrchr(text, ')');
	*out = (process){.pid = pid};
	if (!rest || sscanf(rest, ") %c %d %d", &state, &out->parent, &out->group) != 3)
		return false;
	out->is_zombie = state == 'Z' || state == 'X';
	return true;
}

static void read_all(void)
{
	DIR *proc = opendir("/proc");

	n_all = 0;
	for (struct dirent *entry; proc && (entry = readdir(proc)) && n_all < MAX_PROCESSES;) {
		char *end;
		long pid = strtol(entry->d_name, &end, 10);

		if (pid > 1 && *end == '\0' && read_process(&all[n_all], (int)pid))
			n_all++;
	}
	if (proc)
		closedir(proc);
}

/* Brings the children of a process to the end of those that are below us. */
static void take_children(int parent)
{
	for (uint32_t i = n_below; i < n_all; i++)
		if (all[i].parent == parent) {
			process child = all[i];

			all[i] = all[n_below];
			all[n_below++] = child;
		}
}

uint32_t rg_tree_read(void)
{
	uint32_t n_live = 0;

	read_all();
	n_below = 0;
	take_children((int)getpid());
	for (uint32_t i = 0; i < n_below; i++) {
		n_live += !all[i].is_zombie;
		take_children(all[i].pid);
	}
	return n_live;
}

void rg_tree_signal(int signal, int except_group)
{
	for (uint32_t i = 0; i < n_below; i++)
		if (!except_group || all[i].group != except_group)
			kill(all[i].pid, signal);
}

/* statm: size, resident and shared pages. */
uint64_t rg_tree_memory(void)
{
	uint64_t pages = 0;
	char text[200];

	for (uint32_t i = 0; i < n_below; i++) {
		unsigned long long size, resident, shared;

		if (read_small(text, sizeof(text), all[i].pid, "statm") &&
		    sscanf(text, "%llu %llu %llu", &size, &resident, &shared) == 3 &&
		    resident > shared)
			pages += resident - shared;
	}
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}
