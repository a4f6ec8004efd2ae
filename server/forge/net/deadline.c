/* SPDX-License-Identifier: MIT */
/* deadline.c - a monotonic clock; the program has one thread and one thing to do, so it may wait.
 */
#include "forge/net/deadline.h"

#include <errno.h>
#include <time.h>

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

rg_deadline rg_deadline_in(uint64_t ms)
{
	return (rg_deadline){now_ms() + ms};
}

uint64_t rg_deadline_left(rg_deadline deadline, uint64_t max)
{
	uint64_t now = now_ms();
	uint64_t left = deadline.at_ms > now ? deadline.at_ms - now : 0;

	return left < max ? left : max;
}

bool rg_deadline_wait(rg_deadline deadline, uint64_t ms)
{
	struct timespec rest = {.tv_sec = (time_t)(ms / 1000),
				.tv_nsec = (long)(ms % 1000) * 1000000};

	if (rg_deadline_left(deadline, UINT64_MAX) <= ms)
		return false;
	while (nanosleep(&rest, &rest) < 0 && errno == EINTR)
		;
	return true;
}
