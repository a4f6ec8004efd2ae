/* SPDX-License-Identifier: MIT */
/*
 * function_set.h - inside locate/: the functions of the short list while they are measured, and
 * what fn_*.c share. Each rg_functions__… sets the values of functions.def that it names.
 */
#ifndef RG_LOCATE_FUNCTION_SET_H
#define RG_LOCATE_FUNCTION_SET_H

#include "locate/functions.h"

#define RG_FAILURES_MAX 20 /* of which the errors are looked at */

typedef struct rg_function_set {
	rg_scene *scene;
	const rg_candidate_vec *candidates;
	rg_function_vec functions; /* by candidate, then begin */
	size_t n_files;		   /* the first candidates */
	rg_str *sources;	   /* their bytes; null where they cannot be read */
	uint32_t *first;	   /* n_files + 1: where their functions begin in the list */
} rg_function_set;

/* Reads the first candidates' files. */
void rg_function_set_make(rg_function_set *out, rg_scene *scene,
			  const rg_candidate_vec *candidates);
/* Divides the values of a signal by the largest, so that it becomes 1. */
void rg_function_set_scale(rg_function_set *set, size_t signal);
/* The innermost function of the file at a line; SIZE_MAX. */
size_t rg_function_set_at(const rg_function_set *set, rg_str path, uint32_t line);
/* What a file defines more than once under one name becomes one, with the largest of each value. */
void rg_function_set_merge(rg_function_set *set);
/* The file of the set with this path, or n_files. */
size_t rg_function_set_file(const rg_function_set *set, rg_str path);
/* "method" of "Class.method"; "f" of "ns::f". */
rg_str rg_function__last_part(rg_str qualified);
/* What stands before it: "Class"; null when nothing does. */
rg_str rg_function__owner(rg_str qualified);

/* title, titled, name, code, string */
void rg_functions__text(rg_function_set *set);
/* message: after text */
void rg_functions__message(rg_function_set *set);
/* frame */
void rg_functions__frames(rg_function_set *set);
/* lessons */
void rg_functions__lessons(rg_function_set *set);
/* executed, ochiai, last */
void rg_functions__run(rg_function_set *set);

#endif
