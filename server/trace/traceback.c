/* SPDX-License-Identifier: MIT */
/*
 * traceback.c - one report, read from the tree that grammars/pytest makes of it. The walk is flat:
 * the grammar says what each line is and where an entry begins; what a `long` entry shows before
 * its location (function, source, arguments) waits in `pending` until the location comes.
 *
 * A chain stands oldest first, with a line between two exceptions that says how they hang
 * together; the last one is the reported one (_pytest/_code/code.py, ExceptionChainRepr).
 */
#include "trace/traceback.h"

#include <string.h>

#include "base/limits.h"
#include "syntax/pytest_tree.h"
#include "trace/builder.h"
#include "trace/exception.h"
#include "trace/group.h"
#include "trace/values.h"

typedef struct rg_walk {
	rg_reader *reader;
	rg_str text;
	const rg_pytest_tree *tree;
	rg_builder builder;
	rg_frame pending;	 /* of the entry whose location has not come yet */
	size_t def_column;	 /* of pending's `def` */
	bool is_in_frame;	 /* the lines belong to the last frame, not to a pending one */
	bool is_at_fixture;	 /* behind `file X, line N` */
	bool is_last_error;	 /* the line before was an E line */
	rg_exception_vec done;	 /* oldest first */
	rg_exception_vec members; /* of a group that is the exception being read */
	RG_VEC(rg_relation) relations; /* of done[i] to the one behind it */
	RG_VEC(rg_exception_vec) groups; /* done[i]'s members */
} rg_walk;

static rg_str text_of(const rg_walk *walk, size_t idx, rg_pytest_kind kind)
{
	const rg_pytest_node *node = rg_pytest_tree_find(walk->tree, idx, kind);

	return node ? rg_pytest_node_text(node, walk->text) : (rg_str){NULL, 0};
}

static uint32_t line_of(const rg_walk *walk, size_t idx)
{
	uint64_t line = 0;

	(void)rg_str_u64(&line, text_of(walk, idx, RG_PYTEST_LINE), UINT32_MAX);
	return (uint32_t)line;
}

static void finish_exception(rg_walk *walk, rg_relation relation)
{
	if (!rg_builder_has_any(&walk->builder))
		return;
	RG_PUSH(walk->reader->arena, &walk->done, rg_builder_finish(&walk->builder, walk->reader));
	RG_PUSH(walk->reader->arena, &walk->relations, relation);
	RG_PUSH(walk->reader->arena, &walk->groups, walk->members);
	memset(&walk->builder, 0, sizeof(walk->builder));
	memset(&walk->pending, 0, sizeof(walk->pending));
	memset(&walk->members, 0, sizeof(walk->members));
	walk->is_in_frame = walk->is_last_error = walk->is_at_fixture = false;
}

static rg_frame *last_frame(rg_walk *walk)
{
	size_t n = walk->builder.frames.n;

	return n && n == walk->builder.n_frames ? &walk->builder.frames.items[n - 1] : NULL;
}

static void add_frame(rg_walk *walk, size_t idx, rg_frame frame)
{
	frame.path = text_of(walk, idx, RG_PYTEST_PATH);
	frame.line = line_of(walk, idx);
	if (!frame.function.ptr)
		frame.function = rg_str_trim(text_of(walk, idx, RG_PYTEST_FUNCTION));
	rg_builder_add_frame(&walk->builder, walk->reader, &frame);
}

static void on_location(rg_walk *walk, size_t idx)
{
	const rg_frame *last = last_frame(walk);
	rg_str what = text_of(walk, idx, RG_PYTEST_WHAT);

	/* A missing fixture's place stands above already. */
	if (!walk->is_at_fixture || !last ||
	    !rg_str_eq(last->path, text_of(walk, idx, RG_PYTEST_PATH)))
		add_frame(walk, idx, walk->pending);
	if (rg_str_trim(what).len)
		walk->builder.what = what;
	memset(&walk->pending, 0, sizeof(walk->pending));
	walk->is_at_fixture = false;
}

/* The name in `def f(` or `async def f(`, else null. */
static rg_str defined_name(rg_str code)
{
	size_t n = 0;

	code = rg_str_trim(code);
	(void)rg_str_skip(&code, RG_STR("async "));
	if (!rg_str_skip(&code, RG_STR("def ")))
		return (rg_str){NULL, 0};
	while (n < code.len && code.ptr[n] != '(' && code.ptr[n] != ' ' && code.ptr[n] != '[')
		n++;
	return rg_str_sub(code, 0, n);
}

