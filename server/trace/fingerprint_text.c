/* SPDX-License-Identifier: MIT */
/*
 * fingerprint_text.c - a message's line without noise, token by token: a token is a run without
 * blanks, quotes, brackets and commas. What is replaced stands as a word in angle brackets.
 */
#include "trace/fingerprint.h"
#include "trace/fingerprint_private.h"

#define MAX_LINE 2000
/* Of "0x7f6acb03ac50"; shorter ones are values. */
#define LEAST_ADDRESS 6

static bool is_breaking(char c)
{
	return c == ' ' || c == '\t' || c == '\'' || c == '"' || c == '`' || c == '(' || c == ')' ||
	       c == '[' || c == ']' || c == '{' || c == '}' || c == '<' || c == '>' || c == ',' ||
	       c == '=' || c == ';' || c == '|';
}

static size_t n_hex(rg_str s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && rg_trace__is_hex(s.ptr[at + n]))
		n++;
	return n;
}

static bool is_lower_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* 8-4-4-4-12 hexadecimal digits at `at`. */
static bool is_uuid_at(rg_str s, size_t at)
{
	if (at + 36 > s.len)
		return false;
	for (size_t i = 0; i < 36; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s.ptr[at + i] != '-'
							    : !rg_trace__is_hex(s.ptr[at + i]))
			return false;
	return true;
}

/* uuid4().hex: the digits that say so (RFC 9562, section 5.4). */
static bool is_bare_uuid(rg_str s)
{
	return s.len == 32 && n_hex(s, 0) == 32 && s.ptr[12] == '4' &&
	       (s.ptr[16] == '8' || s.ptr[16] == '9' || s.ptr[16] == 'a' || s.ptr[16] == 'b');
}

/* Names that tempfile (tmpab12cd3_), mktemp (tmp.Ab12Cd34Ef) and pytest (pytest-17) give. */
static rg_str temporary_name(rg_str name, rg_str *rest)
{
	rg_str s = name;
	size_t n = 0;

	if (rg_str_skip(&s, RG_STR("tmp."))) {
		*rest = (rg_str){NULL, 0};
		return s.len >= 6 ? RG_STR("<tmp>") : (rg_str){NULL, 0};
	}
	if (rg_str_skip(&s, RG_STR("tmp"))) {
		while (n < s.len && is_lower_or_digit(s.ptr[n]))
			n++;
		*rest = rg_str_sub(s, n, s.len);
		if (n == 8 && (n == s.len || s.ptr[n] == '.' || s.ptr[n] == '/'))
			return RG_STR("<tmp>");
	} else if (rg_str_skip(&s, RG_STR("pytest-"))) {
		n = rg_trace__digits(s, 0);
		*rest = rg_str_sub(s, n, s.len);
		if (n > 0 && (n == s.len || s.ptr[n] == '/'))
			return RG_STR("pytest-<n>");
	}
	return (rg_str){NULL, 0};
}

/* "Thread-3", "Task-12", "ThreadPoolExecutor-0_1": numbered by the process. */
static size_t numbered_name(rg_str token)
{
	static const char *const names[] = {"Thread-",	 "Task-",   "Process-",
					    "Executor-", "Worker-", "Dummy-"};
	size_t dash = rg_str_rfind_char(token, '-');

	if (dash == SIZE_MAX || rg_trace__digits(token, dash + 1) == 0)
		return 0;
	for (size_t i = dash + 1; i < token.len; i++)
		if (rg_trace__digits(token, i) == 0 && token.ptr[i] != '_')
			return 0;
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (rg_str_ends(rg_str_sub(token, 0, dash + 1), rg_str_of(names[i])))
			return dash + 1;
	return 0;
}

/* The port in "127.0.0.1:45123", "localhost:45123/x", "http://[::1]:45123": where it begins, or 0.
 */
static size_t find_port(rg_str token)
{
	for (size_t i = 1; i + 4 < token.len; i++) {
		rg_str host = rg_str_sub(token, 0, i);
		size_t n = token.ptr[i] == ':' ? rg_trace__digits(token, i + 1) : 0;

		if (n >= 4 && n <= 5 && (i + 1 + n == token.len || token.ptr[i + 1 + n] == '/') &&
		    (rg_str_has(host, RG_STR("://")) || rg_str_ends(host, RG_STR("localhost")) ||
		     rg_str_starts(host, RG_STR("127.0.0.")) ||
		     rg_str_starts(host, RG_STR("0.0.0.0"))))
			return i + 1;
	}
	return 0;
}

