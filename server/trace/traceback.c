/* SPDX-License-Identifier: MIT */
/*
 * traceback.c - one report as an exception and those behind it. A chain stands oldest first, with
 * a line between two exceptions that says how they hang together; the last one is the reported one
 * (_pytest/_code/code.py, ExceptionChainRepr).
 */
#include "trace/traceback.h"

#include <string.h>

#include "base/limits.h"
#include "trace/exception.h"
#include "trace/walk.h"

/*
 * The grammar reads 2 to 10 MB/s. Of 314 real bugs the median of a whole log was 2.8 kB and 99 %
 * were below 37 kB: when the reports of a log hold more than the first of these together, only the
 * second of each further one is read.
 */
#define LARGE_BYTES ((size_t)4 * 1024 * 1024)
#define SMALL_BYTES ((size_t)32 * 1024)

rg_str rg_trace__without_middle(rg_reader *reader, rg_str text)
{
	size_t max = reader->n_bytes < LARGE_BYTES ? RG_LIMIT_SECTION_BYTES : SMALL_BYTES;
	const size_t half = max / 2;
	rg_str head, tail;
	size_t cut;

	reader->n_bytes += text.len < max ? text.len : max;
	if (text.len <= max)
		return text;
	head = rg_str_sub(text, 0, half);
	cut = rg_str_rfind_char(head, '\n');
	head = rg_str_sub(head, 0, cut == SIZE_MAX ? head.len : cut);
	tail = rg_str_sub(text, text.len - half + 2, text.len);
	cut = rg_str_find_char(tail, '\n');
	tail = rg_str_sub(tail, cut == SIZE_MAX ? 0 : cut + 1, tail.len);
	return rg_arena_printf(reader->arena, "%.*s\n%.*s", RG_FMT(head), RG_FMT(tail));
}

/* A doctest's own line stands last in the text; it is the outermost frame. */
static void put_doctest_first(rg_exception *error)
{
	rg_frame own;
	size_t n = 0;

	if (error->frames.n == 0)
		return;
	own = error->frames.items[error->frames.n - 1];
	for (size_t i = 0; i + 1 < error->frames.n; i++)
		if (!rg_str_starts(error->frames.items[i].path, RG_STR("<doctest ")) &&
		    !rg_str_ends(error->frames.items[i].path, RG_STR("/doctest.py")))
			error->frames.items[n++] = error->frames.items[i];
	memmove(error->frames.items + 1, error->frames.items, n * sizeof(own));
	error->frames.items[0] = own;
	error->frames.n = n + 1;
}

/* The same exception, shown in two ways: pytest's and Python's own. */
static bool is_same(const rg_exception *a, const rg_exception *b)
{
	rg_str rest_a = a->message, rest_b = b->message, line_a = {NULL, 0}, line_b = {NULL, 0};

	(void)rg_str_line(&line_a, &rest_a);
	(void)rg_str_line(&line_b, &rest_b);
	if (!rg_str_eq(a->type, b->type) || !rg_str_eq(line_a, line_b))
		return false;
	/* --tb=line shows no frames of it */
	return a->frames.n == 0 || b->frames.n == 0 ||
	       a->frames.items[a->frames.n - 1].line == b->frames.items[b->frames.n - 1].line;
}

static bool is_known(const rg_traceback *traceback, const rg_exception *exception)
{
	bool is = is_same(&traceback->error, exception);

	for (size_t i = 0; i < traceback->chain.n && !is; i++)
		is = is_same(&traceback->chain.items[i], exception);
	return is;
}

/*
 * Nearest first. pytest shows a group by Python's own form, which holds the group's whole chain,
 * and then goes on to show that chain: what was there already is left out.
 */
static void take_chain(rg_traceback *out, rg_arena *arena, const rg_walked *walked)
{
	bool has_groups = false;

	for (size_t i = 0; i < walked->groups.n; i++)
		has_groups = has_groups || walked->groups.items[i].n > 0;
	for (size_t i = walked->done.n; i-- > 0;) {
		const rg_exception_vec *members = &walked->groups.items[i];
		rg_exception exception = walked->done.items[i];

		if (i + 1 < walked->done.n) {
			if (has_groups && is_known(out, &exception))
				continue;
			exception.relation = walked->relations.items[i];
			if (out->chain.n < RG_TRACE_MAX_CHAIN)
				RG_PUSH(arena, &out->chain, exception);
		}
		for (size_t k = 0; k < members->n && out->chain.n < RG_TRACE_MAX_CHAIN; k++)
			RG_PUSH(arena, &out->chain, members->items[k]);
	}
}

/* "tests/test_a.py:4 in test_b() -> check.equal(a, b)"; false for other lines. */
static bool read_check_frame(rg_frame *out, rg_str line)
{
	size_t in = rg_str_find(line, RG_STR(" in ")), arrow = rg_str_find(line, RG_STR(" -> "));
	size_t colon = rg_str_rfind_char(rg_str_sub(line, 0, in), ':');
	rg_str function;
	uint64_t number;

	if (arrow == SIZE_MAX || in > arrow || colon == SIZE_MAX || colon == 0 ||
	    !rg_str_u64(&number, rg_str_sub(line, colon + 1, in), INT32_MAX))
		return false;
	function = rg_str_sub(line, in + strlen(" in "), arrow);
	(void)rg_str_chop(&function, RG_STR("()"));
	*out = (rg_frame){.path = rg_str_sub(line, 0, colon),
			  .function = function,
			  .source = rg_str_sub(line, arrow + strlen(" -> "), line.len),
			  .line = (uint32_t)number};
	return true;
}

/*
 * pytest-check goes on behind what failed and reports all of it as one text, with a chain of calls
 * below each "FAILURE: check 1 == 2": that of the first are the failure's.
 */
static void add_check_frames(rg_exception *error, rg_reader *reader)
{
	size_t at = rg_str_find(error->message, RG_STR("\nFAILURE: "));
	rg_str rest, line;
	rg_frame frame;

	if (at == SIZE_MAX || error->type.ptr || error->frames.n)
		return;
	rest = rg_str_sub(error->message, at + 1, error->message.len);
	(void)rg_str_line(&line, &rest);
	while (rg_str_line(&line, &rest) && read_check_frame(&frame, line)) {
		frame.path = rg_trace__keep_path(reader, frame.path);
		RG_PUSH(reader->arena, &error->frames, frame);
	}
}

void rg_traceback_read(rg_traceback *out, rg_reader *reader, rg_str body)
{
	rg_walked walked;

	memset(out, 0, sizeof(*out));
	rg_walk_read(&walked, reader, rg_trace__without_middle(reader, body));
	out->what = walked.what;
	out->is_doctest = rg_str_eq_z(out->what, "DocTestFailure") ||
			  rg_str_eq_z(out->what, "UnexpectedException");
	if (walked.done.n == 0)
		return;
	out->has_error = true;
	out->error = walked.done.items[walked.done.n - 1];
	if (out->is_doctest)
		put_doctest_first(&out->error);
	add_check_frames(&out->error, reader);
	take_chain(out, reader->arena, &walked);
}
