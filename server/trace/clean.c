/* SPDX-License-Identifier: MIT */
/*
 * clean.c - one pass over the bytes, line by line; a line without anything to take off costs two
 * memchr and a memcpy, a log without anything to take off three memchr in all. Which prefixes are
 * in use is decided before (prefixes.c). Where several writers took turns, the lines of each are
 * put together in a second pass: pytest's reports of two ranks, line by line in turn, are
 * neither's.
 */
#include "trace/clean.h"

#include <string.h>

#include "base/vec.h"
#include "trace/escapes.h"
#include "trace/prefixes.h"

/* Writers that are told apart, and pieces of theirs: beyond it, lines stay where they are. */
#define MAX_WRITERS 64
#define MAX_PIECES  200000

/* Lines of one writer that stand together. */
typedef struct rg_piece {
	unsigned writer;
	size_t begin; /* in the cleaned text; it ends where the next begins */
} rg_piece;

typedef struct rg_cleaner {
	rg_arena *arena;
	rg_prefixes prefixes;
	char *out, *end;
	rg_str writers[MAX_WRITERS];
	unsigned n_writers;
	bool has_many; /* too many of them */
	RG_VEC(rg_piece) pieces;
} rg_cleaner;

/* Copies a line without escapes to out; a CR inside it starts a new one. Returns the end. */
static char *copy_line(char *out, rg_str line)
{
	while (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	for (size_t i = 0; i < line.len;) {
		if (line.ptr[i] == '\033') {
			i += rg_escape_length(rg_str_sub(line, i, line.len));
		} else {
			*out++ = line.ptr[i] == '\r' ? '\n' : line.ptr[i];
			i++;
		}
	}
	return out;
}

/* The value of %0A, %0D or %25 at s, as GitHub's commands write what would end them; or -1. */
static int escaped(rg_str s)
{
	if (rg_str_starts(s, RG_STR("%0A")))
		return '\n';
	if (rg_str_starts(s, RG_STR("%0D")))
		return ' ';
	return rg_str_starts(s, RG_STR("%25")) ? '%' : -1;
}

/* `::error file=f,line=3::message`: the message, its ends of lines made real; false for others. */
static bool copy_annotation(rg_cleaner *cleaner, rg_str line)
{
	size_t end;

	if (!rg_str_skip(&line, RG_STR("::error ")) && !rg_str_skip(&line, RG_STR("::warning ")) &&
	    !rg_str_skip(&line, RG_STR("::notice ")))
		return false;
	end = rg_str_find(line, RG_STR("::"));
	if (end == SIZE_MAX)
		return false;
	for (size_t i = end + 2; i < line.len;) {
		int c = line.ptr[i] == '%' ? escaped(rg_str_sub(line, i, i + 3)) : -1;

		*cleaner->end++ = c < 0 ? line.ptr[i] : (char)c;
		i += c < 0 ? 1 : 3;
	}
	return true;
}

/* Without "##[error]" and its like: what stands behind it is the program's own line. */
static rg_str without_command(rg_str line)
{
	static const char *const commands[] = {"error]",   "warning]", "group]", "endgroup]",
					       "section]", "command]", "debug]", "notice]"};
	rg_str rest = line;

	if (!rg_str_skip(&rest, RG_STR("##[")))
		return line;
	for (unsigned i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (rg_str_skip(&rest, rg_str_of(commands[i])))
			return rest;
	return line;
}

/* Who wrote the line that is about to be copied; a line without a label goes on. */
static void note_writer(rg_cleaner *cleaner, rg_str label)
{
	size_t n = cleaner->pieces.n;
	unsigned writer = 0;

	if (!label.ptr || cleaner->has_many ||
	    (n > 0 && rg_str_eq(cleaner->writers[cleaner->pieces.items[n - 1].writer], label)))
		return;
	while (writer < cleaner->n_writers && !rg_str_eq(cleaner->writers[writer], label))
		writer++;
	if (writer == MAX_WRITERS || n == MAX_PIECES) {
		cleaner->has_many = true;
		return;
	}
	if (writer == cleaner->n_writers)
		cleaner->writers[cleaner->n_writers++] = rg_arena_dup(cleaner->arena, label);
	RG_PUSH(cleaner->arena, &cleaner->pieces,
		(rg_piece){writer, n > 0 ? (size_t)(cleaner->end - cleaner->out) : 0});
}

/* The line may lie where it is copied to, or behind: what is written is never longer. */
static void add_line(rg_cleaner *cleaner, rg_str line)
{
	rg_prefixed prefixed;
	size_t n_first;

	if (line.len && (memchr(line.ptr, '\033', line.len) || memchr(line.ptr, '\r', line.len)))
		line = (rg_str){cleaner->end,
				(size_t)(copy_line(cleaner->end, line) - cleaner->end)};
	(void)rg_str_skip(&line, RG_STR("\xef\xbb\xbf"));
	if (cleaner->prefixes.n > 0) {
		n_first = rg_str_find_char(line, '\n');
		n_first = n_first < line.len ? n_first : line.len;
		rg_prefixes_strip(&prefixed, &cleaner->prefixes, rg_str_sub(line, 0, n_first));
		line = rg_str_sub(line, n_first - prefixed.line.len, line.len);
		if (prefixed.is_continued && cleaner->end > cleaner->out &&
		    cleaner->end[-1] == '\n')
			cleaner->end--;
		note_writer(cleaner, prefixed.label);
	}
	line = without_command(line);
	if (line.len && !copy_annotation(cleaner, line)) {
		memmove(cleaner->end, line.ptr, line.len);
		cleaner->end += line.len;
	}
}

/* The text, one writer after the other. */
static rg_str by_writer(const rg_cleaner *cleaner, rg_str text)
{
	size_t n = cleaner->pieces.n, len = 0;
	char *out;

	if (cleaner->n_writers < 2 || cleaner->has_many)
		return text;
	out = rg_arena_alloc(cleaner->arena, text.len + MAX_WRITERS);
	for (unsigned writer = 0; writer < cleaner->n_writers; writer++) {
		for (size_t i = 0; i < n; i++) {
			const rg_piece *piece = &cleaner->pieces.items[i];
			size_t end = i + 1 < n ? piece[1].begin : text.len;

			if (piece->writer != writer)
				continue;
			memcpy(out + len, text.ptr + piece->begin, end - piece->begin);
			len += end - piece->begin;
		}
		if (len > 0 && out[len - 1] != '\n')
			out[len++] = '\n';
	}
	return (rg_str){out, len};
}

static bool needs_cleaning(const rg_prefixes *prefixes, rg_str text)
{
	return prefixes->n > 0 || memchr(text.ptr, '\033', text.len) ||
	       memchr(text.ptr, '\r', text.len) || rg_str_has(text, RG_STR("##[")) ||
	       rg_str_has(text, RG_STR("::error ")) || rg_str_has(text, RG_STR("\xef\xbb\xbf"));
}

rg_str rg_trace__clean(rg_arena *arena, rg_str text)
{
	rg_cleaner cleaner = {.arena = arena};

	text = rg_trace__decode(arena, text);
	(void)rg_str_skip(&text, RG_STR("\xef\xbb\xbf"));
	if (text.len == 0)
		return text;
	rg_prefixes_find(&cleaner.prefixes, arena, text);
	if (!needs_cleaning(&cleaner.prefixes, text))
		return text;
	cleaner.out = cleaner.end = rg_arena_alloc(arena, text.len + 1);
	while (text.len > 0) {
		const char *lf = memchr(text.ptr, '\n', text.len);
		size_t n = lf ? (size_t)(lf - text.ptr) : text.len;

		add_line(&cleaner, rg_str_sub(text, 0, n));
		if (lf)
			*cleaner.end++ = '\n';
		text = rg_str_sub(text, n + 1, text.len);
	}
	return by_writer(&cleaner, (rg_str){cleaner.out, (size_t)(cleaner.end - cleaner.out)});
}
