/* SPDX-License-Identifier: MIT */
/*
 * clean.c - one pass over the bytes, line by line; a line without anything to take off costs two
 * memchr and a memcpy, a log without anything to take off a few searches in all. Which prefixes are
 * in use is decided before (prefixes.c). Where several writers took turns, a pass before that
 * measures what each wrote, so that each one's lines are put together at once: pytest's reports of
 * two ranks, line by line in turn, are neither's.
 */
#include "trace/clean.h"

#include <string.h>

#include "trace/escapes.h"
#include "trace/prefixes.h"

/* Writers that are told apart: where there are more, lines stay where they are. */
#define MAX_WRITERS 64
/* Of a line, where its prefixes are. */
#define MAX_PREFIX ((size_t)400)

/* Who wrote some of the lines. */
typedef struct rg_writer {
	rg_str label;
	size_t size; /* of the lines, at most */
	char *out, *end;
} rg_writer;

typedef struct rg_cleaner {
	rg_arena *arena;
	rg_prefixes prefixes;
	rg_writer writers[MAX_WRITERS]; /* one at least */
	unsigned n_writers;
	unsigned current; /* who wrote the line that is being read */
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
static bool copy_annotation(rg_writer *writer, rg_str line)
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

		*writer->end++ = c < 0 ? line.ptr[i] : (char)c;
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

/* Sets who wrote the line; one without a label is by whom the line before is. False: too many. */
static bool find_writer(rg_cleaner *cleaner, rg_str line)
{
	char plain[MAX_PREFIX];
	rg_prefixed prefixed;
	unsigned i = 0;

	line = rg_str_sub(line, 0, MAX_PREFIX);
	if (line.len && memchr(line.ptr, '\033', line.len))
		line = (rg_str){plain, (size_t)(copy_line(plain, line) - plain)};
	rg_prefixes_strip(&prefixed, &cleaner->prefixes, line);
	if (!prefixed.label.ptr ||
	    rg_str_eq(prefixed.label, cleaner->writers[cleaner->current].label))
		return true;
	while (i < cleaner->n_writers && !rg_str_eq(prefixed.label, cleaner->writers[i].label))
		i++;
	if (i == MAX_WRITERS)
		return false;
	if (i == cleaner->n_writers)
		cleaner->writers[cleaner->n_writers++].label =
			rg_arena_dup(cleaner->arena, prefixed.label);
	cleaner->current = i;
	return true;
}

static bool next_line(rg_str *line, rg_str *rest, bool *has_end)
{
	const char *lf = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
	size_t n = lf ? (size_t)(lf - rest->ptr) : rest->len;

	if (rest->len == 0)
		return false;
	*has_end = lf != NULL;
	*line = rg_str_sub(*rest, 0, n);
	*rest = rg_str_sub(*rest, n + 1, rest->len);
	return true;
}

/* Finds the writers and gives each its room, behind that of the one before. */
static void make_room(rg_cleaner *cleaner, rg_str text)
{
	rg_str rest = text, line;
	bool has_end, is_told = rg_prefixes_tell(&cleaner->prefixes);
	char *room = rg_arena_alloc(cleaner->arena, text.len + MAX_WRITERS + 1);

	while (is_told && next_line(&line, &rest, &has_end)) {
		is_told = find_writer(cleaner, line);
		cleaner->writers[cleaner->current].size += line.len + 1;
	}
	cleaner->current = 0;
	if (!is_told || cleaner->n_writers < 2) {
		cleaner->n_writers = 1;
		cleaner->writers[0].size = text.len + 1;
	}
	for (unsigned i = 0; i < cleaner->n_writers; i++) {
		cleaner->writers[i].out = cleaner->writers[i].end = room;
		room += cleaner->writers[i].size;
	}
}

/* pytest-sugar's `――― title ―――`, as pytest writes it: with '_' for each; false for others. */
static bool copy_rules(rg_writer *writer, rg_str line)
{
	const rg_str bar = RG_STR_INIT("\xe2\x80\x95");
	rg_str rest = line, inner;
	size_t left = 0, right = 0;

	while (rg_str_skip(&rest, bar))
		left++;
	inner = rest;
	while (rg_str_chop(&inner, bar))
		right++;
	if (left == 0 || right == 0 || inner.len < 3 || inner.ptr[0] != ' ')
		return false;
	memset(writer->end, '_', left);
	memmove(writer->end + left, inner.ptr, inner.len);
	memset(writer->end + left + inner.len, '_', right);
	writer->end += left + inner.len + right;
	return true;
}

/*
 * pytest-sugar's line of progress, which stands between the reports: "   37% ███▊      ", perhaps
 * behind " tests/test_a.py ✓✗". Its bar is made of U+2588 to U+258F.
 */
static bool is_sugar_bar(rg_str line)
{
	size_t percent = rg_str_rfind_char(line, '%');
	rg_str bar;

	if (line.len == 0 || line.ptr[0] != ' ' || percent == SIZE_MAX || percent == 0 ||
	    line.ptr[percent - 1] < '0' || line.ptr[percent - 1] > '9')
		return false;
	bar = rg_str_trim(rg_str_sub(line, percent + 1, line.len));
	if (bar.len == 0)
		return false;
	for (; bar.len >= 3; bar = rg_str_sub(bar, 3, bar.len))
		if (!rg_str_starts(bar, RG_STR("\xe2\x96")) || (unsigned char)bar.ptr[2] < 0x88 ||
		    (unsigned char)bar.ptr[2] > 0x8f)
			return false;
	return bar.len == 0;
}

/*
 * The line without the blanks that it begins with, these written: a text that was copied from a web
 * page has U+00A0 for them.
 */
static rg_str copy_blanks(rg_writer *writer, rg_str line)
{
	for (;;) {
		if (!rg_str_skip(&line, RG_STR(" ")) && !rg_str_skip(&line, RG_STR("\xc2\xa0")))
			return line;
		*writer->end++ = ' ';
	}
}

static void add_text(rg_writer *writer, rg_str line)
{
	line = without_command(line);
	if (is_sugar_bar(line))
		return;
	line = copy_blanks(writer, line);
	if (line.len && !copy_annotation(writer, line) && !copy_rules(writer, line)) {
		memmove(writer->end, line.ptr, line.len);
		writer->end += line.len;
	}
}

/* The line may lie where it is copied to, or behind: what is written is never longer. */
static void add_line(rg_writer *writer, const rg_prefixes *prefixes, rg_str line)
{
	rg_prefixed prefixed;
	size_t n_first;

	if (line.len && (memchr(line.ptr, '\033', line.len) || memchr(line.ptr, '\r', line.len)))
		line = (rg_str){writer->end, (size_t)(copy_line(writer->end, line) - writer->end)};
	(void)rg_str_skip(&line, RG_STR("\xef\xbb\xbf"));
	if (prefixes->n > 0) {
		n_first = rg_str_find_char(line, '\n');
		n_first = n_first < line.len ? n_first : line.len;
		rg_prefixes_strip(&prefixed, prefixes, rg_str_sub(line, 0, n_first));
		line = rg_str_sub(line, n_first - prefixed.line.len, line.len);
		if (prefixed.is_continued && writer->end > writer->out && writer->end[-1] == '\n')
			writer->end--;
	}
	for (;;) {
		size_t lf = rg_str_find_char(line, '\n');

		add_text(writer, rg_str_sub(line, 0, lf));
		if (lf == SIZE_MAX)
			break;
		*writer->end++ = '\n';
		line = rg_str_sub(line, lf + 1, line.len);
	}
}

/* What the writers wrote, one behind the other. */
static rg_str join(rg_cleaner *cleaner)
{
	char *out = cleaner->writers[0].out, *end = out;

	for (unsigned i = 0; i < cleaner->n_writers; i++) {
		const rg_writer *writer = &cleaner->writers[i];
		size_t n = (size_t)(writer->end - writer->out);

		if (end > out && end[-1] != '\n')
			*end++ = '\n'; /* the log's last line, which has no end, was not the last */
		if (end != writer->out && n > 0)
			memmove(end, writer->out, n);
		end += n;
	}
	return (rg_str){out, (size_t)(end - out)};
}

static bool needs_cleaning(const rg_prefixes *prefixes, rg_str text)
{
	return prefixes->n > 0 || memchr(text.ptr, '\033', text.len) ||
	       memchr(text.ptr, '\r', text.len) || rg_str_has(text, RG_STR("##[")) ||
	       rg_str_has(text, RG_STR("::error ")) ||
	       rg_str_has(text, RG_STR("\xe2\x80\x95\xe2\x80\x95\xe2\x80\x95 ")) ||
	       rg_str_has(text, RG_STR("% \xe2\x96\x88")) ||
	       rg_str_has(text, RG_STR("\n\xc2\xa0")) || rg_str_has(text, RG_STR("\n \xc2\xa0")) ||
	       rg_str_has(text, RG_STR("\xef\xbb\xbf"));
}

rg_str rg_trace__clean(rg_arena *arena, rg_str text)
{
	rg_cleaner cleaner = {.arena = arena, .n_writers = 1};
	rg_str line;
	bool has_end;

	text = rg_trace__decode(arena, text);
	(void)rg_str_skip(&text, RG_STR("\xef\xbb\xbf"));
	if (text.len == 0)
		return text;
	rg_prefixes_find(&cleaner.prefixes, arena, text);
	if (!needs_cleaning(&cleaner.prefixes, text))
		return text;
	make_room(&cleaner, text);
	while (next_line(&line, &text, &has_end)) {
		rg_writer *writer = &cleaner.writers[0];

		if (cleaner.n_writers > 1) {
			(void)find_writer(&cleaner, line);
			writer = &cleaner.writers[cleaner.current];
		}
		add_line(writer, &cleaner.prefixes, line);
		if (has_end)
			*writer->end++ = '\n';
	}
	return join(&cleaner);
}
