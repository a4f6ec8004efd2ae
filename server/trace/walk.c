/* SPDX-License-Identifier: MIT */
/*
 * walk.c - the tree that grammars/pytest makes of a report, line by line. The walk is flat: the
 * grammar says what each line is and where an entry begins; what a `long` entry shows before its
 * location (function, source, arguments) waits in `pending` until the location comes.
 */
#include "trace/walk.h"

#include <string.h>

#include "base/limits.h"
#include "syntax/pytest_tree.h"
#include "trace/builder.h"
#include "trace/exception.h"
#include "trace/group.h"
#include "trace/values.h"

typedef struct rg_walker {
	rg_reader *reader;
	rg_str text;
	const rg_pytest_tree *tree;
	rg_builder builder;
	rg_frame pending;	  /* of the entry whose location has not come yet */
	size_t def_column;	  /* of pending's `def` */
	bool is_in_frame;	  /* the lines belong to the last frame, not to a pending one */
	bool is_at_fixture;	  /* behind `file X, line N` */
	bool is_last_error;	  /* the line before was an E line, or went on with one */
	size_t error_end;	  /* where that line ended */
	bool is_native;		  /* the last frame is in Python's own form */
	bool is_at_end;		  /* the text of an exception in Python's own form has begun */
	bool has_code;		  /* a line of the pending frame's source was seen */
	bool is_alone;		  /* the failing line is all that was shown of it */
	rg_exception_vec members; /* of a group that is the exception being read */
	rg_walked *out;
} rg_walker;

static rg_str text_of(const rg_walker *walk, size_t idx, rg_pytest_kind kind)
{
	const rg_pytest_node *node = rg_pytest_tree_find(walk->tree, idx, kind);

	return node ? rg_pytest_node_text(node, walk->text) : (rg_str){NULL, 0};
}

static uint32_t line_of(const rg_walker *walk, size_t idx)
{
	uint64_t line = 0;

	(void)rg_str_u64(&line, text_of(walk, idx, RG_PYTEST_LINE), UINT32_MAX);
	return (uint32_t)line;
}

static void finish_exception(rg_walker *walk, rg_relation relation)
{
	if (!rg_builder_has_any(&walk->builder))
		return;
	RG_PUSH(walk->reader->arena, &walk->out->done,
		rg_builder_finish(&walk->builder, walk->reader));
	RG_PUSH(walk->reader->arena, &walk->out->relations, relation);
	RG_PUSH(walk->reader->arena, &walk->out->groups, walk->members);
	memset(&walk->builder, 0, sizeof(walk->builder));
	memset(&walk->pending, 0, sizeof(walk->pending));
	memset(&walk->members, 0, sizeof(walk->members));
	walk->is_in_frame = walk->is_last_error = walk->is_at_fixture = false;
	walk->is_native = walk->is_at_end = walk->has_code = walk->is_alone = false;
}

static rg_frame *last_frame(rg_walker *walk)
{
	size_t n = walk->builder.frames.n;

	return n && n == walk->builder.n_frames ? &walk->builder.frames.items[n - 1] : NULL;
}

static void add_frame(rg_walker *walk, size_t idx, rg_frame frame)
{
	frame.path = text_of(walk, idx, RG_PYTEST_PATH);
	frame.line = line_of(walk, idx);
	if (!frame.function.ptr)
		frame.function = rg_str_trim(text_of(walk, idx, RG_PYTEST_FUNCTION));
	rg_builder_add_frame(&walk->builder, walk->reader, &frame);
	walk->is_native = false;
}

/* Whether a location only says again where the last frame is. */
static bool is_known_place(const rg_walker *walk, size_t idx, const rg_frame *last)
{
	rg_str path = text_of(walk, idx, RG_PYTEST_PATH);

	if (!last || !rg_str_eq(last->path, path))
		return false;
	/* A missing fixture's stands above already; a group's tree ends where it was raised. */
	return walk->is_at_fixture || (walk->builder.group && last->line == line_of(walk, idx));
}

