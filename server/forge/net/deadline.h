/* SPDX-License-Identifier: MIT */
/* deadline.h - the time that is left for the whole request, handed to every step. */
#ifndef RG_FORGE_NET_DEADLINE_H
#define RG_FORGE_NET_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct rg_deadline {
	uint64_t at_ms; /* of the monotonic clock */
} rg_deadline;

rg_deadline rg_deadline_in(uint64_t ms);
/* Milliseconds left, at most max; 0 when it is over. */
uint64_t rg_deadline_left(rg_deadline deadline, uint64_t max);
/* Waits; false, at once, when so much time is not left. */
bool rg_deadline_wait(rg_deadline deadline, uint64_t ms);

#endif
