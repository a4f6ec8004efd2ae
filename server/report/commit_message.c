/* SPDX-License-Identifier: MIT */
/*
 * commit_message.c - the message of the pull request's commit: subject, why, what, the issue, and
 * trailers (git-commit(1), DISCUSSION; git-interpret-trailers(1)). Plain text of 72 columns; what
 * a log says is not quoted, its words may be anybody's.
 */
#include "report/markdown.h"
#include "report/plain.h"
#include "report/pr_text.h"
#include "report/sink.h"

#define WIDTH	    72
#define MAX_MESSAGE ((size_t)64 * 1024)

static size_t n_chars(rg_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return n;
}

/* The longest beginning of whole words with at most WIDTH characters. */
static rg_str fitting(rg_str text)
{
	size_t n = 0, space = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == ' ')
			space = i;
		if (((unsigned char)text.ptr[i] & 0xc0) != 0x80 && n++ == WIDTH)
			return rg_str_sub(text, 0, space ? space : i);
	}
	return text;
}

/* One paragraph or list item; its further lines are indented like its text. */
static void add_wrapped(rg_buf *out, rg_str text, size_t indent)
{
	size_t column = 0;
	rg_str word;

	while (rg_str_part(&word, &text, ' ')) {
		size_t n = n_chars(word);

		if (word.len == 0)
			continue;
		if (column && column + 1 + n > WIDTH) {
			rg_buf_add_char(out, '\n');
			for (column = 0; column < indent; column++)
				rg_buf_add_char(out, ' ');
		} else if (column) {
			rg_buf_add_char(out, ' ');
			column++;
		}
		rg_buf_add(out, word);
		column += n;
	}
	rg_buf_add_char(out, '\n');
}

static size_t bullet(rg_str line)
{
	size_t n = 0;

	if (line.len > 2 && memchr("-*+", line.ptr[0], 3) && line.ptr[1] == ' ')
		return 2;
	while (n < line.len && line.ptr[n] >= '0' && line.ptr[n] <= '9')
		n++;
	return n && n + 1 < line.len && line.ptr[n] == '.' && line.ptr[n + 1] == ' ' ? n + 2 : 0;
}

/* Markdown's paragraphs and lists, wrapped; code stays as it is. */
static void add_text(rg_buf *out, rg_arena *arena, rg_str text)
{
	rg_fence fence = {0};
	rg_str line, block = {NULL, 0};
	size_t indent = 0;

	while (rg_str_line(&line, &text)) {
		rg_str words = rg_str_trim(line);
		bool is_code = rg_report__in_fence(&fence, line);

		if (block.ptr && (is_code || words.len == 0 || bullet(words))) {
			add_wrapped(out, block, indent);
			block = (rg_str){NULL, 0};
		}
		if (is_code || words.len == 0) {
			rg_buf_add(out, is_code ? line : words);
			rg_buf_add_char(out, '\n');
		} else if (block.ptr) {
			block = rg_arena_printf(arena, "%.*s %.*s", RG_FMT(block), RG_FMT(words));
		} else {
			block = words;
			indent = bullet(words);
		}
	}
	if (block.ptr)
		add_wrapped(out, block, indent);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The web address of an issue that begins at i, or nothing. */
static rg_str issue_url(rg_str text, size_t i)
{
	rg_str rest = rg_str_sub(text, i, text.len);
	size_t end = 0, at, n = 0;

	if (!rg_str_starts(rest, RG_STR("https://")))
		return (rg_str){NULL, 0};
	while (end < rest.len && (is_word(rest.ptr[end]) || memchr("/:.-", rest.ptr[end], 4)))
		end++;
	at = rg_str_find(rg_str_sub(rest, 0, end), RG_STR("/issues/"));
	if (at == SIZE_MAX)
		return (rg_str){NULL, 0};
	at += 8;
	while (at + n < end && is_digit(rest.ptr[at + n]))
		n++;
	return n ? rg_str_sub(rest, 0, at + n) : (rg_str){NULL, 0};
}

/* "#12", "GH-12" or an issue's address that a person wrote, outside of code; null when there is
 * none. */
static rg_str issue_in(rg_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i], last = i ? text.ptr[i - 1] : ' ';
		size_t begin = c == '#' ? i + 1 : i + 3, end = begin;
		rg_str url;

		if (c == '`') {
			end = rg_report__code_span(text, i);
			i = end > i ? end - 1 : i;
			continue;
		}
		if (c == 'h' && (url = issue_url(text, i)).ptr)
			return url;
		if (is_word(last) || last == '/' || last == '&' ||
		    (c != '#' && !rg_str_starts(rg_str_sub(text, i, text.len), RG_STR("GH-"))))
			continue;
		while (end < text.len && is_digit(text.ptr[end]))
			end++;
		if (end > begin && end - begin < 10 &&
		    (end == text.len || (!is_word(text.ptr[end]) && text.ptr[end] != ';')))
			return rg_str_sub(text, i, end);
	}
	return (rg_str){NULL, 0};
}

