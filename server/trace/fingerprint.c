/* SPDX-License-Identifier: MIT */
/*
 * fingerprint.c - a hash over what a failure's runs share. A frame that repeats itself counts once:
 * recursion does not end at the same depth twice, and neither does what was cut off by a time-out.
 *
 * Of the statements on the way only the first and the last count, where a test has several
 * assertions and a function several places that raise; what is between them may have been edited on
 * one of two branches. Which ones, and what of a message, was measured on the pairs of
 * tests/cases/pairs.
 */
#include "trace/fingerprint.h"

#include "base/hash.h"
#include "trace/fingerprint_private.h"

/*
 * The last part of a qualified name: text logs know no more. Nor do they always know that a line
 * is a comprehension's or a lambda's, so that such a name counts as none.
 */
static rg_str bare(rg_str function)
{
	size_t dot = rg_str_rfind_char(function, '.');

	if (rg_str_ends(function, RG_STR(">")))
		return RG_STR("");
	return dot == SIZE_MAX ? function : rg_str_sub(function, dot + 1, function.len);
}

/* Where such a failure ended says little: at whatever depth, or whenever the time was up. */
static bool ends_anywhere(const rg_exception *error)
{
	rg_str type = bare(error->type);

	return rg_str_eq_z(type, "RecursionError") || rg_str_eq_z(type, "Timeout") ||
	       rg_str_starts(error->message, RG_STR("Timeout >")) ||
	       rg_str_starts(error->message, RG_STR("Timeout (>"));
}

static uint64_t add_statement(uint64_t hash, rg_arena *arena, const rg_frame *frame)
{
	rg_str text = frame->statement.len ? frame->statement : frame->source;

	hash = rg_hash_field(hash, rg_trace__bare_statement(arena, text));
	return rg_hash_field(hash, rg_arena_printf(arena, "%u", frame->repeat));
}

static bool is_own(const rg_frame *frame)
{
	return frame->in_workspace && frame->path.ptr;
}

static uint64_t add_frames(uint64_t hash, rg_arena *arena, const rg_exception *error)
{
	const rg_frame *previous = NULL, *first = NULL, *last = NULL;
	bool is_open = ends_anywhere(error);

	for (size_t i = 0; i < error->frames.n; i++) {
		const rg_frame *frame = &error->frames.items[i];

		if (!is_own(frame))
			continue;
		if (!first)
			first = frame;
		last = frame;
		if (previous &&
		    (is_open || (rg_str_eq(previous->path, frame->path) &&
				 rg_str_eq(bare(previous->function), bare(frame->function)))))
			continue;
		hash = rg_hash_field(hash, frame->path);
		hash = rg_hash_field(hash, bare(frame->function));
		previous = frame;
	}
	if (first)
		hash = add_statement(hash, arena, first);
	if (last && last != first && !is_open)
		hash = add_statement(hash, arena, last);
	return hash;
}

static bool has_own_function(const rg_exception *error)
{
	for (size_t i = 0; i < error->frames.n; i++)
		if (is_own(&error->frames.items[i]) && error->frames.items[i].function.len)
			return true;
	return false;
}

static uint64_t add_exception(uint64_t hash, rg_arena *arena, const rg_exception *error)
{
	hash = rg_hash_field(hash, bare(error->type));
	hash = rg_hash_field(hash, rg_trace__gist(arena, error));
	return add_frames(hash, arena, error);
}

rg_str rg_fingerprint(rg_arena *arena, const rg_failure *failure)
{
	uint64_t hash = add_exception(RG_HASH_START, arena, &failure->error);

	/* What lies in libraries alone is theirs, and other with each version. */
	for (size_t i = 0; i < failure->chain.n; i++)
		if (has_own_function(&failure->chain.items[i]))
			hash = add_exception(hash, arena, &failure->chain.items[i]);
	return rg_hash_hex(arena, hash);
}