static size_t column_of(rg_str code)
{
	size_t n = 0;

	while (n < code.len && code.ptr[n] == ' ')
		n++;
	return n;
}

static void on_source(rg_walk *walk, size_t idx)
{
	rg_str code = text_of(walk, idx, RG_PYTEST_CODE), name = defined_name(code);
	rg_frame *frame = last_frame(walk);

	if (walk->is_last_error && walk->builder.frames.n == 0 && !walk->pending.source.ptr) {
		/* --tb=line of 9.0 and later: E stands before a message's first line only. */
		RG_PUSH(walk->reader->arena, &walk->builder.errors, code);
		return;
	}
	walk->is_last_error = false;
	if (walk->is_at_fixture && frame && !frame->function.ptr) {
		frame->function = name;
	} else if (walk->is_in_frame && frame) {
		if (!frame->source.ptr)
			frame->source = rg_str_trim(code);
	} else if (name.ptr && !walk->pending.function.ptr) {
		walk->pending.function = name;
		walk->def_column = column_of(code);
	}
}

static void on_failing(rg_walk *walk, size_t idx)
{
	rg_str code = text_of(walk, idx, RG_PYTEST_CODE), name = defined_name(code);

	walk->is_last_error = false;
	if (walk->is_at_fixture)
		return; /* "> available fixtures: …" */
	walk->pending.source = rg_str_trim(code);
	/* A line that begins where the shown `def` begins is not inside it. The '>' is a column. */
	if (name.ptr)
		walk->pending.function = name;
	else if (!walk->pending.function.ptr || column_of(code) + 1 <= walk->def_column)
		walk->pending.function = RG_STR("<module>");
}

static void on_value(rg_walk *walk, size_t idx)
{
	rg_frame *frame = walk->is_in_frame ? last_frame(walk) : &walk->pending;

	walk->is_last_error = false;
	if (frame)
		rg_trace__add_values(&frame->values, walk->reader->arena,
				     text_of(walk, idx, RG_PYTEST_NAME),
				     text_of(walk, idx, RG_PYTEST_REPR));
}

static void on_message(rg_walk *walk, const rg_pytest_node *node)
{
	rg_str text = rg_pytest_node_text(node, walk->text);

	/* The first text behind frames is the exception's; a later one goes on with it. */
	if (walk->builder.has_native && walk->builder.message.ptr) {
		walk->builder.message.len =
			(size_t)(text.ptr + text.len - walk->builder.message.ptr);
		return;
	}
	walk->builder.message = text;
	if (walk->builder.frames.n > 0)
		walk->builder.has_native = true;
}

static void on_group(rg_walk *walk, size_t idx)
{
	rg_exception *group = RG_NEW(walk->reader->arena, rg_exception);

	walk->members = (rg_exception_vec){NULL, 0, 0};
	rg_group_read(group, &walk->members, walk->reader, walk->tree, idx, walk->text);
	for (size_t i = 0; i < group->frames.n; i++)
		rg_builder_add_frame(&walk->builder, walk->reader, &group->frames.items[i]);
	walk->builder.group = group;
}

/* What a line means; the nodes below it are read by it. Structure has no meaning of its own. */
static void on_node(rg_walk *walk, size_t idx)
{
	const rg_pytest_node *node = &walk->tree->items[idx];

	switch (node->kind) {
	case RG_PYTEST_CAUSE:
		finish_exception(walk, RG_RELATION_CAUSE);
		break;
	case RG_PYTEST_CONTEXT:
		finish_exception(walk, RG_RELATION_CONTEXT);
		break;
	case RG_PYTEST_SOURCE_ENTRY:
		if (!walk->is_at_fixture)
			memset(&walk->pending, 0, sizeof(walk->pending));
		walk->is_in_frame = false;
		break;
	case RG_PYTEST_FRAME:
	case RG_PYTEST_NATIVE_FRAME:
		add_frame(walk, idx, (rg_frame){0});
		walk->is_in_frame = true;
		walk->is_last_error = false;
		break;
	case RG_PYTEST_FIXTURE_SITE:
		add_frame(walk, idx, (rg_frame){0});
		walk->is_at_fixture = true;
		break;
	case RG_PYTEST_LOCATION:
		on_location(walk, idx);
		break;
	case RG_PYTEST_ERROR: {
		rg_str text = text_of(walk, idx, RG_PYTEST_ERROR_TEXT);

		RG_PUSH(walk->reader->arena, &walk->builder.errors, text.ptr ? text : RG_STR(""));
		walk->is_last_error = true;
		break;
	}
	case RG_PYTEST_FAILING:
		on_failing(walk, idx);
		break;
	case RG_PYTEST_SOURCE:
		on_source(walk, idx);
		break;
	case RG_PYTEST_VALUE:
		on_value(walk, idx);
		break;
	default:
		break;
	}
}

