/* SPDX-License-Identifier: MIT */
/*
 * crash.c - the thread that crashed is faulthandler's "Current thread", wherever it stands among
 * the others; its frames come innermost first (CPython, Python/traceback.c). pytest-timeout
 * prints stacks the other way round, and MainThread's is the test's. What C++ said before an
 * abort ("what():  …") is the better message.
 */
#include "trace/crash.h"

#include "base/limits.h"
#include "trace/exception.h"
#include "trace/kind.h"
#include "trace/last_words.h"
#include "trace/sites.h"

/* Of a dump: more threads than these are not looked at. */
#define MAX_DUMP ((size_t)256 * 1024)
/* A process that ends without Python's word does so at the end of its log. */
#define MAX_END ((size_t)1024 * 1024)

static const rg_str fatal_mark = RG_STR_INIT("Fatal Python error: ");
static const rg_str windows_mark = RG_STR_INIT("Windows fatal exception: ");
static const rg_str timeout_mark = RG_STR_INIT("~ Stack of MainThread");
static const rg_str dump_mark = RG_STR_INIT("Timeout (");
static const rg_str native_mark = RG_STR_INIT("C stack trace (most recent call first):");
static const rg_str thread_mark = RG_STR_INIT("(most recent call first):\n");

static const struct {
	const char *text, *name;
} signals[] = {
	{"Segmentation fault", "SIGSEGV"},
	{"Aborted", "SIGABRT"},
	{"Bus error", "SIGBUS"},
	{"Floating point exception", "SIGFPE"},
	{"Floating-point exception", "SIGFPE"},
	{"Illegal instruction", "SIGILL"},
};

/* The frames of a thread: native frames up to a line that is none. Borrowed. */
static void read_thread(rg_frame_vec *out, rg_arena *arena, rg_str text)
{
	rg_str line;

	while (rg_str_line(&line, &text)) {
		rg_frame frame;
		rg_str trimmed = rg_str_trim(line);

		if (rg_trace__native_frame(&frame, line))
			RG_PUSH(arena, out, frame);
		else if (trimmed.len == 0 || line.ptr[0] != ' ')
			return;
		else if (out->n > 0 && !out->items[out->n - 1].source.ptr &&
			 rg_str_starts(line, RG_STR("    ")))
			out->items[out->n - 1].source = trimmed;
	}
}

/* Copies the frames that are not machinery's, from the test inwards; names the test. */
static void take_frames(rg_crash *out, rg_reader *reader, const rg_frame_vec *frames,
			bool is_innermost_first)
{
	for (size_t i = 0; i < frames->n; i++) {
		const rg_frame *frame = &frames->items[is_innermost_first ? frames->n - 1 - i : i];
		rg_frame *copy;

		if (rg_trace__is_machinery(frame) || rg_str_starts(frame->path, RG_STR("<string>")))
			continue;
		copy = RG_PUSH_NEW(reader->arena, &out->error.frames);
		*copy = *frame;
		copy->path = rg_trace__keep_path(reader, frame->path);
		copy->function =
			rg_trace__keep(reader, rg_str_sub(frame->function, 0, RG_TRACE_MAX_NAME));
		copy->source = rg_trace__keep(reader, frame->source);
		if (!out->path.ptr && rg_path_is_test(copy->path) &&
		    rg_str_starts(copy->function, RG_STR("test"))) {
			out->path = copy->path;
			out->function = copy->function;
		}
	}
}

/*
 * What native code said between the line that names the running test, before `at`, and `end`: the
 * text may be glued to that line.
 */
static rg_str said_before(rg_reader *reader, rg_str text, size_t at, size_t end)
{
	size_t begin = at > RG_LAST_WORDS_BYTES ? at - RG_LAST_WORDS_BYTES : 0, next;

	while ((next = rg_str_find(rg_str_sub(text, begin, at), RG_STR(".py::"))) != SIZE_MAX) {
		begin += next + 5;
		while (begin < at && text.ptr[begin] != ' ' && text.ptr[begin] != '\n')
			begin++;
	}
	return rg_last_words(reader->arena, rg_str_sub(text, begin, end));
}

