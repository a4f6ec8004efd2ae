/* SPDX-License-Identifier: MIT */
/* job.c - libuv's worker pool. Cancelling sets a flag; a job that waits in the queue still runs,
 * sees the flag first thing and comes back, so that `done` has one path. */
#include "os/job.h"

#include <stdlib.h>

#include "base/mem.h"
#include "os/loop_private.h"

struct rg_job {
	uv_work_t uv;
	rg_cancel cancel;
	rg_job_work work;
	rg_job_done done;
	void *data;
};

bool rg_cancel_is_set(const rg_cancel *cancel)
{
	return cancel && atomic_load_explicit(&cancel->is_set, memory_order_relaxed);
}

static _Thread_local const rg_cancel *cancel_flag;

const rg_cancel *rg_job_cancel_flag(void)
{
	return cancel_flag;
}

static void work(uv_work_t *uv)
{
	rg_job *job = (rg_job *)uv;

	cancel_flag = &job->cancel;
	job->work(job->data, &job->cancel);
	cancel_flag = NULL;
}

static void after(uv_work_t *uv, int status)
{
	rg_job *job = (rg_job *)uv;

	(void)status;
	job->done(job->data);
	free(job);
}

rg_job *rg_job_start(rg_loop *loop, rg_job_work work_fn, rg_job_done done, void *data)
{
	rg_job *job = rg_calloc(1, sizeof(*job));

	job->work = work_fn;
	job->done = done;
	job->data = data;
	atomic_init(&job->cancel.is_set, false);
	uv_queue_work(rg_loop__uv(loop), &job->uv, work, after);
	return job;
}

void rg_job_cancel(rg_job *job)
{
	atomic_store_explicit(&job->cancel.is_set, true, memory_order_relaxed);
}
