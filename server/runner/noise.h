/* SPDX-License-Identifier: MIT */
/*
 * noise.h - busy processes beside a run, so that it gets only its share of a processor. They end
 * with the run, at their limit, and with this process whatever ends it.
 */
#ifndef RG_RUNNER_NOISE_H
#define RG_RUNNER_NOISE_H

#include <stdint.h>

#include "os/loop.h"

typedef struct rg_noise rg_noise;

/*
 * Starts n of them, at most 16, on the same processor as a child with that only_cpu (0: wherever
 * the system puts them). Where one cannot be started there are fewer. limit_ms: not 0.
 */
rg_noise *rg_noise_start(rg_loop *loop, uint32_t n, uint32_t only_cpu, uint64_t limit_ms);
/* Ends them; ended is called on the loop when none is left, also at once. Frees it. */
void rg_noise_end(rg_noise *noise, void (*ended)(void *data), void *data);

#endif
