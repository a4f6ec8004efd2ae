/* SPDX-License-Identifier: MIT */
/*
 * replay_main.c - runs a fuzz target without a fuzzer: once with each file named on the command
 * line, and with all files of each folder. -n N adds N mutations of each file, the same ones every
 * time: bytes changed, pieces taken out, doubled, or taken over from elsewhere in the file. With
 * clang the targets link to libFuzzer as they are (-fsanitize=fuzzer) and this file is left out.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INPUT_BYTES ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t input[INPUT_BYTES], mutated[2 * INPUT_BYTES];
static const uint8_t *current;
static size_t current_size;
static unsigned long n_runs;

/* Keeps the input that a target aborted on, as ./fuzz-failed. */
static void on_abort(int number)
{
	static const char said[] = "the input is kept in ./fuzz-failed\n";
	int fd = open("fuzz-failed", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	(void)number;
	if (fd >= 0 && write(fd, current, current_size) == (ssize_t)current_size &&
	    write(STDERR_FILENO, said, sizeof(said) - 1) > 0)
		(void)close(fd);
	(void)signal(SIGABRT, SIG_DFL);
	abort();
}

/* xorshift64*, Vigna, An experimental exploration of Marsaglia's xorshift generators (2016). */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

static size_t below(uint64_t *state, size_t n)
{
	return n ? (size_t)(next_random(state) % n) : 0;
}

/* Changes mutated[0..size) once; returns the new size. */
static size_t mutate(uint64_t *state, size_t size)
{
	static const char special[] = "\n\r\0\033=_-|+:.\"'[]{}E> ,\xff\xc3";
	size_t at = below(state, size), n = below(state, size - at < 400 ? size - at : 400) + 1;

	if (size == 0 || size + n > sizeof(mutated) || at + n > size)
		return size;
	switch (below(state, 5)) {
	case 0:
		mutated[at] = (uint8_t)next_random(state);
		return size;
	case 1:
		mutated[at] = (uint8_t)special[below(state, sizeof(special) - 1)];
		return size;
	case 2:
		memmove(mutated + at, mutated + at + n, size - at - n);
		return size - n;
	case 3:
		memmove(mutated + at + n, mutated + at, size - at);
		return size + n;
	default:
		memmove(mutated + at, mutated + below(state, size - n + 1), n);
		return size;
	}
}

static void run(const uint8_t *data, size_t size)
{
	/* A copy of exactly this size, so that a sanitizer sees a read beyond its end. */
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	memcpy(copy, data, size);
	current = copy;
	current_size = size;
	(void)LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	n_runs++;
}

static int run_file(const char *path, unsigned long n_mutations)
{
	FILE *file = fopen(path, "rb");
	uint64_t state = 88172645463325252u;
	size_t size;

	if (!file) {
		(void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return 1;
	}
	size = fread(input, 1, sizeof(input), file);
	(void)fclose(file);
	run(input, size);
	for (unsigned long i = 0; i < n_mutations; i++) {
		size_t n = size, n_changes = below(&state, 8) + 1;

		memcpy(mutated, input, size);
		for (size_t k = 0; k < n_changes; k++)
			n = mutate(&state, n);
		run(mutated, n);
	}
	return 0;
}

static int run_path(const char *path, unsigned long n_mutations)
{
	struct dirent **entries = NULL;
	struct stat about;
	int n, rc = 0;

	if (stat(path, &about) < 0 || !S_ISDIR(about.st_mode))
		return run_file(path, n_mutations);
	n = scandir(path, &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char name[4096];

		if (entries[i]->d_name[0] != '.') {
			(void)snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
			rc |= run_file(name, n_mutations);
		}
		free(entries[i]);
	}
	free(entries);
	return n < 0 || rc;
}

int main(int argc, char **argv)
{
	unsigned long n_mutations = 0;
	int first = 1, rc = 0;

	(void)signal(SIGABRT, on_abort);
	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		n_mutations = strtoul(argv[2], NULL, 10);
		first = 3;
	}
	for (int i = first; i < argc; i++)
		rc |= run_path(argv[i], n_mutations);
	(void)printf("%lu inputs\n", n_runs);
	return rc || n_runs == 0;
}
