/* SPDX-License-Identifier: MIT */
/*
 * debug_cpp.c - debug code in C, C++ and CUDA: statements that write to the standard streams, that
 * print from a device, stop or wait; constant conditions; and code that is switched off.
 */
#include "syntax/debug_private.h"

#include <string.h>

#define IS(s, z) rg_str_eq_z((s), (z))

static void goes(rg_debug_site *site, TSNode statement, const char *title)
{
	TSNode parent = ts_node_parent(statement);

	site->fix_title = title;
	/* The body of an `if` without braces has to be a statement. */
	if (!rg_debug__is(parent, "compound_statement") &&
	    !rg_debug__is(parent, "translation_unit") && !rg_debug__is(parent, "case_statement"))
		site->fix_text = RG_STR(";");
}

static bool is_main_program(const rg_debug_finder *f, TSNode node)
{
	for (node = ts_node_parent(node); !ts_node_is_null(node); node = ts_node_parent(node)) {
		TSNode declarator = rg_debug__field(node, "declarator");
		rg_str name = rg_debug__text(f, declarator);

		if (rg_debug__is(node, "function_definition") &&
		    (rg_str_starts(name, RG_STR("main(")) || rg_str_has(name, RG_STR("rint")) ||
		     rg_str_has(name, RG_STR("usage(")) || rg_str_has(name, RG_STR("dump"))))
			return true;
	}
	return false;
}

/* The first string among the arguments or operands says that it is for debugging. */
static bool shows_itself(const rg_debug_finder *f, TSNode node, int depth)
{
	rg_str text;

	if (rg_debug__is(node, "string_literal")) {
		text = rg_debug__text(f, node);
		return rg_debug__is_mark(rg_str_sub(text, 1, text.len - 1));
	}
	for (uint32_t i = 0; depth < 60 && i < ts_node_named_child_count(node); i++)
		if (shows_itself(f, ts_node_named_child(node, i), depth + 1))
			return true;
	return false;
}

static void take_output(rg_debug_finder *f, TSNode statement, const char *message)
{
	rg_debug_site *site = rg_debug__add(f, "debug-print", message, statement);

	if (shows_itself(f, statement, 0))
		site->may_be_normal = false;
	else
		site->is_normal = is_main_program(f, statement);
	goes(site, statement, "Delete the output");
}

static void take_call(rg_debug_finder *f, TSNode statement, TSNode call)
{
	rg_str name = rg_debug__text(f, rg_debug__field(call, "function"));
	TSNode arguments = rg_debug__field(call, "arguments"), first = {0};

	if (!ts_node_is_null(arguments))
		first = ts_node_named_child(arguments, 0);
	(void)rg_str_skip(&name, RG_STR("std::"));
	if (IS(name, "printf") || IS(name, "puts") || IS(name, "println") ||
	    (IS(name, "print") && rg_debug__is(first, "string_literal")))
		take_output(f, statement, "a printf was added");
	else if ((IS(name, "fprintf") || IS(name, "fputs")) &&
		 (IS(rg_debug__text(f, first), "stderr") || IS(rg_debug__text(f, first), "stdout")))
		take_output(f, statement, "output to stderr was added");
	else if (rg_str_starts(name, RG_STR("DPRINT")) || IS(name, "DEVICE_PRINT"))
		take_output(f, statement, "a DPRINT was added");
	else if (IS(name, "__builtin_trap") || IS(name, "__debugbreak") ||
		 IS(name, "__builtin_debugtrap") ||
		 (IS(name, "raise") && IS(rg_debug__text(f, first), "SIGTRAP")))
		goes(rg_debug__add(f, "breakpoint", "a breakpoint was added", statement), statement,
		     "Delete the breakpoint");
	else if (IS(name, "sleep") || IS(name, "usleep") || IS(name, "nanosleep") ||
		 IS(name, "this_thread::sleep_for"))
		goes(rg_debug__add(f, "debug-sleep", "waiting for a fixed time was added",
				   statement),
		     statement, "Delete the sleep");
}

/* std::cout << a << b: the stream is the innermost left operand. */
static void take_stream(rg_debug_finder *f, TSNode statement, TSNode expression)
{
	rg_str name;

	while (rg_debug__is(expression, "binary_expression")) {
		if (!IS(rg_debug__text(f, rg_debug__field(expression, "operator")), "<<"))
			return;
		expression = rg_debug__field(expression, "left");
	}
	if (rg_debug__is(expression, "call_expression"))
		expression = rg_debug__field(expression, "function");
	name = rg_debug__text(f, expression);
	(void)rg_str_skip(&name, RG_STR("std::"));
	if (IS(name, "cout"))
		take_output(f, statement, "output to std::cout was added");
	else if (IS(name, "cerr") || IS(name, "clog"))
		take_output(f, statement, "output to std::cerr was added");
	else if (IS(name, "DPRINT") || rg_str_starts(name, RG_STR("DPRINT_")))
		take_output(f, statement, "a DPRINT was added");
	else if (IS(name, "qDebug"))
		take_output(f, statement, "a qDebug was added");
}

