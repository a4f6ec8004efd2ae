/* SPDX-License-Identifier: MIT */
/*
 * lessons_main.c - the lessons of a repository's HEAD (locate/lessons.h) as bench_locate reads
 * them, and on standard error how long reading them took:
 *
 *	bench_lessons ROOT
 */
#include <stdio.h>
#include <time.h>

#include "base/limits.h"
#include "git/added.h"
#include "git/history.h"
#include "locate/lessons.h"

#define COMMITS_MAX 3000

/* Milliseconds of this process alone, so that a busy machine does not show. */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void print(const rg_commit_change *commit, const rg_added *read, const rg_str_vec *sources,
		  rg_str lines)
{
	rg_str line;

	printf("C ");
	for (size_t i = 0; i < sizeof(commit->id); i++)
		printf("%02x", commit->id[i]);
	printf(" %.*s\n", RG_FMT(read->subject));
	for (size_t i = 0; i < sources->n; i++) {
		printf("P %.*s\n", RG_FMT(sources->items[i]));
		for (size_t k = 0; k < read->functions[i].n; k++)
			printf("F %.*s\n", RG_FMT(read->functions[i].items[k]));
	}
	while (rg_str_line(&line, &lines))
		printf("+%.*s\n", RG_FMT(line));
}

/* Whether the commit is a lesson. */
static bool show(rg_arena *arena, rg_repo *repo, const rg_history *history,
		 const rg_commit_change *commit)
{
	rg_str_vec paths = rg_history_paths(arena, history, commit), sources = {0}, tests = {0};
	rg_added_input input = {commit->id, &tests, &sources};
	bool is_lesson = rg_lesson_is(&sources, &tests, arena, &paths);
	rg_added read;
	rg_buf lines;
	rg_err err;

	if (!is_lesson)
		return false;
	rg_buf_init(&lines, 64 * RG_KiB);
	is_lesson = rg_added_read(&read, &lines, arena, repo, &input, &err) == RG_OK;
	if (is_lesson)
		print(commit, &read, &sources, rg_buf_str(&lines));
	rg_buf_release(&lines);
	return is_lesson;
}

int main(int argc, char **argv)
{
	rg_arena *arena = rg_arena_new();
	rg_repo *repo = NULL;
	rg_history history = {0};
	rg_history_input input = {.max = COMMITS_MAX, .max_ms = 600000};
	size_t n = 0;
	double begin;
	rg_err err;

	if (argc != 2) {
		fprintf(stderr, "use: %s ROOT\n", argv[0]);
		return 2;
	}
	if (rg_repo_open(&repo, argv[1], &err) != RG_OK ||
	    rg_repo_resolve(&input.from, arena, repo, RG_STR("HEAD"), &err) != RG_OK ||
	    rg_history_read(&history, arena, repo, &input, &err) != RG_OK) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	begin = now();
	for (size_t i = 0; i < history.commits.n && n < RG_LESSONS_MAX; i++)
		n += show(arena, repo, &history, &history.commits.items[i]);
	fprintf(stderr, "%zu lessons of %zu commits: %.0f ms\n", n, history.commits.n,
		now() - begin);
	rg_repo_close(repo);
	rg_arena_free(arena);
	return 0;
}
