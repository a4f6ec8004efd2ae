/* SPDX-License-Identifier: MIT */
/*
 * late.c - each function of late.def is a jump through a pointer that rg_git__load fills in, so
 * that the rest of the folder calls libgit2 as ever. The linker finds what late.def lacks
 * ("undefined reference to git_..."). Where the build has no such jump for the processor
 * (RG_LATE_GIT2 is off), libgit2 is linked in the ordinary way and only initialised here.
 */
#include "git/late.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#include "git/private.h"

#ifdef RG_LATE_GIT2

#define LIBRARY "libgit2.so." LIBGIT2_SOVERSION

/* The pointer is in the table below, at the place that its line in late.def has. */
enum {
#define RG_LATE(name) IDX_##name,
#include "git/late.def"
#undef RG_LATE
	N_FUNCTIONS
};

__attribute__((visibility("hidden"), used)) void *rg_git__functions[N_FUNCTIONS];

static const char *const names[N_FUNCTIONS] = {
#define RG_LATE(name) #name,
#include "git/late.def"
#undef RG_LATE
};

/* Arguments and return address stay where they are: only a scratch register is used. */
#if defined(__x86_64__)
#define JUMP(name, place) "\tjmp *rg_git__functions+8*(" place ")(%rip)\n"
#elif defined(__aarch64__)
#define JUMP(name, place)                                                                          \
	"\tadrp x16, rg_git__functions+8*(" place ")\n"                                            \
	"\tldr x16, [x16, #:lo12:rg_git__functions+8*(" place ")]\n"                               \
	"\tbr x16\n"
#else
#error "no jump is known for this processor; configure with -DRG_LATE_GIT2=OFF"
#endif

__asm__(".pushsection .text\n"
	".set rg_git__place, 0\n"
#define RG_LATE(name)                                                                              \
	".p2align 4\n"                                                                             \
	".globl " #name "\n"                                                                       \
	".hidden " #name "\n"                                                                      \
	".type " #name ", %function\n" #name                                                       \
	":\n" JUMP(name, "rg_git__place") ".size " #name ", .-" #name "\n"                         \
					  ".set rg_git__place, rg_git__place + 1\n"
#include "git/late.def"
#undef RG_LATE
	".popsection\n");

static const char *load(void)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return dlerror();
	for (size_t i = 0; i < N_FUNCTIONS; i++)
		if (!(rg_git__functions[i] = dlsym(library, names[i])))
			return dlerror();
	return NULL;
}

#else

static const char *load(void)
{
	return NULL;
}

#endif

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char complaint[300];

static void load_once(void)
{
	const char *what = load();

	if (what) {
		snprintf(complaint, sizeof(complaint), "%s", what);
		return;
	}
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
}

rg_rc rg_git__load(rg_err *err)
{
	pthread_once(&once, load_once);
	if (complaint[0])
		return rg_fail(err, RG_EEXTERNAL, "libgit2 cannot be loaded: %s; install it again",
			       complaint);
	return RG_OK;
}
