/* SPDX-License-Identifier: MIT */
/*
 * print.c - a result object as text. It reads the same JSON that programs get, so that both can
 * never differ; text from logs has its control characters replaced, because a terminal obeys them.
 */
#include "cli/print.h"

typedef struct printer {
	rg_buf *out;
	bool has_colour;
} printer;

#define BOLD   "1"
#define RED    "31"
#define GREEN  "32"
#define YELLOW "33"
#define FAINT  "2"

/* Text without anything that a terminal would obey. */
static void add_safe(rg_buf *out, rg_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		rg_buf_add_char(out,
				(c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ? '?' : (char)c);
	}
}

static void add_styled(printer *p, const char *sgr, rg_str text)
{
	if (p->has_colour)
		rg_buf_printf(p->out, "\033[%sm", sgr);
	add_safe(p->out, text);
	if (p->has_colour)
		rg_buf_add_z(p->out, "\033[0m");
}

static rg_str text_of(const rg_json *object, const char *key)
{
	rg_str s = rg_json_str(rg_json_get(object, key));

	return s.ptr ? s : RG_STR("");
}

static void print_frames(printer *p, const rg_json *frames, const char *indent)
{
	for (const rg_json *f = rg_json_first(frames); f; f = rg_json_next(f)) {
		rg_str function = text_of(f, "function");

		rg_buf_add_z(p->out, indent);
		if (!rg_json_bool(rg_json_get(f, "inWorkspace"), false)) {
			add_styled(p, FAINT, text_of(f, "path"));
		} else {
			add_safe(p->out, text_of(f, "path"));
		}
		if (text_of(f, "path").len)
			rg_buf_printf(p->out, ":%d%s", (int)rg_json_int(rg_json_get(f, "line"), 0),
				      function.len ? " " : "");
		if (function.len) {
			rg_buf_add_z(p->out, "in ");
			add_safe(p->out, function);
		}
		rg_buf_add_char(p->out, '\n');
	}
}

static void print_error_line(printer *p, const rg_json *error, const char *indent)
{
	rg_str type = text_of(error, "type"), rest = text_of(error, "message"), line;

	rg_buf_add_z(p->out, indent);
	add_styled(p, RED, type.len ? type : RG_STR("error"));
	for (int i = 0; i < 12 && rg_str_line(&line, &rest); i++) {
		rg_buf_add_z(p->out, i ? "\n" : ": ");
		if (i)
			rg_buf_printf(p->out, "%s  ", indent);
		add_safe(p->out, line);
	}
	rg_buf_add_z(p->out, rest.len ? " ...\n" : "\n");
}

static void print_failures(printer *p, const rg_json *failures)
{
	for (const rg_json *f = rg_json_first(failures); f; f = rg_json_next(f)) {
		rg_str phase = text_of(f, "phase");

		rg_buf_add_char(p->out, '\n');
		add_styled(p, BOLD, text_of(f, "test"));
		if (!rg_str_eq_z(phase, "call")) {
			rg_buf_add_z(p->out, " in ");
			add_safe(p->out, phase);
		}
		rg_buf_add_char(p->out, '\n');
		print_error_line(p, f, "  ");
		print_frames(p, rg_json_get(f, "frames"), "    ");
		for (const rg_json *c = rg_json_first(rg_json_get(f, "chain")); c;
		     c = rg_json_next(c)) {
			rg_buf_add_z(p->out, "  (");
			add_safe(p->out, text_of(c, "relation"));
			rg_buf_add_z(p->out, ")\n");
			print_error_line(p, c, "  ");
			print_frames(p, rg_json_get(c, "frames"), "    ");
		}
	}
}

static void print_candidates(printer *p, const rg_json *candidates)
{
	int rank = 0;

	if (!rg_json_first(candidates))
		return;
	rg_buf_add_z(p->out, "\nCandidates, best first:\n");
	for (const rg_json *c = rg_json_first(candidates); c && rank < 10; c = rg_json_next(c)) {
		int shown = 0;

		rg_buf_printf(p->out, "%3d. ", ++rank);
		add_styled(p, BOLD, text_of(c, "path"));
		for (const rg_json *f = rg_json_first(rg_json_get(c, "functions")); f && shown < 3;
		     f = rg_json_next(f), shown++) {
			rg_buf_add_z(p->out, shown ? ", " : "  ");
			add_safe(p->out, text_of(f, "name"));
			rg_buf_printf(p->out, ":%d", (int)rg_json_int(rg_json_get(f, "line"), 0));
		}
		rg_buf_add_char(p->out, '\n');
		shown = 0;
		for (const rg_json *r = rg_json_first(rg_json_get(c, "reasons")); r && shown < 3;
		     r = rg_json_next(r), shown++) {
			rg_buf_add_z(p->out, "       ");
			add_styled(p, FAINT, text_of(r, "text"));
			rg_buf_add_char(p->out, '\n');
		}
	}
}

