/* SPDX-License-Identifier: MIT */
/*
 * index_main.c - what the language server does in the background, one after the other in a process
 * of its own:
 *	bench_index REPOSITORY
 * prints lines "NAME NUMBER": listing, index, history, again (the history after one new commit is
 * not known: of HEAD~1, then HEAD) and save (a file, several times) in nanoseconds, and those of
 *all processors together; memory: what the index and the history hold, peak: what was needed on the
 * way, in kilobytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "point/inventory.h"
#include "point/past.h"
#include "point/pointing.h"
#include "os/system.h"

#define SAVES 100

static void die(const rg_err *err)
{
	fprintf(stderr, "bench_index: %s\n", err->message);
	_Exit(3);
}

/* "RssAnon:", "VmHWM:" in kilobytes. */
static long status(const char *key)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	long value = 0;

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, key, strlen(key)) == 0)
			value = strtol(line + strlen(key), NULL, 10);
	if (file)
		fclose(file);
	return value;
}

static uint64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t started, cpu_started;

static void start(void)
{
	started = rg_clock_ns();
	cpu_started = cpu_ns();
}

static void tell(const char *name)
{
	printf("%s %llu %llu\n", name, (unsigned long long)(rg_clock_ns() - started),
	       (unsigned long long)(cpu_ns() - cpu_started));
}

int main(int argc, char **argv)
{
	rg_arena *arena = rg_arena_new();
	rg_pointing *pointing = rg_pointing_new();
	rg_past *past = rg_past_new();
	rg_inventory *inventory = NULL;
	rg_pointing_input input = {0};
	rg_repo_facts facts;
	rg_repo *repo = NULL;
	rg_str none = {NULL, 0}, older;
	long before;
	rg_err err;

	if (argc != 2) {
		fputs("usage: bench_index REPOSITORY\n", stderr);
		return 2;
	}
	if (rg_repo_open(&repo, argv[1], &err) < 0 ||
	    rg_repo_facts_read(&facts, arena, repo, &err) < 0 ||
	    rg_repo_resolve(&older, arena, repo, RG_STR("HEAD~1"), &err) < 0)
		die(&err);
	start();
	if (rg_inventory_read(&inventory, repo, facts.root, true, &err) < 0)
		die(&err);
	tell("listing");
	rg_memory_trim();
	before = status("RssAnon:");
	input.root = facts.root;
	input.files = &inventory->files;
	input.number = inventory->number;
	start();
	rg_pointing_refresh(pointing, &input);
	tell("index");
	rg_memory_trim();
	printf("index-memory %ld\n", status("RssAnon:") - before);
	for (int i = 0; i < SAVES; i++) {
		rg_pointing_note(pointing,
				 inventory->files.items[(size_t)i * inventory->files.n / SAVES]);
		start();
		rg_pointing_refresh(pointing, &input);
		tell("save");
	}
	start();
	rg_past_refresh(past, facts.root, none, older, NULL);
	tell("history");
	start();
	rg_past_refresh(past, facts.root, none, facts.head_oid, NULL);
	tell("again");
	rg_repo_close(repo); /* with what libgit2 keeps for it, as the server does */
	rg_memory_trim();
	printf("memory %ld\npeak %ld\ncommits %zu\n", status("RssAnon:") - before,
	       status("VmHWM:") - before, rg_past_history(past)->commits.n);
	rg_past_free(past);
	rg_pointing_free(pointing);
	rg_inventory_free(inventory);
	rg_arena_free(arena);
	return 0;
}
