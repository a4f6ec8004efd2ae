/* SPDX-License-Identifier: MIT */
/*
 * test_checks.c - one walk over a test file's tree. What lies in a nested function belongs to the
 * outermost one; a class's marks are its methods'. The walk knows the depth at which it is inside
 * of a function, a `try` with handlers and a class, and goes by a cursor, never by recursion.
 */
#include "syntax/checks_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/never.h"

const TSLanguage *tree_sitter_python(void);

bool rg_checks__is(TSNode node, const char *type)
{
	return !ts_node_is_null(node) && strcmp(ts_node_type(node), type) == 0;
}

TSNode rg_checks__field(TSNode node, const char *name)
{
	return ts_node_child_by_field_name(node, name, (uint32_t)strlen(name));
}

rg_str rg_checks__text_of(const rg_checks_reader *r, TSNode node)
{
	if (ts_node_is_null(node))
		return (rg_str){NULL, 0};
	return rg_str_sub(r->source, ts_node_start_byte(node), ts_node_end_byte(node));
}

uint32_t rg_checks__line_of(TSNode node)
{
	return ts_node_start_point(node).row + 1;
}

/* Without white space outside of strings and between words, and without a last comma. */
rg_str rg_checks__squeezed(rg_arena *arena, rg_str text)
{
	char *out = rg_arena_alloc(arena, text.len + 1), quote = 0;
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (quote) {
			if (c == '\\' && i + 1 < text.len)
				out[n++] = text.ptr[i++];
			else if (c == quote)
				quote = 0;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
			continue;
		} else if ((c == ')' || c == ']') && n && out[n - 1] == ',') {
			n--;
		}
		out[n++] = text.ptr[i];
	}
	return (rg_str){out, n};
}

rg_str rg_checks__short_text(rg_checks_reader *r, TSNode node)
{
	return ts_node_is_null(node) ? (rg_str){NULL, 0}
				     : rg_checks__squeezed(r->arena, rg_checks__text_of(r, node));
}

rg_checked_function *rg_checks__current(rg_checks_reader *r)
{
	return r->function_depth == NOWHERE || !r->out->functions.n
		       ? NULL
		       : &r->out->functions.items[r->out->functions.n - 1];
}

void rg_checks__push(rg_checks_reader *r, rg_check_text_vec *list, rg_str text, rg_str key,
		     uint32_t line)
{
	RG_PUSH(r->arena, list, (rg_check_text){.text = text, .key = key, .line = line});
}

bool rg_checks__number_of(double *out, const rg_checks_reader *r, TSNode node)
{
	rg_str text = rg_checks__text_of(r, node);
	char digits[64], *end;
	size_t n = 0;

	if (!rg_checks__is(node, "integer") && !rg_checks__is(node, "float"))
		return false;
	for (size_t i = 0; i < text.len && n + 1 < sizeof(digits); i++)
		if (text.ptr[i] != '_')
			digits[n++] = text.ptr[i];
	digits[n] = '\0';
	*out = strtod(digits, &end);
	return end != digits;
}

TSNode rg_checks__argument(TSNode call, uint32_t idx)
{
	TSNode arguments = rg_checks__field(call, "arguments");

	for (uint32_t i = 0;
	     !ts_node_is_null(arguments) && i < ts_node_named_child_count(arguments); i++) {
		TSNode one = ts_node_named_child(arguments, i);

		if (rg_checks__is(one, "comment") || rg_checks__is(one, "keyword_argument"))
			continue;
		if (idx-- == 0)
			return one;
	}
	return (TSNode){0};
}

bool rg_checks__has_keyword(const rg_checks_reader *r, TSNode call, const char *name)
{
	TSNode arguments = rg_checks__field(call, "arguments");

	for (uint32_t i = 0;
	     !ts_node_is_null(arguments) && i < ts_node_named_child_count(arguments); i++) {
		TSNode one = ts_node_named_child(arguments, i);

		if (rg_checks__is(one, "keyword_argument") &&
		    IS(rg_checks__text_of(r, rg_checks__field(one, "name")), name))
			return true;
	}
	return false;
}

/* ---- calls ---------------------------------------------------------------------------------- */

