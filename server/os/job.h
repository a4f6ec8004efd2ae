/* SPDX-License-Identifier: MIT */
/*
 * job.h - work on a worker thread. The job gets data that nobody else touches until done runs on
 * the loop; the cancel flag is all that both threads share. libuv has four workers that also
 * serve its file calls: look at the flag often.
 */
#ifndef RG_OS_JOB_H
#define RG_OS_JOB_H

#include <stdatomic.h>

#include "os/loop.h"

typedef struct rg_cancel {
	atomic_bool is_set;
} rg_cancel;
typedef struct rg_job rg_job;
typedef void (*rg_job_work)(void *data, const rg_cancel *cancel);
typedef void (*rg_job_done)(void *data);

bool rg_cancel_is_set(const rg_cancel *cancel); /* NULL: never */
/* The flag of the job that the calling thread is at, for what waits deep inside of it; NULL: the
 * thread is at none. */
const rg_cancel *rg_job_cancel_flag(void);
/* done is called on the loop exactly once, also after a cancel; the job is freed behind it. */
rg_job *rg_job_start(rg_loop *loop, rg_job_work work, rg_job_done done, void *data);
/* Sets the flag; done still comes. */
void rg_job_cancel(rg_job *job);

#endif
