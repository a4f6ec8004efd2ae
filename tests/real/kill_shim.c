/* SPDX-License-Identifier: MIT */
/*
 * kill_shim.c - a preloaded library under which redgreen is killed, or its disk or memory fails, at
 * its n-th step that can leave a trace: a write, sync, rename, link, unlink, mkdir or truncation.
 * RG_SHIM_AT=n RG_SHIM_HOW=kill|disk|interrupt|short; without n the steps are counted into the file
 * RG_SHIM_COUNT. RG_SHIM_HOW=nomem fails the n-th allocation instead, RG_SHIM_MEMORY=1 counts
 * those. Children are left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long n_steps;
static long at;
static int how; /* 0: nothing, 'c': counts, else the first letter of RG_SHIM_HOW */
static int is_memory;
static char count_file[4096];

__attribute__((constructor)) static void begin(void)
{
	const char *n = getenv("RG_SHIM_AT"), *file = getenv("RG_SHIM_COUNT");

	is_memory = getenv("RG_SHIM_MEMORY") != NULL;
	if (strcmp(program_invocation_short_name, "redgreen") == 0) {
		at = n ? strtol(n, NULL, 10) : 0;
		how = n ? getenv("RG_SHIM_HOW")[0] : file ? 'c' : 0;
		if (file)
			snprintf(count_file, sizeof(count_file), "%s", file);
	}
	unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void end(void)
{
	FILE *file = how == 'c' && count_file[0] ? fopen(count_file, "w") : NULL;

	how = 0;
	if (file) {
		fprintf(file, "%ld\n", (long)n_steps);
		fclose(file);
	}
}

/* 0: goes on; else what shall happen to this very step. */
static int step(void)
{
	if (!how || is_memory)
		return 0;
	if (atomic_fetch_add(&n_steps, 1) + 1 != at)
		/* a full disk stays full */
		return how == 'd' && n_steps > at ? 'd' : 0;
	if (how == 'k')
		kill(getpid(), SIGKILL);
	return how;
}

static int is_file(int fd)
{
	struct stat status;

	return fd > 2 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

#define REAL(type, name, ...)                                                                      \
	static type (*real)(__VA_ARGS__);                                                          \
	if (!real)                                                                                 \
	real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define NO_SPACE(what)                                                                             \
	if ((what) == 'd') {                                                                       \
		errno = ENOSPC;                                                                    \
		return -1;                                                                         \
	}

ssize_t write(int fd, const void *bytes, size_t n)
{
	REAL(ssize_t, "write", int, const void *, size_t);
	int what = is_file(fd) ? step() : 0;

	NO_SPACE(what)
	if (what == 'i') {
		errno = EINTR;
		return -1;
	}
	return real(fd, bytes, what == 's' && n > 1 ? n / 2 : n);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset)
{
	REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
	int what = is_file(fd) ? step() : 0;

	NO_SPACE(what)
	if (what == 'i') {
		errno = EINTR;
		return -1;
	}
	return real(fd, bytes, what == 's' && n > 1 ? n / 2 : n, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset)
{
	return pwrite64(fd, bytes, n, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int n)
{
	REAL(ssize_t, "writev", int, const struct iovec *, int);

	NO_SPACE(is_file(fd) ? step() : 0)
	return real(fd, parts, n);
}

#define SIMPLE(name, type, arg)                                                                    \
	int name(type arg)                                                                         \
	{                                                                                          \
		REAL(int, #name, type);                                                            \
		(void)step();                                                                      \
		return real(arg);                                                                  \
	}
SIMPLE(fsync, int, fd)
SIMPLE(fdatasync, int, fd)
SIMPLE(unlink, const char *, path)
SIMPLE(rmdir, const char *, path)

int rename(const char *from, const char *to)
{
	REAL(int, "rename", const char *, const char *);

	NO_SPACE(step())
	return real(from, to);
}

int link(const char *from, const char *to)
{
	REAL(int, "link", const char *, const char *);

	NO_SPACE(step())
	return real(from, to);
}

int mkdir(const char *path, mode_t mode)
{
	REAL(int, "mkdir", const char *, mode_t);

	NO_SPACE(step())
	return real(path, mode);
}

int ftruncate(int fd, off_t size)
{
	REAL(int, "ftruncate", int, off_t);

	(void)step();
	return real(fd, size);
}

/* ---- memory --------------------------------------------------------------------------------- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static int is_refused(void)
{
	if (!how || !is_memory)
		return 0;
	return atomic_fetch_add(&n_steps, 1) + 1 == at;
}

void *malloc(size_t size)
{
	return is_refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return is_refused() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return is_refused() ? NULL : __libc_realloc(old, size);
}
