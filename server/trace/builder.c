/* SPDX-License-Identifier: MIT */
/*
 * builder.c - from what stands in a report to type, message and frames. pytest prints type and
 * message in E lines (long, short), behind the location (line), or at the left edge (native).
 * For a syntax error the E lines hold the only place: `File "x.py", line 3` (facts: collection).
 */
#include "trace/builder.h"

#include "base/limits.h"
#include "trace/exception.h"

void rg_builder_add_frame(rg_builder *b, rg_reader *reader, const rg_frame *frame)
{
	const size_t half = RG_LIMIT_FRAMES / 2;

	b->n_frames++;
	if (b->frames.n < RG_LIMIT_FRAMES) {
		RG_PUSH(reader->arena, &b->frames, *frame);
		return;
	}
	/* The last half is a ring, put in order at the end. */
	b->frames.items[half + (b->n_frames - 1 - half) % half] = *frame;
}

bool rg_builder_has_any(const rg_builder *b)
{
	return b->group || b->frames.n || b->errors.n || b->message.ptr || b->what.len;
}

static size_t leading_blanks(rg_str s)
{
	size_t n = 0;

	while (n < s.len && s.ptr[n] == ' ')
		n++;
	return n;
}

/* The E lines without their common indentation. */
static rg_str join_errors(rg_arena *arena, const rg_str_vec *errors)
{
	size_t indent = SIZE_MAX;
	rg_str_vec lines = {NULL, 0, 0};

	for (size_t i = 0; i < errors->n; i++) {
		size_t n = leading_blanks(errors->items[i]);

		if (n < errors->items[i].len && n < indent)
			indent = n;
	}
	for (size_t i = 0; i < errors->n; i++) {
		rg_str line = errors->items[i];
		size_t n = leading_blanks(line);

		/* The first line may be the only one with an E before it: --tb=line. */
		RG_PUSH(arena, &lines,
			rg_str_sub(line, n < indent || i == 0 ? n : indent, line.len));
	}
	return rg_str_vec_join(arena, &lines, RG_STR("\n"));
}

/* `  File "x.py", line 3`, source, caret, `SyntaxError: text` → the last; adds the place. */
static rg_str take_syntax_error(rg_builder *b, rg_reader *reader, rg_str text)
{
	rg_str rest = text, line;
	rg_frame frame;

	if (!rg_str_line(&line, &rest) || !rg_trace__native_frame(&frame, line) ||
	    !rg_str_starts(rg_str_trim(line), RG_STR("File \"")))
		return text;
	while (rest.len > 0 && rest.ptr[0] == ' ' && rg_str_line(&line, &rest))
		if (!frame.source.ptr)
			frame.source = rg_str_trim(line);
	if (rest.len == 0)
		return text;
	rg_builder_add_frame(b, reader, &frame);
	return rest;
}

/* --tb=line of a syntax error (before 9.0): the first of its lines, which is its place alone. */
static void take_syntax_place(rg_builder *b, rg_reader *reader, rg_str what)
{
	rg_frame frame;

	if (!rg_str_starts(what, RG_STR("File \"")) || !rg_trace__native_frame(&frame, what))
		return;
	frame.function = (rg_str){NULL, 0};
	rg_builder_add_frame(b, reader, &frame);
}

/* Type and message from whichever place has them. */
static void spell(rg_exception *out, rg_builder *b, rg_reader *reader)
{
	rg_str type = {NULL, 0}, message = {NULL, 0};
	rg_str what = rg_str_trim(b->what);

	if (b->group) {
		out->type = b->group->type;
		out->message = b->group->message;
		return;
	}
	if (b->errors.n > 0) {
		rg_str text = take_syntax_error(b, reader, join_errors(reader->arena, &b->errors));

		rg_trace__split(&type, &message, text);
		if (!type.ptr && rg_trace__is_type(what))
			type = what;
	} else if (b->has_native && b->message.ptr) {
		rg_trace__split(&type, &message, b->message);
	} else if (rg_trace__is_type(what) && b->message.ptr) {
		type = what; /* a doctest's */
		message = b->message;
	} else if (what.len > 0) {
		rg_trace__split_line(&type, &message, what);
		take_syntax_place(b, reader, what);
	} else {
		message = b->message;
	}
	out->type = rg_trace__keep(reader, type);
	while (message.len > 0 &&
	       (message.ptr[message.len - 1] == '\n' || message.ptr[message.len - 1] == ' '))
		message.len--;
	out->message = rg_trace__keep(reader, rg_str_sub(message, 0, RG_LIMIT_ERROR_BYTES));
	if (!out->message.ptr)
		out->message = RG_STR("");
}

static void keep_frame(rg_exception *out, rg_reader *reader, const rg_frame *frame)
{
	rg_frame *copy = RG_PUSH_NEW(reader->arena, &out->frames);

	*copy = *frame;
	copy->path = rg_trace__keep_path(reader, frame->path);
	copy->function = rg_trace__keep(reader, rg_str_sub(frame->function, 0, RG_TRACE_MAX_NAME));
	copy->source = rg_trace__keep(reader, rg_str_sub(frame->source, 0, 400));
	copy->values = (rg_value_vec){NULL, 0, 0};
	for (size_t i = 0; i < frame->values.n && i < 20; i++)
		RG_PUSH(reader->arena, &copy->values,
			(rg_value){rg_trace__keep(reader, frame->values.items[i].name),
				   rg_trace__keep(reader, frame->values.items[i].repr)});
}

rg_exception rg_builder_finish(const rg_builder *builder, rg_reader *reader)
{
	const size_t half = RG_LIMIT_FRAMES / 2;
	rg_builder b = *builder;
	rg_exception out = {0};
	size_t n_own = 0;

	if (b.n_frames > RG_LIMIT_FRAMES) {
		size_t first = (b.n_frames - half) % half;
		rg_frame_vec ordered = {NULL, 0, 0};

		for (size_t i = 0; i < half; i++)
			RG_PUSH(reader->arena, &ordered, b.frames.items[i]);
		for (size_t i = 0; i < half; i++)
			RG_PUSH(reader->arena, &ordered, b.frames.items[half + (first + i) % half]);
		b.frames = ordered;
		b.n_frames = RG_LIMIT_FRAMES;
	}
	spell(&out, &b, reader);
	for (size_t i = 0; i < b.frames.n; i++)
		n_own += !rg_trace__is_machinery(&b.frames.items[i]);
	for (size_t i = 0; i < b.frames.n; i++)
		if (n_own == 0 ? i + 1 == b.frames.n : !rg_trace__is_machinery(&b.frames.items[i]))
			keep_frame(&out, reader, &b.frames.items[i]);
	return out;
}
