/* SPDX-License-Identifier: MIT */
/*
 * process_end.c - a pidfd is readable once its process has ended (pidfd_open(2)), zombies included.
 * Without pidfds, signal 0 is sent to it now and then: a process that waits for its parent to
 * collect it counts as there.
 */
#include "os/process_end.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "os/loop_private.h"

#define LOOK_MS 3000

struct rg_process_end {
	uv_poll_t poll; /* of fd; first, so that its close callback finds us */
	rg_loop *loop;
	int64_t pid;
	int fd;		 /* -1: none */
	rg_timer *timer; /* without fd */
	rg_loop_fn gone;
	void *data;
};

static void on_timer(void *data)
{
	rg_process_end *watch = data;

	watch->timer = NULL;
	if (kill((pid_t)watch->pid, 0) < 0 && errno == ESRCH)
		watch->gone(watch->data);
	else
		watch->timer = rg_timer_start(watch->loop, LOOK_MS, on_timer, watch);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	rg_process_end *watch = (rg_process_end *)poll;

	(void)status, (void)events;
	uv_poll_stop(poll);
	watch->gone(watch->data);
}

static int open_process(int64_t pid)
{
#ifdef SYS_pidfd_open
	return (int)syscall(SYS_pidfd_open, (pid_t)pid, 0); /* close-on-exec by itself */
#else
	(void)pid;
	return -1;
#endif
}

rg_process_end *rg_process_end_new(rg_loop *loop, int64_t pid, rg_loop_fn gone, void *data)
{
	rg_process_end *watch = rg_calloc(1, sizeof(*watch));

	*watch = (rg_process_end){.loop = loop, .pid = pid, .gone = gone, .data = data};
	watch->fd = open_process(pid);
	if (watch->fd >= 0 && uv_poll_init(rg_loop__uv(loop), &watch->poll, watch->fd) != 0) {
		close(watch->fd);
		watch->fd = -1;
	}
	if (watch->fd >= 0)
		uv_poll_start(&watch->poll, UV_READABLE, on_readable);
	else
		watch->timer = rg_timer_start(loop, 0, on_timer, watch);
	return watch;
}

static void free_closed(uv_handle_t *handle)
{
	rg_process_end *watch = (rg_process_end *)handle;

	close(watch->fd);
	free(watch);
}

void rg_process_end_free(rg_process_end *watch)
{
	if (!watch)
		return;
	rg_timer_cancel(watch->timer);
	if (watch->fd >= 0)
		uv_close((uv_handle_t *)&watch->poll, free_closed);
	else
		free(watch);
}
