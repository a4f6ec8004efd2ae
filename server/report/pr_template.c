/* SPDX-License-Identifier: MIT */
/*
 * pr_template.c - a repository's own template is kept as it is; where one of its headings means one
 * of our sections, ours stands at the end of it, and what has no heading there comes below. A
 * line in bold letters counts as a heading: templates use both.
 */
#include "report/markdown.h"
#include "report/pr_sections.h"

#define MAX_TEMPLATE ((size_t)24 * 1024)
#define MAX_HEADING  100

/* The end of an emoji's name that begins at i (":memo:"), or i. */
static size_t emoji_end(rg_str title, size_t i)
{
	size_t k = i + 1;

	if (title.ptr[i] != ':')
		return i;
	while (k < title.len &&
	       (title.ptr[k] == '_' || (title.ptr[k] >= 'a' && title.ptr[k] <= 'z')))
		k++;
	return k > i + 1 && k < title.len && title.ptr[k] == ':' ? k + 1 : i;
}

/* In lower case, without what is no letter or space: "1. What's changed? :memo:" */
static rg_str simplified(char *room, rg_str title)
{
	size_t n = 0;

	for (size_t i = 0; i < title.len && n < MAX_HEADING; i++) {
		char c = title.ptr[i];
		size_t end = emoji_end(title, i);

		if (end > i) {
			i = end - 1;
			continue;
		}
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + ('a' - 'A'));
		if ((c >= 'a' && c <= 'z') || (c == ' ' && n && room[n - 1] != ' '))
			room[n++] = c;
	}
	return rg_str_trim((rg_str){room, n});
}

static bool is_heading(rg_str *title, rg_str line)
{
	rg_str text = rg_str_trim(line);

	if (rg_report__heading(title, line))
		return true;
	(void)rg_str_chop(&text, RG_STR(":"));
	if (text.len <= 4 || !rg_str_skip(&text, RG_STR("**")) ||
	    !rg_str_chop(&text, RG_STR("**")) || rg_str_has(text, RG_STR("**")))
		return false;
	*title = text;
	return true;
}

static const rg_pr_section *meant_by(rg_str title)
{
	char room[MAX_HEADING];
	rg_str name = simplified(room, title);

	for (size_t i = 0; i < RG_PR_N_SECTIONS; i++)
		for (size_t k = 0; rg_pr_sections[i].same_as[k]; k++)
			if (rg_str_eq_z(name, rg_pr_sections[i].same_as[k]))
				return &rg_pr_sections[i];
	return NULL;
}

static bool is_wanted(const rg_page *page, const rg_pr_section *section)
{
	return !section->is_wanted || section->is_wanted(page->facts);
}

/* Exactly one empty line follows what is there. */
static void end_block(rg_page *page)
{
	while (page->buf.len && page->buf.ptr[page->buf.len - 1] == '\n')
		page->buf.len--;
	rg_page__say(page, "%s", page->buf.len ? "\n\n" : "");
}

static void write_pending(rg_page *page, const rg_pr_section **pending)
{
	if (!*pending)
		return;
	end_block(page);
	rg_pr__write_section(page, *pending);
	rg_page__say(page, "\n");
	*pending = NULL;
}

void rg_pr__fill_template(rg_page *page, rg_str template)
{
	rg_str text = rg_sink_markdown(page->arena, template, false, MAX_TEMPLATE, page->secrets);
	const rg_pr_section *pending = NULL;
	bool is_there[RG_PR_N_SECTIONS] = {false};
	rg_fence fence = {0};
	rg_str line, title, rest = rg_str_trim(text);

	while (rg_str_line(&line, &rest)) {
		if (!rg_report__in_fence(&fence, line) && is_heading(&title, line)) {
			const rg_pr_section *section = meant_by(title);

			write_pending(page, &pending);
			if (section && !is_there[section - rg_pr_sections]) {
				is_there[section - rg_pr_sections] = true;
				pending = is_wanted(page, section) ? section : NULL;
			}
		}
		rg_buf_add(&page->buf, line);
		rg_page__say(page, "\n");
	}
	write_pending(page, &pending);
	for (size_t i = 0; i < RG_PR_N_SECTIONS; i++) {
		if (is_there[i] || !is_wanted(page, &rg_pr_sections[i]))
			continue;
		end_block(page);
		rg_page__say(page, "## %s\n\n", rg_pr_sections[i].heading);
		rg_pr__write_section(page, &rg_pr_sections[i]);
	}
}
