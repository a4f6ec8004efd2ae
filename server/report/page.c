/* SPDX-License-Identifier: MIT */
/* page.c - the one place where text meets the sink, with the sizes that pages have room for. */
#include "report/page.h"

#include "report/personal.h"
#include "report/plain.h"

#define MAX_PAGE ((size_t)4 << 20)

void rg_page__init(rg_page *page, rg_arena *arena, const rg_session_facts *facts,
		   const rg_note *note, const rg_str_vec *secrets)
{
	static const rg_note nothing = {0};

	*page = (rg_page){.arena = arena, .secrets = secrets, .facts = facts};
	page->note = note ? note : &nothing;
	rg_buf_init(&page->buf, MAX_PAGE);
}

rg_str rg_page__end(rg_page *page)
{
	rg_str text = rg_arena_dup(page->arena, rg_buf_str(&page->buf));

	rg_buf_release(&page->buf);
	return text.ptr ? text : RG_STR("");
}

void rg_page__say(rg_page *page, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	rg_buf_vprintf(&page->buf, format, args);
	va_end(args);
}

void rg_page__inline(rg_page *page, rg_str text)
{
	rg_sink_inline(&page->buf, text, RG_PAGE_INLINE, page->secrets);
}

void rg_page__code(rg_page *page, rg_str text)
{
	rg_sink_code(&page->buf, text, RG_PAGE_CODE, page->secrets);
}

void rg_page__fence(rg_page *page, rg_str text, const char *language)
{
	rg_sink_fence(&page->buf, text, rg_str_of(language), RG_PAGE_FENCE, page->secrets);
}

static bool begins_block(rg_str text)
{
	return rg_str_starts(text, RG_STR("```")) || rg_str_starts(text, RG_STR("~~~")) ||
	       rg_str_starts(text, RG_STR("<!--")) || rg_str_starts(text, RG_STR("#")) ||
	       rg_str_starts(text, RG_STR("- ")) || rg_str_starts(text, RG_STR("* ")) ||
	       rg_str_starts(text, RG_STR("1. ")) || rg_str_starts(text, RG_STR(">"));
}

void rg_page__markdown(rg_page *page, rg_str text)
{
	rg_str out = rg_sink_markdown(page->arena, rg_str_trim(text), false, RG_PAGE_NOTE,
				      page->secrets);
	bool is_line_start = page->buf.len == 0 || page->buf.ptr[page->buf.len - 1] == '\n';

	/* The sink has read it as a text of its own: a block that begins it must begin a line. */
	if (!is_line_start && begins_block(out))
		rg_page__say(page, "\n\n");
	rg_buf_add(&page->buf, out);
	if (out.len && out.ptr[out.len - 1] != '\n')
		rg_buf_add_char(&page->buf, '\n');
}

void rg_page__markdown_line(rg_page *page, rg_str text)
{
	rg_buf_add(&page->buf, rg_report__personal_line(
				       page->arena, rg_report__cut(page->arena, text, RG_PAGE_NOTE),
				       false, page->secrets));
}

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_plain_path(rg_str path)
{
	for (size_t i = 0; i < path.len; i++) {
		char c = path.ptr[i];
		bool is_inner = i > 0 && i + 1 < path.len && is_letter_or_digit(path.ptr[i - 1]) &&
				is_letter_or_digit(path.ptr[i + 1]);

		if (!is_letter_or_digit(c) && c != '/' && !(c == '.' && i + 1 < path.len) &&
		    !((c == '_' || c == '-') && is_inner))
			return false;
	}
	return path.len > 0 && path.len <= RG_PAGE_CODE && !rg_str_has(path, RG_STR("www."));
}

void rg_page__name(rg_page *page, rg_str name)
{
	if (is_plain_path(name) &&
	    rg_str_eq(name, rg_sink_redact(page->arena, name, page->secrets)))
		rg_buf_add(&page->buf, name);
	else
		rg_page__code(page, name);
}

void rg_page__bold_path(rg_page *page, rg_str path)
{
	rg_page__say(page, "**");
	rg_page__name(page, path);
	rg_page__say(page, "**");
}

void rg_page__link(rg_page *page, rg_str link)
{
	bool is_plain = (rg_str_starts(link, RG_STR("https://")) ||
			 rg_str_starts(link, RG_STR("http://"))) &&
			link.len < 1000;

	for (size_t i = 0; i < link.len; i++)
		is_plain &= is_letter_or_digit(link.ptr[i]) ||
			    memchr("/:.-_~?=%+#&,", link.ptr[i], 13) != NULL;
	if (is_plain && rg_str_eq(link, rg_sink_redact(page->arena, link, page->secrets)))
		rg_buf_add(&page->buf, link);
	else
		rg_page__code(page, link);
}
