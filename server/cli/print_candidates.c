/* SPDX-License-Identifier: MIT */
/*
 * print_candidates.c - candidates as a table: rank, score, where, and below it why. Reasons are
 * sentences; in a column of their own they would be broken into strips.
 *
 *     Candidates, the first is likely (71 %)
 *
 *          score  where and why
 *       1   2.09  app/money.py:3 cents, then parse:12
 *                 the innermost source frame: `cents`, line 4
 *                 defines `cents`, called in the test
 */
#include "cli/printer.h"
#include "locate/words.h"

enum { MAX_REASONS = 2, MAX_FUNCTIONS = 3, INDENT = 12 };

static rg_str function_of(rg_arena *arena, const rg_json *function, bool is_first)
{
	rg_str name = rg_cli__text(function, "name");
	int line = (int)rg_json_int(rg_json_get(function, "line"), 0);

	return is_first ? rg_arena_printf(arena, ":%d %.*s", line, RG_FMT(name))
			: rg_arena_printf(arena, "%.*s:%d", RG_FMT(name), line);
}

/* "app/money.py:3 cents", and as many more functions as the line has room for. */
static void print_place(rg_printer *p, const rg_json *candidate)
{
	const rg_json *functions = rg_json_get(candidate, "functions");
	rg_str path = rg_cli__text(candidate, "path");
	unsigned width = INDENT + rg_cli__width(path);
	int n = 0;

	rg_cli__styled(p, RG_SGR_BOLD, path);
	for (const rg_json *f = rg_json_first(functions); f && n < MAX_FUNCTIONS;
	     f = rg_json_next(f), n++) {
		rg_str text = function_of(p->arena, f, n == 0);
		const char *before = n == 0 ? "" : n == 1 ? ", then " : ", ";

		width += rg_cli__width(text) + rg_cli__width(rg_str_of(before));
		if (n && width > p->columns)
			break;
		rg_cli__styled(p, n ? RG_SGR_FAINT : NULL, rg_str_of(before));
		rg_cli__styled(p, n ? RG_SGR_FAINT : NULL, text);
	}
	rg_buf_add_char(p->out, '\n');
}

static void print_why(rg_printer *p, const char *sgr, rg_str text)
{
	rg_buf_printf(p->out, "%*s", INDENT, "");
	rg_cli__wrapped(p, INDENT, sgr, text);
}

static void print_reasons(rg_printer *p, const rg_json *candidate)
{
	const char *kind =
		rg_candidate_kind_words(rg_candidate_kind_of(rg_cli__text(candidate, "kind")));
	int n = 0;

	for (const rg_json *r = rg_json_first(rg_json_get(candidate, "reasons"));
	     r && n < MAX_REASONS; r = rg_json_next(r), n++)
		print_why(p, NULL, rg_cli__text(r, "text"));
	if (kind)
		print_why(p, RG_SGR_YELLOW, rg_str_of(kind));
}

/* What comes before the table: where the fault lies, and how sure the first one is. */
static void print_pointing(rg_printer *p, const rg_json *pointing, bool has_candidates)
{
	const rg_json *known = rg_json_get(pointing, "confidence");
	const rg_answer answer = {
		.confidence = (int32_t)(rg_json_number(known, -1) * 1000 + 0.5),
		.fault = rg_fault_of(rg_cli__text(pointing, "fault")),
	};
	const char *fault = rg_fault_words(answer.fault);
	rg_str sure = rg_confidence_words(p->arena, &answer);

	if (fault && !p->has_said_fault) {
		rg_buf_add_char(p->out, '\n');
		rg_cli__styled(p, RG_SGR_BOLD, rg_str_of(fault));
		rg_buf_add_z(p->out, ": ");
		rg_cli__wrapped(p, 0, NULL, rg_cli__text(pointing, "text"));
	}
	if (!has_candidates)
		return;
	rg_buf_add_z(p->out,
		     fault ? "\nCandidates, if it is the source after all" : "\nCandidates");
	if (sure.len) {
		rg_buf_add_z(p->out, ", the first is ");
		rg_cli__styled(p, RG_SGR_BOLD, sure);
	}
	rg_buf_add_z(p->out, sure.len ? "\n" : ", best first\n");
}

void rg_cli__candidates(rg_printer *p, const rg_json *candidates, const rg_json *pointing,
			size_t most)
{
	size_t rank = 0, n = rg_json_count(candidates);

	print_pointing(p, pointing, n > 0);
	if (n == 0)
		return;
	rg_buf_add_char(p->out, '\n');
	rg_cli__styled(p, RG_SGR_FAINT, RG_STR("     score  where and why"));
	rg_buf_add_char(p->out, '\n');
	for (const rg_json *c = rg_json_first(candidates); c && rank < most; c = rg_json_next(c)) {
		rg_buf_printf(p->out, "%3zu %6.2f  ", ++rank,
			      (double)rg_json_int(rg_json_get(c, "score"), 0) / 1000);
		print_place(p, c);
		print_reasons(p, c);
	}
	if (n > most)
		rg_buf_printf(p->out, "%*sand %zu more: --json lists them\n", INDENT, "", n - most);
}
