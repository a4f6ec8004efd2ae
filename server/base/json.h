/* SPDX-License-Identifier: MIT */
/*
 * json.h - JSON trees. The bytes are first checked by a strict scanner of our own (RFC 8259:
 * UTF-8, number syntax, control characters, trailing bytes, depth, duplicate keys, no NUL in a
 * string), then parsed by cJSON, which accepts too much. Keys are compared exactly.
 *
 * An rg_json is a node of a tree; rg_json_free takes a root. Getters accept NULL and give the
 * default, so that paths can be chained: rg_json_str(rg_json_get(rg_json_get(x, "a"), "b")).
 * "null" and a missing key are the same to every getter.
 */
#ifndef RG_BASE_JSON_H
#define RG_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

typedef struct cJSON rg_json;

/*
 * Without memory the process ends in here, too, as everywhere (base/mem.h): cJSON would lose
 * members without a word. Once, at the start of the process.
 */
void rg_json_own_memory(void);
/* Parses the whole of bytes. RG_EINVAL with the byte offset, RG_ETOOBIG above RG_LIMIT_JSON_DEPTH.
 */
RG_MUST_CHECK rg_rc rg_json_parse(rg_json **out, rg_str bytes, rg_err *err);
/* NULL is accepted. */
void rg_json_free(rg_json *json);
/* Overwrites every string value of a tree that may hold a secret; it is still to be freed. */
void rg_json_wipe(rg_json *json);
/*
 * The bytes of a top-level member's value exactly as sent (for request ids); null when bytes is
 * no object or has no such member. bytes must have passed rg_json_parse.
 */
rg_str rg_json_raw_member(rg_str bytes, const char *key);

bool rg_json_is_object(const rg_json *json);
bool rg_json_is_array(const rg_json *json);
bool rg_json_is_string(const rg_json *json);
bool rg_json_is_number(const rg_json *json);
bool rg_json_is_bool(const rg_json *json);
bool rg_json_is_null(const rg_json *json); /* NULL too */

/* The member with exactly this key, or NULL. Borrowed. */
const rg_json *rg_json_get(const rg_json *object, const char *key);
size_t rg_json_count(const rg_json *array);
const rg_json *rg_json_at(const rg_json *array, size_t idx);
/* Iterates over members or elements: for (x = rg_json_first(a); x; x = rg_json_next(x)). */
const rg_json *rg_json_first(const rg_json *json);
const rg_json *rg_json_next(const rg_json *json);
rg_str rg_json_key(const rg_json *member);

/* Null string when it is none. Borrowed. */
rg_str rg_json_str(const rg_json *json);
bool rg_json_bool(const rg_json *json, bool otherwise);
/* A whole number of at most 2^53 in magnitude, else the default. */
int64_t rg_json_int(const rg_json *json, int64_t otherwise);
double rg_json_number(const rg_json *json, double otherwise);

/* Building: the tree owns what is put into it. Text that is no UTF-8 is mended with U+FFFD. */
rg_json *rg_json_object(void);
rg_json *rg_json_array(void);
rg_json *rg_json_new_str(rg_str s); /* null string gives null */
rg_json *rg_json_new_int(int64_t value);
rg_json *rg_json_new_number(double value);
rg_json *rg_json_new_bool(bool value);
rg_json *rg_json_new_null(void);
/* A value that is written as these bytes. */
rg_json *rg_json_new_raw(rg_str bytes);
rg_json *rg_json_copy(const rg_json *json);
/* Replaces a member of that key. take: the value is the object's from now on. Return it. */
rg_json *rg_json_set_take(rg_json *object, const char *key, rg_json *value);
rg_json *rg_json_push_take(rg_json *array, rg_json *value);
void rg_json_set_str(rg_json *object, const char *key, rg_str value);
void rg_json_set_int(rg_json *object, const char *key, int64_t value);
void rg_json_set_number(rg_json *object, const char *key, double value);
void rg_json_set_bool(rg_json *object, const char *key, bool value);
void rg_json_set_null(rg_json *object, const char *key);

/* Appends the text, on one line, or indented for people. */
void rg_json_render(rg_buf *out, const rg_json *json);
void rg_json_render_pretty(rg_buf *out, const rg_json *json);
/* Appends s as a JSON string with its quotes; bytes that are no UTF-8 become U+FFFD. */
void rg_json_render_str(rg_buf *out, rg_str s);

#endif
