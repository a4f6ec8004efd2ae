/* SPDX-License-Identifier: MIT */
/*
 * outline_python.c - Python: functions, classes, imports, and tests by pytest's default naming
 * (docs.pytest.org, "Conventions for Python test discovery"; python_functions = test,
 * python_classes = Test, and every unittest.TestCase). Whether a base class is a TestCase can only
 * be guessed by its name here: TestCase and what ends so.
 */
#include "syntax/outliner.h"

static bool is_type(TSNode node, const char *type)
{
	return strcmp(ts_node_type(node), type) == 0;
}

/* "a.b" of `a.b.C`, `a.b` without blanks; as written. */
static void add_import(rg_outliner *o, TSNode item, rg_str module, bool is_from, uint32_t level)
{
	bool is_aliased = is_type(item, "aliased_import");
	rg_str name = rg_outliner__text(o, is_aliased ? rg_outliner__field(item, "name") : item);
	rg_import import = {.level = level, .line = rg_outliner__line(item)};

	import.module = is_from ? module : name;
	import.name = is_from ? name : (rg_str){NULL, 0};
	if (is_aliased)
		import.alias = rg_outliner__text(o, rg_outliner__field(item, "alias"));
	else if (is_from)
		import.alias = name;
	else
		import.alias = rg_str_sub(name, 0, rg_str_find_char(name, '.'));
	RG_PUSH(o->arena, &o->out->imports, import);
}

static void add_imports(rg_outliner *o, TSNode node, bool is_from)
{
	TSNode from = is_from ? rg_outliner__field(node, "module_name") : node;
	rg_str module =
		is_type(node, "future_import_statement") ? RG_STR("__future__") : RG_STR("");
	uint32_t level = 0;

	if (is_from && !ts_node_is_null(from)) {
		module = rg_outliner__text(o, from);
		while (level < module.len && module.ptr[level] == '.')
			level++;
		module = rg_str_trim(rg_str_sub(module, level, module.len));
	}
	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++) {
		TSNode item = ts_node_named_child(node, i);

		if (is_from && !ts_node_is_null(from) && ts_node_eq(item, from))
			continue;
		if (is_type(item, "dotted_name") || is_type(item, "aliased_import") ||
		    is_type(item, "wildcard_import"))
			add_import(o, item, module, is_from, level);
	}
}

static bool has_base(rg_outliner *o, TSNode node, rg_str suffix)
{
	TSNode bases = rg_outliner__field(node, "superclasses");
	uint32_t n = ts_node_is_null(bases) ? 0 : ts_node_named_child_count(bases);

	for (uint32_t i = 0; i < n; i++)
		if (rg_str_ends(rg_outliner__text(o, ts_node_named_child(bases, i)), suffix))
			return true;
	return false;
}

/* Adds the innermost scope, a definition, as a test. */
static void add_test(rg_outliner *o, rg_str name, const rg_scope *outer)
{
	rg_scope *scope = rg_outliner__scope(o);
	const rg_definition *definition = &o->out->definitions.items[scope->definition_idx];
	rg_test test = {.name = rg_arena_dup(o->arena, name),
			.begin = definition->begin,
			.end = definition->end,
			.line = definition->line,
			.end_line = definition->end_line,
			.is_class = definition->kind == RG_DEF_CLASS};

	if (outer)
		test.name = rg_arena_printf(o->arena, "%.*s::%.*s", RG_FMT(outer->test_name),
					    RG_FMT(name));
	scope->holds_tests = test.is_class;
	scope->test_name = test.name;
	scope->test_idx = o->out->tests.n;
	RG_PUSH(o->arena, &o->out->tests, test);
}

void rg_outline__define_python(rg_outliner *o, const rg_definition *place, rg_str name,
			       bool is_test_case)
{
	rg_scope outer = o->scopes.n ? *rg_outliner__scope(o) : (rg_scope){0};
	const rg_scope *in = o->scopes.n ? &outer : NULL;
	bool is_class = place->kind == RG_DEF_CLASS;

	rg_outliner__define(o, place, name, ".");
	if (in && !outer.holds_tests)
		return;
	if (is_class ? is_test_case || rg_str_starts(name, RG_STR("Test"))
		     : rg_str_starts(name, RG_STR("test")))
		add_test(o, name, in);
}

static void add_definition(rg_outliner *o, TSNode node, bool is_class)
{
	rg_definition place = rg_outliner__place(node);

	place.kind = is_class ? RG_DEF_CLASS : RG_DEF_FUNCTION;
	rg_outline__define_python(o, &place, rg_outliner__text(o, rg_outliner__field(node, "name")),
				  is_class && has_base(o, node, RG_STR("TestCase")));
}

bool rg_outline__enter_python(rg_outliner *o, TSNode node)
{
	static const char *const inside[] = {
		"module",	   "block",	     "if_statement",  "elif_clause",
		"else_clause",	   "try_statement",  "except_clause", "except_group_clause",
		"finally_clause",  "with_statement", "for_statement", "while_statement",
		"match_statement", "case_clause",    "ERROR",
	};
	const char *type = ts_node_type(node);

	if (strcmp(type, "function_definition") == 0 || strcmp(type, "class_definition") == 0) {
		add_definition(o, node, type[0] == 'c');
		return true;
	}
	if (strcmp(type, "decorated_definition") == 0) {
		rg_outliner__wrap(o, node);
		return true;
	}
	if (strcmp(type, "import_statement") == 0) {
		add_imports(o, node, false);
		return false;
	}
	if (strcmp(type, "import_from_statement") == 0 ||
	    strcmp(type, "future_import_statement") == 0) {
		add_imports(o, node, true);
		return false;
	}
	for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++)
		if (strcmp(type, inside[i]) == 0)
			return true;
	return false;
}
