/* SPDX-License-Identifier: MIT */
/*
 * group.c - `  + Exception Group Traceback`, members behind gutters that grow by two blanks for
 * each level (traceback.py of CPython 3.11, TracebackException.format). A stack of levels, one
 * for each depth: a numbered border ends a member and begins the next, a line of a lower depth
 * ends what is deeper. The last border of nested groups is printed once only.
 */
#include "trace/group.h"

#include <string.h>

#include "trace/builder.h"
#include "trace/exception.h"

#define MAX_DEPTH 32

/* One traceback at one depth, perhaps with older ones before it. */
typedef struct rg_level {
	rg_builder builder;
	rg_exception_vec members; /* of the exception being read */
	rg_exception_vec older;	  /* nearest last; each one's members are in older_members */
	RG_VEC(rg_exception_vec) older_members;
} rg_level;

typedef struct rg_levels {
	rg_reader *reader;
	rg_level at[MAX_DEPTH];
	size_t depth;	  /* of the open level that is deepest */
	bool is_left_out; /* what follows only counts members */
} rg_levels;

static void append(rg_arena *arena, rg_exception_vec *out, const rg_exception_vec *more)
{
	for (size_t i = 0; i < more->n; i++)
		RG_PUSH(arena, out, more->items[i]);
}

/* The level's exceptions: the newest, its members, then the older ones in the same way. */
static rg_exception_vec take_level(rg_levels *levels, rg_level *level)
{
	rg_arena *arena = levels->reader->arena;
	rg_exception_vec out = {NULL, 0, 0};

	if (rg_builder_has_any(&level->builder)) {
		RG_PUSH(arena, &out, rg_builder_finish(&level->builder, levels->reader));
		append(arena, &out, &level->members);
	}
	for (size_t i = level->older.n; i-- > 0;) {
		RG_PUSH(arena, &out, level->older.items[i]);
		append(arena, &out, &level->older_members.items[i]);
	}
	memset(level, 0, sizeof(*level));
	return out;
}

/* Ends the levels deeper than depth; each becomes a member of the one above it. */
static void close_below(rg_levels *levels, size_t depth)
{
	while (levels->depth > depth) {
		rg_exception_vec taken = take_level(levels, &levels->at[levels->depth]);

		levels->depth--;
		if (taken.n > 0) {
			taken.items[0].relation = RG_RELATION_GROUP;
			append(levels->reader->arena, &levels->at[levels->depth].members, &taken);
		}
	}
}

static void on_chain(rg_levels *levels, rg_level *level, rg_relation relation)
{
	rg_exception done;

	if (!rg_builder_has_any(&level->builder))
		return;
	done = rg_builder_finish(&level->builder, levels->reader);
	done.relation = relation;
	RG_PUSH(levels->reader->arena, &level->older, done);
	RG_PUSH(levels->reader->arena, &level->older_members, level->members);
	memset(&level->builder, 0, sizeof(level->builder));
	memset(&level->members, 0, sizeof(level->members));
}

/* A line of a message, without its gutter. */
static void add_text(rg_levels *levels, rg_level *level, rg_str line)
{
	level->builder.has_native = true;
	if (!level->builder.message.ptr)
		level->builder.message = line;
	else if (level->builder.message.len < 4096)
		level->builder.message =
			rg_arena_printf(levels->reader->arena, "%.*s\n%.*s",
					RG_FMT(level->builder.message), RG_FMT(line));
}

/*
 * "+---- 1 ----" begins the members of depth, "---- 2 ----" the next one, "-----" ends them. Behind
 * "---- ... ----" stands how many are not shown.
 */
static void on_border(rg_levels *levels, size_t depth, rg_str border)
{
	bool is_first = rg_str_starts(border, RG_STR("+"));
	size_t member = is_first ? depth + 1 : depth;

	if (member >= MAX_DEPTH || member == 0)
		return;
	close_below(levels, member - 1);
	levels->is_left_out = rg_str_has(border, RG_STR(" ... "));
	if (is_first || rg_str_has(border, RG_STR(" ")))
		levels->depth = member;
}

static void on_line(rg_levels *levels, const rg_pytest_tree *tree, size_t idx, rg_str text)
{
	const rg_pytest_node *gutter = rg_pytest_tree_find(tree, idx, RG_PYTEST_GUTTER);
	const rg_pytest_node *node = gutter ? gutter + 1 + gutter->n_below : NULL;
	const rg_pytest_node *end = &tree->items[idx] + 1 + tree->items[idx].n_below;
	size_t depth = 0;
	rg_level *level;
	rg_str line;
	rg_frame frame;

	if (!gutter)
		return;
	while (gutter->begin + depth < gutter->end && text.ptr[gutter->begin + depth] == ' ')
		depth++;
	depth /= 2;
	if (node >= end) { /* a blank line, perhaps of a message */
		if (depth > 0 && depth == levels->depth && levels->at[depth].builder.message.ptr)
			add_text(levels, &levels->at[depth], RG_STR(""));
		return;
	}
	line = rg_pytest_node_text(node, text);
	(void)rg_str_chop(&line, RG_STR("\n"));
	if (node->kind == RG_PYTEST_MEMBER_BORDER) {
		on_border(levels, depth, line);
		return;
	}
	if (depth == 0 || depth >= MAX_DEPTH || (levels->is_left_out && depth == levels->depth))
		return;
	close_below(levels, depth);
	levels->depth = depth;
	level = &levels->at[depth];
	switch (node->kind) {
	case RG_PYTEST_CAUSE:
		on_chain(levels, level, RG_RELATION_CAUSE);
		break;
	case RG_PYTEST_CONTEXT:
		on_chain(levels, level, RG_RELATION_CONTEXT);
		break;
	case RG_PYTEST_NATIVE_FRAME:
		if (rg_trace__native_frame(&frame, line))
			rg_builder_add_frame(&level->builder, levels->reader, &frame);
		break;
	case RG_PYTEST_SOURCE:
		if (level->builder.message.ptr)
			add_text(levels, level, line);
		else if (level->builder.frames.n &&
			 level->builder.frames.n == level->builder.n_frames &&
			 !level->builder.frames.items[level->builder.frames.n - 1].source.ptr)
			level->builder.frames.items[level->builder.frames.n - 1].source =
				rg_str_trim(line);
		break;
	case RG_PYTEST_TEXT:
		add_text(levels, level, line);
		break;
	default:
		break;
	}
}

void rg_group_read(rg_exception *out, rg_exception_vec *members, rg_reader *reader,
		   const rg_pytest_tree *tree, size_t idx, rg_str text)
{
	rg_levels *levels = RG_NEW(reader->arena, rg_levels);
	size_t end = idx + 1 + tree->items[idx].n_below;
	rg_exception_vec all;

	levels->reader = reader;
	levels->depth = 1;
	for (size_t i = idx + 1; i < end; i++)
		if (tree->items[i].kind == RG_PYTEST_GROUP_LINE)
			on_line(levels, tree, i, text);
	close_below(levels, 1);
	all = take_level(levels, &levels->at[1]);
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < all.n; i++) {
		if (i == 0)
			*out = all.items[0];
		else
			RG_PUSH(reader->arena, members, all.items[i]);
	}
}
