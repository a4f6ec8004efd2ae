/* SPDX-License-Identifier: MIT */
/*
 * print_failures.c - what failed, and on which lines. Two hundred parameters that fail in one way
 * are one failure with a number behind it: the list is for reading, --json is for counting.
 */
#include "cli/printer.h"

enum { MAX_LINES = 12, MAX_FRAMES = 16, KEPT_AT_ENDS = 6 };
enum { MAX_VALUES = 6, MAX_VALUE = 60, VALUES_INDENT = 8 };

static void print_frame(rg_printer *p, const rg_json *frame, const char *indent)
{
	rg_str path = rg_cli__text(frame, "path"), function = rg_cli__text(frame, "function");
	bool is_ours = rg_json_bool(rg_json_get(frame, "inWorkspace"), false);

	rg_buf_add_z(p->out, indent);
	rg_cli__styled(p, is_ours ? NULL : RG_SGR_FAINT, path);
	if (path.len)
		rg_buf_printf(p->out, ":%d%s", (int)rg_json_int(rg_json_get(frame, "line"), 0),
			      function.len ? " " : "");
	if (function.len) {
		rg_buf_add_z(p->out, "in ");
		rg_cli__safe(p, function);
	}
	rg_buf_add_char(p->out, '\n');
}

/* A value on one line: of an array the first row. */
static rg_str value_of(rg_arena *arena, rg_str value)
{
	rg_str rest = value, line = RG_STR("");

	(void)rg_str_line(&line, &rest);
	line = rg_utf8_cut(line, MAX_VALUE);
	return line.len == value.len ? line : rg_arena_printf(arena, "%.*s ...", RG_FMT(line));
}

/* "text = 'many', scale = 2": what a run saw there; a log knows none. */
static void print_values(rg_printer *p, const rg_json *frame)
{
	rg_str text = RG_STR("");
	int n = 0;

	for (const rg_json *v = rg_json_first(rg_json_get(frame, "values")); v && n < MAX_VALUES;
	     v = rg_json_next(v), n++)
		text = rg_arena_printf(p->arena, "%.*s%s%.*s = %.*s", RG_FMT(text), n ? ", " : "",
				       RG_FMT(rg_json_key(v)),
				       RG_FMT(value_of(p->arena, rg_json_str(v))));
	if (n == 0)
		return;
	rg_buf_printf(p->out, "%*s", VALUES_INDENT, "");
	rg_cli__wrapped(p, VALUES_INDENT, RG_SGR_FAINT, text);
}

/* The innermost one in the workspace; NULL for none. */
static const rg_json *failing_frame(const rg_json *frames)
{
	const rg_json *found = NULL;

	for (const rg_json *f = rg_json_first(frames); f; f = rg_json_next(f))
		if (rg_json_bool(rg_json_get(f, "inWorkspace"), false))
			found = f;
	return found;
}

/* A recursion's middle is left out. */
static void print_frames(rg_printer *p, const rg_json *frames, const char *indent)
{
	const rg_json *failing = failing_frame(frames);
	size_t n = rg_json_count(frames), i = 0;
	bool is_long = n > MAX_FRAMES;

	for (const rg_json *f = rg_json_first(frames); f; f = rg_json_next(f), i++) {
		bool is_shown = !is_long || i < KEPT_AT_ENDS || i >= n - KEPT_AT_ENDS;

		if (is_shown)
			print_frame(p, f, indent);
		if (is_shown && f == failing)
			print_values(p, f);
		if (!is_shown && i == KEPT_AT_ENDS)
			rg_buf_printf(p->out, "%s... %zu more ...\n", indent,
				      n - (size_t)2 * KEPT_AT_ENDS);
	}
}

static void print_error(rg_printer *p, const rg_json *error, const char *indent)
{
	rg_str type = rg_cli__text(error, "type"), rest = rg_cli__text(error, "message"), line;

	rg_buf_add_z(p->out, indent);
	rg_cli__styled(p, RG_SGR_RED, type.len ? type : RG_STR("error"));
	for (int i = 0; i < MAX_LINES && rg_str_line(&line, &rest); i++) {
		rg_buf_add_z(p->out, i ? "\n" : ": ");
		if (i)
			rg_buf_printf(p->out, "%s  ", indent);
		rg_cli__safe(p, line);
	}
	rg_buf_add_z(p->out, rest.len ? " ...\n" : "\n");
}

