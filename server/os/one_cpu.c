/* SPDX-License-Identifier: MIT */
/* one_cpu.c - sched_setaffinity(2) of the calling thread; elsewhere nothing. */
#include "os/one_cpu.h"

#ifdef __linux__
#include <sched.h>
#include <string.h>

_Static_assert(sizeof(cpu_set_t) <= sizeof(((rg_one_cpu *)0)->saved), "a mask fits");

bool rg_one_cpu_is_possible(void)
{
	cpu_set_t mask;

	return sched_getaffinity(0, sizeof(mask), &mask) == 0;
}

void rg_one_cpu__narrow(rg_one_cpu *out, uint32_t n)
{
	cpu_set_t all, one;
	uint32_t n_usable, at = 0;

	out->is_narrowed = false;
	if (n == 0 || sched_getaffinity(0, sizeof(all), &all) < 0)
		return;
	n_usable = (uint32_t)CPU_COUNT(&all);
	CPU_ZERO(&one);
	for (size_t cpu = 0; cpu < CPU_SETSIZE && n_usable; cpu++)
		if (CPU_ISSET(cpu, &all) && at++ == (n - 1) % n_usable)
			CPU_SET(cpu, &one);
	memcpy(out->saved, &all, sizeof(all));
	out->is_narrowed = sched_setaffinity(0, sizeof(one), &one) == 0;
}

void rg_one_cpu__widen(const rg_one_cpu *one_cpu)
{
	cpu_set_t all;

	if (!one_cpu->is_narrowed)
		return;
	memcpy(&all, one_cpu->saved, sizeof(all));
	(void)sched_setaffinity(0, sizeof(all), &all);
}

#else

bool rg_one_cpu_is_possible(void)
{
	return false;
}

void rg_one_cpu__narrow(rg_one_cpu *out, uint32_t n)
{
	(void)n;
	out->is_narrowed = false;
}

void rg_one_cpu__widen(const rg_one_cpu *one_cpu)
{
	(void)one_cpu;
}

#endif
