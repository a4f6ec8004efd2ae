/* SPDX-License-Identifier: MIT */
/*
 * secret_names.c - values that their names give away: `DB_PASSWORD=…`, `'api_key': '…'`. How much a
 * value must look like a secret depends on the name: "password" is nearly enough, "token" is also a
 * word of every parser, and "key" is one of every dictionary. Code (`token=get_token()`), types and
 * placeholders are left alone: a report without its traceback helps nobody.
 */
#include "report/secret_forms.h"

#include <string.h>

#define MAX_NAME   100
#define MAX_BEFORE 200
#define MAX_VALUE  8192 /* looked at for one name: keeps hostile text linear */

typedef enum strength {
	NONE,
	WEAK,	/* the value has to look random, and be long */
	MIDDLE, /* the value has to look random */
	STRONG, /* the value must not look like code */
	REST	/* everything to the end of the line or quote */
} strength;

static const struct {
	const char *end; /* of the name, in lower case, without "_" and "-" */
	strength strength;
} names[] = {
	{"password", STRONG},
	{"passwd", STRONG},
	{"passphrase", STRONG},
	{"passcode", STRONG},
	{"pwd", STRONG},
	{"secret", STRONG},
	{"secretkey", STRONG},
	{"secretaccesskey", STRONG},
	{"clientsecret", STRONG},
	{"token", MIDDLE},
	{"apikey", MIDDLE},
	{"accesskey", MIDDLE},
	{"authkey", MIDDLE},
	{"privatekey", MIDDLE},
	{"accountkey", MIDDLE},
	{"sharedkey", MIDDLE},
	{"masterkey", MIDDLE},
	{"signingkey", MIDDLE},
	{"encryptionkey", MIDDLE},
	{"credential", MIDDLE},
	{"credentials", MIDDLE},
	{"auth", MIDDLE},
	{"sessionid", MIDDLE},
	{"authorization", REST},
	{"cookie", REST},
	{"key", WEAK},
	{"session", WEAK},
	{"signature", WEAK},
	{"sig", WEAK},
	{"salt", WEAK},
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(char c)
{
	return is_digit(c) || is_letter(c) || c == '_' || c == '-';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static strength strength_of(rg_str name)
{
	char small[MAX_NAME];
	rg_str s = {small, 0};
	strength found = NONE;

	if (name.len > MAX_NAME)
		return NONE;
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] != '_' && name.ptr[i] != '-')
			small[s.len++] = lower(name.ptr[i]);
	/* "DB_PASS", not "compass" and not "pass" */
	if (rg_str_ends(name, RG_STR("_PASS")) || rg_str_ends(name, RG_STR("_pass")))
		return STRONG;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].strength > found && rg_str_ends(s, rg_str_of(names[i].end)))
			found = names[i].strength;
	return found;
}

static bool has_word(rg_str value, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (rg_str_eq_nocase(value, rg_str_of(words[i])))
			return true;
	return false;
}

/* Nothing is given away by these. */
static bool is_placeholder(rg_str value)
{
	static const char *const words[] = {
		"none",	      "null",	   "nil",	"true",	 "false",    "str",	"string",
		"int",	      "bytes",	   "bool",	"any",	 "optional", "missing", "required",
		"invalid",    "expired",   "empty",	"unset", "unknown",  "default", "redacted",
		"[redacted]", "undefined", "incorrect", "wrong", "self",     "os",	"not",
		"is",	      "object",	   NULL};
	bool is_one_char = true;
	char first = value.len ? value.ptr[0] : ' ';

	for (size_t i = 1; i < value.len; i++)
		is_one_char &= value.ptr[i] == first;
	return value.len == 0 || (is_one_char && !is_digit(first)) || has_word(value, words) ||
	       rg_str_starts(value, RG_STR("${")) || rg_str_starts(value, RG_STR("{{")) ||
	       rg_str_starts(value, RG_STR("$(")) || rg_str_starts(value, RG_STR("%(")) ||
	       rg_str_starts(value, RG_STR("\xC2\xAB")) ||
	       (first == '<' && value.ptr[value.len - 1] == '>') ||
	       (first == '$' && value.len > 1 && is_letter(value.ptr[1]));
}

/* `settings.token`, `get_password()`, `tokens[0]`, `user_password`, "/home/x" */
static bool is_code(rg_str value)
{
	static const char *const words[] = {"pass", "secret", "token", "key", "auth", "cred"};
	bool is_path = true, has_dot = false;
	char small[MAX_NAME];

	/* Base64 may begin with "/"; no path ends with "=". */
	if ((value.ptr[0] == '/' && !rg_str_ends(value, RG_STR("="))) || value.ptr[0] == '.' ||
	    value.ptr[0] == '<' || value.ptr[0] == '=')
		return true;
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (c == '(' || c == '[' || c == '{')
			return true;
		has_dot |= c == '.' && i > 0 && i + 1 < value.len;
		is_path &= is_letter(c) || c == '_' || c == '.';
		if (i < MAX_NAME)
			small[i] = lower(c);
	}
	if (!is_path || value.len > MAX_NAME)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (rg_str_has((rg_str){small, value.len}, rg_str_of(words[i])))
			return true;
	return has_dot;
}

