/* SPDX-License-Identifier: MIT */
/*
 * late.c - the table of libgit2's functions, filled once; and what its start would do in vain.
 */
#include "git/late.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define LIBRARY "libgit2.so." LIBGIT2_SOVERSION

rg_git_api rg_git__api;

static const struct {
	const char *name;
	size_t offset; /* of its pointer in the table */
} functions[] = {
#define RG_LATE(name) {#name, offsetof(rg_git_api, name)},
#include "git/late.def"
#undef RG_LATE
};

/*
 * libgit2 over mbed TLS parses the system's certificates when it starts: 4 ms, as long as loading
 * it takes. No network is ever reached through it here, fetch and push are the git program's, so
 * they are not read: a function of the program comes before a library's of the same name (the link
 * line exports it), and "none could be read" is nothing that libgit2 minds. With another TLS nobody
 * calls this.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return -1;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char complaint[300];

/*
 * What libgit2 1.5 does not list among the extensions that it knows, and what changes nothing in
 * what it reads or what this folder takes care of: complete_config() in repo.c, promised.c, and the
 * paths between work trees, which it follows whether they are relative or not.
 */
static const char *const extensions[] = {"worktreeconfig", "partialclone", "relativeworktrees",
					 "preciousobjects"};

static void load_once(void)
{
	void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);

	if (!library) {
		snprintf(complaint, sizeof(complaint), "%s", dlerror());
		return;
	}
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		void *function = dlsym(library, functions[i].name);

		if (!function) {
			snprintf(complaint, sizeof(complaint), "%s", dlerror());
			return;
		}
		memcpy((char *)&rg_git__api + functions[i].offset, &function, sizeof(function));
	}
	rg_git__api.git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &rg_git__memory);
	rg_git__api.git_libgit2_init();
	rg_git__api.git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
				     sizeof(extensions) / sizeof(extensions[0]));
	rg_git__api.git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	/* As git has it: what an object hashes to is git fsck's to ask, not every reading's. */
	rg_git__api.git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
}

rg_rc rg_git__load(rg_err *err)
{
	pthread_once(&once, load_once);
	if (complaint[0])
		return rg_fail(err, RG_EEXTERNAL, "libgit2 cannot be loaded: %s; install it again",
			       complaint);
	return RG_OK;
}
