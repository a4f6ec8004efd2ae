/* SPDX-License-Identifier: MIT */
/* print_workflows.c - CI workflows for a terminal: what a draft does with each, why, and how it is
 * started; then the runs that belong to none of them. */
#include "cli/printer.h"

static bool flag(const rg_json *object, const char *key)
{
	return rg_json_bool(rg_json_get(object, key), false);
}

/* The newest run's state, else what the draft will do. */
static rg_str mark(const rg_json *workflow)
{
	rg_str state = rg_cli__text(workflow, "state");

	if (state.len)
		return state;
	return flag(workflow, "runsByItself")	 ? RG_STR("runs")
	       : flag(workflow, "waitsForReady") ? RG_STR("waits")
	       : flag(workflow, "manual")	 ? RG_STR("manual")
	       : flag(workflow, "unsure")	 ? RG_STR("unsure")
						 : RG_STR("start");
}

static const char *colour(rg_str mark_)
{
	if (rg_str_eq_z(mark_, "failed"))
		return RG_SGR_RED;
	return rg_str_eq_z(mark_, "passed") || rg_str_eq_z(mark_, "runs") ? RG_SGR_GREEN
									  : RG_SGR_YELLOW;
}

static void detail(rg_printer *p, const char *sgr, rg_str text)
{
	if (!text.len)
		return;
	rg_buf_printf(p->out, "%12s", "");
	rg_cli__styled(p, sgr, text);
	rg_buf_add_char(p->out, '\n');
}

void rg_cli__workflows(rg_printer *p, const rg_json *workflows)
{
	if (rg_json_first(workflows))
		rg_buf_add_char(p->out, '\n');
	for (const rg_json *w = rg_json_first(workflows); w; w = rg_json_next(w)) {
		rg_str word = mark(w), command = rg_cli__text(w, "command");

		rg_buf_add_z(p->out, "  ");
		rg_cli__styled(p, colour(word), rg_str_sub(word, 0, 9));
		for (size_t i = word.len; i < 10; i++)
			rg_buf_add_char(p->out, ' ');
		rg_cli__safe(p, rg_cli__text(w, "name"));
		if (flag(w, "required"))
			rg_buf_add_z(p->out, " (required)");
		rg_buf_add_char(p->out, '\n');
		detail(p, RG_SGR_FAINT, rg_cli__text(w, "reason"));
		detail(p, RG_SGR_FAINT, rg_cli__text(w, "url"));
		if (!flag(w, "runsByItself") && !rg_cli__text(w, "state").len)
			detail(p, RG_SGR_BOLD, command);
	}
}

void rg_cli__started(rg_printer *p, const rg_json *started)
{
	for (const rg_json *s = rg_json_first(started); s; s = rg_json_next(s)) {
		bool is_good = flag(s, "started");

		rg_cli__styled(p, is_good ? RG_SGR_GREEN : RG_SGR_RED,
			       is_good ? RG_STR("  started ") : RG_STR("  not started "));
		rg_cli__safe(p, rg_cli__text(s, "name"));
		if (rg_cli__text(s, "message").len) {
			rg_buf_add_z(p->out, ": ");
			rg_cli__safe(p, rg_cli__text(s, "message"));
		}
		rg_buf_add_char(p->out, '\n');
	}
}
