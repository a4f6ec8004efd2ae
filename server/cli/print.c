/* SPDX-License-Identifier: MIT */
/*
 * print.c - a result object as text. It reads the same JSON that programs get, so that both can
 * never differ; text from logs has its control characters replaced, because a terminal obeys them.
 */
#include "cli/printer.h"

/* One that is carried out at once needs no way to go on. */
static void print_plan(rg_printer *p, const rg_json *plan, rg_str summary, bool is_carried_out)
{
	rg_str way =
		rg_arena_printf(p->arena, "%.*s onto %.*s", RG_FMT(rg_cli__text(plan, "branch")),
				RG_FMT(rg_cli__text(plan, "base")));
	int number = 0;

	if (rg_json_is_null(plan))
		return;
	if (!rg_str_has(summary, way)) {
		rg_buf_add_z(p->out, "\nPlan ");
		rg_cli__styled(p, RG_SGR_BOLD, rg_cli__text(plan, "hash"));
		rg_buf_add_z(p->out, ": ");
		rg_cli__safe(p, way);
		rg_buf_add_char(p->out, '\n');
	}
	for (const rg_json *s = rg_json_first(rg_json_get(plan, "steps")); s; s = rg_json_next(s)) {
		rg_buf_printf(p->out, "%3d. ", ++number);
		rg_cli__safe(p, rg_cli__text(s, "what"));
		rg_buf_add_z(p->out, ": ");
		rg_cli__safe(p, rg_cli__text(s, "detail"));
		rg_buf_add_char(p->out, '\n');
	}
	rg_buf_add_z(p->out, "Files in the commit:\n");
	for (const rg_json *f = rg_json_first(rg_json_get(plan, "files")); f; f = rg_json_next(f)) {
		rg_buf_add_z(p->out, "  ");
		rg_cli__safe(p, rg_cli__text(f, "change"));
		rg_buf_add_char(p->out, ' ');
		rg_cli__safe(p, rg_cli__text(f, "path"));
		rg_buf_add_char(p->out, '\n');
	}
	rg_buf_add_z(p->out, "Title: ");
	rg_cli__safe(p, rg_cli__text(plan, "title"));
	rg_buf_add_char(p->out, '\n');
	if (is_carried_out) {
		rg_buf_add_char(p->out, '\n');
		return;
	}
	rg_buf_add_z(p->out, "Text, to edit before you go on: ");
	rg_cli__safe(p, rg_cli__text(plan, "body"));
	rg_buf_add_z(p->out, "\nTo carry it out: redgreen pr --plan ");
	rg_cli__safe(p, rg_cli__text(plan, "hash"));
	rg_buf_add_char(p->out, '\n');
}

static void print_findings(rg_printer *p, const rg_json *findings)
{
	for (const rg_json *f = rg_json_first(findings); f; f = rg_json_next(f)) {
		rg_cli__safe(p, rg_cli__text(f, "path"));
		rg_buf_printf(p->out, ":%d: ", (int)rg_json_int(rg_json_get(f, "line"), 0));
		rg_cli__safe(p, rg_cli__text(f, "message"));
		rg_buf_add_z(p->out, " (");
		rg_cli__safe(p, rg_cli__text(f, "rule"));
		rg_buf_add_z(p->out, ")\n");
	}
}

static void print_session(rg_printer *p, const rg_json *session)
{
	if (rg_json_is_null(session))
		return;
	rg_buf_add_char(p->out, '\n');
	for (const rg_json *a = rg_json_first(rg_json_get(session, "attempts")); a;
	     a = rg_json_next(a)) {
		rg_buf_printf(p->out,
			      "  attempt %d: ", (int)rg_json_int(rg_json_get(a, "number"), 0));
		rg_cli__safe(p, rg_cli__text(a, "outcome"));
		rg_buf_add_z(p->out, "  ");
		rg_cli__styled(p, RG_SGR_FAINT, rg_cli__text(a, "log"));
		rg_buf_add_char(p->out, '\n');
	}
	for (const rg_json *c = rg_json_first(rg_json_get(session, "checklist")); c;
	     c = rg_json_next(c)) {
		bool done = rg_json_bool(rg_json_get(c, "done"), false);
		rg_str evidence = rg_cli__text(c, "evidence");

		rg_cli__styled(p, done ? RG_SGR_GREEN : RG_SGR_YELLOW,
			       done ? RG_STR("  [x] ") : RG_STR("  [ ] "));
		rg_cli__safe(p, rg_cli__text(c, "item"));
		if (evidence.len) {
			rg_buf_add_z(p->out, "  ");
			rg_cli__styled(p, RG_SGR_FAINT, evidence);
		}
		rg_buf_add_char(p->out, '\n');
	}
}

