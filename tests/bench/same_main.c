/* SPDX-License-Identifier: MIT */
/*
 * same_main.c - whether an answer depends on the order of the files or on the number of threads:
 *	bench_same REPOSITORY LOG RUNS
 * answers for a log RUNS times, each time from nothing, with the files in another order and with 1
 * to 16 threads, and prints a hash of all that each answer says, a line each.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "os/fs.h"
#include "point/inventory.h"
#include "point/pointing.h"
#include "trace/trace.h"

#define THREADS_MAX 16

static void die(const rg_err *err)
{
	fprintf(stderr, "bench_same: %s\n", err->message);
	_Exit(3);
}

/* Fisher and Yates, with numbers that are the same everywhere (Numerical Recipes' generator). */
static void shuffle(rg_str_vec *files, uint32_t seed)
{
	for (size_t i = files->n; i > 1; i--) {
		size_t other;
		rg_str kept = files->items[i - 1];

		seed = seed * 1664525 + 1013904223;
		other = (seed >> 8) % i;
		files->items[i - 1] = files->items[other];
		files->items[other] = kept;
	}
}

static uint64_t add(uint64_t hash, rg_str text, int32_t number)
{
	hash = rg_hash(hash, text);
	return rg_hash(hash, (rg_str){(const char *)&number, sizeof(number)});
}

static uint64_t hash_of(const rg_answer *answer)
{
	uint64_t hash = add(RG_HASH_START, answer->fault_text, answer->confidence);

	for (size_t i = 0; i < answer->candidates.n; i++) {
		const rg_candidate *c = &answer->candidates.items[i];

		hash = add(hash, c->path, c->score);
		for (size_t k = 0; k < c->reasons.n; k++)
			hash = add(hash, c->reasons.items[k].text, c->reasons.items[k].points);
		for (size_t k = 0; k < c->functions.n; k++)
			hash = add(hash, c->functions.items[k].name, c->functions.items[k].score);
	}
	return hash;
}

int main(int argc, char **argv)
{
	rg_arena *arena = rg_arena_new();
	rg_inventory *inventory = NULL;
	rg_pointing_input input = {0};
	rg_str_vec files = {0}, tests = {0};
	rg_trace_options options = {0};
	rg_repo_facts facts;
	rg_repo *repo = NULL;
	rg_str log;
	rg_err err;

	if (argc != 4) {
		fputs("usage: bench_same REPOSITORY LOG RUNS\n", stderr);
		return 2;
	}
	if (rg_repo_open(&repo, argv[1], &err) < 0 ||
	    rg_repo_facts_read(&facts, arena, repo, &err) < 0 ||
	    rg_inventory_read(&inventory, repo, facts.root, false, &err) < 0 ||
	    rg_fs_read(&log, arena, argv[2], RG_LIMIT_SOURCE_BYTES, &err) < 0)
		die(&err);
	options.paths = inventory->paths;
	files = rg_str_vec_dup(arena, &inventory->files);
	input = (rg_pointing_input){.root = facts.root,
				    .files = &files,
				    .head = facts.head_oid,
				    .failures = &rg_trace_parse(arena, log, &options)->failures,
				    .tests = &tests};
	for (uint32_t i = 0; i < (uint32_t)strtoul(argv[3], NULL, 10); i++) {
		rg_pointing *pointing = rg_pointing_new();
		rg_arena *scratch = rg_arena_new();

		shuffle(&files, i);
		input.n_threads = i % THREADS_MAX + 1;
		printf("%016llx\n",
		       (unsigned long long)hash_of(rg_pointing_find(scratch, pointing, &input)));
		rg_arena_free(scratch);
		rg_pointing_free(pointing);
	}
	rg_inventory_free(inventory);
	rg_repo_close(repo);
	rg_arena_free(arena);
	return 0;
}