/* ---- if (0), #if 0 -------------------------------------------------------------------------- */

static void take_if(rg_debug_finder *f, TSNode node)
{
	TSNode condition = rg_debug__field(node, "condition");
	rg_str text = rg_debug__text(f, condition);
	TSNode taken = rg_debug__field(node, "consequence"), other;
	rg_debug_site *site;
	int value;

	if (rg_str_has(
		    rg_str_sub(f->source, ts_node_start_byte(node), ts_node_start_byte(condition)),
		    RG_STR("constexpr")))
		return;
	while (rg_str_skip(&text, RG_STR("(")) && rg_str_chop(&text, RG_STR(")")))
		text = rg_str_trim(text);
	value = IS(text, "1") || IS(text, "true") ? 1 : IS(text, "0") || IS(text, "false") ? 0 : -1;
	if (value < 0)
		return;
	site = rg_debug__add(f, "constant-condition",
			     value ? "a condition that always holds was added"
				   : "code that never runs was added",
			     node);
	site->may_be_normal = false;
	other = rg_debug__field(node, "alternative"); /* in C an else_clause, or the statement */
	if (rg_debug__is(other, "else_clause"))
		other = ts_node_named_child(other, 0);
	if (!value)
		taken = other;
	if (ts_node_is_null(taken)) {
		goes(site, node, "Delete what never runs");
	} else {
		site->fix_title = value ? "Take the condition away" : "Keep what runs";
		site->fix_text = rg_debug__text(f, taken);
	}
}

/* The word behind '#', and what follows it. */
static rg_str directive(rg_str *rest, rg_str line)
{
	size_t end = 0;

	line = rg_str_trim(line);
	if (!rg_str_skip(&line, RG_STR("#")))
		return (rg_str){NULL, 0};
	line = rg_str_trim(line);
	while (end < line.len && line.ptr[end] >= 'a' && line.ptr[end] <= 'z')
		end++;
	*rest = rg_str_trim(rg_str_sub(line, end, line.len));
	return rg_str_sub(line, 0, end);
}

static bool is_zero(rg_str text)
{
	return IS(text, "0") || IS(text, "false") || rg_str_starts(text, RG_STR("0 /")) ||
	       rg_str_starts(text, RG_STR("false /"));
}

/* From the `#if 0` to its `#endif`; what an `#else` keeps becomes the text. */
static void take_region(rg_debug_finder *f, size_t begin)
{
	rg_str rest = rg_str_sub(f->source, begin, f->source.len), line, argument, word;
	size_t keep = SIZE_MAX, depth = 0, end = SIZE_MAX, keep_end = SIZE_MAX;
	bool has_elif = false;
	rg_debug_site *site;

	while (end == SIZE_MAX && rg_str_line(&line, &rest)) {
		size_t at = (size_t)(line.ptr - f->source.ptr);

		word = directive(&argument, line);
		if (rg_str_starts(word, RG_STR("if"))) {
			depth++;
		} else if (IS(word, "endif") && --depth == 0) {
			end = at + line.len;
			keep_end = at;
		} else if (depth == 1 && rg_str_starts(word, RG_STR("elif"))) {
			has_elif = true;
		} else if (depth == 1 && IS(word, "else")) {
			keep = rg_debug__line_end(f->source, at) + 1;
		}
	}
	if (end == SIZE_MAX)
		return;
	site = rg_debug__add_bytes(f, "commented-out", "code was switched off with #if 0", begin,
				   end);
	if (has_elif)
		return;
	site->fix_title = "Delete what is switched off";
	if (keep != SIZE_MAX && keep < keep_end)
		site->fix_text = rg_str_sub(f->source, keep, keep_end - 1);
}

void rg_debug__switched_off(rg_debug_finder *f)
{
	rg_str rest = f->source, line, argument;

	while (rg_str_line(&line, &rest))
		if (IS(directive(&argument, line), "if") && is_zero(argument))
			take_region(f, (size_t)(line.ptr - f->source.ptr));
}

void rg_debug__cpp(rg_debug_finder *f, TSNode node)
{
	if (rg_debug__is(node, "expression_statement")) {
		TSNode child = ts_node_named_child(node, 0);

		if (rg_debug__is(child, "call_expression"))
			take_call(f, node, child);
		else if (rg_debug__is(child, "binary_expression"))
			take_stream(f, node, child);
	} else if (rg_debug__is(node, "if_statement")) {
		take_if(f, node);
	} else if (rg_debug__is(node, "string_literal")) {
		rg_debug__home(f, node);
	}
}
