/* SPDX-License-Identifier: MIT */
/*
 * debug_python.c - debug code in Python: statements that are a call of what prints, stops or waits,
 * imports of debuggers, and conditions that are constant. Printing is normal in a main program, to
 * a file, and where the rest of the file prints; a print that names itself a mark, or that shows a
 * variable under its own name, never is.
 */
#include "syntax/debug_private.h"

#include <string.h>

#define PRINT	   "debug-print"
#define BREAKPOINT "breakpoint"
#define IS(s, z)   rg_str_eq_z((s), (z))

static bool is_one_of(rg_str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rg_str_eq_z(name, names[i]))
			return true;
	return false;
}
#define ONE_OF(name, list) is_one_of((name), (list), sizeof(list) / sizeof(*(list)))

static const char *const debuggers[] = {"pdb",	   "ipdb",    "pudb",	    "rpdb",
					"wdb",	   "web_pdb", "remote_pdb", "pdbpp",
					"debugpy", "pydevd",  "icecream"};

/* ---- the fix: a statement goes -------------------------------------------------------------- */

static uint32_t count_statements(TSNode block)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < ts_node_named_child_count(block); i++)
		n += !rg_debug__is(ts_node_named_child(block, i), "comment");
	return n;
}

static void goes(rg_debug_site *site, TSNode statement, const char *title)
{
	TSNode block = ts_node_parent(statement);

	site->fix_title = title;
	site->filler = "pass";
	site->block = block.id;
	/* A module may be empty. */
	site->n_in_block = rg_debug__is(block, "module") ? UINT32_MAX : count_statements(block);
}

/* ---- printing ------------------------------------------------------------------------------- */

static bool is_main_program(const rg_debug_finder *f, TSNode node)
{
	static const char *const mains[] = {"main", "_main", "cli", "usage", "run_cli"};

	for (node = ts_node_parent(node); !ts_node_is_null(node); node = ts_node_parent(node)) {
		if (rg_debug__is(node, "function_definition") &&
		    (ONE_OF(rg_debug__text(f, rg_debug__field(node, "name")), mains) ||
		     rg_str_has(rg_debug__text(f, rg_debug__field(node, "name")), RG_STR("print"))))
			return true;
		if (rg_debug__is(node, "if_statement") &&
		    rg_str_has(rg_debug__text(f, rg_debug__field(node, "condition")),
			       RG_STR("__name__")))
			return true;
	}
	return false;
}

/* The content of a plain string, with its f-string's braces; null for anything else. */
static rg_str content_of(const rg_debug_finder *f, TSNode node)
{
	rg_str text = rg_debug__text(f, node);
	size_t at;

	if (!rg_debug__is(node, "string"))
		return (rg_str){NULL, 0};
	for (at = 0; at < text.len && text.ptr[at] != '"' && text.ptr[at] != '\'';)
		at++;
	while (at < text.len && (text.ptr[at] == '"' || text.ptr[at] == '\''))
		at++;
	while (text.len > at && (text.ptr[text.len - 1] == '"' || text.ptr[text.len - 1] == '\''))
		text.len--;
	return rg_str_sub(text, at, text.len);
}

/* f"{x=}" */
static bool has_self_documenting(const rg_debug_finder *f, TSNode string)
{
	for (uint32_t i = 0; i < ts_node_named_child_count(string); i++) {
		TSNode part = ts_node_named_child(string, i);
		rg_str text = rg_debug__text(f, part);

		if (rg_debug__is(part, "interpolation") &&
		    (rg_str_ends(text, RG_STR("=}")) || rg_str_has(text, RG_STR("=!r}"))))
			return true;
	}
	return false;
}

/* print("total", total), print("total:", total), print(f"{total=}"), print("here") */
static bool shows_itself(const rg_debug_finder *f, TSNode arguments)
{
	uint32_t n = ts_node_named_child_count(arguments);

	for (uint32_t i = 0; i < n; i++) {
		TSNode argument = ts_node_named_child(arguments, i);
		rg_str text = content_of(f, argument);

		if (!text.ptr)
			continue;
		if (has_self_documenting(f, argument) || (i == 0 && rg_debug__is_mark(text)))
			return true;
		text = rg_str_trim(text);
		while (text.len && strchr(":= -", text.ptr[text.len - 1]))
			text.len--;
		if (text.len && i + 1 < n &&
		    rg_str_eq(text, rg_debug__text(f, ts_node_named_child(arguments, i + 1))))
			return true;
	}
	return false;
}