static void skip(rg_checks_reader *r, bool is_xfail, TSNode node)
{
	rg_checked_function *function = rg_checks__current(r);

	if (!function)
		rg_checks__push(r, &r->out->module, rg_checks__short_text(r, node), RG_STR("skip"),
				rg_checks__line_of(node));
	else
		rg_checks__push(r, is_xfail ? &function->xfails : &function->skips,
				rg_checks__short_text(r, node), (rg_str){NULL, 0},
				rg_checks__line_of(node));
}

static bool is_patch(rg_str called)
{
	return rg_str_starts(called, RG_STR("monkeypatch.set")) ||
	       rg_str_starts(called, RG_STR("monkeypatch.del")) ||
	       rg_str_starts(called, RG_STR("mocker.patch")) || IS(called, "patch") ||
	       rg_str_starts(called, RG_STR("patch.")) ||
	       rg_str_starts(called, RG_STR("mock.patch"));
}

static void take_call(rg_checks_reader *r, TSNode call)
{
	TSNode function = rg_checks__field(call, "function");
	rg_str called = rg_checks__text_of(r, function), name = called;
	rg_checked_function *in = rg_checks__current(r);

	if (rg_checks__is(function, "attribute"))
		name = rg_checks__text_of(r, rg_checks__field(function, "attribute"));
	rg_checks__take_tolerances(r, call);
	if (IS(called, "pytest.skip") || IS(name, "skipTest") || IS(called, "pytest.importorskip"))
		skip(r, false, call);
	else if (IS(called, "pytest.xfail"))
		skip(r, true, call);
	else if (IS(called, "pytest.raises") || IS(called, "pytest.warns"))
		rg_checks__take_raises(r, call);
	else if (in && is_patch(called))
		rg_checks__push(r, &in->patches, rg_checks__short_text(r, call), (rg_str){NULL, 0},
				rg_checks__line_of(call));
	else if (rg_str_starts(name, RG_STR("assert")) && in)
		rg_checks__take_assert_method(r, call, name);
	else if (in && (IS(name, "add_marker") || IS(called, "pytest.param"))) {
		rg_str text = rg_checks__text_of(r, call);

		if (rg_str_has(text, RG_STR("mark.skip")))
			skip(r, false, call);
		else if (rg_str_has(text, RG_STR("mark.xfail")))
			skip(r, true, call);
	}
}

/* ---- decorators ----------------------------------------------------------------------------- */

/* The inputs of a case: all but its last element, which is what is expected. */
static rg_str key_of_case(rg_checks_reader *r, TSNode one)
{
	TSNode last;
	uint32_t n;

	if (rg_checks__is(one, "call"))
		one = rg_checks__field(one, "arguments");
	n = ts_node_is_null(one) ? 0 : ts_node_named_child_count(one);
	if (n < 2 || (!rg_checks__is(one, "tuple") && !rg_checks__is(one, "list") &&
		      !rg_checks__is(one, "argument_list")))
		return (rg_str){NULL, 0};
	last = ts_node_named_child(one, n - 1);
	return rg_checks__squeezed(r->arena, rg_str_sub(r->source, ts_node_start_byte(one) + 1,
							ts_node_start_byte(last)));
}

static void take_cases(rg_checks_reader *r, rg_checked_function *function, TSNode call)
{
	TSNode list = rg_checks__argument(call, 1);

	for (uint32_t i = 0; !ts_node_is_null(list) && i < ts_node_named_child_count(list); i++) {
		TSNode one = ts_node_named_child(list, i);

		if ((!rg_checks__is(list, "list") && !rg_checks__is(list, "tuple")) ||
		    rg_checks__is(one, "comment"))
			continue;
		rg_checks__push(r, &function->cases, rg_checks__short_text(r, one),
				key_of_case(r, one), rg_checks__line_of(one));
		if (rg_str_has(rg_checks__text_of(r, one), RG_STR("mark.skip")))
			rg_checks__push(r, &function->skips, rg_checks__short_text(r, one),
					(rg_str){NULL, 0}, rg_checks__line_of(one));
		else if (rg_str_has(rg_checks__text_of(r, one), RG_STR("mark.xfail")))
			rg_checks__push(r, &function->xfails, rg_checks__short_text(r, one),
					(rg_str){NULL, 0}, rg_checks__line_of(one));
	}
}

