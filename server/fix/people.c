/* SPDX-License-Identifier: MIT */
/*
 * people.c - whom to ask: code owners of the changed files, who wrote the lines that the change
 * touches, who changed those files lately. Before there is a change the best candidates stand for
 * it.
 */
#include "fix/dossier.h"

#include <stdio.h>

#include "base/limits.h"
#include "forge/forge.h"
#include "git/history.h"
#include "os/fs.h"

#define MAX_PEOPLE 6
#define BLAME_MS   1500
#define CANDIDATES 3

/* "@@ -12,5 +12,7 @@": the old side's lines. */
static bool parse_hunk(uint32_t *first, uint32_t *count, rg_str line)
{
	rg_str part, number;
	uint64_t value;

	if (!rg_str_skip(&line, RG_STR("@@ -")))
		return false;
	part = rg_str_sub(line, 0, rg_str_find_char(line, ' '));
	number = rg_str_sub(part, 0, rg_str_find_char(part, ','));
	if (!rg_str_u64(&value, number, UINT32_MAX))
		return false;
	*first = (uint32_t)value;
	*count = 1;
	if (number.len < part.len) {
		if (!rg_str_u64(&value, rg_str_sub(part, number.len + 1, part.len), UINT32_MAX))
			return false;
		*count = (uint32_t)value;
	}
	return *count > 0;
}

static rg_line_range_vec changed_ranges(rg_arena *arena, const rg_dossier *d)
{
	const rg_answer *answer = d->facts.answer;
	rg_line_range_vec out = {0};
	rg_str diff = d->facts.diff, line, path = {NULL, 0};

	while (rg_str_line(&line, &diff)) {
		rg_line_range range = {.path = path};
		uint32_t count;

		if (rg_str_skip(&line, RG_STR("--- a/")))
			path = line;
		else if (rg_str_starts(line, RG_STR("--- ")))
			path = (rg_str){NULL, 0}; /* a new file: nobody wrote it before */
		else if (path.ptr && parse_hunk(&range.first, &count, line)) {
			range.last = range.first + count - 1;
			RG_PUSH(arena, &out, range);
		}
	}
	for (size_t i = 0; !out.n && answer && i < answer->candidates.n && i < CANDIDATES; i++)
		RG_PUSH(arena, &out, (rg_line_range){.path = answer->candidates.items[i].path});
	return out;
}

/* CODEOWNERS is read as the forge of the base's remote reads it. */
static rg_owners_dialect dialect_of(rg_arena *arena, const rg_ground *ground, rg_repo *repo)
{
	const rg_settings *settings = &ground->settings;
	rg_str remote = ground->session.base_remote;
	rg_forge_target forge;
	rg_err why;

	if (!remote.ptr ||
	    rg_forge_choose(&forge, arena, settings->forge.kind, settings->forge.url,
			    settings->forge.project, rg_remote_url(arena, repo, remote), &why) < 0)
		return RG_OWNERS_GITHUB;
	return rg_forge_owners(&forge);
}

static void add_owners(rg_dossier *d, rg_arena *arena, const rg_ground *ground, rg_repo *repo,
		       const rg_line_range_vec *ranges)
{
	rg_owners_dialect dialect = dialect_of(arena, ground, repo);
	const char *const *places = rg_owners_places(dialect);
	rg_str text = {NULL, 0};
	rg_owners owners;
	rg_err err;

	for (; *places && !text.ptr; places++)
		if (rg_fs_read(&text, arena, rg_path_join(arena, ground->root, rg_str_of(*places)),
			       3 * RG_MiB, &err) < 0)
			text = (rg_str){NULL, 0};
	if (!text.ptr)
		return;
	owners = rg_owners_parse(arena, dialect, text);
	for (size_t i = 0; i < ranges->n; i++) {
		rg_owner_match_vec match = rg_owners_match(arena, &owners, ranges->items[i].path);

		for (size_t j = 0; j < match.n; j++)
			for (size_t k = 0; k < match.items[j]->owners.n; k++) {
				rg_str name = match.items[j]->owners.items[k];
				bool is_there = false;

				for (size_t l = 0; l < d->facts.people.n; l++)
					is_there |= rg_str_eq(d->facts.people.items[l].name, name);
				if (is_there || d->facts.people.n >= MAX_PEOPLE)
					continue;
				RG_PUSH(arena, &d->facts.people,
					(rg_person){.name = name,
						    .role = RG_STR("code owner"),
						    .reason = rg_arena_printf(
							    arena, "owns %.*s (CODEOWNERS line %u)",
							    RG_FMT(match.items[j]->pattern),
							    match.items[j]->line)});
			}
	}
}

rg_rc rg_dossier__people(rg_dossier *d, rg_arena *arena, rg_ground *ground, rg_repo *repo,
			 rg_err *err)
{
	rg_line_range_vec ranges = changed_ranges(arena, d);
	rg_author_vec authors = {0};
	rg_str at =
		ground->session.base_oid.ptr ? ground->session.base_oid : ground->facts.head_oid;
	uint32_t n_lines = 0;
	rg_rc rc;

	if (!ranges.n || !at.ptr)
		return RG_OK;
	add_owners(d, arena, ground, repo, &ranges);
	if ((rc = rg_authors_of(&authors, arena, repo, at, &ranges, ground->facts.user_email,
				BLAME_MS, NULL, err)) < 0)
		return rc;
	for (size_t i = 0; i < authors.n; i++)
		n_lines += authors.items[i].n_lines;
	for (size_t i = 0; i < authors.n && d->facts.people.n < MAX_PEOPLE; i++) {
		const rg_author *author = &authors.items[i];
		rg_person person = {.name = author->name};

		if (author->n_lines) {
			person.role = RG_STR("wrote these lines");
			person.reason = rg_arena_printf(arena, "%u of %u lines around the change",
							author->n_lines, n_lines);
		} else {
			person.role = RG_STR("changed these files lately");
			person.reason = rg_arena_printf(
				arena, "%u commit%s, the newest \"%.*s\"", author->n_commits,
				author->n_commits == 1 ? "" : "s",
				RG_FMT(rg_utf8_cut(author->last_subject, 60)));
		}
		RG_PUSH(arena, &d->facts.people, person);
	}
	return RG_OK;
}