/* What is left: addresses and UUIDs in the middle of a token go. */
static void add_rest(rg_buf *out, rg_str s)
{
	for (size_t i = 0; i < s.len;) {
		size_t n = s.ptr[i] == '0' && i + 1 < s.len && s.ptr[i + 1] == 'x' ? n_hex(s, i + 2)
										   : 0;

		if (n >= LEAST_ADDRESS) {
			rg_buf_add_z(out, "<address>");
			i += 2 + n;
		} else if (is_uuid_at(s, i)) {
			rg_buf_add_z(out, "<uuid>");
			i += 36;
		} else {
			rg_buf_add_char(out, s.ptr[i++]);
		}
	}
}

static void add_name(rg_buf *out, rg_str name)
{
	rg_str rest = {NULL, 0}, word = temporary_name(name, &rest);
	size_t n = numbered_name(name);

	if (word.ptr) {
		rg_buf_add(out, word);
		add_rest(out, rest);
	} else if (n) {
		rg_buf_add(out, rg_str_sub(name, 0, n));
		rg_buf_add_z(out, "<n>");
	} else {
		add_rest(out, name);
	}
}

/*
 * Where pytest cut an object's text in its middle ("<cp311-wh...7037120>", saferepr's 240
 * characters), what is left of an address behind the cut: its length, or 0.
 */
static size_t n_cut_address(const rg_token *token)
{
	rg_str text = token->text;
	size_t i = text.len;

	while (i > 0 && rg_trace__is_hex(text.ptr[i - 1]))
		i--;
	if (text.len - i < 4 || !rg_str_starts(token->behind, RG_STR(">")))
		return 0;
	if (i > 0 && text.ptr[i - 1] == 'x')
		i--;
	return rg_str_ends(rg_str_sub(text, 0, i), RG_STR("...")) ? text.len - i : 0;
}

/* "/a/b/c.txt" is c.txt in whatever folder: the same file on another machine, or in another run. */
static rg_str without_folders(rg_str token)
{
	rg_str path = token, name;

	(void)(rg_str_skip(&path, RG_STR("file://")) || rg_str_skip(&path, RG_STR("~")));
	if (path.len < 2 || path.ptr[0] != '/' ||
	    rg_str_find_char(rg_str_sub(path, 1, path.len), '/') == SIZE_MAX)
		return token;
	while (path.len > 1 && path.ptr[path.len - 1] == '/')
		path.len--;
	name = rg_path_name(path);
	return name.len ? name : token;
}

static void add_token(rg_buf *out, const rg_token *token)
{
	rg_str text = token->text;
	size_t colon, port, n_cut = n_cut_address(token), dot;

	if (rg_trace__add_time(out, token) || rg_trace__add_number(out, token))
		return;
	if (is_bare_uuid(text)) {
		rg_buf_add_z(out, "<uuid>");
		return;
	}
	if (n_cut > 0) {
		rg_buf_add(out, rg_str_sub(text, 0, text.len - n_cut));
		rg_buf_add_z(out, "<address>");
		return;
	}
	if ((port = find_port(text)) > 0) {
		rg_buf_add(out, rg_str_sub(text, 0, port));
		rg_buf_add_z(out, "<port>");
		add_rest(out, rg_str_sub(text, port + rg_trace__digits(text, port), text.len));
		return;
	}
	text = without_folders(text);
	colon = rg_str_find_char(text, ':');
	if (colon != SIZE_MAX && colon > 0 && rg_trace__digits(text, colon + 1) > 0 &&
	    rg_path_ext(rg_str_sub(text, 0, colon)).len > 1)
		text = rg_str_sub(text, 0, colon); /* file.cpp:38: */
	/* "C.f() takes", since Python 3.10, was "f() takes" */
	dot = rg_str_rfind_char(text, '.');
	if (rg_str_starts(token->behind, RG_STR("() ")) && dot != SIZE_MAX)
		text = rg_str_sub(text, dot + 1, text.len);
	add_name(out, text);
}

