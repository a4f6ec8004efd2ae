/* SPDX-License-Identifier: MIT */
/*
 * functions.h - inside locate/: which functions of the best files. Their files are parsed here, and
 * only these.
 */
#ifndef RG_LOCATE_FUNCTIONS_H
#define RG_LOCATE_FUNCTIONS_H

#include "locate/scene.h"

enum {
#define RG_FUNCTION_SIGNAL(name, weight, weight_with_run) RG_FUNCTION_##name,
#include "locate/functions.def"
#undef RG_FUNCTION_SIGNAL
	RG_N_FUNCTION_SIGNALS
};

typedef struct rg_function {
	const rg_function_text *text;
	uint32_t candidate;		      /* its file: a place in the list of candidates */
	bool shares_error;		      /* it has a term of an error */
	double values[RG_N_FUNCTION_SIGNALS]; /* 0 … 1 */
} rg_function;
typedef RG_VEC(rg_function) rg_function_vec;

/*
 * The functions of the first candidates, in order of candidate and begin, with their values. What
 * a file defines more than once under one name (overloads, a property's setter) is one function.
 */
const rg_function_vec *rg_functions_measure(rg_scene *scene, const rg_candidate_vec *candidates);
const char *rg_function_signal_name(size_t idx);

/* Fills in the functions of the first candidates; scores compare between files. */
void rg_functions_rank(rg_candidate_vec *candidates, rg_scene *scene);

#endif
