/* SPDX-License-Identifier: MIT */
/*
 * gitlab_if.c - recursive descent over the text itself. Patterns are RE2's, which is what
 * forge/regexp.h reads.
 *
 *	or      = and ("||" and)*
 *	and     = compare ("&&" compare)*
 *	compare = unit [("==" | "!=" | "=~" | "!~") unit]
 *	unit    = "(" or ")" | $NAME | "text" | 'text' | /pattern/ | null
 */
#include "forge/gitlab_if.h"

#include <string.h>

#include "forge/regexp.h"

#define MAX_DEPTH   50
#define MAX_PATTERN 1000

typedef struct value {
	rg_gitlab_value v;
	rg_str name; /* of a variable */
	bool is_result;
	rg_truth truth; /* of a result */
} value;

typedef struct reader {
	rg_arena *arena;
	const rg_gitlab_variables *variables;
	rg_str text;
	size_t at;
	int depth;
	bool is_broken;
	rg_str unknown;
} reader;

/* ---- values ---------------------------------------------------------------------------------- */

static rg_truth truth_of(reader *r, const value *a)
{
	if (a->is_result)
		return a->truth;
	switch (a->v.known) {
	case RG_GITLAB_TEXT:
		return rg_truth_of(a->v.text.len > 0);
	case RG_GITLAB_NULL:
		return RG_NO;
	case RG_GITLAB_SET:
		return RG_YES;
	default:
		r->unknown = a->name.len ? a->name : r->unknown;
		return RG_MAYBE;
	}
}

/* What a set variable is certainly not: nothing, empty, and the one text that is known. */
static bool differs(const rg_gitlab_value *set, const rg_gitlab_value *other)
{
	return other->known == RG_GITLAB_NULL ||
	       (other->known == RG_GITLAB_TEXT &&
		(!other->text.len || (set->text.ptr && rg_str_eq(set->text, other->text))));
}

static rg_truth equals(reader *r, const value *a, const value *b)
{
	if (a->is_result || b->is_result)
		return RG_MAYBE;
	if ((a->v.known == RG_GITLAB_SET && differs(&a->v, &b->v)) ||
	    (b->v.known == RG_GITLAB_SET && differs(&b->v, &a->v)))
		return RG_NO;
	if (a->v.known <= RG_GITLAB_SET || b->v.known <= RG_GITLAB_SET) {
		r->unknown = a->v.known <= RG_GITLAB_SET ? a->name : b->name;
		return RG_MAYBE;
	}
	return rg_truth_of(a->v.known == b->v.known &&
			   (a->v.known == RG_GITLAB_NULL || rg_str_eq(a->v.text, b->v.text)));
}

rg_truth rg_gitlab__pattern(rg_arena *arena, rg_str pattern, rg_str text)
{
	size_t end = rg_str_rfind_char(pattern, '/');
	rg_str flags, inside;

	if (!rg_str_starts(pattern, RG_STR("/")) || end == 0 || pattern.len > MAX_PATTERN)
		return RG_MAYBE;
	flags = rg_str_sub(pattern, end + 1, pattern.len);
	if (flags.len && !rg_str_eq_z(flags, "i"))
		return RG_MAYBE;
	/* "\/" is how a pattern writes a slash; RE2 has it too. Found anywhere, not as a whole. */
	inside = rg_arena_printf(arena, "%s.*(?:%.*s).*", flags.len ? "(?i)" : "",
				 RG_FMT(rg_str_sub(pattern, 1, end)));
	if (!rg_regexp_steps(inside))
		return RG_MAYBE;
	return rg_truth_of(rg_regexp_matches(inside, text));
}

static rg_truth matches(reader *r, const value *a, const value *b)
{
	if (a->is_result || b->is_result)
		return RG_MAYBE;
	if (a->v.known == RG_GITLAB_NULL)
		return RG_NO;
	if (a->v.known != RG_GITLAB_TEXT || b->v.known != RG_GITLAB_TEXT) {
		r->unknown = a->v.known != RG_GITLAB_TEXT ? a->name : b->name;
		return RG_MAYBE;
	}
	return rg_gitlab__pattern(r->arena, b->v.text, a->v.text);
}

/* ---- words ----------------------------------------------------------------------------------- */