static void take_decorator(rg_checks_reader *r, TSNode decorator, rg_check_text_vec *skips,
			   rg_check_text_vec *xfails, rg_checked_function *function)
{
	TSNode what = ts_node_named_child(decorator, 0);
	rg_str text = rg_checks__text_of(r, what);
	rg_str name = rg_checks__text_of(
		r, rg_checks__is(what, "call") ? rg_checks__field(what, "function") : what);

	if (rg_str_has(name, RG_STR("mark.skip")) || rg_str_starts(name, RG_STR("unittest.skip")) ||
	    rg_str_starts(name, RG_STR("skip")))
		rg_checks__push(r, skips, rg_checks__squeezed(r->arena, text), (rg_str){NULL, 0},
				rg_checks__line_of(decorator));
	else if (rg_str_has(name, RG_STR("xfail")) || rg_str_has(name, RG_STR("expectedFailure")))
		rg_checks__push(r, xfails, rg_checks__squeezed(r->arena, text), (rg_str){NULL, 0},
				rg_checks__line_of(decorator));
	else if (function && rg_str_ends(name, RG_STR("parametrize")) &&
		 rg_checks__is(what, "call"))
		take_cases(r, function, what);
	else if (function && is_patch(name))
		rg_checks__push(r, &function->patches, rg_checks__squeezed(r->arena, text),
				(rg_str){NULL, 0}, rg_checks__line_of(decorator));
}

static void take_decorators(rg_checks_reader *r, rg_check_text_vec *skips,
			    rg_check_text_vec *xfails, rg_checked_function *function)
{
	if (ts_node_is_null(r->decorated) || r->depth != r->decorated_depth + 1)
		return;
	for (uint32_t i = 0; i < ts_node_named_child_count(r->decorated); i++) {
		TSNode child = ts_node_named_child(r->decorated, i);

		if (rg_checks__is(child, "decorator"))
			take_decorator(r, child, skips, xfails, function);
	}
}

/* ---- definitions and statements ------------------------------------------------------------- */

static void add_all(rg_checks_reader *r, rg_check_text_vec *to, const rg_check_text_vec *from)
{
	for (size_t i = 0; i < from->n; i++)
		RG_PUSH(r->arena, to, from->items[i]);
}

static void open_function(rg_checks_reader *r, TSNode node)
{
	rg_str name = rg_checks__text_of(r, rg_checks__field(node, "name"));
	rg_checked_function *function = RG_PUSH_NEW(r->arena, &r->out->functions);
	bool is_method = r->class_depth != NOWHERE;

	*function = (rg_checked_function){
		.name = is_method ? rg_arena_printf(r->arena, "%.*s::%.*s", RG_FMT(r->class_name),
						    RG_FMT(name))
				  : name,
		.line = rg_checks__line_of(node),
		.is_test = rg_str_starts(name, RG_STR("test")),
		.body = rg_checks__short_text(r, rg_checks__field(node, "body"))};
	r->function_depth = r->depth;
	r->body_depth = r->depth + 1;
	if (is_method) {
		add_all(r, &function->skips, &r->class_skips);
		add_all(r, &function->xfails, &r->class_xfails);
	}
	take_decorators(r, &function->skips, &function->xfails, function);
}

static void open_class(rg_checks_reader *r, TSNode node)
{
	r->class_depth = r->depth;
	r->class_name = rg_checks__text_of(r, rg_checks__field(node, "name"));
	r->class_skips = r->class_xfails = (rg_check_text_vec){0};
	take_decorators(r, &r->class_skips, &r->class_xfails, NULL);
}

static bool catches(TSNode node)
{
	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);

		if (rg_checks__is(child, "except_clause") ||
		    rg_checks__is(child, "except_group_clause"))
			return true;
	}
	return false;
}

