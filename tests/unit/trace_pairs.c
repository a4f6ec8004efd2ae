/* SPDX-License-Identifier: MIT */
/*
 * trace_pairs.c - same bug or another one, on pairs of failures from real runs (tests/cases/pairs,
 * made by tests/real/fingerprint_pairs.py). Two failures of different bugs must never have one
 * fingerprint: "fails on the base for the same reason" is said from it. Of those of one bug some
 * may differ; then a user is stopped, and sees why.
 *
 * "unit_trace_pairs print" prints the fingerprint of each failure, for the script.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"
#include "trace/fingerprint.h"

#define MAX_FILE     ((size_t)16 << 20)
#define LEAST_PAIRS  300
#define LEAST_RECALL 95 /* per cent; issue 5, acceptance 4 */

static rg_str read_file(rg_arena *arena, const char *name)
{
	char path[1024];
	FILE *file;
	rg_buf bytes;
	char part[65536];
	size_t n;
	rg_str out;

	(void)snprintf(path, sizeof(path), "%s/cases/pairs/%s", RG_TESTS_DIR, name);
	file = fopen(path, "rb");
	assert_non_null(file);
	rg_buf_init(&bytes, MAX_FILE);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		rg_buf_add(&bytes, (rg_str){part, n});
	(void)fclose(file);
	out = rg_arena_dup(arena, rg_buf_str(&bytes));
	rg_buf_release(&bytes);
	return out;
}

static rg_str text_of(rg_arena *arena, const rg_json *object, const char *key)
{
	return rg_arena_dup(arena, rg_json_str(rg_json_get(object, key)));
}

static rg_exception read_exception(rg_arena *arena, const rg_json *json)
{
	rg_exception out = {.type = text_of(arena, json, "type"),
			    .message = text_of(arena, json, "message")};
	const rg_json *at = rg_json_first(rg_json_get(json, "frames"));

	for (; at; at = rg_json_next(at)) {
		rg_frame frame = {.path = text_of(arena, at, "path"),
				  .function = text_of(arena, at, "function"),
				  .source = text_of(arena, at, "source"),
				  .statement = text_of(arena, at, "statement"),
				  .repeat = (uint32_t)rg_json_int(rg_json_get(at, "repeat"), 0),
				  .in_workspace = true};

		RG_PUSH(arena, &out.frames, frame);
	}
	return out;
}

static rg_str_vec read_fingerprints(rg_arena *arena)
{
	rg_str rest = read_file(arena, "failures.jsonl"), line;
	rg_str_vec out = {0};

	while (rg_str_line(&line, &rest)) {
		rg_json *json;
		rg_err err;
		rg_failure failure = {0};

		if (rg_json_parse(&json, line, &err) < 0)
			fail_msg("failure %zu: %s", out.n, err.message);
		failure.error = read_exception(arena, json);
		for (const rg_json *at = rg_json_first(rg_json_get(json, "chain")); at;
		     at = rg_json_next(at))
			RG_PUSH(arena, &failure.chain, read_exception(arena, at));
		RG_PUSH(arena, &out, rg_fingerprint(arena, &failure));
		rg_json_free(json);
	}
	return out;
}

typedef struct tally {
	unsigned n_same, n_called_same, n_different;
} tally;

/* "same moved A 12 17" */
static void judge(tally *out, const rg_str_vec *prints, rg_str line)
{
	rg_str parts[5], rest = line;
	uint64_t a, b;
	bool is_called_same;

	for (int i = 0; i < 5; i++)
		assert_true(rg_str_part(&parts[i], &rest, ' '));
	assert_true(rg_str_u64(&a, parts[3], prints->n - 1));
	assert_true(rg_str_u64(&b, parts[4], prints->n - 1));
	is_called_same = rg_str_eq(prints->items[a], prints->items[b]);
	if (rg_str_eq_z(parts[0], "same")) {
		out->n_same++;
		out->n_called_same += is_called_same;
	} else {
		out->n_different++;
		if (is_called_same)
			fail_msg("two bugs with one fingerprint: \"%.*s\"", RG_FMT(line));
	}
}

static void trace_pairs__another_bug_is_never_called_the_same(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec prints = read_fingerprints(arena);
	rg_str rest = read_file(arena, "pairs.txt"), line;
	tally halves[2] = {{0}};

	(void)state;
	while (rg_str_line(&line, &rest))
		judge(&halves[rg_str_has(line, RG_STR(" B "))], &prints, line);
	for (int i = 0; i < 2; i++) {
		assert_true(halves[i].n_same + halves[i].n_different >= LEAST_PAIRS / 2);
		assert_true(halves[i].n_different > 0);
		if (halves[i].n_called_same * 100 < halves[i].n_same * LEAST_RECALL)
			fail_msg("half %c: only %u of %u pairs of one bug have one fingerprint",
				 'A' + i, halves[i].n_called_same, halves[i].n_same);
	}
	rg_arena_free(arena);
}

static int print(void)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec prints = read_fingerprints(arena);

	for (size_t i = 0; i < prints.n; i++)
		(void)printf("%.*s\n", RG_FMT(prints.items[i]));
	rg_arena_free(arena);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_pairs__another_bug_is_never_called_the_same),
	};

	if (argc == 2 && strcmp(argv[1], "print") == 0)
		return print();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