static bool take(reader *r, const char *word)
{
	while (r->at < r->text.len && strchr(" \t\r\n", r->text.ptr[r->at]))
		r->at++;
	if (!rg_str_starts(rg_str_sub(r->text, r->at, r->text.len), rg_str_of(word)))
		return false;
	r->at += strlen(word);
	return true;
}

static value broken(reader *r)
{
	r->is_broken = true;
	return (value){0};
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static value read_variable(reader *r)
{
	bool has_brace = r->at < r->text.len && r->text.ptr[r->at] == '{';
	size_t begin = r->at += has_brace;
	value out = {0};

	while (r->at < r->text.len && is_name_char(r->text.ptr[r->at]))
		r->at++;
	out.name = rg_str_sub(r->text, begin, r->at);
	if (!out.name.len || (has_brace && !take(r, "}")))
		return broken(r);
	out.v = r->variables->get(r->variables->self, out.name);
	return out;
}

static value text_value(rg_str text)
{
	return (value){.v = {RG_GITLAB_TEXT, text}};
}

static value read_quoted(reader *r, char quote)
{
	size_t begin = r->at;
	size_t len = rg_str_find_char(rg_str_sub(r->text, begin, r->text.len), quote);

	if (len == SIZE_MAX)
		return broken(r);
	r->at = begin + len + 1;
	return text_value(rg_str_sub(r->text, begin, begin + len));
}

/* With its slashes and flags, as a variable would hold it. */
static value read_pattern(reader *r)
{
	size_t begin = r->at - 1;

	while (r->at < r->text.len && r->text.ptr[r->at] != '/')
		r->at += r->text.ptr[r->at] == '\\' ? 2 : 1;
	if (r->at >= r->text.len)
		return broken(r);
	r->at++;
	while (r->at < r->text.len && is_name_char(r->text.ptr[r->at]))
		r->at++;
	return text_value(rg_str_sub(r->text, begin, r->at));
}

/* ---- grammar --------------------------------------------------------------------------------- */

static value result(rg_truth truth)
{
	return (value){.is_result = true, .truth = truth};
}

static value read_or(reader *r);

static value read_unit(reader *r)
{
	value out;

	if (r->is_broken || r->depth >= MAX_DEPTH)
		return broken(r);
	if (take(r, "$"))
		return read_variable(r);
	if (take(r, "\""))
		return read_quoted(r, '"');
	if (take(r, "'"))
		return read_quoted(r, '\'');
	if (take(r, "/"))
		return read_pattern(r);
	if (take(r, "null"))
		return (value){.v = {RG_GITLAB_NULL, {0}}};
	if (!take(r, "("))
		return broken(r);
	r->depth++;
	out = read_or(r);
	r->depth--;
	return take(r, ")") ? out : broken(r);
}

static value read_compare(reader *r)
{
	value out = read_unit(r), right;

	if (r->is_broken)
		return out;
	if (take(r, "==")) {
		right = read_unit(r);
		return result(equals(r, &out, &right));
	}
	if (take(r, "!=")) {
		right = read_unit(r);
		return result(rg_truth_not(equals(r, &out, &right)));
	}
	if (take(r, "=~")) {
		right = read_unit(r);
		return result(matches(r, &out, &right));
	}
	if (take(r, "!~")) {
		right = read_unit(r);
		return result(rg_truth_not(matches(r, &out, &right)));
	}
	return out;
}

static value read_and(reader *r)
{
	value out = read_compare(r), right;

	while (!r->is_broken && take(r, "&&")) {
		right = read_compare(r);
		out = result(rg_truth_and(truth_of(r, &out), truth_of(r, &right)));
	}
	return out;
}

static value read_or(reader *r)
{
	value out = read_and(r), right;

	while (!r->is_broken && take(r, "||")) {
		right = read_and(r);
		out = result(rg_truth_or(truth_of(r, &out), truth_of(r, &right)));
	}
	return out;
}

rg_truth rg_gitlab__if(rg_arena *arena, rg_str expression, const rg_gitlab_variables *variables,
		       rg_str *unknown)
{
	reader r = {.arena = arena, .variables = variables, .text = rg_str_trim(expression)};
	value out = read_or(&r);
	rg_truth truth = truth_of(&r, &out);

	(void)take(&r, "");
	if (r.is_broken || r.at < r.text.len)
		return RG_MAYBE;
	if (truth == RG_MAYBE && r.unknown.len)
		*unknown = r.unknown;
	return truth;
}
