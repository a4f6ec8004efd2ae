/* SPDX-License-Identifier: MIT */
/* system.c - clock, environment, programs; plain POSIX, and /proc for this process's own facts. */
#include "os/system.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "os/fs.h"

extern char **environ;

uint64_t rg_clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

int64_t rg_clock_wall(void)
{
	return (int64_t)time(NULL);
}

rg_str rg_clock_format(rg_arena *arena, int64_t wall, bool for_file_name)
{
	time_t t = (time_t)wall;
	struct tm parts;
	char text[40];

	localtime_r(&t, &parts);
	strftime(text, sizeof(text), for_file_name ? "%Y-%m-%d_%H-%M-%S" : "%Y-%m-%d %H:%M:%S",
		 &parts);
	return rg_arena_dup(arena, rg_str_of(text));
}

rg_str rg_env_get(const char *name)
{
	return rg_str_of(getenv(name));
}

rg_str_vec rg_env_all(rg_arena *arena)
{
	rg_str_vec out = {0};

	for (char **e = environ; *e; e++)
		RG_PUSH(arena, &out, rg_arena_dup(arena, rg_str_of(*e)));
	return out;
}

rg_str rg_find_program(rg_arena *arena, const char *name, rg_str path_variable)
{
	rg_str path = path_variable.ptr ? path_variable : rg_env_get("PATH"), folder;

	if (rg_str_find_char(rg_str_of(name), '/') != SIZE_MAX)
		return rg_fs_is_executable(name) ? rg_fs_real(arena, name) : (rg_str){NULL, 0};
	while (rg_str_part(&folder, &path, ':')) {
		char *candidate;

		/* An empty or relative entry would be the working folder: a repository's, maybe. */
		if (folder.len == 0 || folder.ptr[0] != '/')
			continue;
		candidate = rg_path_join(arena, folder, rg_str_of(name));
		if (rg_fs_is_executable(candidate))
			return rg_str_of(candidate);
	}
	return (rg_str){NULL, 0};
}

rg_str rg_self_path(rg_arena *arena)
{
	return rg_fs_real(arena, "/proc/self/exe");
}

bool rg_is_terminal(int fd)
{
	return isatty(fd) == 1;
}

uint64_t rg_resident_bytes(void)
{
	rg_arena *arena = rg_arena_new();
	uint64_t pages = 0, out = 0;
	FILE *statm = fopen("/proc/self/statm", "re");
	char line[200];
	rg_str rest, word;

	if (statm && fgets(line, sizeof(line), statm)) {
		rest = rg_str_of(line);
		if (rg_str_part(&word, &rest, ' ') && rg_str_part(&word, &rest, ' ') &&
		    rg_str_u64(&pages, word, UINT64_MAX / 65536))
			out = pages * (uint64_t)sysconf(_SC_PAGESIZE);
	}
	if (statm)
		fclose(statm);
	rg_arena_free(arena);
	return out;
}
