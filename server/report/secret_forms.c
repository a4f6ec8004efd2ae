/* SPDX-License-Identifier: MIT */
/*
 * secret_forms.c - tokens that their makers gave a form that can be recognised: by how they begin
 * (secret_forms.def), or by how they are built. Written by hand because text may be hostile and a
 * regular expression has no bound.
 */
#include "report/secret_forms.h"

#include <string.h>

enum {
	DIGIT = 1 << 0,
	LOWER = 1 << 1,
	UPPER = 1 << 2,
	HEX = 1 << 3, /* lower and upper case */
	UNDER = 1 << 4,
	DASH = 1 << 5,
	DOT = 1 << 6,
	PLUS = 1 << 7, /* + / = of base64 */
	ALNUM = DIGIT | LOWER | UPPER,
	WORD = ALNUM | UNDER | DASH,
	LINK = 1 << 8,	 /* @ : % of addresses */
	EXACT = 1 << 9,	 /* min characters, not more */
	MIXED = 1 << 10, /* a digit, an upper and a lower case letter among them */
};

static const struct form {
	const char *prefix;
	int set;
	size_t min; /* characters behind the prefix */
} forms[] = {
#define RG_FORM(prefix, set, min) {prefix, set, min},
#include "report/secret_forms.def"
#undef RG_FORM
};
#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_alnum(char c)
{
	return is_digit(c) || is_lower(c) || is_upper(c);
}