#define CHECKS_INDENT 20 /* where a check's details begin */

static void print_checks(rg_printer *p, const rg_json *checks)
{
	for (const rg_json *c = rg_json_first(checks); c; c = rg_json_next(c)) {
		rg_str level = rg_cli__text(c, "level"), next = rg_cli__text(c, "next");
		bool is_error = rg_str_eq_z(level, "error");
		bool is_warning = rg_str_eq_z(level, "warning");

		rg_cli__styled(p,
			       is_error	    ? RG_SGR_RED
			       : is_warning ? RG_SGR_YELLOW
					    : RG_SGR_GREEN,
			       is_error	    ? RG_STR("bad  ")
			       : is_warning ? RG_STR("warn ")
					    : RG_STR("ok   "));
		rg_buf_printf(p->out, "%-14.*s ", RG_FMT(rg_cli__text(c, "item")));
		rg_cli__safe(p, rg_cli__text(c, "detail"));
		rg_buf_add_char(p->out, '\n');
		if (next.len) {
			rg_buf_printf(p->out, "%*s-> ", CHECKS_INDENT, "");
			rg_cli__styled(p, RG_SGR_BOLD, next);
			rg_buf_add_char(p->out, '\n');
		}
		for (const rg_json *n = rg_json_first(rg_json_get(c, "notes")); n;
		     n = rg_json_next(n)) {
			rg_buf_printf(p->out, "%*s", CHECKS_INDENT, "");
			rg_cli__styled(p, RG_SGR_FAINT, rg_json_str(n));
			rg_buf_add_char(p->out, '\n');
		}
	}
}

/* Paths that a result names: a label and the value, when it is there. */
static void print_path(rg_printer *p, const char *label, rg_str path)
{
	if (path.len == 0)
		return;
	rg_buf_printf(p->out, "%s: ", label);
	rg_cli__safe(p, path);
	rg_buf_add_char(p->out, '\n');
}

/* Whose answer is the table of candidates; the failures are known there, or one line each. */
static bool is_about_candidates(const rg_command *command)
{
	return command == &rg_command_locate;
}

void rg_cli_print_result(rg_buf *out, const rg_json *result, const rg_cli_look *look)
{
	rg_printer p = {out, rg_arena_new(), look->has_colour, look->columns,
			is_about_candidates(look->command)};
	const rg_json *stopped = rg_json_get(result, "stopped"), *pr = rg_json_get(result, "pr");
	const rg_json *failures = rg_json_get(result, "failures");
	const rg_json *candidates = rg_json_get(result, "candidates");
	const rg_json *pointing = rg_json_get(result, "pointing");

	rg_cli__styled(&p, stopped ? RG_SGR_YELLOW : RG_SGR_BOLD, rg_cli__text(result, "summary"));
	rg_buf_add_char(out, '\n');
	if (stopped) {
		rg_buf_add_z(out, "Next: ");
		rg_cli__safe(&p, rg_cli__text(stopped, "next"));
		rg_buf_printf(out, " [%.*s]\n", RG_FMT(rg_cli__text(stopped, "code")));
	}
	if (is_about_candidates(look->command)) {
		rg_cli__failures_briefly(&p, failures, 3);
		rg_cli__candidates(&p, candidates, pointing, 10);
	} else {
		if (look->has_shown_output)
			rg_cli__failures_briefly(&p, failures, 10);
		else
			rg_cli__failures(&p, failures, 10);
		rg_cli__candidates(&p, candidates, pointing, 5);
	}
	print_findings(&p, rg_json_get(result, "findings"));
	print_session(&p, rg_json_get(result, "session"));
	print_checks(&p, rg_json_get(result, "checks"));
	rg_cli__started(&p, rg_json_get(result, "started"));
	rg_cli__workflows(&p, rg_json_get(result, "workflows"));
	print_plan(&p, rg_json_get(result, "plan"), rg_cli__text(result, "summary"),
		   look->carries_out_plan);
	if (rg_json_first(failures) && rg_json_get(result, "run"))
		rg_buf_add_char(out, '\n');
	print_path(&p, "Log", rg_cli__text(rg_json_get(result, "run"), "log"));
	print_path(&p, "Note, to fill in", rg_cli__text(result, "note"));
	print_path(&p, "Report", rg_cli__text(result, "path"));
	if (rg_json_get(result, "path") && rg_cli__text(result, "text").len) {
		rg_buf_add_char(out, '\n'); /* it could not be written */
		rg_cli__safe(&p, rg_cli__text(result, "text"));
	}
	print_path(&p, "Pull request", rg_cli__text(pr, "url"));
	print_path(&p, "Pull request text", rg_cli__text(pr, "file"));
	rg_arena_free(p.arena);
}
