/* SPDX-License-Identifier: MIT */
/*
 * calls_place.c - Python gives a function's first line, which is that of its first decorator, and
 * before 3.11 a name without what is around it. Both stand in the text: the `def` is the next one
 * of that name, and around it is what begins above with less indentation. That takes no parser,
 * which matters: a test may call functions of a thousand files, and reading those takes
 * milliseconds where parsing them takes seconds. Text in a docstring that looks like code can
 * mislead it; then a name or a line is wrong, and nothing else.
 */
#include "runner/calls.h"

#include "runner/calls_private.h"

#define MAX_DECORATOR_LINES 200
#define MAX_DEPTH	    20
#define MAX_NAME	    400

typedef RG_VEC(uint32_t) offset_vec;

typedef struct text {
	rg_str source;
	offset_vec lines; /* where each begins */
} text;

static text text_of(rg_arena *arena, rg_str source)
{
	text t = {.source = source};
	const char *at = source.ptr, *end = at ? at + source.len : NULL;

	while (at && at < end) {
		RG_PUSH(arena, &t.lines, (uint32_t)(at - source.ptr));
		at = memchr(at, '\n', (size_t)(end - at));
		at = at ? at + 1 : NULL;
	}
	return t;
}

/* A 1-based line, and how far it is indented. */
static rg_str line_at(size_t *indent, const text *t, uint32_t line)
{
	size_t begin = t->lines.items[line - 1];
	size_t end = line < t->lines.n ? t->lines.items[line] : t->source.len;
	rg_str all = rg_str_sub(t->source, begin, end);

	*indent = 0;
	while (*indent < all.len && (all.ptr[*indent] == ' ' || all.ptr[*indent] == '\t'))
		++*indent;
	return rg_str_sub(all, *indent, all.len);
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

/* "def NAME(", "async def NAME[T](", "class NAME:" → NAME; null for another line. */
static rg_str defined_name(rg_str line, bool with_classes)
{
	size_t n = 0;
	char next;

	if (rg_str_skip(&line, RG_STR("async ")))
		line = rg_str_trim(line);
	if (!rg_str_skip(&line, RG_STR("def ")) &&
	    !(with_classes && rg_str_skip(&line, RG_STR("class "))))
		return (rg_str){NULL, 0};
	line = rg_str_trim(line);
	while (n < line.len && is_name_char(line.ptr[n]))
		n++;
	next = n < line.len ? line.ptr[n] : '\n';
	if (n == 0 || !memchr("([: \\\n\r", next, 8))
		return (rg_str){NULL, 0};
	return rg_str_sub(line, 0, n);
}

static rg_str last_part(rg_str name)
{
	size_t at = rg_str_rfind_char(name, '.');

	return at == SIZE_MAX ? name : rg_str_sub(name, at + 1, name.len);
}

static uint32_t def_line(const text *t, const rg_called *function)
{
	rg_str wanted = last_part(function->name);
	uint32_t last = function->line + MAX_DECORATOR_LINES;
	size_t indent;

	if (function->line > t->lines.n ||
	    !rg_str_starts(line_at(&indent, t, function->line), RG_STR("@")))
		return function->line;
	for (uint32_t line = function->line + 1; line <= last && line <= t->lines.n; line++)
		if (rg_str_eq(defined_name(line_at(&indent, t, line), false), wanted))
			return line;
	return function->line;
}

/* The innermost first. */
static rg_str whole_name(rg_arena *arena, const text *t, const rg_called *function)
{
	bool is_inside_line = function->name.ptr[0] == '<'; /* a comprehension, a lambda */
	rg_str name = function->name;
	uint32_t line = function->line;
	size_t indent;
	int depth = 0;

	if (line > t->lines.n)
		return name;
	(void)line_at(&indent, t, line);
	/* What lies inside of a line may lie inside of the `def` on that line. */
	for (line += is_inside_line; line-- > 1 && depth < MAX_DEPTH && name.len < MAX_NAME;) {
		size_t around;
		rg_str above = line_at(&around, t, line);
		rg_str found = defined_name(above, true);

		if (!found.ptr || (around >= indent && line != function->line))
			continue;
		name = rg_arena_printf(arena, "%.*s.%.*s", RG_FMT(found), RG_FMT(name));
		indent = around;
		depth++;
		if (indent == 0)
			break;
	}
	return name;
}

static void place(rg_called *function, rg_arena *arena, const text *t)
{
	function->line = def_line(t, function);
	if (function->is_bare && !rg_str_eq_z(function->name, "<module>"))
		function->name = whole_name(arena, t, function);
	function->is_placed = true;
	function->is_bare = false;
}

void rg_calls_place(rg_calls *calls, rg_arena *arena, rg_calls_source_fn source, void *self)
{
	rg_called_vec *functions = &calls->functions;

	for (size_t i = 0; i < functions->n;) {
		rg_str path = functions->items[i].path;
		size_t end = i;
		bool is_needed = false;

		for (; end < functions->n && rg_str_eq(functions->items[end].path, path); end++)
			is_needed |= !functions->items[end].is_placed;
		if (is_needed) {
			rg_arena *scratch = rg_arena_new();
			text t = text_of(scratch, source(self, scratch, path));

			for (; i < end; i++)
				if (!functions->items[i].is_placed)
					place(&functions->items[i], arena, &t);
			rg_arena_free(scratch);
		}
		i = end;
	}
	rg_calls__unify(calls, arena);
}