/* Python 3.14: functions of the extension that crashed, behind those of Python. */
static void add_native_frames(rg_crash *out, rg_reader *reader, rg_str dump)
{
	size_t at = rg_str_find(dump, native_mark), n = out->error.frames.n;

	if (at == SIZE_MAX)
		return;
	rg_sites_find(&out->error.frames, reader->arena,
		      rg_str_sub(dump, at + native_mark.len, at + RG_LIMIT_ERROR_BYTES));
	for (size_t i = n; i < out->error.frames.n; i++) {
		rg_frame *frame = &out->error.frames.items[i];

		frame->path = rg_trace__keep(reader, frame->path);
		frame->function = rg_trace__keep(reader, frame->function);
	}
}

/* Another thread than the one that crashed runs the test: it waits for it, say. */
static void find_waiting_test(rg_crash *out, rg_reader *reader, rg_str dump)
{
	size_t thread;

	while (!out->path.ptr && (thread = rg_str_find(dump, thread_mark)) != SIZE_MAX) {
		rg_frame_vec frames = {NULL, 0, 0};

		dump = rg_str_sub(dump, thread + thread_mark.len, dump.len);
		read_thread(&frames, reader->arena, dump);
		for (size_t i = frames.n; i-- > 0 && !out->path.ptr;) {
			const rg_frame *frame = &frames.items[i];
			rg_str path;

			if (!rg_str_starts(frame->function, RG_STR("test")))
				continue;
			path = rg_trace__keep_path(reader, frame->path);
			if (!rg_path_is_test(path))
				continue;
			out->path = path;
			out->function = rg_trace__keep(reader, frame->function);
		}
	}
}