/* `<class 'a.B'>` and `B` are one; pytest 9.1 says the latter. Returns what was taken, or 0. */
static size_t add_class(rg_buf *out, rg_str s)
{
	rg_str rest = s;
	size_t end, dot;

	if (!rg_str_skip(&rest, RG_STR("<class '")) ||
	    (end = rg_str_find(rest, RG_STR("'>"))) == SIZE_MAX)
		return 0;
	rest = rg_str_sub(rest, 0, end);
	dot = rg_str_rfind_char(rest, '.');
	rg_buf_add(out, dot == SIZE_MAX ? rest : rg_str_sub(rest, dot + 1, rest.len));
	return 8 + end + 2;
}

/* Quotation marks of other locales are plain ones: how many bytes the one at s takes, or 0. */
static size_t add_quote(rg_buf *out, rg_str s)
{
	if (rg_str_starts(s, RG_STR("\xe2\x80\x98")) || rg_str_starts(s, RG_STR("\xe2\x80\x99")))
		rg_buf_add_char(out, '\'');
	else if (rg_str_starts(s, RG_STR("\xe2\x80\x9c")) ||
		 rg_str_starts(s, RG_STR("\xe2\x80\x9d")))
		rg_buf_add_char(out, '"');
	else
		return 0;
	return 3;
}

/*
 * A path in quotes or brackets may have blanks in it. Returns what was taken, the closing mark not,
 * or 0.
 */
static size_t add_quoted_path(rg_buf *out, rg_str s)
{
	rg_str path = rg_str_sub(s, 1, s.len), name;

	if (s.len < 3 || (s.ptr[0] != '\'' && s.ptr[0] != '"' && s.ptr[0] != '(') ||
	    s.ptr[1] != '/')
		return 0;
	path = rg_str_sub(path, 0, rg_str_find_char(path, s.ptr[0] == '(' ? ')' : s.ptr[0]));
	name = without_folders(path);
	if (path.len + 1 == s.len || name.len == path.len)
		return 0;
	rg_buf_add_char(out, s.ptr[0]);
	rg_buf_add(out, name);
	return 1 + path.len;
}

static void prepare(rg_buf *out, rg_str line)
{
	for (size_t i = 0; i < line.len;) {
		rg_str rest = rg_str_sub(line, i, line.len);
		size_t n = add_quote(out, rest);

		if (n == 0)
			n = add_class(out, rest);
		if (n == 0)
			n = add_quoted_path(out, rest);
		if (n == 0)
			rg_buf_add_char(out, line.ptr[i]);
		i += n ? n : 1;
	}
}

/* What Python 3.10 and later add to some errors, and not in every place where they are shown. */
static rg_str without_advice(rg_str line)
{
	size_t at = rg_str_find(line, RG_STR(". Did you mean"));

	return rg_str_ends(line, RG_STR("?")) ? rg_str_sub(line, 0, at) : line;
}

rg_str rg_fingerprint_text(rg_arena *arena, rg_str line)
{
	rg_buf plain, out, sorted;
	rg_str text, result;

	rg_buf_init(&plain, MAX_LINE * 2);
	rg_buf_init(&out, MAX_LINE * 4);
	rg_buf_init(&sorted, MAX_LINE * 4);
	prepare(&plain, without_advice(rg_str_sub(line, 0, MAX_LINE)));
	text = rg_buf_str(&plain);
	for (size_t i = 0; i < text.len;) {
		size_t end = i;

		while (end < text.len && !is_breaking(text.ptr[end]))
			end++;
		if (end > i)
			add_token(&out,
				  &(rg_token){rg_str_sub(text, i, end), rg_str_sub(text, 0, i),
					      rg_str_sub(text, end, text.len)});
		if (end < text.len)
			rg_buf_add_char(&out, text.ptr[end]);
		i = end + 1;
	}
	rg_trace__add_in_order(&sorted, rg_buf_str(&out));
	result = rg_arena_dup(arena, rg_buf_str(&sorted));
	rg_buf_release(&plain);
	rg_buf_release(&out);
	rg_buf_release(&sorted);
	return result.ptr ? result : RG_STR("");
}
