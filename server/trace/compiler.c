/* SPDX-License-Identifier: MIT */
/*
 * compiler.c - a line at a time, by its shape:
 *	src/a.cpp:12:5: error: 'x' was not declared		gcc, clang (also fatal error)
 *	src/a.cu(12): error: identifier "x" is undefined	nvcc
 *	src/a.pyx:12:4: undeclared name not builtin: x		Cython, behind "Error compiling"
 *	a.cpp:12: undefined reference to `f'			ld
 */
#include "trace/compiler.h"

#include "base/limits.h"
#include "syntax/outline.h"
#include "trace/fingerprint.h"

typedef struct place {
	rg_str path, message;
	uint32_t line;
} place;

static bool take_number(uint32_t *out, rg_str *s)
{
	size_t n = 0;
	uint64_t number = 0;

	while (n < s->len && n < 9 && s->ptr[n] >= '0' && s->ptr[n] <= '9')
		number = number * 10 + (uint64_t)(s->ptr[n++] - '0');
	*s = rg_str_sub(*s, n, SIZE_MAX);
	*out = (uint32_t)number;
	return n > 0;
}

/* "path:12" or "path(12)" at the start of the line; *rest is what stands behind. */
static bool take_place(place *out, rg_str *rest, rg_str line)
{
	for (size_t i = 1; i + 1 < line.len && i < 4096; i++) {
		bool is_round = line.ptr[i] == '(';

		if (line.ptr[i] != ':' && !is_round)
			continue;
		*rest = rg_str_sub(line, i + 1, SIZE_MAX);
		if (!take_number(&out->line, rest))
			continue;
		if (is_round && !rg_str_skip(rest, RG_STR(")")))
			continue;
		out->path = rg_str_trim(rg_str_sub(line, 0, i));
		return rg_path_ext(out->path).len > 0 && !rg_str_has(out->path, RG_STR(": "));
	}
	return false;
}

static bool take_error(place *out, rg_str line, bool is_cython)
{
	static const char *const marks[] = {"fatal error: ", "error: ", "undefined reference to ",
					    NULL};
	rg_str rest;
	uint32_t column;

	if (!take_place(out, &rest, line))
		return false;
	if (rg_str_skip(&rest, RG_STR(":")) && take_number(&column, &rest))
		(void)rg_str_skip(&rest, RG_STR(":"));
	rest = rg_str_trim(rest);
	for (size_t i = 0; marks[i]; i++) {
		rg_str message = rest;

		if (rg_str_skip(&message, rg_str_of(marks[i]))) {
			out->message = i == 2 ? rest : message;
			return true;
		}
	}
	out->message = rest;
	return is_cython && rest.len && rg_str_starts(rg_path_ext(out->path), RG_STR(".p")) &&
	       !rg_str_starts(rest, RG_STR("warning"));
}

static bool is_known(const rg_failure_vec *failures, const place *at)
{
	for (size_t i = 0; i < failures->n; i++) {
		const rg_exception *error = &failures->items[i].error;

		if (error->frames.items[0].line == at->line &&
		    rg_str_eq(error->message, at->message))
			return true;
	}
	return false;
}

static void add(rg_failure_vec *out, rg_arena *arena, const place *at, rg_str test,
		const rg_trace_options *options)
{
	rg_failure *failure = RG_PUSH_NEW(arena, out);
	rg_frame *frame = RG_PUSH_NEW(arena, &failure->error.frames);
	rg_str language = rg_language_name(at->path);

	*frame = (rg_frame){.path = at->path,
			    .line = at->line,
			    .language = language.len ? language : (rg_str){NULL, 0}};
	frame->in_workspace = rg_paths_resolve(&frame->path, &frame->is_ambiguous, options->paths,
					       options->cwd, at->path);
	failure->test = test;
	failure->phase = RG_PHASE_COLLECT;
	failure->seconds = -1;
	failure->error.type = RG_STR("BuildError");
	failure->error.message = at->message;
	failure->fingerprint = rg_fingerprint(arena, failure);
}

rg_failure_vec rg_compiler_errors(rg_arena *arena, rg_str text, rg_str test,
				  const rg_trace_options *options)
{
	rg_failure_vec out = {0};
	bool is_cython = false;
	rg_str line;

	while (rg_str_line(&line, &text) && out.n < RG_LIMIT_FAILURES) {
		place at = {0};

		if (rg_str_has(line, RG_STR("Error compiling Cython file")))
			is_cython = true;
		if (take_error(&at, line, is_cython) && !is_known(&out, &at))
			add(&out, arena, &at, test, options);
	}
	return out;
}
