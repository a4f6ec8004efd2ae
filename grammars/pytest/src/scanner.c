/* SPDX-License-Identifier: MIT */
/*
 * scanner.c - which kind of line this is. At the start of a line its first bytes are read into a
 * buffer (without consuming them: the token for the kind is empty) and compared with what pytest
 * writes; inside a line the parts that no regular expression ends at the right place are cut here:
 * titles, and paths before a line number. No state is kept between calls, each byte is looked at
 * a fixed number of times, and a line that fits nothing is text.
 *
 * Sources of the shapes: _pytest/terminal.py and _pytest/_code/code.py, 6.2 to 9.x; traceback.py
 * and faulthandler of CPython.
 */
#include "tree_sitter/parser.h"

#include <string.h>

enum token {
	IS_SECTION,
	IS_CLOSING,
	IS_REPORT,
	IS_CAPTURED,
	IS_SEPARATOR,
	IS_WORKER,
	IS_CAUSE,
	IS_CONTEXT,
	IS_TRACEBACK,
	IS_GROUP,
	IS_GROUP_LINE,
	IS_BORDER,
	IS_FRAME,
	IS_LOCATION,
	IS_NATIVE_FRAME,
	IS_FIXTURE_SITE,
	IS_ERROR,
	IS_FAILING,
	IS_CARET,
	IS_SOURCE,
	IS_VALUE,
	IS_NOTICE,
	IS_SUMMARY,
	IS_USAGE,
	IS_FATAL,
	IS_THREAD,
	IS_BLANK,
	IS_TEXT,
	FILL,
	TITLE,
	PATH,
	FIXTURE_PATH,
	QUOTED_PATH,
	IN,
	TAIL,
	REST,
	GUTTER,
	NEWLINE,
	ERROR_SENTINEL
};

/* A path before a line number is not longer; a longer line's kind shows in its first bytes. */
#define MAX_HEAD 1024

typedef struct head {
	char text[MAX_HEAD];
	int len;
	bool is_whole;	  /* the line ended within the buffer */
	int n_left;	  /* fill characters on the left, for lines that begin with one */
	int n_right;	  /* the same on the right, behind a blank; 0 when there is none */
	bool is_separator; /* nothing but '_' and blanks */
} head;

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

static bool is_end(TSLexer *lexer)
{
	return lexer->lookahead == '\n' || (lexer->lookahead == 0 && lexer->eof(lexer));
}

static bool starts(const head *h, int at, const char *prefix)
{
	int n = (int)strlen(prefix);

	return h->len - at >= n && memcmp(h->text + at, prefix, (size_t)n) == 0;
}

/* Whether `needle` and a digit behind it stand in the head. */
static bool has_number_behind(const head *h, int at, const char *needle)
{
	int n = (int)strlen(needle);

	for (int i = at; i + n < h->len; i++)
		if (memcmp(h->text + i, needle, (size_t)n) == 0 && is_digit(h->text[i + n]))
			return true;
	return false;
}

static bool contains(const head *h, const char *needle)
{
	int n = (int)strlen(needle);

	for (int i = 0; i + n <= h->len; i++)
		if (memcmp(h->text + i, needle, (size_t)n) == 0)
			return true;
	return false;
}

/* Reads the line's head; a line that may be a title is followed to its end. */
static void read_head(head *h, TSLexer *lexer)
{
	char fill = 0;
	bool is_in_left = true, is_behind_blank = false, is_plain = true;

	memset(h, 0, sizeof(*h));
	while (!is_end(lexer)) {
		int c = lexer->lookahead > 0 && lexer->lookahead < 128 ? (int)lexer->lookahead
								       : '\x7f';
		if (h->len == 0 && (c == '=' || c == '_' || c == '-'))
			fill = (char)c;
		if (h->len < MAX_HEAD)
			h->text[h->len++] = (char)c;
		else if (!fill)
			return;
		if (is_in_left && c == fill)
			h->n_left++;
		else
			is_in_left = false;
		if (c == ' ') {
			is_behind_blank = true;
			h->n_right = 0;
		} else if (c == fill && is_behind_blank) {
			h->n_right++;
		} else {
			is_behind_blank = false;
			h->n_right = 0;
		}
		if (c != ' ' && c != '_')
			is_plain = false;
		lexer->advance(lexer, false);
	}
	h->is_whole = true;
	h->is_separator = is_plain && fill == '_' && !is_in_left;
}