/* A wrong value is what one expects; the other kinds say what decided it. */
static void print_kind(rg_printer *p, const rg_json *failure)
{
	rg_str kind = rg_cli__text(failure, "kind"), because = rg_cli__text(failure, "kindBecause");

	if (kind.len == 0 || rg_str_eq_z(kind, "correctness"))
		return;
	rg_buf_add_z(p->out, "  of the kind ");
	rg_cli__styled(p, RG_SGR_YELLOW, kind);
	if (because.len) {
		rg_buf_add_z(p->out, ": ");
		rg_cli__safe(p, because);
	}
	rg_buf_add_char(p->out, '\n');
}

static void print_failure(rg_printer *p, const rg_json *f, size_t n_alike)
{
	rg_str phase = rg_cli__text(f, "phase"), test = rg_cli__text(f, "test");

	rg_cli__styled(p, RG_SGR_BOLD,
		       test.len ? test : RG_STR("(the log does not name the test)"));
	if (!rg_str_eq_z(phase, "call")) {
		rg_buf_add_z(p->out, " in ");
		rg_cli__safe(p, phase);
	}
	if (n_alike)
		rg_buf_printf(p->out, ", and %zu more in the same way", n_alike);
	rg_buf_add_char(p->out, '\n');
	print_error(p, f, "  ");
	print_kind(p, f);
	print_frames(p, rg_json_get(f, "frames"), "    ");
	for (const rg_json *c = rg_json_first(rg_json_get(f, "chain")); c; c = rg_json_next(c)) {
		rg_buf_add_z(p->out, "  (");
		rg_cli__safe(p, rg_cli__text(c, "relation"));
		rg_buf_add_z(p->out, ")\n");
		print_error(p, c, "  ");
		print_frames(p, rg_json_get(c, "frames"), "    ");
	}
}

static bool is_alike(const rg_json *a, const rg_json *b)
{
	return rg_str_eq(rg_cli__text(a, "fingerprint"), rg_cli__text(b, "fingerprint"));
}

/* How many behind it fail in the same way; whether one before it does. */
static bool is_first_of_its_kind(size_t *n_alike, const rg_json *failures, const rg_json *f)
{
	bool has_come = false;

	*n_alike = 0;
	for (const rg_json *x = rg_json_first(failures); x; x = rg_json_next(x)) {
		if (x == f)
			has_come = true;
		else if (is_alike(x, f) && !has_come)
			return false;
		else if (is_alike(x, f))
			++*n_alike;
	}
	return true;
}

static void print_each(rg_printer *p, const rg_json *failures, size_t most,
		       void (*print)(rg_printer *p, const rg_json *failure, size_t n_alike))
{
	size_t n_shown = 0, n_left = rg_json_count(failures), n_alike;

	for (const rg_json *f = rg_json_first(failures); f && n_shown < most; f = rg_json_next(f)) {
		if (!is_first_of_its_kind(&n_alike, failures, f))
			continue;
		rg_buf_add_char(p->out, '\n');
		print(p, f, n_alike);
		n_left -= n_alike + 1;
		n_shown++;
	}
	if (n_left)
		rg_buf_printf(p->out, "\nand %zu more: --json lists them\n", n_left);
}

void rg_cli__failures(rg_printer *p, const rg_json *failures, size_t most)
{
	print_each(p, failures, most, print_failure);
}

static void print_briefly(rg_printer *p, const rg_json *f, size_t n_alike)
{
	rg_str type = rg_cli__text(f, "type"), rest = rg_cli__text(f, "message"), line = rest;

	(void)rg_str_line(&line, &rest);
	rg_cli__safe(p, rg_cli__text(f, "test"));
	if (n_alike)
		rg_buf_printf(p->out, ", and %zu more in the same way", n_alike);
	rg_buf_add_z(p->out, "\n  ");
	rg_cli__styled(p, RG_SGR_RED, type.len ? type : RG_STR("error"));
	if (line.len) {
		rg_buf_add_z(p->out, ": ");
		rg_cli__safe(p, rg_utf8_cut(line, 200));
	}
	rg_buf_add_char(p->out, '\n');
}

void rg_cli__failures_briefly(rg_printer *p, const rg_json *failures, size_t most)
{
	print_each(p, failures, most, print_briefly);
}
