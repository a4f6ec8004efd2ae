/* SPDX-License-Identifier: MIT */
/* process_end.h - learning that a process that is no child of ours has ended. */
#ifndef RG_OS_PROCESS_END_H
#define RG_OS_PROCESS_END_H

#include "os/loop.h"

typedef struct rg_process_end rg_process_end;

/*
 * Calls gone once, on the loop, when the process has ended or when there is none. Costs nothing
 * meanwhile where the system tells (Linux 5.3); elsewhere it is looked for every three seconds.
 */
rg_process_end *rg_process_end_new(rg_loop *loop, int64_t pid, rg_loop_fn gone, void *data);
/* Before the loop is freed; from inside of gone too. NULL is accepted. */
void rg_process_end_free(rg_process_end *watch);

#endif
