/* SPDX-License-Identifier: MIT */
/*
 * json.c - cJSON behind a strict door. cJSON 1.7.15 accepts 17 of JSONTestSuite's 188 invalid
 * files, cuts a string at \u0000, ignores case in keys and prints large integers rounded: the
 * scanner refuses the first two, look-up here is exact, and printing is our own.
 */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#define MAX_SAFE_INT 9007199254740992.0 /* 2^53: whole numbers up to here are exact in a double */

/* ---- the scanner ---------------------------------------------------------------------------- */

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
	for (slot = hash & (set->size - 1); set->slots[slot].ptr; slot = (slot + 1) & (set->size - 1))
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

rg_rc rg_json_parse(rg_json **out, rg_str bytes, rg_err *err)
{
	scanner s = {.at = bytes.ptr, .begin = bytes.ptr, .end = bytes.ptr + bytes.len};

	*out = NULL;
	if (bytes.len == 0)
		return rg_fail(err, RG_EINVAL, "empty text is no JSON");
	if (!rg_utf8_is_valid(bytes))
		return rg_fail(err, RG_EINVAL, "the text is not UTF-8");
	if (!scan_document(&s))
		return rg_fail(err, s.too_deep ? RG_ETOOBIG : RG_EINVAL, "%s, at byte %zu", s.wrong,
			       (size_t)(s.at - s.begin));
	*out = cJSON_ParseWithLength(bytes.ptr, bytes.len);
	if (!*out)
		return rg_fail(err, RG_EINVAL, "the JSON cannot be read");
	return RG_OK;
}

rg_str rg_json_raw_member(rg_str bytes, const char *key)
{
	scanner s = {.at = bytes.ptr, .begin = bytes.ptr, .end = bytes.ptr + bytes.len, .wanted = key};

	if (bytes.len == 0 || !scan_document(&s))
		return (rg_str){NULL, 0};
	return s.found;
}

void rg_json_free(rg_json *json)
{
	cJSON_Delete(json);
}

/* ---- reading -------------------------------------------------------------------------------- */

bool rg_json_is_object(const rg_json *json)
{
	return cJSON_IsObject(json);
}

bool rg_json_is_array(const rg_json *json)
{
	return cJSON_IsArray(json);
}

bool rg_json_is_string(const rg_json *json)
{
	return cJSON_IsString(json);
}

bool rg_json_is_number(const rg_json *json)
{
	return cJSON_IsNumber(json);
}

bool rg_json_is_bool(const rg_json *json)
{
	return cJSON_IsBool(json);
}

bool rg_json_is_null(const rg_json *json)
{
	return json == NULL || cJSON_IsNull(json);
}

const rg_json *rg_json_get(const rg_json *object, const char *key)
{
	const rg_json *member = cJSON_IsObject(object)
					? cJSON_GetObjectItemCaseSensitive(object, key)
					: NULL;

	return cJSON_IsNull(member) ? NULL : member;
}

size_t rg_json_count(const rg_json *array)
{
	return cJSON_IsArray(array) || cJSON_IsObject(array) ? (size_t)cJSON_GetArraySize(array) : 0;
}

const rg_json *rg_json_at(const rg_json *array, size_t idx)
{
	return cJSON_IsArray(array) && idx < rg_json_count(array) ? cJSON_GetArrayItem(array, (int)idx)
								  : NULL;
}

const rg_json *rg_json_first(const rg_json *json)
{
	return cJSON_IsArray(json) || cJSON_IsObject(json) ? json->child : NULL;
}

const rg_json *rg_json_next(const rg_json *json)
{
	return json ? json->next : NULL;
}

rg_str rg_json_key(const rg_json *member)
{
	return rg_str_of(member ? member->string : NULL);
}

rg_str rg_json_str(const rg_json *json)
{
	return rg_str_of(cJSON_IsString(json) ? json->valuestring : NULL);
}

bool rg_json_bool(const rg_json *json, bool otherwise)
{
	return cJSON_IsBool(json) ? cJSON_IsTrue(json) : otherwise;
}

int64_t rg_json_int(const rg_json *json, int64_t otherwise)
{
	double value;

	if (!cJSON_IsNumber(json))
		return otherwise;
	value = json->valuedouble;
	if (!(fabs(value) <= MAX_SAFE_INT) || value != floor(value))
		return otherwise;
	return (int64_t)value;
}

double rg_json_number(const rg_json *json, double otherwise)
{
	return cJSON_IsNumber(json) && isfinite(json->valuedouble) ? json->valuedouble : otherwise;
}

/* ---- building ------------------------------------------------------------------------------- */

static rg_json *made(rg_json *json)
{
	if (!json)
		rg_out_of_memory(sizeof(cJSON));
	return json;
}

rg_json *rg_json_object(void)
{
	return made(cJSON_CreateObject());
}

rg_json *rg_json_array(void)
{
	return made(cJSON_CreateArray());
}

rg_json *rg_json_new_str(rg_str s)
{
	rg_json *out;
	char *z;

	if (!s.ptr)
		return rg_json_new_null();
	z = rg_strdup(s);
	for (size_t i = 0; i < s.len; i++)
		if (!z[i])
			z[i] = ' '; /* a C string ends at NUL, and so would the value */
	out = made(cJSON_CreateString(z));
	free(z);
	return out;
}

rg_json *rg_json_new_int(int64_t value)
{
	return made(cJSON_CreateNumber((double)value));
}

rg_json *rg_json_new_number(double value)
{
	return made(cJSON_CreateNumber(isfinite(value) ? value : 0));
}

rg_json *rg_json_new_bool(bool value)
{
	return made(cJSON_CreateBool(value));
}

rg_json *rg_json_new_null(void)
{
	return made(cJSON_CreateNull());
}

