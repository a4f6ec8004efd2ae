/* SPDX-License-Identifier: MIT */
/*
 * loop.c - libuv's loop with posted calls and one-shot timers. Posted calls are a list that one
 * idle handle works off, a turn at a time: what is posted while it runs comes in the next turn,
 * so that a chain of calls cannot starve the client's bytes.
 */
#include "os/loop_private.h"

#include <signal.h>
#include <stdlib.h>

#include "base/mem.h"

typedef struct posted {
	struct posted *next;
	rg_loop_fn fn;
	void *data;
} posted;

struct rg_loop {
	uv_loop_t uv;
	uv_idle_t idle;
	posted *first, **last;
	uv_signal_t on_int, on_term;
	rg_loop_fn interrupt;
	void *interrupt_data;
};

struct rg_timer {
	uv_timer_t uv;
	rg_loop_fn fn;
	void *data;
};

uv_loop_t *rg_loop__uv(rg_loop *loop)
{
	return &loop->uv;
}

rg_loop *rg_loop_new(void)
{
	rg_loop *loop = rg_calloc(1, sizeof(*loop));

	signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error code */
	/* It would go on without, half way. */
	(void)uv_replace_allocator(rg_malloc, rg_realloc, rg_calloc, free);
	if (uv_loop_init(&loop->uv) != 0)
		rg_out_of_memory(sizeof(*loop));
	uv_idle_init(&loop->uv, &loop->idle);
	loop->idle.data = loop;
	loop->last = &loop->first;
	return loop;
}

/* Handles in the heap whose first member is the uv handle are freed by their close callback. */
static void free_handle(uv_handle_t *handle)
{
	free(handle);
}

static void close_left_over(uv_handle_t *handle, void *arg)
{
	(void)arg;
	if (!uv_is_closing(handle))
		uv_close(handle,
			 handle->type == UV_TIMER && handle->data == handle ? free_handle : NULL);
}

void rg_loop_free(rg_loop *loop)
{
	if (!loop)
		return;
	while (loop->first) {
		posted *next = loop->first->next;

		free(loop->first);
		loop->first = next;
	}
	uv_walk(&loop->uv, close_left_over, NULL);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	uv_loop_close(&loop->uv);
	free(loop);
}

void rg_loop_run(rg_loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void rg_loop_stop(rg_loop *loop)
{
	uv_stop(&loop->uv);
}

static void run_posted(uv_idle_t *idle)
{
	rg_loop *loop = idle->data;
	posted *batch = loop->first;

	loop->first = NULL;
	loop->last = &loop->first;
	uv_idle_stop(idle);
	while (batch) {
		posted *next = batch->next;

		batch->fn(batch->data);
		free(batch);
		batch = next;
	}
}

void rg_loop_post(rg_loop *loop, rg_loop_fn fn, void *data)
{
	posted *p = rg_calloc(1, sizeof(*p));

	p->fn = fn;
	p->data = data;
	*loop->last = p;
	loop->last = &p->next;
	uv_idle_start(&loop->idle, run_posted);
}

static void fire(uv_timer_t *uv)
{
	rg_timer *timer = (rg_timer *)uv;
	rg_loop_fn fn = timer->fn;
	void *data = timer->data;

	uv_close((uv_handle_t *)uv, free_handle);
	fn(data);
}

rg_timer *rg_timer_start(rg_loop *loop, uint64_t ms, rg_loop_fn fn, void *data)
{
	rg_timer *timer = rg_calloc(1, sizeof(*timer));

	timer->fn = fn;
	timer->data = data;
	uv_timer_init(&loop->uv, &timer->uv);
	timer->uv.data = timer; /* tells close_left_over that it is ours to free */
	uv_timer_start(&timer->uv, fire, ms, 0);
	return timer;
}

void rg_timer_cancel(rg_timer *timer)
{
	if (timer && !uv_is_closing((uv_handle_t *)&timer->uv))
		uv_close((uv_handle_t *)&timer->uv, free_handle);
}

static void on_signal(uv_signal_t *handle, int number)
{
	rg_loop *loop = handle->data;

	(void)number;
	loop->interrupt(loop->interrupt_data);
}

static void watch_signal(rg_loop *loop, uv_signal_t *handle, int number)
{
	uv_signal_init(&loop->uv, handle);
	handle->data = loop;
	uv_signal_start(handle, on_signal, number);
	uv_unref((uv_handle_t *)handle);
}

void rg_loop_on_interrupt(rg_loop *loop, rg_loop_fn fn, void *data)
{
	loop->interrupt = fn;
	loop->interrupt_data = data;
	watch_signal(loop, &loop->on_int, SIGINT);
	watch_signal(loop, &loop->on_term, SIGTERM);
}
