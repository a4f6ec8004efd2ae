/* SPDX-License-Identifier: MIT */
/*
 * mention.c - Python's strings and comments by hand (docs.python.org, "Lexical analysis"): quotes,
 * triple quotes, backslashes. Prefixes do not matter here; names in f-strings count as in strings.
 */
#include "locate/mention.h"

#include "locate/tokens.h"

void rg_mentions_init(rg_mentions *out, rg_str text)
{
	*out = (rg_mentions){.at = text.ptr, .end = text.ptr + text.len};
}

/* The end of the string whose opening quotes begin at *p; moves *p behind them. */
static const char *string_end(const char **p, size_t *n_quotes, const char *end)
{
	char quote = **p;
	size_t n = end - *p >= 3 && (*p)[1] == quote && (*p)[2] == quote ? 3 : 1;

	*n_quotes = n;
	*p += n;
	for (const char *q = *p; q < end; q++) {
		if (*q == '\\')
			q++;
		else if (n == 1 && (*q == quote || *q == '\n'))
			return q;
		else if (n == 3 && *q == quote && end - q >= 3 && q[1] == quote && q[2] == quote)
			return q;
	}
	return end;
}

static const char *line_end(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));

	return lf ? lf : end;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void read_name(rg_mention *out, rg_mentions *m, const char *begin)
{
	const char *p = m->at;

	while (p < m->end && rg_token__bytes[(uint8_t)*p])
		p++;
	*out = (rg_mention){.name = {m->at, (size_t)(p - m->at)}, .place = RG_IN_CODE};
	out->is_attribute = m->at > begin && m->at[-1] == '.';
	m->at = p;
	while (p < m->end && is_blank(*p))
		p++;
	out->is_called = p < m->end && *p == '(';
}

bool rg_mentions_next(rg_mention *out, rg_mentions *m)
{
	const char *begin = m->at;

	for (;;) {
		if (m->inner_end) {
			rg_str name;

			if (rg_token__next(&name, &m->at, m->inner_end)) {
				*out = (rg_mention){.name = name, .place = m->place};
				return true;
			}
			m->at = m->end - m->inner_end > (ptrdiff_t)m->n_quotes
					? m->inner_end + m->n_quotes
					: m->end;
			m->inner_end = NULL;
		}
		if (m->at >= m->end)
			return false;
		if (*m->at == '#') {
			m->place = RG_IN_COMMENT;
			m->inner_end = line_end(m->at, m->end);
			m->n_quotes = 0;
		} else if (*m->at == '"' || *m->at == '\'') {
			m->place = RG_IN_STRING;
			m->inner_end = string_end(&m->at, &m->n_quotes, m->end);
		} else if (rg_token__bytes[(uint8_t)*m->at] == 1) {
			read_name(out, m, begin);
			if (out->name.len >= RG_TOKEN_MIN && out->name.len <= RG_TOKEN_MAX)
				return true;
		} else if (rg_token__bytes[(uint8_t)*m->at] == 2) {
			while (m->at < m->end && rg_token__bytes[(uint8_t)*m->at])
				m->at++;
		} else {
			m->at++;
		}
	}
}

bool rg_mention_is_plain(rg_str name)
{
	/* docs.python.org: keywords, and the built-in functions that tests use; sorted. */
	static const char *const plain[] = {
		"False", "None",    "True",	  "abs",     "all",	 "and",	   "any",
		"as",	 "assert",  "async",	  "await",   "bool",	 "break",  "bytes",
		"class", "cls",	    "continue",	  "def",     "del",	 "dict",   "dir",
		"elif",	 "else",    "enumerate",  "except",  "finally",	 "float",  "for",
		"from",	 "getattr", "global",	  "hasattr", "if",	 "import", "in",
		"int",	 "is",	    "isinstance", "iter",    "lambda",	 "len",	   "list",
		"map",	 "max",	    "min",	  "next",    "nonlocal", "not",	   "object",
		"open",	 "or",	    "pass",	  "print",   "pytest",	 "raise",  "range",
		"repr",	 "return",  "self",	  "set",     "setattr",	 "sorted", "str",
		"sum",	 "super",   "try",	  "tuple",   "type",	 "while",  "with",
		"yield", "zip",
	};
	size_t low = 0, high = sizeof(plain) / sizeof(*plain);

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = rg_str_cmp(name, rg_str_of(plain[middle]));

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}
