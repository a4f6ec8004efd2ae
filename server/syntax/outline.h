/* SPDX-License-Identifier: MIT */
/*
 * outline.h - what a source file defines, imports and mentions, by tree-sitter. Pure; a file with
 * syntax errors gives what could be read. Offsets are bytes, lines 1-based.
 */
#ifndef RG_SYNTAX_OUTLINE_H
#define RG_SYNTAX_OUTLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

typedef enum rg_language { RG_LANG_NONE, RG_LANG_PYTHON, RG_LANG_C, RG_LANG_CPP } rg_language;

/* Without memory the parser ends the process with base/mem.h's words. Once, at its start. */
void rg_syntax_own_memory(void);

/* By the name's extension; .pyx and .pyi are Python, .cu and .h C++, x.c.in is C. */
rg_language rg_language_of(rg_str path);
/* "python", "c", "cpp"; "cuda", "cython", "opencl", "metal" by extension; null for none. */
rg_str rg_language_name(rg_str path);

typedef enum rg_definition_kind { RG_DEF_FUNCTION, RG_DEF_CLASS } rg_definition_kind;

typedef struct rg_definition {
	rg_str name; /* qualified: "Class.method", "outer.inner", "ns::f" */
	rg_definition_kind kind;
	size_t begin, end;	 /* bytes, half-open, decorators included */
	uint32_t line, end_line; /* of `def` or `class` itself; of the last line */
} rg_definition;
typedef RG_VEC(rg_definition) rg_definition_vec;

typedef struct rg_import {
	rg_str module;	/* "a.b", "" in `from . import x`; the file in an #include */
	rg_str name;	/* the name behind `from … import`, "*", or null */
	rg_str alias;	/* the local name */
	uint32_t level; /* leading dots */
	uint32_t line;
} rg_import;
typedef RG_VEC(rg_import) rg_import_vec;

/* A test by pytest's default naming: functions test*, classes Test*, unittest methods. */
typedef struct rg_test {
	rg_str name; /* "TestX::test_y" as in a node id, without the file */
	size_t begin, end;
	uint32_t line, end_line; /* line of `def` or `class` */
	bool is_class;
} rg_test;
typedef RG_VEC(rg_test) rg_test_vec;

typedef struct rg_outline {
	rg_definition_vec definitions; /* in order of begin */
	rg_import_vec imports;
	rg_test_vec tests; /* empty when the language is not Python */
	bool has_errors;
} rg_outline;

const rg_outline *rg_outline_parse(rg_arena *arena, rg_language language, rg_str source);
/* The innermost definition around a 1-based line, or NULL for module level. */
const rg_definition *rg_outline_at_line(const rg_outline *outline, uint32_t line);

#endif
