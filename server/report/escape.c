/* SPDX-License-Identifier: MIT */
/*
 * escape.c - untrusted text inside of our Markdown: as escaped text, as a code span, as a block.
 *
 * A backslash is enough for what Markdown itself reads (CommonMark 0.31, section 2.4). Mentions,
 * references and emoji are read by the forge from the rendered text, where the backslash is gone
 * already: they are broken by an invisible character, written as an entity so that it survives
 * the next pass through the sink. The id of a commit stays: it can only lead to a commit of the
 * same repository, calls nobody, and our own sentences name commits.
 */
#include "report/plain.h"
#include "report/sink.h"

#define BREAK "&#8203;" /* zero width space */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static char at(rg_str s, size_t i)
{
	return i < s.len ? s.ptr[i] : ' ';
}

/* ":tada:" becomes a picture on GitHub. */
static bool is_emoji(rg_str s, size_t i)
{
	bool has_letter = false;
	size_t k = i + 1;

	while (k < s.len && k < i + 60 &&
	       (is_word(s.ptr[k]) || s.ptr[k] == '_' || s.ptr[k] == '+' || s.ptr[k] == '-'))
		has_letter |= !is_digit(s.ptr[k++]);
	return k < s.len && k > i + 1 && s.ptr[k] == ':' &&
	       (has_letter || rg_str_eq_z(rg_str_sub(s, i, k), ":100"));
}

static bool starts_at(rg_str s, size_t i, const char *with)
{
	rg_str want = rg_str_of(with);

	return rg_str_eq_nocase(rg_str_sub(s, i, i + want.len), want);
}

/* "[vulnerability:7]", "[TOC]" and "[[_TOC_]]" of GitLab; i is at the bracket. */
static bool is_bracket(rg_str s, size_t i)
{
	size_t k = i + 1;

	while (k < s.len && ((s.ptr[k] >= 'a' && s.ptr[k] <= 'z') || s.ptr[k] == '_'))
		k++;
	return (k > i + 1 && at(s, k) == ':') || at(s, i + 1) == '[' || starts_at(s, i, "[toc]");
}

/* "12." and "3)" begin a list. */
static bool ends_number(rg_str s, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!is_digit(s.ptr[k]))
			return false;
	return i > 0;
}

static bool follows_nocase(rg_str s, size_t i, const char *before)
{
	rg_str want = rg_str_of(before);

	return i >= want.len && rg_str_eq_nocase(rg_str_sub(s, i - want.len, i), want) &&
	       (i == want.len || !is_word(s.ptr[i - want.len - 1]));
}

/* What is to be written for the character at i of s. */
static rg_str escaped(char *room, rg_str s, size_t i)
{
	char c = s.ptr[i], next = at(s, i + 1), last = i ? s.ptr[i - 1] : ' ';
	bool is_first = i == 0, escapes = false, breaks_before = false, breaks_behind = false;
	size_t n = 0;

	switch (c) {
	case '\\':
	case '`':
	case ']':
	case '<':
	case '>':
	case '|':
		escapes = true;
		break;
	case '*':
		escapes = true;
		breaks_behind = starts_at(s, i, "*iteration:");
		break;
	case '[':
		escapes = true;
		breaks_behind = is_bracket(s, i);
		break;
	case '~': /* a label of GitLab's */
		escapes = true;
		breaks_behind = is_word(next) || next == '"';
		break;
	case '_':
		escapes = !is_word(last) || !is_word(next);
		break;
	case '$':
	case '&':
		escapes = true;
		breaks_behind = is_digit(next);
		break;
	case '#':
		escapes = is_first;
		breaks_behind = is_word(next);
		break;
	case '@':
		breaks_behind = next != ' ';
		break;
	case '!':
		breaks_behind = is_digit(next);
		break;
	case '%': /* a milestone of GitLab's */
		breaks_behind = is_word(next) || next == '"';
		break;
	case '^':
		breaks_behind = starts_at(s, i, "^alert");
		break;
	case ':':
		breaks_behind = (next == '/' && at(s, i + 2) == '/') || is_emoji(s, i);
		break;
	case '.':
		breaks_before = follows_nocase(s, i, "www");
		escapes = ends_number(s, i) && next == ' ';
		break;
	case ')':
		escapes = ends_number(s, i) && next == ' ';
		break;
	case '-':
		breaks_before = is_digit(next) && follows_nocase(s, i, "gh");
		escapes = is_first;
		break;
	case '+':
	case '=':
	case '/': /* a command to GitLab at the start of a line */
		escapes = is_first;
		break;
	default:
		break;
	}
	if (!escapes && !breaks_before && !breaks_behind)
		return rg_str_sub(s, i, i + 1);
	if (breaks_before) {
		memcpy(room, BREAK, sizeof(BREAK) - 1);
		n = sizeof(BREAK) - 1;
	}
	if (escapes)
		room[n++] = '\\';
	room[n++] = c;
	if (breaks_behind) {
		memcpy(room + n, BREAK, sizeof(BREAK) - 1);
		n += sizeof(BREAK) - 1;
	}
	return (rg_str){room, n};
}

