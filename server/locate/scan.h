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
	const char *begin, *end;
	rg_language language;
	bool is_cython;
	const char *line_end; /* of the last line that was looked at for a binding */
	bool is_binding;      /* that line binds something */
} rg_scan;

/* path: of the file, for its language. */
void rg_scan_init(rg_scan *out, rg_str path, rg_str bytes);
/*
 * Whether a token of the bytes is what they define there. last: the token before it, empty for the
 * first. Tokens are asked about in their order; not all of them need to be.
 */
bool rg_scan_defines(rg_scan *scan, rg_str last, rg_str token);

/* Whether the line around offset `at` of a C or C++ source, or one beside it, gives names away. */
bool rg_scan_binds(rg_str source, size_t at);

/*
 * Whether what stands from begin to end is a name in quotes: all of it, or what a path leads to, or
 * what a signature follows.
 */
bool rg_scan_is_quoted(rg_str source, size_t begin, size_t end);

#endif