rg_json *rg_json_new_raw(rg_str bytes)
{
	char *z = rg_strdup(bytes);
	rg_json *out = made(cJSON_CreateRaw(z));

	free(z);
	return out;
}

rg_json *rg_json_copy(const rg_json *json)
{
	return json ? made(cJSON_Duplicate(json, true)) : rg_json_new_null();
}

rg_json *rg_json_set_take(rg_json *object, const char *key, rg_json *value)
{
	cJSON_DeleteItemFromObjectCaseSensitive(object, key);
	cJSON_AddItemToObject(object, key, value);
	return value;
}

rg_json *rg_json_push_take(rg_json *array, rg_json *value)
{
	cJSON_AddItemToArray(array, value);
	return value;
}

void rg_json_set_str(rg_json *object, const char *key, rg_str value)
{
	rg_json_set_take(object, key, rg_json_new_str(value));
}

void rg_json_set_int(rg_json *object, const char *key, int64_t value)
{
	rg_json_set_take(object, key, rg_json_new_int(value));
}

void rg_json_set_number(rg_json *object, const char *key, double value)
{
	rg_json_set_take(object, key, rg_json_new_number(value));
}

void rg_json_set_bool(rg_json *object, const char *key, bool value)
{
	rg_json_set_take(object, key, rg_json_new_bool(value));
}

void rg_json_set_null(rg_json *object, const char *key)
{
	rg_json_set_take(object, key, rg_json_new_null());
}

rg_json *rg_json_take(rg_json *object, const char *key)
{
	return cJSON_DetachItemFromObjectCaseSensitive(object, key);
}

/* ---- writing -------------------------------------------------------------------------------- */

/* Bytes of the well-formed sequence at s[0], or 0. */
static size_t sequence_at(rg_str s)
{
	size_t max = s.len < 4 ? s.len : 4;

	for (size_t len = 1; len <= max; len++)
		if (rg_utf8_is_valid((rg_str){s.ptr, len}))
			return len;
	return 0;
}

void rg_json_render_str(rg_buf *out, rg_str s)
{
	rg_buf_add_char(out, '"');
	while (s.len) {
		unsigned char c = (unsigned char)s.ptr[0];
		size_t len = 1;

		if (c == '"' || c == '\\') {
			rg_buf_add_char(out, '\\');
			rg_buf_add_char(out, (char)c);
		} else if (c == '\n') {
			rg_buf_add(out, RG_STR("\\n"));
		} else if (c == '\t') {
			rg_buf_add(out, RG_STR("\\t"));
		} else if (c == '\r') {
			rg_buf_add(out, RG_STR("\\r"));
		} else if (c < 0x20 || c == 0x7f) {
			rg_buf_printf(out, "\\u%04x", c);
		} else if (c < 0x80) {
			/* The common case in one go: plain ASCII up to the next special byte. */
			while (len < s.len && (unsigned char)s.ptr[len] >= 0x20 &&
			       (unsigned char)s.ptr[len] < 0x7f && s.ptr[len] != '"' &&
			       s.ptr[len] != '\\')
				len++;
			rg_buf_add(out, rg_str_sub(s, 0, len));
		} else if ((len = sequence_at(s)) > 0) {
			rg_buf_add(out, rg_str_sub(s, 0, len));
		} else {
			rg_buf_add(out, RG_STR("\xEF\xBF\xBD"));
			len = 1;
		}
		s = rg_str_sub(s, len, s.len);
	}
	rg_buf_add_char(out, '"');
}

static void render_number(rg_buf *out, double value)
{
	char text[40];

	if (fabs(value) <= MAX_SAFE_INT && value == floor(value)) {
		rg_buf_printf(out, "%" PRId64, (int64_t)value);
		return;
	}
	/* The shortest form that reads back as the same number. */
	for (int digits = 6; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	rg_buf_add_z(out, text);
}

static void new_line(rg_buf *out, int indent)
{
	if (indent < 0)
		return;
	rg_buf_add_char(out, '\n');
	for (int i = 0; i < indent; i++)
		rg_buf_add(out, RG_STR("  "));
}

/* indent < 0: all on one line. */
static void render(rg_buf *out, const rg_json *json, int indent)
{
	bool is_object = cJSON_IsObject(json);
	int inner = indent < 0 ? -1 : indent + 1;

	if (json == NULL || cJSON_IsNull(json)) {
		rg_buf_add(out, RG_STR("null"));
	} else if (cJSON_IsBool(json)) {
		rg_buf_add_z(out, cJSON_IsTrue(json) ? "true" : "false");
	} else if (cJSON_IsNumber(json)) {
		render_number(out, json->valuedouble);
	} else if (cJSON_IsString(json)) {
		rg_json_render_str(out, rg_str_of(json->valuestring));
	} else if (cJSON_IsRaw(json)) {
		rg_buf_add_z(out, json->valuestring);
	} else {
		rg_buf_add_char(out, is_object ? '{' : '[');
		for (const rg_json *x = json->child; x; x = x->next) {
			new_line(out, inner);
			if (is_object) {
				rg_json_render_str(out, rg_str_of(x->string));
				rg_buf_add_z(out, indent < 0 ? ":" : ": ");
			}
			render(out, x, inner);
			if (x->next)
				rg_buf_add_char(out, ',');
		}
		if (json->child)
			new_line(out, indent);
		rg_buf_add_char(out, is_object ? '}' : ']');
	}
}

void rg_json_render(rg_buf *out, const rg_json *json)
{
	render(out, json, -1);
}

void rg_json_render_pretty(rg_buf *out, const rg_json *json)
{
	render(out, json, 0);
	rg_buf_add_char(out, '\n');
}
