/* SPDX-License-Identifier: MIT */
/*
 * report_main.c - server/report from a script: a JSON object a line on standard input, a JSON
 * string a line back. {"op": "inline" | "code" | "fence" | "markdown" | "redact", "text", "max",
 * "secrets"}, or {"op": "report" | "draft" | "pr" | "svg", "facts", "note", "template", "secrets"}.
 */
#include <stdio.h>

#include "report/pr_text.h"
#include "report/report.h"
#include "report/sink.h"
#include "support/report_facts.h"

static void sink(rg_buf *out, rg_arena *arena, const rg_json *json, rg_str op)
{
	rg_str_vec secrets = texts_in(arena, json, "secrets");
	rg_str text = text_in(arena, json, "text");
	size_t max = (size_t)rg_json_int(rg_json_get(json, "max"), 60000);

	if (rg_str_eq_z(op, "inline"))
		rg_sink_inline(out, text, max, &secrets);
	else if (rg_str_eq_z(op, "code"))
		rg_sink_code(out, text, max, &secrets);
	else if (rg_str_eq_z(op, "fence"))
		rg_sink_fence(out, text, text_in(arena, json, "language"), max, &secrets);
	else if (rg_str_eq_z(op, "markdown"))
		rg_buf_add(out,
			   rg_sink_markdown(arena, text, flag_in(json, "mentions"), max, &secrets));
	else
		rg_buf_add(out, rg_sink_redact(arena, text, &secrets));
}

static void page(rg_buf *out, rg_arena *arena, const rg_json *json, rg_str op)
{
	rg_session_facts facts = facts_of(arena, rg_json_get(json, "facts"));
	rg_str_vec secrets = texts_in(arena, json, "secrets");
	const rg_json *text = rg_json_get(json, "note");
	rg_note note = rg_note_parse(
		arena, text ? text_of(arena, text)
			    : rg_note_render(arena, facts.failure, facts.prompt, facts.answer));
	rg_str draft;
	rg_pr_text pr;
	rg_err err;

	if (rg_str_eq_z(op, "svg")) {
		rg_buf_add(out, rg_plot_svg(arena, facts.title, &facts.plots, &secrets));
		return;
	}
	if (rg_str_eq_z(op, "report")) {
		rg_buf_add(out, rg_report_render(arena, &facts, &note, &secrets));
		return;
	}
	draft = rg_pr_draft_render(arena, &facts, &note, text_in(arena, json, "template"),
				   &secrets);
	if (rg_str_eq_z(op, "draft"))
		rg_buf_add(out, draft);
	else if (rg_pr_draft_finish(&pr, arena, draft, &facts, &note, &secrets, &err) < 0)
		rg_buf_add_z(out, err.message);
	else
		rg_buf_printf(out, "%.*s\n\n%.*s", RG_FMT(pr.title), RG_FMT(pr.body));
}

static int answer(rg_str line)
{
	rg_arena *arena = rg_arena_new();
	rg_json *json;
	rg_err err;
	rg_buf out, quoted;
	rg_str op;

	if (rg_json_parse(&json, line, &err) < 0) {
		(void)fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	rg_buf_init(&out, (size_t)64 << 20);
	rg_buf_init(&quoted, (size_t)256 << 20);
	rg_buf_add_z(&out, "");
	op = text_in(arena, json, "op");
	if (rg_json_get(json, "facts"))
		page(&out, arena, json, op);
	else
		sink(&out, arena, json, op);
	rg_json_render_str(&quoted, rg_buf_str(&out));
	(void)fwrite(quoted.ptr, 1, quoted.len, stdout);
	(void)fputc('\n', stdout);
	rg_buf_release(&quoted);
	rg_buf_release(&out);
	rg_json_free(json);
	rg_arena_free(arena);
	return fflush(stdout) ? 1 : 0;
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	int failed = 0;

	while (!failed && (n = getline(&line, &size, stdin)) > 0)
		failed = answer(rg_str_trim((rg_str){line, (size_t)n}));
	free(line);
	return failed;
}
