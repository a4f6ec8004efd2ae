/* SPDX-License-Identifier: MIT */
/*
 * sig_backtrace.c - a backtrace of C++ names functions and no files. The file that defines
 * `Class::method`, and mentions Class, is where that frame is; the innermost says most, and a file
 * that everything includes says little (native.h).
 */
#include "locate/native.h"
#include "locate/signal.h"

#define DEFINERS_MAX 6
#define FAILURES_MAX 20
#define OUTER	     0.85 /* of a frame's value, for the one that called it */

/* "method" of "ns::Class::method", and "Class" or null. */
static rg_str last_parts(rg_str *owner, rg_str function)
{
	size_t colon = rg_str_rfind_char(function, ':');
	rg_str last = colon == SIZE_MAX ? function : rg_str_sub(function, colon + 1, function.len);
	rg_str rest = rg_str_sub(function, 0, function.len - last.len);

	while (rg_str_chop(&rest, RG_STR(":")))
		;
	colon = rg_str_rfind_char(rest, ':');
	*owner = colon == SIZE_MAX ? rest : rg_str_sub(rest, colon + 1, rest.len);
	return last;
}

static void add_frame(double *values, rg_str *functions, const rg_scene *scene, rg_str function,
		      double value)
{
	uint32_t files[DEFINERS_MAX];
	rg_str owner, last = last_parts(&owner, function);
	size_t n = rg_native_definers(files, DEFINERS_MAX, NULL, scene, last, owner);

	if (n == 0 && owner.len) { /* defined in the body of its class */
		n = rg_native_definers(files, DEFINERS_MAX, NULL, scene, owner, last);
		value *= 0.7;
	}
	for (size_t i = 0; n <= DEFINERS_MAX && i < n; i++) {
		double share = value / (double)n * rg_native_rarity(scene, files[i]);

		if (values[files[i]] < share) {
			values[files[i]] = share;
			functions[files[i]] = function;
		}
	}
}

static void add_chain(double *values, rg_str *functions, const rg_scene *scene,
		      const rg_exception *error)
{
	double value = 1;

	for (size_t i = error->frames.n; i-- > 0;) {
		const rg_frame *frame = &error->frames.items[i];

		if (frame->path.ptr || !frame->function.len)
			continue;
		add_frame(values, functions, scene, frame->function, value);
		value *= OUTER;
	}
}

static void *score(double *values, rg_scene *scene)
{
	const rg_failure_vec *failures = scene->input->failures;
	rg_str *functions = RG_NEW_N(scene->arena, rg_str, scene->files.n);

	for (size_t i = 0; failures && i < failures->n && i < FAILURES_MAX; i++) {
		add_chain(values, functions, scene, &failures->items[i].error);
		for (size_t k = 0; k < failures->items[i].chain.n; k++)
			add_chain(values, functions, scene, &failures->items[i].chain.items[k]);
	}
	return functions;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	return rg_arena_printf(scene->arena, "defines `%.*s`, in the backtrace",
			       RG_FMT(((const rg_str *)state)[file]));
}

const rg_signal rg_signal_backtrace = {"backtrace", score, text};
