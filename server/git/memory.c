/* SPDX-License-Identifier: MIT */
/*
 * memory.c - libgit2 asks for memory as everybody here does: without any the process says so and
 * ends (base/mem.h). Left alone, libgit2 1.5 goes on with half made objects and crashes.
 */
#include "git/late.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void *get(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return rg_malloc(size);
}

static void *resize(void *old, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return rg_realloc(old, size);
}

#ifdef RG_GIT_ALLOCATOR_IS_LARGE /* until libgit2 1.6 */
static size_t product(size_t n, size_t size)
{
	size_t all;

	if (__builtin_mul_overflow(n, size, &all))
		rg_out_of_memory(SIZE_MAX);
	return all;
}

static void *get_zeroed(size_t n, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return rg_calloc(n, size);
}

static void *get_many(size_t n, size_t size, const char *file, int line)
{
	return get(product(n, size), file, line);
}

static void *resize_many(void *old, size_t n, size_t size, const char *file, int line)
{
	return resize(old, product(n, size), file, line);
}

static char *copy_bytes(const char *text, size_t n, const char *file, int line)
{
	(void)file, (void)line;
	return rg_strdup((rg_str){text, n});
}

static char *copy_at_most(const char *text, size_t n, const char *file, int line)
{
	return copy_bytes(text, strnlen(text, n), file, line);
}

static char *copy(const char *text, const char *file, int line)
{
	return copy_bytes(text, strlen(text), file, line);
}
#endif

git_allocator rg_git__memory = {
	.gmalloc = get,
	.grealloc = resize,
	.gfree = free,
#ifdef RG_GIT_ALLOCATOR_IS_LARGE
	.gcalloc = get_zeroed,
	.gmallocarray = get_many,
	.greallocarray = resize_many,
	.gstrdup = copy,
	.gstrndup = copy_at_most,
	.gsubstrdup = copy_bytes,
#endif
};