static void on_location(rg_walker *walk, size_t idx)
{
	const rg_frame *last = last_frame(walk);
	rg_str what = text_of(walk, idx, RG_PYTEST_WHAT);

	walk->is_at_end = false;
	/* A single line is a lambda's or a comprehension's: of a module everything is shown. */
	if (walk->is_alone && line_of(walk, idx) > 1)
		walk->pending.function = rg_str_has(walk->pending.source, RG_STR("lambda"))
						 ? RG_STR("<lambda>")
						 : (rg_str){NULL, 0};
	if (!is_known_place(walk, idx, last))
		add_frame(walk, idx, walk->pending);
	if (rg_str_trim(what).len)
		walk->builder.what = what;
	memset(&walk->pending, 0, sizeof(walk->pending));
	walk->is_at_fixture = walk->has_code = walk->is_alone = false;
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

/* --tb=line of 9.0 and later: E stands before a message's first line only. */
static bool is_continuing(const rg_walker *walk)
{
	return walk->is_last_error && walk->builder.frames.n == 0 && !walk->pending.source.ptr;
}

/* Blank lines of the message have no node. */
static void on_continuation(rg_walker *walk, size_t idx, rg_str code)
{
	rg_arena *arena = walk->reader->arena;

	for (size_t i = walk->error_end; i < walk->tree->items[idx].begin; i++)
		if (walk->text.ptr[i] == '\n')
			RG_PUSH(arena, &walk->builder.errors, RG_STR(""));
	RG_PUSH(arena, &walk->builder.errors, rg_str_sub(code, 1, code.len));
	walk->error_end = walk->tree->items[idx].end;
}

/* The same with the whole line of a node. */
static void continue_with(rg_walker *walk, size_t idx)
{
	rg_str line = rg_pytest_node_text(&walk->tree->items[idx], walk->text);

	(void)rg_str_chop(&line, RG_STR("\n"));
	on_continuation(walk, idx, line);
}

/* "[Previous line repeated 3 more times]", as traceback.py shortens a recursion. */
static void on_repetition(rg_walker *walk, const rg_frame *frame, rg_str code)
{
	const rg_frame copy = *frame;
	uint64_t n = 0;

	if (!rg_str_skip(&code, RG_STR("[Previous line repeated ")) ||
	    !rg_str_u64(&n, rg_str_sub(code, 0, rg_str_find_char(code, ' ')), UINT32_MAX))
		return;
	for (uint64_t i = 0; i < n && i < RG_LIMIT_FRAMES; i++)
		rg_builder_add_frame(&walk->builder, walk->reader, &copy);
}

static void on_source(rg_walker *walk, size_t idx)
{
	rg_str code = text_of(walk, idx, RG_PYTEST_CODE), name = defined_name(code);
	rg_frame *frame = last_frame(walk);

	if (is_continuing(walk)) {
		on_continuation(walk, idx, code);
		return;
	}
	walk->is_last_error = false;
	if (walk->is_at_fixture && frame && !frame->function.ptr) {
		frame->function = name;
	} else if (walk->is_in_frame && frame) {
		if (!frame->source.ptr)
			frame->source = rg_str_trim(code);
		else if (walk->is_native)
			on_repetition(walk, frame, rg_str_trim(code));
	} else if (name.ptr && !walk->pending.function.ptr) {
		walk->pending.function = name;
		walk->def_column = column_of(code);
	}
	walk->has_code = true;
}

static void on_failing(rg_walker *walk, size_t idx)
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
	walk->is_alone = !name.ptr && !walk->has_code;
}

static void on_value(rg_walker *walk, size_t idx)
{
	rg_frame *frame = walk->is_in_frame ? last_frame(walk) : &walk->pending;

	walk->is_last_error = false;
	if (frame)
		rg_trace__add_values(&frame->values, walk->reader->arena,
				     text_of(walk, idx, RG_PYTEST_NAME),
				     text_of(walk, idx, RG_PYTEST_REPR));
}

static void on_message(rg_walker *walk, const rg_pytest_node *node)
{
	rg_str text = rg_pytest_node_text(node, walk->text);

	walk->builder.message = text;
	walk->builder.has_native = walk->is_at_end = walk->is_native;
}

/*
 * Python's own form ends with the exception: once its text has begun, everything up to the next
 * part of the chain belongs to it, whatever it looks like. Only doctest's own line comes behind.
 */
