/* SPDX-License-Identifier: MIT */
/* noise.c - shells in an endless loop: they are on every system, and small. */
#include "runner/noise.h"

#include "base/log.h"
#include "base/mem.h"
#include "os/child.h"

#define MAX_NOISE 16

struct rg_noise {
	rg_child *children[MAX_NOISE]; /* NULL: has ended */
	uint32_t n_running;
	void (*ended)(void *data);
	void *data;
};

/* One of its children, for the callback. */
typedef struct busy {
	rg_noise *noise;
	uint32_t index;
} busy;

static void finish_if_over(rg_noise *noise)
{
	if (noise->n_running || !noise->ended)
		return;
	noise->ended(noise->data);
	free(noise);
}

static void child_ended(void *data, const rg_child_result *result)
{
	busy *one = data;
	rg_noise *noise = one->noise;

	(void)result;
	noise->children[one->index] = NULL;
	noise->n_running--;
	free(one);
	finish_if_over(noise);
}

rg_noise *rg_noise_start(rg_loop *loop, uint32_t n, uint32_t only_cpu, uint64_t limit_ms)
{
	static const char *const argv[] = {"/bin/sh", "-c", "while :; do :; done", NULL};
	rg_noise *noise = rg_calloc(1, sizeof(*noise));

	for (uint32_t i = 0; i < n && i < MAX_NOISE; i++) {
		busy *one = rg_calloc(1, sizeof(*one));
		rg_child_options options = {.argv = argv,
					    .ends_with_us = true,
					    .only_cpu = only_cpu,
					    .timeout_ms = limit_ms,
					    .done = child_ended,
					    .data = one};
		rg_err err;

		*one = (busy){noise, i};
		if (rg_child_start(&noise->children[i], loop, &options, &err) < 0) {
			rg_log(RG_LOG_WARNING, "%s", err.message);
			noise->children[i] = NULL;
			free(one);
			break;
		}
		noise->n_running++;
	}
	return noise;
}

void rg_noise_end(rg_noise *noise, void (*ended)(void *data), void *data)
{
	noise->ended = ended;
	noise->data = data;
	for (uint32_t i = 0; i < MAX_NOISE; i++)
		if (noise->children[i])
			rg_child_stop(noise->children[i]);
	finish_if_over(noise);
}
