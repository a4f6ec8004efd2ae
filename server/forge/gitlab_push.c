/* SPDX-License-Identifier: MIT */
/*
 * gitlab_push.c - GitLab Docs, "Push options for merge requests": create, target, target_project
 * (16.6), title. An option is one line (git refuses more, GitLab takes "\\n" as it stands:
 * gitlab-org/gitlab#241710), so the text cannot come along. No description is sent either: then
 * GitLab takes the commit's message for it ("Creating merge requests"), and that has what and why.
 * The draft is marked by the title, as everywhere ("Draft merge requests"); the option for it came
 * in 15.0 only. An open merge request of the branch is kept and gets the title.
 *
 * The answer are lines of the remote's: "View merge request for BRANCH:" with its address below,
 * or "WARNINGS: Error encountered with push options 'OPTION' …: WHY" between lines of "=", which
 * gitlab-shell breaks at blanks.
 */
#include "forge/gitlab_push.h"

#include "base/buf.h"

#define TITLE_CHARS 255
#define DRAFT	    "Draft: "

rg_str_vec rg_gitlab_push_options(rg_arena *arena, const rg_forge_target *target,
				  const rg_forge_pr *pr)
{
	rg_str_vec options = {0};
	bool is_marked = rg_str_eq_nocase(rg_str_sub(pr->title, 0, 6), RG_STR("draft:"));
	rg_str title = rg_arena_printf(arena, "%s%.*s", pr->is_draft && !is_marked ? DRAFT : "",
				       RG_FMT(pr->title));

	RG_PUSH(arena, &options, RG_STR("merge_request.create"));
	RG_PUSH(arena, &options,
		rg_arena_printf(arena, "merge_request.target=%.*s", RG_FMT(pr->base)));
	if (target->head_project.len)
		RG_PUSH(arena, &options,
			rg_arena_printf(arena, "merge_request.target_project=%.*s",
					RG_FMT(target->project)));
	RG_PUSH(arena, &options,
		rg_arena_printf(arena, "merge_request.title=%.*s",
				RG_FMT(rg_utf8_cut(title, TITLE_CHARS))));
	return options;
}

/* The number at the end of "…/merge_requests/12", when the address is below the forge's; else 0. */
static int64_t number_of(rg_str address, rg_str pages)
{
	size_t slash = rg_str_rfind_char(address, '/');
	uint64_t number;

	if (slash == SIZE_MAX || !rg_str_starts(address, pages) ||
	    !rg_str_u64(&number, rg_str_sub(address, slash + 1, address.len), INT32_MAX))
		return 0;
	address = rg_str_sub(address, pages.len, slash);
	return rg_str_starts(address, RG_STR("/")) &&
			       rg_str_chop(&address, RG_STR("/merge_requests"))
		       ? (int64_t)number
		       : 0;
}

/* What stands behind the options that it repeats, on one line. */
static rg_str why(rg_arena *arena, rg_str words)
{
	size_t at = rg_str_find(words, RG_STR("Error encountered with push options"));
	size_t end;

	if (at == SIZE_MAX)
		return (rg_str){0};
	words = rg_str_sub(words, at, words.len);
	while ((end = rg_str_find(words, RG_STR("': "))) != SIZE_MAX)
		words = rg_str_sub(words, end + 3, words.len);
	return rg_arena_dup(arena, rg_str_trim(rg_utf8_cut(words, 300)));
}

void rg_gitlab_read_push(rg_forge_result *out, rg_arena *arena, const rg_forge_target *target,
			 rg_str output)
{
	rg_str pages = rg_forge__pages(arena, target, RG_STR("/" RG_GITLAB_API)), line;
	rg_buf words;

	rg_buf_init(&words, 4000);
	while (rg_str_line(&line, &output)) {
		size_t cr = rg_str_rfind_char(line, '\r'); /* behind progress */

		line = rg_str_sub(line, cr == SIZE_MAX ? 0 : cr + 1, line.len);
		if (!rg_str_skip(&line, RG_STR("remote:")))
			continue;
		line = rg_str_trim(line);
		if (!out->number && (out->number = number_of(line, pages)))
			out->url = rg_arena_dup(arena, line);
		if (line.len && !rg_str_starts(line, RG_STR("===")))
			rg_buf_printf(&words, "%.*s ", RG_FMT(line));
	}
	out->is_draft = true; /* its title was marked */
	out->message = why(arena, rg_buf_str(&words));
	out->cause = out->url.len ? RG_FORGE_OK : RG_FORGE_OTHER;
	rg_buf_release(&words);
}
