/* SPDX-License-Identifier: MIT */
/*
 * late.h - libgit2 is loaded when it is first needed, not when the process starts. It brings twenty
 * libraries along (TLS, Kerberos, SSH): 4 ms of relocations, which every editor would wait for at
 * its start and every `redgreen --version` would pay.
 *
 * Included by private.h behind <git2.h>: from there on git_blob_free() and the others of late.def
 * are calls through rg_git__api, in the words that everybody knows (late_names.h is made from
 * late.def by CMake). The linker says "undefined reference" about one that late.def lacks.
 */
#ifndef RG_GIT_LATE_H
#define RG_GIT_LATE_H

#include <git2.h>
#include <git2/sys/alloc.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

#include "base/err.h"

typedef struct rg_git_api {
#define RG_LATE(name) __typeof__(name) *name;
#include "git/late.def"
#undef RG_LATE
} rg_git_api;

/* Valid once rg_git__load has succeeded. */
extern rg_git_api rg_git__api;
/* What libgit2 gets its memory by (memory.c). */
extern git_allocator rg_git__memory;

/*
 * Loads and initialises libgit2; before that none of its functions may be called. Any thread, any
 * number of times: only the first call does something. RG_EEXTERNAL: it is not installed.
 */
RG_MUST_CHECK rg_rc rg_git__load(rg_err *err);

#endif
