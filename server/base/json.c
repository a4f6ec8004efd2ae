/* SPDX-License-Identifier: MIT */
/*
 * json.c - cJSON behind a strict door. cJSON 1.7.15 accepts 17 of JSONTestSuite's 188 invalid
 * files, cuts a string at \u0000, ignores case in keys and prints large integers rounded:
 * json_scan.c refuses the first two, look-up here is exact, and printing is our own.
 */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/mem.h"

#define MAX_SAFE_INT 9007199254740992.0 /* 2^53: whole numbers up to here are exact in a double */

void rg_json_own_memory(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = rg_malloc, .free_fn = free});
}

rg_rc rg_json_parse(rg_json **out, rg_str bytes, rg_err *err)
{
	rg_json_scan scan;

	*out = NULL;
	if (bytes.len == 0)
		return rg_fail(err, RG_EINVAL, "empty text is no JSON");
	if (!rg_utf8_is_valid(bytes))
		return rg_fail(err, RG_EINVAL, "the text is not UTF-8");
	if (!rg_json__scan(&scan, bytes, NULL))
		return rg_fail(err, scan.too_deep ? RG_ETOOBIG : RG_EINVAL, "%s, at byte %zu",
			       scan.wrong, scan.at);
	*out = cJSON_ParseWithLength(bytes.ptr, bytes.len);
	if (!*out)
		return rg_fail(err, RG_EINVAL, "the JSON cannot be read");
	return RG_OK;
}

rg_str rg_json_raw_member(rg_str bytes, const char *key)
{
	rg_json_scan scan;

	if (bytes.len == 0 || !rg_json__scan(&scan, bytes, key))
		return (rg_str){NULL, 0};
	return scan.found;
}

void rg_json_free(rg_json *json)
{
	cJSON_Delete(json);
}

void rg_json_wipe(rg_json *json)
{
	for (cJSON *x = json; x; x = x->next) {
		if (cJSON_IsString(x))
			rg_wipe(x->valuestring, strlen(x->valuestring));
		rg_json_wipe(x->child);
	}
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
	const rg_json *member =
		cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;

	return cJSON_IsNull(member) ? NULL : member;
}

size_t rg_json_count(const rg_json *array)
{
	return cJSON_IsArray(array) || cJSON_IsObject(array) ? (size_t)cJSON_GetArraySize(array)
							     : 0;
}

const rg_json *rg_json_at(const rg_json *array, size_t idx)
{
	return cJSON_IsArray(array) && idx < rg_json_count(array)
		       ? cJSON_GetArrayItem(array, (int)idx)
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

	if (!isfinite(value)) { /* read from 1e999; JSON has no word for it */
		rg_buf_add_z(out, "null");
		return;
	}
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