static bool looks_random(rg_str value, bool is_strict)
{
	size_t n_digits = 0, n_lower = 0, n_upper = 0, n_hex = 0, n_letters;

	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (c == ' ' || (unsigned char)c >= 0x80 || c == '(' || c == '[' || c == '{')
			return false;
		n_digits += is_digit(c);
		n_lower += c >= 'a' && c <= 'z';
		n_upper += c >= 'A' && c <= 'Z';
		n_hex += is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
	}
	n_letters = n_lower + n_upper;
	if (is_strict && value.len >= 32 && n_digits + n_letters == value.len)
		return n_hex == value.len || (n_digits && n_lower && n_upper) ||
		       (n_digits >= 4 && n_letters);
	if (is_strict)
		return value.len >= 20 && n_digits && n_lower && n_upper;
	return (value.len >= 8 && n_digits && n_letters) || value.len >= 24;
}

/* Where an unquoted value ends. */
static size_t bare_end(rg_str text, size_t i)
{
	size_t max = i + MAX_VALUE;

	while (i < text.len && i < max && !memchr(" \t\n,;\"'`&<>|)]}", text.ptr[i], 15))
		i++;
	return i;
}

typedef struct value {
	rg_span span;
	bool is_quoted, is_tight; /* tight: "=" without spaces */
	bool is_spoken;		  /* only a space is between */
} value;

/* Behind a name that is itself a value: `key="Password" value="…"`, "name: DB_PASS", "value: …". */
static size_t skip_to_value(rg_str text, size_t i)
{
	static const rg_str word = RG_STR_INIT("value");
	size_t at = i;

	while (at < text.len && at - i < 24 && memchr(" \t\n,\"'", text.ptr[at], 6))
		at++;
	if (at == i || !rg_str_starts(rg_str_sub(text, at, text.len), word))
		return i;
	at += word.len;
	return at < text.len && (text.ptr[at] == '"' || text.ptr[at] == '\'') ? at + 1 : at;
}

