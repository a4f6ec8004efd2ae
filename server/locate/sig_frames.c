/* SPDX-License-Identifier: MIT */
/*
 * sig_frames.c - the call chain. What crashed with an error of Python itself did so in the file
 * that is wrong, nine times in ten: nobody meant it to. Where an exception was raised on purpose,
 * by `raise` or `assert`, the one who raises it is mostly right to do so; the frame says little,
 * and so do those around it. Exceptions behind the reported one count by half.
 */
#include "locate/native.h"
#include "locate/signal.h"

#define MEANT  0.1  /* the innermost frame of an exception that somebody raises */
#define OUTER  0.05 /* the next frame, in another file; then less and less */
#define NATIVE 0.5  /* the same behind C and C++, whose innermost frame is often a checker */
#define BEHIND                                                                                     \
	0.15 /* what somebody caught and went on from: an exception behind the reported one */
#define FOREIGN 0.3 /* a crash with an exception of the project's own, raised below */

typedef struct place {
	rg_str function;
	uint32_t line;
	bool is_innermost;
} place;

/* docs.python.org, "Built-in Exceptions": what the interpreter itself raises, sorted. */
static bool is_interpreters(rg_str type)
{
	static const char *const types[] = {
		"ArithmeticError",
		"AttributeError",
		"BlockingIOError",
		"BrokenPipeError",
		"BufferError",
		"ConnectionError",
		"EOFError",
		"FileExistsError",
		"FileNotFoundError",
		"FloatingPointError",
		"ImportError",
		"IndentationError",
		"IndexError",
		"InterruptedError",
		"IsADirectoryError",
		"KeyError",
		"LookupError",
		"MemoryError",
		"ModuleNotFoundError",
		"NameError",
		"NotADirectoryError",
		"NotImplementedError",
		"OSError",
		"OverflowError",
		"PermissionError",
		"RecursionError",
		"ReferenceError",
		"RuntimeError",
		"StopAsyncIteration",
		"StopIteration",
		"SyntaxError",
		"SystemError",
		"SystemExit",
		"TabError",
		"TimeoutError",
		"TypeError",
		"UnboundLocalError",
		"UnicodeDecodeError",
		"UnicodeEncodeError",
		"UnicodeError",
		"UnicodeTranslateError",
		"ValueError",
		"ZeroDivisionError",
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (rg_str_eq_z(type, types[i]))
			return true;
	return false;
}

/* The line as printed, or as it stands in the file now. */
static rg_str line_of(const rg_scene *scene, const rg_frame *frame, uint32_t file)
{
	rg_str rest, line;

	if (frame->source.ptr)
		return rg_str_trim(frame->source);
	rest = rg_scene_source(scene, scene->files.items[file]);
	for (uint32_t number = 1; rg_str_line(&line, &rest); number++)
		if (number == frame->line)
			return rg_str_trim(line);
	return RG_STR("");
}

static double innermost_value(const rg_scene *scene, const rg_exception *error,
			      const rg_frame *frame, uint32_t file, bool is_reported)
{
	rg_str line;

	if (scene->is_native[file])
		return is_reported ? 1 : 0.9;
	line = line_of(scene, frame, file);
	if (rg_str_starts(line, RG_STR("raise")) || rg_str_starts(line, RG_STR("assert")) ||
	    rg_str_eq_z(error->type, "AssertionError"))
		return MEANT;
	if (!is_interpreters(error->type))
		return FOREIGN;
	return is_reported ? 1 : BEHIND;
}

static void add_chain(double *values, place *places, const rg_scene *scene,
		      const rg_exception *error, bool is_reported)
{
	double outer = OUTER;
	bool is_innermost = true;

	for (size_t i = error->frames.n; i-- > 0;) {
		const rg_frame *frame = &error->frames.items[i];
		uint32_t file = rg_scene_frame(scene, frame);
		double value;

		if (file == RG_NO_FILE)
			continue;
		value = is_innermost ? innermost_value(scene, error, frame, file, is_reported)
				     : outer;
		if (is_innermost && scene->is_native[file])
			outer = NATIVE;
		if (scene->is_native[file])
			value *= rg_native_rarity(scene, file);
		if (values[file] < value) {
			places[file] =
				(place){frame->function, frame->line, is_innermost && is_reported};
			values[file] = value;
		}
		if (!is_innermost)
			outer *= 0.8;
		is_innermost = false;
	}
}

static void *score(double *values, rg_scene *scene)
{
	const rg_failure_vec *failures = scene->input->failures;
	place *places = RG_NEW_N(scene->arena, place, scene->files.n);

	for (size_t i = 0; failures && i < failures->n; i++) {
		const rg_failure *failure = &failures->items[i];

		add_chain(values, places, scene, &failure->error, true);
		for (size_t k = 0; k < failure->chain.n; k++)
			add_chain(values, places, scene, &failure->chain.items[k], false);
	}
	return places;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const place *p = &((const place *)state)[file];
	const char *what = p->is_innermost ? "the innermost source frame" : "in the call chain";

	if (p->function.ptr && p->line)
		return rg_arena_printf(scene->arena, "%s: `%.*s`, line %u", what,
				       RG_FMT(p->function), p->line);
	return rg_arena_printf(scene->arena, p->line ? "%s: line %u" : "%s", what, p->line);
}

const rg_signal rg_signal_frames = {"frames", score, text};
