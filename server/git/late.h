/* SPDX-License-Identifier: MIT */
/*
 * late.h - libgit2 is loaded when it is first needed, not when the process starts. It brings twenty
 * libraries along (TLS, Kerberos, SSH): 4 ms of relocations, which every editor would wait for at
 * its start and every `redgreen --version` would pay.
 */
#ifndef RG_GIT_LATE_H
#define RG_GIT_LATE_H

#include "base/err.h"

/*
 * Loads and initialises libgit2; before that none of its functions may be called. Any thread, any
 * number of times: only the first call does something. RG_EEXTERNAL: it is not installed.
 */
RG_MUST_CHECK rg_rc rg_git__load(rg_err *err);

#endif
