/* SPDX-License-Identifier: MIT */
/*
 * early_main.c - an answer before all files were read, beside the one that takes its place:
 *	bench_early REPOSITORY LOG...
 * prints a line "MS CPU_MS EARLY FULL" a log: what the early answer took by the clock and of all
 * processors together, and the first candidates ("-" for none).
 */
#include <stdio.h>
#include <time.h>

#include "base/limits.h"
#include "os/fs.h"
#include "os/system.h"
#include "point/inventory.h"
#include "point/pointing.h"
#include "trace/trace.h"

static void die(const rg_err *err)
{
	fprintf(stderr, "bench_early: %s\n", err->message);
	_Exit(3);
}

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static rg_str first(const rg_answer *answer)
{
	return answer->candidates.n ? answer->candidates.items[0].path : RG_STR("-");
}

int main(int argc, char **argv)
{
	rg_arena *arena = rg_arena_new();
	rg_pointing *pointing = rg_pointing_new();
	rg_inventory *inventory = NULL;
	rg_pointing_input input = {0};
	rg_str_vec tests = {0};
	rg_trace_options options = {0};
	rg_repo_facts facts;
	rg_repo *repo = NULL;
	rg_err err;

	if (argc < 3) {
		fputs("usage: bench_early REPOSITORY LOG...\n", stderr);
		return 2;
	}
	if (rg_repo_open(&repo, argv[1], &err) < 0 ||
	    rg_repo_facts_read(&facts, arena, repo, &err) < 0 ||
	    rg_inventory_read(&inventory, repo, facts.root, true, &err) < 0)
		die(&err);
	options.paths = inventory->paths;
	input = (rg_pointing_input){.root = facts.root,
				    .files = &inventory->files,
				    .number = inventory->number,
				    .head = facts.head_oid,
				    .tests = &tests};
	for (int i = 2; i < argc; i++) {
		const rg_answer *early, *full;
		uint64_t started;
		double cpu_started;
		rg_str log;

		if (rg_fs_read(&log, arena, argv[i], RG_LIMIT_SOURCE_BYTES, &err) < 0)
			die(&err);
		input.failures = &rg_trace_parse(arena, log, &options)->failures;
		started = rg_clock_ns();
		cpu_started = cpu_ms();
		early = rg_pointing_glance(arena, &input);
		printf("%.1f %.1f ", (double)(rg_clock_ns() - started) / 1e6,
		       cpu_ms() - cpu_started);
		full = rg_pointing_find(arena, pointing, &input);
		printf("%.*s %.*s\n", RG_FMT(first(early)), RG_FMT(first(full)));
	}
	rg_pointing_free(pointing);
	rg_inventory_free(inventory);
	rg_repo_close(repo);
	rg_arena_free(arena);
	return 0;
}
