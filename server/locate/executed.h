/* SPDX-License-Identifier: MIT */
/* executed.h - inside locate/: how the spectrum is read. */
#ifndef RG_LOCATE_EXECUTED_H
#define RG_LOCATE_EXECUTED_H

#include "locate/scene.h"

/* The function with a name of its own that the row belongs to: "f" of "f.<listcomp>"; else "". */
rg_str rg_executed_function(const rg_executed *row);
/*
 * failing / sqrt(all failing × (failing + passing)), 0 … 1; 0 where no failing test called it.
 * Abreu, Zoeteweij and van Gemund, An Evaluation of Similarity Coefficients for Software Fault
 * Localization, PRDC 2006.
 */
double rg_executed_ochiai(const rg_spectrum *spectrum, const rg_executed *row);

/* A function that a failing test called. */
typedef struct rg_called {
	const rg_function_text *text;
	uint32_t file; /* of the scene */
	double ochiai;
} rg_called;
typedef RG_VEC(rg_called) rg_called_vec;

/*
 * Those of the scene's short list, in its order, found once for all late signals. Their files are
 * parsed, through the cache. Empty without a spectrum.
 */
const rg_called_vec *rg_executed_functions(rg_scene *scene);

#endif
