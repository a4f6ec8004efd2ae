/* SPDX-License-Identifier: MIT */
/*
 * expression.c - recursive descent over the text itself. A value that is not known may still have a
 * truth that is: `secrets.X || true`. Comparing follows GitHub: text without case, other pairs of
 * kinds as numbers.
 *
 *	or    = and ("||" and)*
 *	and   = equal ("&&" equal)*
 *	equal = less (("==" | "!=") less)*
 *	less  = unary (("<" | "<=" | ">" | ">=") unary)*
 *	unary = "!" unary | primary
 *	primary = "(" or ")" | literal | name "(" [or ("," or)*] ")" | path
 */
#include "forge/expression.h"

#include <string.h>

#define MAX_DEPTH 50
#define MAX_ARGS  8

typedef enum kind { UNKNOWN, NOTHING, FLAG, NUMBER, TEXT, EMPTY_LIST } kind;

typedef struct value {
	kind kind;
	rg_truth truth;
	uint64_t number; /* of NUMBER */
	rg_str text;	 /* of TEXT */
} value;

typedef struct reader {
	const rg_scene *scene;
	rg_str text;
	size_t at;
	int depth;
	bool is_broken;
	bool minds_needs;
} reader;

static value unknown(rg_truth truth)
{
	return (value){.kind = UNKNOWN, .truth = truth};
}

static value flag(rg_truth truth)
{
	return truth == RG_MAYBE ? unknown(RG_MAYBE) : (value){.kind = FLAG, .truth = truth};
}

static value text_of(rg_str text)
{
	return (value){.kind = TEXT, .truth = rg_truth_of(text.len > 0), .text = text};
}

/* A text that may not be known: null. */
static value known(rg_str text)
{
	return text.ptr ? text_of(text) : unknown(RG_MAYBE);
}

/* ---- comparing ------------------------------------------------------------------------------- */

/* False when it is no number, which is equal to nothing. */
static bool as_number(const value *v, uint64_t *out)
{
	*out = v->kind == FLAG ? v->truth == RG_YES : v->kind == NUMBER ? v->number : 0;
	if (v->kind == TEXT && v->text.len)
		return rg_str_u64(out, rg_str_trim(v->text), UINT64_MAX);
	return v->kind != EMPTY_LIST;
}

static rg_truth equals(const value *a, const value *b)
{
	uint64_t x, y;

	if (a->kind == UNKNOWN || b->kind == UNKNOWN)
		return RG_MAYBE;
	if (a->kind == TEXT && b->kind == TEXT)
		return rg_truth_of(rg_str_eq_nocase(a->text, b->text));
	return rg_truth_of(as_number(a, &x) && as_number(b, &y) && x == y);
}

/* ---- words ----------------------------------------------------------------------------------- */

static void skip_blanks(reader *r)
{
	while (r->at < r->text.len && strchr(" \t\r\n", r->text.ptr[r->at]))
		r->at++;
}

static bool take(reader *r, const char *word)
{
	rg_str rest;

	skip_blanks(r);
	rest = rg_str_sub(r->text, r->at, r->text.len);
	if (!rg_str_starts(rest, rg_str_of(word)))
		return false;
	r->at += strlen(word);
	return true;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.' || c == '*';
}

/* ---- contexts -------------------------------------------------------------------------------- */

static value pull_request(const reader *r, rg_str path)
{
	const rg_scene *scene = r->scene;

	if (!scene->event.ptr)
		return unknown(RG_MAYBE);
	if (!scene->is_request)
		return (value){.kind = NOTHING};
	if (rg_str_eq_z(path, ".draft"))
		return flag(rg_truth_of(scene->is_draft));
	if (rg_str_eq_z(path, ".base.ref"))
		return known(scene->base);
	if (rg_str_eq_z(path, ".head.ref"))
		return known(scene->branch);
	if (rg_str_eq_z(path, ".head.repo.full_name"))
		return known(scene->head);
	if (rg_str_eq_z(path, ".base.repo.full_name"))
		return known(scene->repository);
	if (rg_str_eq_z(path, ".merged"))
		return flag(RG_NO);
	if (rg_str_starts(path, RG_STR(".labels")) && !scene->has_labels)
		return (value){.kind = EMPTY_LIST, .truth = RG_YES};
	return unknown(path.len ? RG_MAYBE : RG_YES);
}

