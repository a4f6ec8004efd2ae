/* SPDX-License-Identifier: MIT */
/*
 * blame.c - `git blame` is a child that can be ended in time; libgit2's blame cannot, and knows
 * neither .mailmap by itself nor commits to be ignored.
 */
#include "git/blame.h"

#include "git/command.h"
#include "git/private.h"
#include "git/shallow.h"
#include "os/fs.h"
#include "os/system.h"

#define MAX_RANGES 500 /* of a file: more are no sharper a question, and a long command line */

typedef struct blaming {
	rg_wrote_vec *out;
	rg_arena *arena;
	rg_repo *repo;
	rg_str commit;
	const rg_line_range_vec *ranges;
	const char *ignored; /* --ignore-revs-file=…, or NULL */
	bool is_shallow;
	uint64_t end_ns;
	const rg_cancel *cancel;
} blaming;

/* What is left of the time, in ms; 0: none. */
static uint64_t time_left(const blaming *b)
{
	uint64_t now = rg_clock_ns();

	if (rg_cancel_is_set(b->cancel) || now >= b->end_ns)
		return 0;
	return (b->end_ns - now) / 1000000 + 1;
}

/* A commit of blame's output; its names come once, its groups any number of times. */
typedef struct group {
	rg_str oid;
	rg_identity who;
	bool is_boundary;
	uint32_t n_lines;
} group;
typedef RG_VEC(group) group_vec;

static group *group_of(group_vec *all, rg_arena *arena, rg_str oid)
{
	for (size_t i = 0; i < all->n; i++)
		if (rg_str_eq(all->items[i].oid, oid))
			return &all->items[i];
	RG_PUSH(arena, all, (group){.oid = oid});
	return &all->items[all->n - 1];
}

/* git-blame(1), "INCREMENTAL OUTPUT": "<oid> <line> <line> <count>", then "key value" lines. */
static void read_groups(blaming *b, rg_str text, bool is_chain)
{
	group_vec all = {0};
	group *now = NULL;
	rg_str line;

	while (rg_str_line(&line, &text)) {
		rg_str rest = line, key, part;
		uint64_t n = 0;

		rg_str_part(&key, &rest, ' ');
		if (key.len == GIT_OID_HEXSZ) {
			now = group_of(&all, b->arena, key);
			while (rg_str_part(&part, &rest, ' '))
				n = rg_str_u64(&n, part, UINT32_MAX) ? n : 0;
			now->n_lines += (uint32_t)n;
		} else if (!now) {
			continue;
		} else if (rg_str_eq_z(key, "author")) {
			now->who.name = rest;
		} else if (rg_str_eq_z(key, "author-mail")) {
			rg_str_skip(&rest, RG_STR("<"));
			rg_str_chop(&rest, RG_STR(">"));
			now->who.email = rest;
		} else if (rg_str_eq_z(key, "boundary")) {
			now->is_boundary = true;
		}
	}
	for (size_t i = 0; i < all.n; i++)
		/* In a shallow clone the oldest commit seems to have written everything. */
		if (!b->is_shallow || !all.items[i].is_boundary)
			RG_PUSH(b->arena, b->out,
				(rg_wrote){.who = all.items[i].who,
					   .n_lines = all.items[i].n_lines,
					   .is_chain = is_chain});
}

/* git knows no range behind the end of a file: 0 lines when there is nothing to ask about. */
static uint32_t count_lines(blaming *b, rg_str path)
{
	rg_str oid, text, line;
	rg_err err;
	uint32_t n = 0;

	if (rg_blob_in(&oid, &text, b->arena, b->repo, b->commit, path, &err) < 0)
		return 0;
	while (n < UINT32_MAX && rg_str_line(&line, &text))
		n++;
	return n;
}

static bool is_of(const rg_line_range *one, const rg_line_range *first)
{
	return one->is_chain == first->is_chain && rg_str_eq(one->path, first->path);
}

/* All ranges of the file and kind of ranges->items[at], unless an earlier one was of them. */
static rg_rc blame_file(blaming *b, size_t at, rg_err *err)
{
	static const char *const env[] = {"GIT_NO_LAZY_FETCH=1", NULL};
	RG_VEC(const char *) args = {0};
	const rg_line_range *first = &b->ranges->items[at];
	size_t n_ranges = 0;
	rg_git_output result;
	uint32_t n_lines;
	rg_rc rc;

	for (size_t i = 0; i < at; i++)
		if (is_of(&b->ranges->items[i], first))
			return RG_OK;
	n_lines = count_lines(b, first->path);
	RG_PUSH(b->arena, &args, "blame");
	RG_PUSH(b->arena, &args, "--no-textconv"); /* a program of the configuration */
	RG_PUSH(b->arena, &args, "--incremental");
	RG_PUSH(b->arena, &args, "--encoding=UTF-8");
	RG_PUSH(b->arena, &args, "-w");
	if (b->ignored)
		RG_PUSH(b->arena, &args, b->ignored);
	for (size_t i = at; i < b->ranges->n && n_ranges < MAX_RANGES; i++) {
		const rg_line_range *one = &b->ranges->items[i];
		uint32_t last = one->last < n_lines ? one->last : n_lines;

		if (!is_of(one, first) || !one->first || one->first > last)
			continue;
		RG_PUSH(b->arena, &args,
			rg_arena_printf(b->arena, "-L%u,%u", one->first, last).ptr);
		n_ranges++;
	}
	RG_PUSH(b->arena, &args, rg_arena_cstr(b->arena, b->commit));
	RG_PUSH(b->arena, &args, "--");
	RG_PUSH(b->arena, &args, rg_arena_cstr(b->arena, first->path));
	RG_PUSH(b->arena, &args, NULL);
	if (!n_ranges)
		return RG_OK;
	rc = rg_git__run(&result, b->arena, rg_str_of(git_repository_workdir(b->repo->git)),
			 args.items, b->repo->may_fetch ? NULL : env, (rg_str){NULL, 0},
			 time_left(b) + 1, err);
	/* A list of commits that is no such list: without it. */
	if (rc == RG_OK && result.exit_code == 128 && b->ignored) {
		b->ignored = NULL;
		return blame_file(b, at, err);
	}
	if (rc == RG_OK && (result.exit_code == 0 || result.is_timeout))
		read_groups(b, result.out, first->is_chain);
	return rc;
}

rg_rc rg_blame(rg_wrote_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
	       const rg_line_range_vec *ranges, uint64_t max_ms, const rg_cancel *cancel,
	       rg_err *err)
{
	blaming b = {.out = out,
		     .arena = arena,
		     .repo = repo,
		     .commit = commit,
		     .ranges = ranges,
		     .is_shallow = rg_git__is_shallow(repo),
		     .end_ns = rg_clock_ns() + max_ms * 1000000,
		     .cancel = cancel};
	const char *ignored = rg_path_join(arena, rg_str_of(git_repository_workdir(repo->git)),
					   RG_STR(".git-blame-ignore-revs"));
	rg_fs_stamp stamp;
	git_oid oid;
	rg_rc rc = rg_git__oid_parse(&oid, commit, err);

	*out = (rg_wrote_vec){0};
	if (rg_fs_stat(&stamp, ignored) && stamp.is_file) /* a link may lead anywhere */
		b.ignored = "--ignore-revs-file=.git-blame-ignore-revs";
	for (size_t i = 0; rc == RG_OK && i < ranges->n && time_left(&b); i++)
		rc = blame_file(&b, i, err);
	return rc;
}
