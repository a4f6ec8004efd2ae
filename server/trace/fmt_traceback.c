/* SPDX-License-Identifier: MIT */
/*
 * fmt_traceback.c - tracebacks without a test runner around them: pasted text, a script's output,
 * a few lines out of pytest's. Each traceback is a failure, those joined by a chain line are one.
 */
#include "trace/format.h"
#include "trace/kind.h"
#include "trace/nodeid.h"
#include "trace/traceback.h"

#define MAX_TRACEBACKS 20

static const rg_str native_mark = RG_STR_INIT("Traceback (most recent call last):");

static bool has_error_lines(rg_str text)
{
	return rg_str_starts(text, RG_STR("E   ")) || rg_str_has(text, RG_STR("\nE   "));
}

/* A traceback, and not the words in a program's or a document's text: frames follow it. */
static bool has_traceback(rg_str text)
{
	size_t at = 0;

	while ((at = rg_trace__find_mark(text, native_mark, at)) != SIZE_MAX) {
		rg_str rest, line = {NULL, 0};

		at += native_mark.len;
		rest = rg_str_sub(text, at, text.len);
		(void)rg_str_line(&line, &rest);
		if (line.len == 0 && rg_str_line(&line, &rest) &&
		    rg_str_has(line, RG_STR("File \"")))
			return true;
	}
	return false;
}

static bool sniff(rg_str text)
{
	return has_error_lines(text) || has_traceback(text);
}

static void add(rg_reader *reader, rg_str body)
{
	rg_failure failure = {.phase = RG_PHASE_CALL, .seconds = -1, .test = {"", 0}};
	rg_traceback traceback;

	rg_traceback_read(&traceback, reader, body);
	if (!traceback.has_error || (!traceback.error.type.ptr && !traceback.error.frames.n))
		return;
	failure.error = traceback.error;
	failure.chain = traceback.chain;
	for (size_t i = 0; i < failure.error.frames.n; i++) {
		const rg_frame *frame = &failure.error.frames.items[i];

		if (!rg_path_is_test(frame->path) ||
		    !rg_str_starts(frame->function, RG_STR("test")))
			continue;
		failure.test = rg_nodeid_make(reader->arena, frame->path, frame->function);
		break;
	}
	rg_trace__add(reader, &failure);
}

static bool is_chain_line(rg_str line)
{
	return rg_str_starts(line, RG_STR("The above exception was the direct cause")) ||
	       rg_str_starts(line, RG_STR("During handling of the above exception"));
}

/* The length of the first traceback: to a blank line behind its exception, unless it goes on. */
static size_t traceback_length(rg_str text)
{
	rg_str rest = text, line;
	bool is_behind = false;
	size_t end = 0;

	while (rg_str_line(&line, &rest)) {
		if (line.len == 0 || rg_str_starts(line, native_mark)) {
			/* between the parts of a chain, or before anything else */
		} else if (is_chain_line(line)) {
			is_behind = false;
			end = text.len - rest.len;
			continue;
		} else if (is_behind && line.ptr[0] != ' ' && line.ptr[0] != '\n' && end > 0 &&
			   text.ptr[end - 1] == '\n' && end < text.len && text.ptr[end] == '\n') {
			break; /* a blank line, then something that is no chain */
		} else {
			is_behind = is_behind || line.ptr[0] != ' ';
			end = text.len - rest.len;
		}
		if (is_behind && rg_str_starts(line, native_mark))
			break;
	}
	return end;
}

static bool read(rg_reader *reader, rg_str text)
{
	size_t n = reader->trace->failures.n;

	if (has_error_lines(text)) {
		add(reader, text);
		return reader->trace->failures.n > n;
	}
	for (int i = 0; i < MAX_TRACEBACKS; i++) {
		size_t at = rg_str_find(text, native_mark), length;

		if (at == SIZE_MAX)
			break;
		if (at >= 4 && rg_str_ends(rg_str_sub(text, 0, at), RG_STR("  + Exception Group ")))
			at -= 20;
		text = rg_str_sub(text, at, text.len);
		length = traceback_length(text);
		add(reader, rg_str_sub(text, 0, length));
		text = rg_str_sub(text, length > native_mark.len ? length : native_mark.len,
				  text.len);
	}
	return reader->trace->failures.n > n;
}

const rg_trace_format rg_trace_format_traceback = {"traceback", sniff, read};