/* github.… on the event; the table has what the scene holds as it is. */
static value context(const reader *r, rg_str path)
{
	const rg_scene *scene = r->scene;
	bool is_request = scene->is_request;
	const struct {
		const char *name;
		rg_str text;
	} rows[] = {
		{"github.event_name", scene->event},
		{"github.ref", scene->ref},
		{"github.ref_name", scene->ref_name},
		{"github.base_ref", is_request ? scene->base : RG_STR("")},
		{"github.head_ref", is_request ? scene->branch : RG_STR("")},
		{"github.repository", scene->repository},
		{"github.event.repository.full_name", scene->repository},
		{"github.repository_owner",
		 rg_str_sub(scene->repository, 0, rg_str_find_char(scene->repository, '/'))},
		{"github.event.action", is_request ? RG_STR("opened") : (rg_str){0}},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rg_str_eq_z(path, rows[i].name))
			return scene->event.ptr ? known(rows[i].text) : unknown(RG_MAYBE);
	if (rg_str_skip(&path, RG_STR("github.event.pull_request")))
		return pull_request(r, path);
	if (scene->event.ptr && !scene->is_called &&
	    (rg_str_starts(path, RG_STR("inputs.")) ||
	     rg_str_starts(path, RG_STR("github.event.inputs.")) ||
	     rg_str_starts(path, RG_STR("github.event.label."))))
		return (value){.kind = NOTHING};
	return unknown(RG_MAYBE);
}

/* ---- functions ------------------------------------------------------------------------------- */

static bool has_nocase(rg_str text, rg_str part)
{
	for (size_t at = 0; at + part.len <= text.len; at++)
		if (rg_str_eq_nocase(rg_str_sub(text, at, at + part.len), part))
			return true;
	return false;
}

static value call(reader *r, rg_str name, const value *args, size_t n)
{
	rg_str a = args[0].text, b = args[1].text;
	bool is_known = n == 2 && args[0].kind == TEXT && args[1].kind == TEXT;

	if (rg_str_eq_nocase(name, RG_STR("always")) || rg_str_eq_nocase(name, RG_STR("success"))) {
		r->minds_needs &= rg_str_eq_nocase(name, RG_STR("success"));
		return flag(RG_YES);
	}
	if (rg_str_eq_nocase(name, RG_STR("failure")) ||
	    rg_str_eq_nocase(name, RG_STR("cancelled"))) {
		r->minds_needs = false;
		return flag(RG_NO);
	}
	if (rg_str_eq_nocase(name, RG_STR("contains")) && n == 2 && args[0].kind == EMPTY_LIST)
		return flag(RG_NO);
	if (is_known && rg_str_eq_nocase(name, RG_STR("contains")))
		return flag(rg_truth_of(has_nocase(a, b)));
	if (is_known && rg_str_eq_nocase(name, RG_STR("startsWith")))
		return flag(rg_truth_of(rg_str_eq_nocase(rg_str_sub(a, 0, b.len), b)));
	if (is_known && rg_str_eq_nocase(name, RG_STR("endsWith")))
		return flag(rg_truth_of(b.len <= a.len &&
					rg_str_eq_nocase(rg_str_sub(a, a.len - b.len, a.len), b)));
	return unknown(RG_MAYBE);
}

/* ---- grammar --------------------------------------------------------------------------------- */

static value read_or(reader *r);

static value broken(reader *r)
{
	r->is_broken = true;
	return unknown(RG_MAYBE);
}

static value read_call(reader *r, rg_str name)
{
	value args[MAX_ARGS] = {0};
	size_t n = 0;

	if (!take(r, ")")) {
		do {
			value arg = read_or(r);

			if (n < MAX_ARGS)
				args[n++] = arg;
		} while (take(r, ",") && !r->is_broken);
		if (!take(r, ")"))
			return broken(r);
	}
	return call(r, name, args, n);
}

/* 'It''s' is more than one slice, and so not known. */
static value read_text(reader *r)
{
	size_t begin = r->at, end;
	bool is_doubled = false;

	for (end = begin; end < r->text.len; end++) {
		if (r->text.ptr[end] != '\'')
			continue;
		if (end + 1 >= r->text.len || r->text.ptr[end + 1] != '\'')
			break;
		is_doubled = true;
		end++;
	}
	if (end >= r->text.len)
		return broken(r);
	r->at = end + 1;
	return is_doubled ? unknown(RG_YES) : text_of(rg_str_sub(r->text, begin, end));
}