static bool is_expected_name(rg_str name)
{
	static const char *const starts[] = {"expect", "want",	    "desired", "should_be",
					     "truth",  "reference", "golden"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (rg_str_starts(name, rg_str_of(starts[i])))
			return true;
	return false;
}

static void take_assignment(rg_checks_reader *r, TSNode node)
{
	rg_str name = rg_checks__text_of(r, rg_checks__field(node, "left")),
	       value = rg_checks__short_text(r, rg_checks__field(node, "right"));
	rg_checked_function *function = rg_checks__current(r);
	bool is_outside = !function && r->class_depth == NOWHERE;

	if (function) {
		if (is_expected_name(name))
			rg_checks__push(r, &function->expected, value, name,
					rg_checks__line_of(node));
	} else if (IS(name, "collect_ignore") || IS(name, "collect_ignore_glob") ||
		   IS(name, "__test__") ||
		   (IS(name, "pytestmark") && (rg_str_has(value, RG_STR("mark.skip")) ||
					       rg_str_has(value, RG_STR("mark.xfail"))))) {
		rg_checks__push(r, &r->out->module, value, name, rg_checks__line_of(node));
	} else if (is_outside && is_expected_name(name)) {
		rg_checks__push(r, &r->out->module, value, name, rg_checks__line_of(node));
	}
}

static void enter(rg_checks_reader *r, TSNode node)
{
	rg_checked_function *function;

	if (rg_checks__is(node, "decorated_definition")) {
		r->decorated = node;
		r->decorated_depth = r->depth;
	} else if (rg_checks__is(node, "function_definition")) {
		if (r->function_depth == NOWHERE)
			open_function(r, node);
	} else if (rg_checks__is(node, "class_definition")) {
		if (r->class_depth == NOWHERE && r->function_depth == NOWHERE)
			open_class(r, node);
	} else if (rg_checks__is(node, "try_statement")) {
		if (r->function_depth != NOWHERE && r->try_depth == NOWHERE && catches(node))
			r->try_depth = r->depth;
	} else if (rg_checks__is(node, "assert_statement")) {
		rg_checks__take_assert(r, node);
	} else if (rg_checks__is(node, "call")) {
		take_call(r, node);
	} else if (rg_checks__is(node, "assignment")) {
		take_assignment(r, node);
	} else if (rg_checks__is(node, "keyword_argument")) {
		if (rg_checks__is_tolerance(rg_checks__text_of(r, rg_checks__field(node, "name"))))
			rg_checks__add_tolerance(
				r, rg_checks__text_of(r, rg_checks__field(node, "name")),
				rg_checks__field(node, "value"));
	} else if (rg_checks__is(node, "return_statement")) {
		function = rg_checks__current(r);
		if (function && r->depth == r->body_depth + 1 && !function->assertions.n &&
		    !function->early_return)
			function->early_return = rg_checks__line_of(node);
	}
}

static void leave(rg_checks_reader *r)
{
	if (r->depth == r->try_depth)
		r->try_depth = NOWHERE;
	if (r->depth == r->function_depth)
		r->function_depth = NOWHERE;
	if (r->depth == r->class_depth)
		r->class_depth = NOWHERE;
}

static void walk(rg_checks_reader *r, TSNode root)
{
	TSTreeCursor cursor = ts_tree_cursor_new(root);

	for (;;) {
		TSNode node = ts_tree_cursor_current_node(&cursor);

		/* What catches does not catch what it raises itself. */
		if (r->try_depth != NOWHERE && r->depth == r->try_depth + 1 &&
		    ts_node_is_named(node) && !rg_checks__is(node, "block") &&
		    !rg_checks__is(node, "comment"))
			r->try_depth = NOWHERE;
		if (ts_node_is_named(node))
			enter(r, node);
		if (ts_tree_cursor_goto_first_child(&cursor)) {
			r->depth++;
			continue;
		}
		leave(r);
		while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
			if (!ts_tree_cursor_goto_parent(&cursor)) {
				ts_tree_cursor_delete(&cursor);
				return;
			}
			r->depth--;
			leave(r);
		}
	}
}

const rg_test_checks *rg_test_checks_parse(rg_arena *arena, rg_str source)
{
	rg_test_checks *out = RG_NEW(arena, rg_test_checks);
	rg_checks_reader r = {.arena = arena,
			      .source = rg_str_sub(source, 0, RG_LIMIT_SOURCE_BYTES),
			      .out = out,
			      .function_depth = NOWHERE,
			      .try_depth = NOWHERE,
			      .class_depth = NOWHERE};
	TSParser *parser = ts_parser_new();
	TSTree *tree = NULL;

	if (rg_always(ts_parser_set_language(parser, tree_sitter_python())))
		tree = ts_parser_parse_string(parser, NULL, r.source.ptr ? r.source.ptr : "",
					      (uint32_t)r.source.len);
	if (tree)
		walk(&r, ts_tree_root_node(tree));
	ts_tree_delete(tree);
	ts_parser_delete(parser);
	return out;
}
