/* SPDX-License-Identifier: MIT */
/*
 * outline_cpp.c - C and C++ (CUDA reads as C++): functions, classes with a body, includes. Names
 * are written as one would call them, "ns::Class::method", without template arguments. The
 * preprocessor is not run: all branches of an #if count.
 */
#include "syntax/outliner.h"

static bool is_type(TSNode node, const char *type)
{
	return strcmp(ts_node_type(node), type) == 0;
}

/* The declarator that names a function, below pointers and references; or a null node. */
static TSNode named_declarator(TSNode node)
{
	while (!ts_node_is_null(node)) {
		TSNode inner = rg_outliner__field(node, "declarator");

		if (is_type(node, "function_declarator") || is_type(node, "operator_cast"))
			return is_type(node, "operator_cast") ? node : inner;
		if (ts_node_is_null(inner) && (is_type(node, "reference_declarator") ||
					       is_type(node, "parenthesized_declarator")))
			inner = ts_node_named_child(node, 0);
		node = inner;
	}
	return node;
}

/* "a::B" of `a::B<T>`: without template arguments. */
static rg_str plain_name(rg_outliner *o, TSNode node)
{
	rg_str out = {NULL, 0};

	while (!ts_node_is_null(node)) {
		bool is_qualified = is_type(node, "qualified_identifier");
		TSNode part = is_qualified ? rg_outliner__field(node, "scope") : node;
		rg_str text;

		if (!ts_node_is_null(part) &&
		    (is_type(part, "template_type") || is_type(part, "template_function") ||
		     is_type(part, "template_method")))
			part = rg_outliner__field(part, "name");
		text = rg_outliner__text(o, part);
		if (!ts_node_is_null(part) && is_type(part, "operator_cast"))
			text = rg_str_trim(rg_str_sub(text, 0, rg_str_find_char(text, '(')));
		if (text.len)
			out = out.len ? rg_arena_printf(o->arena, "%.*s::%.*s", RG_FMT(out),
							RG_FMT(text))
				      : text;
		if (!is_qualified)
			break;
		node = rg_outliner__field(node, "name");
	}
	return out;
}

static void add_function(rg_outliner *o, TSNode node)
{
	rg_str name = plain_name(o, named_declarator(rg_outliner__field(node, "declarator")));
	rg_definition place = rg_outliner__place(node);

	if (name.len)
		rg_outliner__define(o, &place, name, "::");
}

static void add_include(rg_outliner *o, TSNode node)
{
	TSNode path = rg_outliner__field(node, "path");
	rg_import import = {.line = rg_outliner__line(node)};

	import.module = rg_outliner__text(o, path);
	if (import.module.len >= 2 &&
	    (import.module.ptr[0] == '"' || import.module.ptr[0] == '<')) {
		import.module = rg_str_sub(import.module, 1, import.module.len - 1);
		RG_PUSH(o->arena, &o->out->imports, import);
	}
}

bool rg_outline__enter_cpp(rg_outliner *o, TSNode node)
{
	static const char *const inside[] = {
		"translation_unit",
		"declaration_list",
		"linkage_specification",
		"preproc_if",
		"preproc_ifdef",
		"preproc_else",
		"preproc_elif",
		"preproc_elifdef",
		"field_declaration_list",
		"declaration",
		"type_definition",
		"field_declaration",
		"ERROR",
	};
	static const char *const classes[] = {"class_specifier", "struct_specifier",
					      "union_specifier", "enum_specifier"};
	const char *type = ts_node_type(node);

	if (strcmp(type, "function_definition") == 0) {
		add_function(o, node);
		return false;
	}
	if (strcmp(type, "preproc_include") == 0) {
		add_include(o, node);
		return false;
	}
	if (strcmp(type, "template_declaration") == 0) {
		rg_outliner__wrap(o, node);
		return true;
	}
	if (strcmp(type, "namespace_definition") == 0) {
		rg_str name = rg_outliner__text(o, rg_outliner__field(node, "name"));

		if (name.len)
			rg_outliner__open(o, name, "::");
		return true;
	}
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		rg_definition place;
		rg_str name;

		if (strcmp(type, classes[i]) != 0)
			continue;
		if (ts_node_is_null(rg_outliner__field(node, "body")))
			return false;
		name = plain_name(o, rg_outliner__field(node, "name"));
		place = rg_outliner__place(node);
		place.kind = RG_DEF_CLASS;
		if (name.len)
			rg_outliner__define(o, &place, name, "::");
		return true;
	}
	for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++)
		if (strcmp(type, inside[i]) == 0)
			return true;
	return false;
}