/* "12 failed", "no tests ran"; the length of it at `at`, or 0. */
static int count_length(const head *h, int at)
{
	int i = at;

	if (starts(h, at, "no tests ran"))
		return 12;
	while (i < h->len && is_digit(h->text[i]))
		i++;
	if (i == at || i >= h->len || h->text[i] != ' ')
		return 0;
	for (i++; i < h->len && (is_word(h->text[i]) || h->text[i] == ' '); i++)
		if (starts(h, i, " in "))
			break;
	return i - at;
}

/* "1 failed, 2 passed in 0.05s", perhaps with " (0:01:05)" behind it. */
static bool is_closing(const head *h, int at)
{
	int n;

	while ((n = count_length(h, at)) > 0) {
		at += n;
		if (starts(h, at, " in "))
			return at + 4 < h->len && is_digit(h->text[at + 4]);
		if (!starts(h, at, ", "))
			return false;
		at += 2;
	}
	return false;
}

static bool is_title(const head *h)
{
	int difference = h->n_right - h->n_left;

	return h->n_left > 0 && h->n_left < h->len && h->text[h->n_left] == ' ' &&
	       difference >= -1 && difference <= 1 && h->n_right > 0 &&
	       h->len > h->n_left + h->n_right + 2;
}

/* Whether text[0..len) reads like a file's name: "a/b.py", "<frozen x>", "b.pyx". */
static bool is_path(const char *text, int len)
{
	int dot = -1, slash = -1;

	if (len < 2 || text[0] == ' ' || text[0] == '\t')
		return false;
	if (text[0] == '<')
		return text[len - 1] == '>';
	for (int i = 0; i < len; i++) {
		if (text[i] == ':' && i + 1 < len && text[i + 1] == ' ')
			return false; /* "RuntimeError: THROW @ a.cpp:38" */
		if (text[i] == '/' || text[i] == '\\')
			slash = i;
		else if (text[i] == '.')
			dot = i;
	}
	if (dot <= slash || len - dot < 2 || len - dot > 9)
		return false;
	for (int i = dot + 1; i < len; i++)
		if (!is_word(text[i]))
			return false;
	return !is_digit(text[dot + 1]);
}

/* The colon behind a path, when a line number and a colon or the end follow; or -1. */
static int path_end(const head *h, int *behind)
{
	for (int i = 1; i < h->len; i++) {
		int at = i + 1;

		if (h->text[i] != ':')
			continue;
		while (at < h->len && is_digit(h->text[at]))
			at++;
		if (at == i + 1 || (at < h->len && h->text[at] != ':') ||
		    (at == h->len && !h->is_whole))
			continue;
		if (!is_path(h->text, i))
			return -1;
		*behind = at;
		return i;
	}
	return -1;
}

static bool is_summary(const head *h)
{
	static const char *const words[] = {"FAILED ",	"ERROR ",     "XFAIL ",	    "XPASS ",
					    "SKIPPED ", "PASSED ",    "RERUN ",	    "SUBFAIL ",
					    "SUBPASS ", "SUBFAILED(", "SUBFAILED[", "SUBFAILED ",
					    "SUBPASSED(", "SUBPASSED[", "SUBSKIPPED["};

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (starts(h, 0, words[i]))
			return true;
	return false;
}

