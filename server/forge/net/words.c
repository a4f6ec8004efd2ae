/* SPDX-License-Identifier: MIT */
/*
 * words.c - the texts in a refusal are gathered in the order in which they stand, each field's name
 * in front of its own. A depth and a length end what would not.
 *
 * Shapes: GitHub Docs, REST, "Troubleshooting" ({"message", "errors": [{"field", "code",
 * "message"} | "…"]}); GitLab Docs, REST, "Troubleshooting" ({"message": "…" | {"field": ["…"]}},
 * {"error": "…"}); Gitea's swagger, APIError ({"message", "url"}) and APINotFound ({"errors"}).
 */
#include "forge/net/words.h"

#include "base/buf.h"
#include "forge/net/message.h"

#define WORDS_BYTES 300
#define MAX_DEPTH   4

static const rg_str nothing = RG_STR_INIT("no reason given");

static void add_word(rg_buf *out, const char **sep, rg_str field, rg_str word)
{
	if (!word.len)
		return;
	rg_buf_add_z(out, out->len ? *sep : "");
	*sep = "; ";
	rg_buf_printf(out, "%.*s%s%.*s", RG_FMT(field), field.len ? " " : "", RG_FMT(word));
}

/* GitHub's {"field", "code", "message"}. */
static bool add_error(rg_buf *out, const char **sep, const rg_json *error)
{
	rg_str code = rg_json_str(rg_json_get(error, "code"));
	rg_str message = rg_json_str(rg_json_get(error, "message"));

	if (!code.len)
		return false;
	if (message.len) {
		add_word(out, sep, (rg_str){0}, message);
	} else {
		add_word(out, sep, rg_json_str(rg_json_get(error, "field")), RG_STR("is"));
		rg_buf_printf(out, " %.*s", RG_FMT(code));
	}
	return true;
}

static void add_all(rg_buf *out, const char **sep, rg_str field, const rg_json *json, int depth)
{
	if (rg_json_is_string(json)) {
		add_word(out, sep, field, rg_json_str(json));
		return;
	}
	if (depth == MAX_DEPTH || (rg_json_is_object(json) && add_error(out, sep, json)))
		return;
	for (const rg_json *x = rg_json_first(json); x; x = rg_json_next(x)) {
		rg_str key = rg_json_is_object(json) ? rg_json_key(x) : field;
		bool is_plain = rg_str_eq_z(key, "base") || rg_str_eq_z(key, "error") ||
				rg_str_eq_z(key, "message");

		add_all(out, sep, is_plain ? (rg_str){0} : key, x, depth + 1);
	}
}

rg_str rg_words_of(rg_arena *arena, const rg_json *json)
{
	static const char *const members[] = {"message", "errors", "error", "error_description"};
	const char *sep = ": ";
	rg_buf buf;
	rg_str out;

	rg_buf_init(&buf, 4096);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (rg_json_is_object(json))
			add_all(&buf, &sep, (rg_str){0}, rg_json_get(json, members[i]), 0);
	out = rg_one_line(arena, buf.len ? rg_buf_str(&buf) : nothing, WORDS_BYTES);
	rg_buf_release(&buf);
	return out;
}

bool rg_words_say(rg_str text, const char *words)
{
	rg_str wanted = rg_str_of(words);

	for (size_t i = 0; i + wanted.len <= text.len; i++)
		if (rg_str_eq_nocase(rg_str_sub(text, i, i + wanted.len), wanted))
			return true;
	return false;
}

rg_meaning rg_words_mean(const rg_phrase *phrases, long status, rg_str words)
{
	bool is_refusal = status == 400 || status == 403 || status == 409 || status == 422;

	for (; phrases->words; phrases++)
		if ((phrases->status ? phrases->status == status : is_refusal) &&
		    rg_words_say(words, phrases->words))
			return phrases->meaning;
	return RG_MEANS_OTHER;
}
