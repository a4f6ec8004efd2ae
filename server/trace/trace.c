/* SPDX-License-Identifier: MIT */
/*
 * trace.c - from bytes to failures: clean, find the format, read, finish each failure. Formats are
 * one file and one line in formats.def each. What every format leaves to rg_trace__add: paths and
 * node ids relative to the root, sites of other languages, kind, operation, fingerprint.
 */
#include "trace/trace.h"

#include "base/buf.h"
#include "base/limits.h"
#include "syntax/outline.h"
#include "trace/clean.h"
#include "trace/fingerprint.h"
#include "trace/format.h"
#include "trace/kind.h"
#include "trace/last_words.h"
#include "trace/nodeid.h"
#include "trace/sites.h"

static const rg_trace_format *const formats[] = {
#define RG_FORMAT(name) &rg_trace_format_##name,
#include "trace/formats.def"
#undef RG_FORMAT
};
#define N_FORMATS (sizeof(formats) / sizeof(*formats))

/* The length of the well-formed character at s, or 0. Unicode 15, table 3-7. */
static size_t character(rg_str s)
{
	for (size_t n = 1; n <= 4 && n <= s.len; n++)
		if (rg_utf8_is_valid(rg_str_sub(s, 0, n)))
			return n;
	return 0;
}

rg_str rg_trace__keep(rg_reader *reader, rg_str s)
{
	rg_buf buf;
	rg_str out;

	if (!s.ptr || rg_utf8_is_valid(s))
		return rg_arena_dup(reader->arena, s);
	rg_buf_init(&buf, s.len * 3);
	for (size_t i = 0; i < s.len;) {
		size_t n = character(rg_str_sub(s, i, s.len));

		rg_buf_add(&buf, n ? rg_str_sub(s, i, i + n) : RG_STR("\xef\xbf\xbd"));
		i += n ? n : 1;
	}
	out = rg_arena_dup(reader->arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

size_t rg_trace__find_mark(rg_str text, rg_str mark, size_t from)
{
	for (;;) {
		size_t at = rg_str_find(rg_str_sub(text, from, text.len), mark), begin;
		rg_str before;

		if (at == SIZE_MAX)
			return SIZE_MAX;
		at += from;
		begin = rg_str_rfind_char(rg_str_sub(text, from, at), '\n');
		before = rg_str_sub(text, begin == SIZE_MAX ? from : from + begin + 1, at);
		if (rg_str_find_char(before, '"') == SIZE_MAX &&
		    rg_str_find_char(before, '\'') == SIZE_MAX)
			return at;
		from = at + mark.len;
	}
}

static void finish_frame(rg_reader *reader, rg_frame *frame)
{
	rg_str resolved;

	frame->in_workspace =
		rg_paths_resolve(&resolved, &frame->is_ambiguous, reader->options->paths,
				 reader->options->cwd, frame->path);
	if (frame->in_workspace)
		frame->path = rg_arena_dup(reader->arena, resolved);
	if (!frame->language.ptr)
		frame->language = rg_language_name(frame->path);
}

/*
 * Whether a frame of the second pass counts. What an assertion compares may well hold
 * "a.c:3: error", as a test of a compiler's does: of such a text only files of the workspace do.
 */
static bool counts(const rg_frame *frame, const rg_exception *error)
{
	if (frame->in_workspace || !rg_str_eq_z(error->type, "AssertionError"))
		return true;
	return !frame->path.ptr && !rg_str_starts(error->message, RG_STR("assert "));
}

static void finish_exception(rg_reader *reader, rg_exception *error)
{
	size_t n = error->frames.n, kept = n;

	rg_sites_find(&error->frames, reader->arena, error->message);
	for (size_t i = 0; i < error->frames.n; i++) {
		rg_frame *frame = &error->frames.items[i];

		if (i >= n) {
			frame->path = rg_trace__keep(reader, frame->path);
			frame->function = rg_trace__keep(
				reader, rg_str_sub(frame->function, 0, RG_TRACE_MAX_NAME));
		}
		finish_frame(reader, frame);
		if (i >= n && counts(frame, error))
			error->frames.items[kept++] = *frame;
	}
	error->frames.n = kept;
}

static bool has_frame(const rg_exception *error, const rg_frame *frame)
{
	for (size_t i = 0; i < error->frames.n; i++)
		if (error->frames.items[i].line == frame->line &&
		    rg_str_eq(error->frames.items[i].path, frame->path))
			return true;
	return false;
}

/* Whether words name a place in the workspace that neither the error nor its chain has. */
static bool names_new_place(const rg_failure *failure, const rg_exception *words)
{
	for (size_t i = 0; i < words->frames.n; i++) {
		const rg_frame *frame = &words->frames.items[i];
		bool is_known = has_frame(&failure->error, frame);

		for (size_t k = 0; k < failure->chain.n && !is_known; k++)
			is_known = has_frame(&failure->chain.items[k], frame);
		if (frame->in_workspace && !is_known)
			return true;
	}
	return false;
}

static void add_native_words(rg_reader *reader, rg_failure *out, rg_str printed)
{
	rg_str words = rg_last_words(reader->arena, printed);
	rg_exception said = {.relation = RG_RELATION_CONTEXT};

	if (!words.len || out->chain.n >= RG_TRACE_MAX_CHAIN)
		return;
	said.message = rg_trace__keep(reader, rg_str_sub(words, 0, RG_LIMIT_ERROR_BYTES));
	(void)rg_last_words_find(&said.type, said.message, 0);
	finish_exception(reader, &said);
	if (names_new_place(out, &said))
		RG_PUSH(reader->arena, &out->chain, said);
}

void rg_trace__add(rg_reader *reader, const rg_failure *failure)
{
	rg_trace__add_with_output(reader, failure, (rg_str){NULL, 0});
}

void rg_trace__add_with_output(rg_reader *reader, const rg_failure *failure, rg_str printed)
{
	rg_failure *out;

	if (reader->trace->failures.n >= RG_LIMIT_FAILURES)
		return;
	out = RG_PUSH_NEW(reader->arena, &reader->trace->failures);
	*out = *failure;
	out->test = rg_nodeid_normalise(
		reader->arena, reader->options->paths, reader->options->cwd,
		rg_trace__keep(reader, rg_str_sub(failure->test, 0, RG_TRACE_MAX_PATH)));
	if (!out->test.ptr)
		out->test = RG_STR("");
	finish_exception(reader, &out->error);
	for (size_t i = 0; i < out->chain.n; i++)
		finish_exception(reader, &out->chain.items[i]);
	if (printed.len)
		add_native_words(reader, out, printed);
	if (!out->error.message.ptr)
		out->error.message = RG_STR("");
	out->kind = rg_kind_of(&out->kind_words, out);
	out->operation = rg_operation_of(reader->arena, out);
	out->fingerprint = rg_fingerprint(reader->arena, out);
}

const rg_trace *rg_trace_parse(rg_arena *arena, rg_str text, const rg_trace_options *options)
{
	static const rg_trace_options nothing = {NULL, {"", 0}};
	rg_trace *trace = RG_NEW(arena, rg_trace);
	rg_reader reader = {arena, options ? options : &nothing, trace, 0};

	text = rg_trace__clean(arena, rg_str_sub(text, 0, RG_LIMIT_TRACE_BYTES));
	for (unsigned i = 0; i < N_FORMATS; i++) {
		if (!formats[i]->sniff(text) || !formats[i]->read(&reader, text))
			continue;
		trace->format = rg_str_of(formats[i]->name);
		break;
	}
	return trace;
}

bool rg_trace_looks_like_log(rg_str head)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = rg_trace__clean(arena, head);
	bool does = false;

	for (unsigned i = 0; i < N_FORMATS && !does; i++)
		does = formats[i]->sniff(text);
	rg_arena_free(arena);
	return does;
}
