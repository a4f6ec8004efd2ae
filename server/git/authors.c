/* SPDX-License-Identifier: MIT */
/*
 * authors.c - who knows a place. `git blame` and `git log` are children that can be ended in time;
 * libgit2's blame cannot, and knows neither .mailmap by itself nor blame.ignoreRevsFile.
 */
#include <stdlib.h>
#include <string.h>

#include "git/command.h"
#include "git/history.h"
#include "git/private.h"
#include "os/system.h"

#define MAX_COMMITS "200"

typedef struct authors {
	rg_author_vec *out;
	rg_arena *arena;
	rg_repo *repo;
	rg_str commit, without;
	bool is_shallow;
	uint64_t end_ns;
	const rg_cancel *cancel;
} authors;

static bool has_nocase(rg_str s, const char *needle)
{
	rg_str part = rg_str_of(needle);

	for (size_t i = 0; i + part.len <= s.len; i++)
		if (rg_str_eq_nocase(rg_str_sub(s, i, i + part.len), part))
			return true;
	return false;
}

static bool is_bot(rg_str name, rg_str email)
{
	static const char *const marks[] = {"[bot]",	"bot@",		 "dependabot",
					    "renovate", "pre-commit-ci", "github-actions"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (has_nocase(name, marks[i]) || has_nocase(email, marks[i]))
			return true;
	return rg_str_eq_nocase(email, RG_STR("noreply@github.com"));
}

/* Their place in the list, new when they are; NULL for those who are left out. */
static rg_author *author_of(authors *a, rg_str name, rg_str email)
{
	rg_author *one;

	if (!email.len || is_bot(name, email) || rg_str_eq_nocase(email, a->without))
		return NULL;
	for (size_t i = 0; i < a->out->n; i++)
		if (rg_str_eq_nocase(a->out->items[i].email, email))
			return &a->out->items[i];
	one = RG_PUSH_NEW(a->arena, a->out);
	*one = (rg_author){.name = rg_arena_dup(a->arena, name),
			   .email = rg_arena_dup(a->arena, email)};
	return one;
}

/* What is left of the time, in ms; 0: none. */
static uint64_t time_left(const authors *a)
{
	uint64_t now = rg_clock_ns();

	if (rg_cancel_is_set(a->cancel) || now >= a->end_ns)
		return 0;
	return (a->end_ns - now) / 1000000 + 1;
}

/* Runs git for what it prints; what it printed before its time was over is good, too. */
static rg_rc ask(rg_str *out, authors *a, const char *const *args, rg_err *err)
{
	uint64_t left = time_left(a);
	rg_git_output result;
	rg_rc rc;

	*out = (rg_str){"", 0};
	if (!left)
		return RG_OK;
	rc = rg_git__run(&result, a->arena, rg_str_of(git_repository_workdir(a->repo->git)), args,
			 NULL, (rg_str){NULL, 0}, left, err);
	if (rc == RG_OK && (result.exit_code == 0 || result.is_timeout))
		*out = result.out;
	return rc;
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* A commit of blame's output; its names come once, its groups any number of times. */
typedef struct blamed {
	rg_str oid, name, email;
	bool is_boundary;
	uint32_t n_lines;
} blamed;
typedef RG_VEC(blamed) blamed_vec;

static blamed *blamed_of(blamed_vec *all, rg_arena *arena, rg_str oid)
{
	for (size_t i = 0; i < all->n; i++)
		if (rg_str_eq(all->items[i].oid, oid))
			return &all->items[i];
	RG_PUSH(arena, all, (blamed){.oid = oid});
	return &all->items[all->n - 1];
}

/* git-blame(1), "INCREMENTAL OUTPUT": "<oid> <line> <line> <count>", then "key value" lines. */
static void read_blame(authors *a, rg_str text)
{
	blamed_vec all = {0};
	blamed *now = NULL;
	rg_str line;

	while (rg_str_line(&line, &text)) {
		rg_str rest = line, oid, part;
		uint64_t n = 0;

		rg_str_part(&oid, &rest, ' ');
		if (oid.len == GIT_OID_HEXSZ) {
			now = blamed_of(&all, a->arena, oid);
			while (rg_str_part(&part, &rest, ' '))
				n = rg_str_u64(&n, part, UINT32_MAX) ? n : 0;
			now->n_lines += (uint32_t)n;
		} else if (!now) {
			continue;
		} else if (rg_str_eq_z(oid, "author")) {
			now->name = rest;
		} else if (rg_str_eq_z(oid, "author-mail")) {
			rg_str_skip(&rest, RG_STR("<"));
			rg_str_chop(&rest, RG_STR(">"));
			now->email = rest;
		} else if (rg_str_eq_z(oid, "boundary")) {
			now->is_boundary = true;
		}
	}
	for (size_t i = 0; i < all.n; i++) {
		rg_author *one;

		/* In a shallow clone the oldest commit seems to have written everything. */
		if (a->is_shallow && all.items[i].is_boundary)
			continue;
		one = author_of(a, all.items[i].name, all.items[i].email);
		if (one)
			one->n_lines += all.items[i].n_lines;
	}
}

/* All ranges of the file that ranges->items[first] is in, unless an earlier one was in it. */
static rg_rc blame_file(authors *a, const rg_line_range_vec *ranges, size_t first, rg_err *err)
{
	RG_VEC(const char *) args = {0};
	rg_str path = ranges->items[first].path, text;
	bool is_whole = false;
	rg_rc rc;

	for (size_t i = 0; i < first; i++)
		if (rg_str_eq(ranges->items[i].path, path))
			return RG_OK;
	RG_PUSH(a->arena, &args, "blame");
	RG_PUSH(a->arena, &args, "--incremental");
	RG_PUSH(a->arena, &args, "-w");
	for (size_t i = first; i < ranges->n; i++)
		if (rg_str_eq(ranges->items[i].path, path) && !ranges->items[i].first)
			is_whole = true;
	for (size_t i = first; !is_whole && i < ranges->n; i++) {
		const rg_line_range *one = &ranges->items[i];

		if (!rg_str_eq(one->path, path))
			continue;
		RG_PUSH(a->arena, &args,
			rg_arena_printf(a->arena, "-L%u,%u", one->first, one->last).ptr);
	}
	RG_PUSH(a->arena, &args, rg_arena_cstr(a->arena, a->commit));
	RG_PUSH(a->arena, &args, "--");
	RG_PUSH(a->arena, &args, rg_arena_cstr(a->arena, path));
	RG_PUSH(a->arena, &args, NULL);
	if ((rc = ask(&text, a, args.items, err)) == RG_OK)
		read_blame(a, text);
	return rc;
}

/* ---- commits -------------------------------------------------------------------------------- */

static rg_rc count_commits(authors *a, const rg_line_range_vec *ranges, rg_err *err)
{
	RG_VEC(const char *) args = {0};
	rg_str text, line;
	rg_rc rc;

	RG_PUSH(a->arena, &args, "log");
	RG_PUSH(a->arena, &args, "-n" MAX_COMMITS);
	RG_PUSH(a->arena, &args, "--no-merges");
	RG_PUSH(a->arena, &args, "--no-show-signature");
	RG_PUSH(a->arena, &args, "--format=%at%x09%aE%x09%aN%x09%s");
	RG_PUSH(a->arena, &args, rg_arena_cstr(a->arena, a->commit));
	RG_PUSH(a->arena, &args, "--");
	for (size_t i = 0; i < ranges->n; i++)
		RG_PUSH(a->arena, &args,
			rg_arena_printf(a->arena, ":(literal)%.*s", RG_FMT(ranges->items[i].path))
				.ptr);
	RG_PUSH(a->arena, &args, NULL);
	if ((rc = ask(&text, a, args.items, err)) < 0)
		return rc;
	while (rg_str_line(&line, &text)) {
		rg_str time, email, name;
		uint64_t when;
		rg_author *one;

		if (!rg_str_part(&time, &line, '\t') || !rg_str_part(&email, &line, '\t') ||
		    !rg_str_part(&name, &line, '\t') || !rg_str_u64(&when, time, INT64_MAX) ||
		    !(one = author_of(a, name, email)))
			continue;
		one->n_commits++;
		if ((int64_t)when > one->last_time) {
			one->last_time = (int64_t)when;
			one->last_subject = line;
		}
	}
	return RG_OK;
}

static int by_weight(const void *x, const void *y)
{
	const rg_author *a = x, *b = y;

	if (a->n_lines != b->n_lines)
		return a->n_lines > b->n_lines ? -1 : 1;
	if (a->n_commits != b->n_commits)
		return a->n_commits > b->n_commits ? -1 : 1;
	if (a->last_time != b->last_time)
		return a->last_time > b->last_time ? -1 : 1;
	return rg_str_cmp(a->email, b->email);
}

rg_rc rg_authors_of(rg_author_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
		    const rg_line_range_vec *ranges, rg_str without, uint64_t max_ms,
		    const rg_cancel *cancel, rg_err *err)
{
	authors a = {.out = out,
		     .arena = arena,
		     .repo = repo,
		     .commit = commit,
		     .without = without,
		     .is_shallow = git_repository_is_shallow(repo->git) == 1,
		     .end_ns = rg_clock_ns() + max_ms * 1000000,
		     .cancel = cancel};
	git_oid oid;
	rg_rc rc = rg_git__oid_parse(&oid, commit, err);

	*out = (rg_author_vec){0};
	if (rc == RG_OK && ranges->n)
		rc = count_commits(&a, ranges, err);
	for (size_t i = 0; rc == RG_OK && i < ranges->n && time_left(&a); i++)
		rc = blame_file(&a, ranges, i, err);
	if (rc == RG_OK && out->n)
		qsort(out->items, out->n, sizeof(*out->items), by_weight);
	return rc;
}
