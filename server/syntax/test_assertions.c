/* SPDX-License-Identifier: MIT */
/*
 * test_assertions.c - assertions of pytest, unittest and numpy, how much each excludes, and the
 * tolerances in them. A tolerance is compared by its number, and so is not part of an assertion's
 * text.
 */
#include "syntax/checks_private.h"

#include <math.h>
#include <string.h>

static TSNode unwrapped(TSNode node)
{
	while (rg_checks__is(node, "parenthesized_expression"))
		node = ts_node_named_child(node, 0);
	return node;
}

/* ---- tolerances ----------------------------------------------------------------------------- */

static bool is_digits(rg_str name)
{
	return IS(name, "places") || IS(name, "decimal") || IS(name, "significant");
}

bool rg_checks__is_tolerance(rg_str name)
{
	static const char *const names[] = {"rel",	 "abs",	    "rtol",    "atol",
					    "delta",	 "tol",	    "eps",     "epsilon",
					    "tolerance", "abs_tol", "rel_tol", "maxulp"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (IS(name, names[i]))
			return true;
	return is_digits(name);
}

void rg_checks__add_tolerance(rg_checks_reader *r, rg_str name, TSNode value)
{
	rg_checked_function *function = rg_checks__current(r);
	rg_tolerance one = {
		.name = name, .is_digits = is_digits(name), .line = rg_checks__line_of(value)};

	if (function && rg_checks__number_of(&one.value, r, value))
		RG_PUSH(r->arena, &function->tolerances, one);
}

/* The tolerances that stand third: assert_allclose(a, b, 1e-3), assertAlmostEqual(a, b, 3). */
static TSNode third_tolerance(const rg_checks_reader *r, TSNode call, rg_str *name)
{
	TSNode function = rg_checks__field(call, "function");
	rg_str called = rg_checks__text_of(r, rg_checks__is(function, "attribute")
						      ? rg_checks__field(function, "attribute")
						      : function);

	*name = rg_str_has(called, RG_STR("lmost")) ? RG_STR("places") : RG_STR("rtol");
	if (!rg_str_has(called, RG_STR("lmost")) && !rg_str_has(called, RG_STR("allclose")))
		return (TSNode){0};
	return rg_checks__argument(call, 2);
}

void rg_checks__take_tolerances(rg_checks_reader *r, TSNode call)
{
	rg_str name;
	TSNode third = third_tolerance(r, call, &name);

	if (!ts_node_is_null(third))
		rg_checks__add_tolerance(r, name, third);
}

/* The text of an assertion, where numbers of tolerances do not count: they are compared apart. */
static rg_str masked(rg_checks_reader *r, TSNode node)
{
	rg_str text = rg_checks__text_of(r, node), out = RG_STR("");
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	size_t begin = ts_node_start_byte(node), at = begin;
	uint32_t depth = 0;

	for (;;) {
		TSNode one = ts_tree_cursor_current_node(&cursor), hidden = {0};
		rg_str name;

		if (rg_checks__is(one, "keyword_argument") &&
		    rg_checks__is_tolerance(rg_checks__text_of(r, rg_checks__field(one, "name"))))
			hidden = rg_checks__field(one, "value");
		else if (rg_checks__is(one, "call"))
			hidden = third_tolerance(r, one, &name);
		if ((rg_checks__is(hidden, "integer") || rg_checks__is(hidden, "float")) &&
		    ts_node_start_byte(hidden) >= at) {
			out = rg_arena_printf(
				r->arena, "%.*s%.*s~", RG_FMT(out),
				RG_FMT(rg_str_sub(text, at - begin,
						  ts_node_start_byte(hidden) - begin)));
			at = ts_node_end_byte(hidden);
		}
		if (ts_tree_cursor_goto_first_child(&cursor)) {
			depth++;
			continue;
		}
		while (depth && !ts_tree_cursor_goto_next_sibling(&cursor)) {
			ts_tree_cursor_goto_parent(&cursor);
			depth--;
		}
		if (!depth)
			break;
	}
	ts_tree_cursor_delete(&cursor);
	return rg_checks__squeezed(r->arena,
				   rg_arena_printf(r->arena, "%.*s%.*s", RG_FMT(out),
						   RG_FMT(rg_str_sub(text, at - begin, text.len))));
}

/* ---- assertions ----------------------------------------------------------------------------- */

static bool is_near(rg_str text)
{
	return rg_str_has(text, RG_STR("approx(")) || rg_str_has(text, RG_STR("isclose(")) ||
	       rg_str_has(text, RG_STR("allclose("));
}

static rg_strength strength_of_operator(rg_str op, rg_str expected)
{
	if (IS(op, "==") || IS(op, "is"))
		return is_near(expected) ? RG_STRENGTH_NEAR : RG_STRENGTH_EXACT;
	if (IS(op, "!=") || IS(op, "is not") || IS(op, "not in") || IS(op, "<>"))
		return RG_STRENGTH_KIND;
	return RG_STRENGTH_RANGE;
}

static void compare(rg_checks_reader *r, rg_assertion *out, TSNode node)
{
	TSNode left = ts_node_child(node, 0), op = ts_node_child(node, 1);
	TSNode right = ts_node_child(node, ts_node_child_count(node) - 1);
	rg_str sign = rg_checks__text_of(r, op);

	out->subject = masked(r, left);
	out->expected = masked(r, right);
	out->strength = strength_of_operator(sign, out->expected);
	if (ts_node_child_count(node) > 3) /* a < b < c */
		return;
	if (out->strength == RG_STRENGTH_EXACT && is_near(out->subject))
		out->strength = RG_STRENGTH_NEAR;
	if (sign.len && (sign.ptr[0] == '<' || sign.ptr[0] == '>') &&
	    rg_checks__number_of(&out->bound, r, right))
		out->is_upper = sign.ptr[0] == '<';
}

static void judge_expression(rg_checks_reader *r, rg_assertion *out, TSNode node)
{
	node = unwrapped(node);
	out->strength = RG_STRENGTH_TRUTH;
	if (rg_checks__is(node, "comparison_operator")) {
		compare(r, out, node);
	} else if (rg_checks__is(node, "true") || rg_checks__is(node, "integer") ||
		   rg_checks__is(node, "string") || rg_checks__is(node, "tuple")) {
		out->strength = RG_STRENGTH_NONE;
	} else if (rg_checks__is(node, "boolean_operator") &&
		   IS(rg_checks__text_of(r, rg_checks__field(node, "operator")), "and")) {
		out->strength = RG_STRENGTH_EXACT;
	} else if (rg_checks__is(node, "call")) {
		rg_str called = rg_checks__text_of(r, rg_checks__field(node, "function"));

		out->subject = rg_checks__short_text(r, node);
		if (IS(called, "isinstance"))
			out->strength = RG_STRENGTH_KIND;
		else if (is_near(rg_checks__short_text(r, node)))
			out->strength = RG_STRENGTH_NEAR;
	} else {
		out->subject = rg_checks__short_text(r, node);
	}
}

/* unittest's and numpy's names; anything else that begins with "assert" is as good as equality. */
static rg_strength strength_of_method(rg_str name)
{
	static const struct {
		const char *name;
		rg_strength strength;
	} rows[] = {
		{"assertTrue", RG_STRENGTH_TRUTH},	{"assertFalse", RG_STRENGTH_TRUTH},
		{"assertNotEqual", RG_STRENGTH_KIND},	{"assertIsNotNone", RG_STRENGTH_KIND},
		{"assertIsInstance", RG_STRENGTH_KIND}, {"assertNotIn", RG_STRENGTH_KIND},
		{"assertIsNot", RG_STRENGTH_KIND},	{"assertGreater", RG_STRENGTH_RANGE},
		{"assertLess", RG_STRENGTH_RANGE},	{"assertGreaterEqual", RG_STRENGTH_RANGE},
		{"assertLessEqual", RG_STRENGTH_RANGE}, {"assertIn", RG_STRENGTH_RANGE},
		{"assertRaises", RG_STRENGTH_NEAR},	{"assertWarns", RG_STRENGTH_NEAR},
		{"assertRegex", RG_STRENGTH_RANGE},	{"assert_", RG_STRENGTH_TRUTH},
		{"assert_called", RG_STRENGTH_RANGE},	{"assert_array_less", RG_STRENGTH_RANGE},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (IS(name, rows[i].name))
			return rows[i].strength;
	return rg_str_has(name, RG_STR("lmost")) || rg_str_has(name, RG_STR("close"))
		       ? RG_STRENGTH_NEAR
		       : RG_STRENGTH_EXACT;
}

static void add_assertion(rg_checks_reader *r, const rg_assertion *one)
{
	rg_checked_function *function = rg_checks__current(r);

	if (!function)
		return;
	if (r->try_depth != NOWHERE)
		rg_checks__push(r, &function->swallowed, one->text, one->text, one->line);
	RG_PUSH(r->arena, &function->assertions, *one);
}

void rg_checks__take_assert(rg_checks_reader *r, TSNode node)
{
	TSNode expression = unwrapped(ts_node_named_child(node, 0));
	rg_assertion one = {.line = rg_checks__line_of(node), .bound = NAN};

	one.text = masked(r, expression);
	judge_expression(r, &one, expression);
	add_assertion(r, &one);
}

void rg_checks__take_assert_method(rg_checks_reader *r, TSNode call, rg_str name)
{
	TSNode first = rg_checks__argument(call, 0), second = rg_checks__argument(call, 1);
	rg_assertion one = {
		.text = masked(r, call), .line = rg_checks__line_of(call), .bound = NAN};

	one.strength = strength_of_method(name);
	if ((IS(name, "assertTrue") || IS(name, "assert_")) && !ts_node_is_null(first)) {
		judge_expression(r, &one, first);
	} else if (!ts_node_is_null(first)) {
		one.subject = masked(r, first);
		if (!ts_node_is_null(second))
			one.expected = masked(r, second);
	}
	add_assertion(r, &one);
}

/* pytest.raises(T, match="…"), pytest.warns(T) */
void rg_checks__take_raises(rg_checks_reader *r, TSNode call)
{
	TSNode type = rg_checks__argument(call, 0);
	rg_assertion one = {.text = rg_checks__short_text(r, call),
			    .subject = rg_checks__short_text(r, rg_checks__field(call, "function")),
			    .expected = rg_checks__short_text(r, type),
			    .line = rg_checks__line_of(call),
			    .bound = NAN};

	one.strength =
		rg_checks__has_keyword(r, call, "match") ? RG_STRENGTH_EXACT : RG_STRENGTH_NEAR;
	if (IS(one.expected, "Exception") || IS(one.expected, "BaseException"))
		one.strength = RG_STRENGTH_KIND;
	add_assertion(r, &one);
}
