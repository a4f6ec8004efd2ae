/* SPDX-License-Identifier: MIT */
/*
 * print.c - a result object as text. It reads the same JSON that programs get, so that both can
 * never differ; text from logs has its control characters replaced, because a terminal obeys them.
 */
#include "cli/printer.h"

#define STEP_INDENT 5 /* where a step's words begin */

/* With its line end; in lines of its own where somebody reads them on a terminal. */
static void print_sentence(rg_printer *p, unsigned indent, const char *sgr, rg_str text)
{
	if (p->wraps) {
		rg_cli__wrapped(p, indent, sgr, text);
		return;
	}
	rg_cli__styled(p, sgr, text);
	rg_buf_add_char(p->out, '\n');
}

/* Its first sentence is the answer; what follows explains. */
static void print_summary(rg_printer *p, const char *sgr, rg_str summary)
{
	size_t stop = rg_str_find(summary, RG_STR(". "));

	if (stop == SIZE_MAX || !p->wraps) {
		print_sentence(p, 0, sgr, summary);
		return;
	}
	print_sentence(p, 0, sgr, rg_str_sub(summary, 0, stop + 1));
	print_sentence(p, 0, NULL, rg_str_sub(summary, stop + 2, summary.len));
}

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
		print_sentence(p, STEP_INDENT, NULL,
			       rg_arena_printf(p->arena, "%.*s: %.*s",
					       RG_FMT(rg_cli__text(s, "what")),
					       RG_FMT(rg_cli__text(s, "detail"))));
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
	rg_cli__path(p, NULL, rg_cli__text(plan, "body"));
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
	rg_str prompt = rg_cli__text(session, "prompt");

	if (rg_json_is_null(session))
		return;
	rg_buf_add_char(p->out, '\n');
	for (const rg_json *t = rg_json_first(rg_json_get(session, "tests")); t;
	     t = rg_json_next(t)) {
		rg_buf_add_z(p->out, "  ");
		rg_cli__styled(p, RG_SGR_BOLD, rg_json_str(t));
		rg_buf_add_char(p->out, '\n');
	}
	if (prompt.len) {
		rg_buf_add_z(p->out, "  ");
		print_sentence(p, 2, NULL, prompt);
	}
	for (const rg_json *a = rg_json_first(rg_json_get(session, "attempts")); a;
	     a = rg_json_next(a)) {
		rg_buf_printf(p->out,
			      "  attempt %d: ", (int)rg_json_int(rg_json_get(a, "number"), 0));
		rg_cli__safe(p, rg_cli__text(a, "outcome"));
		rg_buf_add_z(p->out, "  ");
		rg_cli__path(p, RG_SGR_FAINT, rg_cli__text(a, "log"));
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
			rg_cli__path(p, RG_SGR_FAINT, evidence);
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
	rg_cli__path(p, NULL, path);
	rg_buf_add_char(p->out, '\n');
}

/* Whose answer is the table of candidates; the failures are known there, or one line each. */
static bool is_about_candidates(const rg_command *command)
{
	return command == &rg_command_locate;
}

/* Whose answer is where it broke. Others name what failed, which was shown before. */
static bool is_about_failures(const rg_command *command)
{
	return command == &rg_command_run_test || command == &rg_command_start_fix ||
	       command == &rg_command_explain_log;
}

/* What stopped it, or what to do now: the last line, where the eye rests. */
static void print_next(rg_printer *p, rg_str next)
{
	if (next.len == 0)
		return;
	rg_buf_add_z(p->out, "To go on: ");
	rg_cli__styled(p, RG_SGR_BOLD, next);
	rg_buf_add_char(p->out, '\n');
}

void rg_cli_print_result(rg_buf *out, const rg_json *result, const rg_cli_look *look)
{
	rg_printer p = {.out = out,
			.arena = rg_arena_new(),
			.has_colour = look->has_colour,
			.columns = look->columns,
			.has_said_fault = is_about_candidates(look->command),
			.wraps = look->wraps,
			.folder = look->folder};
	const rg_json *stopped = rg_json_get(result, "stopped"), *pr = rg_json_get(result, "pr");
	const rg_json *failures = rg_json_get(result, "failures");
	const rg_json *candidates = rg_json_get(result, "candidates");
	const rg_json *pointing = rg_json_get(result, "pointing");

	print_summary(&p, stopped ? RG_SGR_YELLOW : RG_SGR_BOLD, rg_cli__text(result, "summary"));
	if (stopped)
		print_sentence(&p, 0, NULL,
			       rg_arena_printf(p.arena, "Next: %.*s [%.*s]",
					       RG_FMT(rg_cli__text(stopped, "next")),
					       RG_FMT(rg_cli__text(stopped, "code"))));
	if (look->meant.ptr) {
		rg_buf_add_z(out, "Did you mean ");
		rg_cli__styled(&p, RG_SGR_BOLD, look->meant);
		rg_buf_add_z(out, "?\n");
	}
	if (is_about_candidates(look->command)) {
		rg_cli__failures_briefly(&p, failures, 3);
		rg_cli__candidates(&p, candidates, pointing, 10);
	} else {
		if (look->has_shown_output || !is_about_failures(look->command))
			rg_cli__failures_briefly(&p, failures, 10);
		else
			rg_cli__failures(&p, failures, 10);
		if (is_about_failures(look->command))
			rg_cli__candidates(&p, candidates, pointing, 5);
	}
	print_findings(&p, rg_json_get(result, "findings"));
	if (look->command == &rg_command_show_status)
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
	print_path(&p, "Report", rg_cli__text(result, "report"));
	if (rg_json_get(result, "path") && rg_cli__text(result, "text").len) {
		rg_buf_add_char(out, '\n'); /* it could not be written */
		rg_cli__safe(&p, rg_cli__text(result, "text"));
	}
	print_path(&p, "Pull request", rg_cli__text(pr, "url"));
	print_path(&p, "Pull request text", rg_cli__text(pr, "file"));
	if (!stopped)
		print_next(&p, look->next);
	rg_arena_free(p.arena);
}
