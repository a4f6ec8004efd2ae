/* SPDX-License-Identifier: MIT */
/*
 * json_scan.c - whether bytes are JSON as RFC 8259 has it, one value and nothing behind. Recursive
 * descent with a depth limit; nothing is built, only the keys of the object at hand are kept to
 * find one that stands twice.
 */
#include "base/json_scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

typedef struct scanner {
	const char *at, *end, *begin;
	int depth;
	const char *wrong; /* what is wrong at `at`, or NULL */
	bool too_deep;
	/* for rg_json_raw_member */
	const char *wanted;
	rg_str found;
} scanner;

/* Keys of one object while it is scanned: an open hash table of spans, on the heap. */
typedef struct key_set {
	rg_str *slots;
	size_t n, size;
} key_set;

static bool scan_value(scanner *s);

static bool fail(scanner *s, const char *wrong)
{
	if (!s->wrong)
		s->wrong = wrong;
	return false;
}

static void skip_space(scanner *s)
{
	while (s->at < s->end &&
	       (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r'))
		s->at++;
}

static bool scan_word(scanner *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
		return fail(s, "no JSON value");
	s->at += len;
	return true;
}

static bool scan_digits(scanner *s)
{
	const char *begin = s->at;

	while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		s->at++;
	return s->at > begin || fail(s, "a digit is missing");
}

static bool scan_number(scanner *s)
{
	const char *begin;

	if (*s->at == '-')
		s->at++;
	begin = s->at;
	if (!scan_digits(s))
		return false;
	if (*begin == '0' && s->at - begin > 1)
		return fail(s, "a number begins with 0");
	if (s->at < s->end && *s->at == '.') {
		s->at++;
		if (!scan_digits(s))
			return false;
	}
	if (s->at < s->end && (*s->at == 'e' || *s->at == 'E')) {
		s->at++;
		if (s->at < s->end && (*s->at == '+' || *s->at == '-'))
			s->at++;
		if (!scan_digits(s))
			return false;
	}
	return true;
}

/* Four hexadecimal digits at p, or -1. */
static int hex4(const char *p, const char *end)
{
	int value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static bool scan_escape(scanner *s)
{
	int unit;

	s->at++;
	if (s->at == s->end)
		return fail(s, "a string has no end");
	if (*s->at != 'u') {
		if (!*s->at || !strchr("\"\\/bfnrt", *s->at))
			return fail(s, "unknown escape in a string");
		s->at++;
		return true;
	}
	unit = hex4(s->at + 1, s->end);
	if (unit < 0)
		return fail(s, "\\u needs four hexadecimal digits");
	if (unit == 0)
		return fail(s, "NUL in a string");
	if (unit >= 0xDC00 && unit <= 0xDFFF)
		return fail(s, "a lone surrogate in a string");
	s->at += 5;
	if (unit >= 0xD800 && unit <= 0xDBFF) {
		int low = s->end - s->at >= 6 && s->at[0] == '\\' && s->at[1] == 'u'
				  ? hex4(s->at + 2, s->end)
				  : -1;

		if (low < 0xDC00 || low > 0xDFFF)
			return fail(s, "a lone surrogate in a string");
		s->at += 6;
	}
	return true;
}

static bool scan_string(scanner *s, rg_str *raw)
{
	const char *begin = ++s->at;

	while (s->at < s->end && *s->at != '"') {
		if ((unsigned char)*s->at < 0x20)
			return fail(s, "a control character in a string");
		if (*s->at == '\\') {
			if (!scan_escape(s))
				return false;
		} else {
			s->at++;
		}
	}
	if (s->at == s->end)
		return fail(s, "a string has no end");
	*raw = (rg_str){begin, (size_t)(s->at - begin)};
	s->at++;
	return true;
}

static void key_set_insert(key_set *set, rg_str key, bool *is_new);

static void key_set_grow(key_set *set)
{
	key_set bigger = {.size = set->size ? set->size * 2 : 16};
	bool is_new;

	bigger.slots = rg_calloc(bigger.size, sizeof(*bigger.slots));
	for (size_t i = 0; i < set->size; i++)
		if (set->slots[i].ptr)
			key_set_insert(&bigger, set->slots[i], &is_new);
	free(set->slots);
	*set = bigger;
}

static void key_set_insert(key_set *set, rg_str key, bool *is_new)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	size_t slot;

	if (set->n * 2 >= set->size)
		key_set_grow(set);
	for (size_t i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.ptr[i]) * UINT64_C(0x100000001b3);
	for (slot = hash & (set->size - 1); set->slots[slot].ptr;
	     slot = (slot + 1) & (set->size - 1))
		if (rg_str_eq(set->slots[slot], key)) {
			*is_new = false;
			return;
		}
	set->slots[slot] = key;
	set->n++;
	*is_new = true;
}

/*
 * Duplicates are compared as written: "a" and "\u0061" pass as different here and the first one
 * is found by rg_json_get. That is safe (one meaning, always the same) and needs no decoding.
 */
static bool scan_members(scanner *s, key_set *keys)
{
	for (;;) {
		rg_str key;
		const char *value;
		bool is_new;

		skip_space(s);
		if (s->at == s->end || *s->at != '"')
			return fail(s, "a key is missing");
		if (!scan_string(s, &key))
			return false;
		key_set_insert(keys, key, &is_new);
		if (!is_new)
			return fail(s, "a key stands twice");
		skip_space(s);
		if (s->at == s->end || *s->at != ':')
			return fail(s, "':' is missing");
		s->at++;
		skip_space(s);
		value = s->at;
		if (!scan_value(s))
			return false;
		if (s->depth == 1 && s->wanted && rg_str_eq_z(key, s->wanted))
			s->found = (rg_str){value, (size_t)(s->at - value)};
		skip_space(s);
		if (s->at < s->end && *s->at == ',') {
			s->at++;
			continue;
		}
		if (s->at < s->end && *s->at == '}') {
			s->at++;
			return true;
		}
		return fail(s, "',' or '}' is missing");
	}
}

static bool scan_object(scanner *s)
{
	key_set keys = {0};
	bool ok;

	s->at++;
	skip_space(s);
	if (s->at < s->end && *s->at == '}') {
		s->at++;
		return true;
	}
	ok = scan_members(s, &keys);
	free(keys.slots);
	return ok;
}

static bool scan_array(scanner *s)
{
	s->at++;
	skip_space(s);
	if (s->at < s->end && *s->at == ']') {
		s->at++;
		return true;
	}
	for (;;) {
		skip_space(s);
		if (!scan_value(s))
			return false;
		skip_space(s);
		if (s->at < s->end && *s->at == ',') {
			s->at++;
			continue;
		}
		if (s->at < s->end && *s->at == ']') {
			s->at++;
			return true;
		}
		return fail(s, "',' or ']' is missing");
	}
}

static bool scan_value(scanner *s)
{
	rg_str raw;
	bool ok;

	if (s->at == s->end)
		return fail(s, "a value is missing");
	switch (*s->at) {
	case '{':
	case '[':
		if (++s->depth > (int)RG_LIMIT_JSON_DEPTH) {
			s->too_deep = true;
			return fail(s, "nested too deeply");
		}
		ok = *s->at == '{' ? scan_object(s) : scan_array(s);
		s->depth--;
		return ok;
	case '"':
		return scan_string(s, &raw);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		if (*s->at == '-' || (*s->at >= '0' && *s->at <= '9'))
			return scan_number(s);
		return fail(s, "no JSON value");
	}
}

static bool scan_document(scanner *s)
{
	skip_space(s);
	if (!scan_value(s))
		return false;
	skip_space(s);
	return s->at == s->end || fail(s, "bytes behind the value");
}

bool rg_json__scan(rg_json_scan *out, rg_str bytes, const char *wanted)
{
	scanner s = {.at = bytes.ptr,
		     .begin = bytes.ptr,
		     .end = bytes.ptr + bytes.len,
		     .wanted = wanted};
	bool ok = scan_document(&s);

	out->wrong = s.wrong;
	out->too_deep = s.too_deep;
	out->at = (size_t)(s.at - s.begin);
	out->found = s.found;
	return ok;
}