/* A title's kind, or IS_TEXT. */
static enum token title_kind(const head *h)
{
	if (h->is_separator)
		return IS_SEPARATOR;
	if (!is_title(h))
		return IS_TEXT;
	if (h->text[0] == '_')
		return IS_REPORT;
	if (h->text[0] == '=')
		return is_closing(h, h->n_left + 1) ? IS_CLOSING : IS_SECTION;
	return starts(h, h->n_left + 1, "Captured ") ? IS_CAPTURED : IS_TEXT;
}

/* A line that begins with blanks. */
static enum token indented_kind(const head *h, int n_blanks)
{
	bool is_caret = true;

	if (starts(h, n_blanks, "File \"") && has_number_behind(h, n_blanks + 7, "\", line "))
		return IS_NATIVE_FRAME;
	if (starts(h, n_blanks, "+ Exception Group Traceback"))
		return IS_GROUP;
	for (int i = n_blanks; i < h->len; i++)
		if (h->text[i] != '^' && h->text[i] != '~' && h->text[i] != ' ')
			is_caret = false;
	return is_caret && h->is_whole ? IS_CARET : IS_SOURCE;
}

static bool is_value(const head *h)
{
	int at = 0;

	while (at < h->len && is_word(h->text[at]))
		at++;
	if (at == 0 || is_digit(h->text[0]))
		return false;
	while (at < h->len && h->text[at] == ' ')
		at++;
	return starts(h, at, "= ") && h->text[at - 1] == ' ';
}

static enum token word_kind(const head *h)
{
	if (starts(h, 0, "Traceback") &&
	    (h->len == 10 ? h->text[9] == ':' : contains(h, "(most recent call last):")))
		return IS_TRACEBACK;
	if (starts(h, 0, "The above exception was the direct cause of the following"))
		return IS_CAUSE;
	if (starts(h, 0, "During handling of the above exception, another exception"))
		return IS_CONTEXT;
	if (starts(h, 0, "File \"") && has_number_behind(h, 7, "\", line "))
		return IS_NATIVE_FRAME;
	if (starts(h, 0, "Fatal Python error: ") || starts(h, 0, "Windows fatal exception: "))
		return IS_FATAL;
	if ((starts(h, 0, "Thread 0x") || starts(h, 0, "Current thread 0x")) &&
	    contains(h, "(most recent call first):"))
		return IS_THREAD;
	if (starts(h, 0, "file ") && has_number_behind(h, 6, ", line "))
		return IS_FIXTURE_SITE;
	if (starts(h, 0, "ERROR: "))
		return IS_USAGE;
	return is_value(h) ? IS_VALUE : IS_TEXT;
}

static enum token line_kind(const head *h)
{
	int n_blanks = 0, behind = 0;

	while (n_blanks < h->len && (h->text[n_blanks] == ' ' || h->text[n_blanks] == '\t'))
		n_blanks++;
	if (n_blanks == h->len)
		return IS_BLANK;
	if (n_blanks > 0)
		return indented_kind(h, n_blanks);
	if (h->text[0] == '=' || h->text[0] == '_' || h->text[0] == '-') {
		enum token kind = title_kind(h);

		if (kind != IS_TEXT)
			return kind;
	}
	if (h->text[0] == 'E' && (h->len == 1 || starts(h, 1, "  ")))
		return IS_ERROR;
	if (h->text[0] == '>' && (h->len == 1 || h->text[1] == ' '))
		return IS_FAILING;
	if (starts(h, 0, "!!!"))
		return IS_NOTICE;
	if (starts(h, 0, "[gw") && contains(h, " -- Python "))
		return IS_WORKER;
	if (h->is_whole && is_closing(h, 0))
		return IS_CLOSING;
	if (is_summary(h)) /* its message may hold a place */
		return IS_SUMMARY;
	if (path_end(h, &behind) >= 0)
		return starts(h, behind, ": in ") && behind + 5 < h->len ? IS_FRAME : IS_LOCATION;
	return word_kind(h);
}

