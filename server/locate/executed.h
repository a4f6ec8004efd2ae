/* SPDX-License-Identifier: MIT */
/* executed.h - inside locate/: how a row of the spectrum is read. */
#ifndef RG_LOCATE_EXECUTED_H
#define RG_LOCATE_EXECUTED_H

#include "locate/spectrum.h"

/* The function with a name of its own that the row belongs to: "f" of "f.<listcomp>"; else "". */
rg_str rg_executed_function(const rg_executed *row);
/*
 * failing / sqrt(all failing × (failing + passing)), 0 … 1; 0 where no failing test called it.
 * Abreu, Zoeteweij and van Gemund, An Evaluation of Similarity Coefficients for Software Fault
 * Localization, PRDC 2006.
 */
double rg_executed_ochiai(const rg_spectrum *spectrum, const rg_executed *row);

#endif
