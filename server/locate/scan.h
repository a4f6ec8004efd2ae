/* SPDX-License-Identifier: MIT */
/*
 * scan.h - inside locate/: the identifiers of a source file, and which of them it defines, without
 * parsing. In Python that is what stands behind `def` and `class` (in Cython `cdef` and `cpdef`
 * too); in C and C++ what stands behind `class` and `struct`, functions whose definition begins in
 * the first column, and names in quotes within a line of what binds, registers or defines something
 * for Python (`.def("x"`, `m.impl("x"`, `bind_function<"x">`, `register_operation<"ns::x", T>`,
 * `{"x", f, METH_VARARGS}`).
 */
#ifndef RG_LOCATE_SCAN_H
#define RG_LOCATE_SCAN_H

#include "syntax/outline.h"

typedef struct rg_scan {
	const char *begin, *at, *end;
	const char *line_end; /* of the last line that was looked at for a binding */
	rg_language language;
	bool is_behind_def; /* the last token was def, class or struct */
	bool is_binding;    /* that line binds something; in Cython: it began with cdef */
} rg_scan;

void rg_scan_init(rg_scan *out, rg_language language, rg_str bytes);
bool rg_scan_next(rg_str *token, bool *is_definition, rg_scan *scan);

/* Whether the line around offset `at` of a C or C++ source, or one beside it, gives names away. */
bool rg_scan_binds(rg_str source, size_t at);

/*
 * Whether what stands from begin to end is a name in quotes: all of it, or what a path leads to, or
 * what a signature follows.
 */
bool rg_scan_is_quoted(rg_str source, size_t begin, size_t end);

#endif
