/* SPDX-License-Identifier: MIT */
/*
 * pr_text.c - the draft, and what becomes of it. The user may edit everything; between a pair of
 * markers stands what follows from evidence, and there the facts of the last moment win.
 */
#include "report/pr_text.h"

#include "base/limits.h"
#include "report/markdown.h"
#include "report/plain.h"
#include "report/pr_sections.h"

#define MAX_DRAFT ((size_t)1 << 20)

static const char help[] = "<!-- The first line is the title, the rest the text; edit both as you "
			   "like. Comments are not "
			   "sent.\n     Between two redgreen: comments stands what follows from "
			   "runs: it is written anew "
			   "when the\n     pull request is made. -->\n\n";

static rg_str title_of(const rg_session_facts *facts)
{
	return facts->pr_title.len ? facts->pr_title
	       : facts->title.len  ? facts->title
				   : RG_STR("Fix the failing test");
}

/* At most so many characters. */
static rg_str cut_chars(rg_str text, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		if (((unsigned char)text.ptr[i] & 0xc0) != 0x80 && n++ == max)
			return rg_str_trim(rg_str_sub(text, 0, i));
	return text;
}

static rg_str clean_title(rg_arena *arena, rg_str title, const rg_str_vec *secrets)
{
	return cut_chars(rg_report__line(arena, rg_sink_redact(arena, title, secrets)),
			 RG_LIMIT_PR_TITLE_CHARS);
}

rg_str rg_pr_draft_render(rg_arena *arena, const rg_session_facts *facts, const rg_note *note,
			  rg_str repository_template, const rg_str_vec *secrets)
{
	rg_page page;

	rg_page__init(&page, arena, facts, note, secrets);
	rg_buf_add(&page.buf, clean_title(arena, title_of(facts), secrets));
	rg_page__say(&page, "\n\n%s", help);
	rg_pr__fill_template(&page, repository_template);
	rg_page__say(&page, "\n---\n\nCo-Authored-By: ");
	rg_page__inline(&page, facts->tool);
	rg_page__say(&page, "\n");
	return rg_page__end(&page);
}

/* Skips the draft's text of a marked section: to its end marker, else to the next heading. */
static rg_str behind_marked(rg_str rest, const rg_pr_section *section)
{
	rg_str at = rest, line, title, before;
	bool is_end;

	while (rg_str_line(&line, &at))
		if (rg_pr__marked(&is_end, line) == section && is_end)
			return at;
	at = before = rest;
	while (rg_str_line(&line, &at)) {
		if (rg_report__heading(&title, line) || rg_pr__marked(&is_end, line))
			return before;
		before = at;
	}
	return at;
}

/* The body with its marked parts from the facts, without comments, at most one empty line. */
static rg_str assembled(rg_page *page, rg_str body)
{
	rg_fence fence = {0};
	size_t n_empty = 1;
	rg_str line, rest = body, text;
	bool is_end;

	/* Also in a block of code: one that was left open above must not keep an old claim. */
	while (rg_str_line(&line, &rest)) {
		const rg_pr_section *section = rg_pr__marked(&is_end, line);

		if (section && !is_end) {
			section->write(page);
			rest = behind_marked(rest, section);
		} else if (!section) {
			rg_buf_add(&page->buf, line);
			rg_page__say(page, "\n");
		}
	}
	text = rg_report__without_comments(page->arena, rg_buf_str(&page->buf));
	rg_buf_clear(&page->buf);
	rest = rg_str_trim(text);
	while (rg_str_line(&line, &rest)) {
		bool is_code = rg_report__in_fence(&fence, line);

		n_empty = rg_str_trim(line).len || is_code ? 0 : n_empty + 1;
		if (n_empty > 1)
			continue;
		rg_buf_add(&page->buf, line);
		rg_page__say(page, "\n");
	}
	return rg_page__end(page);
}

rg_rc rg_pr_draft_finish(rg_pr_text *out, rg_arena *arena, rg_str draft,
			 const rg_session_facts *facts, const rg_note *note,
			 const rg_str_vec *secrets, rg_err *err)
{
	rg_str rest = rg_report__plain(arena, rg_str_sub(draft, 0, MAX_DRAFT)), line = {"", 0};
	rg_page page;

	(void)rg_str_line(&line, &rest);
	line = rg_str_trim(line);
	if (rg_str_starts(line, RG_STR("# ")))
		line = rg_str_trim(rg_str_sub(line, 2, line.len));
	if (line.len == 0 || rg_str_starts(line, RG_STR("#")) ||
	    rg_str_starts(line, RG_STR("<!--")))
		return rg_fail(err, RG_EINVAL,
			       "the draft has no title; write one on its first line and try again");
	rg_page__init(&page, arena, facts, note, secrets);
	out->title = clean_title(arena, line, secrets);
	/* What is a mention now was made one by the user: our own were none in the draft. */
	out->body = rg_sink_markdown(arena, assembled(&page, rest), true, RG_LIMIT_PR_BODY_CHARS,
				     secrets);
	return RG_OK;
}
