/* SPDX-License-Identifier: MIT */
/* prefix_shape.h - inside trace/: the prefixes whose shape is known. Pure. */
#ifndef RG_TRACE_PREFIX_SHAPE_H
#define RG_TRACE_PREFIX_SHAPE_H

#include "base/str.h"

/* Of a label, and of a line's beginning that is looked at. */
#define RG_PREFIX_MAX_LABEL 120

/* In the order in which they are tried. */
typedef enum rg_prefix_shape {
	RG_PREFIX_JOB_AND_STEP, /* `gh run view --log` */
	RG_PREFIX_TIME_STAMP,	/* GitHub, Azure, GitLab, Kubernetes, `docker logs -t` */
	RG_PREFIX_CLOCK_STAMP,	/* Jenkins, TeamCity */
	RG_PREFIX_JOURNAL,	/* journald, `ts` */
	RG_PREFIX_COMPOSE,	/* docker compose, act */
	RG_PREFIX_MPIRUN,
	RG_PREFIX_BRACKETED, /* kubectl, torchrun, mpiexec -prepend-rank */
	RG_PREFIX_NUMBERED,  /* ctest -V, srun --label */
	RG_PREFIX_BUILDKIT,  /* docker build */
	RG_PREFIX_NAMED,     /* stages, workspace runners: only at a title */
	RG_N_PREFIX_SHAPES
} rg_prefix_shape;

/* The length of such a prefix at line, or 0; *label, borrowed, where it tells who wrote the line.
 */
size_t rg_prefix_length(rg_prefix_shape shape, rg_str line, rg_str *label);

/* How many digits line has at `at`. */
size_t rg_prefix_digits(rg_str line, size_t at);

#endif