static void walk_tree(rg_walk *walk, rg_str text)
{
	walk->text = text;
	walk->tree = rg_pytest_tree_parse(walk->reader->arena, text);
	for (size_t i = 0; i < walk->tree->n; i++) {
		const rg_pytest_node *node = &walk->tree->items[i];

		if (node->kind == RG_PYTEST_MESSAGE) {
			on_message(walk, node);
			i += node->n_below;
		} else if (node->kind == RG_PYTEST_GROUP) {
			on_group(walk, i);
			i += node->n_below;
		} else if (node->kind == RG_PYTEST_CAPTURED) {
			i += node->n_below;
		} else {
			on_node(walk, i);
		}
	}
}

/* The first and the last half of a report that is too long, cut between lines. */
static rg_str without_middle(rg_arena *arena, rg_str text)
{
	const size_t half = RG_LIMIT_SECTION_BYTES / 2;
	rg_str head, tail;
	size_t cut;

	if (text.len <= RG_LIMIT_SECTION_BYTES)
		return text;
	head = rg_str_sub(text, 0, half);
	cut = rg_str_rfind_char(head, '\n');
	head = rg_str_sub(head, 0, cut == SIZE_MAX ? head.len : cut);
	tail = rg_str_sub(text, text.len - half + 2, text.len);
	cut = rg_str_find_char(tail, '\n');
	tail = rg_str_sub(tail, cut == SIZE_MAX ? 0 : cut + 1, tail.len);
	return rg_arena_printf(arena, "%.*s\n%.*s", RG_FMT(head), RG_FMT(tail));
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

void rg_traceback_read(rg_traceback *out, rg_reader *reader, rg_str body)
{
	rg_walk walk = {.reader = reader};
	rg_str what;

	memset(out, 0, sizeof(*out));
	walk_tree(&walk, without_middle(reader->arena, body));
	what = rg_str_trim(walk.builder.what);
	out->is_doctest = rg_str_eq_z(what, "DocTestFailure") ||
			  rg_str_eq_z(what, "UnexpectedException");
	finish_exception(&walk, RG_RELATION_CAUSE);
	if (walk.done.n == 0)
		return;
	out->has_error = true;
	out->error = walk.done.items[walk.done.n - 1];
	if (out->is_doctest)
		put_doctest_first(&out->error);
	for (size_t i = walk.done.n; i-- > 0;) {
		const rg_exception_vec *members = &walk.groups.items[i];

		if (i + 1 < walk.done.n) {
			walk.done.items[i].relation = walk.relations.items[i];
			RG_PUSH(reader->arena, &out->chain, walk.done.items[i]);
		}
		for (size_t k = 0; k < members->n; k++)
			RG_PUSH(reader->arena, &out->chain, members->items[k]);
	}
}

void rg_traceback_read_lines(rg_traceback_vec *out, rg_reader *reader, rg_str body)
{
	rg_str text = without_middle(reader->arena, body);
	const rg_pytest_tree *tree = rg_pytest_tree_parse(reader->arena, text);
	size_t begin = 0;

	for (size_t i = 0; i <= tree->n; i++) {
		rg_traceback part;
		size_t end = i < tree->n ? tree->items[i].end : text.len;

		if (i < tree->n && tree->items[i].kind != RG_PYTEST_LOCATION)
			continue;
		rg_traceback_read(&part, reader, rg_str_sub(text, begin, end));
		begin = end;
		if (part.has_error)
			RG_PUSH(reader->arena, out, part);
	}
}