/* Behind a gutter: borders, else as at the start of a line. */
static enum token member_kind(const head *h)
{
	int n_blanks = 0;

	if (starts(h, 0, "-----") || starts(h, 0, "+------"))
		return IS_BORDER;
	while (n_blanks < h->len && (h->text[n_blanks] == ' ' || h->text[n_blanks] == '\t'))
		n_blanks++;
	if (n_blanks == h->len)
		return IS_BLANK;
	if (n_blanks > 0)
		return indented_kind(h, n_blanks);
	switch (word_kind(h)) {
	case IS_TRACEBACK:
		return IS_TRACEBACK;
	case IS_CAUSE:
		return IS_CAUSE;
	case IS_CONTEXT:
		return IS_CONTEXT;
	default:
		return starts(h, 0, "Exception Group Traceback") ? IS_TRACEBACK : IS_TEXT;
	}
}

/* "  | ", "  +-+---" and "    +----": blanks, then a sign. */
static bool is_group_line(const head *h)
{
	int n_blanks = 0;

	while (n_blanks < h->len && h->text[n_blanks] == ' ')
		n_blanks++;
	if (n_blanks < 2 || n_blanks == h->len)
		return false;
	if (h->text[n_blanks] == '|')
		return n_blanks + 1 == h->len || h->text[n_blanks + 1] == ' ';
	return starts(h, n_blanks, "+-+---") || starts(h, n_blanks, "+-----");
}

/* The blanks, the sign, and one blank; of "+-+---" the inner '+' is the border's own. */
static bool scan_gutter(TSLexer *lexer)
{
	int32_t sign;

	while (lexer->lookahead == ' ')
		lexer->advance(lexer, false);
	sign = lexer->lookahead;
	lexer->advance(lexer, false);
	if (sign == '|' ? lexer->lookahead == ' ' : lexer->lookahead == '-')
		lexer->advance(lexer, false);
	lexer->mark_end(lexer);
	lexer->result_symbol = GUTTER;
	return true;
}

static bool scan_fill(TSLexer *lexer)
{
	int32_t fill = lexer->lookahead;

	if (fill != '=' && fill != '_' && fill != '-')
		return false;
	while (lexer->lookahead == fill)
		lexer->advance(lexer, false);
	if (lexer->lookahead == ' ')
		lexer->advance(lexer, false);
	lexer->mark_end(lexer);
	lexer->result_symbol = FILL;
	return true;
}

/* Up to the last blank, when only fill stands behind it; else the whole line. */
static bool scan_title(TSLexer *lexer)
{
	int32_t fill = 0;
	bool has_any = false, is_in_fill = false;

	while (!is_end(lexer)) {
		int32_t c = lexer->lookahead;

		if (c == ' ') {
			lexer->mark_end(lexer);
			is_in_fill = has_any;
			fill = 0;
		} else if (is_in_fill && (c == '=' || c == '_' || c == '-') &&
			   (fill == 0 || c == fill)) {
			fill = c;
		} else {
			is_in_fill = false;
		}
		has_any = true;
		lexer->advance(lexer, false);
	}
	if (!is_in_fill || fill == 0)
		lexer->mark_end(lexer);
	lexer->result_symbol = TITLE;
	return has_any;
}

/* Up to the colon before a line number, as path_end() finds it. */
static bool scan_path(TSLexer *lexer)
{
	bool has_any = false;

	while (!is_end(lexer)) {
		bool is_colon = lexer->lookahead == ':', has_digit = false;

		if (is_colon)
			lexer->mark_end(lexer);
		lexer->advance(lexer, false);
		while (is_colon && is_digit((int)lexer->lookahead)) {
			lexer->advance(lexer, false);
			has_digit = true;
		}
		if (has_any && has_digit && (is_end(lexer) || lexer->lookahead == ':')) {
			lexer->result_symbol = PATH;
			return true;
		}
		has_any = true;
	}
	return false;
}

