/* SPDX-License-Identifier: MIT */
/* loop_private.h - inside os/ only: the libuv loop behind an rg_loop. */
#ifndef RG_OS_LOOP_PRIVATE_H
#define RG_OS_LOOP_PRIVATE_H

#include <uv.h>

#include "os/loop.h"

uv_loop_t *rg_loop__uv(rg_loop *loop);

#endif