/* print(…, file=out): what is written there is the program's business. */
static bool has_file(const rg_debug_finder *f, TSNode arguments)
{
	for (uint32_t i = 0; i < ts_node_named_child_count(arguments); i++) {
		TSNode argument = ts_node_named_child(arguments, i);

		if (rg_debug__is(argument, "keyword_argument") &&
		    IS(rg_debug__text(f, rg_debug__field(argument, "name")), "file"))
			return true;
	}
	return false;
}

static void take_print(rg_debug_finder *f, TSNode statement, TSNode call, const char *message)
{
	TSNode arguments = rg_debug__field(call, "arguments");
	bool is_sure = shows_itself(f, arguments);
	rg_debug_site *site = rg_debug__add(f, PRINT, message, statement);

	site->may_be_normal = !is_sure;
	site->is_normal = !is_sure && (has_file(f, arguments) || is_main_program(f, statement));
	goes(site, statement, "Delete the print");
}

/* A log message that is marked as temporary, at whatever level. */
static void take_log(rg_debug_finder *f, TSNode statement, TSNode call, rg_str object)
{
	TSNode arguments = rg_debug__field(call, "arguments");
	TSNode first = ts_node_is_null(arguments) ? arguments : ts_node_named_child(arguments, 0);
	rg_str text = ts_node_is_null(first) ? (rg_str){NULL, 0} : content_of(f, first);
	rg_debug_site *site;

	if (!rg_str_has(object, RG_STR("log")) && !rg_str_has(object, RG_STR("LOG")))
		return;
	if (!text.ptr || (!rg_debug__is_mark(text) && !has_self_documenting(f, first)))
		return;
	site = rg_debug__add(f, PRINT, "a log message with a mark for debugging was added",
			     statement);
	goes(site, statement, "Delete the log message");
}

/* ---- statements ----------------------------------------------------------------------------- */

static void take_stop(rg_debug_finder *f, TSNode statement)
{
	goes(rg_debug__add(f, BREAKPOINT, "a breakpoint was added", statement), statement,
	     "Delete the breakpoint");
}

static void take_sleep(rg_debug_finder *f, TSNode statement)
{
	goes(rg_debug__add(f, "debug-sleep", "waiting for a fixed time was added", statement),
	     statement, "Delete the sleep");
}

static void take_method(rg_debug_finder *f, TSNode statement, TSNode call, TSNode function)
{
	static const char *const levels[] = {"debug",	 "info",      "warning", "warn", "error",
					     "critical", "exception", "log",	 "trace"};
	static const char *const stops[] = {"set_trace", "settrace", "wait_for_client",
					    "breakpoint", "post_mortem"};
	rg_str object = rg_debug__text(f, rg_debug__field(function, "object"));
	rg_str name = rg_debug__text(f, rg_debug__field(function, "attribute"));

	if (ONE_OF(name, stops) && (ONE_OF(object, debuggers) || IS(name, "set_trace")))
		take_stop(f, statement);
	else if ((IS(name, "embed") && IS(object, "IPython")) ||
		 (IS(name, "interact") && IS(object, "code")))
		take_stop(f, statement);
	else if (IS(name, "sleep") && (IS(object, "time") || IS(object, "asyncio")))
		take_sleep(f, statement);
	else if ((IS(object, "pprint") && (IS(name, "pprint") || IS(name, "pp"))) ||
		 (IS(object, "rich") && IS(name, "print")))
		take_print(f, statement, call, "a print was added");
	else if (IS(object, "traceback") && (IS(name, "print_stack") || IS(name, "print_exc")))
		take_print(f, statement, call, "a printed traceback was added");
	else if (ONE_OF(name, levels))
		take_log(f, statement, call, object);
}

static void take_call(rg_debug_finder *f, TSNode statement, TSNode call)
{
	static const char *const prints[] = {"print", "pprint", "pp", "rprint"};
	TSNode function = rg_debug__field(call, "function");
	rg_str name = rg_debug__text(f, function);

	if (rg_debug__is(function, "attribute"))
		take_method(f, statement, call, function);
	else if (ONE_OF(name, prints))
		take_print(f, statement, call, "a print was added");
	else if (IS(name, "ic"))
		take_print(f, statement, call, "a call of icecream was added");
	else if (IS(name, "breakpoint") || IS(name, "set_trace"))
		take_stop(f, statement);
	else if (IS(name, "sleep"))
		take_sleep(f, statement);
}