/* Up to `behind` and a digit, whose first byte stands nowhere else in it. */
static bool scan_until(TSLexer *lexer, const char *behind, enum token token)
{
	bool has_any = false;

	while (!is_end(lexer)) {
		const char *expected = behind;

		if (lexer->lookahead != *expected) {
			lexer->advance(lexer, false);
			has_any = true;
			continue;
		}
		lexer->mark_end(lexer);
		while (*expected && lexer->lookahead == *expected) {
			lexer->advance(lexer, false);
			expected++;
		}
		if (*expected == 0 && is_digit((int)lexer->lookahead) && has_any) {
			lexer->result_symbol = (TSSymbol)token;
			return true;
		}
		has_any = true;
	}
	return false;
}

/* All up to the line's end, which is not reached yet. */
static bool scan_rest(TSLexer *lexer, enum token token)
{
	while (!is_end(lexer))
		lexer->advance(lexer, false);
	lexer->mark_end(lexer);
	lexer->result_symbol = (TSSymbol)token;
	return true;
}

/* Behind a line number: ", in " or " in " and a name, else all of it is the tail. */
static bool scan_in_or_tail(TSLexer *lexer)
{
	const char *expected = lexer->lookahead == ',' ? ", in " : " in ";

	while (*expected && lexer->lookahead == *expected) {
		lexer->advance(lexer, false);
		expected++;
	}
	if (*expected || is_end(lexer))
		return scan_rest(lexer, TAIL);
	lexer->mark_end(lexer);
	lexer->result_symbol = IN;
	return true;
}

void *tree_sitter_pytest_external_scanner_create(void)
{
	return NULL;
}

void tree_sitter_pytest_external_scanner_destroy(void *payload)
{
	(void)payload;
}

unsigned tree_sitter_pytest_external_scanner_serialize(void *payload, char *buffer)
{
	(void)payload;
	(void)buffer;
	return 0;
}

void tree_sitter_pytest_external_scanner_deserialize(void *payload, const char *buffer,
						     unsigned length)
{
	(void)payload;
	(void)buffer;
	(void)length;
}

bool tree_sitter_pytest_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid)
{
	enum token kind;
	head h;

	(void)payload;
	if (valid[ERROR_SENTINEL])
		return false;
	if (valid[NEWLINE] && is_end(lexer)) {
		lexer->mark_end(lexer);
		if (!lexer->eof(lexer)) {
			lexer->advance(lexer, false);
			lexer->mark_end(lexer);
		}
		lexer->result_symbol = NEWLINE;
		return true;
	}
	if (valid[FILL] && scan_fill(lexer))
		return true;
	if (valid[TITLE])
		return scan_title(lexer);
	if (valid[PATH])
		return scan_path(lexer);
	if (valid[FIXTURE_PATH])
		return scan_until(lexer, ", line ", FIXTURE_PATH);
	if (valid[QUOTED_PATH])
		return scan_until(lexer, "\", line ", QUOTED_PATH);
	if (valid[IN] && !is_end(lexer))
		return scan_in_or_tail(lexer);
	if ((valid[TAIL] || valid[REST]) && !is_end(lexer))
		return scan_rest(lexer, valid[TAIL] ? TAIL : REST);
	if (valid[GUTTER])
		return scan_gutter(lexer);
	/* A gutter may end the log: what is behind it is a blank line. */
	if (!valid[IS_TEXT] ||
	    (!valid[IS_BORDER] && lexer->lookahead == 0 && lexer->eof(lexer)))
		return false;
	lexer->mark_end(lexer);
	read_head(&h, lexer);
	if (valid[IS_GROUP_LINE] && is_group_line(&h))
		kind = IS_GROUP_LINE;
	else
		kind = valid[IS_BORDER] ? member_kind(&h) : line_kind(&h);
	if (!valid[kind])
		kind = IS_TEXT;
	lexer->result_symbol = (TSSymbol)kind;
	return valid[kind];
}