/* The value behind the name that ends at i, or false when there is none. */
static bool find_value(value *out, rg_str text, size_t i, bool is_option, bool is_tag)
{
	bool has_space = false, is_spoken = false;
	char quote;
	size_t at = i;

	while (at < text.len &&
	       (text.ptr[at] == '"' || text.ptr[at] == '\'' || text.ptr[at] == '\\') && at - i < 2)
		at++;
	at = skip_to_value(text, at);
	for (size_t from = at; at < text.len && text.ptr[at] == ' ' && at - from < 20; at++)
		has_space = true;
	if (at >= text.len)
		return false;
	if (text.ptr[at] == '>' && is_tag) {
		const char *end = memchr(text.ptr + at, '<',
					 text.len - at < MAX_VALUE ? text.len - at : MAX_VALUE);

		*out = (value){{at + 1, end ? (size_t)(end - text.ptr) : at + 1}, true, true};
		return end != NULL;
	}
	if (text.ptr[at] == '=' || text.ptr[at] == ':' || text.ptr[at] == '!') {
		has_space |= text.ptr[at] == ':';
		for (size_t from = at;
		     at < text.len && at - from < 2 && memchr("=:>!", text.ptr[at], 4);)
			at++;
	} else if (!is_option || !has_space) {
		return false;
	} else {
		is_spoken = true;
	}
	for (size_t from = at;
	     at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t') && at - from < 20; at++)
		has_space = true;
	if (at + 1 < text.len && memchr("bfru", text.ptr[at], 4) &&
	    (text.ptr[at + 1] == '"' || text.ptr[at + 1] == '\''))
		at++;
	if (at + 1 < text.len && text.ptr[at] == '\\' && text.ptr[at + 1] == '"')
		at++;
	if (at >= text.len || text.ptr[at] == '\n')
		return false;
	quote = text.ptr[at];
	out->is_spoken = is_spoken;
	out->is_tight = !has_space || is_option;
	out->is_quoted = quote == '"' || quote == '\'' || quote == '`';
	if (!out->is_quoted) {
		out->span = (rg_span){at, bare_end(text, at)};
		return true;
	}
	out->span.begin = ++at;
	for (size_t from = at; at < text.len && text.ptr[at] != '\n' && at - from < MAX_VALUE;
	     at++) {
		if (text.ptr[at] == quote)
			break;
		if (text.ptr[at] == '\\' && at + 1 < text.len && text.ptr[at + 1] == quote &&
		    out->span.begin >= 2 && text.ptr[out->span.begin - 2] == '\\')
			break; /* the quote itself was written \" */
		if (text.ptr[at] == '\\' && at + 1 < text.len && text.ptr[at + 1] != '\n')
			at++;
	}
	out->span.end = at < text.len ? at : text.len;
	return true;
}

/* Whether a bare word is all that stands there, and not the beginning of a sentence. */
static bool is_alone(rg_str text, size_t end)
{
	return end >= text.len || text.ptr[end] != ' ' ||
	       (end + 1 < text.len && (text.ptr[end + 1] == '#' || text.ptr[end + 1] == '-'));
}

static bool is_secret(strength needed, const value *at, rg_str text)
{
	rg_str word = rg_str_sub(text, at->span.begin, at->span.end);
	bool has_digit = false;

	if (is_placeholder(word))
		return false;
	for (size_t i = 0; i < word.len; i++)
		has_digit |= is_digit(word.ptr[i]);
	if (needed == WEAK || (needed == MIDDLE && at->is_quoted))
		return looks_random(word, needed == WEAK);
	if (needed == MIDDLE)
		return looks_random(word, false) && !is_code(word);
	if (at->is_quoted)
		return true;
	if (is_code(word))
		return false;
	return at->is_tight || (word.len >= 4 && (has_digit || is_alone(text, at->span.end)));
}

/* "Authorization: Basic eDp5", "Cookie: a=b; c=d": up to the quote or the line's end. */
static bool find_rest(rg_span *out, rg_str text, const value *at)
{
	static const char *const schemes[] = {"basic",	   "bearer", "token", "digest",
					      "negotiate", "apikey", NULL};
	size_t begin = at->span.begin, end = at->span.end;
	size_t word = bare_end(text, begin);

	if (!at->is_quoted)
		for (end = begin; end < text.len && end - begin < MAX_VALUE &&
				  !memchr("\n\"'`", text.ptr[end], 4);)
			end++;
	if (has_word(rg_str_sub(text, begin, word), schemes)) {
		while (word < end && text.ptr[word] == ' ')
			word++;
		*out = (rg_span){word, end};
		return end > word;
	}
	*out = (rg_span){begin, end};
	return rg_str_find_char(rg_str_sub(text, begin, end), '=') != SIZE_MAX ||
	       looks_random(rg_str_sub(text, begin, word), false);
}

/* 'Password: ' - what looks like the value's quote is the end of the one before the name. */
static bool is_quote_end(rg_str text, size_t begin, size_t end, const value *found)
{
	char quote = begin ? text.ptr[begin - 1] : ' ';

	return found->is_quoted && (quote == '"' || quote == '\'') && end < text.len &&
	       text.ptr[end] != quote && text.ptr[end] != '\\' &&
	       text.ptr[found->span.begin - 1] == quote;
}

/*
 * Words before a secret that are none by themselves: only behind another in the same line. "curl -u
 * me:x", "sshpass -p x", and netrc's "machine x login me password x".
 */
static strength strength_behind(rg_str text, size_t i, rg_str name)
{
	static const struct {
		const char *before, *word;
		strength strength;
	} rows[] = {
		{"curl ", "-u", STRONG},	  {"curl ", "--user", STRONG},
		{"sshpass ", "-p", STRONG},	  {"docker login ", "-p", STRONG},
		{"podman login ", "-p", STRONG},  {"twine upload ", "-p", STRONG},
		{"machine ", "password", STRONG},
	};

	for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
		size_t from = i;

		if (!rg_str_eq_z(name, rows[k].word))
			continue;
		while (from > 0 && i - from < MAX_BEFORE && text.ptr[from - 1] != '\n')
			from--;
		if (rg_str_has(rg_str_sub(text, from, i), rg_str_of(rows[k].before)))
			return rows[k].strength;
	}
	return NONE;
}

bool rg_report__secret_value(rg_span *out, size_t *end, rg_str text, size_t i)
{
	strength needed, behind;
	rg_str name;
	value found;
	bool is_tag = i > 0 && text.ptr[i - 1] == '<';

	*end = i;
	while (*end < text.len && is_name(text.ptr[*end]))
		++*end;
	name = rg_str_sub(text, i, *end);
	needed = strength_of(name);
	behind = strength_behind(text, i, name);
	if ((needed == NONE && behind == NONE) ||
	    !find_value(&found, text, *end, behind || rg_str_starts(name, RG_STR("--")), is_tag) ||
	    is_quote_end(text, i, *end, &found))
		return false;
	if (behind && (needed == NONE || found.is_spoken))
		needed = behind;
	if (needed == REST)
		return find_rest(out, text, &found);
	*out = found.span;
	return is_secret(needed, &found, text);
}