static void take_import(rg_debug_finder *f, TSNode node)
{
	bool is_from = rg_debug__is(node, "import_from_statement");
	uint32_t n = ts_node_named_child_count(node);
	TSNode first = is_from	? rg_debug__field(node, "module_name")
		       : n == 1 ? ts_node_named_child(node, 0)
				: (TSNode){0};

	if (ts_node_is_null(first))
		return;
	if (rg_debug__is(first, "aliased_import"))
		first = rg_debug__field(first, "name");
	if (ONE_OF(rg_debug__text(f, first), debuggers))
		goes(rg_debug__add(f, BREAKPOINT, "an import of a debugger was added", node), node,
		     "Delete the import");
}

/* ---- if True, if False ---------------------------------------------------------------------- */

/* -1: not constant. */
static int value_of(const rg_debug_finder *f, TSNode condition)
{
	rg_str text = rg_debug__text(f, condition);

	if (rg_debug__is(condition, "true") ||
	    (rg_debug__is(condition, "integer") && IS(text, "1")))
		return 1;
	if (rg_debug__is(condition, "false") ||
	    (rg_debug__is(condition, "integer") && IS(text, "0")))
		return 0;
	return -1;
}

/* A string over several lines would change when it is moved to the left. */
static bool holds_long_string(TSNode node, int depth)
{
	if (rg_debug__is(node, "string"))
		return ts_node_start_point(node).row != ts_node_end_point(node).row;
	for (uint32_t i = 0; depth < 200 && i < ts_node_named_child_count(node); i++)
		if (holds_long_string(ts_node_named_child(node, i), depth + 1))
			return true;
	return depth >= 200;
}

/* The statements of a block as they read in the place of the `if`; null: cannot be moved. */
static rg_str moved_out(rg_debug_finder *f, TSNode statement, TSNode block)
{
	size_t begin = ts_node_start_byte(block), end = ts_node_end_byte(block);
	size_t wanted = ts_node_start_point(statement).column;
	size_t indent = ts_node_start_point(block).column;
	rg_str text = rg_str_sub(f->source, begin, end), line, out = {NULL, 0};

	if (holds_long_string(block, 0))
		return out;
	if (ts_node_start_point(block).row == ts_node_start_point(statement).row)
		return text;
	if (indent < wanted)
		return out;
	for (bool is_first = true; rg_str_line(&line, &text); is_first = false) {
		size_t cut = 0;

		while (!is_first && cut < indent - wanted && cut < line.len &&
		       (line.ptr[cut] == ' ' || line.ptr[cut] == '\t'))
			cut++;
		line = rg_str_sub(line, cut, line.len);
		out = is_first ? line
			       : rg_arena_printf(f->arena, "%.*s\n%.*s", RG_FMT(out), RG_FMT(line));
	}
	return out;
}

static void take_if(rg_debug_finder *f, TSNode node)
{
	int value = value_of(f, rg_debug__field(node, "condition"));
	TSNode taken = rg_debug__field(node, "consequence"), other = {0};
	rg_debug_site *site;

	if (value < 0)
		return;
	site = rg_debug__add(f, "constant-condition",
			     value ? "a condition that always holds was added"
				   : "code that never runs was added",
			     node);
	site->may_be_normal = false;
	for (uint32_t i = 0; i < ts_node_named_child_count(node); i++) {
		TSNode child = ts_node_named_child(node, i);

		if (rg_debug__is(child, "elif_clause"))
			return;
		if (rg_debug__is(child, "else_clause"))
			other = rg_debug__field(child, "body");
	}
	if (!value)
		taken = other;
	if (ts_node_is_null(taken)) {
		goes(site, node, "Delete what never runs");
		return;
	}
	site->fix_text = moved_out(f, node, taken);
	if (site->fix_text.ptr)
		site->fix_title = value ? "Take the condition away" : "Keep what runs";
}

void rg_debug__python(rg_debug_finder *f, TSNode node)
{
	if (rg_debug__is(node, "expression_statement")) {
		TSNode child = ts_node_named_child(node, 0);

		if (ts_node_named_child_count(node) != 1)
			return;
		if (rg_debug__is(child, "await"))
			child = ts_node_named_child(child, 0);
		if (rg_debug__is(child, "call"))
			take_call(f, node, child);
	} else if (rg_debug__is(node, "import_statement") ||
		   rg_debug__is(node, "import_from_statement")) {
		take_import(f, node);
	} else if (rg_debug__is(node, "if_statement")) {
		take_if(f, node);
	} else if (rg_debug__is(node, "string")) {
		rg_debug__home(f, node);
	}
}