static void read_fatal(rg_crash *out, rg_reader *reader, rg_str text, size_t at)
{
	rg_str dump = rg_str_sub(text, at, at + MAX_DUMP), line, rest = dump, said;
	size_t thread;
	rg_frame_vec frames = {NULL, 0, 0};

	(void)rg_str_line(&line, &rest);
	out->error.type = rg_str_starts(line, windows_mark) ? RG_STR("Windows fatal exception")
							    : RG_STR("Fatal Python error");
	out->error.message = rg_trace__keep(reader, rg_str_sub(line, 0, RG_LIMIT_ERROR_BYTES));
	(void)rg_str_skip(&line, fatal_mark);
	for (unsigned i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (rg_str_starts(line, rg_str_of(signals[i].text)))
			out->error.type = rg_str_of(signals[i].name);
	said = said_before(reader, text, at, at);
	if (said.len > 0)
		out->error.message =
			rg_trace__keep(reader, rg_str_sub(said, 0, RG_LIMIT_ERROR_BYTES));
	thread = rg_str_find(rest, RG_STR("Current thread 0x"));
	if (thread == SIZE_MAX)
		thread = rg_str_find(rest, RG_STR("(most recent call first):"));
	if (thread == SIZE_MAX)
		return;
	rest = rg_str_sub(rest, thread, rest.len);
	(void)rg_str_line(&line, &rest);
	read_thread(&frames, reader->arena, rest);
	take_frames(out, reader, &frames, true);
	add_native_frames(out, reader, dump);
	if (!out->path.ptr)
		find_waiting_test(out, reader, dump);
}

/* No word of Python's: what the process, or the shell that it ran in, said last. */
static void read_end(rg_crash *out, rg_reader *reader, rg_str text, size_t at, rg_str type)
{
	rg_str said = said_before(reader, text, at, at + RG_LAST_WORDS_BYTES / 2), line, rest;

	if (said.len == 0) {
		rest = rg_str_sub(text, at, text.len);
		(void)rg_str_line(&line, &rest);
		said = rg_str_trim(rg_str_sub(line, 0, rg_str_find(line, RG_STR("  "))));
	}
	out->error.type = type;
	out->error.message = rg_trace__keep(reader, rg_str_sub(said, 0, RG_LIMIT_ERROR_BYTES));
}

static void read_timeout(rg_crash *out, rg_reader *reader, rg_str text, size_t at)
{
	rg_str rest = rg_str_sub(text, at, at + MAX_DUMP), line;
	rg_frame_vec frames = {NULL, 0, 0};

	out->error.type = RG_STR("Timeout");
	out->error.message = RG_STR("Timeout");
	(void)rg_str_line(&line, &rest);
	read_thread(&frames, reader->arena, rest);
	take_frames(out, reader, &frames, false);
}

/* faulthandler_timeout's dump, "Timeout (0:00:01)!": of its threads the one in a test. */
static void read_dump(rg_crash *out, rg_reader *reader, rg_str text, size_t at)
{
	rg_str rest = rg_str_sub(text, at, at + MAX_DUMP), line;
	size_t thread;

	(void)rg_str_line(&line, &rest);
	out->error.type = RG_STR("Timeout");
	out->error.message = rg_trace__keep(reader, line);
	while (!out->path.ptr && (thread = rg_str_find(rest, thread_mark)) != SIZE_MAX) {
		rg_frame_vec frames = {NULL, 0, 0};

		rest = rg_str_sub(rest, thread + thread_mark.len, rest.len);
		out->error.frames = (rg_frame_vec){NULL, 0, 0};
		read_thread(&frames, reader->arena, rest);
		take_frames(out, reader, &frames, true);
	}
}

/* "Timeout (0:00:01)!", perhaps behind a line of progress; SIZE_MAX when there is none. */
static size_t find_dump(rg_str text, size_t from)
{
	for (;;) {
		size_t at = rg_str_find(rg_str_sub(text, from, text.len), dump_mark);
		rg_str rest, line = {NULL, 0};

		if (at == SIZE_MAX)
			return SIZE_MAX;
		at += from;
		rest = rg_str_sub(text, at + dump_mark.len, text.len);
		(void)rg_str_line(&line, &rest);
		if (line.len > 4 && line.len < 30 && line.ptr[0] >= '0' && line.ptr[0] <= '9' &&
		    rg_str_has(line, RG_STR(":")) && rg_str_ends(line, RG_STR(")!")))
			return at;
		from = at + dump_mark.len;
	}
}

static size_t find_behind(rg_str text, size_t from, rg_str mark)
{
	size_t at = rg_str_find(rg_str_sub(text, from, text.len), mark);

	return at == SIZE_MAX ? SIZE_MAX : from + at;
}

static size_t find_fatal(rg_str text, size_t from)
{
	size_t python = find_behind(text, from, fatal_mark);
	size_t windows = find_behind(text, from, windows_mark);

	return python < windows ? python : windows;
}

bool rg_crash_find(rg_crash *out, rg_reader *reader, rg_str text, size_t *from)
{
	size_t fatal = find_fatal(text, *from);
	size_t timeout = find_behind(text, *from, timeout_mark);
	size_t dump = find_dump(text, *from), end = SIZE_MAX;
	rg_str type = {NULL, 0};

	*out = (rg_crash){0};
	if (fatal == SIZE_MAX && timeout == SIZE_MAX && dump == SIZE_MAX && *from == 0)
		end = rg_last_words_find(&type, text, text.len > MAX_END ? text.len - MAX_END : 0);
	if (fatal < timeout && fatal < dump) {
		out->begin = fatal;
		read_fatal(out, reader, text, out->begin);
	} else if (timeout < dump) {
		out->begin = timeout;
		read_timeout(out, reader, text, out->begin);
	} else if (dump != SIZE_MAX) {
		out->begin = dump;
		read_dump(out, reader, text, out->begin);
	} else if (end != SIZE_MAX) {
		out->begin = end;
		read_end(out, reader, text, out->begin, type);
	} else {
		return false;
	}
	*from = out->begin + dump_mark.len;
	return true;
}