rg_str rg_sink_name(rg_str text)
{
	size_t n = 0;

	while (n < text.len && (is_word(text.ptr[n]) || memchr("_.:-/", text.ptr[n], 5)) &&
	       !starts_at(text, n, "://") && !(text.ptr[n] == '-' && follows_nocase(text, n, "gh")))
		n++;
	return rg_str_sub(text, 0, n);
}

static const rg_str dots = RG_STR_INIT("\xE2\x80\xA6");

void rg_sink_inline(rg_buf *out, rg_str text, size_t max, const rg_str_vec *known)
{
	rg_arena *arena = rg_arena_new();
	rg_str line = rg_report__line(arena, rg_sink_redact(arena, text, known));
	size_t good = 0;
	bool is_cut = false;
	rg_buf text_out;

	rg_buf_init(&text_out, SIZE_MAX / 2);
	for (size_t i = 0; i < line.len && !is_cut;) {
		char room[2 * sizeof(BREAK) + 4];
		rg_str piece = escaped(room, line, i);
		size_t end = i + 1;

		if (line.ptr[i] & 0x80) {
			while (end < line.len && ((unsigned char)line.ptr[end] & 0xc0) == 0x80)
				end++;
			piece = rg_str_sub(line, i, end);
		}
		if (text_out.len + dots.len <= max)
			good = text_out.len;
		rg_buf_add(&text_out, piece);
		is_cut = text_out.len > max;
		i = end;
	}
	rg_buf_add(out, rg_str_sub(rg_buf_str(&text_out), 0, is_cut ? good : text_out.len));
	if (is_cut && good + dots.len <= max)
		rg_buf_add(out, dots);
	rg_buf_release(&text_out);
	rg_arena_free(arena);
}

/* The longest run of c in text. */
static size_t longest_run(rg_str text, char c)
{
	size_t longest = 0, n = 0;

	for (size_t i = 0; i < text.len; i++) {
		n = text.ptr[i] == c ? n + 1 : 0;
		longest = n > longest ? n : longest;
	}
	return longest;
}

static void add_times(rg_buf *out, char c, size_t n)
{
	while (n--)
		rg_buf_add_char(out, c);
}

void rg_sink_code(rg_buf *out, rg_str text, size_t max, const rg_str_vec *known)
{
	rg_arena *arena = rg_arena_new();
	rg_str line = rg_report__line(arena, rg_sink_redact(arena, text, known));
	size_t n_ticks;
	bool is_padded;

	line = rg_report__cut(arena, line, max);
	if (line.len == 0)
		line = RG_STR(" "); /* two ticks alone would open a longer span */
	n_ticks = longest_run(line, '`') + 1;
	is_padded = line.ptr[0] == '`' || line.ptr[line.len - 1] == '`';
	add_times(out, '`', n_ticks);
	rg_buf_add_z(out, is_padded ? " " : "");
	rg_buf_add(out, line);
	rg_buf_add_z(out, is_padded ? " " : "");
	add_times(out, '`', n_ticks);
	rg_arena_free(arena);
}

/* The first and the last lines, max bytes in all; the ends of a log say more than its middle. */
static rg_str ends_of(rg_arena *arena, rg_str text, size_t max)
{
	size_t head = max / 2, tail;

	if (text.len <= max)
		return text;
	tail = text.len - max / 2;
	while (head > 0 && text.ptr[head - 1] != '\n')
		head--;
	while (tail < text.len && text.ptr[tail - 1] != '\n')
		tail++;
	if (head == 0 || tail == text.len) /* lines longer than that */
		return rg_report__cut(arena, text, max);
	return rg_arena_printf(arena, "%.*s\xE2\x80\xA6 %zu bytes left out\n%.*s", (int)head,
			       text.ptr, tail - head, RG_FMT(rg_str_sub(text, tail, text.len)));
}

void rg_sink_fence(rg_buf *out, rg_str text, rg_str language, size_t max, const rg_str_vec *known)
{
	rg_arena *arena = rg_arena_new();
	rg_str plain = ends_of(arena, rg_sink_redact(arena, text, known), max);
	size_t n_ticks = longest_run(plain, '`') + 1;

	n_ticks = n_ticks < 3 ? 3 : n_ticks;
	if (out->len && out->ptr[out->len - 1] != '\n')
		rg_buf_add_char(out, '\n');
	add_times(out, '`', n_ticks);
	/*
	 * An info string in any case: with it, the line cannot be read as the end of a block that a
	 * person's text above has left open, and what follows stays code.
	 */
	if (language.len == 0)
		language = RG_STR("text");
	for (size_t i = 0; i < language.len && i < 20; i++)
		if (is_word(language.ptr[i]) && !(language.ptr[i] & 0x80))
			rg_buf_add_char(out, language.ptr[i]);
	rg_buf_add_char(out, '\n');
	rg_buf_add(out, plain);
	if (plain.len && plain.ptr[plain.len - 1] != '\n')
		rg_buf_add_char(out, '\n');
	add_times(out, '`', n_ticks);
	rg_buf_add_char(out, '\n');
	rg_arena_free(arena);
}