static bool is_in_message(const rg_walker *walk, size_t idx)
{
	const rg_pytest_node *node = &walk->tree->items[idx];

	if (!walk->is_at_end || node->kind == RG_PYTEST_CAUSE || node->kind == RG_PYTEST_CONTEXT)
		return false;
	return node->kind == RG_PYTEST_MESSAGE ||
	       !rg_str_eq_z(rg_str_trim(text_of(walk, idx, RG_PYTEST_WHAT)), "UnexpectedException");
}

static void on_group(rg_walker *walk, size_t idx)
{
	rg_exception *group = RG_NEW(walk->reader->arena, rg_exception);

	walk->members = (rg_exception_vec){NULL, 0, 0};
	rg_group_read(group, &walk->members, walk->reader, walk->tree, idx, walk->text);
	for (size_t i = 0; i < group->frames.n; i++)
		rg_builder_add_frame(&walk->builder, walk->reader, &group->frames.items[i]);
	walk->builder.group = group;
}

/* What a line means; the nodes below it are read by it. Structure has no meaning of its own. */
static void on_node(rg_walker *walk, size_t idx)
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
		walk->is_in_frame = walk->has_code = walk->is_alone = false;
		break;
	case RG_PYTEST_FRAME:
	case RG_PYTEST_NATIVE_FRAME:
		if (node->kind == RG_PYTEST_NATIVE_FRAME && is_continuing(walk)) {
			continue_with(walk, idx);
			break;
		}
		add_frame(walk, idx, (rg_frame){0});
		walk->is_native = node->kind == RG_PYTEST_NATIVE_FRAME;
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
		walk->error_end = node->end;
		break;
	}
	case RG_PYTEST_FAILING:
		on_failing(walk, idx);
		break;
	case RG_PYTEST_SOURCE:
		on_source(walk, idx);
		break;
	case RG_PYTEST_CARET:
		if (is_continuing(walk))
			continue_with(walk, idx);
		break;
	case RG_PYTEST_VALUE:
		on_value(walk, idx);
		break;
	default:
		break;
	}
}

static void walk_tree(rg_walker *walk, rg_str text)
{
	walk->text = text;
	walk->tree = rg_pytest_tree_parse(walk->reader->arena, text);
	for (size_t i = 0; i < walk->tree->n; i++) {
		const rg_pytest_node *node = &walk->tree->items[i];

		if (node->kind == RG_PYTEST_CAPTURED) {
			i += node->n_below;
		} else if (is_in_message(walk, i)) {
			walk->builder.message.len =
				(size_t)(text.ptr + node->end - walk->builder.message.ptr);
			i += node->n_below;
		} else if (node->kind == RG_PYTEST_MESSAGE) {
			on_message(walk, node);
			i += node->n_below;
		} else if (node->kind == RG_PYTEST_GROUP) {
			on_group(walk, i);
			i += node->n_below;
		} else {
			on_node(walk, i);
		}
	}
}

/* Nothing but text, in whatever lines: of a plug-in that reports in its own way. */
static bool is_plain(const rg_walker *walk)
{
	const rg_builder *b = &walk->builder;

	return walk->out->done.n == 0 && b->message.ptr && !b->group && !b->frames.n &&
	       !b->errors.n && !b->what.len;
}

/* "[gw0] linux -- Python 3.11.2 /usr/bin/python3": where the test ran. */
static rg_str without_worker(rg_str text)
{
	rg_str rest = text, line = {NULL, 0};

	(void)rg_str_line(&line, &rest);
	return rg_str_starts(line, RG_STR("[gw")) && rg_str_has(line, RG_STR(" -- Python ")) ? rest
											     : text;
}

void rg_walk_read(rg_walked *out, rg_reader *reader, rg_str text)
{
	rg_walker walk = {.reader = reader, .out = out};

	memset(out, 0, sizeof(*out));
	walk_tree(&walk, text);
	if (is_plain(&walk))
		walk.builder.message = without_worker(rg_str_trim(text));
	out->what = rg_str_trim(walk.builder.what);
	finish_exception(&walk, RG_RELATION_CAUSE);
}
