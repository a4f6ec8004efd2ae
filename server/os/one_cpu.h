/* SPDX-License-Identifier: MIT */
/*
 * one_cpu.h - children that have to share one processor. A process inherits the processors of the
 * thread that forks it, so the loop's thread narrows itself for the moment of the fork.
 */
#ifndef RG_OS_ONE_CPU_H
#define RG_OS_ONE_CPU_H

#include <stdbool.h>
#include <stdint.h>

/* Whether this system can tie a process to a processor (Linux). Any thread. */
bool rg_one_cpu_is_possible(void);

/* inside os/: around a fork */
typedef struct rg_one_cpu {
	unsigned char saved[1024]; /* the thread's mask before */
	bool is_narrowed;
} rg_one_cpu;
/*
 * Ties the calling thread to one of the processors that it may use: the n-th, 1-based, counted
 * round; 0: nothing is done. Where the system refuses, the thread stays as it is.
 */
void rg_one_cpu__narrow(rg_one_cpu *out, uint32_t n);
void rg_one_cpu__widen(const rg_one_cpu *one_cpu);

#endif
