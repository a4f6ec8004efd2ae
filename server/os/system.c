/* SPDX-License-Identifier: MIT */
/* system.c - clock, environment, programs; plain POSIX, and /proc for this process's own facts. */
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "os/fs.h"

extern char **environ;

uint64_t rg_clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

int64_t rg_clock_uptime(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec;
}

static char boot_id[64];
static pthread_once_t boot_once = PTHREAD_ONCE_INIT;

static void read_boot_id(void)
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, boot_id, sizeof(boot_id) - 1);

	if (fd >= 0)
		close(fd);
	while (n > 0 && boot_id[n - 1] <= ' ')
		n--;
	if (n > 0)
		boot_id[n] = '\0';
	else
		memcpy(boot_id, "unknown", sizeof("unknown"));
}

rg_str rg_boot_id(void)
{
	pthread_once(&boot_once, read_boot_id);
	return rg_str_of(boot_id);
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

#define BOOT_BIT   ((uint64_t)1 << 40)
#define MOST_BOOTS 4095

/* Field 22 of /proc/PID/stat (proc(5)); the name in field 2 may hold blanks and brackets. */
static int64_t start_of(int64_t pid)
{
	char path[64], bytes[2048];
	rg_str text, field = {NULL, 0};
	uint64_t start = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return 0;
	n = read(fd, bytes, sizeof(bytes));
	close(fd);
	text = (rg_str){bytes, n > 0 ? (size_t)n : 0};
	text = rg_str_sub(text, rg_str_rfind_char(text, ')'), text.len);
	for (int i = 2; i <= 22; i++) /* the first part is the end of field 2 */
		if (!rg_str_part(&field, &text, ' '))
			return 0;
	if (!rg_str_u64(&start, field, BOOT_BIT - 1))
		return 0;
	/* Ticks since the machine's start: 348 years of them below the start's twelve bits. */
	return (int64_t)(start +
			 BOOT_BIT * (rg_hash(RG_HASH_START, rg_boot_id()) % (MOST_BOOTS + 1)));
}

int64_t rg_process_start(void)
{
	return start_of(getpid());
}

bool rg_process_is_alive(int64_t pid, int64_t start)
{
	if (pid <= 0 || (kill((pid_t)pid, 0) < 0 && errno == ESRCH))
		return false;
	return start == 0 || start_of(pid) == start;
}

bool rg_is_terminal(int fd)
{
	return isatty(fd) == 1;
}

unsigned rg_terminal_columns(int fd)
{
	struct winsize size;

	return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void rg_sleep_ms(unsigned ms)
{
	struct timespec left = {ms / 1000, (long)(ms % 1000) * 1000000};

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

/*
 * glibc has eight heaps a processor, so that threads do not wait for each other; ours seldom ask,
 * and each keeps what it once needed. And once a large block was freed, it keeps blocks of that
 * size: those of an answer are megabytes.
 */
void rg_memory_share(void)
{
#ifdef __GLIBC__
	extern int mallopt(int parameter, int value); /* malloc.h */

	mallopt(-8 /* M_ARENA_MAX */, 1);
	mallopt(-3 /* M_MMAP_THRESHOLD */, 256 * 1024);
#endif
}

/* glibc keeps what was freed, for each thread that asked for it. */
void rg_memory_trim(void)
{
#ifdef __GLIBC__
	extern int malloc_trim(size_t pad); /* malloc.h */

	malloc_trim(0);
#endif
}
