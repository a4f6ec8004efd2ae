/* SPDX-License-Identifier: MIT */
/*
 * format.h - inside trace/: what a format is (one fmt_NAME.c and one line in formats.def), and what
 * a reader works on.
 */
#ifndef RG_TRACE_FORMAT_H
#define RG_TRACE_FORMAT_H

#include "trace/trace.h"

/* Of names in a log: what is longer is garbage, and is cut. */
#define RG_TRACE_MAX_PATH 4096
#define RG_TRACE_MAX_NAME 1024

/* Exceptions behind the reported one that are kept; the farthest are left out. */
#define RG_TRACE_MAX_CHAIN 50

/* One reading. Texts are copied into the arena before they are put into the trace. */
typedef struct rg_reader {
	rg_arena *arena;
	const rg_trace_options *options;
	rg_trace *trace; /* being filled */
	size_t n_bytes;	 /* of reports that were read so far */
} rg_reader;

typedef struct rg_trace_format {
	const char *name;
	/* Whether text (cleaned, perhaps only its head) is of this format. Cheap. */
	bool (*sniff)(rg_str text);
	/* Adds failures; false when there was nothing after all, and the trace is untouched. */
	bool (*read)(rg_reader *reader, rg_str text);
} rg_trace_format;

#define RG_FORMAT(name) extern const rg_trace_format rg_trace_format_##name;
#include "trace/formats.def"
#undef RG_FORMAT

/* A copy in the reader's arena, of well-formed UTF-8 (other bytes become U+FFFD). */
rg_str rg_trace__keep(rg_reader *reader, rg_str s);

/*
 * Where mark stands, at `from` or behind it, with no quotation mark before it on its line, as it
 * has in a program's text; SIZE_MAX when it does not.
 */
size_t rg_trace__find_mark(rg_str text, rg_str mark, size_t from);

/*
 * Adds a failure: resolves its paths and node id, adds the sites named in its messages, sets
 * kind, operation and fingerprint. Beyond RG_LIMIT_FAILURES it is left out.
 */
void rg_trace__add(rg_reader *reader, const rg_failure *failure);
/*
 * Likewise; printed: what the test wrote to standard error, or null. The last that native code
 * complained of there (a device's assertion, a panic, a sanitizer) joins the chain as the
 * reported exception's context, if it names a place in the workspace which the failure does not.
 */
void rg_trace__add_with_output(rg_reader *reader, const rg_failure *failure, rg_str printed);

#endif
