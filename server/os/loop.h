/* SPDX-License-Identifier: MIT */
/*
 * loop.h - the event loop and its timers; libuv, thinly. One thread owns it, and with it all
 * state of redgreen. What wakes it: bytes from the client, room towards it, a job handed back,
 * a child's output or exit, a timer, a signal, a posted call.
 */
#ifndef RG_OS_LOOP_H
#define RG_OS_LOOP_H

#include <stdbool.h>
#include <stdint.h>

typedef struct rg_loop rg_loop;
typedef struct rg_timer rg_timer;
typedef void (*rg_loop_fn)(void *data);

rg_loop *rg_loop_new(void);
/* Closes what is still open. NULL is accepted. */
void rg_loop_free(rg_loop *loop);
/* Runs until rg_loop_stop, or until nothing is left that could wake it. */
void rg_loop_run(rg_loop *loop);
void rg_loop_stop(rg_loop *loop);
/* Calls fn in the next turn; from the loop's thread. */
void rg_loop_post(rg_loop *loop, rg_loop_fn fn, void *data);
/* Calls fn once, after ms milliseconds, then frees the timer. */
rg_timer *rg_timer_start(rg_loop *loop, uint64_t ms, rg_loop_fn fn, void *data);
/* Before it has fired only; frees the timer. NULL is accepted. */
void rg_timer_cancel(rg_timer *timer);
/* SIGINT and SIGTERM call fn instead of ending the process; once per loop. */
void rg_loop_on_interrupt(rg_loop *loop, rg_loop_fn fn, void *data);

#endif