static bool is_in(char c, int set)
{
	return ((set & DIGIT) && is_digit(c)) || ((set & LOWER) && is_lower(c)) ||
	       ((set & UPPER) && is_upper(c)) ||
	       ((set & HEX) && (is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) ||
	       ((set & UNDER) && c == '_') || ((set & DASH) && c == '-') ||
	       ((set & DOT) && c == '.') || ((set & PLUS) && (c == '+' || c == '/' || c == '=')) ||
	       ((set & LINK) && (c == '@' || c == ':' || c == '%'));
}

static size_t run_within(rg_str text, size_t i, int set, size_t max)
{
	size_t from = i;

	while (i < text.len && i - from < max && is_in(text.ptr[i], set))
		i++;
	return i - from;
}

static size_t run(rg_str text, size_t i, int set)
{
	return run_within(text, i, set, SIZE_MAX);
}

static bool is_mixed(rg_str text)
{
	bool has_digit = false, has_lower = false, has_upper = false;

	for (size_t i = 0; i < text.len; i++) {
		has_digit |= is_digit(text.ptr[i]);
		has_lower |= is_lower(text.ptr[i]);
		has_upper |= is_upper(text.ptr[i]);
	}
	return has_digit && has_lower && has_upper;
}

static bool starts_at(rg_str text, size_t i, const char *z)
{
	size_t len = strlen(z);

	return len <= text.len - i && memcmp(text.ptr + i, z, len) == 0;
}

/* What follows is looked at this far before it is taken for a token; only then to its end. */
static size_t reach(size_t min)
{
	return 4 * min;
}

static bool is_form(const struct form *form, rg_str text, size_t at)
{
	size_t n = run_within(text, at, form->set, reach(form->min));

	if (n < form->min || ((form->set & MIXED) && !is_mixed(rg_str_sub(text, at, at + n))))
		return false;
	return !(form->set & EXACT) ||
	       (n == form->min && (at + n >= text.len || !is_alnum(text.ptr[at + n])));
}

static bool by_table(rg_span *out, rg_str text, size_t i)
{
	for (size_t k = 0; k < N_FORMS; k++) {
		const struct form *form = &forms[k];
		size_t at;

		if (form->prefix[0] != text.ptr[i] || !starts_at(text, i, form->prefix))
			continue;
		at = i + strlen(form->prefix);
		if (!is_form(form, text, at))
			continue;
		*out = (rg_span){i, at + run(text, at, form->set)};
		return true;
	}
	return false;
}

/* RFC 7519: three base64url parts, the first of which is a JSON object. */
static bool json_web_token(rg_span *out, rg_str text, size_t i)
{
	size_t n, at = i;

	if (!starts_at(text, i, "eyJ") || (n = run(text, at, WORD)) < 10)
		return false;
	at += n;
	if (at >= text.len || text.ptr[at] != '.' || run(text, at + 1, WORD) < 8)
		return false;
	*out = (rg_span){i, at + run(text, at, WORD | DOT)};
	return true;
}

static bool is_entra(rg_str token)
{
	return is_digit(token.ptr[3]) && token.ptr[4] == 'Q';
}

/* Six characters between its dots. */
static bool is_discord(rg_str token)
{
	size_t first = rg_str_find_char(token, '.');

	return token.ptr[first + 7] == '.' && is_mixed(token);
}

static bool is_maxmind(rg_str token)
{
	return rg_str_ends(token, RG_STR("_mmk"));
}

/*
 * Tokens of parts, which do not begin in a way of their own: n characters of one set, a text, at
 * least min of another set, and what a table cannot say.
 */
static const struct built {
	int first;
	size_t n;
	const char *between;
	int last;
	size_t min;
	bool (*holds)(rg_str token); /* or NULL */
} built[] = {
	{ALNUM, 14, ".atlasv1.", WORD, 60, NULL}, /* Terraform Cloud */
	{ALNUM | UNDER | DOT, 5, "~", WORD | DOT, 31, is_entra},
	{DIGIT, 15, "|", WORD, 27, NULL}, /* Facebook */
	{DIGIT, 16, "|", WORD, 27, NULL},
	{HEX, 32, "-us", DIGIT, 1, NULL}, /* Mailchimp */
	{DIGIT, 8, ":A", WORD, 33, NULL}, /* Telegram */
	{DIGIT, 9, ":A", WORD, 33, NULL},
	{DIGIT, 10, ":A", WORD, 33, NULL},
	{ALNUM, 24, ".", WORD | DOT, 34, is_discord},
	{ALNUM, 26, ".", WORD | DOT, 34, is_discord},
	{ALNUM, 6, "_", ALNUM | UNDER, 33, is_maxmind},
};

static bool by_parts(rg_span *out, rg_str text, size_t i)
{
	for (size_t k = 0; k < sizeof(built) / sizeof(built[0]); k++) {
		const struct built *row = &built[k];
		size_t at = i + run_within(text, i, row->first, row->n), n;

		if (at - i < row->n || !starts_at(text, at, row->between))
			continue;
		at += strlen(row->between);
		n = run_within(text, at, row->last, reach(row->min));
		if (n < row->min || (row->holds && !row->holds(rg_str_sub(text, i, at + n))))
			continue;
		*out = (rg_span){i, at + run(text, at, row->last)};
		return true;
	}
	return false;
}

/* RFC 7468; up to its end line, or to the end when that is missing. */
static bool private_key(rg_span *out, rg_str text, size_t i)
{
	static const rg_str end = RG_STR_INIT("-----END ");
	rg_str head = rg_str_sub(text, i, i + 100), rest;
	size_t at, line;

	if (!starts_at(text, i, "-----BEGIN "))
		return false;
	at = rg_str_find(rg_str_sub(head, 11, head.len), RG_STR("-----"));
	if (at == SIZE_MAX || !rg_str_has(rg_str_sub(head, 11, 11 + at), RG_STR("PRIVATE KEY")))
		return false;
	rest = rg_str_sub(text, i, text.len);
	at = rg_str_find(rest, end);
	if (at == SIZE_MAX) {
		*out = (rg_span){i, text.len};
		return true;
	}
	line = rg_str_find(rg_str_sub(rest, at + end.len, at + 100), RG_STR("-----"));
	*out = (rg_span){i, i + (line == SIZE_MAX ? at : at + end.len + line + 5)};
	return true;
}

/* RFC 3986, section 3.2.1: what stands before "@" behind "://"; i is at the colon. */
static bool user_information(rg_span *out, rg_str text, size_t i)
{
	size_t begin = i + 3, end = begin, at = SIZE_MAX;
	bool has_colon = false, is_http;
	rg_str user;

	if (!starts_at(text, i, "://") || i == 0 || !is_alnum(text.ptr[i - 1]))
		return false;
	for (; end < text.len && !memchr("/?# \t\n\"'<>`\\", text.ptr[end], 12); end++)
		if (text.ptr[end] == '@')
			at = end;
	if (at == SIZE_MAX || at == begin)
		return false;
	user = rg_str_sub(text, begin, at);
	has_colon = rg_str_find_char(user, ':') != SIZE_MAX;
	is_http = (i >= 4 && starts_at(text, i - 4, "http")) ||
		  (i >= 5 && starts_at(text, i - 5, "https"));
	if (rg_str_eq_z(user, "git") || (!has_colon && !is_http))
		return false;
	*out = (rg_span){begin, at};
	return true;
}

/* "Bearer " and a token, wherever it stands. */
static bool bearer(rg_span *out, rg_str text, size_t i)
{
	size_t n;

	if (!starts_at(text, i, "Bearer ") && !starts_at(text, i, "bearer "))
		return false;
	n = run(text, i + 7, WORD | DOT | PLUS);
	*out = (rg_span){i + 7, i + 7 + n};
	return n >= 16 && (n >= 24 || is_mixed(rg_str_sub(text, i + 7, i + 7 + n)));
}

/*
 * Whether a token may begin at i. Not behind "_" or "-": they are part of tokens, and trying again
 * at each of them would cost the square of a long one. "\n" in the repr of a text is an end of
 * line.
 */
static bool is_boundary(rg_str text, size_t i)
{
	if (i == 0 || !is_in(text.ptr[i - 1], WORD))
		return true;
	return i >= 2 && text.ptr[i - 2] == '\\' && memchr("nrt", text.ptr[i - 1], 3);
}

bool rg_report__secret_form(rg_span *out, rg_str text, size_t i)
{
	char c = text.ptr[i];

	if (c == ':')
		return user_information(out, text, i);
	if (c == '-')
		return private_key(out, text, i);
	if (!is_alnum(c) || !is_boundary(text, i))
		return false;
	return json_web_token(out, text, i) || by_table(out, text, i) || by_parts(out, text, i) ||
	       bearer(out, text, i);
}
