/* SPDX-License-Identifier: MIT */
/*
 * signal.h - inside locate/: one way of telling which files need changing. To add one, write
 * sig_NAME.c and its line in signals.def: the name, and its weights in thousandths, without a
 * spectrum and with one (fitted by tests/real/fit_weights.py on cases of many repositories,
 * leaving one out each time).
 */
#ifndef RG_LOCATE_SIGNAL_H
#define RG_LOCATE_SIGNAL_H

#include "locate/scene.h"

typedef struct rg_signal {
	const char *name;
	/*
	 * Sets values[file], zeroed before, to 0 … 1 for each file of the scene; 1 is the most that
	 * the signal can say. Returns what text needs, in the scene's arena, or NULL. Arithmetic:
	 * + - * / and sqrt alone, which IEEE 754 defines to the bit.
	 */
	void *(*score)(double *values, rg_scene *scene);
	/* Why this file got its value, in words that a user understands; at most a line. */
	rg_str (*text)(const rg_scene *scene, const void *state, uint32_t file);
	bool is_late; /* looks only at the scene's short list, made by the others */
} rg_signal;

#define RG_SIGNAL(name, weight, weight_with_run) extern const rg_signal rg_signal_##name;
#include "locate/signals.def"
#undef RG_SIGNAL

/* Divides by the largest, so that it becomes 1. */
void rg_signal__scale(double *values, size_t n);
/* "`a`, `b` and `c`": the first n names, each once. */
rg_str rg_signal__list(rg_arena *arena, const rg_str *names, size_t n);

#endif