static void print_plan(printer *p, const rg_json *plan)
{
	int number = 0;

	if (rg_json_is_null(plan))
		return;
	rg_buf_add_z(p->out, "\nPlan ");
	add_styled(p, BOLD, text_of(plan, "hash"));
	rg_buf_add_z(p->out, ": ");
	add_safe(p->out, text_of(plan, "branch"));
	rg_buf_add_z(p->out, " onto ");
	add_safe(p->out, text_of(plan, "base"));
	rg_buf_add_char(p->out, '\n');
	for (const rg_json *s = rg_json_first(rg_json_get(plan, "steps")); s; s = rg_json_next(s)) {
		rg_buf_printf(p->out, "%3d. ", ++number);
		add_safe(p->out, text_of(s, "what"));
		rg_buf_add_z(p->out, ": ");
		add_safe(p->out, text_of(s, "detail"));
		rg_buf_add_char(p->out, '\n');
	}
	rg_buf_add_z(p->out, "Files in the commit:\n");
	for (const rg_json *f = rg_json_first(rg_json_get(plan, "files")); f; f = rg_json_next(f)) {
		rg_buf_add_z(p->out, "  ");
		add_safe(p->out, text_of(f, "change"));
		rg_buf_add_char(p->out, ' ');
		add_safe(p->out, text_of(f, "path"));
		rg_buf_add_char(p->out, '\n');
	}
	rg_buf_add_z(p->out, "Title: ");
	add_safe(p->out, text_of(plan, "title"));
	rg_buf_add_z(p->out, "\nText, to edit before you go on: ");
	add_safe(p->out, text_of(plan, "body"));
	rg_buf_add_z(p->out, "\nTo carry it out: redgreen pr --plan ");
	add_safe(p->out, text_of(plan, "hash"));
	rg_buf_add_char(p->out, '\n');
}

static void print_findings(printer *p, const rg_json *findings)
{
	for (const rg_json *f = rg_json_first(findings); f; f = rg_json_next(f)) {
		add_safe(p->out, text_of(f, "path"));
		rg_buf_printf(p->out, ":%d: ", (int)rg_json_int(rg_json_get(f, "line"), 0));
		add_safe(p->out, text_of(f, "message"));
		rg_buf_add_z(p->out, " (");
		add_safe(p->out, text_of(f, "rule"));
		rg_buf_add_z(p->out, ")\n");
	}
}

static void print_session(printer *p, const rg_json *session)
{
	if (rg_json_is_null(session))
		return;
	for (const rg_json *a = rg_json_first(rg_json_get(session, "attempts")); a;
	     a = rg_json_next(a)) {
		rg_buf_printf(p->out,
			      "  attempt %d: ", (int)rg_json_int(rg_json_get(a, "number"), 0));
		add_safe(p->out, text_of(a, "outcome"));
		rg_buf_add_z(p->out, "  ");
		add_styled(p, FAINT, text_of(a, "log"));
		rg_buf_add_char(p->out, '\n');
	}
	for (const rg_json *c = rg_json_first(rg_json_get(session, "checklist")); c;
	     c = rg_json_next(c)) {
		bool done = rg_json_bool(rg_json_get(c, "done"), false);
		rg_str evidence = text_of(c, "evidence");

		add_styled(p, done ? GREEN : YELLOW, done ? RG_STR("  [x] ") : RG_STR("  [ ] "));
		add_safe(p->out, text_of(c, "item"));
		if (evidence.len) {
			rg_buf_add_z(p->out, "  ");
			add_styled(p, FAINT, evidence);
		}
		rg_buf_add_char(p->out, '\n');
	}
}

static void print_checks(printer *p, const rg_json *checks)
{
	for (const rg_json *c = rg_json_first(checks); c; c = rg_json_next(c)) {
		bool ok = rg_json_bool(rg_json_get(c, "ok"), false);
		rg_str next = text_of(c, "next");

		add_styled(p, ok ? GREEN : RED, ok ? RG_STR("ok  ") : RG_STR("bad "));
		rg_buf_printf(p->out, "%-14.*s ", RG_FMT(text_of(c, "item")));
		add_safe(p->out, text_of(c, "detail"));
		rg_buf_add_char(p->out, '\n');
		if (next.len) {
			rg_buf_add_z(p->out, "    -> ");
			add_safe(p->out, next);
			rg_buf_add_char(p->out, '\n');
		}
	}
}

/* Paths that a result names: a label and the value, when it is there. */
static void print_path(printer *p, const char *label, rg_str path)
{
	if (path.len == 0)
		return;
	rg_buf_printf(p->out, "%s: ", label);
	add_safe(p->out, path);
	rg_buf_add_char(p->out, '\n');
}

void rg_cli_print_result(rg_buf *out, const rg_json *result, bool has_colour)
{
	printer p = {out, has_colour};
	const rg_json *stopped = rg_json_get(result, "stopped"), *pr = rg_json_get(result, "pr");
	const rg_json *session = rg_json_get(result, "session");

	add_styled(&p, stopped ? YELLOW : BOLD, text_of(result, "summary"));
	rg_buf_add_char(out, '\n');
	if (stopped) {
		rg_buf_add_z(out, "Next: ");
		add_safe(out, text_of(stopped, "next"));
		rg_buf_printf(out, " [%.*s]\n", RG_FMT(text_of(stopped, "code")));
	}
	print_failures(&p, rg_json_get(result, "failures"));
	print_candidates(&p, rg_json_get(result, "candidates"));
	print_findings(&p, rg_json_get(result, "findings"));
	print_session(&p, session);
	print_checks(&p, rg_json_get(result, "checks"));
	print_plan(&p, rg_json_get(result, "plan"));
	print_path(&p, "Log", text_of(rg_json_get(result, "run"), "log"));
	print_path(&p, "Note, to fill in", text_of(result, "note"));
	print_path(&p, "Report", text_of(result, "path"));
	print_path(&p, "Pull request", text_of(pr, "url"));
	print_path(&p, "Pull request text", text_of(pr, "file"));
}