static value read_word(reader *r)
{
	size_t begin = r->at;
	rg_str word;
	uint64_t number;
	bool is_indexed = false;

	while (r->at < r->text.len && is_name_char(r->text.ptr[r->at]))
		r->at++;
	word = rg_str_sub(r->text, begin, r->at);
	if (!word.len)
		return broken(r);
	if (take(r, "("))
		return read_call(r, word);
	while (take(r, "[")) {
		is_indexed = true;
		(void)read_or(r);
		if (!take(r, "]"))
			return broken(r);
		while (r->at < r->text.len && is_name_char(r->text.ptr[r->at]))
			r->at++;
	}
	if (is_indexed)
		return unknown(RG_MAYBE);
	if (rg_str_eq_z(word, "true") || rg_str_eq_z(word, "false"))
		return flag(rg_truth_of(word.ptr[0] == 't'));
	if (rg_str_eq_z(word, "null"))
		return (value){.kind = NOTHING};
	if (rg_str_u64(&number, word, UINT64_MAX))
		return (value){.kind = NUMBER, .truth = rg_truth_of(number > 0), .number = number};
	return context(r, word);
}

static value read_unary(reader *r)
{
	value out;

	if (r->is_broken || r->depth >= MAX_DEPTH)
		return broken(r);
	r->depth++;
	skip_blanks(r);
	if (r->at + 1 < r->text.len && r->text.ptr[r->at] == '!' && r->text.ptr[r->at + 1] != '=') {
		r->at++;
		out = flag(rg_truth_not(read_unary(r).truth));
	} else if (take(r, "(")) {
		out = read_or(r);
		if (!take(r, ")"))
			out = broken(r);
	} else if (take(r, "'")) {
		out = read_text(r);
	} else {
		out = read_word(r);
	}
	r->depth--;
	return out;
}

static value read_less(reader *r)
{
	value out = read_unary(r);

	while (!r->is_broken && (take(r, "<=") || take(r, ">=") || take(r, "<") || take(r, ">"))) {
		(void)read_unary(r);
		out = unknown(RG_MAYBE);
	}
	return out;
}

static value read_equal(reader *r)
{
	value out = read_less(r);

	while (!r->is_broken) {
		bool is_equal = take(r, "==");
		value right;

		if (!is_equal && !take(r, "!="))
			break;
		right = read_less(r);
		out = flag(is_equal ? equals(&out, &right) : rg_truth_not(equals(&out, &right)));
	}
	return out;
}

static value read_and(reader *r)
{
	value out = read_equal(r);

	while (!r->is_broken && take(r, "&&")) {
		value right = read_equal(r);

		if (out.truth == RG_YES)
			out = right;
		else if (out.truth == RG_MAYBE)
			out = unknown(rg_truth_and(out.truth, right.truth));
	}
	return out;
}

static value read_or(reader *r)
{
	value out = read_and(r);

	while (!r->is_broken && take(r, "||")) {
		value right = read_and(r);

		if (out.truth == RG_NO)
			out = right;
		else if (out.truth == RG_MAYBE)
			out = unknown(rg_truth_or(out.truth, right.truth));
	}
	return out;
}

rg_truth rg_expression__truth(rg_str expression, const rg_scene *scene, bool *minds_needs)
{
	reader r = {.scene = scene, .text = rg_str_trim(expression), .minds_needs = true};
	value out;

	*minds_needs = true;
	if (!r.text.len)
		return RG_YES;
	if (rg_str_skip(&r.text, RG_STR("${{")) && !rg_str_chop(&r.text, RG_STR("}}")))
		return RG_MAYBE;
	if (rg_str_has(r.text, RG_STR("${{")) || rg_str_has(r.text, RG_STR("}}")))
		return RG_MAYBE; /* text around it: a template */
	out = read_or(&r);
	skip_blanks(&r);
	*minds_needs = r.minds_needs;
	return r.is_broken || r.at < r.text.len ? RG_MAYBE : out.truth;
}