/* Names alone: type, operation and the test without its parameters. */
static rg_str failure_words(rg_arena *arena, const rg_failure *failure)
{
	rg_str test = rg_sink_name(failure->test), type = rg_sink_name(failure->error.type);
	rg_str operation = rg_sink_name(failure->operation);

	return rg_arena_printf(arena, "%.*s failed with %.*s%s%.*s.",
			       RG_FMT(test.len ? test : RG_STR("The reproduction test")),
			       RG_FMT(type.len ? type : RG_STR("an error")),
			       operation.len ? " in " : "", RG_FMT(operation));
}

static void add_paragraph(rg_buf *out, rg_arena *arena, rg_str text, const rg_str_vec *secrets)
{
	text = rg_str_trim(rg_sink_redact(arena, text, secrets));
	if (!text.len)
		return;
	rg_buf_add_char(out, '\n');
	add_text(out, arena, text);
}

static void add_issue(rg_buf *out, rg_arena *arena, const rg_session_facts *facts,
		      const rg_note *note)
{
	const rg_str places[] = {facts->prompt, note->issue, note->why, note->expected_fix};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		rg_str issue = issue_in(places[i]);

		if (issue.ptr) {
			add_paragraph(out, arena,
				      rg_arena_printf(arena, "Fixes %.*s", RG_FMT(issue)), NULL);
			return;
		}
	}
}

rg_str rg_commit_message_render(rg_arena *arena, const rg_session_facts *facts, const rg_note *note,
				rg_str title, const rg_str_vec *trailers, const rg_str_vec *secrets)
{
	static const rg_note nothing = {0};
	rg_str subject, whole, what, result;
	rg_buf out;

	note = note ? note : &nothing;
	whole = title.len ? title : facts->pr_title.len ? facts->pr_title : facts->title;
	whole = rg_report__line(arena, rg_sink_redact(arena, whole, secrets));
	while (whole.len && whole.ptr[whole.len - 1] == '.')
		whole.len--;
	subject = whole.len ? fitting(whole) : RG_STR("Fix the failing test");
	what = note->approach.len ? note->approach : note->expected_fix;
	rg_buf_init(&out, MAX_MESSAGE);
	rg_buf_add(&out, subject);
	rg_buf_add_char(&out, '\n');
	if (subject.len < whole.len)
		add_paragraph(&out, arena, whole, secrets);
	if (note->why.len)
		add_paragraph(&out, arena, note->why, secrets);
	else if (facts->failure)
		add_paragraph(&out, arena, failure_words(arena, facts->failure), secrets);
	add_paragraph(&out, arena, what, secrets);
	add_issue(&out, arena, facts, note);
	for (size_t i = 0; trailers && i < trailers->n; i++) {
		rg_str line =
			rg_report__line(arena, rg_sink_redact(arena, trailers->items[i], secrets));

		rg_buf_add_z(&out, i ? "" : "\n");
		rg_buf_add(&out, line);
		rg_buf_add_char(&out, '\n');
	}
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}
