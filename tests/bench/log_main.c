/* SPDX-License-Identifier: MIT */
/*
 * log_main.c - bench_log FILE TIMES: reads a log TIMES times as `redgreen explain` does, in one
 * process. Prints for each the nanoseconds of processor time that it took (so that a busy machine
 * does not show), the failures and their frames; at last the highest memory in kilobytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "fix/log_text.h"
#include "trace/trace.h"

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	long times = argc == 3 ? strtol(argv[2], NULL, 10) : 0;

	if (times < 1) {
		fprintf(stderr, "use: %s FILE TIMES\n", argv[0]);
		return 2;
	}
	for (long i = 0; i < times; i++) {
		rg_arena *arena = rg_arena_new();
		rg_trace_options options = {.cwd = RG_STR_INIT("")};
		rg_str_vec files = {0};
		const rg_trace *trace;
		uint64_t started = now_ns();
		size_t n_frames = 0;
		rg_str text;
		rg_err err;

		options.paths = rg_paths_new(arena, RG_STR("/repo"), &files);
		if (rg_log_text_read(&text, arena, argv[1], &err) < 0) {
			fprintf(stderr, "%s\n", err.message);
			return 1;
		}
		trace = rg_trace_parse(arena, text, &options);
		for (size_t k = 0; k < trace->failures.n; k++)
			n_frames += trace->failures.items[k].error.frames.n;
		printf("%llu %zu %zu\n", (unsigned long long)(now_ns() - started),
		       trace->failures.n, n_frames);
		rg_arena_free(arena);
	}
	getrusage(RUSAGE_SELF, &usage);
	printf("%ld\n", usage.ru_maxrss);
	return 0;
}
