/* SPDX-License-Identifier: MIT */
/* follow.h - inside runner/: which test is running, read from the probe's file as it grows. */
#ifndef RG_RUNNER_FOLLOW_H
#define RG_RUNNER_FOLLOW_H

#include "base/str.h"
#include "os/loop.h"

typedef struct rg_follow rg_follow;
typedef void (*rg_follow_fn)(void *data, rg_str test, uint32_t n_ended);

/* Looks ten times a second until it is freed; fn is called when something has changed. */
rg_follow *rg_follow_new(rg_loop *loop, const char *path, rg_follow_fn fn, void *data);
/* NULL is accepted. */
void rg_follow_free(rg_follow *follow);

#endif
